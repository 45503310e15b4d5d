/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both tables are hash tries with four children for each node.  They grow with their contents and
 * never move an element.  Crafted collisions cost no more than a walk over all nodes. */
#include "config.h"

#include "lib/path/keyring.h"

#include "lib/path/known_keys.h"
#include "lib/path/memo.h"

enum { FANOUT_BITS = 2, FANOUT = 1 << FANOUT_BITS };

struct keyring_key {
    struct span spki, params; /* DSA parameters can come from another certificate */
    uint64_t hash, known_id;  /* known_id: the key that all chains share, or 0 */
    struct pubkey *key;       /* owned; NULL if there is a shared one, or if it was not made yet */
    enum err err;             /* why the key cannot be used, or OK */
    bool is_taken;            /* by keyring_take */
    struct keyring_key *child[FANOUT];
    struct keyring_key *next; /* links all keys, from the root on, for freeing */
};

/* One answered question.  Message and signature are identified by their addresses: the bytes
 * outlive the judgement. */
struct keyring_edge {
    const uint8_t *msg, *sig;
    const struct keyring_key *key;
    enum err err;
    struct keyring_edge *child[FANOUT];
};

void keyring_init(struct keyring *keyring, struct arena *arena, struct budget *budget)
{
    *keyring = (struct keyring){.arena = arena, .budget = budget};
}

void keyring_free(struct keyring *keyring)
{
    for (struct keyring_key *key = keyring->keys; key != NULL; key = key->next)
        pubkey_free(key->key);
    keyring->keys = NULL;
    keyring->edges = NULL;
}

/* A hash of a key's bytes, a word at a time; only for the table. */
static uint64_t hash_bytes(struct span bytes)
{
    uint64_t h = bytes.n, word;

    for (; bytes.n >= sizeof word; bytes = span_tail(bytes, sizeof word)) {
        memcpy(&word, bytes.p, sizeof word);
        h = memo_mix(h, word);
    }
    for (size_t i = 0; i < bytes.n; i++)
        h = memo_mix(h, bytes.p[i]);
    return h;
}

/* The slot of a certificate's key; *slot is NULL if the key is not in the table yet. */
static struct keyring_key **place_of(struct keyring *keyring, const struct cert *cert,
                                     uint64_t hash)
{
    struct keyring_key **at = &keyring->keys;

    for (; *at != NULL; at = &(*at)->child[hash & (FANOUT - 1)], hash >>= FANOUT_BITS) {
        if (span_eq((*at)->spki, cert->spki) && span_eq((*at)->params, cert->key.params))
            break;
    }
    return at;
}

/* The key is what its bytes alone say: it has no parameters of another certificate. */
static bool is_whole(const struct keyring_key *key)
{
    return key->params.n == 0 || span_contains(key->spki, key->params);
}

/* Finds the key among those that chains share, or whether it can be used. */
static enum err look_up(const struct keyring *keyring, struct keyring_key *key,
                        const struct keyinfo *info)
{
    if (info->err != ERR_OK)
        return info->err;
    if (keyring->known != NULL && is_whole(key))
        key->known_id = known_keys_find(known_keys_of(keyring->known), key->hash, key->spki);
    return key->known_id != 0 ? ERR_OK : pubkey_check(&key->key, info);
}

/* The key of a certificate; NULL if the arena is full. */
static struct keyring_key *key_of(struct keyring *keyring, const struct cert *issuer)
{
    uint64_t hash = hash_bytes(issuer->spki);
    struct keyring_key **at = place_of(keyring, issuer, hash);

    if (*at != NULL)
        return *at;
    struct keyring_key *key = ARENA_NEW(keyring->arena, struct keyring_key);
    if (key == NULL)
        return NULL;
    key->spki = issuer->spki;
    key->params = issuer->key.params;
    key->hash = hash | 1;
    key->err = look_up(keyring, key, &issuer->key);
    /* The root links all keys, for keyring_free. */
    if (keyring->keys != NULL) {
        key->next = keyring->keys->next;
        keyring->keys->next = key;
    }
    *at = key;
    return key;
}

