/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judged: what the benchmarks of chains ask of our library: is the leaf good for this host? */
#ifndef TB_BENCH_JUDGED_H
#define TB_BENCH_JUDGED_H

#include <time.h>

#include "lib/path/judge.h"
#include "trust/store.h"

struct judged {
    struct cert certs[2]; /* the leaf and its issuer */
    struct link helper;
    struct reference_id host;
};

/* judged_input refers to the parsed certificates and the host of *judged. */
static inline struct judge_input judged_input(struct judged *judged, struct store *store,
                                              int64_t now)
{
    judged->helper = (struct link){.cert = &judged->certs[1], .source = SOURCE_INPUT};
    return (struct judge_input){
        .leaf = {.cert = &judged->certs[0], .source = SOURCE_LEAF},
        .helpers = &judged->helper,
        .num_helpers = 1,
        .anchors = store_anchors(store),
        .time = now,
        .profile = PROFILE_WEBPKI,
        .purpose = PURPOSE_SERVER,
        .hosts = &judged->host,
        .num_hosts = 1,
        .max_depth = -1,
        .budget = budget_default(),
    };
}

#endif
