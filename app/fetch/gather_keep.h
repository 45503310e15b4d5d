/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gather_keep: the end of a fetch for a verdict: what goes to the cache, and what is reported. */
#ifndef TB_APP_FETCH_GATHER_KEEP_H
#define TB_APP_FETCH_GATHER_KEEP_H

#include "app/fetch/fetch.h"
#include "app/output.h"
#include "lib/path/report.h"

/* One fetch, with what came of it. */
struct fetch_piece {
    struct gathering *owner;
    struct fetch_request request;
    struct fetch *running; /* NULL: it is over */
    const char *url;
    struct span body;
    enum err err;
    struct span text; /* why it failed */
    bool from_cache;
    bool is_too_much; /* issuers that are left out, because the search with them is too large */
    int64_t age;
};

/* gather_keep lets the cache keep a piece that proved good.  After a negative verdict
 * it reports issuers that could not be had and, if one is missing, those that were of no use. */
void gather_keep(struct fetcher *fetcher, const struct fetch_piece *piece, enum fetch_kind kind,
                 const struct report *report, struct output *out);

#endif
