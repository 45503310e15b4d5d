/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measure: how often something runs in a second.
 *
 * After a warm-up, which also finds how many runs fit between two readings of the clock, several
 * rounds are measured.  The result is their median: a round that something else on the machine
 * disturbed does not move it.  The spread is half the distance between the quartiles, relative to
 * the median: half of all rounds differ from the median by about as much, or less.
 */
#ifndef TB_APP_SPEED_MEASURE_H
#define TB_APP_SPEED_MEASURE_H

#include "lib/base/err.h"

enum { MEASURE_ROUNDS = 9 };

/* The clock, and whether the user wants an end. */
struct measure_clock {
    void *ctx;
    uint64_t (*now_ns)(void *ctx);
    bool (*is_stopped)(void *ctx);
};

struct measure_plan {
    uint64_t ns;    /* for all rounds together, warm-up included */
    uint64_t least; /* runs in all rounds together, even if that takes longer */
};

struct measure {
    double rates[MEASURE_ROUNDS]; /* runs per second */
    size_t num;                   /* fewer than MEASURE_ROUNDS: stopped */
};

/* measure_run fails with the first error of a run. */
enum err measure_run(struct measure *out, const struct measure_plan *plan,
                     const struct measure_clock *clock, enum err (*run)(void *ctx),
                     void *ctx) MUST_CHECK;

/* measure_quartile is the value below which q quarters of the rates are, between two rates in
 * proportion; q = 2 is the median.  0 without rates. */
double measure_quartile(const struct measure *measure, unsigned q);

/* measure_spread is half the distance between the quartiles, in percent of the median. */
double measure_spread(const struct measure *measure);

#endif
