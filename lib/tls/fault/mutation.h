/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutation: what an end can do wrong with one message or record: a hook of fault.h in a row of a
 * table. `serve --bad` and the tests of our own client and server have such tables.
 */
#ifndef TB_LIB_TLS_FAULT_MUTATION_H
#define TB_LIB_TLS_FAULT_MUTATION_H

#include "lib/tls/core/fault.h"

/* What a row says to its mutation: mutation.c tells what each makes of them. */
struct mutation_args {
    long n, v;
    struct span bytes;
};

/* What a mutation works on: the message with its header, or the record, or what is signed. */
struct mutation_context {
    const struct mutation_args *row;
    void *ctx;       /* of whoever has the table */
    struct tls *tls; /* the bad end */
    struct buf *m;
    bool is_13;
    enum fault_act act; /* what becomes of it */
};

struct mutation {
    enum fault_stage stage;
    void (*apply)(struct mutation_context *s);
    void (*before)(void *ctx,
                   const struct mutation_args *row); /* the connection is made; or NULL */
};

#define MUTATION(id) extern const struct mutation mutation_##id;
#include "lib/tls/fault/mutations.def"
#undef MUTATION

/* Mutations that other mutations need: the row's suite in ServerHello; a session id in either
 * hello. */
void mutation_context_use_suite(struct mutation_context *s);
void mutation_context_set_id(struct mutation_context *s, struct span id);

#endif
