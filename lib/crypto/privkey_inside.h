/* SPDX-License-Identifier: GPL-3.0-or-later */
/* privkey_inside: the inside of a private key, for the files that make it and sign with it. */
#ifndef TB_LIB_CRYPTO_PRIVKEY_INSIDE_H
#define TB_LIB_CRYPTO_PRIVKEY_INSIDE_H

#include <nettle/ecc.h>
#include <nettle/rsa.h>

#include "lib/crypto/privkey.h"

struct privkey_parts;

enum { PRIVKEY_ED_MAX = 57 };

struct privkey {
    struct keyinfo info;   /* of the public half; points into spki */
    struct buf spki;       /* its SubjectPublicKeyInfo */
    struct pubkey *public; /* the same, prepared: signatures are verified with it */
    struct rsa_public_key rsa_public;
    struct rsa_private_key rsa; /* RSA: initialised, with d */
    struct ecc_scalar scalar;   /* EC: initialised */
    uint8_t ed[PRIVKEY_ED_MAX];
    struct mldsa_private *mldsa; /* ML-DSA */
};

/* privkey_from_parts computes the key from its parts.  *out is NULL on failure. */
enum err privkey_from_parts(struct privkey **out, const struct privkey_parts *parts) MUST_CHECK;

static inline bool privkey_is_rsa(enum key_kind kind)
{
    return kind == KEY_RSA || kind == KEY_RSA_PSS;
}

static inline bool privkey_is_ec(enum key_kind kind)
{
    return kind == KEY_P224 || kind == KEY_P256 || kind == KEY_P384 || kind == KEY_P521;
}

#endif
