/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/differ/breed.h"

#include <stdlib.h>

#include "tests/differ/bend.h"

/* The keys of a chain, from the root down; the last is the leaf's. */
static const enum fkey key_sets[][BROOD_CERTS] = {
    {FKEY_P256_A, FKEY_P256_B, FKEY_P256_D, FKEY_P256_C},
    {FKEY_ED25519_A, FKEY_ED25519_B, FKEY_P256_D, FKEY_P256_C},
    {FKEY_P384_A, FKEY_P256_B, FKEY_P256_D, FKEY_P256_C},
    {FKEY_RSA2048_A, FKEY_P256_B, FKEY_P256_D, FKEY_RSA2048_B},
    {FKEY_P256_A, FKEY_P256_B, FKEY_P256_D, FKEY_ED25519_A},
};

enum {
    KEY_SETS = sizeof key_sets / sizeof key_sets[0],
    SHORTEST = 2,
    LENGTHS = BROOD_CERTS - SHORTEST + 1,
};

/* A good chain, and its certificates as DER: what is not changed is not signed again. */
static struct {
    struct fc_spec certs[BROOD_CERTS];
    struct span der[BROOD_CERTS];
} good[KEY_SETS][LENGTHS];

static struct arena forever;

static void make_good(size_t set, size_t length)
{
    static const char *const names[] = {FC_ROOT_NAME, FC_CA_NAME,
                                        "C=US,O=Example Trust,CN=Example Issuing CA 2"};
    struct fc_spec *certs = good[set][length].certs;
    size_t num = SHORTEST + length;

    certs[0] = fc_root(&forever);
    fc_rekey(&forever, &certs[0], key_sets[set][0]);
    certs[0].issuer_key = certs[0].key;
    for (size_t i = 1; i + 1 < num; i++)
        certs[i] = fc_ca_under(&forever, names[i], key_sets[set][i], &certs[i - 1]);
    certs[num - 1] = fc_leaf_under(&forever, &certs[num - 2]);
    fc_rekey(&forever, &certs[num - 1], key_sets[set][BROOD_CERTS - 1]);
    for (size_t i = 0; i < num; i++) {
        certs[i].spki = fkey_spki(&forever, certs[i].key);
        good[set][length].der[i] = fc_cert(&forever, &certs[i]);
    }
}

void breed_open(void)
{
    arena_init(&forever, 16 << 20);
    for (size_t set = 0; set < KEY_SETS; set++) {
        for (size_t length = 0; length < LENGTHS; length++)
            make_good(set, length);
    }
}

static size_t pick_set(struct dice *d)
{
    /* RSA takes Nettle twenty times as long to sign with, P-384 five times as long to check. */
    size_t set = dice_roll(d, KEY_SETS);

    return (set == 2 || set == 3) && dice_roll(d, 8) != 0 ? 0 : set;
}

/* Another certificate of a name that is in the chain: with another key, or changed otherwise. */
static void add_decoy(struct kin *k, struct brood *b)
{
    size_t i = dice_roll(&k->dice, k->num - 1);
    struct kin twin = *k;

    if (dice_roll(&k->dice, 2) == 0) {
        fc_rekey(k->a, &twin.certs[i], FKEY_P256_H);
        twin.certs[i].spki = fkey_spki(k->a, FKEY_P256_H);
    } else {
        changes[dice_roll(&k->dice, num_changes)].make(&twin, i);
    }
    k->dice = twin.dice;
    b->helpers[b->num_helpers++] = fc_cert(k->a, &twin.certs[i]);
    b->decoys = true;
}

static bool same_spec(const struct fc_spec *a, const struct fc_spec *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void make_certs(struct brood *b, struct kin *k, const struct fc_spec *was,
                       const struct span *der)
{
    for (size_t i = 0; i < k->num; i++) {
        struct span out = same_spec(&k->certs[i], &was[i]) ? der[i] : fc_cert(k->a, &k->certs[i]);

        if (k->dent == i + 1)
            out = bend(k->a, &k->dice, out, &k->certs[i]);
        if (i == 0)
            b->anchor = out;
        else if (i + 1 == k->num)
            b->leaf = out;
        else
            b->helpers[b->num_helpers++] = out;
    }
}

void breed(struct brood *b, struct arena *a, uint64_t seed)
{
    breed_first(b, a, seed, NULL);
}

void breed_first(struct brood *b, struct arena *a, uint64_t seed, const struct change *first)
{
    struct kin k = {.a = a, .dice = {seed * UINT64_C(0x2545f4914f6cdd1d)}, .host = FC_HOST};
    size_t set = pick_set(&k.dice), length = dice_roll(&k.dice, LENGTHS);
    const struct fc_spec *was = good[set][length].certs;

    *b = (struct brood){0};
    k.num = SHORTEST + length;
    memcpy(k.certs, was, sizeof k.certs);
    b->num_changes = 1 + dice_roll(&k.dice, 3);
    for (size_t i = 0; i < b->num_changes; i++) {
        const struct change *c = &changes[dice_roll(&k.dice, num_changes)];

        if (i == 0 && first != NULL)
            c = first;
        c->make(&k, dice_roll(&k.dice, k.num));
        b->changes[i] = c->name;
    }
    for (size_t i = 1; i < k.num; i++) {
        if (!k.own_issuer[i])
            k.certs[i].issuer = k.certs[i - 1].subject;
    }
    if (k.num > 2 && dice_roll(&k.dice, 8) == 0)
        add_decoy(&k, b);
    make_certs(b, &k, was, good[set][length].der);
    if (k.with_crl)
        b->crl = fc_crl(a, &k.crl);
    b->host = k.host;
}
