/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sig.h"

#include "tests/unit/crypto/kit.h"

#define ED25519      "06032b6570"
#define ED448        "06032b6571"
#define SPKI_ED25519 "302a300506032b6570032100"
#define SPKI_ED448   "3043300506032b6571033a00"

/* Our own key, and the identity as the point R of a signature: S is then h times the secret. */
#define OWN_ED25519 "a18819cdc09184e909514f80850886c13c9293d849159f15a2697c2016e081a5"
#define OWN_ED448                                              \
    "f61e43adca52fd1344561fd0f4f6112cf04ba4412943b38f5cecea39" \
    "b333919ecf7e4a93fe9e5fa185c6d252ed5fac7d358d073de428b30080"

static const struct row {
    const char *what, *spki, *algorithm, *msg, *sig;
    enum err err;
} rows[] = {
    {"RFC 8032 7.1, test 3",
     SPKI_ED25519 "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", ED25519,
     "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
     ERR_OK},
    {"its S plus the order",
     SPKI_ED25519 "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", ED25519,
     "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "05d3cb95aa8a3462bd1c133fc77f3bdd4a7c15e9716ed28dc027beceea1ec41a",
     ERR_SIG_FORM},
    {"RFC 8032 7.4, 1 octet",
     SPKI_ED448 "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c"
                "6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480",
     ED448, "03",
     "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f435"
     "2541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cb"
     "cee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0f"
     "f3348ab21aa4adafd1d234441cf807c03a00",
     ERR_OK},
    {"the last octet of its S, which some do not look at",
     SPKI_ED448 "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c"
                "6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480",
     ED448, "03",
     "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f435"
     "2541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cb"
     "cee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0f"
     "f3348ab21aa4adafd1d234441cf807c03a01",
     ERR_SIG_FORM},
    {"Ed25519, R is the identity", SPKI_ED25519 OWN_ED25519, ED25519, "746c73626f78",
     "0100000000000000000000000000000000000000000000000000000000000000"
     "61591e89758b48cce81de1422ac077d2b02e31517534252b99fae7e6e6718100",
     ERR_OK},
    {"Ed25519, its y not reduced", SPKI_ED25519 OWN_ED25519, ED25519, "746c73626f78",
     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
     "d1d9aa44eedb327c63ed70342a4635aded8b37fb8470e12199907d0c59ea6604",
     ERR_SIG_FORM},
    {"Ed448, R is the identity", SPKI_ED448 OWN_ED448, ED448, "746c73626f78",
     "0100000000000000000000000000000000000000000000000000000000000000"
     "00000000000000000000000000000000000000000000000000"
     "30a88549aaca894429b1794057c7d4a3f30c24ec8cecb75eacc9be27ee600af4"
     "19d9d5a55a56765c3da0e8a4af80f746cc0d881a90c0f33e00",
     ERR_OK},
    {"Ed448, its y not reduced", SPKI_ED448 OWN_ED448, ED448, "746c73626f78",
     "00000000000000000000000000000000000000000000000000000000ffffffff"
     "ffffffffffffffffffffffffffffffffffffffffffffffff00"
     "86f9fb7639f2228e2256a155e7f3768d120c6811097436f1bc44b6e5a37aecdb"
     "1362b21fa97417538f8fa3032cbb0071b65461bb6f9ea71400",
     ERR_SIG_FORM},
    {"Ed448, a bit of R that is not used", SPKI_ED448 OWN_ED448, ED448, "746c73626f78",
     "0100000000000000000000000000000000000000000000000000000000000000"
     "00000000000000000000000000000000000000000000000002"
     "007040ff7d311949236cb93c302754354aa9736492cb96c6a30fbc45f511911a"
     "5916e39bf217d85ad331552abf555b539864c58a5f83251000",
     ERR_SIG_FORM},
};

static void signatures(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *r = &rows[i];
        enum err err =
            kit_verify(&a, r->spki, r->algorithm, fd_hex(&a, r->msg), fd_hex(&a, r->sig));
        if (err != r->err)
            fail_msg("%s: %s", r->what, err_id(err));
    }
    arena_free(&a);
}

