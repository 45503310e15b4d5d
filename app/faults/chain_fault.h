/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain_fault: the certificate faults of `serve --bad`; chain_faults.def has a row for each.
 *
 * A chain is made on demand below the root of a test PKI, with exactly the one fault of its row:
 * everything else is as correct as in test_pki_make.  CAs have fresh names and keys, so that no
 * client has a good certificate cached in their place.
 */
#ifndef TB_APP_FAULTS_CHAIN_FAULT_H
#define TB_APP_FAULTS_CHAIN_FAULT_H

#include "app/faults/server_fault.h"
#include "lib/mint/test_pki.h"

struct chain_fault_work; /* chain_fault_inside.h */

struct chain_fault_row {
    /* These change a correct spec before it is signed, or what is sent (chain_fault_inside.h). */
    enum err (*ca)(struct chain_fault_work *work);
    enum err (*leaf)(struct chain_fault_work *work);
    enum err (*chain)(struct chain_fault_work *work);
};

enum { CHAIN_FAULT_CRLS = 2 };

struct chain_fault {
    const struct span *certs; /* DER, leaf first, in the order of sending */
    size_t num_certs;
    struct privkey *key; /* for the handshake's signature */
    struct span crls[CHAIN_FAULT_CRLS];
    size_t num_crls; /* for clients (--crl); 0: none are needed */
};

/* Rows without a fault, for protocol faults: one with an ECDSA key and with CRLs that revoke
 * nothing, and one with an RSA key. */
extern const struct chain_fault_row chain_fault_good, chain_fault_good_rsa;

/* The rows of chain_faults.def; i is less than their number.  A fault is described apart
 * from its functions: only these have to be relocated. */
size_t chain_fault_count(void);
const struct chain_fault_row *chain_fault_at(size_t i);
const struct server_fault *chain_fault_bad(size_t i);
const struct chain_fault_row *chain_fault_find(struct span name); /* NULL if there is none */

/*
 * chain_fault_make makes the chain for one host, a DNS name or an address, at one time.  The bytes
 * live in the arena, at most 8 MiB of it, and in base.  Errors: HOST_*, LIMIT.  chain_fault_free
 * wipes the key; it accepts a zero struct.
 */
enum err chain_fault_make(struct chain_fault *out, struct arena *arena,
                          const struct chain_fault_row *row, const struct test_pki *base,
                          const char *host, int64_t now) MUST_CHECK;
void chain_fault_free(struct chain_fault *fault);

#endif
