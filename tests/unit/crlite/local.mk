# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/crlite/test_crlite
TESTS += tests/unit/crlite/test_crlite
tests_unit_crlite_test_crlite_SOURCES = tests/unit/crlite/test_crlite.c
tests_unit_crlite_test_crlite_SOURCES += tests/crlite/clubcard_writer.c
tests_unit_crlite_test_crlite_SOURCES += tests/crlite/clubcard_writer.h
tests_unit_crlite_test_crlite_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/crlite/mkcrlite
tests_crlite_mkcrlite_SOURCES = tests/crlite/mkcrlite.c
tests_crlite_mkcrlite_SOURCES += tests/crlite/clubcard_writer.c tests/crlite/clubcard_writer.h
tests_crlite_mkcrlite_LDADD = $(LIBS_ALL)