enum err keyring_check(struct keyring *keyring, const struct cert *cert)
{
    const struct keyring_key *key = key_of(keyring, cert);

    return key == NULL ? ERR_LIMIT : key->err;
}

struct pubkey *keyring_take(struct keyring *keyring, const struct cert *cert)
{
    struct keyring_key *key = *place_of(keyring, cert, hash_bytes(cert->spki));

    if (key == NULL || key->err != ERR_OK || key->is_taken)
        return NULL;
    if (key->key == NULL)
        key->err = pubkey_new(&key->key, &cert->key);
    struct pubkey *taken = key->key;
    key->key = NULL;
    key->is_taken = true;
    return taken;
}

/*
 * The price of a verification, in signatures.  The work of RSA and DSA grows with the square of the
 * modulus; one of 4096 bits costs about as much as a curve.  DSA raises to two exponents as long as
 * its order, RSA to one of mostly 17 bits.
 */
static uint64_t price(const struct keyinfo *key)
{
    enum { USUAL_BITS = 4096, DSA_FACTOR = 8 };
    uint64_t parts = (key->bits + USUAL_BITS - 1) / USUAL_BITS;

    switch (key->kind) {
    case KEY_RSA:
    case KEY_RSA_PSS: return parts * parts;
    case KEY_DSA: return DSA_FACTOR * parts;
    default: return 1;
    }
}

/* Digesting this many bytes costs one comparison. */
enum { DIGEST_BYTES = 1024 };

/* A signature that may have been made by a key. */
struct keyring_question {
    const struct sigalg *alg;
    struct span msg, sig;
    const struct cert *subject; /* msg and sig are of this certificate; or NULL */
    uint32_t crl;               /* of this lasting CRL; or 0 */
};

/* Verifies with a key that chains share, or with an own one if that is gone by now. */
static enum err verify_with(const struct keyring *keyring, struct keyring_key *key,
                            const struct keyinfo *info, const struct keyring_question *asked)
{
    if (key->known_id != 0) {
        struct known_keys *keys = known_keys_of(keyring->known);
        const struct pubkey *held = known_keys_hold(keys, key->known_id);

        if (held != NULL) {
            enum err e = pubkey_verify(held, asked->alg, asked->msg, asked->sig);
            known_keys_release(keys, key->known_id, e == ERR_OK ? info : NULL);
            return e;
        }
        key->known_id = 0;
    }
    if (key->key == NULL)
        key->err = pubkey_new(&key->key, info);
    TRY(key->err);
    TRY(pubkey_verify(key->key, asked->alg, asked->msg, asked->sig));
    if (keyring->known != NULL && is_whole(key))
        key->known_id =
            known_keys_give(known_keys_of(keyring->known), key->hash, key->spki, key->key);
    if (key->known_id != 0)
        key->key = NULL;
    return ERR_OK;
}

/* Looks whether the signature of a lasting CRL was verified for another chain, and with which
 * result.  Its number and the result, followed by zeros, take the place of a digest: no certificate
 * has such a one. */
static enum err verify_crl_once(struct keyring *keyring, struct keyring_key *key,
                                const struct keyinfo *info, const struct keyring_question *asked)
{
    static const enum err results[] = {ERR_OK, ERR_SIG_MISMATCH};
    uint8_t mark[CERT_FINGERPRINT] = {0};

    memcpy(mark, &asked->crl, sizeof asked->crl);
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
        mark[sizeof asked->crl] = (uint8_t)i;
        if (known_signed(keyring->known, key->known_id, mark)) {
            keyring->verified_before++;
            return results[i];
        }
    }
    enum err e = verify_with(keyring, key, info, asked);
    mark[sizeof asked->crl] = e != ERR_OK;
    if (key->known_id != 0 && (e == ERR_OK || e == ERR_SIG_MISMATCH))
        known_add_signed(keyring->known, key->known_id, mark);
    return e;
}

