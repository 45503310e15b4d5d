/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/session/ticket.h"
#include "tests/unit/tls/rich.h"

static struct buf written(const struct session *s)
{
    struct buf b;

    buf_init(&b, 1 << 16);
    ticket_put(&b, s);
    assert_int_equal(b.err, ERR_OK);
    return b;
}

static enum err read_again(struct span bytes, struct session *out)
{
    struct fail f = {0};

    session_init(out);
    enum err e = ticket_parse(out, bytes, &f);
    assert_int_equal(e, f.err);
    return e;
}

static void test_all_comes_back(void **state)
{
    static const uint16_t versions[] = {TLS_1_2, TLS_1_3};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct session s = rich_session(versions[i]), back;
        struct buf b = written(&s);

        assert_int_equal(read_again(buf_span(&b), &back), ERR_OK);
        assert_true(rich_same(&s, &back));
        session_free(&back);
        buf_free(&b);
        s.ems = false;
        b = written(&s);
        assert_int_equal(read_again(buf_span(&b), &back), ERR_OK);
        assert_false(back.ems);
        session_free(&back);
        buf_free(&b);
        session_free(&s);
    }
}

/* Nothing is left in a session that could not be read. */
static void refused(struct span bytes, enum err e)
{
    static const struct secret none;
    struct session back;

    assert_int_equal(read_again(bytes, &back), e);
    assert_int_equal(back.version, 0);
    assert_memory_equal(&back.secret, &none, sizeof none);
    assert_int_equal(back.alpn.n + back.server_name.n + back.chain.n, 0);
    session_free(&back);
}

static void test_form(void **state)
{
    struct session s = rich_session(TLS_1_3);
    struct buf b = written(&s);

    (void)state;
    for (size_t n = 0; n < b.n; n++)
        refused(span_of(b.p, n), ERR_TLS_TRUNCATED);
    buf_u8(&b, 0);
    refused(buf_span(&b), ERR_TLS_TRAILING);
    buf_truncate(&b, b.n - 1);
    b.p[0]++; /* another form */
    refused(buf_span(&b), ERR_TLS_MESSAGE_FORM);
    b.p[0]--;
    b.p[5] = SECRET_MAX + 1;
    refused(buf_span(&b), ERR_TLS_VECTOR);
    b.p[5] = 0;
    refused(buf_span(&b), ERR_TLS_VECTOR);
    buf_free(&b);
    session_free(&s);
}

static void test_version_and_suite(void **state)
{
    static const struct {
        uint16_t version, suite;
    } bad[] = {
        {TLS_1_1, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384},
        {TLS_1_2, TLS_AES_128_GCM_SHA256},
        {TLS_1_3, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384},
        {TLS_1_2, 0xfafa},
        {TLS_1_2, TLS_RSA_WITH_RC4_128_MD5}, /* known by name only */
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct session s = rich_session(TLS_1_2);

        s.version = bad[i].version;
        s.suite = bad[i].suite;
        struct buf b = written(&s);
        refused(buf_span(&b), ERR_TLS_MESSAGE_FORM);
        buf_free(&b);
        session_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_comes_back),
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_version_and_suite),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
