# SPDX-License-Identifier: GPL-3.0-or-later
FACTS_KIT = tests/unit/scan/facts_kit.c tests/unit/scan/facts_kit.h
JUDGE_KIT = $(FACTS_KIT) tests/unit/scan/judge_kit.c tests/unit/scan/judge_kit.h \
	tests/unit/scan/judge_cert_rules.c tests/unit/scan/judge_suite_rules.c
check_PROGRAMS += tests/unit/scan/test_scan_judge
TESTS += tests/unit/scan/test_scan_judge
tests_unit_scan_test_scan_judge_SOURCES = tests/unit/scan/test_scan_judge.c $(JUDGE_KIT)
tests_unit_scan_test_scan_judge_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/scan/test_scan_compare
TESTS += tests/unit/scan/test_scan_compare
tests_unit_scan_test_scan_compare_SOURCES = tests/unit/scan/test_scan_compare.c $(FACTS_KIT)
tests_unit_scan_test_scan_compare_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/scan/test_requirement
TESTS += tests/unit/scan/test_requirement
tests_unit_scan_test_requirement_SOURCES = tests/unit/scan/test_requirement.c $(FACTS_KIT)
tests_unit_scan_test_requirement_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/scan/test_advice
TESTS += tests/unit/scan/test_advice
tests_unit_scan_test_advice_SOURCES = tests/unit/scan/test_advice.c $(FACTS_KIT)
tests_unit_scan_test_advice_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/scan/print_server_lines
tests_unit_scan_print_server_lines_SOURCES = tests/unit/scan/print_server_lines.c
tests_unit_scan_print_server_lines_LDADD = $(UNIT_LIBS)
TESTS += tests/unit/scan/server_lines.sh
EXTRA_DIST += tests/unit/scan/server_lines.sh
