/* SPDX-License-Identifier: GPL-3.0-or-later */
/* diagnose_inside: the parts of a diagnosis, for the files that make it. */
#ifndef TB_APP_SCAN_DIAGNOSE_INSIDE_H
#define TB_APP_SCAN_DIAGNOSE_INSIDE_H

#include "app/scan/attempt.h"
#include "app/scan/diagnose.h"

struct diagnose {
    const struct diagnose_failed *failed;
    struct attempt_site site;
    struct rng_system random;
    struct arena *arena;
    struct diagnosis *out;
    struct span protocols; /* many protocol names, in wire form */
    bool tried[TRIAL_COUNT];
    struct diagnosis_list without; /* of the attempt that is made */
    unsigned turns;                /* of its handshake */
    unsigned needed;               /* of TRIAL_NEEDED: bits of axes */
    struct span client_wants;      /* of the last attempt that wanted another certificate */
    struct diagnosis_attempt *current;
    const struct diagnosis_attempt *denial; /* whose failure says "only"; or NULL */
    enum err err;                           /* of ours: no memory, no socket */
    bool is_cut_off;
    bool is_old; /* the server chose a version that we do not speak */
};

/* diagnose_attempt makes a change, without these values, and returns how it ended; NULL: no attempt
 * is left, or the server is not reached any more. */
const struct diagnosis_attempt *diagnose_attempt(struct diagnose *d, enum diagnosis_trial change,
                                                 const struct diagnosis_list *without);

/* The attempts that are left. */
static inline size_t diagnose_left(const struct diagnose *d)
{
    return DIAGNOSIS_ATTEMPTS - d->out->num;
}

/* diagnose_change_is: the change is one against the handshake that failed.  diagnose_change_make
 * makes it in a copy of its configuration; for a hello alone (diagnose_change_hello is true) it
 * appends the records instead. */
bool diagnose_change_is(const struct diagnose *d, enum diagnosis_trial change);
void diagnose_change_make(const struct diagnose *d, enum diagnosis_trial change,
                          struct tls_config *config);
bool diagnose_change_hello(struct diagnose *d, enum diagnosis_trial change, struct buf *out);

/* diagnose_has: the failed handshake offered this number. */
bool diagnose_has(const struct numbers *list, uint16_t number);
bool diagnose_offered_alpn(const struct diagnose *d, struct span protocol);

/* diagnose_explain says whether an attempt that worked explains the failure: it makes further ones
 * where they are needed, and fills in the wants. */
bool diagnose_explain(struct diagnose *d, const struct diagnosis_attempt *attempt);

/* diagnose_combine tries several changes at once, after none has helped alone. */
void diagnose_combine(struct diagnose *d);

/* diagnose_identity is about a client certificate that is missing or refused.
 * diagnose_identity_too adds it to what was found, if what worked was then refused for it. */
void diagnose_identity(struct diagnose *d);
void diagnose_identity_too(struct diagnose *d);

/* diagnose_proof is the last attempt that worked, or NULL. */
const struct diagnosis_attempt *diagnose_proof(const struct diagnose *d);

#endif
