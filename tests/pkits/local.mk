# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/pkits/pkits
tests_pkits_pkits_SOURCES = tests/pkits/pkits.c
tests_pkits_pkits_LDADD = tests/factory/libfactory.a tests/harness/libharness.a $(LIBS_ALL) $(JSON_LIBS)
TESTS += tests/pkits/run.sh
EXTRA_DIST += tests/pkits/run.sh
