/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sigways: a public key in every way in which signatures can be verified with it: as pubkey.h makes
 * it, for one signature and for many, by code for other processors, and by Nettle.
 */
#ifndef TB_TESTS_HARNESS_SIGWAYS_H
#define TB_TESTS_HARNESS_SIGWAYS_H

#include "lib/crypto/nistp.h"
#include "lib/crypto/sig.h"
#include "lib/crypto/sig_nistp.h"

enum { SIGWAYS_MAX = 5 };

struct sigways {
    struct pubkey *keys[SIGWAYS_MAX];
    unsigned num;
    bool agree; /* so far: have all ways had the same result? */
};

static inline void sigways_took(struct sigways *ways, enum err err, enum err first)
{
    ways->agree = ways->agree && err == first;
    if (err == ERR_OK)
        ways->num++;
}

/* Nettle, and the portable instance of nistp. */
static inline void sigways_add_ecdsa(struct sigways *ways, const struct keyinfo *info,
                                     struct sig_tables *tables, enum err first)
{
    struct pubkey **next = &ways->keys[ways->num];
    enum err err = sig_ec.prepare(next, info);

    if (err == ERR_OK) {
        (*next)->family = &sig_ec;
        (*next)->kind = info->kind;
    }
    sigways_took(ways, err, first);
#ifndef REFERENCE_CRYPTO
    const struct nistp_curve *portable =
        info->kind == KEY_P256 ? &nistp_p256_portable : &nistp_p384_portable;
    next = &ways->keys[ways->num];
    sigways_took(ways, sig_nistp_key(next, info, portable, NULL), first);
    next = &ways->keys[ways->num];
    sigways_took(ways, sig_nistp_key(next, info, portable, tables), first);
#else
    (void)tables;
#endif
}

/* sigways_open is pubkey_new in all ways; *ways is for sigways_close in any case. */
static inline enum err sigways_open(struct sigways *ways, const struct keyinfo *info,
                                    struct sig_tables *tables)
{
    *ways = (struct sigways){.agree = true};

    enum err first = pubkey_new(&ways->keys[0], info);
    sigways_took(ways, first, first);
    sigways_took(ways, pubkey_new_many(&ways->keys[ways->num], info, tables), first);
    if (info->err == ERR_OK && (info->kind == KEY_P256 || info->kind == KEY_P384))
        sigways_add_ecdsa(ways, info, tables, first);
    return first;
}

static inline enum err sigways_verify(struct sigways *ways, const struct sigalg *alg,
                                      struct span msg, struct span sig)
{
    enum err first = pubkey_verify(ways->keys[0], alg, msg, sig);

    for (unsigned i = 1; i < ways->num; i++)
        ways->agree = pubkey_verify(ways->keys[i], alg, msg, sig) == first && ways->agree;
    return first;
}

static inline void sigways_close(struct sigways *ways)
{
    for (unsigned i = 0; i < ways->num; i++)
        pubkey_free(ways->keys[i]);
}

#endif
