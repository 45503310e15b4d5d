/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ML-DSA: verification, and signing from a seed. */
#include "config.h"

#include "tests/wycheproof/wycheproof.h"

#include "lib/crypto/mldsa.h"

static const struct mldsa_set *find_set(const json_t *root)
{
    for (size_t i = 0; i < MLDSA_SETS; i++) {
        if (strcmp(mldsa_sets[i].name, wp_text(root, "algorithm")) == 0)
            return &mldsa_sets[i];
    }
    return NULL;
}

static enum err verify(const struct mldsa_public *key, const json_t *test)
{
    struct buf msg, context, sig;

    wp_hex(&msg, test, "msg");
    wp_hex(&context, test, "ctx");
    wp_hex(&sig, test, "sig");
    enum err err = mldsa_verify(key, buf_span(&msg), buf_span(&context), buf_span(&sig));
    buf_free(&msg);
    buf_free(&context);
    buf_free(&sig);
    return err;
}

void wp_mldsa_verify(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");
    const struct mldsa_set *set = find_set(root);
    struct mldsa_public *key = NULL;
    struct buf encoded;

    wp_hex(&encoded, group, "publicKey");
    enum err key_err =
        set == NULL ? ERR_KEY_UNKNOWN : mldsa_public_new(&key, set, buf_span(&encoded));
    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        wp_judge(tally, test, key_err != ERR_OK ? key_err : verify(key, test));
    }
    mldsa_public_free(key);
    buf_free(&encoded);
}

/* Some tests give mu alone, those with a random value are hedged, all others deterministic. */
static enum err sign(const struct mldsa_private *key, const json_t *test, uint8_t *out)
{
    uint8_t random[MLDSA_RANDOM] = {0};
    struct buf msg, context, mu, given;

    wp_hex(&msg, test, "msg");
    wp_hex(&context, test, "ctx");
    wp_hex(&mu, test, "mu");
    wp_hex(&given, test, "rnd");
    if (given.n == sizeof random)
        memcpy(random, given.p, sizeof random);
    enum err err = json_object_get(test, "msg") == NULL && mu.n == MLDSA_MU
                       ? mldsa_sign_mu(key, out, mu.p, random)
                       : mldsa_sign(key, out, buf_span(&msg), buf_span(&context), random);
    buf_free(&msg);
    buf_free(&context);
    buf_free(&mu);
    buf_free(&given);
    return err;
}

static enum err sign_and_compare(const struct mldsa_private *key, size_t size, const json_t *test)
{
    uint8_t out[MLDSA_SIGNATURE_MAX];
    struct buf sig;
    enum err err = sign(key, test, out);

    wp_hex(&sig, test, "sig");
    if (err == ERR_OK && !span_eq(span_of(out, size), buf_span(&sig)))
        err = ERR_SIG_MISMATCH;
    buf_free(&sig);
    return err;
}

void wp_mldsa_sign(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");
    const struct mldsa_set *set = find_set(root);
    struct mldsa_private *key = NULL;
    struct buf seed, public;

    wp_hex(&seed, group, "privateSeed");
    wp_hex(&public, group, "publicKey");
    enum err key_err = set == NULL
                           ? ERR_KEY_UNKNOWN
                           : mldsa_private_new(&key, set, buf_span(&seed), (struct span){0});
    if (key_err == ERR_OK && !span_eq(mldsa_private_public(key), buf_span(&public)))
        key_err = ERR_KEY_FORM;
    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        wp_judge(tally, test,
                 key_err != ERR_OK ? key_err : sign_and_compare(key, set->signature_n, test));
    }
    mldsa_private_free(key);
    buf_free(&seed);
    buf_free(&public);
}
