# SPDX-License-Identifier: GPL-3.0-or-later
check_LIBRARIES += tests/harness/libharness.a
tests_harness_libharness_a_SOURCES = tests/harness/harness.c tests/harness/harness.h
check_PROGRAMS += tests/limbo/limbo
tests_limbo_limbo_SOURCES = tests/limbo/limbo.c
tests_limbo_limbo_LDADD = tests/factory/libfactory.a tests/harness/libharness.a $(LIBS_ALL) $(JSON_LIBS)
TESTS += tests/limbo/run.sh
EXTRA_DIST += tests/limbo/run.sh
EXTRA_DIST += tests/harness/vectors.sh
