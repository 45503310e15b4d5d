/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/pubkey.h"

#include "lib/crypto/sig.h"

/* Nettle is the reference, and what there is where nistp has no code for the processor. */
#ifdef REFERENCE_CRYPTO
#define NISTP_FAMILY sig_ec
#else
#define NISTP_FAMILY sig_nistp
#endif

/* Which family a key belongs to, and which signatures it may have made. */
static const struct {
    const struct sig_family *family;
    unsigned makes; /* a bit for each enum sig_kind */
} kinds[] = {
    [KEY_NONE] = {NULL, 0},
    [KEY_RSA] = {&sig_rsa, 1u << SIG_RSA_PKCS1 | 1u << SIG_RSA_PSS},
    [KEY_RSA_PSS] = {&sig_rsa, 1u << SIG_RSA_PSS}, /* RFC 4055 1.2 */
    [KEY_P224] = {&sig_ec, 1u << SIG_ECDSA},
    [KEY_P256] = {&NISTP_FAMILY, 1u << SIG_ECDSA},
    [KEY_P384] = {&NISTP_FAMILY, 1u << SIG_ECDSA},
    [KEY_P521] = {&sig_ec, 1u << SIG_ECDSA},
    [KEY_ED25519] = {&sig_eddsa, 1u << SIG_ED25519},
    [KEY_ED448] = {&sig_eddsa, 1u << SIG_ED448},
    [KEY_DSA] = {&sig_dsa, 1u << SIG_DSA},
    [KEY_MLDSA44] = {&sig_mldsa, 1u << SIG_MLDSA44},
    [KEY_MLDSA65] = {&sig_mldsa, 1u << SIG_MLDSA65},
    [KEY_MLDSA87] = {&sig_mldsa, 1u << SIG_MLDSA87},
};

static enum err prepare(struct pubkey **out, const struct keyinfo *key, struct sig_tables *tables)
{
    *out = NULL;
    if (key->err != ERR_OK)
        return key->err;

    const struct sig_family *family = kinds[key->kind].family;
    if (family == NULL)
        return ERR_KEY_UNKNOWN;
    TRY(tables != NULL && family->prepare_many != NULL ? family->prepare_many(out, key, tables)
                                                       : family->prepare(out, key));
    (*out)->family = family;
    (*out)->kind = key->kind;
    return ERR_OK;
}

enum err pubkey_new(struct pubkey **out, const struct keyinfo *key)
{
    return prepare(out, key, NULL);
}

enum err pubkey_check(struct pubkey **out, const struct keyinfo *key)
{
    const struct sig_family *family = kinds[key->kind].family;

    *out = NULL;
    return key->err == ERR_OK && family != NULL && family->check != NULL ? family->check(key)
                                                                         : pubkey_new(out, key);
}

enum err pubkey_new_many(struct pubkey **out, const struct keyinfo *key, struct sig_tables *tables)
{
    return prepare(out, key, tables);
}

void pubkey_free(struct pubkey *key)
{
    if (key != NULL)
        key->family->release(key);
}

size_t pubkey_size(const struct pubkey *key)
{
    return key->family->size(key);
}

enum err pubkey_verify(const struct pubkey *key, const struct sigalg *alg, struct span msg,
                       struct span sig)
{
    if (alg->kind == SIG_UNKNOWN)
        return ERR_ALG_UNKNOWN;
    if (alg->kind == SIG_UNSUPPORTED)
        return ERR_ALG_UNSUPPORTED;
    if ((kinds[key->kind].makes & 1u << alg->kind) == 0)
        return ERR_ALG_KEY_MISMATCH;
    return key->family->verify(key, alg, msg, sig);
}
