/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate, CertificateVerify and Finished of TLS 1.3, bent on their way out of either end. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "tests/peer/pair.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct bent {
    uint8_t message;
    void (*mutation)(struct buf *m);
};

static enum fault_act hook(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                           struct buf *bytes)
{
    const struct bent *b = ctx;

    (void)t;
    if (stage == FAULT_MESSAGE && message == b->message)
        b->mutation(bytes);
    return FAULT_SEND;
}

/* A message with another body. */
static void put_body(struct buf *m, uint8_t type, struct span body)
{
    buf_truncate(m, 0);
    msg_put(m, (enum message_type)type, body);
}

static void flip_last(struct buf *m)
{
    m->p[m->n - 1] ^= 1;
}

static void cut_last(struct buf *m)
{
    buf_truncate(m, m->n - 1);
    m->p[3]--;
}

static void add_byte(struct buf *m)
{
    buf_u8(m, 0);
    m->p[3]++;
}

static void empty(struct buf *m)
{
    put_body(m, m->p[0], (struct span){0});
}

static void with_context(struct buf *m)
{
    struct certificate_msg c;
    struct cert_entry e = {0};
    struct fail f = {0};
    struct buf was;

    buf_init(&was, 1 << 16);
    buf_put(&was, buf_span(m));
    assert_int_equal(certificate_parse(&c, true, span_tail(buf_span(&was), MSG_HEADER), &f),
                     ERR_OK);
    struct rd r = rd_init(c.list, &f);
    assert_true(cert_entry_next(&r, true, &e));
    buf_truncate(m, 0);
    certificate_put(m, true, SPAN_LIT("context"), &e, 1);
    buf_free(&was);
}

static void with_extension(struct buf *m)
{
    struct certificate_msg c;
    struct cert_entry e = {0};
    struct fail f = {0};
    struct buf was, exts;

    buf_init(&was, 1 << 16);
    buf_init(&exts, 1 << 10);
    buf_put(&was, buf_span(m));
    assert_int_equal(certificate_parse(&c, true, span_tail(buf_span(&was), MSG_HEADER), &f),
                     ERR_OK);
    struct rd r = rd_init(c.list, &f);
    assert_true(cert_entry_next(&r, true, &e));
    ext_ocsp_put(&exts, SPAN_LIT("staple"));
    e.exts = buf_span(&exts);
    buf_truncate(m, 0);
    certificate_put(m, true, (struct span){0}, &e, 1);
    buf_free(&was);
    buf_free(&exts);
}

static void other_scheme(struct buf *m)
{
    m->p[MSG_HEADER] = SCHEME_ECDSA_SECP384R1_SHA384 >> 8;
    m->p[MSG_HEADER + 1] = SCHEME_ECDSA_SECP384R1_SHA384 & 0xff;
}

static void unknown_scheme(struct buf *m)
{
    m->p[MSG_HEADER] = SCHEME_RSA_PKCS1_SHA1 >> 8;
    m->p[MSG_HEADER + 1] = SCHEME_RSA_PKCS1_SHA1 & 0xff;
}

static void refused(void **state)
{
    static const struct {
        uint8_t message;
        void (*mutation)(struct buf *m);
        enum err err;
    } rows[] = {
        {HS_CERTIFICATE, with_context, ERR_TLS_CERTIFICATE_CONTEXT},
        {HS_CERTIFICATE, with_extension, ERR_TLS_EXT_UNSOLICITED},
        {HS_CERTIFICATE, add_byte, ERR_TLS_TRAILING},
        {HS_CERTIFICATE, empty, ERR_TLS_TRUNCATED},
        {HS_CERTIFICATE_VERIFY, flip_last, ERR_TLS_SIGNATURE},
        {HS_CERTIFICATE_VERIFY, other_scheme, ERR_TLS_SCHEME_KEY},
        {HS_CERTIFICATE_VERIFY, unknown_scheme, ERR_TLS_SCHEME},
        {HS_CERTIFICATE_VERIFY, add_byte, ERR_TLS_TRAILING},
        {HS_CERTIFICATE_VERIFY, empty, ERR_TLS_TRUNCATED},
        {HS_FINISHED, flip_last, ERR_TLS_FINISHED},
        {HS_FINISHED, cut_last, ERR_TLS_FINISHED},
        {HS_FINISHED, add_byte, ERR_TLS_FINISHED},
        {HS_FINISHED, empty, ERR_TLS_FINISHED},
    };

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        struct bent b = {rows[i / 2].message, rows[i / 2].mutation};
        struct tls_faults faults = {.ctx = &b, .hook = hook};
        int from = (int)(i & 1), to = 1 - from;
        struct pair p;

        pair_open(&p, TLS_1_3);
        pair_identity(&p, FKEY_P256_C);
        pair_client_identity(&p, FKEY_P256_D);
        p.server.client_auth = CLIENT_AUTH_REQUIRE;
        (from == PAIR_CLIENT ? &p.client : &p.host)->faults = &faults;
        pair_run(&p);
        if (p.ends[to].err != rows[i / 2].err)
            fail_msg("row %zu: %s instead of %s", i / 2, err_id(p.ends[to].err),
                     err_id(rows[i / 2].err));
        assert_int_equal(p.ends[to].alert, err_alert(rows[i / 2].err));
        assert_int_equal(p.ends[from].got_alert, p.ends[to].alert);
        pair_close(&p);
    }
}

/* What the handshake needed is gone when it is over, at both ends. */
static void forgotten(void **state)
{
    static const uint8_t none[SECRET_MAX];
    struct pair p;

    (void)state;
    pair_open(&p, TLS_1_3);
    pair_identity(&p, FKEY_P256_C);
    pair_run(&p);
    assert_true(pair_is_well(&p));
    for (int i = 0; i < 2; i++) {
        const struct sched13 *s = &p.ends[i].tls->sched;

        assert_memory_equal(s->current.v, none, sizeof none);
        assert_memory_equal(s->client_early.v, none, sizeof none);
        assert_memory_equal(s->client_handshake.v, none, sizeof none);
        assert_memory_equal(s->server_handshake.v, none, sizeof none);
        assert_null(p.ends[i].tls->kx);
    }
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused),
        cmocka_unit_test(forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
