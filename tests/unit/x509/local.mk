# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/x509/test_ocsp
TESTS += tests/unit/x509/test_ocsp
tests_unit_x509_test_ocsp_SOURCES = tests/unit/x509/test_ocsp.c
tests_unit_x509_test_ocsp_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/x509/test_crl
check_PROGRAMS += tests/unit/x509/test_crl_entries
TESTS += tests/unit/x509/test_crl
TESTS += tests/unit/x509/test_crl_entries
tests_unit_x509_test_crl_SOURCES = tests/unit/x509/test_crl.c tests/unit/x509/crl_kit.h
tests_unit_x509_test_crl_entries_SOURCES = tests/unit/x509/test_crl_entries.c tests/unit/x509/crl_kit.h
tests_unit_x509_test_crl_LDADD = $(FACTORY_LIBS)
tests_unit_x509_test_crl_entries_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/x509/test_crlplain
TESTS += tests/unit/x509/test_crlplain
tests_unit_x509_test_crlplain_SOURCES = tests/unit/x509/test_crlplain.c tests/unit/x509/crl_kit.h
tests_unit_x509_test_crlplain_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/x509/test_csr
TESTS += tests/unit/x509/test_csr
tests_unit_x509_test_csr_SOURCES = tests/unit/x509/test_csr.c
tests_unit_x509_test_csr_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/x509/test_gname
TESTS += tests/unit/x509/test_gname
tests_unit_x509_test_gname_SOURCES = tests/unit/x509/test_gname.c
tests_unit_x509_test_gname_LDADD = $(FACTORY_LIBS)


check_PROGRAMS += tests/unit/x509/test_bundle
TESTS += tests/unit/x509/test_bundle
tests_unit_x509_test_bundle_SOURCES = tests/unit/x509/test_bundle.c
tests_unit_x509_test_bundle_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/x509/test_pkcs7
TESTS += tests/unit/x509/test_pkcs7
tests_unit_x509_test_pkcs7_SOURCES = tests/unit/x509/test_pkcs7.c
tests_unit_x509_test_pkcs7_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/x509/test_name
TESTS += tests/unit/x509/test_name
tests_unit_x509_test_name_SOURCES = tests/unit/x509/test_name.c
tests_unit_x509_test_name_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/x509/test_cert
TESTS += tests/unit/x509/test_cert
tests_unit_x509_test_cert_SOURCES = tests/unit/x509/test_cert.c
tests_unit_x509_test_cert_LDADD = $(FACTORY_LIBS)
