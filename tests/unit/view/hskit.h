/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hskit: what the tests of a handshake's views share: recorded connections, lived through again by
 * the client, with the event log that it leaves.
 */
#ifndef TB_TESTS_UNIT_VIEW_HSKIT_H
#define TB_TESTS_UNIT_VIEW_HSKIT_H

#include "lib/tls/tls.h"
#include "lib/view/handshake/hs.h"
#include "lib/x509/cert.h"
#include "tests/harness/vectors.h"
#include "tests/unit/view/viewkit.h"

#define HSKIT_13         "tests/vectors/rfc8448/3-simple-1rtt.txt"
#define HSKIT_RETRY      "tests/vectors/rfc8448/5-hello-retry-request.txt"
#define HSKIT_COMPATIBLE "tests/vectors/rfc8448/7-compatibility-mode.txt"
#define HSKIT_ECDHE      "tests/vectors/tls12/replay-ecdhe.txt"
#define HSKIT_RSA        "tests/vectors/tls12/replay-rsa.txt"
#define HSKIT_DHE        "tests/vectors/tls12/replay-dhe.txt"

struct hskit {
    struct vectors vectors;
    struct tls_config config;
    struct tls_replay replay;
    struct kx shares[2];
    struct tls *tls;
    struct event_log events;
    struct cert leaf;
    uint64_t us; /* the clock: advances by a millisecond with each write of either side */
    struct hs_view view;
    struct viewkit kit; /* its buffer and style */
};

/* hskit_open prepares the recorded connection; steps: the event log keeps the secrets. */
void hskit_open(struct hskit *k, const char *path, bool steps);
void hskit_close(struct hskit *k);

/* hskit_run lives through all of it; hskit_start sends the ClientHello alone; hskit_feed gives the
 * client bytes and does not mind if it fails. */
void hskit_run(struct hskit *k);
void hskit_start(struct hskit *k);
enum err hskit_feed(struct hskit *k, struct span bytes);

#endif
