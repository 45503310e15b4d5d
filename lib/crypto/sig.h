/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sig: the interface of a family of signature algorithms for pubkey.c, and the families.
 *
 * Each family's key begins with a struct pubkey.  Only `prepare` writes it, so any number of
 * threads may verify with it.
 */
#ifndef TB_LIB_CRYPTO_SIG_H
#define TB_LIB_CRYPTO_SIG_H

#include "lib/crypto/pubkey.h"

struct pubkey {
    const struct sig_family *family;
    enum key_kind kind;
};

struct sig_family {
    /* Makes a key; key->err is OK, and its kind belongs to the family. */
    enum err (*prepare)(struct pubkey **out, const struct keyinfo *key);
    void (*release)(struct pubkey *key);
    /* The memory of a key, in bytes. */
    size_t (*size)(const struct pubkey *key);
    /* Verifies; the kinds of key and alg fit. */
    enum err (*verify)(const struct pubkey *key, const struct sigalg *alg, struct span msg,
                       struct span sig);
    /* The error that prepare would have, but for MEMORY, where the key need not be made to find it;
     * or NULL. */
    enum err (*check)(const struct keyinfo *key);
    /* As prepare, for many signatures; NULL if the family has no faster way for them. */
    enum err (*prepare_many)(struct pubkey **out, const struct keyinfo *key,
                             struct sig_tables *tables);
};

extern const struct sig_family sig_rsa;   /* RFC 8017: PKCS#1 v1.5 and PSS */
extern const struct sig_family sig_ec;    /* ECDSA, FIPS 186-5 6.4, by Nettle */
extern const struct sig_family sig_nistp; /* the same over P-256 and P-384 by our own code */
extern const struct sig_family sig_eddsa; /* RFC 8032 */
extern const struct sig_family sig_dsa;   /* FIPS 186-4 4.7 */
extern const struct sig_family sig_mldsa; /* FIPS 204 */

#endif
