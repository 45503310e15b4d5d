/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ML-KEM: keys from seeds, encapsulation with given random bytes, decapsulation. */
#include "config.h"

#include "tests/wycheproof/wycheproof.h"

#include "lib/crypto/mlkem.h"

static const struct mlkem_set *const sets[] = {&mlkem_512, &mlkem_768, &mlkem_1024};

/* The members of a test. */
struct vector {
    const struct mlkem_set *set;
    struct buf seed, m, ek, dk, c, K;
};

/* Whether a member holds these bytes; one that is missing is not compared. */
static enum err compare(const struct buf *want, const uint8_t *got, size_t n)
{
    return want->n == 0 || span_eq(buf_span(want), span_of(got, n)) ? ERR_OK : ERR_SIG_MISMATCH;
}

/* A seed is d and z. */
static enum err generate(const struct vector *v, uint8_t dk[MLKEM_DK_MAX])
{
    uint8_t ek[MLKEM_EK_MAX];

    if (v->seed.n != 2 * (size_t)MLKEM_SEED)
        return ERR_KEY_FORM;
    mlkem_keygen(v->set, ek, dk, v->seed.p, v->seed.p + MLKEM_SEED);
    TRY(compare(&v->ek, ek, v->set->ek_n));
    return compare(&v->dk, dk, v->set->dk_n);
}

static enum err decapsulate(const struct vector *v, struct span dk)
{
    uint8_t secret[MLKEM_SECRET];

    TRY(mlkem_decaps(v->set, secret, dk, buf_span(&v->c)));
    return compare(&v->K, secret, sizeof secret);
}

static enum err run_keygen(const struct vector *v)
{
    uint8_t dk[MLKEM_DK_MAX];

    return generate(v, dk);
}

static enum err run_encaps(const struct vector *v)
{
    uint8_t c[MLKEM_CIPHERTEXT_MAX], secret[MLKEM_SECRET];

    if (v->m.n != MLKEM_SEED)
        return ERR_KEY_FORM;
    TRY(mlkem_encaps(v->set, c, secret, buf_span(&v->ek), v->m.p));
    TRY(compare(&v->c, c, v->set->ciphertext_n));
    return compare(&v->K, secret, sizeof secret);
}

static enum err run_decaps(const struct vector *v)
{
    uint8_t dk[MLKEM_DK_MAX];

    TRY(generate(v, dk));
    return decapsulate(v, span_of(dk, v->set->dk_n));
}

static enum err run_expanded(const struct vector *v)
{
    return decapsulate(v, buf_span(&v->dk));
}

static enum err run_test(enum err (*run)(const struct vector *v), const struct mlkem_set *set,
                         const json_t *test)
{
    struct vector v = {.set = set};

    wp_hex(&v.seed, test, "seed");
    wp_hex(&v.m, test, "m");
    wp_hex(&v.ek, test, "ek");
    wp_hex(&v.dk, test, "dk");
    wp_hex(&v.c, test, "c");
    wp_hex(&v.K, test, "K");
    enum err err = run(&v);
    buf_free(&v.seed);
    buf_free(&v.m);
    buf_free(&v.ek);
    buf_free(&v.dk);
    buf_free(&v.c);
    buf_free(&v.K);
    return err;
}

static void run_group(struct wp_tally *tally, const json_t *group,
                      enum err (*run)(const struct vector *v))
{
    const json_t *tests = json_object_get(group, "tests");
    const struct mlkem_set *set = NULL;

    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (strcmp(sets[i]->name, wp_text(group, "parameterSet")) == 0)
            set = sets[i];
    }
    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        if (set == NULL)
            tally->skipped++;
        else
            wp_judge(tally, test, run_test(run, set, test));
    }
}

void wp_mlkem_keygen(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, group, run_keygen);
}

void wp_mlkem_encaps(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, group, run_encaps);
}

void wp_mlkem_decaps(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, group, run_decaps);
}

void wp_mlkem_expanded(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, group, run_expanded);
}