/* Makes a key of y (little-endian, n octets) and the sign of x. */
static enum err key_error(struct arena *a, const char *head, struct span y, bool sign)
{
    struct pubkey *key;
    struct span point = kit_changed(a, y, y.n - 1, sign ? 0x80 : 0);
    enum err err = kit_key(&key, FD_CAT(a, fd_hex(a, head), point));

    pubkey_free(key);
    return err;
}

/* p - 1 + add, for p = 2^255 - 19 or 2^448 - 2^224 - 1. */
static struct span around_prime(struct arena *a, bool is_448, unsigned add)
{
    size_t n = is_448 ? 57 : 32;
    uint8_t *p = fd_alloc(a, n);

    memset(p, 0xff, n);
    if (!is_448) {
        p[31] = 0x7f;
        p[0] = (uint8_t)(0xec + add);
        return span_of(p, n);
    }
    p[56] = 0;
    if (add > 0) {
        /* p itself is FF...FE FF...FF from the top; more carries into the lower half. */
        p[0] = (uint8_t)(add - 2);
        memset(p + 1, add == 1 ? 0xff : 0, 27);
    } else {
        p[0] = 0xfe;
    }
    p[28] = add > 1 ? 0xff : 0xfe;
    return span_of(p, n);
}

/* RFC 8032 5.1.3, 5.2.3: which y have a point, and which sign. */
static void keys(void **state)
{
    static const char *const heads[] = {SPKI_ED25519, SPKI_ED448};
    static const struct {
        uint8_t y;
        bool sign;
        enum err err[2]; /* Ed25519, Ed448 */
    } small[] = {
        {0, false, {ERR_KEY_SMALL_ORDER, ERR_KEY_SMALL_ORDER}},
        {0, true, {ERR_KEY_SMALL_ORDER, ERR_KEY_SMALL_ORDER}},
        {1, false, {ERR_KEY_SMALL_ORDER, ERR_KEY_SMALL_ORDER}},
        {1, true, {ERR_KEY_EDWARDS, ERR_KEY_EDWARDS}},
        {2, false, {ERR_KEY_EDWARDS, ERR_KEY_EDWARDS}},
        {2, true, {ERR_KEY_EDWARDS, ERR_KEY_EDWARDS}},
        {3, true, {ERR_OK, ERR_OK}},
        {6, false, {ERR_OK, ERR_KEY_EDWARDS}},
        {7, false, {ERR_KEY_EDWARDS, ERR_OK}},
        {17, false, {ERR_KEY_EDWARDS, ERR_KEY_EDWARDS}},
    };
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (int is_448 = 0; is_448 < 2; is_448++) {
        for (size_t i = 0; i < COUNT(small); i++) {
            uint8_t *y = fd_alloc(&a, 57);
            y[0] = small[i].y;
            assert_int_equal(
                key_error(&a, heads[is_448], span_of(y, is_448 ? 57 : 32), small[i].sign),
                small[i].err[is_448]);
        }
        /* -1 has x = 0; from p on nothing is in its range, though 0, 1 and 3 have points. */
        assert_int_equal(key_error(&a, heads[is_448], around_prime(&a, is_448, 0), false),
                         ERR_KEY_SMALL_ORDER);
        assert_int_equal(key_error(&a, heads[is_448], around_prime(&a, is_448, 0), true),
                         ERR_KEY_EDWARDS);
        for (unsigned add = 1; add <= 5; add++)
            assert_int_equal(key_error(&a, heads[is_448], around_prime(&a, is_448, add), false),
                             ERR_KEY_EDWARDS);
    }
    arena_free(&a);
}

/* Points of order 8 (Ed25519 alone has some), either sign of x. */
static void order_eight(void **state)
{
    static const char *const ys[] = {
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    };
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < 2 * COUNT(ys); i++)
        assert_int_equal(key_error(&a, SPKI_ED25519, fd_hex(&a, ys[i / 2]), i % 2 != 0),
                         ERR_KEY_SMALL_ORDER);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures),
        cmocka_unit_test(keys),
        cmocka_unit_test(order_eight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
