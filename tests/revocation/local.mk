# SPDX-License-Identifier: GPL-3.0-or-later
# The factory of revocation: OCSP responses and CRLs, good and broken, each with what follows.
check_PROGRAMS += tests/revocation/test_revocation
TESTS += tests/revocation/test_revocation
tests_revocation_test_revocation_SOURCES = tests/revocation/test_revocation.c
tests_revocation_test_revocation_SOURCES += tests/revocation/revcase.h
tests_revocation_test_revocation_SOURCES += tests/revocation/cases.def
tests_revocation_test_revocation_SOURCES += tests/revocation/cases_status.c
tests_revocation_test_revocation_SOURCES += tests/revocation/cases_mix.c
tests_revocation_test_revocation_SOURCES += tests/revocation/cases_form.c
tests_revocation_test_revocation_SOURCES += tests/revocation/cases_signer.c
tests_revocation_test_revocation_SOURCES += tests/revocation/cases_trusted.c
tests_revocation_test_revocation_SOURCES += tests/revocation/cases_need.c
tests_revocation_test_revocation_SOURCES += tests/revocation/cases_crl.c
tests_revocation_test_revocation_SOURCES += tests/revocation/cases_scope.c
tests_revocation_test_revocation_SOURCES += $(REVKIT)
tests_revocation_test_revocation_LDADD = $(FACTORY_LIBS)
