/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decode_passed: what was skipped in a capture so far, by cause; c may be NULL. */
#ifndef TB_CMD_DECODE_DECODE_PASSED_H
#define TB_CMD_DECODE_DECODE_PASSED_H

#include "lib/pcap/capture.h"
#include "lib/view/text/json_writer.h"

void decode_passed_text(struct buf *out, const struct capture *capture);
void decode_passed_json(struct json_writer *json, const struct capture *capture);

#endif
