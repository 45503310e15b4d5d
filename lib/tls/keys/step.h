/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * step: one step of a key schedule, reported to a listener: which secret it derives, from which
 * inputs, with which output.
 *
 * steps.def has a row for each: STEP(ID, version, name, formula, label, keylog, side, why, ref):
 *   name     the RFC's name: "master_secret", "client_handshake_traffic_secret"
 *   formula  in the names of its inputs: "PRF(premaster, \"master secret\", client_random + …)"
 *   label    the label of HKDF-Expand-Label or of the PRF, or ""
 *   keylog   the label of its SSLKEYLOGFILE line (RFC 9850), or ""
 *   side     whose traffic it protects: NONE, CLIENT, SERVER
 *   why      one sentence that explains the step
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
    char name[40], formula[88], label[24], keylog[32];
    enum step_side side;
    char why[92], ref[20];
};
const struct step_row *step_row(enum step_id id);

enum { STEP_INPUTS_MAX = 6 };

struct step_input {
    const char *name; /* as the formula has it: "premaster", "client_random", "transcript_hash" */
    struct span value;
};

/* All spans point to memory of the caller and are valid during the call.  They contain secrets; a
 * listener decides whether it keeps a copy. */
struct step {
    enum step_id id;
    struct step_input in[STEP_INPUTS_MAX];
    size_t num_in;
    struct span info; /* HKDF: the HkdfLabel as hashed (RFC 9846 7.1); else empty */
    struct span out;
};

struct step_listener {
    void *ctx;
    void (*step)(void *ctx, const struct step *step); /* NULL: nobody listens */
};

static inline void step_tell(const struct step_listener *listener, const struct step *step)
{
    if (listener != NULL && listener->step != NULL)
        listener->step(listener->ctx, step);
}

#endif
