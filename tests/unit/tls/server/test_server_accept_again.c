/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second ClientHello, behind a HelloRetryRequest. */
#include "config.h"

#include "tests/unit/tls/bent_hello.h"

/* --- the second hello ---------------------------------------------------------------------- */

static void other_random(struct bent_hello *h)
{
    h->m.random = SPAN_LIT("0123456789abcdef0123456789abcdef");
}

static void other_version(struct bent_hello *h)
{
    h->m.version = TLS_1_1;
}

static void other_id(struct bent_hello *h)
{
    h->m.session_id = SPAN_LIT("id");
}

static void other_suites(struct bent_hello *h)
{
    h->m.suites = SPAN_LIT("\x13\x01\x13\x02");
}

static void other_compression(struct bent_hello *h)
{
    h->m.compression = SPAN_LIT("\0\x01");
}

static void new_extension(struct bent_hello *h)
{
    ext_put(&h->exts, TLSX_SCT, SPAN_LIT(""));
}

static void lost_extension(struct bent_hello *h)
{
    bent_drop(h, TLSX_SERVER_NAME);
}

static void changed_extension(struct bent_hello *h)
{
    bent_set(h, TLSX_SIGNATURE_ALGORITHMS, SPAN_LIT("\0\x02\x04\x03"));
}

/* Its data is where it was, under another name. */
static void renamed_extension(struct bent_hello *h)
{
    struct buf was = h->exts;
    struct fail f = {0};
    struct rd r = rd_init(buf_span(&was), &f);
    struct ext x;

    buf_init(&h->exts, 1 << 17);
    while (ext_next(&r, &x))
        ext_put(&h->exts, x.type == TLSX_SERVER_NAME ? 0x7777 : x.type, x.data);
    buf_free(&was);
}

static void early_again(struct bent_hello *h)
{
    ext_put(&h->exts, TLSX_EARLY_DATA, SPAN_LIT(""));
}

static void no_cookie(struct bent_hello *h)
{
    bent_drop(h, TLSX_COOKIE);
}

static void other_cookie(struct bent_hello *h)
{
    bent_set(h, TLSX_COOKIE, SPAN_LIT("\0\x01x"));
}

static void other_share(struct bent_hello *h)
{
    struct buf b;
    struct kx kx;

    assert_int_equal(kx_set(&kx, kx_kind(KX_X25519), SPAN_LIT("0123456789abcdef0123456789abcdef")),
                     ERR_OK);
    buf_init(&b, 1 << 10);
    buf_u16(&b, 36);
    buf_u16(&b, GROUP_X25519);
    buf_u16(&b, 32);
    buf_put(&b, span_of(kx.public, kx.public_n));
    bent_set(h, TLSX_KEY_SHARE, buf_span(&b));
    buf_free(&b);
}

static void one_more_share(struct bent_hello *h)
{
    struct span data;
    struct buf b;

    buf_init(&b, 1 << 10);
    assert_true(ext_get(buf_span(&h->exts), TLSX_KEY_SHARE, &data));
    buf_u16(&b, (uint16_t)(data.n - 2 + 5));
    buf_put(&b, span_tail(data, 2));
    buf_u16(&b, GROUP_SECP256R1);
    buf_u16(&b, 1);
    buf_u8(&b, 4);
    bent_set(h, TLSX_KEY_SHARE, buf_span(&b));
    buf_free(&b);
}

static void no_share(struct bent_hello *h)
{
    bent_set(h, TLSX_KEY_SHARE, SPAN_LIT("\0\0"));
}

static void only_12_now(struct bent_hello *h)
{
    bent_set(h, TLSX_SUPPORTED_VERSIONS, SPAN_LIT("\x02\x03\x03"));
}

static void pad(struct bent_hello *h)
{
    ext_put(&h->exts, TLSX_PADDING, SPAN_LIT("\0\0\0"));
}

static void second(void **state)
{
    static const struct {
        void (*mutation)(struct bent_hello *h);
        enum err err;
    } rows[] = {
        {other_random, ERR_TLS_RETRY_CHANGED},
        {other_version, ERR_TLS_RETRY_CHANGED},
        {other_id, ERR_TLS_RETRY_CHANGED},
        {other_suites, ERR_TLS_RETRY_CHANGED},
        {other_compression, ERR_TLS_RETRY_CHANGED},
        {new_extension, ERR_TLS_RETRY_CHANGED},
        {lost_extension, ERR_TLS_RETRY_CHANGED},
        {changed_extension, ERR_TLS_RETRY_CHANGED},
        {renamed_extension, ERR_TLS_RETRY_CHANGED},
        {only_12_now, ERR_TLS_RETRY_CHANGED},
        {early_again, ERR_TLS_RETRY_CHANGED},
        {no_cookie, ERR_TLS_EXT_MISSING},
        {other_cookie, ERR_TLS_COOKIE},
        {other_share, ERR_TLS_RETRY_SHARE},
        {one_more_share, ERR_TLS_RETRY_SHARE},
        {no_share, ERR_TLS_RETRY_SHARE},
        {pad, ERR_OK},
    };
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    p->host.groups = (struct numbers){{GROUP_SECP384R1}, 1};
    p->server.retries = true;
    p->server.cookie = SPAN_LIT("a cookie");
    for (size_t i = 0; i < COUNT(rows); i++) {
        bent_run(&b, rows[i].mutation, 1);
        if (rows[i].err == ERR_OK)
            bent_well(p);
        else
            bent_is(p, rows[i].err);
    }
    /* Where no group was asked for, the share stays as it was. */
    p->host.groups = p->client.groups;
    bent_run(&b, no_share, 1);
    bent_is(p, ERR_TLS_RETRY_CHANGED);
    pair_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
