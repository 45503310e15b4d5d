/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deed: what an end can do wrong with one message or record: a hook of fault.h in a row of a table.
 * `serve --bad` and the tests of our own client and server have such tables.
 */
#ifndef TB_LIB_TLS_FAULT_MUTATION_H
#define TB_LIB_TLS_FAULT_MUTATION_H

#include "lib/tls/core/fault.h"

/* What a row says to its deed: mutation.c tells what each makes of them. */
struct deed_args {
    long n, v;
    struct span bytes;
};

/* What a deed works on: the message with its header, or the record, or what is signed. */
struct deed_scene {
    const struct deed_args *row;
    void *ctx;       /* of whoever has the table */
    struct tls *tls; /* the bad end */
    struct buf *m;
    bool is_13;
    enum fault_act act; /* what becomes of it */
};

struct deed {
    enum fault_stage stage;
    void (*act)(struct deed_scene *s);
    void (*before)(void *ctx, const struct deed_args *row); /* the connection is made; or NULL */
};

#define DEED(id) extern const struct deed deed_##id;
#include "lib/tls/fault/mutations.def"
#undef DEED

/* Deeds that other deeds need: the row's suite in ServerHello; a session id in either hello. */
void deed_scene_use_suite(struct deed_scene *s);
void deed_scene_set_id(struct deed_scene *s, struct span id);

#endif
