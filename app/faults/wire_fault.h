/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire_fault: the faults of the protocol that `serve --bad` shows: wire_faults.def has a row for
 * each.
 *
 *     wire_fault_begin(&w, row, t, config)      from the hook `choose` of a server, and from there
 * on
 *     … w.is_done, w.row->then               what becomes of the connection below TLS
 *
 * A fault is one mutation (lib/tls/fault/mutation.h) in a connection that is as it should be
 * otherwise: the server continues after it as if nothing were wrong, so that who does not look gets
 * the page.
 */
#ifndef TB_APP_FAULTS_WIRE_FAULT_H
#define TB_APP_FAULTS_WIRE_FAULT_H

#include "app/faults/server_fault.h"
#include "lib/tls/fault/mutation.h"
#include "lib/tls/tls.h"

struct wire_fault;

/* What becomes of the connection once the mutation is done, and what was to be sent is out. */
enum wire_fault_then {
    WIRE_FAULT_GO_ON,
    WIRE_FAULT_WAIT, /* it stays, for longer than any client should wait */
    WIRE_FAULT_END,  /* it ends, as all do */
    WIRE_FAULT_RESET,
    WIRE_FAULT_SLOW, /* a byte a second goes out */
};

struct wire_fault_row {
    struct server_fault bad;
    void (*base)(struct wire_fault *fault); /* what kind of connection it is */
    uint8_t at;                             /* the message that the mutation is done to */
    const struct mutation *mutation;
    struct mutation_args args;
    enum wire_fault_then then;
};

/* One connection with a fault: it lives as long. */
struct wire_fault {
    const struct wire_fault_row *row; /* NULL: there is none */
    struct tls_config *config;        /* the connection's own */
    struct tls_server server;         /* the same */
    struct tls_faults faults;
    bool is_done;
};

size_t wire_fault_count(void);
const struct wire_fault_row *wire_fault_at(size_t i);

/* wire_fault_needs_rsa: the key must be one for RSA. */
bool wire_fault_needs_rsa(const struct wire_fault_row *row);

void wire_fault_begin(struct wire_fault *fault, const struct wire_fault_row *row, struct tls *tls,
                      struct tls_config *config);

#endif
