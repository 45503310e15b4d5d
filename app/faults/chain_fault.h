/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain_fault: the faults of certificates that `serve --bad` shows: chain_faults.def has a row for
 * each.
 *
 * A chain is made when it is asked for, below the root of a test PKI, with the one thing wrong that
 * its row says; whatever is not the fault is as good as in test_pki_make.  CAs have fresh names and
 * keys, so that no client remembers a good one in their place.
 */
#ifndef TB_APP_FAULTS_CHAIN_FAULT_H
#define TB_APP_FAULTS_CHAIN_FAULT_H

#include "app/faults/server_fault.h"
#include "lib/mint/test_pki.h"

struct chain_fault_work; /* chain_fault_inside.h */

struct chain_fault_row {
    struct server_fault bad;
    /* These change a good spec before it is signed, or what is sent (chain_fault_inside.h). */
    enum err (*ca)(struct chain_fault_work *work);
    enum err (*leaf)(struct chain_fault_work *work);
    enum err (*chain)(struct chain_fault_work *work);
};

enum { CHAIN_FAULT_CRLS = 2 };

struct chain_fault {
    const struct span *certs; /* DER, leaf first, as they are to be sent */
    size_t num_certs;
    struct privkey *key; /* that signs the handshake */
    struct span crls[CHAIN_FAULT_CRLS];
    size_t num_crls; /* to hand to clients (--crl); 0: none are needed */
};

/* Rows without a fault, for faults of the protocol: a key for ECDSA, with CRLs that name nobody;
 * and one for RSA. */
extern const struct chain_fault_row chain_fault_good, chain_fault_good_rsa;

size_t chain_fault_count(void);
const struct chain_fault_row *chain_fault_at(size_t i);
const struct chain_fault_row *chain_fault_find(struct span name); /* NULL where there is none */

/*
 * chain_fault_make makes the chain for one host, a DNS name or an address, at one time.  The bytes
 * live in the arena, at most 8 MiB of it, and in base.  Errors: HOST_*, LIMIT.  chain_fault_free
 * wipes the key, and is fit for a zero struct too.
 */
enum err chain_fault_make(struct chain_fault *out, struct arena *arena,
                          const struct chain_fault_row *row, const struct test_pki *base,
                          const char *host, int64_t now) MUST_CHECK;
void chain_fault_free(struct chain_fault *fault);

#endif
