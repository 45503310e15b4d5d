# SPDX-License-Identifier: GPL-3.0-or-later
# A server whose options say how it answers hellos, in a test's own loop or as a program.
check_LIBRARIES += tests/picky/libpicky.a
tests_picky_libpicky_a_SOURCES =
tests_picky_libpicky_a_SOURCES += tests/picky/picky.h
tests_picky_libpicky_a_SOURCES += tests/picky/picky.c
tests_picky_libpicky_a_SOURCES += tests/picky/picky_answer.c
tests_picky_libpicky_a_SOURCES += tests/picky/picky_options.c
check_PROGRAMS += tests/picky/picky
tests_picky_picky_SOURCES = tests/picky/picky_main.c
tests_picky_picky_LDADD = tests/picky/libpicky.a $(LIBS_ALL)
check_PROGRAMS += tests/picky/test_picky
TESTS += tests/picky/test_picky
tests_picky_test_picky_SOURCES = tests/picky/test_picky.c
tests_picky_test_picky_LDADD = tests/picky/libpicky.a $(UNIT_LIBS)
