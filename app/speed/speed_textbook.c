/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The textbook's table: one message, encrypted and decrypted.  AES-128-CBC pads as PKCS #7 does
 * (RFC 5652 6.3); RSA is RSAES-PKCS1-v1_5, with a fresh padding for each message.
 */
#include "config.h"

#include "app/speed/speed_work.h"
#include "lib/crypto/cbc.h"
#include "lib/crypto/pubkey.h"

struct booking {
    const struct rng *rng;
    size_t n; /* of the message */
    struct cbc encrypt, decrypt;
    struct pubkey *public;
    const struct privkey *private;
    struct buf cipher;
    uint8_t message[SPEED_DATA + CBC_BLOCK], out[SPEED_DATA + CBC_BLOCK];
};

static enum err open(struct speed_work *work, struct booking **out)
{
    struct booking *b = ARENA_NEW(&work->lab->arena, struct booking);

    *out = work->state = b;
    work->bytes = work->number;
    if (b == NULL)
        return work->lab->arena.err;
    b->rng = &work->lab->rng;
    b->n = work->number;
    memset(b->message, 'm', b->n);
    buf_init(&b->cipher, KEY_RSA_MAX_BITS / 8);
    return ERR_OK;
}

static void close(void *state)
{
    struct booking *b = state;

    if (b == NULL)
        return;
    cbc_wipe(&b->encrypt);
    cbc_wipe(&b->decrypt);
    pubkey_free(b->public);
    buf_free(&b->cipher);
}

/* A run checks its result: the comparison takes next to nothing. */
static enum err check(const struct booking *b)
{
    return memcmp(b->out, b->message, b->n) == 0 ? ERR_OK : ERR_SPEED_ANSWER;
}

static enum err aes_run(void *state)
{
    static const uint8_t iv[CBC_BLOCK];
    struct booking *b = state;
    size_t pad = CBC_BLOCK - b->n % CBC_BLOCK, n = b->n + pad;

    memset(b->message + b->n, (int)pad, pad);
    cbc_run(&b->encrypt, b->out, iv, span_of(b->message, n));
    cbc_run(&b->decrypt, b->out, iv, span_of(b->out, n));
    return check(b);
}

static enum err aes_open(struct speed_work *work)
{
    const uint8_t key[CBC_BLOCK] = {1};
    struct booking *b = NULL;

    TRY(open(work, &b));
    cbc_init(&b->encrypt, true, span_of(key, sizeof key));
    cbc_init(&b->decrypt, false, span_of(key, sizeof key));
    return aes_run(b);
}

const struct speed_kind speed_book_aes = {aes_open, aes_run, close};

static enum err rsa_run(void *state)
{
    struct booking *b = state;

    buf_truncate(&b->cipher, 0);
    TRY(pubkey_encrypt(b->public, &b->cipher, span_of(b->message, b->n), b->rng));
    TRY(privkey_decrypt(b->private, b->out, b->n, buf_span(&b->cipher), b->rng));
    return check(b);
}

static enum err rsa_open(struct speed_work *work)
{
    struct booking *b = NULL;
    struct keyinfo info;
    struct fail fail = {0};

    TRY(open(work, &b));
    TRY(speed_lab_key(work->lab, &b->private, KEY_RSA, (unsigned)work->algorithm, 0));
    TRY(keyinfo_parse(&info, privkey_spki(b->private), &fail));
    TRY(pubkey_new(&b->public, &info));
    return rsa_run(b);
}

const struct speed_kind speed_book_rsa = {rsa_open, rsa_run, close};
