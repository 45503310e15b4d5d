/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * question: something that a scan finds out about a server, answered by attempts one after the
 * other.  questions.def lists all of them in the order in which they are begun; the host
 * (host_scan.h) runs as many at a time as --per-host allows.
 *
 * A question never blocks and never loops without bound: it gets at most `most` attempts.
 */
#ifndef TB_APP_SCAN_QUESTION_H
#define TB_APP_SCAN_QUESTION_H

#include "app/scan/attempt.h"
#include "lib/scan/facts.h"

struct host_scan;

/* The state of one question while it is asked: what it has learnt so far goes to the facts. */
struct question_run {
    struct host_scan *host;
    const struct scan_question *question;
    unsigned attempts; /* finished ones */
    unsigned step;     /* the question's own */
    void *state;       /* the question's own, in the arena of the host; NULL before the first ask */
};

struct scan_question {
    const char *name; /* for the progress line and the list of what stayed unknown */
    unsigned most;    /* attempts */
    bool is_last;     /* asked only when nothing else runs or can run */
    /* ready: what it depends on is known; asked again after every answer. */
    bool (*ready)(const struct scan_facts *facts);
    /* ask fills in the next attempt; false: there is nothing more to ask (or nothing at all).
     * out->ctx is the run; an empty out->hello stands for *hello.  What *out points to must live
     * until learn: the attempt may be repeated. */
    bool (*ask)(struct question_run *run, struct attempt_ask *out, struct buf *hello);
    /* learn gets the outcome of the attempt.  An outcome that says nothing about the question
     * (REFUSED, …) does not come here: the host repeats the attempt, or gives up. */
    void (*learn)(struct question_run *run, const struct attempt_outcome *outcome);
    /* end frees what `state` owns (a session, which is secret): called once, also when the scan is
     * stopped, if `state` is not NULL; or NULL. */
    void (*end)(struct question_run *run);
};

#define QUESTION(id) extern const struct scan_question question_##id;
#include "app/scan/questions.def"
#undef QUESTION

#endif
