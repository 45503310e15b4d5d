/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire_fault: the protocol faults of `serve --bad`; wire_faults.def has a row for each.
 *
 *     wire_fault_begin(&w, row, t, config)   called from the hook `choose` of a server
 *     … w.is_done, w.row->then               afterwards: what becomes of the connection below TLS
 *
 * A fault is one mutation (lib/tls/fault/mutation.h) in a connection that is correct otherwise.
 * The server continues as if nothing were wrong, so a client that does not check gets the page.
 */
#ifndef TB_APP_FAULTS_WIRE_FAULT_H
#define TB_APP_FAULTS_WIRE_FAULT_H

#include "app/faults/server_fault.h"
#include "lib/tls/fault/mutation.h"
#include "lib/tls/tls.h"

struct wire_fault;

/* What becomes of the connection when the mutation is done and its bytes are sent. */
enum wire_fault_then {
    WIRE_FAULT_GO_ON,
    WIRE_FAULT_WAIT, /* it stays open longer than any client should wait */
    WIRE_FAULT_END,  /* it ends in the regular way */
    WIRE_FAULT_RESET,
    WIRE_FAULT_SLOW, /* it sends one byte a second */
};

/* Without pointers: see ROW_TEXT (lib/base/lookup.h). */
struct wire_fault_row {
    struct server_fault bad;
    uint8_t base;     /* what prepares the configuration: wire_fault.c */
    uint8_t at;       /* the message to be mutated */
    uint8_t mutation; /* of mutations.def: its number, and its arguments */
    long n, v;
    uint8_t bytes[68], num_bytes;
    enum wire_fault_then then;
};

/* One connection with a fault; it must live as long as the connection. */
struct wire_fault {
    const struct wire_fault_row *row; /* NULL: no fault */
    struct tls_config *config;        /* of this connection */
    struct tls_server server;         /* of this connection */
    struct tls_faults faults;
    bool is_done;
};

/* The rows of wire_faults.def; i is less than their number. */
size_t wire_fault_count(void);
const struct wire_fault_row *wire_fault_at(size_t i);

/* wire_fault_needs_rsa: the fault needs an RSA key. */
bool wire_fault_needs_rsa(const struct wire_fault_row *row);

/* wire_fault_answer_ssl2 writes the answer to a CLIENT-HELLO of SSL 2.0, which TLS does not read.
 * Most faults have none, and nothing is written. */
void wire_fault_answer_ssl2(const struct wire_fault_row *row, const struct tls_identity *identity,
                            const struct rng *rng, struct buf *out);

/* wire_fault_begin puts the fault into the connection: *config gets a copy of its server settings,
 * changed by the row's `base`, and the hook that mutates messages. */
void wire_fault_begin(struct wire_fault *fault, const struct wire_fault_row *row, struct tls *tls,
                      struct tls_config *config);

#endif
