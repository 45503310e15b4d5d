/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timing: what programs measure with: time of the processor, and the order of a median. */
#ifndef TB_BENCH_TIMING_H
#define TB_BENCH_TIMING_H

#include <time.h>

/* timing_cpu_us is that of this process: what other processes do in between does not count. */
static inline double timing_cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* timing_compare is the order of doubles for qsort(). */
static inline int timing_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

#endif
