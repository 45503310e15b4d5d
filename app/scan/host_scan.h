/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host_scan: the scan of one address of one target: runs the questions, a few at a time, within a
 * limit of connections, and notices a server that blocks, changes its mind or dies.
 */
#ifndef TB_APP_SCAN_HOST_SCAN_H
#define TB_APP_SCAN_HOST_SCAN_H

#include "app/scan/question.h"
#include "app/verify/verifier.h"

struct pace;

/* The most connections of one scan. */
enum { HOST_CONNECTIONS_MAX = 600 };

/* What the scans of a run have in common. */
struct scan_plan {
    struct net_loop *loop;
    struct verifier *verifier; /* judges the chains; NULL: they are not judged */
    enum starttls starttls;
    bool quick;          /* one hello */
    unsigned per_host;   /* attempts at a time; at most HOST_ATTEMPTS_MAX; 0: see num_running */
    unsigned retries;    /* of an attempt that failed for a reason of the network */
    uint64_t timeout_us; /* of one attempt, and … */
    uint64_t limit_us;   /* … of a whole scan; 0: none */
    uint64_t rest_us;    /* after the first failure; 0: a quarter of a second */
    struct pace *pace;   /* limits the rate of connections; NULL: no limit */
    struct rng rng;
    const struct scan_question *const *questions; /* NULL: those of questions.def */
    size_t num_questions;
    /* The number of targets that are scanned now; NULL: few.  Without per_host each of them has
     * HOST_ATTEMPTS attempts at a time, but one while more than HOST_CROWD are scanned: what a
     * live target costs is mostly that of its attempts. */
    const unsigned *num_running;
};
enum { HOST_ATTEMPTS_MAX = 16, HOST_ATTEMPTS = 4, HOST_CROWD = 64 };

struct host_work; /* opaque: what runs now */

/*
 * Before host_scan_start the caller sets plan, request (its timeout is the plan's), name,
 * server_name, done and ctx, in a zero struct, and may set facts.input, facts.host and facts.port,
 * and connect_host in the request.  If that is not set, the first connection decides: all others
 * go to its address.
 */
struct host_scan {
    const struct scan_plan *plan;
    struct net_request request;
    const char *name;        /* for the judge, as host_parse reads it */
    struct span server_name; /* A-labels in lower case; empty for an address */
    struct scan_facts facts;
    struct arena arena;
    struct host_work *work;
    void (*learnt)(void *ctx, struct host_scan *host); /* the facts may have grown; or NULL */
    void (*done)(void *ctx, struct host_scan *host);
    void *ctx;
};

/* host_scan_start begins; `done` is called once, never before it returns, and the facts are then
 * final.  Errors: MEMORY.  host_scan_stop ends it early: done comes soon, with SCAN_STOPPED. */
enum err host_scan_start(struct host_scan *host) MUST_CHECK;
void host_scan_stop(struct host_scan *host);

/* host_scan_free frees the facts too; from `done` or later, or in place of it. */
void host_scan_free(struct host_scan *host);

#endif
