/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy: certificate policies by the graph of RFC 9618, which replaces the tree of RFC 5280 6.1.2
 * to 6.1.5.  The result is the same, in polynomial time. */
#ifndef TB_LIB_PATH_POLICY_H
#define TB_LIB_PATH_POLICY_H

#include "lib/base/budget.h"
#include "lib/x509/cert.h"

/* The inputs of RFC 5280 6.1.1 (c), (e), (f), (g). */
struct policy_input {
    const struct span *policies; /* OID contents; none stands for anyPolicy */
    size_t num_policies;
    bool require_explicit, inhibit_mapping, inhibit_any;
};

struct policy_result {
    bool ok;                    /* explicit_policy is satisfied, or not required (6.1.5 (g)) */
    bool explicit_required;     /* the explicit_policy indicator came out 0 */
    int cert;                   /* if not ok: the index (leaf 0) at which it failed */
    struct span *user_policies; /* user_constrained_policy_set, in the arena: OID contents */
    size_t num_user_policies;
};

/*
 * policy_check processes the certificates of a path, leaf first, without the anchor.  Their
 * extensions must have been decoded: one with an error counts as absent.  ERR_LIMIT if the arena or
 * the budget is used up.
 */
enum err policy_check(struct policy_result *out, const struct cert *const *path, size_t num,
                      const struct policy_input *in, struct arena *arena,
                      struct budget *budget) MUST_CHECK;

#endif
