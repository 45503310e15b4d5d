# SPDX-License-Identifier: GPL-3.0-or-later
VIEW_TESTS = \
	tests/unit/view/scan/test_scan_cbom \
	tests/unit/view/scan/test_scan_html \
	tests/unit/view/scan/test_scan_table \
	tests/unit/view/scan/test_scan_text \
	tests/unit/view/scan/test_scan_json \
	tests/unit/view/speed/test_speed_view \
	tests/unit/view/cert/test_asn1tree \
	tests/unit/view/handshake/test_hs_alert \
	tests/unit/view/handshake/test_hs_diagram \
	tests/unit/view/handshake/test_hs_json \
	tests/unit/view/handshake/test_hs_message \
	tests/unit/view/handshake/test_hs_dialogue \
	tests/unit/view/handshake/test_hs_packets \
	tests/unit/view/handshake/test_hs_exchange \
	tests/unit/view/handshake/test_hs_quality \
	tests/unit/view/handshake/test_hs_secrets \
	tests/unit/view/handshake/test_hs_text \
	tests/unit/view/handshake/test_hs_timing \
	tests/unit/view/handshake/test_hs_trace \
	tests/unit/view/handshake/test_layout \
	tests/unit/view/handshake/test_layout_whole \
	tests/unit/view/text/test_html \
	tests/unit/view/text/test_json_writer \
	tests/unit/view/text/test_prose_writer \
	tests/unit/view/text/test_lang \
	tests/unit/view/lesson/test_chain_lesson \
	tests/unit/view/lesson/test_lesson \
	tests/unit/view/lesson/test_lesson_hostile \
	tests/unit/view/lesson/test_lesson_facts \
	tests/unit/view/verdict/test_answers_text \
	tests/unit/view/verdict/test_hint \
	tests/unit/view/verdict/test_message \
	tests/unit/view/verdict/test_report_json \
	tests/unit/view/verdict/test_report_text \
	tests/unit/view/text/test_safe \
	tests/unit/view/cert/test_show \
	tests/unit/view/cert/test_show_mtc \
	tests/unit/view/cert/test_show_sct \
	tests/unit/view/text/test_text \
	tests/unit/view/verdict/test_tree
check_PROGRAMS += $(VIEW_TESTS)
TESTS += $(VIEW_TESTS)

# A judged chain, and JSON checked against the schema.
check_LIBRARIES += tests/unit/view/libviewkit.a
tests_unit_view_libviewkit_a_SOURCES = \
	tests/unit/view/schema.c tests/unit/view/schema.h \
	tests/unit/view/viewkit.c tests/unit/view/viewkit.h
# Recorded connections, replayed.
check_LIBRARIES += tests/unit/view/libhskit.a
tests_unit_view_libhskit_a_SOURCES = \
	tests/harness/vectors.c tests/harness/vectors.h \
	tests/unit/view/hskit.c tests/unit/view/hskit.h
