# SPDX-License-Identifier: GPL-3.0-or-later
# Built by `make check`, which cannot run it: valgrind and the sanitizers exclude each other.
# .ci/run runs it under valgrind in a build without sanitizers.
check_PROGRAMS += tests/ct/constant_time
tests_ct_constant_time_SOURCES = tests/ct/constant_time.c
tests_ct_constant_time_LDADD = $(LIBS_ALL)
