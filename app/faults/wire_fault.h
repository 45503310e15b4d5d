/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * badwire: the faults of the protocol that `serve --bad` shows: wire_faults.def has a row for each.
 *
 *     badwire_begin(&w, row, t, config)      from the hook `choose` of a server, and from there on
 *     … w.is_done, w.row->then               what becomes of the connection below TLS
 *
 * A fault is one mutation (lib/tls/fault/mutation.h) in a connection that is as it should be
 * otherwise: the server goes on behind it as if nothing were wrong, so that who does not look gets
 * the page.
 */
#ifndef TB_APP_FAULTS_WIRE_FAULT_H
#define TB_APP_FAULTS_WIRE_FAULT_H

#include "app/faults/server_fault.h"
#include "lib/tls/fault/mutation.h"
#include "lib/tls/server/server.h"

struct badwire;

/* What becomes of the connection once the mutation is done, and what was to be sent is out. */
enum badwire_then {
    BADWIRE_GO_ON,
    BADWIRE_WAIT, /* it stays, for longer than any client should wait */
    BADWIRE_END,  /* it ends, as all do */
    BADWIRE_RESET,
    BADWIRE_SLOW, /* a byte a second goes out */
};

struct badwire_row {
    struct bad bad;
    void (*base)(struct badwire *w); /* what kind of connection it is */
    uint8_t at;                      /* the message that the mutation is done to */
    const struct mutation *mutation;
    struct mutation_args args;
    enum badwire_then then;
};

/* One connection with a fault: it lives as long. */
struct badwire {
    const struct badwire_row *row; /* NULL: there is none */
    struct tls_config *config;     /* the connection's own */
    struct tls_server server;      /* the same */
    struct tls_faults faults;
    bool is_done;
};

size_t badwire_count(void);
const struct badwire_row *badwire_at(size_t i);

/* badwire_needs_rsa: the key must be one for RSA. */
bool badwire_needs_rsa(const struct badwire_row *row);

void badwire_begin(struct badwire *w, const struct badwire_row *row, struct tls *t,
                   struct tls_config *config);

#endif
