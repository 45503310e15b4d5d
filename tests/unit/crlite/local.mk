# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/crlite/test_crlite
TESTS += tests/unit/crlite/test_crlite
tests_unit_crlite_test_crlite_SOURCES = tests/unit/crlite/test_crlite.c
tests_unit_crlite_test_crlite_SOURCES += tests/crlite/clubcard_writer.c
tests_unit_crlite_test_crlite_SOURCES += tests/crlite/clubcard_writer.h
tests_unit_crlite_test_crlite_LDADD = $(UNIT_LIBS)
