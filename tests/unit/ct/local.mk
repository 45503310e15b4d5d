# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/ct/test_sct
TESTS += tests/unit/ct/test_sct
tests_unit_ct_test_sct_SOURCES = tests/unit/ct/test_sct.c
tests_unit_ct_test_sct_LDADD = $(FACTORY_LIBS)
