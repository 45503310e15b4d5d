/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_changes: the changes that are worth most to a server, in JSON. */
#ifndef TB_LIB_VIEW_SCAN_SCAN_CHANGES_H
#define TB_LIB_VIEW_SCAN_SCAN_CHANGES_H

#include "lib/view/scan/scan_view.h"
#include "lib/view/text/json_writer.h"

/* scan_changes_json writes the member `changes`, an array. */
void scan_changes_json(struct json_writer *json, const struct scan_view *view);

#endif
