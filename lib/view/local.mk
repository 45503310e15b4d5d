# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/view/html.c lib/view/html.h
libtlsbox_a_SOURCES += lib/view/lang.c lib/view/lang.h lib/view/lang_table.h
libtlsbox_a_SOURCES += lib/view/lesson.c lib/view/lesson.h lib/view/lesson.def
libtlsbox_a_SOURCES += lib/view/lesson_facts.c lib/view/lesson_facts.h lib/view/lesson_facts.def
libtlsbox_a_SOURCES += lib/view/lesson_words.c lib/view/lesson_words.h
libtlsbox_a_SOURCES += lib/view/sheet.c lib/view/sheet.h
libtlsbox_a_SOURCES += \
	lib/view/asn1tree.c \
	lib/view/checks.c lib/view/checks.h \
	lib/view/doc.c lib/view/doc.h \
	lib/view/elements.c lib/view/elements.h \
	lib/view/envelope.c lib/view/envelope.h \
	lib/view/hint.c lib/view/hint.h \
	lib/view/hs.h \
	lib/view/hs_alert.c lib/view/hs_alert.h lib/view/hs_alert.def \
	lib/view/hs_client.c lib/view/hs_client.h \
	lib/view/hs_diagram.c lib/view/hs_diagram.h \
	lib/view/hs_diagram_svg.c \
	lib/view/hs_finished.c lib/view/hs_finished.h \
	lib/view/hs_flow.c lib/view/hs_flow.h \
	lib/view/hs_json.c \
	lib/view/hs_message.c lib/view/hs_message.h \
	lib/view/hs_moments.c lib/view/hs_moments.h \
	lib/view/hs_packets.c \
	lib/view/hs_quality.c lib/view/hs_quality.h \
	lib/view/hs_redo.c lib/view/hs_redo.h \
	lib/view/hs_secrets.c \
	lib/view/hs_text.c \
	lib/view/hs_timing.c \
	lib/view/hs_trace.c \
	lib/tls/event/event_log.c lib/tls/event/event_log.h \
	lib/view/jw.c lib/view/jw.h \
	lib/view/label.c lib/view/label.h \
	lib/view/layout.c lib/view/layout.h lib/view/layout.def \
	lib/view/lists.c lib/view/lists.h \
	lib/view/message.c lib/view/message.h lib/view/messages.def \
	lib/view/phrase.c lib/view/phrase.h \
	lib/view/report_json.c lib/view/report_json.h \
	lib/view/report_text.c \
	lib/view/safe.c lib/view/safe.h \
	lib/view/show.c lib/view/show.h \
	lib/view/show_cert.c \
	lib/view/show_crl.c \
	lib/view/show_csr.c \
	lib/view/show_dp.c \
	lib/view/show_ext.c lib/view/show_ext.h \
	lib/view/show_key.c \
	lib/view/show_policy.c \
	lib/view/show_sct.c \
	lib/view/text.c lib/view/text.h \
	lib/view/tree.c lib/view/tree.h \
	lib/view/view.h

# The JSON Schema of --json, beside the man page tlsbox-json(5).
dist_pkgdata_DATA = doc/tlsbox.schema.json
