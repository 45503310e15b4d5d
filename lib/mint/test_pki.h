/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_pki: a fresh root, intermediate and leaf for given names.  `serve` makes them when it starts
 * without a certificate.  Their keys never leave the process. */
#ifndef TB_LIB_MINT_TEST_PKI_H
#define TB_LIB_MINT_TEST_PKI_H

#include "lib/mint/issue.h"

struct test_pki {
    struct issue how;                     /* for further certificates: arena, random source, time */
    struct span root, intermediate, leaf; /* DER */
    struct privkey *root_key, *intermediate_key, *leaf_key;
    struct span root_name, intermediate_name; /* Names */
    struct span names;                        /* of the leaf: GeneralNames, one after the other */
};

/*
 * test_pki_make makes the three certificates.  names: DNS names in U- or A-form, also with a
 * wildcard, and addresses; at least one.  All keys are P-256.  The leaf is valid from an hour ago
 * for two weeks, the CAs for 30 days.  *out borrows the arena and what rng points to.  Errors:
 * HOST_* for a bad name, MEMORY, LIMIT.
 *
 * test_pki_free wipes the keys; it accepts a zero struct.
 */
enum err test_pki_make(struct test_pki *out, struct arena *arena, const char *const *names,
                       size_t num, int64_t now, const struct rng *rng) MUST_CHECK;
void test_pki_free(struct test_pki *pki);

/* test_pki_leaf makes a further leaf for the same names, with a key of any kind (privkey_generate);
 * the caller frees the key. */
enum err test_pki_leaf(const struct test_pki *pki, struct span *cert, struct privkey **key,
                       enum key_kind kind, unsigned bits) MUST_CHECK;

#endif
