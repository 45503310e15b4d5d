/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * badchain: the faults of certificates that `serve --bad` shows: chain_faults.def has a row for
 * each.
 *
 * A chain is made when it is asked for, below the root that a minted has, with the one thing wrong
 * that its row says; whatever is not the fault is as good as in test_pki_make.  CAs have fresh
 * names and keys, so that no client remembers a good one in their place.
 */
#ifndef TB_APP_FAULTS_CHAIN_FAULT_H
#define TB_APP_FAULTS_CHAIN_FAULT_H

#include "app/faults/server_fault.h"
#include "lib/mint/test_pki.h"

struct badchain_work; /* chain_fault_inside.h */

struct badchain_row {
    struct bad bad;
    /* These change a good spec before it is signed, or what is sent (chain_fault_inside.h). */
    enum err (*ca)(struct badchain_work *b);
    enum err (*leaf)(struct badchain_work *b);
    enum err (*chain)(struct badchain_work *b);
};

enum { BADCHAIN_CRLS = 2 };

struct badchain {
    const struct span *certs; /* DER, leaf first, as they are to be sent */
    size_t num_certs;
    struct privkey *key; /* that signs the handshake */
    struct span crls[BADCHAIN_CRLS];
    size_t num_crls; /* to hand to clients (--crl); 0: none are needed */
};

/* Rows without a fault, for faults of the protocol: a key for ECDSA, with CRLs that name nobody;
 * and one for RSA. */
extern const struct badchain_row badchain_good, badchain_good_rsa;

size_t badchain_count(void);
const struct badchain_row *badchain_at(size_t i);
const struct badchain_row *badchain_find(struct span name); /* NULL where there is none */

/*
 * badchain_make makes the chain for one host, a DNS name or an address, at one time.  The bytes
 * live in the arena, at most 8 MiB of it, and in base.  Errors: HOST_*, LIMIT.  badchain_free wipes
 * the key, and is fit for a zero struct too.
 */
enum err badchain_make(struct badchain *out, struct arena *arena, const struct badchain_row *row,
                       const struct test_pki *base, const char *host, int64_t now) MUST_CHECK;
void badchain_free(struct badchain *c);

#endif
