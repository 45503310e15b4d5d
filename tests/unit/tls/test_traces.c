/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of RFC 8448: all parse, and are written the same, to the byte. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/wire/msg.h"
#include "tests/harness/vectors.h"

/* The extensions that these hellos have, as far as there is a parser for them. */
static void client_exts(struct span exts)
{
    struct fail f = {0};
    struct span data, v;
    struct psk_offer psk;

    assert_true(ext_get(exts, TLSX_SERVER_NAME, &data));
    assert_int_equal(ext_sni_parse(&v, data, &f), ERR_OK);
    assert_true(span_eq(v, SPAN_LIT("server")));
    assert_true(ext_get(exts, TLSX_SUPPORTED_GROUPS, &data));
    assert_int_equal(ext_list16_parse(&v, data, &f), ERR_OK);
    assert_true(list16_has(v, GROUP_X25519));
    assert_true(ext_get(exts, TLSX_SUPPORTED_VERSIONS, &data));
    assert_int_equal(ext_list8of16_parse(&v, data, &f), ERR_OK);
    assert_true(list16_has(v, TLS_1_3));
    assert_true(ext_get(exts, TLSX_KEY_SHARE, &data));
    assert_int_equal(ext_shares_parse(&v, data, &f), ERR_OK);
    assert_true(ext_get(exts, TLSX_PSK_KEY_EXCHANGE_MODES, &data));
    assert_int_equal(ext_list8_parse(&v, data, &f), ERR_OK);
    if (ext_get(exts, TLSX_PRE_SHARED_KEY, &data)) {
        assert_int_equal(ext_psk_parse(&psk, data, &f), ERR_OK);
        assert_int_equal(psk.num, 1);
        assert_int_equal(psk.binders.n, 33);
    }
}

static void hello(struct buf *b, const struct msg *m)
{
    struct fail f = {0};
    struct client_hello c;
    struct server_hello s;

    if (m->type == HS_CLIENT_HELLO) {
        assert_int_equal(client_hello_parse(&c, m->body, &f), ERR_OK);
        client_exts(c.exts);
        client_hello_put(b, &c);
    } else {
        assert_int_equal(server_hello_parse(&s, m->body, &f), ERR_OK);
        server_hello_put(b, &s);
    }
}

static void certificate(struct buf *b, const struct msg *m)
{
    struct fail f = {0};
    struct certificate_msg c;
    struct cert_entry e;

    assert_int_equal(certificate_parse(&c, true, m->body, &f), ERR_OK);
    struct rd r = rd_init(c.list, &f);
    assert_true(cert_entry_next(&r, true, &e));
    assert_false(cert_entry_next(&r, true, &(struct cert_entry){0}));
    certificate_put(b, true, c.context, &e, 1);
}

static void other(struct buf *b, const struct msg *m)
{
    struct fail f = {0};
    struct span exts;
    struct certificate_request13 cr;
    struct certificate_verify cv;
    struct new_session_ticket nst;

    switch (m->type) {
    case HS_ENCRYPTED_EXTENSIONS:
        assert_int_equal(encrypted_extensions_parse(&exts, m->body, &f), ERR_OK);
        encrypted_extensions_put(b, exts);
        break;
    case HS_CERTIFICATE_REQUEST:
        assert_int_equal(certificate_request13_parse(&cr, m->body, &f), ERR_OK);
        certificate_request13_put(b, &cr);
        break;
    case HS_CERTIFICATE_VERIFY:
        assert_int_equal(certificate_verify_parse(&cv, m->body, &f), ERR_OK);
        certificate_verify_put(b, &cv);
        break;
    case HS_NEW_SESSION_TICKET:
        assert_int_equal(new_session_ticket13_parse(&nst, m->body, &f), ERR_OK);
        new_session_ticket13_put(b, &nst);
        break;
    default:
        assert_true(m->type == HS_FINISHED || m->type == HS_END_OF_EARLY_DATA);
        msg_put(b, m->type, m->body);
    }
}

static void again(struct span bytes)
{
    struct msg m;
    struct buf b;

    buf_init(&b, 1 << 16);
    assert_true(msg_split(&m, bytes));
    assert_int_equal(m.bytes.n, bytes.n);
    if (m.type == HS_CLIENT_HELLO || m.type == HS_SERVER_HELLO)
        hello(&b, &m);
    else if (m.type == HS_CERTIFICATE)
        certificate(&b, &m);
    else
        other(&b, &m);
    assert_true(span_eq(buf_span(&b), bytes));
    buf_free(&b);
}

static void test_traces(void **state)
{
    static const char *const files[] = {
        "tests/vectors/rfc8448/3-simple-1rtt.txt",
        "tests/vectors/rfc8448/4-resumed-0rtt.txt",
        "tests/vectors/rfc8448/5-hello-retry-request.txt",
        "tests/vectors/rfc8448/6-client-authentication.txt",
        "tests/vectors/rfc8448/7-compatibility-mode.txt",
    };
    static const char *const names[] = {
        "client_hello",      "hello_retry_request",  "client_hello2",
        "server_hello",      "encrypted_extensions", "certificate_request",
        "certificate",       "certificate_verify",   "server_finished",
        "end_of_early_data", "client_certificate",   "client_certificate_verify",
        "client_finished",   "new_session_ticket",
    };
    size_t num = 0;

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct vectors v;

        vectors_open(&v, files[i]);
        for (size_t j = 0; j < sizeof names / sizeof names[0]; j++) {
            if (!vector_has(&v, names[j]))
                continue;
            again(vector_get(&v, names[j]));
            num++;
        }
        vectors_close(&v);
    }
    assert_int_equal(num, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_traces)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
