/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * breed: a chain for the differential fuzzer, made of a seed.
 *
 * A good chain of tests/factory is taken, of two to four certificates and one of several sets of
 * keys, and a few things are changed: each change is a row of changes.c.  One bred twice from the
 * same seed is the same to the byte.
 */
#ifndef TB_TESTS_DIFFER_BREED_H
#define TB_TESTS_DIFFER_BREED_H

#include "tests/differ/dice.h"
#include "tests/factory/factory.h"

enum { BROOD_CERTS = 4, BROOD_HELPERS = 6, BROOD_CHANGES = 4 };

/* What is asked of everybody: is this leaf good for this host at FC_NOW? */
struct brood {
    struct span leaf, anchor, crl; /* crl: empty where revocation is not asked for */
    struct span helpers[BROOD_HELPERS];
    size_t num_helpers;
    const char *host;
    bool decoys;                        /* several certificates of one name: a search */
    const char *changes[BROOD_CHANGES]; /* what was changed, for people */
    size_t num_changes;
};

/* A chain on its way to be made: certs[0] is the root, certs[num - 1] the leaf. */
struct kin {
    struct arena *a;
    struct dice dice;
    struct fc_spec certs[BROOD_CERTS];
    bool own_issuer[BROOD_CERTS]; /* the issuer is not to follow the subject above */
    size_t num;
    struct fc_crl crl;
    bool with_crl;
    size_t dent; /* 1 + the certificate to be bent (bend.h); 0: none */
    const char *host;
};

/* A change of the certificate number i. */
struct change {
    const char *name;
    void (*make)(struct kin *k, size_t i);
};
extern const struct change changes[];
extern const size_t num_changes;

/* breed_open makes the good chains that all others come from; once. */
void breed_open(void);
void breed(struct brood *b, struct arena *a, uint64_t seed);

/* breed_first makes this change before the others; NULL: whichever. */
void breed_first(struct brood *b, struct arena *a, uint64_t seed, const struct change *first);

#endif
