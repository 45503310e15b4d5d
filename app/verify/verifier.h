/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verifier: from certificates to a verdict, as settings say.  verify, handshake, serve and decode
 * have this one way.
 *
 * Threads may share a verifier, each with an arena of its own: what the settings name is opened
 * under a lock, the store locks its lookups, and all else is in the arena and the verdict of the
 * call.  Opening may print a line about a broken file, and output has no lock: whoever starts
 * threads calls verifier_open first.
 */
#ifndef TB_APP_VERIFY_VERIFIER_H
#define TB_APP_VERIFY_VERIFIER_H

#include <pthread.h>

#include "app/verify/trust_inputs.h"
#include "lib/crypto/privkey.h"

struct verifier {
    /* Not changed once a chain was judged. */
    const struct verify_settings *settings;
    const struct result_settings *result;
    const struct privkey *key; /* is it the private key of the leaf?  NULL: not asked */
    bool is_guest;             /* strangers send the chains, and many: a tighter budget for each */
    bool keeps_leaf_key;       /* verdicts have the leaf's key, for a signature of its owner */

    pthread_mutex_t lock; /* of what follows */
    bool is_open;
    struct trust_inputs inputs;
};

void verifier_init(struct verifier *v, const struct verify_settings *settings,
                   const struct result_settings *result, struct output *out, struct arena *arena);
/* verifier_prepare opens all files that the settings name, before anything untrusted comes;
 * verifier_open reads them, if no chain has made it do so yet. */
void verifier_prepare(struct verifier *v);
struct trust_inputs *verifier_open(struct verifier *v);
void verifier_close(struct verifier *v); /* also fit for one that was never opened, or all zeroes */

/* The certificates of one chain, in an arena: the one to be judged, and helpers in any order. */
struct chain_certs {
    struct link *v;
    size_t num;
    struct fail broken;           /* the first helper that does not decode, or OK … */
    size_t broken_at, num_broken; /* … its number from 1; how many there are */
};

/* For which time, and until when. */
struct verify_time {
    int64_t now;     /* seconds since 1970; the settings may name another time */
    uint64_t end_us; /* as net_now_us counts: there has to be a verdict by then; 0: no limit */
};

/* Time on a clock. */
struct alarm_clock {
    int id; /* of clock_gettime */
    uint64_t end_us;
};

/* Members point at each other: it does not move. */
struct verdict {
    enum reason reason;  /* that of the report, or why nothing could be judged */
    bool is_judged;      /* there is a report */
    struct span message; /* why nothing could be judged, as the inputs of the verifier have it */
    struct report report;
    struct judge_input judge;
    struct view_input view;  /* what the views need; its `input` is the caller's to set */
    struct pubkey *leaf_key; /* with keeps_leaf_key, the caller's to take; NULL: it is unusable */
    struct alarm_clock clock;
};

/* verifier_judge judges one chain for a host (HOST_NONE: for no name).  An error is one of ours, or
 * a limit: there is no report then. */
enum err verifier_judge(struct verifier *v, const struct chain_certs *certs,
                        const struct reference_id *host, const struct verify_time *when,
                        struct arena *arena, struct verdict *out) MUST_CHECK;

#endif
