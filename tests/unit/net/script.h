/* SPDX-License-Identifier: GPL-3.0-or-later */
/* script: what two sides say to each other before TLS, played to a talk without any socket. */
#ifndef TB_TESTS_UNIT_NET_SCRIPT_H
#define TB_TESTS_UNIT_NET_SCRIPT_H

#include "lib/net/preamble.h"

/* One turn: what we have to have said by then, and the answer to it. */
struct turn {
    struct span we, they;
};

enum { SCRIPT_TURNS = 5 };

struct script {
    const char *name;
    enum starttls protocol;
    struct turn turns[SCRIPT_TURNS];
    size_t num;
    enum preamble_state end;
    enum err err;     /* FAILED */
    const char *why;  /* FAILED: the words */
    struct span last; /* DONE: what we say after the last turn */
    struct span left; /* DONE: what is left for those who come next */
};

typedef enum preamble_state script_talk(struct preamble *t);

/* script_play holds a talk to a script: once with each turn of the peer in one piece, and once in
 * single bytes, where the script does not hang on what comes together. */
void script_play(script_talk *talk, const struct script *s, const char *host, uint16_t port,
                 const struct proxy *proxy);

#define S(text) SPAN_INIT(text)

#endif
