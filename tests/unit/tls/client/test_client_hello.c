/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "lib/tls/tls.h"
#include "tests/unit/tls/hellos.h"

/* --- what is offered ----------------------------------------------------------------------- */

static void usual(void **state)
{
    static const uint16_t expected[] = {
        TLSX_SERVER_NAME,        TLSX_EXTENDED_MASTER_SECRET, TLSX_RENEGOTIATION_INFO,
        TLSX_SUPPORTED_GROUPS,   TLSX_EC_POINT_FORMATS,       TLSX_SESSION_TICKET,
        TLSX_KEY_SHARE,          TLSX_PSK_KEY_EXCHANGE_MODES, TLSX_SIGNATURE_ALGORITHMS,
        TLSX_SUPPORTED_VERSIONS,
    };
    struct hellos h;

    (void)state;
    begin(&h, TLS_1_3);
    say(&h);
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_true(has(&h, expected[i]));
    size_t num = 0;
    struct fail f = {0};
    struct rd r = rd_init(h.m[0].exts, &f);
    struct ext x;
    while (ext_next(&r, &x))
        num++;
    assert_int_equal(num, COUNT(expected));
    assert_int_equal(h.m[0].version, TLS_1_2);
    IS(h.m[0].compression, "\0");
    assert_int_equal(h.m[0].session_id.n, 32);
    IS(ext_of(&h.m[0], TLSX_SUPPORTED_VERSIONS), "\4\3\4\3\3");
    IS(ext_of(&h.m[0], TLSX_EC_POINT_FORMATS), "\1\0");
    IS(ext_of(&h.m[0], TLSX_RENEGOTIATION_INFO), "\0");
    assert_true(span_eq(h.m[0].random, tls_info(h.t->tls)->client_random));
    IS(ext_of(&h.m[0], TLSX_SESSION_TICKET), "");
    IS(ext_of(&h.m[0], TLSX_PSK_KEY_EXCHANGE_MODES), "\1\1");
    IS(ext_of(&h.m[0], TLSX_SUPPORTED_GROUPS), "\0\6\0\x1d\0\x17\0\x18");
    talk_close(h.t);
}

/* Each version brings its own, and not the other's. */
static void one_version(void **state)
{
    static const uint16_t of12[] = {TLSX_EXTENDED_MASTER_SECRET, TLSX_RENEGOTIATION_INFO,
                                    TLSX_EC_POINT_FORMATS, TLSX_SESSION_TICKET,
                                    TLSX_ENCRYPT_THEN_MAC},
                          of13[] = {TLSX_KEY_SHARE, TLSX_PSK_KEY_EXCHANGE_MODES,
                                    TLSX_SUPPORTED_VERSIONS};
    struct hellos h;
    struct span at;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk *t = begin(&h, version);
        t->client.min_version = t->client.max_version = version;
        assert_int_equal(names_suites(&t->client.suites, SPAN_LIT("all"), &at), ERR_OK);
        say(&h);
        for (size_t i = 0; i < COUNT(of12); i++)
            assert_int_equal(has(&h, of12[i]), version == TLS_1_2);
        for (size_t i = 0; i < COUNT(of13); i++)
            assert_int_equal(has(&h, of13[i]), version == TLS_1_3);
        for (size_t i = 0; i < h.m[0].suites.n / 2; i++)
            assert_int_equal(suite_is_13(suite_find(list16_at(h.m[0].suites, i))),
                             version == TLS_1_3);
        assert_int_equal(h.m[0].session_id.n, version == TLS_1_3 ? 32 : 0);
        if (version == TLS_1_3)
            IS(ext_of(&h.m[0], TLSX_SUPPORTED_VERSIONS), "\2\3\4");
        talk_close(t);
    }
}

static void on_request(void **state)
{
    struct hellos h;
    struct talk *t = begin(&h, TLS_1_3);

    (void)state;
    t->client.ocsp = t->client.scts = true;
    t->client.alpn = SPAN_LIT("\2h2");
    t->client.record_size_limit = 0x1234;
    t->client.cert_schemes.v[0] = 0x0403;
    t->client.cert_schemes.num = 1;
    say(&h);
    IS(ext_of(&h.m[0], TLSX_STATUS_REQUEST), "\1\0\0\0\0");
    IS(ext_of(&h.m[0], TLSX_SCT), "");
    IS(ext_of(&h.m[0], TLSX_ALPN), "\0\3\2h2");
    IS(ext_of(&h.m[0], TLSX_RECORD_SIZE_LIMIT), "\x12\x34");
    IS(ext_of(&h.m[0], TLSX_SIGNATURE_ALGORITHMS_CERT), "\0\2\4\3");
    talk_close(t);

    t = begin(&h, TLS_1_3);
    t->client.server_name = (struct span){0};
    t->client.without.tickets = t->client.ems.off = true;
    say(&h);
    assert_false(has(&h, TLSX_SERVER_NAME));
    assert_false(has(&h, TLSX_SESSION_TICKET));
    assert_false(has(&h, TLSX_PSK_KEY_EXCHANGE_MODES));
    assert_false(has(&h, TLSX_EXTENDED_MASTER_SECRET));
    talk_close(t);
}

