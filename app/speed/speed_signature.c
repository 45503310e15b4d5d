/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures as in certificates: RSA with PKCS#1 v1.5 and SHA-256, ECDSA with the digest that fits
 * the curve. */
#include "config.h"

#include "app/speed/speed_work.h"
#include "lib/base/lookup.h"
#include "lib/crypto/pubkey.h"

struct sign_work {
    const struct rng *rng;
    struct sigalg alg;
    struct pubkey *public;
    const struct privkey *private;
    struct buf sig;
    uint8_t message[32];
};

static const struct {
    enum key_kind key;
    enum sig_kind kind;
    enum digest digest;
} algorithms[] = {
    {KEY_RSA, SIG_RSA_PKCS1, DIGEST_SHA256}, {KEY_P256, SIG_ECDSA, DIGEST_SHA256},
    {KEY_P384, SIG_ECDSA, DIGEST_SHA384},    {KEY_P521, SIG_ECDSA, DIGEST_SHA512},
    {KEY_ED25519, SIG_ED25519, DIGEST_NONE}, {KEY_ED448, SIG_ED448, DIGEST_NONE},
    {KEY_MLDSA44, SIG_MLDSA44, DIGEST_NONE}, {KEY_MLDSA65, SIG_MLDSA65, DIGEST_NONE},
    {KEY_MLDSA87, SIG_MLDSA87, DIGEST_NONE},
};

static struct span message(const struct sign_work *s)
{
    return span_of(s->message, sizeof s->message);
}

/* Each message is another one: the attempts of ML-DSA depend on it. */
static enum err sign_run(void *state)
{
    struct sign_work *s = state;

    for (size_t i = 0; i < sizeof s->message && ++s->message[i] == 0; i++)
        ;
    buf_truncate(&s->sig, 0);
    return privkey_sign(s->private, &s->sig, &s->alg, message(s), s->rng);
}

static enum err verify_run(void *state)
{
    const struct sign_work *s = state;

    return pubkey_verify(s->public, &s->alg, message(s), buf_span(&s->sig));
}

/* A signature must be accepted for its message, and refused for another one. */
static enum err check(struct sign_work *s)
{
    TRY(sign_run(s));
    TRY(verify_run(s));
    s->message[0] ^= 1;
    enum err e = verify_run(s);
    s->message[0] ^= 1;
    return e == ERR_SIG_MISMATCH ? ERR_OK : ERR_SPEED_ANSWER;
}

static enum err open(struct speed_work *work, bool is_many)
{
    size_t i = LOOKUP(algorithms, key, work->algorithm);
    struct sign_work *s = ARENA_NEW(&work->lab->arena, struct sign_work);
    struct keyinfo info;
    struct fail fail = {0};

    work->state = s;
    if (s == NULL)
        return work->lab->arena.err;
    buf_init(&s->sig, SIGNATURE_MAX);
    if (i == LOOKUP_COUNT(algorithms))
        return ERR_KEY_UNKNOWN;
    s->rng = &work->lab->rng;
    s->alg = (struct sigalg){.kind = algorithms[i].kind, .digest = algorithms[i].digest};
    TRY(speed_lab_key(work->lab, &s->private, algorithms[i].key, work->number, 0));
    TRY(keyinfo_parse(&info, privkey_spki(s->private), &fail));
    if (is_many && work->lab->tables == NULL)
        TRY(sig_tables_new(&work->lab->tables));
    TRY(is_many ? pubkey_new_many(&s->public, &info, work->lab->tables)
                : pubkey_new(&s->public, &info));
    return check(s);
}

static void close(void *state)
{
    struct sign_work *s = state;

    if (s == NULL)
        return;
    pubkey_free(s->public);
    buf_free(&s->sig);
}

static enum err once_open(struct speed_work *work)
{
    return open(work, false);
}

static enum err many_open(struct speed_work *work)
{
    return open(work, true);
}

const struct speed_kind speed_sign = {once_open, sign_run, close};
const struct speed_kind speed_verify = {once_open, verify_run, close};
const struct speed_kind speed_verify_many = {many_open, verify_run, close};
