# SPDX-License-Identifier: GPL-3.0-or-later
VIEW_TESTS = \
	tests/unit/view/test_asn1tree \
	tests/unit/view/test_jw \
	tests/unit/view/test_message \
	tests/unit/view/test_report_json \
	tests/unit/view/test_report_text \
	tests/unit/view/test_safe \
	tests/unit/view/test_show \
	tests/unit/view/test_text \
	tests/unit/view/test_tree
check_PROGRAMS += $(VIEW_TESTS)
TESTS += $(VIEW_TESTS)

# A judged chain, and JSON held against the schema.
check_LIBRARIES += tests/unit/view/libviewkit.a
tests_unit_view_libviewkit_a_SOURCES = \
	tests/unit/view/schema.c tests/unit/view/schema.h \
	tests/unit/view/viewkit.c tests/unit/view/viewkit.h
VIEW_LIBS = tests/unit/view/libviewkit.a $(FACTORY_LIBS)

tests_unit_view_test_asn1tree_SOURCES = tests/unit/view/test_asn1tree.c
tests_unit_view_test_asn1tree_LDADD = $(VIEW_LIBS)
tests_unit_view_test_jw_SOURCES = tests/unit/view/test_jw.c
tests_unit_view_test_jw_LDADD = $(VIEW_LIBS)
tests_unit_view_test_message_SOURCES = tests/unit/view/test_message.c
tests_unit_view_test_message_LDADD = $(VIEW_LIBS)
tests_unit_view_test_report_json_SOURCES = tests/unit/view/test_report_json.c
tests_unit_view_test_report_json_LDADD = $(VIEW_LIBS)
tests_unit_view_test_report_text_SOURCES = tests/unit/view/test_report_text.c
tests_unit_view_test_report_text_LDADD = $(VIEW_LIBS)
tests_unit_view_test_safe_SOURCES = tests/unit/view/test_safe.c
tests_unit_view_test_safe_LDADD = $(VIEW_LIBS)
tests_unit_view_test_show_SOURCES = tests/unit/view/test_show.c
tests_unit_view_test_show_LDADD = $(VIEW_LIBS)
tests_unit_view_test_text_SOURCES = tests/unit/view/test_text.c
tests_unit_view_test_text_LDADD = $(VIEW_LIBS)
tests_unit_view_test_tree_SOURCES = tests/unit/view/test_tree.c
tests_unit_view_test_tree_LDADD = $(VIEW_LIBS)

# Holds lines of JSON against the schema: for the tests of commands.
check_PROGRAMS += tests/unit/view/schema_check
tests_unit_view_schema_check_SOURCES = tests/unit/view/schema_check.c
tests_unit_view_schema_check_LDADD = $(VIEW_LIBS)
