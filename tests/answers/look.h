/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look: what somebody says who sees a connection pass: all of it, parts, or something else; with
 * its secrets, with some of them, or without.
 */
#ifndef TB_TESTS_ANSWERS_LOOK_H
#define TB_TESTS_ANSWERS_LOOK_H

#include "lib/tls/event/event.h"
#include "tests/answers/answers.h"
#include "tests/peer/pair.h"

enum { LOOK_PIECES = 200 };

struct look {
    struct buf bytes, lines; /* what passed, and the key log of all connections */
    size_t num;
    struct {
        bool from_client;
        size_t at, n;
    } pieces[LOOK_PIECES];
};

/* With NULL these do nothing. */
void look_begin(struct look *k);
void look_pass(struct look *k, bool from_client, struct span bytes);

void look_say(const struct look *k, struct listing *l, struct dice *d);

/* talks.c: a connection and two more of the same ends, and what they say. */
void hold_talk(struct listing *l, struct dice *d, struct look *look);
void say_event(struct listing *l, const struct event *e);
void say_info(struct listing *l, const struct tls_info *i);

#endif
