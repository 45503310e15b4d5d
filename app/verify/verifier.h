/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verifier: one chain judged as the options say, with what they name loaded. */
#ifndef TB_APP_VERIFY_VERIFIER_H
#define TB_APP_VERIFY_VERIFIER_H

#include "app/verify/trust_inputs.h"
#include "lib/crypto/privkey.h"

struct verification_request {
    const struct verify_settings *opts;
    const struct trust_inputs *loaded;
    const struct reference_id *host; /* HOST_NONE: no name is checked */
    const struct link *certs; /* as they came: the one judged, and helpers */
    size_t num_certs;
    struct fail broken_cert;  /* the first helper that does not decode, or OK */
    const struct result_settings *result;
    const struct privkey *key; /* --key: is it the certificate's?  NULL: not asked */
    bool is_guest;             /* a stranger's, of many: a tighter budget */
    int64_t now;
    struct pubkey **leaf_key; /* NULL, or gets the leaf's key: see judge_chain */
    /* When there has to be a verdict: as net_now_us counts; 0: whenever there is one. */
    uint64_t end_us;
};

/* Time on a clock. */
struct alarm_clock {
    int id; /* of clock_gettime */
    uint64_t end_us;
};

struct verification {
    struct alarm_clock clock;
    struct judge_input judge;
    struct report report; /* in the arena that verification_make was given */
};

/* verification_make judges.  An error is one of ours, or a limit; the verdict is in the report. */
enum err verification_make(struct verification *out, const struct verification_request *ask,
                           struct arena *arena) MUST_CHECK;

/* verification_view is what goes with the report for the views; input: the operand. */
struct view_input verification_view(const struct verification *j,
                                    const struct verification_request *ask, const char *input);

#endif
