/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codec: what every parser and writer of TLS is held to: the good bytes parse and are written the
 * same, cut off anywhere or with a byte more they do not, and each bound has its error.
 *
 * Bytes are hex with blanks; "ab*32" is a byte 32 times.  They stand in memory of exactly their
 * size, so that a sanitizer sees whoever reads on.
 */
#ifndef TB_TESTS_UNIT_TLS_CODEC_H
#define TB_TESTS_UNIT_TLS_CODEC_H

#include "lib/tls/wire/msg.h"

struct codec {
    const char *name;
    enum err (*parse)(struct span data, struct fail *fail);
    /* parses and writes again; NULL where there is no writer */
    void (*rewrite)(struct buf *b, struct span data);
    bool is_msg; /* a message, else an extension */
    uint16_t type;
};

/* codec_hex lives until codec_free, which is a group's teardown. */
struct span codec_hex(const char *hex);
int codec_free(void **state);

/* codec_good: `also` is a length at which it is well formed too, or 0. */
void codec_good(const struct codec *c, const char *hex, size_t also);

/* codec_bad: these bytes give this error, which concerns bytes of theirs. */
void codec_bad(const struct codec *c, const char *hex, enum err e);

#endif