# The expected lessons, and the target that writes them after an intended change.
EXTRA_DIST += tests/golden/lesson-rsa12.en.txt tests/golden/lesson-rsa12.en.html
EXTRA_DIST += tests/golden/lesson-rsa12.zh.txt tests/golden/lesson-rsa12.zh.html
EXTRA_DIST += tests/golden/lesson-ecdhe12.en.txt tests/golden/lesson-ecdhe12.en.html
EXTRA_DIST += tests/golden/lesson-ecdhe12.zh.txt tests/golden/lesson-ecdhe12.zh.html
EXTRA_DIST += tests/golden/lesson-13.en.txt tests/golden/lesson-13.en.html
EXTRA_DIST += tests/golden/lesson-13.zh.txt tests/golden/lesson-13.zh.html
EXTRA_DIST += tests/golden/lesson-chain-good.en.txt tests/golden/lesson-chain-good.en.html
EXTRA_DIST += tests/golden/lesson-chain-good.zh.txt tests/golden/lesson-chain-good.zh.html
EXTRA_DIST += tests/golden/lesson-chain-expired.en.txt tests/golden/lesson-chain-expired.en.html
EXTRA_DIST += tests/golden/lesson-chain-expired.zh.txt tests/golden/lesson-chain-expired.zh.html
EXTRA_DIST += tests/golden/lesson-chain-host.en.txt tests/golden/lesson-chain-host.en.html
EXTRA_DIST += tests/golden/lesson-chain-host.zh.txt tests/golden/lesson-chain-host.zh.html
EXTRA_DIST += tests/golden/lesson-chain-issuer.en.txt tests/golden/lesson-chain-issuer.en.html
EXTRA_DIST += tests/golden/lesson-chain-issuer.zh.txt tests/golden/lesson-chain-issuer.zh.html
EXTRA_DIST += tests/golden/lesson-chain-signature.en.txt tests/golden/lesson-chain-signature.en.html
EXTRA_DIST += tests/golden/lesson-chain-signature.zh.txt tests/golden/lesson-chain-signature.zh.html
EXTRA_DIST += tests/golden/lesson-hybrid.en.txt tests/golden/lesson-hybrid.en.html
EXTRA_DIST += tests/golden/lesson-hybrid.zh.txt tests/golden/lesson-hybrid.zh.html
.PHONY: update-lessons
update-lessons: tests/unit/view/lesson/test_lesson$(EXEEXT)
update-lessons: tests/unit/view/lesson/test_chain_lesson$(EXEEXT)
update-lessons: tests/unit/view/lesson/test_lesson_hostile$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) tests/unit/view/lesson/test_lesson update
	$(AM_TESTS_ENVIRONMENT) tests/unit/view/lesson/test_chain_lesson update
	$(AM_TESTS_ENVIRONMENT) tests/unit/view/lesson/test_lesson_hostile update

# What the text about servers has to be, and the target that writes it after an intended change.
EXTRA_DIST += tests/golden/scan-modern.en.txt
EXTRA_DIST += tests/golden/scan-modern.zh.txt
EXTRA_DIST += tests/golden/scan-old.en.txt
EXTRA_DIST += tests/golden/scan-old.zh.txt
EXTRA_DIST += tests/golden/scan-hostile.en.txt
EXTRA_DIST += tests/golden/scan-hostile.zh.txt
EXTRA_DIST += tests/golden/scan-blocked.en.txt
EXTRA_DIST += tests/golden/scan-blocked.zh.txt
EXTRA_DIST += tests/golden/scan-dead.en.txt
EXTRA_DIST += tests/golden/scan-dead.zh.txt
EXTRA_DIST += tests/golden/scan-table-60.en.txt
EXTRA_DIST += tests/golden/scan-table-60.zh.txt
EXTRA_DIST += tests/golden/scan-table-80.en.txt
EXTRA_DIST += tests/golden/scan-table-80.zh.txt
EXTRA_DIST += tests/golden/scan-table-120.en.txt
EXTRA_DIST += tests/golden/scan-table-120.zh.txt
EXTRA_DIST += tests/golden/scan-report.en.html tests/golden/scan-report.zh.html
EXTRA_DIST += tests/golden/scan-cbom.json
.PHONY: update-scans
update-scans: tests/unit/view/scan/test_scan_text$(EXEEXT) tests/unit/view/scan/test_scan_table$(EXEEXT) tests/unit/view/scan/test_scan_html$(EXEEXT) tests/unit/view/scan/test_scan_cbom$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) tests/unit/view/scan/test_scan_text update
	$(AM_TESTS_ENVIRONMENT) tests/unit/view/scan/test_scan_cbom update
	$(AM_TESTS_ENVIRONMENT) tests/unit/view/scan/test_scan_html update
	$(AM_TESTS_ENVIRONMENT) tests/unit/view/scan/test_scan_table update

VIEW_LIBS = tests/unit/view/libviewkit.a $(FACTORY_LIBS) $(JSON_LIBS)

