/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kit: what the tests of keys and signatures share. Memory comes from an arena of the test. */
#ifndef TB_TESTS_UNIT_CRYPTO_KIT_H
#define TB_TESTS_UNIT_CRYPTO_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/crypto/pubkey.h"
#include "tests/factory/fd.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* All vectors sign these octets. */
#define KIT_MSG SPAN_LIT("tlsbox")

struct kit_vector {
    const char *id, *spki, *algorithm, *signature;
};

/* kit_changed is a copy of s with one octet exclusive-ored. */
static inline struct span kit_changed(struct arena *a, struct span s, size_t at, uint8_t mask)
{
    struct span out = fd_copy(a, s);

    assert_true(at < out.n);
    ((uint8_t *)(uintptr_t)out.p)[at] ^= mask;
    return out;
}

static inline struct sigalg kit_alg(struct span content)
{
    struct fail fail = {0};
    struct sigalg alg;

    assert_int_equal(sigalg_parse(&alg, content, &fail), ERR_OK);
    return alg;
}

/* kit_key makes a key or gives the error of whichever step fails. */
static inline enum err kit_key(struct pubkey **out, struct span spki)
{
    struct fail fail = {0};
    struct keyinfo info;

    *out = NULL;
    TRY(keyinfo_parse(&info, spki, &fail));
    return pubkey_new(out, &info);
}

/* kit_verify does all of it, from hexadecimal text. */
static inline enum err kit_verify(struct arena *a, const char *spki, const char *algorithm,
                                  struct span msg, struct span sig)
{
    struct sigalg alg = kit_alg(fd_hex(a, algorithm));
    struct pubkey *key;
    enum err err = kit_key(&key, fd_hex(a, spki));

    if (err == ERR_OK)
        err = pubkey_verify(key, &alg, msg, sig);
    pubkey_free(key);
    return err;
}

#endif
