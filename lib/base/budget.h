/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * budget: how much work one judgement may cost.
 *
 * Crafted input can make path building exponential and name constraints quadratic; every such
 * loop takes from a counter here and stops with ERR_LIMIT (exit 6) where it is used up.
 */
#ifndef TB_LIB_BASE_BUDGET_H
#define TB_LIB_BASE_BUDGET_H

#include "lib/base/err.h"

struct budget {
    uint64_t signatures;  /* verifications of a signature */
    uint64_t candidates;  /* issuers looked at while building */
    uint64_t comparisons; /* of a name with a name constraint, of a policy with another */
};

/* budget_default is far above what an honest chain needs, and below what a person notices. */
static inline struct budget budget_default(void)
{
    return (struct budget){.signatures = 100, .candidates = 2000, .comparisons = 125000};
}

/* budget_guest is for the chain of whoever comes to a server that has others to serve meanwhile: an
 * eighth, but as many signatures as honest chains with their CRLs have. */
static inline struct budget budget_guest(void)
{
    struct budget b = budget_default();

    b.signatures /= 4;
    b.candidates /= 8;
    b.comparisons /= 8;
    return b;
}

/* budget_take takes n from a counter; false where it does not hold as many. */
static inline bool budget_take(uint64_t *counter, uint64_t n)
{
    if (*counter < n) {
        *counter = 0;
        return false;
    }
    *counter -= n;
    return true;
}

#endif
