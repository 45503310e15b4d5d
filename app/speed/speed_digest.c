/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests.  The known answers are those for "abc": RFC 1321 A.5, FIPS 180-4 and FIPS 202. */
#include "config.h"

#include "app/speed/speed_work.h"
#include "lib/base/lookup.h"
#include "lib/crypto/digest.h"
#include "lib/crypto/fingermd5.h"
#include "lib/crypto/keccak.h"

struct hashing {
    enum digest digest;
    enum keccak_function function;
    size_t n; /* of output */
    uint8_t data[SPEED_DATA], out[DIGEST_MAX_SIZE];
};

static const struct {
    int algorithm;
    const char *answer;
} digests[] =
    {
        {DIGEST_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {DIGEST_SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {DIGEST_SHA384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                        "8086072ba1e7cc2358baeca134c825a7"},
        {DIGEST_SHA512, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
},
  keccaks[] = {
      {KECCAK_SHA3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
      {KECCAK_SHA3_512, "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
                        "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"},
      {KECCAK_SHAKE128, "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8"},
      {KECCAK_SHAKE256, "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"},
};

static const struct span abc = SPAN_INIT("abc");

/* The state lives in the arena, and with it the data, which is zero. */
static enum err open(struct speed_work *work, struct hashing **out)
{
    *out = ARENA_NEW(&work->lab->arena, struct hashing);
    work->state = *out;
    work->bytes = SPEED_DATA;
    return *out == NULL ? work->lab->arena.err : ERR_OK;
}

static void close(void *state)
{
    (void)state; /* nothing is secret, and the arena owns it */
}

static enum err md5_open(struct speed_work *work)
{
    struct hashing *h = NULL;

    TRY(open(work, &h));
    work->digest_bytes = FINGERMD5_SIZE;
    fingermd5(h->out, abc);
    return speed_answer(span_of(h->out, FINGERMD5_SIZE), "900150983cd24fb0d6963f7d28e17f72");
}

static enum err md5_run(void *state)
{
    struct hashing *h = state;

    fingermd5(h->out, span_of(h->data, sizeof h->data));
    return ERR_OK;
}

const struct speed_kind speed_md5 = {md5_open, md5_run, close};

static enum err digest_open(struct speed_work *work)
{
    size_t i = LOOKUP(digests, algorithm, work->algorithm);
    struct hashing *h = NULL;

    TRY(open(work, &h));
    h->digest = (enum digest)work->algorithm;
    work->digest_bytes = digest_size(h->digest);
    digest_of(h->digest, h->out, abc);
    return speed_answer(span_of(h->out, work->digest_bytes),
                        i < LOOKUP_COUNT(digests) ? digests[i].answer : "");
}

static enum err digest_run(void *state)
{
    struct hashing *h = state;

    digest_of(h->digest, h->out, span_of(h->data, sizeof h->data));
    return ERR_OK;
}

const struct speed_kind speed_digest = {digest_open, digest_run, close};

/* SHAKE has any length of output: 32 bytes are squeezed. */
static enum err keccak_open(struct speed_work *work)
{
    size_t i = LOOKUP(keccaks, algorithm, work->algorithm);
    struct hashing *h = NULL;

    TRY(open(work, &h));
    h->function = (enum keccak_function)work->algorithm;
    h->n = work->number > 0 ? work->number : 32;
    work->digest_bytes = work->number;
    keccak_hash(h->function, h->out, h->n, abc, (struct span){0});
    return speed_answer(span_of(h->out, h->n), i < LOOKUP_COUNT(keccaks) ? keccaks[i].answer : "");
}

static enum err keccak_run(void *state)
{
    struct hashing *h = state;

    keccak_hash(h->function, h->out, h->n, span_of(h->data, sizeof h->data), (struct span){0});
    return ERR_OK;
}

const struct speed_kind speed_keccak = {keccak_open, keccak_run, close};
