/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/keccak.h"

#include "tests/unit/crypto/kit.h"

enum { LONG = 400 };

/* The answers to nothing, to "abc", and to 200 bytes of A3, the long message of the examples of
 * FIPS 202; of SHAKE the start, and the last 16 bytes of 400. */
static const struct {
    enum keccak_function function;
    const char *message, *start, *end;
} answers[] = {
    {KECCAK_SHA3_256, "", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a", ""},
    {KECCAK_SHA3_256, "abc", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
     ""},
    {KECCAK_SHA3_256, "a3", "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787", ""},
    {KECCAK_SHA3_512, "",
     "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a6"
     "15b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26",
     ""},
    {KECCAK_SHA3_512, "abc",
     "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
     "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
     ""},
    {KECCAK_SHA3_512, "a3",
     "e76dfad22084a8b1467fcf2ffa58361bec7628edf5f3fdc0e4805dc48caeeca8"
     "1b7c13c30adf52a3659584739a2df46be589c51ca1a4a8416df6545a1ce8ba00",
     ""},
    {KECCAK_SHAKE128, "", "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
     "d83c6d5e8ce803aa62b8d654db53d09b"},
    {KECCAK_SHAKE128, "abc", "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8",
     "6ee173e30bd4d08f2bc59c6114bdd745"},
    {KECCAK_SHAKE128, "a3", "131ab8d2b594946b9c81333f9bb6e0ce75c3b93104fa3469d3917457385da037",
     "188d855f1b70d71ff3e50c537ac1b0f8"},
    {KECCAK_SHAKE256, "", "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f",
     "143045d791cc85eff5b21932f23861bc"},
    {KECCAK_SHAKE256, "abc", "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739",
     "ade16384e151755c47e822fc74c5d710"},
    {KECCAK_SHAKE256, "a3", "cd8a920ed141aa0407a22d59288652e9d9f1a7ee0c1e7c1ca699424da84a904d",
     "149f7b62675e7d1a4d6dec48c1c71645"},
};

static void known_answers(void **state)
{
    uint8_t a3[200], out[LONG];
    struct arena a;

    (void)state;
    memset(a3, 0xa3, sizeof a3);
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct span data = span_str(answers[i].message);
        struct span start = fd_hex(&a, answers[i].start), end = fd_hex(&a, answers[i].end);
        if (data.n == 2)
            data = span_of(a3, sizeof a3);
        size_t n = end.n == 0 ? start.n : sizeof out;
        keccak_hash(answers[i].function, out, n, data, (struct span){0});
        assert_memory_equal(out, start.p, start.n);
        if (end.n > 0)
            assert_memory_equal(out + n - end.n, end.p, end.n);
    }
    arena_free(&a);
}

/* In any parts, absorbed or squeezed, the output is that of the whole; lengths on both sides of a
 * whole block are among them. */
static void parts(enum keccak_function function, struct span data, size_t cut)
{
    uint8_t want[LONG], got[LONG], again[LONG];
    struct keccak keccak, copy;

    keccak_hash(function, want, sizeof want, data, (struct span){0});
    keccak_init(&keccak, function);
    keccak_absorb(&keccak, span_head(data, cut));
    keccak_absorb(&keccak, (struct span){0});
    keccak_absorb(&keccak, span_tail(data, cut));
    keccak_squeeze(&keccak, got, cut);
    copy = keccak;
    keccak_squeeze(&keccak, got + cut, sizeof got - cut);
    assert_memory_equal(got, want, sizeof want);
    for (size_t i = cut; i < sizeof again; i++)
        keccak_squeeze(&copy, again + i, 1);
    assert_memory_equal(again + cut, want + cut, sizeof want - cut);
    keccak_hash(function, got, sizeof got, span_head(data, cut), span_tail(data, cut));
    assert_memory_equal(got, want, sizeof want);
}

static void test_parts(void **state)
{
    static const enum keccak_function functions[] = {KECCAK_SHAKE128, KECCAK_SHAKE256,
                                                     KECCAK_SHA3_256, KECCAK_SHA3_512};
    uint8_t data[LONG];

    (void)state;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 5);
    for (size_t f = 0; f < COUNT(functions); f++) {
        for (size_t n = 0; n <= sizeof data; n += 8) {
            for (size_t cut = 0; cut <= n; cut += 67)
                parts(functions[f], span_of(data, n), cut);
        }
    }
}

static void test_wipe(void **state)
{
    static const uint8_t zeros[sizeof(struct keccak)];
    struct keccak keccak;

    (void)state;
    keccak_init(&keccak, KECCAK_SHAKE256);
    keccak_absorb(&keccak, SPAN_LIT("secret"));
    keccak_wipe(&keccak);
    assert_memory_equal(&keccak, zeros, sizeof zeros);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_wipe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
