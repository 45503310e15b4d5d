/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagnose: after a handshake that a server has refused, attempts that each change one thing, until
 * one explains what the server wants (handshake --diagnose).
 *
 *     diagnose.c          the order in which changes are tried
 *     diagnose_attempt.c  one attempt
 *     diagnose_change.c   whether a change is one, and how it is made
 *     diagnose_explain.c  what an attempt that worked says
 */
#ifndef TB_APP_SCAN_DIAGNOSE_H
#define TB_APP_SCAN_DIAGNOSE_H

#include "lib/base/arena.h"
#include "lib/net/net.h"
#include "lib/scan/diagnosis.h"
#include "lib/tls/tls.h"

/* The handshake that failed. */
struct diagnose_failed {
    struct net_loop *loop;           /* nothing else in it ends net_run */
    struct net_request request;      /* to the same address; the timeout is that of an attempt */
    const struct tls_config *config; /* its hooks are not called */
    const struct tls_info *info;
    enum reason reason;
    enum err err;
    uint8_t alert;    /* of ERR_TLS_ALERT_RECEIVED */
    bool heard;       /* a byte of TLS came */
    size_t hello_n;   /* the length of its ClientHello; 0: not known */
    struct span name; /* another server name to try; or empty */
};

/* diagnose_why_not is a sentence if the failure was no refusal by TLS, or NULL.  connected: TLS
 * could begin. */
const char *diagnose_why_not(enum reason reason, bool connected);

/* diagnose_run makes at most DIAGNOSIS_ATTEMPTS connections, one after the other.  It turns the
 * loop itself. */
enum err diagnose_run(struct diagnosis *out, struct arena *arena,
                      const struct diagnose_failed *failed) MUST_CHECK;

#endif
