/* SPDX-License-Identifier: GPL-3.0-or-later */
/* host_work: what runs of a scan now, for the files of host_scan. */
#ifndef TB_APP_SCAN_HOST_WORK_H
#define TB_APP_SCAN_HOST_WORK_H

#include "app/scan/host_scan.h"
#include "lib/net/watch.h"

/* A place for one attempt at a time, with what is needed to ask the same again. */
struct host_slot {
    struct host_scan *host;
    struct question_run *run; /* NULL: free */
    struct attempt *attempt;  /* NULL: not begun */
    struct attempt_ask ask;
    struct buf hello;
    unsigned failures; /* for reasons of the network, one after the other */
};

enum run_state { RUN_IDLE, RUN_ASKS, RUN_OVER };

struct host_work {
    struct net_alarm *alarm; /* of `begin`, of the limit, and of stopping */
    uint64_t began_us;
    struct question_run *runs;
    uint8_t *states; /* of the runs: enum run_state */
    size_t num;
    struct host_slot *slots;
    unsigned num_slots, busy;
    unsigned failures; /* attempts without a connection since the last connection */
    bool is_pinned, heard, is_over, is_stopping;
    char pinned[64]; /* the address */
};

/* host_scan_end ends the scan: nothing may be done with the host afterwards.  The first trouble
 * stays. */
void host_scan_end(struct host_scan *host, enum scan_trouble trouble, enum reason reason,
                   struct span message);

#endif
