/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_required: what --require came to, in JSON. */
#ifndef TB_LIB_VIEW_SCAN_SCAN_REQUIRED_H
#define TB_LIB_VIEW_SCAN_SCAN_REQUIRED_H

#include "lib/view/scan/scan_view.h"
#include "lib/view/text/json_writer.h"

/* scan_required_json writes the member `requirement`: null if nothing is asked for. */
void scan_required_json(struct json_writer *json, const struct scan_view *view);

#endif
