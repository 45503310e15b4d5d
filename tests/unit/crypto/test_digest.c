/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/digest.h"

#include "tests/unit/crypto/kit.h"

/* The examples of FIPS 180-4: "abc", and nothing at all. */
static const struct {
    enum digest digest;
    const char *name, *abc, *empty;
} rows[] = {
    {DIGEST_SHA1, "SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d",
     "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    {DIGEST_SHA224, "SHA-224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
     "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"},
    {DIGEST_SHA256, "SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {DIGEST_SHA384, "SHA-384",
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
     "8086072ba1e7cc2358baeca134c825a7",
     "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
     "274edebfe76f65fbd51ad2f14898b95b"},
    {DIGEST_SHA512, "SHA-512",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
     "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"},
};

static void known_answers(void **state)
{
    struct arena a;
    uint8_t out[DIGEST_MAX_SIZE];

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct span abc = fd_hex(&a, rows[i].abc), empty = fd_hex(&a, rows[i].empty);
        assert_int_equal(digest_size(rows[i].digest), abc.n);
        assert_string_equal(digest_name(rows[i].digest), rows[i].name);
        digest_of(rows[i].digest, out, SPAN_LIT("abc"));
        assert_memory_equal(out, abc.p, abc.n);
        digest_of(rows[i].digest, out, (struct span){0});
        assert_memory_equal(out, empty.p, empty.n);
    }
    arena_free(&a);
}

static void no_digest(void **state)
{
    uint8_t out[DIGEST_MAX_SIZE] = {7};

    (void)state;
    assert_int_equal(digest_size(DIGEST_NONE), 0);
    assert_string_equal(digest_name(DIGEST_NONE), "none");
    digest_of(DIGEST_NONE, out, SPAN_LIT("abc"));
    assert_int_equal(out[0], 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(no_digest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
