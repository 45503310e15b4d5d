/* SPDX-License-Identifier: GPL-3.0-or-later */
/* badlist: the faults of `serve --bad`, as a table, as JSON, and as a page. */
#ifndef TB_CMD_SERVE_FAULT_LIST_H
#define TB_CMD_SERVE_FAULT_LIST_H

#include "app/serve/server_conn.h"

/* badlist_all writes all that there are. */
void badlist_all(struct buf *out, bool json);

/* badlist_open begins a JSON object on one of them, which has this host; jw_close ends it. */
void badlist_open(struct jw *j, const struct bad *bad, const char *host);

/* badlist_must, badlist_kind: words for them, that stay. */
const char *badlist_must(enum bad_must must);
const char *badlist_kind(enum bad_kind kind);

/* badlist_doors says where each fault of this run is met; badlist_page is a page with links. */
void badlist_doors(struct buf *out, const struct serve *s);
void badlist_page(struct buf *out, const struct serve *s);

#endif
