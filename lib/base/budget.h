/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * budget: how much work one judgement may cost.
 *
 * Crafted input can make path building exponential and name constraints quadratic.  Every such loop
 * takes from a counter here and stops with ERR_LIMIT (exit 6) when it is used up.  A caller with a
 * deadline also sets a clock, which is checked between the expensive steps.  When the time is over
 * all counters become 0.
 */
#ifndef TB_LIB_BASE_BUDGET_H
#define TB_LIB_BASE_BUDGET_H

#include "lib/base/err.h"

struct budget {
    uint64_t signatures;  /* verifications of a signature */
    uint64_t candidates;  /* issuers looked at while building */
    uint64_t names;       /* comparisons of a name with a name constraint */
    uint64_t comparisons; /* other comparisons and reads, by their size */

    bool (*is_over)(void *clock); /* the deadline has passed; NULL: no deadline */
    void *clock;
    bool late; /* the deadline had passed at the last check */
};

/* budget_default is far above what an honest chain needs, and below what a person notices.  Its
 * limit for names is that of other validators: 700 names below a CA with 700 constraints pass. */
static inline struct budget budget_default(void)
{
    return (struct budget){
        .signatures = 100, .candidates = 2000, .names = 1 << 20, .comparisons = 125000};
}

/* budget_guest is for the chains of clients at a server that serves others at the same time: an
 * eighth of the default, but enough signatures for honest chains with their CRLs. */
static inline struct budget budget_guest(void)
{
    struct budget b = budget_default();

    b.signatures /= 4;
    b.candidates /= 8;
    b.names /= 8;
    b.comparisons /= 8;
    return b;
}

/* budget_on_time checks the clock.  False, with all counters at 0, if the time is over. */
static inline bool budget_on_time(struct budget *budget)
{
    budget->late = budget->late || (budget->is_over != NULL && budget->is_over(budget->clock));
    if (budget->late)
        budget->signatures = budget->candidates = budget->names = budget->comparisons = 0;
    return !budget->late;
}

/* budget_take takes n from a counter.  False, with the counter at 0, if it is smaller than n. */
static inline bool budget_take(uint64_t *counter, uint64_t n)
{
    if (*counter < n) {
        *counter = 0;
        return false;
    }
    *counter -= n;
    return true;
}

/* Which counter is used up.  NONE: the limit was another one, for example the length of a path. */
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