tests_unit_view_cert_test_asn1tree_SOURCES = tests/unit/view/cert/test_asn1tree.c
tests_unit_view_cert_test_asn1tree_LDADD = $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_alert_SOURCES = tests/unit/view/handshake/test_hs_alert.c
tests_unit_view_handshake_test_hs_alert_LDADD = $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_diagram_SOURCES = tests/unit/view/handshake/test_hs_diagram.c
tests_unit_view_handshake_test_hs_diagram_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_json_SOURCES = tests/unit/view/handshake/test_hs_json.c
tests_unit_view_handshake_test_hs_json_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_message_SOURCES = tests/unit/view/handshake/test_hs_message.c
tests_unit_view_handshake_test_hs_message_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_dialogue_SOURCES = tests/unit/view/handshake/test_hs_dialogue.c
tests_unit_view_handshake_test_hs_dialogue_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_packets_SOURCES = tests/unit/view/handshake/test_hs_packets.c
tests_unit_view_handshake_test_hs_packets_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_exchange_SOURCES = tests/unit/view/handshake/test_hs_exchange.c
tests_unit_view_handshake_test_hs_exchange_LDADD = $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_quality_SOURCES = tests/unit/view/handshake/test_hs_quality.c
tests_unit_view_handshake_test_hs_quality_LDADD = $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_secrets_SOURCES = tests/unit/view/handshake/test_hs_secrets.c
tests_unit_view_handshake_test_hs_secrets_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_text_SOURCES = tests/unit/view/handshake/test_hs_text.c
tests_unit_view_handshake_test_hs_text_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_timing_SOURCES = tests/unit/view/handshake/test_hs_timing.c
tests_unit_view_handshake_test_hs_timing_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_handshake_test_hs_trace_SOURCES = tests/unit/view/handshake/test_hs_trace.c
tests_unit_view_handshake_test_hs_trace_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_handshake_test_layout_SOURCES = \
	tests/unit/view/handshake/layoutkit.h tests/unit/view/handshake/layout_samples.h \
	tests/unit/view/handshake/test_layout.c
tests_unit_view_handshake_test_layout_LDADD = $(VIEW_LIBS)
tests_unit_view_handshake_test_layout_whole_SOURCES = \
	tests/unit/view/handshake/layoutkit.h tests/unit/view/handshake/test_layout_whole.c
tests_unit_view_handshake_test_layout_whole_LDADD = $(VIEW_LIBS)
tests_unit_view_text_test_json_writer_SOURCES = tests/unit/view/text/test_json_writer.c
tests_unit_view_text_test_json_writer_LDADD = $(VIEW_LIBS)
tests_unit_view_text_test_prose_writer_SOURCES = tests/unit/view/text/test_prose_writer.c
tests_unit_view_text_test_prose_writer_LDADD = $(VIEW_LIBS)
tests_unit_view_verdict_test_hint_SOURCES = tests/unit/view/verdict/test_hint.c
tests_unit_view_verdict_test_hint_LDADD = $(VIEW_LIBS)
tests_unit_view_verdict_test_message_SOURCES = tests/unit/view/verdict/test_message.c
tests_unit_view_verdict_test_message_LDADD = $(VIEW_LIBS)
tests_unit_view_verdict_test_report_json_SOURCES = tests/unit/view/verdict/test_report_json.c
tests_unit_view_verdict_test_report_json_LDADD = $(VIEW_LIBS)
tests_unit_view_verdict_test_answers_text_SOURCES = tests/unit/view/verdict/test_answers_text.c
tests_unit_view_verdict_test_answers_text_LDADD = $(VIEW_LIBS)
tests_unit_view_verdict_test_report_text_SOURCES = tests/unit/view/verdict/test_report_text.c
tests_unit_view_verdict_test_report_text_LDADD = $(VIEW_LIBS)
tests_unit_view_text_test_safe_SOURCES = tests/unit/view/text/test_safe.c
tests_unit_view_text_test_safe_LDADD = $(VIEW_LIBS)
tests_unit_view_cert_test_show_SOURCES = tests/unit/view/cert/test_show.c
tests_unit_view_cert_test_show_LDADD = $(VIEW_LIBS)
tests_unit_view_cert_test_show_sct_SOURCES = tests/unit/view/cert/test_show_sct.c
tests_unit_view_cert_test_show_sct_LDADD = $(VIEW_LIBS)
tests_unit_view_cert_test_show_mtc_SOURCES = tests/unit/view/cert/test_show_mtc.c
tests_unit_view_cert_test_show_mtc_LDADD = $(VIEW_LIBS)
tests_unit_view_text_test_text_SOURCES = tests/unit/view/text/test_text.c
tests_unit_view_text_test_text_LDADD = $(VIEW_LIBS)
tests_unit_view_verdict_test_tree_SOURCES = tests/unit/view/verdict/test_tree.c
tests_unit_view_verdict_test_tree_LDADD = $(VIEW_LIBS)

