/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kit_privkey: the private keys of privkeys.def and privkeys_mldsa.def. */
#ifndef TB_TESTS_UNIT_CRYPTO_KIT_PRIVKEY_H
#define TB_TESTS_UNIT_CRYPTO_KIT_PRIVKEY_H

#include "lib/asn1/pem.h"
#include "lib/crypto/privkey.h"
#include "tests/unit/crypto/kit.h"

enum kit_privkey {
#define PRIVKEY(id, text) KIT_##id,
#include "tests/unit/crypto/privkeys.def"
#include "tests/unit/crypto/privkeys_mldsa.def"
#undef PRIVKEY
    KIT_PRIVKEYS
};

static const char *const kit_pem[] = {
#define PRIVKEY(id, text) text,
#include "tests/unit/crypto/privkeys.def"
#include "tests/unit/crypto/privkeys_mldsa.def"
#undef PRIVKEY
};

static inline struct privkey *kit_privkey(enum kit_privkey id)
{
    struct privkey *k;

    assert_int_equal(privkey_new(&k, span_str(kit_pem[id])), ERR_OK);
    return k;
}

/* kit_der is the key without PEM, in the test's arena. */
static inline struct span kit_der(struct arena *a, enum kit_privkey id)
{
    struct span text = span_str(kit_pem[id]), out;
    struct pem_block block;
    struct fail fail = {0};
    struct buf b;

    buf_init(&b, 1 << 14);
    do {
        assert_true(pem_next(&text, &block, &fail));
    } while (block.label == PEM_EC_PARAMETERS);
    assert_int_equal(pem_decode(&b, block.body, &fail), ERR_OK);
    out = fd_copy(a, buf_span(&b));
    buf_free(&b);
    return out;
}

#endif
