/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ciphers, with authentication and without. */
#include "config.h"

#include "app/speed/speed_work.h"
#include "lib/crypto/aead.h"
#include "lib/crypto/cbc.h"
#include "lib/crypto/unsafe_cipher.h"

struct ciphering {
    struct aead aead;
    struct cbc cbc;
    struct unsafe_cipher cipher;
    uint8_t iv[UNSAFE_IV_MAX];
    uint8_t data[SPEED_DATA + AEAD_TAG_MAX];
};

/* 16 zero bytes under key and nonce of zeros: SP 800-38D (its test cases 2 and 14), the others
 * computed by another implementation.  Ciphertext, then the tag. */
static const char *const aead_answers[] = {
    [AEAD_AES_128_GCM] = "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf",
    [AEAD_AES_256_GCM] = "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    [AEAD_AES_128_CCM] = "6ec75fb2e2b487461eddcbb8971192ba4d4fa3af0bf6d3454171306ffadd9afd",
    [AEAD_AES_256_CCM] = "c1944044c8e7aa95d2de9513c7f3dd8c4b0a3e5e51f151eb0ffae7c43d010fdb",
    [AEAD_CHACHA20_POLY1305] = "9f07e7be5551387a98ba977c732d080dc34a88047320f52aa2c6683ef8084d2f",
};

/* The key, the start value and the first two blocks of SP 800-38A F. */
static const uint8_t key[] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                              0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c},
                     key_3des[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
                                   0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01,
                                   0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23},
                     plain[] = {0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e,
                                0x11, 0x73, 0x93, 0x17, 0x2a, 0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03,
                                0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51};

#define CBC_ANSWER "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"

/* The modes from SP 800-38A F, the others computed by another implementation. */
static const char *const unsafe_answers[] = {
    [UNSAFE_AES_128_ECB] = "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf",
    [UNSAFE_AES_128_CFB] = "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b",
    [UNSAFE_AES_128_OFB] = "3b3fd92eb72dad20333449f8e83cfb4a7789508d16918f03f53c52dac54ed825",
    [UNSAFE_RC4] = "eb0946de45304911a216947f73ae71cdd12377ca29c23e9c19502f4fad100bea",
    [UNSAFE_DES_CBC] = "39721ed4246d188ff8baa61a8e381c3bf7312b53c854c0c6d99bf1273b5c92cc",
    [UNSAFE_3DES_CBC] = "df4fb48a5c3414fa340a1553efae84317b4c6aab8845fb9247ee5e08514dd2bc",
};

static enum err open(struct speed_work *work, struct ciphering **out)
{
    *out = ARENA_NEW(&work->lab->arena, struct ciphering);
    work->state = *out;
    work->bytes = SPEED_DATA;
    if (*out == NULL)
        return work->lab->arena.err;
    for (size_t i = 0; i < sizeof(*out)->iv; i++)
        (*out)->iv[i] = (uint8_t)i;
    return ERR_OK;
}

static void close(void *state)
{
    struct ciphering *c = state;

    if (c == NULL)
        return;
    aead_wipe(&c->aead);
    cbc_wipe(&c->cbc);
    unsafe_cipher_wipe(&c->cipher);
}

static enum err aead_open_work(struct speed_work *work)
{
    enum aead_kind kind = (enum aead_kind)work->algorithm;
    const uint8_t zeros[AEAD_KEY_MAX] = {0};
    struct ciphering *c = NULL;
    struct span sealed;

    TRY(open(work, &c));
    aead_init(&c->aead, kind, span_of(zeros, aead_key_size(kind)));
    aead_seal(&c->aead, c->data, zeros, (struct span){0}, span_of(zeros, CBC_BLOCK));
    sealed = span_of(c->data, CBC_BLOCK + aead_tag_size(kind));
    TRY(speed_answer(sealed, aead_answers[kind]));
    return aead_open(&c->aead, c->data, zeros, (struct span){0}, sealed);
}

static enum err aead_run(void *state)
{
    struct ciphering *c = state;

    aead_seal(&c->aead, c->data, c->iv, (struct span){0}, span_of(c->data, SPEED_DATA));
    return ERR_OK;
}

const struct speed_kind speed_aead = {aead_open_work, aead_run, close};

/* Encrypts with one key, and decrypts that with the other one. */
static enum err cbc_open(struct speed_work *work)
{
    struct cbc other = {0};
    struct ciphering *c = NULL;
    bool encrypts = work->algorithm != 0;

    TRY(open(work, &c));
    cbc_init(&c->cbc, encrypts, span_of(key, sizeof key));
    cbc_init(&other, !encrypts, span_of(key, sizeof key));
    cbc_run(encrypts ? &c->cbc : &other, c->data, c->iv, span_of(plain, sizeof plain));
    enum err e = speed_answer(span_of(c->data, sizeof plain), CBC_ANSWER);
    cbc_run(encrypts ? &other : &c->cbc, c->data, c->iv, span_of(c->data, sizeof plain));
    cbc_wipe(&other);
    if (e == ERR_OK && memcmp(c->data, plain, sizeof plain) != 0)
        e = ERR_SPEED_ANSWER;
    return e;
}

static enum err cbc_run_work(void *state)
{
    struct ciphering *c = state;

    cbc_run(&c->cbc, c->data, c->iv, span_of(c->data, SPEED_DATA));
    return ERR_OK;
}

const struct speed_kind speed_cbc = {cbc_open, cbc_run_work, close};

static enum err unsafe_open(struct speed_work *work)
{
    enum unsafe_kind kind = (enum unsafe_kind)work->algorithm;
    size_t n = unsafe_key_size(kind);
    struct ciphering *c = NULL;

    TRY(open(work, &c));
    unsafe_cipher_init(&c->cipher, kind, span_of(n > sizeof key ? key_3des : key, n));
    unsafe_cipher_run(&c->cipher, c->data, c->iv, span_of(plain, sizeof plain));
    return speed_answer(span_of(c->data, sizeof plain), unsafe_answers[kind]);
}

static enum err unsafe_run(void *state)
{
    struct ciphering *c = state;

    unsafe_cipher_run(&c->cipher, c->data, c->iv, span_of(c->data, SPEED_DATA));
    return ERR_OK;
}

const struct speed_kind speed_unsafe = {unsafe_open, unsafe_run, close};