/* RFC 7366 2: only where a block cipher may come of it; RFC 8422 4: groups and formats likewise. */
static void by_suites(void **state)
{
    static const struct {
        const char *suites;
        bool etm, groups, points;
    } cases[] = {
        {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", false, true, true},
        {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", true, true, true},
        {"TLS_RSA_WITH_AES_128_GCM_SHA256", false, false, false},
        {"TLS_RSA_WITH_AES_128_CBC_SHA", true, false, false},
        {"TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", false, true, false},
        /* a number that nobody knows may be of any key exchange, a signalling value is of none */
        {"0x9999,0x00ff,TLS_RSA_WITH_AES_128_GCM_SHA256", false, true, true},
        {"0x00ff,TLS_RSA_WITH_AES_128_GCM_SHA256", false, false, false},
        {"0x00ff,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", false, true, true},
    };
    struct hellos h;
    struct span at;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct talk *t = begin(&h, TLS_1_2);
        t->client.max_version = TLS_1_2;
        assert_int_equal(names_any_suites(&t->client.suites, span_str(cases[i].suites), &at),
                         ERR_OK);
        run(&h);
        assert_int_equal(has(&h, TLSX_ENCRYPT_THEN_MAC), cases[i].etm);
        assert_int_equal(has(&h, TLSX_SUPPORTED_GROUPS), cases[i].groups);
        assert_int_equal(has(&h, TLSX_EC_POINT_FORMATS), cases[i].points);
        t->client.without.etm = true;
        run(&h);
        assert_false(has(&h, TLSX_ENCRYPT_THEN_MAC));
        t->client.groups.num = t->client.schemes.num = 0; /* a list cannot be empty */
        run(&h);
        assert_false(has(&h, TLSX_SUPPORTED_GROUPS));
        assert_false(has(&h, TLSX_SIGNATURE_ALGORITHMS));
        talk_close(t);
    }
}

/* RFC 7507 4 */
static void scsv(void **state)
{
    struct hellos h;
    struct talk *t = begin(&h, TLS_1_2);

    (void)state;
    t->client.max_version = TLS_1_2;
    say(&h);
    assert_false(list16_has(h.m[0].suites, 0x5600));
    t->client.hello.fallback_scsv = true;
    say(&h);
    assert_int_equal(list16_at(h.m[0].suites, h.m[0].suites.n / 2 - 1), 0x5600);
    talk_close(t);
}

static void nothing(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);
    struct tls *tls;
    struct span at;

    (void)state;
    assert_int_equal(names_suites(&t->client.suites, SPAN_LIT("0x1301"), &at), ERR_OK);
    t->client.max_version = TLS_1_2;
    t->client.hello.grease = t->client.hello.fallback_scsv = true;
    assert_int_equal(tls_new(&tls, &t->client), ERR_OK);
    assert_int_equal(tls_start(tls), ERR_TLS_OFFER_EMPTY);
    assert_int_equal(tls_pending(tls).n, 0);
    tls_free(tls);
    talk_close(t);
}

static void shares(void **state)
{
    /* The first group is one that is known by name only, or not at all. */
    uint16_t order[] = {GROUP_MLKEM768, GROUP_SECP521R1, GROUP_X448, GROUP_X25519}, groups[8];
    struct hellos h;

    (void)state;
    for (size_t most = 0; most <= COUNT(order); most++) {
        struct talk *t = begin(&h, TLS_1_3);
        order[0] = most % 2 == 0 ? GROUP_MLKEM768 : 0x9999;
        memcpy(t->client.groups.v, order, sizeof order);
        t->client.groups.num = COUNT(order);
        t->client.num_shares = most;
        t->server.group = GROUP_X25519;
        t->server.retries = most < COUNT(order);
        say(&h);
        assert_int_equal(count_shares(&h.m[0], groups), most == 0 ? 0 : most - 1);
        for (size_t i = 1; i < most; i++)
            assert_int_equal(groups[i - 1], order[i]);
        talk_close(t);
    }
}

/* --- what hides it ------------------------------------------------------------------------- */

