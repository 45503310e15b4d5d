/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_json: the keys of a judged chain, for all lines of JSON that have one. */
#ifndef TB_LIB_VIEW_VERDICT_REPORT_JSON_H
#define TB_LIB_VIEW_VERDICT_REPORT_JSON_H

#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* report_json_findings appends the elements of `findings`, a list that the caller has opened.
 * report_json_keys appends the keys from `chain` to `rejected`. */
void report_json_findings(struct json_writer *json, const struct report *report,
                          const struct view_input *in);
void report_json_keys(struct json_writer *json, const struct report *report,
                      const struct view_input *in);

/* report_json_cert appends the keys of one certificate, from `subject` to `signature`. */
void report_json_cert(struct json_writer *json, const struct cert *cert);

#endif
