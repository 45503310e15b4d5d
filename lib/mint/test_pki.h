/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_pki: a fresh root, intermediate and leaf for names, made when `serve` starts without a
 * certificate.  Their keys never leave the process. */
#ifndef TB_LIB_MINT_TEST_PKI_H
#define TB_LIB_MINT_TEST_PKI_H

#include "lib/mint/issue.h"

struct test_pki {
    struct issue how;                     /* for more of them: its arena, its source, its time */
    struct span root, intermediate, leaf; /* DER */
    struct privkey *root_key, *intermediate_key, *leaf_key;
    struct span root_name, intermediate_name; /* Names */
    struct span names;                        /* of the leaf: GeneralNames, behind each other */
};

/*
 * test_pki_make: names are DNS names, in U- or A-form, also with a wildcard, and addresses; at
 * least one.  All keys are P-256; the leaf is good from an hour ago for two weeks, the CAs for a
 * month. The arena and what rng points to live as long.  Errors: HOST_* (issue_name says which
 * name). test_pki_free wipes the keys, and is fit for a zero struct too.
 */
enum err test_pki_make(struct test_pki *out, struct arena *arena, const char *const *names,
                       size_t num, int64_t now, const struct rng *rng) MUST_CHECK;
void test_pki_free(struct test_pki *pki);

/* test_pki_leaf makes one more leaf for the same names, with a key of any kind (privkey_generate);
 * the caller frees the key. */
enum err test_pki_leaf(const struct test_pki *pki, struct span *cert, struct privkey **key,
                       enum key_kind kind, unsigned bits) MUST_CHECK;

#endif