/* Looks whether the signature of a certificate verified for another chain; verifies it if not. */
static enum err verify_once(struct keyring *keyring, struct keyring_key *key,
                            const struct keyinfo *info, const struct keyring_question *asked)
{
    uint8_t print[CERT_FINGERPRINT];

    if (key->known_id != 0 && asked->crl != 0)
        return verify_crl_once(keyring, key, info, asked);
    if (key->known_id == 0 || asked->subject == NULL)
        return verify_with(keyring, key, info, asked);
    if (asked->subject->has_fingerprint)
        memcpy(print, asked->subject->fingerprint, sizeof print);
    else
        cert_fingerprint(asked->subject, print);
    if (known_signed(keyring->known, key->known_id, print)) {
        keyring->verified_before++;
        return ERR_OK;
    }
    TRY(verify_with(keyring, key, info, asked));
    if (key->known_id != 0)
        known_add_signed(keyring->known, key->known_id, print);
    return ERR_OK;
}

/* A verification that is not in the table yet.  The budget pays for it also if the answer is known
 * from another chain, so that no verdict depends on what was judged before. */
static enum err verify(struct keyring *keyring, struct keyring_key *key, const struct keyinfo *info,
                       const struct keyring_question *asked)
{
    if (key->err != ERR_OK)
        return key->err;
    if (!budget_on_time(keyring->budget) ||
        !budget_take(&keyring->budget->signatures, price(info)) ||
        !budget_take(&keyring->budget->comparisons, asked->msg.n / DIGEST_BYTES))
        return ERR_LIMIT;
    keyring->verified++;
    return verify_once(keyring, key, info, asked);
}

/* The answer to a question, which is given once. */
static enum err answer(struct keyring *keyring, const struct cert *issuer,
                       const struct keyring_question *asked)
{
    struct keyring_key *key = key_of(keyring, issuer);
    struct span msg = asked->msg, sig = asked->sig;
    struct keyring_edge **at = &keyring->edges;

    if (key == NULL)
        return ERR_LIMIT;
    uint64_t h = memo_mix(memo_mix((uintptr_t)msg.p, (uintptr_t)sig.p), (uintptr_t)key);
    for (; *at != NULL; at = &(*at)->child[h & (FANOUT - 1)], h >>= FANOUT_BITS) {
        if ((*at)->msg == msg.p && (*at)->sig == sig.p && (*at)->key == key)
            return (*at)->err;
    }
    enum err e = verify(keyring, key, &issuer->key, asked);
    /* A verification that was not paid for is not recorded: with a new budget it can be tried
     * again. */
    struct keyring_edge *edge =
        e == ERR_LIMIT ? NULL : ARENA_NEW(keyring->arena, struct keyring_edge);
    if (edge == NULL)
        return ERR_LIMIT;
    *edge = (struct keyring_edge){.msg = msg.p, .sig = sig.p, .key = key, .err = e};
    *at = edge;
    return e;
}

enum err keyring_verify(struct keyring *keyring, const struct cert *issuer,
                        const struct sigalg *alg, struct span msg, struct span sig)
{
    return answer(keyring, issuer, &(struct keyring_question){.alg = alg, .msg = msg, .sig = sig});
}

enum err keyring_issued(struct keyring *keyring, const struct cert *subject,
                        const struct cert *issuer)
{
    return answer(keyring, issuer,
                  &(struct keyring_question){.alg = &subject->sigalg,
                                             .msg = subject->tbs,
                                             .sig = subject->signature,
                                             .subject = subject});
}

enum err keyring_issued_crl(struct keyring *keyring, const struct crl *crl,
                            const struct cert *issuer)
{
    return answer(
        keyring, issuer,
        &(struct keyring_question){
            .alg = &crl->sigalg, .msg = crl->tbs, .sig = crl->signature, .crl = crl->lasting});
}
