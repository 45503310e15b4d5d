# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/lint/test_lint
TESTS += tests/unit/lint/test_lint
tests_unit_lint_test_lint_SOURCES = tests/unit/lint/test_lint.c tests/unit/lint/changes.h tests/unit/lint/trials.def
tests_unit_lint_test_lint_LDADD = $(FACTORY_LIBS)
