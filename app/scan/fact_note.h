/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fact_note: how questions write into the facts, and what they look up there. */
#ifndef TB_APP_SCAN_FACT_NOTE_H
#define TB_APP_SCAN_FACT_NOTE_H

#include "app/scan/host_scan.h"
#include "lib/view/text/lang.h"

/* fact_note records an answer, with a static text that says why, marked with N_, or NULL.  What was
 * seen once stays: YES is not replaced by anything, NO not by UNKNOWN. */
void fact_note(struct scan_facts *facts, enum scan_feature feature, enum scan_answer answer,
               const char *because);

/* fact_note_value records YES with a value, unless there is one. */
void fact_note_value(struct scan_facts *facts, enum scan_feature feature, uint32_t value);

/* fact_is_known: whether the server accepts the versions from one row to another is known. */
bool fact_is_known(const struct scan_facts *facts, enum scan_version_row from,
                   enum scan_version_row to);
bool fact_accepts(const struct scan_facts *facts, enum scan_version_row row);

/* fact_newest_old is the newest version from SSL 3.0 to TLS 1.2 that the server accepts, or 0. */
uint16_t fact_newest_old(const struct scan_facts *facts);

#endif
