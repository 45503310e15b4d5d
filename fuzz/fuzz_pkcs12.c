/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PKCS#12, and encrypted private keys: the first byte chooses the passphrase. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/crypto/privkey.h"
#include "lib/pkcs12/pkcs12.h"
#include "lib/view/cert/show_pkcs12.h"

const char fuzz_name[] = "pkcs12";

enum { ITERATIONS = 5000, MEMORY = 4 << 20, TEXT_MAX = 1 << 24 };

static void show(const struct pkcs12 *file)
{
    struct style style = {.utf8 = true};
    struct buf out;

    buf_init(&out, TEXT_MAX);
    pkcs12_text(&out, file, &style);
    pkcs12_short(&out, file);
    REQUIRE(pkcs12_json(&out, "x", file) == out.err);
    buf_free(&out);
}

static void read_file(struct span bytes, struct span passphrase)
{
    uint64_t iterations = ITERATIONS;
    struct arena arena;
    const struct pkcs12_terms terms = {passphrase, &iterations, &arena};
    struct fail fail = {0};
    struct pkcs12 file;

    arena_init(&arena, MEMORY);
    enum err e = pkcs12_read(&file, bytes, &terms, &fail);
    REQUIRE(e == fail.err);
    REQUIRE(e != ERR_OK || file.num_locked == 0);
    REQUIRE(e != ERR_PASSPHRASE_MISSING || passphrase.p == NULL);
    for (size_t i = 0; i < file.num; i++)
        REQUIRE(file.items[i].der.n == 0 || span_contains(bytes, file.items[i].der) ||
                span_contains(buf_span(&file.secrets), file.items[i].der));
    show(&file);
    pkcs12_free(&file);
    arena_free(&arena);
}

static void read_key(struct span bytes, struct span passphrase)
{
    uint64_t iterations = ITERATIONS;
    const struct pbe_terms terms = {.passphrase = passphrase, .iterations = &iterations};
    struct privkey *key = NULL;
    enum err e = privkey_new_locked(&key, bytes, &terms);

    REQUIRE((e == ERR_OK) == (key != NULL));
    privkey_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct span passphrases[] = {{0}, SPAN_LIT(""), SPAN_LIT("1234"), SPAN_LIT("secret")};
    struct span bytes = size > 0 ? span_of(data + 1, size - 1) : (struct span){0};
    struct span passphrase = passphrases[size > 0 ? data[0] % 4 : 0];

    read_file(bytes, passphrase);
    read_key(bytes, passphrase);
    return 0;
}
