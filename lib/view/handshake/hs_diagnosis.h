/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_diagnosis: what a server wants that refused a handshake, and the attempts that show it. */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_DIAGNOSIS_H
#define TB_LIB_VIEW_HANDSHAKE_HS_DIAGNOSIS_H

#include "lib/scan/diagnosis.h"
#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* hs_diagnosis_text draws the attempts as a table, and then one sentence and what to do.  With
 * `brief` the sentence alone. */
void hs_diagnosis_text(struct buf *out, const struct diagnosis *diagnosis,
                       const struct style *style, bool brief);

/* The member `diagnosis` of tlsbox-json(5): an object, or null if diagnosis is NULL. */
void hs_diagnosis_json(struct json_writer *json, const struct diagnosis *diagnosis);

#endif
