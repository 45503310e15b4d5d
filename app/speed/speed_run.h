/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * speed_run: measures what this build computes with.  speed_rows.def has the rows, speed_work.h
 * what they do, measure.h how they are timed.
 */
#ifndef TB_APP_SPEED_SPEED_RUN_H
#define TB_APP_SPEED_SPEED_RUN_H

#include "app/speed/measure.h"
#include "app/speed/speed_work.h"
#include "lib/view/speed/speed_view.h"

/* speed_rows is the number of rows.  speed_line is a row before it was measured: what the views
 * need to know about it. */
size_t speed_rows(void);
struct speed_line speed_line(size_t row);

/* speed_groups are the groups of the rows, SPEED_GROUPS of them. */
extern const struct speed_group speed_groups[];
extern const size_t speed_num_groups;

/* speed_matches: the word names the row's group or algorithm, or is what is before a hyphen of the
 * latter: RSA, AES-128.  The case of letters does not matter. */
bool speed_matches(size_t row, const char *word);

/* speed_name is name number i of those that are whole: groups, then algorithms, each
 * once; NULL after the last. */
const char *speed_name(size_t i);

/* What measuring needs.  bare: measures a row in another process in which Nettle does without the
 * processor's instructions; false if that is not possible here. */
struct speed_how {
    struct speed_lab *lab;
    struct measure_clock clock;
    uint64_t row_ns;
    void *ctx;
    bool (*bare)(void *ctx, size_t row, struct measure *out);
};

/* speed_measure measures a row, in this process; speed_run does so too unless `bare` is for it, and
 * fills in its line.  If the clock says stop before the last round, the line stays unmeasured.
 * Errors are those of the work; SPEED_ANSWER if a result is wrong. */
enum err speed_measure(struct measure *out, struct speed_line *line, const struct speed_how *how,
                       size_t row) MUST_CHECK;
enum err speed_run(struct speed_line *line, const struct speed_how *how, size_t row) MUST_CHECK;

#endif
