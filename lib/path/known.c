/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/known.h"

#include "lib/base/mem.h"
#include "lib/crypto/digest.h"
#include "lib/path/known_keys.h"
#include "lib/path/known_nc.h"
#include "lib/path/memo.h"

/*
 * Certificates are kept as cert_parse has left them, followed by their DER.  Their spans still
 * point to where they were parsed; cert_move makes those of a copy point to the caller's DER.
 *
 * DER_MAX: the longest certificate that is kept, in bytes.  The intermediates of the web have up to
 * 2,300.
 */
enum { DER_MAX = 2304, HASHED = 2 * sizeof(uint64_t) };
enum {
    AT_SIZE,
    AT_CERT,
    AT_DER = AT_CERT + (sizeof(struct cert) + sizeof(uint64_t) - 1) / sizeof(uint64_t),
    CERT_WORDS = AT_DER + DER_MAX / sizeof(uint64_t),
};

/* A signature that verified: the id of the key, and the digest of the certificate. */
struct pair {
    uint64_t key_id;
    uint8_t print[CERT_FINGERPRINT];
};

struct known {
    struct known_table certs, pairs;
    struct known_nc constraints;
    struct known_keys keys;
};

enum err known_new(struct known **out, size_t max_bytes)
{
    size_t part = max_bytes > sizeof(struct known) ? (max_bytes - sizeof(struct known)) / 32 : 0;
    struct known *k = MEM_NEW(struct known);

    *out = NULL;
    if (k == NULL)
        return ERR_MEMORY;
    enum err e = known_table_init(&k->certs, 11 * part, CERT_WORDS);
    if (e == ERR_OK)
        e = known_table_init(&k->pairs, 4 * part, known_words(sizeof(struct pair)));
    if (e == ERR_OK)
        e = known_nc_init(&k->constraints, part);
    if (e == ERR_OK)
        e = known_keys_init(&k->keys, 16 * part);
    if (e != ERR_OK) {
        known_free(k);
        return e;
    }
    *out = k;
    return ERR_OK;
}

void known_free(struct known *known)
{
    if (known == NULL)
        return;
    known_table_free(&known->certs);
    known_table_free(&known->pairs);
    known_nc_free(&known->constraints);
    known_keys_free(&known->keys);
    mem_free(known, sizeof *known);
}

struct known_keys *known_keys_of(struct known *known)
{
    return &known->keys;
}

uint64_t known_prepared(const struct known *known)
{
    return atomic_load_explicit(&known->keys.prepared, memory_order_relaxed);
}

struct known_nc *known_nc_of(struct known *known)
{
    return &known->constraints;
}

/* A hash that is not 0. */
static uint64_t hash_of(uint64_t a, uint64_t b)
{
    return memo_mix(memo_mix(1, a), b) | 1;
}

/* A certificate ends in its signature, which differs from those of all others.  Somebody can make
 * certificates with the same end: they only compete for the same few ways. */
static uint64_t hash_der(struct span der)
{
    uint64_t end[2];

    memcpy(end, der.p + der.n - sizeof end, sizeof end);
    return hash_of(end[0], end[1]);
}

/* Finds a certificate by all its bytes. */
static bool find_cert(const struct known_table *certs, uint64_t hash, struct cert *out,
                      struct span der)
{
    struct known_look look = {0};

    while (known_table_next(certs, hash, &look)) {
        if (atomic_load_explicit(&look.words[AT_SIZE], memory_order_acquire) != der.n ||
            !known_same(&look.words[AT_DER], der.p, der.n))
            continue;
        known_read(out, &look.words[AT_CERT], sizeof *out);
        if (!known_table_whole(certs, &look))
            continue;
        cert_move(out, der);
        return true;
    }
    return false;
}

static void add_cert(struct known_table *certs, uint64_t hash, const struct cert *cert)
{
    struct known_look look;
    uint64_t size = cert->der.n;

    if (!known_table_begin(certs, hash, &look))
        return;
    known_write(&look.words[AT_SIZE], &size, sizeof size);
    known_write(&look.words[AT_CERT], cert, sizeof *cert);
    known_write(&look.words[AT_DER], cert->der.p, cert->der.n);
    known_table_end(certs, hash, &look);
}

enum err known_cert(struct known *known, struct cert *out, struct span der, struct fail *fail)
{
    if (known == NULL || der.n < HASHED || der.n > DER_MAX)
        return cert_parse(out, der, fail);
    uint64_t hash = hash_der(der);
    if (find_cert(&known->certs, hash, out, der))
        return ERR_OK;
    TRY(cert_parse(out, der, fail));
    if (!known_table_again(&known->certs, hash))
        return ERR_OK;
    cert_fingerprint(out, out->fingerprint);
    out->has_fingerprint = true;
    add_cert(&known->certs, hash, out);
    return ERR_OK;
}

/* The pair as it is stored, and its hash. */
static struct pair pair_of(uint64_t key_id, const uint8_t print[CERT_FINGERPRINT], uint64_t *hash)
{
    struct pair pair = {.key_id = key_id};
    uint64_t head;

    memcpy(pair.print, print, sizeof pair.print);
    memcpy(&head, print, sizeof head);
    *hash = hash_of(head, key_id);
    return pair;
}

bool known_signed(struct known *known, uint64_t key_id, const uint8_t print[CERT_FINGERPRINT])
{
    uint64_t hash;
    const struct pair pair = pair_of(key_id, print, &hash);
    struct known_look look = {0};

    while (known_table_next(&known->pairs, hash, &look)) {
        if (known_same(look.words, &pair, sizeof pair) && known_table_whole(&known->pairs, &look))
            return true;
    }
    return false;
}

void known_add_signed(struct known *known, uint64_t key_id, const uint8_t print[CERT_FINGERPRINT])
{
    uint64_t hash;
    const struct pair pair = pair_of(key_id, print, &hash);
    struct known_look look;

    if (!known_table_begin(&known->pairs, hash, &look))
        return;
    known_write(look.words, &pair, sizeof pair);
    known_table_end(&known->pairs, hash, &look);
}
