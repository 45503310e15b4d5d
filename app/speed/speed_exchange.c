/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key agreement and key encapsulation: one end's part in one handshake. */
#include "config.h"

#include "app/speed/speed_work.h"
#include "lib/base/lookup.h"
#include "lib/base/wipe.h"
#include "lib/crypto/kx.h"

struct exchanging {
    const struct rng *rng;
    const struct kx_kind *kind;
    const struct mlkem_set *set;
    struct kx start, own;            /* the client's; what a run makes */
    uint8_t response[KX_PUBLIC_MAX]; /* the server's share, or ML-KEM's ciphertext */
    size_t response_n;
    uint8_t ek[MLKEM_EK_MAX], dk[MLKEM_DK_MAX];
    uint8_t fresh_ek[MLKEM_EK_MAX], fresh_dk[MLKEM_DK_MAX]; /* what a run makes */
    uint8_t secrets[2][KX_SHARED_MAX];                      /* of both ends */
    size_t secret_n[2];
};

static enum err make(struct speed_work *work, struct exchanging **out)
{
    *out = ARENA_NEW(&work->lab->arena, struct exchanging);
    work->state = *out;
    if (*out == NULL)
        return work->lab->arena.err;
    (*out)->rng = &work->lab->rng;
    return ERR_OK;
}

static void close(void *state)
{
    if (state != NULL)
        wipe(state, sizeof(struct exchanging));
}

/* Both ends must have the same secret. */
static enum err check(const struct exchanging *x)
{
    bool is_same = x->secret_n[0] > 0 && x->secret_n[0] == x->secret_n[1] &&
                   memcmp(x->secrets[0], x->secrets[1], x->secret_n[0]) == 0;

    return is_same ? ERR_OK : ERR_SPEED_ANSWER;
}

static enum err respond_run(void *state)
{
    struct exchanging *x = state;

    return kx_respond(&x->own, x->kind, x->secrets[1], &x->secret_n[1],
                      span_of(x->start.public, x->start.public_n), x->rng);
}

static enum err kx_open(struct speed_work *work)
{
    struct exchanging *x = NULL;

    TRY(make(work, &x));
    x->kind = kx_kind((enum kx_group)work->algorithm);
    TRY(kx_start(&x->start, x->kind, x->rng));
    TRY(respond_run(x));
    x->response_n = x->own.public_n;
    memcpy(x->response, x->own.public, x->response_n);
    TRY(kx_finish(&x->start, x->secrets[0], &x->secret_n[0], span_of(x->response, x->response_n)));
    return check(x);
}

/* A fresh key pair, and the secret from the answer that there is: that it answers another share
 * changes nothing about the work (ML-KEM decapsulates any ciphertext, FIPS 203 6.3). */
static enum err agree_run(void *state)
{
    struct exchanging *x = state;

    TRY(kx_start(&x->own, x->kind, x->rng));
    return kx_finish(&x->own, x->secrets[0], &x->secret_n[0], span_of(x->response, x->response_n));
}

const struct speed_kind speed_agree = {kx_open, agree_run, close};
const struct speed_kind speed_respond = {kx_open, respond_run, close};

static const struct {
    int bits;
    const struct mlkem_set *set;
} sets[] = {{512, &mlkem_512}, {768, &mlkem_768}, {1024, &mlkem_1024}};

static void keygen(const struct exchanging *x, uint8_t *ek, uint8_t *dk)
{
    uint8_t seeds[2][MLKEM_SEED];

    rng_fill(x->rng, seeds[0], sizeof seeds);
    mlkem_keygen(x->set, ek, dk, seeds[0], seeds[1]);
}

static enum err server_run(void *state)
{
    struct exchanging *x = state;
    uint8_t seed[MLKEM_SEED];

    rng_fill(x->rng, seed, sizeof seed);
    return mlkem_encaps(x->set, x->response, x->secrets[1], span_of(x->ek, x->set->ek_n), seed);
}

static enum err client_run(void *state)
{
    struct exchanging *x = state;

    keygen(x, x->fresh_ek, x->fresh_dk);
    return mlkem_decaps(x->set, x->secrets[0], span_of(x->fresh_dk, x->set->dk_n),
                        span_of(x->response, x->set->ciphertext_n));
}

static enum err mlkem_open(struct speed_work *work)
{
    size_t i = LOOKUP(sets, bits, work->algorithm);
    struct exchanging *x = NULL;

    TRY(make(work, &x));
    if (i == LOOKUP_COUNT(sets))
        return ERR_TLS_NOT_SUPPORTED;
    x->set = sets[i].set;
    x->secret_n[0] = x->secret_n[1] = MLKEM_SECRET;
    keygen(x, x->ek, x->dk);
    TRY(server_run(x));
    TRY(mlkem_decaps(x->set, x->secrets[0], span_of(x->dk, x->set->dk_n),
                     span_of(x->response, x->set->ciphertext_n)));
    return check(x);
}

const struct speed_kind speed_mlkem_client = {mlkem_open, client_run, close};
const struct speed_kind speed_mlkem_server = {mlkem_open, server_run, close};