/* RFC 8701 3.1 */
static void grease(void **state)
{
    struct hellos h;
    struct talk *t = begin(&h, TLS_1_3);
    uint16_t groups[8], types[32];
    size_t num = 0;

    (void)state;
    t->client.hello.grease = true;
    for (int i = 0; i < 40; i++) {
        say(&h);
        struct fail f = {0};
        struct rd r = rd_init(h.m[0].exts, &f);
        struct ext x;
        assert_true(is_grease(list16_at(h.m[0].suites, 0)));
        assert_true(is_grease(list16_at(span_tail(ext_of(&h.m[0], TLSX_SUPPORTED_GROUPS), 2), 0)));
        assert_true(
            is_grease(list16_at(span_tail(ext_of(&h.m[0], TLSX_SUPPORTED_VERSIONS), 1), 0)));
        assert_true(
            is_grease(list16_at(span_tail(ext_of(&h.m[0], TLSX_SIGNATURE_ALGORITHMS), 2), 0)));
        assert_int_equal(count_shares(&h.m[0], groups), 2);
        assert_true(is_grease(groups[0]));
        for (num = 0; ext_next(&r, &x); num++)
            types[num] = x.type;
        assert_true(is_grease(types[0]) && is_grease(types[num - 1]));
        assert_true(types[0] != types[num - 1]);
    }
    talk_close(t);
}

/* A hello without schemes has no list of GREASE alone, and the longest list stays within bounds. */
static void grease_schemes(void **state)
{
    struct hellos h;
    struct talk *t = begin(&h, TLS_1_3);

    (void)state;
    t->client.hello.grease = true;
    for (size_t i = 0; i < NAMES_MAX; i++)
        t->client.schemes.v[i] = (uint16_t)(0xfe00 + i);
    t->client.schemes.num = NAMES_MAX;
    run(&h);
    assert_int_equal(ext_of(&h.m[0], TLSX_SIGNATURE_ALGORITHMS).n, 2 + 2 * NAMES_MAX);
    t->client.schemes.num = 0;
    run(&h);
    assert_false(has(&h, TLSX_SIGNATURE_ALGORITHMS));
    talk_close(t);
}

/* As many shares as there may be, and the one that hides among them. */
static void grease_shares(void **state)
{
    static const uint16_t order[] = {GROUP_SECP521R1, GROUP_X448, GROUP_X25519, GROUP_SECP256R1};
    struct hellos h;
    struct talk *t = begin(&h, TLS_1_3);
    uint16_t groups[8];

    (void)state;
    memcpy(t->client.groups.v, order, sizeof order);
    t->client.groups.num = t->client.num_shares = COUNT(order);
    t->client.hello.grease = true;
    t->server.group = GROUP_X25519;
    say(&h);
    assert_int_equal(count_shares(&h.m[0], groups), COUNT(order) + 1);
    for (size_t i = 0; i < COUNT(order); i++)
        assert_int_equal(groups[i + 1], order[i]);
    talk_close(t);
}

/* The hello that the server was sent. */
static struct client_hello hello_of(const struct peer *p)
{
    struct fail f = {0};
    struct client_hello hello;
    struct msg own;

    assert_true(msg_split(&own, buf_span(&p->tls->hello)));
    assert_int_equal(client_hello_parse(&hello, own.body, &f), ERR_OK);
    return hello;
}

static void grease_group(struct peer *p, struct buf *m)
{
    uint8_t wire[4 + 1] = {0, 0, 0, 1, 0};
    struct client_hello hello = hello_of(p);

    memcpy(wire, span_tail(ext_of(&hello, TLSX_SUPPORTED_GROUPS), 2).p, 2);
    edit_ext_set(m, true, TLSX_KEY_SHARE, span_of(wire, sizeof wire));
}

static void grease_suite(struct peer *p, struct buf *m)
{
    struct client_hello hello = hello_of(p);

    memcpy(m->p + edit_suite(m), hello.suites.p, 2);
}

static void grease_scheme(struct peer *p, struct buf *m)
{
    struct client_hello hello = hello_of(p);

    memcpy(m->p + MSG_HEADER, span_tail(ext_of(&hello, TLSX_SIGNATURE_ALGORITHMS), 2).p, 2);
}

static void grease_ext(struct peer *p, struct buf *m)
{
    struct client_hello hello = hello_of(p);

    edit_ext_add(m, true, list16_at(hello.exts, 0), (struct span){0});
}

/* RFC 8701 3.1: who takes such a value has not understood it. */
static void grease_taken(void **state)
{
    static const struct {
        uint8_t message;
        void (*mutation)(struct peer *p, struct buf *m);
        enum err err;
    } cases[] = {
        {HS_SERVER_HELLO, grease_group, ERR_TLS_GROUP},
        {HS_SERVER_HELLO, grease_suite, ERR_TLS_SUITE},
        {HS_ENCRYPTED_EXTENSIONS, grease_ext, ERR_TLS_EXT_FORBIDDEN},
        {HS_CERTIFICATE_VERIFY, grease_scheme, ERR_TLS_SCHEME},
    };
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        bend_open(&b, TLS_1_3)->client.hello.grease = true;
        bend_run(&b, cases[i].message, cases[i].mutation, cases[i].err);
        talk_close(&b.talk);
    }
}