# Checks lines of JSON against the schema, for the tests of commands.
check_PROGRAMS += tests/unit/view/schema_check
tests_unit_view_schema_check_SOURCES = tests/unit/view/schema_check.c
tests_unit_view_schema_check_LDADD = $(VIEW_LIBS)
tests_unit_view_text_test_html_SOURCES = tests/unit/view/text/test_html.c
tests_unit_view_text_test_html_LDADD = $(UNIT_LIBS)
tests_unit_view_text_test_lang_SOURCES = tests/unit/view/text/test_lang.c
tests_unit_view_text_test_lang_LDADD = $(UNIT_LIBS)
tests_unit_view_lesson_test_lesson_facts_SOURCES = tests/unit/view/lesson/test_lesson_facts.c
tests_unit_view_lesson_test_lesson_facts_LDADD = tests/unit/view/libhskit.a $(VIEW_LIBS)
tests_unit_view_lesson_test_chain_lesson_SOURCES = tests/unit/view/lesson/test_chain_lesson.c tests/unit/view/golden.c tests/unit/view/golden.h tests/unit/view/markup.c tests/unit/view/markup.h
tests_unit_view_lesson_test_chain_lesson_LDADD = $(VIEW_LIBS)
tests_unit_view_lesson_test_lesson_SOURCES = tests/unit/view/lesson/test_lesson.c tests/unit/view/golden.c tests/unit/view/golden.h tests/unit/view/markup.c tests/unit/view/markup.h tests/unit/view/lesson/lesson_kit.h
tests_unit_view_lesson_test_lesson_hostile_SOURCES = tests/unit/view/lesson/test_lesson_hostile.c tests/unit/view/markup.c tests/unit/view/markup.h tests/unit/view/lesson/lesson_kit.h
tests_unit_view_lesson_test_lesson_LDADD = tests/unit/view/libhskit.a tests/unit/view/libviewkit.a $(PEER_LIBS) $(JSON_LIBS)
tests_unit_view_lesson_test_lesson_hostile_LDADD = tests/unit/view/libhskit.a tests/unit/view/libviewkit.a $(PEER_LIBS) $(JSON_LIBS)
tests_unit_view_speed_test_speed_view_SOURCES = tests/unit/view/speed/test_speed_view.c tests/unit/view/markup.c tests/unit/view/markup.h tests/unit/app/speed/kit_double.h
tests_unit_view_speed_test_speed_view_LDADD = $(VIEW_LIBS)
SCAN_KIT = tests/unit/view/scan/scan_kit.c tests/unit/view/scan/scan_kit.h
tests_unit_view_scan_test_scan_json_SOURCES = tests/unit/view/scan/test_scan_json.c $(SCAN_KIT)
tests_unit_view_scan_test_scan_json_LDADD = $(VIEW_LIBS)
tests_unit_view_scan_test_scan_text_SOURCES = tests/unit/view/scan/test_scan_text.c tests/unit/view/golden.c tests/unit/view/golden.h $(SCAN_KIT)
tests_unit_view_scan_test_scan_text_LDADD = $(VIEW_LIBS)
tests_unit_view_scan_test_scan_table_SOURCES = tests/unit/view/scan/test_scan_table.c tests/unit/view/golden.c tests/unit/view/golden.h $(SCAN_KIT)
tests_unit_view_scan_test_scan_table_LDADD = $(VIEW_LIBS)
tests_unit_view_scan_test_scan_html_SOURCES = tests/unit/view/scan/test_scan_html.c tests/unit/view/golden.c tests/unit/view/golden.h tests/unit/view/markup.c tests/unit/view/markup.h $(SCAN_KIT)
tests_unit_view_scan_test_scan_html_LDADD = $(VIEW_LIBS)
tests_unit_view_scan_test_scan_cbom_SOURCES = tests/unit/view/scan/test_scan_cbom.c tests/unit/view/golden.c tests/unit/view/golden.h $(SCAN_KIT)
tests_unit_view_scan_test_scan_cbom_LDADD = $(VIEW_LIBS)
check_PROGRAMS += tests/unit/view/trust/test_anchor_words
TESTS += tests/unit/view/trust/test_anchor_words
tests_unit_view_trust_test_anchor_words_SOURCES = tests/unit/view/trust/test_anchor_words.c
tests_unit_view_trust_test_anchor_words_LDADD = $(UNIT_LIBS)
