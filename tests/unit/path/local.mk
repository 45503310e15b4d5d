# SPDX-License-Identifier: GPL-3.0-or-later

check_PROGRAMS += tests/unit/path/test_host
TESTS += tests/unit/path/test_host
tests_unit_path_test_host_SOURCES = tests/unit/path/test_host.c
tests_unit_path_test_host_LDADD = $(FACTORY_LIBS)
