/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bad: what a table of mutations is made of: those of a server (tests/badserver) against our
 * client, or of a client (tests/badclient) against our server.  One thing is wrong at a time.
 *
 * A row of the .def files:
 *
 *     BAD(name, base, at, mutation, n, v, bytes, error, alert)
 *
 * The honest connection `base` is made, and when the bad end is about to send message `at` for the
 * first time, `mutation` changes it: n, v and bytes are its arguments.  The other end must fail
 * with the error and answer with the alert (NONE: with none).  OK is for what must be taken.
 */
#ifndef TB_TESTS_BAD_BAD_H
#define TB_TESTS_BAD_BAD_H

#include "lib/tls/core/conn.h"
#include "lib/tls/fault/mutation.h"
#include "lib/tls/wire/edit.h"
#include "tests/peer/talk.h"

/* An honest connection; BASE(id, version, set, again) in the files bases.def. */
struct base {
    const char *name;
    uint16_t version;
    void (*set)(struct talk *t); /* or NULL */
    bool again;                  /* the second of two connections, with a session */
};

/* Whose mutation it is: the connection. */
static inline struct talk *scene_talk(const struct mutation_context *s)
{
    return s->ctx;
}

struct row {
    const char *name;
    const struct base *base;
    uint8_t at;
    const struct mutation *mutation;
    struct mutation_args args;
    enum err err;
    enum alert alert;
};

/* What the macro BAD is to make of a row. */
#define BAD_ROW(name, base, at, mutation, n, v, bytes, error, alert) \
    {name, &base, at, &mutation_##mutation, {n, v, SPAN_INIT(bytes)}, ERR_##error, ALERT_##alert},

/* Of a signature: signature.c. */
extern const struct mutation mutation_swap, mutation_resize;

/* What came of a row. */
struct outcome {
    bool performed;      /* it came to what the row is about */
    bool well;           /* both ends are done, and neither complains */
    enum err err;        /* of the good end */
    unsigned alert;      /* that it answered with, or ALERT_NONE */
    const char *trouble; /* more on it, or NULL */
};

/* A row that is being performed. */
struct stage {
    const struct row *row;
    struct talk talk;
    struct tls_faults faults; /* of a bad client */
    bool armed, done;
};

/* stage_hook applies the row's mutation, once, in its place. */
enum fault_act stage_hook(struct stage *s, struct tls *tls, enum fault_stage at, uint8_t message,
                          struct buf *m);

/* stage_run makes the connection, or both of them, of a base that is set.  false: the first one did
 * not bring a session. */
bool stage_run(struct stage *s);

/* bad_table performs all rows whose names contain argv[1], says how each ended, and how many agree:
 * the exit code. */
int bad_table(int argc, char **argv, const struct row *rows, size_t num,
              void (*perform)(struct stage *s, struct outcome *out));

#endif
