/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host_scan: the scan of one address of one target: runs the questions, a few at a time, within a
 * limit of connections, and notices a server that blocks, changes its mind or dies.
 */
#ifndef TB_APP_SCAN_HOST_SCAN_H
#define TB_APP_SCAN_HOST_SCAN_H

#include "app/scan/question.h"
#include "app/verify/verifier.h"

/* What the scans of a run have in common. */
struct scan_plan {
    struct net_loop *loop;
    struct verifier *verifier; /* judges the chains; NULL: they are not judged */
    enum starttls starttls;
    bool quick;          /* one hello */
    unsigned per_host;   /* attempts at a time */
    unsigned retries;    /* of an attempt that failed for a reason of the network */
    uint64_t timeout_us; /* of one attempt, and … */
    uint64_t limit_us;   /* … of a whole scan */
    /* Every connection is asked for here first: `go` is called, perhaps at once, when the rate
     * allows it; NULL: at once. */
    void (*pace)(void *ctx, struct host_scan *host, void (*go)(struct host_scan *host));
    void *pace_ctx;
    struct rng rng;
};

struct host_scan {
    const struct scan_plan *plan;
    struct net_request request; /* pinned to one address by connect_host */
    struct reference_id name;   /* for SNI and the judge */
    struct scan_facts facts;
    struct arena arena;
    void (*done)(void *ctx, struct host_scan *host);
    void *ctx;
};

/* host_scan_start begins; `done` is called once, never before it returns, and the facts are then
 * final.  host_scan_stop ends it early: done comes with SCAN_STOPPED. */
enum err host_scan_start(struct host_scan *host) MUST_CHECK;
void host_scan_stop(struct host_scan *host);
void host_scan_free(struct host_scan *host);

#endif
