/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * budget: how much work one judgement may cost.
 *
 * Crafted input can make path building exponential and name constraints quadratic; every such
 * loop takes from a counter here and stops with ERR_LIMIT (exit 6) where it is used up.  Whoever
 * has to be done at a certain time gives a clock as well: it is looked at between the steps that
 * may be dear, and when the time is over nothing is left of the counters.
 */
#ifndef TB_LIB_BASE_BUDGET_H
#define TB_LIB_BASE_BUDGET_H

#include "lib/base/err.h"

struct budget {
    uint64_t signatures;  /* verifications of a signature */
    uint64_t candidates;  /* issuers looked at while building */
    uint64_t names;       /* comparisons of a name with a name constraint */
    uint64_t comparisons; /* of a policy or a distribution point with another */

    bool (*is_over)(void *clock); /* is the time over?  NULL: there is all the time */
    void *clock;
    bool late; /* it was over when it was asked for last */
};

/* budget_default is far above what an honest chain needs, and below what a person notices.  The
 * limit for names is that of other validators: 700 of them below a CA with 700 constraints pass. */
static inline struct budget budget_default(void)
{
    return (struct budget){
        .signatures = 100, .candidates = 2000, .names = 1 << 20, .comparisons = 125000};
}

/* budget_guest is for the chain of whoever comes to a server that has others to serve meanwhile: an
 * eighth, but as many signatures as honest chains with their CRLs have. */
static inline struct budget budget_guest(void)
{
    struct budget b = budget_default();

    b.signatures /= 4;
    b.candidates /= 8;
    b.names /= 8;
    b.comparisons /= 8;
    return b;
}

/* budget_on_time looks at the clock; false, with nothing left, where the time is over. */
static inline bool budget_on_time(struct budget *budget)
{
    budget->late = budget->late || (budget->is_over != NULL && budget->is_over(budget->clock));
    if (budget->late)
        budget->signatures = budget->candidates = budget->names = budget->comparisons = 0;
    return !budget->late;
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

/* Which counter is used up; NONE: it was something else, as a path that is too long. */
enum budget_spent {
    SPENT_NONE,
    SPENT_SIGNATURES,
    SPENT_CANDIDATES,
    SPENT_NAMES,
    SPENT_COMPARISONS
};

static inline enum budget_spent budget_spent(const struct budget *budget)
{
    return budget->names == 0         ? SPENT_NAMES
           : budget->signatures == 0  ? SPENT_SIGNATURES
           : budget->candidates == 0  ? SPENT_CANDIDATES
           : budget->comparisons == 0 ? SPENT_COMPARISONS
                                      : SPENT_NONE;
}

#endif
