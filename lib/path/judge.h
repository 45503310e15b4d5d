/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge: would a client trust this certificate for this name, now?
 *
 * judge_chain builds paths from the leaf over the helpers to the anchors (RFC 4158) and holds
 * each against RFC 5280 6.1 and the profile, until one passes.  It is reentrant: clock, anchors,
 * budget and memory are arguments.
 */
#ifndef TB_LIB_PATH_JUDGE_H
#define TB_LIB_PATH_JUDGE_H

#include "lib/base/budget.h"
#include "lib/path/report.h"
#include "lib/x509/crl.h"

enum purpose { PURPOSE_SERVER, PURPOSE_CLIENT, PURPOSE_EMAIL, PURPOSE_CODE, PURPOSE_ANY };
enum revocation { REVOCATION_OFF, REVOCATION_SOFT, REVOCATION_HARD };

/*
 * anchors: where trust comes from, a lookup by name.  What it hands out lives as long as the
 * store.  A certificate whose frame does not decode is no anchor and is left out.
 */
struct anchors {
    void *store;
    /* The anchor number i (from 0) whose subject is this name; NULL after the last. */
    const struct link *(*find)(void *store, struct span subject, size_t i);
};

/* How long before the end of its validity a certificate counts as ending soon: a time, or a part
 * of the whole validity; 0 and 0: never. */
struct lead {
    int64_t seconds;
    int percent;
};

struct judge_input {
    struct link leaf;
    const struct link *helpers; /* untrusted intermediates, in any order */
    size_t num_helpers;
    struct anchors anchors;
    const struct crl *const *crls;
    size_t num_crls;

    int64_t time;
    enum profile profile;
    enum purpose purpose;
    enum revocation revocation;
    const struct reference_id *hosts; /* each one must match; none: no name check */
    size_t num_hosts;
    uint32_t key_usage;     /* KU_* that the leaf must allow beyond the purpose's own */
    uint32_t eku;           /* EKU_* that the leaf must allow beyond the purpose's own */
    struct policy_input policy;
    int max_depth;          /* most intermediates that are not self-issued; -1: no limit */
    bool allow_weak;
    struct lead warn, fail_within; /* what ends soon is warned of, or refused */
    bool keep_rejected;     /* --explain: keep every refused path, not the telling ones alone */
    struct budget budget;
    struct pubkey **leaf_key; /* where not NULL: gets the leaf's key, see judge_chain */
};

/* judge_chain fills *out in the arena.  An error is one of ours (MEMORY) or LIMIT where the arena
 * is full; verdicts, the budget's end too, are in the report.  The leaf's key, which judging
 * prepares, goes to *in->leaf_key, for the caller to free; what was there is freed.  It is NULL
 * where the key cannot be used. */
enum err judge_chain(struct report *out, const struct judge_input *in,
                     struct arena *arena) MUST_CHECK;

#endif
