# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/json/test_json_reader
TESTS += tests/unit/json/test_json_reader
tests_unit_json_test_json_reader_SOURCES = tests/unit/json/test_json_reader.c
tests_unit_json_test_json_reader_LDADD = $(UNIT_LIBS)
