/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutation: an error that an end makes on purpose in one message or record.  Rows of tables name
 * them: `serve --bad` and the tests of our own client and server have such tables.  The hook of
 * fault.h applies them.
 */
#ifndef TB_LIB_TLS_FAULT_MUTATION_H
#define TB_LIB_TLS_FAULT_MUTATION_H

#include "lib/tls/core/fault.h"

struct rng;
struct tls_identity;

/* The arguments that a row gives to its mutation.  mutation.c explains them for each mutation. */
struct mutation_args {
    long n, v;
    struct span bytes;
};

/* What a mutation works on: a message with its header, a record, or the bytes that are signed. */
struct mutation_context {
    const struct mutation_args *row;
    void *ctx;       /* of the owner of the table */
    struct tls *tls; /* the bad end */
    struct buf *m;
    bool is_13;
    enum fault_act act; /* what happens to it afterwards */
};

struct mutation {
    enum fault_stage stage;
    void (*apply)(struct mutation_context *context);
    void (*before)(void *ctx,
                   const struct mutation_args *row); /* called before the connection; or NULL */
};

#define MUTATION(id) extern const struct mutation mutation_##id;
#include "lib/tls/fault/mutations.def"
#undef MUTATION

/* Functions that several mutations need: they write the row's suite into a ServerHello, and a
 * session id into either hello. */
void mutation_context_use_suite(struct mutation_context *context);
void mutation_context_set_id(struct mutation_context *context, struct span id);

/* mutation_ssl2_hello appends a SERVER-HELLO of SSL 2.0 with these cipher kinds; identity: the
 * server's, or NULL. */
void mutation_ssl2_hello(struct buf *out, const struct tls_identity *identity, struct span kinds,
                         const struct rng *rng);

#endif
