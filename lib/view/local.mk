# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/view/text/html.c lib/view/text/html.h
libtlsbox_a_SOURCES += lib/view/text/lang.c lib/view/text/lang.h lib/view/text/lang_table.h
libtlsbox_a_SOURCES += lib/view/lesson/lesson.c lib/view/lesson/lesson.h lib/view/lesson/lesson.def
libtlsbox_a_SOURCES += lib/view/lesson/lesson_facts.c lib/view/lesson/lesson_facts.h lib/view/lesson/lesson_facts.def
libtlsbox_a_SOURCES += lib/view/lesson/lesson_words.c lib/view/lesson/lesson_words.h
libtlsbox_a_SOURCES += lib/view/lesson/lesson_values.c lib/view/lesson/lesson_values.h
libtlsbox_a_SOURCES += lib/view/lesson/teller.c lib/view/lesson/teller.h
libtlsbox_a_SOURCES += lib/view/lesson/chain_lesson.c lib/view/lesson/chain_lesson.h lib/view/lesson/chain_lesson.def
libtlsbox_a_SOURCES += lib/view/lesson/chain_facts.c lib/view/lesson/chain_facts.h lib/view/lesson/chain_facts.def
libtlsbox_a_SOURCES += lib/view/lesson/chain_words.c
libtlsbox_a_SOURCES += lib/view/text/prose_writer.c lib/view/text/prose_writer.h
libtlsbox_a_SOURCES += \
	lib/view/cert/asn1tree.c \
	lib/view/cert/checks.c lib/view/cert/checks.h \
	lib/view/text/tree_writer.c lib/view/text/tree_writer.h \
	lib/view/cert/elements.c lib/view/cert/elements.h \
	lib/view/text/envelope.c lib/view/text/envelope.h \
	lib/view/verdict/answers.h lib/view/verdict/answers_json.c lib/view/verdict/answers_text.c \
	lib/view/verdict/hint.c lib/view/verdict/hint.h \
	lib/view/handshake/hs.h \
	lib/view/handshake/hs_addresses.c lib/view/handshake/hs_addresses.h \
	lib/view/handshake/hs_alert.c lib/view/handshake/hs_alert.h lib/view/handshake/hs_alert.def \
	lib/view/handshake/hs_client.c lib/view/handshake/hs_client.h \
	lib/view/handshake/hs_exchange.c lib/view/handshake/hs_exchange.h \
	lib/view/handshake/hs_caption.c lib/view/handshake/hs_caption.h \
	lib/view/handshake/hs_diagnosis.c lib/view/handshake/hs_diagnosis.h \
	lib/view/handshake/hs_dialogue.c lib/view/handshake/hs_dialogue.h \
	lib/view/handshake/hs_diagram.c lib/view/handshake/hs_diagram.h \
	lib/view/handshake/hs_diagram_svg.c \
	lib/view/handshake/hs_finished.c lib/view/handshake/hs_finished.h \
	lib/view/handshake/message_list.c lib/view/handshake/message_list.h \
	lib/view/handshake/hs_json.c \
	lib/view/handshake/hs_message.c lib/view/handshake/hs_message.h \
	lib/view/handshake/hs_steps.c lib/view/handshake/hs_steps.h \
	lib/view/handshake/hs_packets.c \
	lib/view/handshake/hs_quality.c lib/view/handshake/hs_quality.h \
	lib/view/handshake/derive_command.c lib/view/handshake/derive_command.h \
	lib/view/handshake/hs_secrets.c \
	lib/view/handshake/hs_text.c \
	lib/view/handshake/hs_timing.c \
	lib/view/handshake/hs_trace.c \
	lib/tls/event/event_log.c lib/tls/event/event_log.h \
	lib/view/text/json_writer.c lib/view/text/json_writer.h \
	lib/view/cert/label.c lib/view/cert/label.h \
	lib/view/cert/lint_view.c lib/view/cert/lint_view.h \
	lib/view/monitor/monitor_row.c lib/view/monitor/monitor_row.h lib/view/monitor/monitor_numbers.h \
	lib/view/monitor/nagios.c lib/view/monitor/prometheus.c \
	lib/view/handshake/layout_hybrid.c lib/view/handshake/layout_hybrid.h \
	lib/view/handshake/layout.c lib/view/handshake/layout.h lib/view/handshake/layout.def \
	lib/view/handshake/layout_message.c lib/view/handshake/layout_walker.h \
	lib/view/handshake/layout_names.c \
	lib/view/cert/lists.c lib/view/cert/lists.h \
	lib/view/verdict/message.c lib/view/verdict/message.h lib/view/verdict/messages.def \
	lib/view/verdict/hint_host.c lib/view/verdict/hint_revocation.c lib/view/verdict/phrase.c lib/view/verdict/phrase.h \
	lib/view/verdict/phrase_common.c \
	lib/view/verdict/phrase_chain.c lib/view/verdict/phrase_use.c \
	lib/view/verdict/phrase_words.h \
	lib/view/verdict/report_json.c lib/view/verdict/report_json.h \
	lib/view/verdict/report_text.c \
	lib/view/text/columns.c lib/view/text/columns.h \
	lib/view/text/safe.c lib/view/text/safe.h \
	lib/view/cert/show_parts.c lib/view/cert/show_parts.h \
	lib/view/cert/show_cert.c \
	lib/view/cert/show_crl.c \
	lib/view/cert/show_csr.c \
	lib/view/cert/show_dp.c \
	lib/view/cert/show_ext.c lib/view/cert/show_ext.h \
	lib/view/cert/show_ocsp.c \
	lib/view/cert/show_key.c \
	lib/view/cert/show_pkcs12.c \
	lib/view/cert/show_pkcs12.h \
	lib/view/cert/show_policy.c \
	lib/view/cert/show_mtc.c \
	lib/view/cert/show_sct.c \
	lib/view/text/text.c lib/view/text/text.h \
	lib/view/verdict/tree.c lib/view/verdict/tree.h \
	lib/view/view.h

