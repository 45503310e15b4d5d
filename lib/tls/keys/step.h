/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * step: one step on the way from a premaster to the traffic keys, told to whoever listens: which
 * secret it is, what went in, what came out.
 *
 * steps.def has a row for each: STEP(ID, version, name, formula, label, keylog, side, why, ref):
 *   name     what the RFC calls it: "master_secret", "client_handshake_traffic_secret"
 *   formula  over the names of its inputs: "PRF(premaster, \"master secret\", client_random + …)"
 *   label    of HKDF-Expand-Label or of the PRF, or ""
 *   keylog   the label of an SSLKEYLOGFILE line (RFC 9850), or NULL
 *   side     whose traffic: NONE, CLIENT, SERVER
 *   why      one sentence for people
 */
#ifndef TB_LIB_TLS_KEYS_STEP_H
#define TB_LIB_TLS_KEYS_STEP_H

#include "lib/base/span.h"

enum step_side { SIDE_NONE, SIDE_CLIENT, SIDE_SERVER };

enum step_id {
#define STEP(ID, version, name, formula, label, keylog, side, why, ref) STEP_##ID,
#include "lib/tls/keys/steps.def"
#undef STEP
    STEP_COUNT
};

struct step_row {
    uint16_t version; /* TLS_1_2 or TLS_1_3 */
    const char *name, *formula, *label, *keylog;
    enum step_side side;
    const char *why, *ref;
};
const struct step_row *step_row(enum step_id id);

enum { STEP_INPUTS_MAX = 6 };

struct step_input {
    const char *name; /* as the formula has it: "premaster", "client_random", "transcript_hash" */
    struct span value;
};

/* All of it points to memory of the one who takes the step, for the time of the call: what is
 * secret in it is the listener's to keep or not. */
struct step {
    enum step_id id;
    struct step_input in[STEP_INPUTS_MAX];
    size_t num_in;
    struct span info; /* HKDF: the HkdfLabel as hashed (RFC 9846 7.1); else empty */
    struct span out;
};

struct step_listener {
    void *ctx;
    void (*step)(void *ctx, const struct step *s); /* NULL: nobody listens */
};

static inline void step_tell(const struct step_listener *l, const struct step *s)
{
    if (l != NULL && l->step != NULL)
        l->step(l->ctx, s);
}

#endif
