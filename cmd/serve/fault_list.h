/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault_list: the faults of `serve --bad`, as a table, as JSON, and as a page. */
#ifndef TB_CMD_SERVE_FAULT_LIST_H
#define TB_CMD_SERVE_FAULT_LIST_H

#include "app/serve/server_conn.h"

/* fault_list_all prints all faults that exist. */
void fault_list_all(struct buf *out, bool json);

/* fault_list_open begins a JSON object about one of them at this host; jw_close ends it. */
void fault_list_open(struct json_writer *json, const struct server_fault *bad, const char *host);

/* fault_list_doors prints the ports of the faults of this run; fault_list_page makes a page with
 * links to them. */
void fault_list_doors(struct buf *out, const struct serve *serve);
void fault_list_page(struct buf *out, const struct serve *serve);

#endif