# The JSON Schema of --json, beside the man page tlsbox-json(5).
dist_pkgdata_DATA = doc/tlsbox.schema.json
libtlsbox_a_SOURCES += lib/view/scan/scan_algorithms.c
libtlsbox_a_SOURCES += lib/view/scan/scan_findings.c
libtlsbox_a_SOURCES += lib/view/scan/cbom_algorithms.c
libtlsbox_a_SOURCES += lib/view/scan/cbom_certs.c
libtlsbox_a_SOURCES += lib/view/scan/cbom_ciphers.def
libtlsbox_a_SOURCES += lib/view/scan/cbom_rows.c lib/view/scan/cbom_rows.h
libtlsbox_a_SOURCES += lib/view/scan/scan_cbom.c lib/view/scan/scan_cbom.h
libtlsbox_a_SOURCES += lib/view/scan/scan_changes.c lib/view/scan/scan_changes.h
libtlsbox_a_SOURCES += lib/view/scan/scan_charts.c lib/view/scan/scan_charts.h
libtlsbox_a_SOURCES += lib/view/scan/scan_html.c
libtlsbox_a_SOURCES += lib/view/scan/scan_html_row.c
libtlsbox_a_SOURCES += lib/view/scan/scan_json.c
libtlsbox_a_SOURCES += lib/view/scan/scan_required.c
libtlsbox_a_SOURCES += lib/view/scan/scan_required.h
libtlsbox_a_SOURCES += lib/view/scan/scan_rows.c lib/view/scan/scan_rows.h
libtlsbox_a_SOURCES += lib/view/scan/scan_server.c
libtlsbox_a_SOURCES += lib/view/scan/scan_table.c
libtlsbox_a_SOURCES += lib/view/scan/scan_text.c
libtlsbox_a_SOURCES += lib/view/scan/scan_totals.c lib/view/scan/scan_totals.h
libtlsbox_a_SOURCES += lib/view/scan/scan_names.c lib/view/scan/scan_names.h
libtlsbox_a_SOURCES += lib/view/scan/scan_view.h
libtlsbox_a_SOURCES += lib/view/speed/speed_compare.c
libtlsbox_a_SOURCES += lib/view/speed/speed_json.c
libtlsbox_a_SOURCES += lib/view/speed/speed_scale.c
libtlsbox_a_SOURCES += lib/view/speed/speed_scale.h
libtlsbox_a_SOURCES += lib/view/speed/speed_svg.c
libtlsbox_a_SOURCES += lib/view/speed/speed_text.c
libtlsbox_a_SOURCES += lib/view/speed/speed_view.h
libtlsbox_a_SOURCES += lib/view/scan/finding_text.c lib/view/scan/finding_text.h
libtlsbox_a_SOURCES += lib/view/scan/requirement_text.c lib/view/scan/requirement_text.h
libtlsbox_a_SOURCES += lib/view/scan/scan_words.c lib/view/scan/scan_words.h
libtlsbox_a_SOURCES += lib/view/chain/graph_svg.c
libtlsbox_a_SOURCES += lib/view/chain/graph_text.c
libtlsbox_a_SOURCES += lib/view/chain/sent_hints.c
libtlsbox_a_SOURCES += lib/view/chain/sent_json.c
libtlsbox_a_SOURCES += lib/view/chain/sent_text.c
libtlsbox_a_SOURCES += lib/view/chain/sent_view.h
libtlsbox_a_SOURCES += lib/view/chain/sent_words.c
libtlsbox_a_SOURCES += lib/view/trust/anchor_words.c lib/view/trust/anchor_words.h
libtlsbox_a_SOURCES += lib/view/trust/trust_json.c
libtlsbox_a_SOURCES += lib/view/trust/trust_table.c
libtlsbox_a_SOURCES += lib/view/trust/trust_view.h
libtlsbox_a_SOURCES += lib/view/trust/store_rules.def
libtlsbox_a_SOURCES += lib/view/trust/trust_check.c lib/view/trust/trust_check.h
libtlsbox_a_SOURCES += lib/view/trust/trust_diff.c lib/view/trust/trust_diff.h
libtlsbox_a_SOURCES += lib/view/trust/trust_found.c
libtlsbox_a_SOURCES += lib/view/trust/trust_trial.c lib/view/trust/trust_trial.h
