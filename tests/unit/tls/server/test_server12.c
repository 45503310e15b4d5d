/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/tls.h"
#include "tests/unit/tls/pairs.h"

/* --- suites, groups, keys ----------------------------------------------------------------- */

/* Every suite that can be negotiated carries data both ways, and again in resumed sessions. */
static void test_suites(void **state)
{
    const struct suite *s;
    size_t num = 0;

    (void)state;
    for (size_t i = 0; (s = suite_at(i)) != NULL; i++) {
        struct pair p;

        if (s->kx == SUITE_KX_NONE || suite_is_13(s))
            continue;
        open_pair(&p);
        only(&p.client.suites, s->id);
        works(&p, false);
        assert_ptr_equal(info(&p, PAIR_SERVER)->suite, s);
        assert_int_equal(info(&p, PAIR_SERVER)->etm, s->cbc_key > 0);
        assert_int_equal(info(&p, PAIR_SERVER)->scheme != 0, s->kx != SUITE_KX_RSA);
        p.resumes = true;
        works(&p, true);
        p.client.without.etm = true;
        works(&p, true);
        assert_false(info(&p, PAIR_SERVER)->etm);
        pair_close(&p);
        num++;
    }
    assert_true(num >= 30);
}

static void test_groups(void **state)
{
    static const struct {
        uint16_t suite, group;
        unsigned dh_bits;
    } rows[] = {
        {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_X25519, 0},
        {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_X448, 0},
        {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_SECP256R1, 0},
        {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_SECP384R1, 0},
        {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_SECP521R1, 0},
        {TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_FFDHE2048, 2048},
        {TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_FFDHE3072, 3072},
        {TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_FFDHE4096, 4096},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pair p;

        open_pair(&p);
        only(&p.client.suites, rows[i].suite);
        only(&p.client.groups, rows[i].group);
        struct span at;
        assert_int_equal(names_groups(&p.host.groups, SPAN_LIT("all"), &at), ERR_OK);
        works(&p, false);
        assert_int_equal(info(&p, PAIR_SERVER)->group, rows[i].group);
        assert_int_equal(info(&p, PAIR_SERVER)->dh_bits, rows[i].dh_bits);
        assert_int_equal(info(&p, PAIR_CLIENT)->dh_bits, rows[i].dh_bits);
        pair_close(&p);
    }
}

static void test_keys(void **state)
{
    static const struct {
        enum fkey key;
        uint16_t suite, scheme;
    } rows[] = {
        {FKEY_P256_C, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, SCHEME_ECDSA_SECP256R1_SHA256},
        {FKEY_P384_A, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, SCHEME_ECDSA_SECP384R1_SHA384},
        {FKEY_ED25519_A, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, SCHEME_ED25519},
        {FKEY_RSA2048_A, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, SCHEME_RSA_PSS_RSAE_SHA256},
        {FKEY_RSA2048_A, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, SCHEME_RSA_PKCS1_SHA512},
        {FKEY_RSA2048_A, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, SCHEME_RSA_PSS_RSAE_SHA512},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pair p;

        pair_open(&p, TLS_1_2);
        pair_identity(&p, rows[i].key);
        only(&p.client.suites, rows[i].suite);
        only(&p.client.schemes, rows[i].scheme);
        works(&p, false);
        assert_int_equal(info(&p, PAIR_SERVER)->scheme, rows[i].scheme);
        pair_close(&p);
    }
}

static void test_bare(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    p.client.ems.off = p.client.without.etm = p.client.without.tickets = true;
    p.client.server_name = (struct span){0};
    only(&p.client.suites, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA);
    works(&p, false);
    assert_false(info(&p, PAIR_SERVER)->ems);
    assert_false(info(&p, PAIR_SERVER)->etm);
    assert_int_equal(info(&p, PAIR_SERVER)->server_name.n, 0);
    pair_close(&p);

    /* The server's own wish counts as well. */
    open_pair(&p);
    p.host.ems.off = p.host.without.etm = p.host.without.tickets = true;
    p.server.session_ids = false;
    only(&p.client.suites, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA);
    works(&p, false);
    assert_false(info(&p, PAIR_SERVER)->ems);
    assert_false(info(&p, PAIR_SERVER)->etm);
    assert_false(p.has_session);
    pair_close(&p);
}

/* What the client says of renegotiation, and where. */
struct reneg {
    bool extension, suite;
};

static enum fault_act edit_reneg(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                                 struct buf *bytes)
{
    static const uint8_t extension[] = {0xff, 0x01, 0, 1, 0};
    const struct reneg *r = ctx;

