/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bad: the scripted bad server: a table of what it does wrong, one thing at a time, and of what the
 * client must make of it.
 *
 * A row of the .def files:
 *
 *     BAD(name, base, at, deed, n, v, bytes, error, alert)
 *
 * The honest connection `base` is made, and when the server is about to send message `at` for the
 * first time, `deed` changes it: n, v and bytes are its arguments.  The client must end with the
 * error, and the server must get the alert (NONE: none).  OK is for what must be taken.
 */
#ifndef TB_TESTS_BADSERVER_BAD_H
#define TB_TESTS_BADSERVER_BAD_H

#include "tests/peer/edit.h"
#include "tests/peer/talk.h"

/* An honest connection. */
struct base {
    const char *name;
    uint16_t version;
    void (*set)(struct talk *t); /* or NULL */
    bool again;                  /* the second of two connections, with a session */
};

struct row;

/* What a deed works on: the message with its header, or the record, or what is signed. */
struct scene {
    const struct row *row;
    struct talk *talk;
    struct peer *peer;
    struct buf *m;
};

struct deed {
    enum peer_stage stage;
    void (*act)(struct scene *s);
    void (*before)(struct talk *t, const struct row *row); /* the connection: both sides, or NULL */
};

struct row {
    const char *name;
    const struct base *base;
    uint8_t at;
    const struct deed *deed;
    long n, v;
    struct span bytes;
    enum err err;
    enum alert alert;
};

#define BASE(id) extern const struct base id;
#include "tests/badserver/bases.def"
#undef BASE
#define DEED(id) extern const struct deed id;
#include "tests/badserver/deeds.def"
#undef DEED

#endif