static void permuted(void **state)
{
    struct hellos h;
    struct talk *t = begin(&h, TLS_1_3);
    uint16_t first[8];

    (void)state;
    t->client.hello.permute = true;
    t->server.tickets = 1;
    say(&h);
    t->resumes = t->server.resumes = true;
    for (size_t i = 0; i < COUNT(first); i++) {
        say(&h);
        first[i] = list16_at(h.m[0].exts, 0);
        /* RFC 9846 4.3.11: whatever the order, the pre-shared key is last. */
        struct span psk = ext_of(&h.m[0], TLSX_PRE_SHARED_KEY);
        assert_ptr_equal(psk.p + psk.n, h.m[0].exts.p + h.m[0].exts.n);
    }
    size_t same = 0;
    for (size_t i = 0; i < COUNT(first); i++)
        same += first[i] == first[0];
    assert_true(same < COUNT(first));
    talk_close(t);
}

/* RFC 7685 4: nothing is as long as what old servers hang on. */
static void padded(void **state)
{
    static char name[251];
    struct hellos h;

    (void)state;
    memset(name, 'a', sizeof name - 1);
    for (size_t n = 1; n <= 250; n++) {
        struct talk *t = begin(&h, TLS_1_3);
        t->client.hello.padded = true;
        t->client.server_name = span_of(name, n);
        run(&h);
        size_t got = h.bytes[0].n;
        assert_true(got < 256 || got >= 512);
        assert_true(got <= 512 + 4);
        assert_int_equal(has(&h, TLSX_PADDING), got >= 512);
        /* Those that are short or long anyway stay as they are. */
        struct buf alpn;
        buf_init(&alpn, 512);
        for (size_t i = 0; i < 2 && n == 250; i++) {
            buf_u8(&alpn, 250);
            buf_put(&alpn, span_of(name, 250));
        }
        t->client.alpn = buf_span(&alpn);
        t->client.min_version = n == 1 ? TLS_1_2 : TLS_1_3;
        t->client.max_version = n == 1 ? TLS_1_2 : TLS_1_3;
        if (n == 1 || n == 250) {
            run(&h);
            assert_true(n == 1 ? h.bytes[0].n < 256 : h.bytes[0].n > 512);
            assert_false(has(&h, TLSX_PADDING));
        }
        buf_free(&alpn);
        talk_close(t);
    }
}

/* A least length, whatever the rest is. */
static void sized(void **state)
{
    static const size_t sizes[] = {400, 512, 1600, 9000};
    struct hellos h;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct talk *t = begin(&h, TLS_1_3);
        t->client.hello.size = sizes[i];
        run(&h);
        assert_true(has(&h, TLSX_PADDING));
        assert_int_equal(h.bytes[0].n, sizes[i]);
        t->client.hello.size = 1;
        run(&h);
        assert_false(has(&h, TLSX_PADDING));
        talk_close(t);
    }
}

static void padded_psk(void **state)
{
    struct hellos h;
    struct talk *t = begin(&h, TLS_1_3);

    (void)state;
    t->client.hello.padded = true;
    t->server.tickets = 1;
    say(&h);
    t->resumes = t->server.resumes = true;
    say(&h);
    assert_true(has(&h, TLSX_PADDING) && has(&h, TLSX_PRE_SHARED_KEY));
    assert_int_equal(h.bytes[0].n, 512);
    talk_close(t);
}

static void fill_zeros(void *ctx, size_t n, uint8_t *out)
{
    (void)ctx;
    memset(out, 0, n);
}

/* Without randomness there is no key, and nothing goes out. */
static void no_random(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);
    struct tls *tls;

    (void)state;
    t->client.rng.fill = fill_zeros;
    assert_int_equal(tls_new(&tls, &t->client), ERR_OK);
    assert_int_equal(tls_start(tls), ERR_TLS_RANDOM);
    assert_int_equal(tls_pending(tls).n, 0);
    tls_free(tls);
    talk_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual),         cmocka_unit_test(one_version),
        cmocka_unit_test(on_request),    cmocka_unit_test(by_suites),
        cmocka_unit_test(scsv),          cmocka_unit_test(nothing),
        cmocka_unit_test(shares),        cmocka_unit_test(grease),
        cmocka_unit_test(grease_shares), cmocka_unit_test(grease_schemes),
        cmocka_unit_test(grease_taken),  cmocka_unit_test(permuted),
        cmocka_unit_test(padded),        cmocka_unit_test(padded_psk),
        cmocka_unit_test(sized),         cmocka_unit_test(no_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
