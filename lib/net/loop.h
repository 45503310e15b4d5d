/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop: the internals of a loop, for the files of lib/net. */
#ifndef TB_LIB_NET_LOOP_H
#define TB_LIB_NET_LOOP_H

#include <signal.h>

#include <uv.h>

#include "lib/net/net.h"
#include "lib/net/timer.h"

struct net_lookup;
struct resolver;

/* The most bytes of one read: four full records. */
enum { LOOP_READ = 64 * 1024 };

struct net_loop {
    uv_loop_t uv;
    struct net_conn *conns;     /* all that are not freed yet */
    struct net_server *servers; /* likewise */
    struct net_child *children; /* likewise */
    struct net_lookup *lookups; /* likewise */
    struct resolver *resolver;  /* made for the first name; or NULL */
    struct timers timers;
    int waiting;  /* lookups, and what watch.h makes: they keep net_run running */
    bool turning; /* inside of net_run */
    bool catches; /* signals: see net_on_stop */
    uv_signal_t signals[2];
    void (*asked)(void *ctx);
    void *asked_ctx;
    uint8_t read[LOOP_READ]; /* shared by all reads: their bytes are passed on at once */
};

/* Blocks SIGPIPE in this thread while bytes are written: see net_run.  loop_quiet_end removes a
 * signal that was raised and restores the mask. */
struct loop_quiet {
    bool ours; /* it was not blocked before */
    sigset_t before;
};
void loop_quiet_begin(struct loop_quiet *quiet);
void loop_quiet_end(struct loop_quiet *quiet);

/* loop_alloc is the uv_alloc_cb of all reads: it always returns the loop's buffer. */
void loop_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *out);

#endif
