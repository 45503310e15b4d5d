# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/ct/test_sct
TESTS += tests/unit/ct/test_sct
tests_unit_ct_test_sct_SOURCES = tests/unit/ct/test_sct.c
tests_unit_ct_test_sct_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/ct/test_tiles
TESTS += tests/unit/ct/test_tiles
tests_unit_ct_test_tiles_SOURCES = tests/unit/ct/test_tiles.c
tests_unit_ct_test_tiles_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/ct/test_log_list
TESTS += tests/unit/ct/test_log_list
tests_unit_ct_test_log_list_SOURCES = tests/unit/ct/test_log_list.c
tests_unit_ct_test_log_list_LDADD = $(FACTORY_LIBS)