    (void)t;
    if (stage != FAULT_MESSAGE || message != HS_CLIENT_HELLO)
        return FAULT_SEND;
    uint8_t *suites = bytes->p + MSG_HEADER + 2 + RANDOM_SIZE;
    suites += 1 + suites[0] + 2;
    if (r->suite) {
        suites[2] = 0x00;
        suites[3] = 0xff;
    }
    uint8_t *at = memmem(bytes->p, bytes->n, extension, sizeof extension);
    assert_non_null(at);
    if (!r->extension)
        at[0] = at[1] = 0x1a;
    return FAULT_SEND;
}

/* RFC 5746 3.6: the extension or the value among the suites. */
static void test_renegotiation_info(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        struct reneg r = {.extension = (i & 1) != 0, .suite = (i & 2) != 0};
        struct tls_faults faults = {.ctx = &r, .hook = edit_reneg};
        struct pair p;

        open_pair(&p);
        p.client.faults = &faults;
        works(&p, false);
        assert_int_equal(info(&p, PAIR_SERVER)->secure_renegotiation, i > 0);
        pair_close(&p);
    }
}

/* Keeps the ServerHello that went out. */
static enum fault_act keep_hello(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                                 struct buf *bytes)
{
    struct buf *kept = ctx;

    (void)t;
    if (stage == FAULT_MESSAGE && message == HS_SERVER_HELLO) {
        buf_truncate(kept, 0);
        buf_put(kept, buf_span(bytes));
    }
    return FAULT_SEND;
}

/* The extensions of the ServerHello, in order. */
static void answers(struct pair *p, struct buf *hello, bool resumed, const uint16_t *types,
                    size_t num)
{
    struct server_hello m;
    struct fail f = {0};
    struct ext x;
    size_t i = 0;

    works(p, resumed);
    assert_int_equal(server_hello_parse(&m, span_tail(buf_span(hello), MSG_HEADER), &f), ERR_OK);
    struct rd r = rd_init(m.exts, &f);
    while (ext_next(&r, &x)) {
        assert_true(i < num);
        assert_int_equal(x.type, types[i++]);
    }
    assert_int_equal(i, num);
}

static void test_server_hello(void **state)
{
    static const uint16_t full[] = {TLSX_SERVER_NAME,
                                    TLSX_RENEGOTIATION_INFO,
                                    TLSX_EXTENDED_MASTER_SECRET,
                                    TLSX_SESSION_TICKET,
                                    TLSX_EC_POINT_FORMATS,
                                    TLSX_STATUS_REQUEST,
                                    TLSX_SCT};
    static const uint16_t resumed[] = {TLSX_RENEGOTIATION_INFO, TLSX_EXTENDED_MASTER_SECRET,
                                       TLSX_SESSION_TICKET, TLSX_EC_POINT_FORMATS};
    static const uint16_t dhe[] = {TLSX_SERVER_NAME, TLSX_RENEGOTIATION_INFO,
                                   TLSX_EXTENDED_MASTER_SECRET, TLSX_SESSION_TICKET};
    struct tls_faults faults = {.hook = keep_hello};
    struct buf hello;
    struct pair p;

    (void)state;
    buf_init(&hello, 1 << 16);
    faults.ctx = &hello;
    open_pair(&p);
    p.host.faults = &faults;
    p.client.ocsp = p.client.scts = true;
    p.identities[0].ocsp = SPAN_LIT("\x30\x03\x0a\x01\x06");
    p.identities[0].scts = SPAN_LIT("\x00\x01\x07");
    only(&p.host.suites, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    answers(&p, &hello, false, full, sizeof full / sizeof full[0]);
    p.resumes = true;
    answers(&p, &hello, true, resumed, sizeof resumed / sizeof resumed[0]);
    only(&p.host.suites, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
    answers(&p, &hello, false, dhe, sizeof dhe / sizeof dhe[0]);
    buf_free(&hello);
    pair_close(&p);
}

static void test_ems_required(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    p.host.ems.required = true;
    works(&p, false);
    assert_true(info(&p, PAIR_SERVER)->ems);
    p.client.ems.off = true;
    fails(&p, ERR_TLS_EMS_REQUIRED, ALERT_HANDSHAKE_FAILURE);
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suites),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_bare),
        cmocka_unit_test(test_renegotiation_info),
        cmocka_unit_test(test_server_hello),
        cmocka_unit_test(test_ems_required),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
