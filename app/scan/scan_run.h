/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_run: the scans of any number of targets, many at a time in one loop.
 *
 * Results come as targets are finished.  The id of a target is its host in A-form with the port,
 * "example.org:443" or "[2001:db8::1]:443": two ways to write the same target have the same id, and
 * it is scanned once.  A line that is no target has a result without an id, and so has a target
 * whose scan was stopped: a later run that continues this one scans it again.
 */
#ifndef TB_APP_SCAN_SCAN_RUN_H
#define TB_APP_SCAN_SCAN_RUN_H

#include "app/batch/done_ids.h"
#include "app/batch/tally.h"
#include "app/scan/host_scan.h"
#include "app/scan/pace.h"
#include "app/scan/target_source.h"

/* What came of a target, valid during the call: one scan, or one for each address. */
struct scan_result {
    struct span id; /* a JSON string; empty: it has none */
    uint64_t line;  /* in its file, or 0 */
    const struct scan_facts *const *facts;
    enum reason *reasons; /* of the facts, which the receiver may judge by more than them */
    size_t num;
};

struct scan_run {
    /* Set by the caller, and borrowed.  Loop, pace and num_running of the plan are the run's. */
    struct scan_plan plan;
    struct pace_limits limits;
    struct target_list targets;
    struct output *out; /* for messages */
    unsigned jobs;      /* targets at a time, at least 1 */
    bool all_addresses; /* of a name are scanned, one after the other */
    char *resume;       /* a file of earlier results, or NULL */
    int results_fd;     /* that results go to, for `resume` */
    struct shard shard;
    /* grown: the facts about a target have grown: for a view that shows them as they come; or NULL.
     * result: false if no more results can be written. */
    void (*grown)(void *ctx, const struct scan_facts *facts);
    bool (*result)(void *ctx, const struct scan_result *result);
    void *ctx;

    /* Set by the run. */
    struct done_ids done;
    struct digest_set seen;
    struct tally tally;
    uint64_t repeated;    /* targets that were there before, and … */
    uint64_t connections; /* … connections of all scans */
    uint64_t took_us;
    int signal; /* the one that ended the run early, or 0 */
};

/* scan_run_all scans all targets; a bad one is a result and no error.  Errors: MEMORY, NET_SYSTEM,
 * and those of batch_resume_open, which are printed. */
enum err scan_run_all(struct scan_run *run) MUST_CHECK;
void scan_run_free(struct scan_run *run);

#endif
