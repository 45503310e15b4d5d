/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host_trial: a scan of one server with moods, by questions of tests.
 *
 *     host_trial_begin(&t, plain_questions, PLAIN_NUM, mood); change t.plan; host_trial_run;
 *     look at t.host.facts and t.learnt; host_trial_end
 */
#ifndef TB_TESTS_UNIT_APP_SCAN_HOST_TRIAL_H
#define TB_TESTS_UNIT_APP_SCAN_HOST_TRIAL_H

#include "app/scan/host_scan.h"
#include "tests/unit/app/scan/mood_kit.h"
#include "tests/unit/net/kit.h"

enum { TRIAL_KINDS = ATTEMPT_FAULT + 1 };

struct host_trial {
    struct mood_kit k;
    struct scan_plan plan;
    struct host_scan host;
    struct rng_system random;
    unsigned learnt[TRIAL_KINDS]; /* outcomes, by their kind */
    unsigned ended;               /* calls of scan_question.end */
    unsigned wrong;               /* of odd hellos: they were answered, or another one was not */
    unsigned dones;
    uint64_t us;
};

/* One hello, and then twice eight hellos that all are usual, of which every second is odd, or
 * without an end. */
enum { PLAIN_NUM = 3, ODD_NUM = 3, ENDLESS_NUM = 2 };
extern const struct scan_question *const plain_questions[PLAIN_NUM],
    *const odd_questions[ODD_NUM], *const endless_questions[ENDLESS_NUM];

/* trial_is_odd: the hello offers nothing but a suite that nobody has. */
bool trial_is_odd(struct span hello);

void host_trial_begin(struct host_trial *t, const struct scan_question *const *questions,
                      size_t num,
                      enum mood_act (*mood)(struct mood_kit *k, unsigned number,
                                            struct span hello));
void host_trial_by_name(struct host_trial *t); /* "localhost", with SNI, in place of the address */
void host_trial_run(struct host_trial *t);
void host_trial_end(struct host_trial *t);

void host_trial_came_to(const struct host_trial *t, enum scan_trouble trouble, enum reason reason,
                        const char *message);

/* trial_contains: the bytes of part stand somewhere in whole. */
bool trial_contains(struct span whole, struct span part);

#endif
