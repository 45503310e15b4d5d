/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key agreement, with points as they are sent and with keys as SubjectPublicKeyInfo has them. */
#include "config.h"

#include "tests/wycheproof/wycheproof.h"

#include "lib/crypto/kx.h"
#include "lib/crypto/pubkey.h"

static const struct row {
    const char *curve;
    enum kx_group group;
    size_t private_n;
    enum key_kind kind;
} curves[] = {
    {"curve25519", KX_X25519, 32, KEY_NONE}, {"curve448", KX_X448, 56, KEY_NONE},
    {"secp256r1", KX_P256, 32, KEY_P256},    {"secp384r1", KX_P384, 48, KEY_P384},
    {"secp521r1", KX_P521, 66, KEY_P521},
};

static const struct row *find_curve(const json_t *group)
{
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        if (strcmp(curves[i].curve, wp_text(group, "curve")) == 0)
            return &curves[i];
    }
    return NULL;
}

/* Private keys of ECDH are numbers: some lack zeros in front, others have too many. */
static void fit(struct buf *out, struct span number, size_t n)
{
    while (number.n > n && number.p[0] == 0)
        number = span_tail(number, 1);
    for (size_t i = number.n; i < n; i++)
        buf_u8(out, 0);
    buf_put(out, number);
}

static enum err agree(const struct row *row, const json_t *test, struct span peer)
{
    struct buf number, private = {.cap = 1 << 12}, shared;
    uint8_t out[KX_SHARED_MAX];
    size_t n = 0;
    struct kx k;

    wp_hex(&number, test, "private");
    wp_hex(&shared, test, "shared");
    fit(&private, buf_span(&number), row->private_n);
    enum err err = kx_set(&k, kx_kind(row->group), buf_span(&private));
    if (err == ERR_OK)
        err = kx_finish(&k, out, &n, peer);
    if (err == ERR_OK && !span_eq(span_of(out, n), buf_span(&shared)))
        err = ERR_SIG_MISMATCH;
    buf_free(&number);
    buf_free(&private);
    buf_free(&shared);
    return err;
}

static enum err agree_point(const struct row *row, const json_t *test)
{
    struct buf public;

    wp_hex(&public, test, "public");
    enum err err = agree(row, test, buf_span(&public));
    buf_free(&public);
    return err;
}

static enum err agree_spki(const struct row *row, const json_t *test)
{
    struct fail fail = {0};
    struct keyinfo info;
    struct buf spki;

    wp_hex(&spki, test, "public");
    enum err err = keyinfo_parse(&info, buf_span(&spki), &fail);
    if (err == ERR_OK)
        err = info.err;
    if (err == ERR_OK)
        err = info.kind == row->kind ? agree(row, test, info.key) : ERR_ALG_KEY_MISMATCH;
    buf_free(&spki);
    return err;
}

static void run_group(struct wp_tally *tally, const json_t *group,
                      enum err (*run)(const struct row *row, const json_t *test))
{
    const json_t *tests = json_object_get(group, "tests");
    const struct row *row = find_curve(group);

    if (row == NULL) {
        wp_outside(tally, WP_CURVE, group);
        return;
    }
    for (size_t i = 0; i < json_array_size(tests); i++)
        wp_judge(tally, json_array_get(tests, i), run(row, json_array_get(tests, i)));
}

void wp_xdh(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, group, agree_point);
}

void wp_ecdh_point(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, group, agree_point);
}

void wp_ecdh_spki(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, group, agree_spki);
}
