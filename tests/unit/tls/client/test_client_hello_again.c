/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is offered the second time: after a retry, and with a session. */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "lib/tls/tls.h"
#include "tests/unit/tls/hellos.h"

/* --- the second one ------------------------------------------------------------------------ */

static bool may_differ(uint16_t type)
{
    return type == TLSX_KEY_SHARE || type == TLSX_COOKIE || type == TLSX_EARLY_DATA ||
           type == TLSX_PRE_SHARED_KEY || type == TLSX_PADDING;
}

/* The types of a hello's extensions that have to stay, in order. */
static size_t staying(const struct client_hello *m, uint16_t out[64])
{
    struct fail f = {0};
    struct rd r = rd_init(m->exts, &f);
    struct ext x;
    size_t num = 0;

    while (ext_next(&r, &x)) {
        if (!may_differ(x.type))
            out[num++] = x.type;
    }
    return num;
}

/* RFC 9846 4.2.2: all is as it was, but what the retry is about. */
static void second(void **state)
{
    struct hellos h;
    uint16_t types[2][64], groups[8];

    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        struct talk *t = begin(&h, TLS_1_3);
        t->client.hello.grease = (i & 1) != 0;
        t->client.hello.permute = (i & 2) != 0;
        t->client.hello.padded = (i & 4) != 0;
        t->client.early_data = true;
        t->server.tickets = 1;
        t->server.max_early = 1000;
        say(&h);
        t->resumes = t->server.resumes = t->server.retries = true;
        t->server.group = GROUP_SECP256R1;
        t->server.cookie = SPAN_LIT("cookie");
        say(&h);
        assert_int_equal(h.num, 2);
        assert_true(span_eq(h.m[0].random, h.m[1].random));
        assert_true(span_eq(h.m[0].session_id, h.m[1].session_id));
        assert_true(span_eq(h.m[0].suites, h.m[1].suites));
        size_t num = staying(&h.m[0], types[0]);
        assert_int_equal(staying(&h.m[1], types[1]), num);
        assert_memory_equal(types[0], types[1], num * sizeof types[0][0]);
        for (size_t k = 0; k < num; k++)
            assert_true(span_eq(ext_of(&h.m[0], types[0][k]), ext_of(&h.m[1], types[0][k])));
        assert_int_equal(count_shares(&h.m[1], groups), 1);
        assert_int_equal(groups[0], GROUP_SECP256R1);
        IS(ext_of(&h.m[1], TLSX_COOKIE), "\0\6cookie");
        struct span data;
        assert_true(has(&h, TLSX_EARLY_DATA));
        assert_false(ext_get(h.m[1].exts, TLSX_EARLY_DATA, &data));
        assert_true(tls_info(t->tls)->resumed);
        talk_close(t);
    }
}

/* A retry for the cookie alone keeps the shares. */
static void drop_share(struct peer *p, struct buf *m)
{
    edit_ext_drop(m, true, TLSX_KEY_SHARE);
    p->c.retries = false;
}

static void cookie_alone(void **state)
{
    struct hellos h;

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct talk *t = begin(&h, TLS_1_3);
        t->client.hello.grease = i == 1;
        t->server.retries = true;
        t->server.cookie = SPAN_LIT("c");
        bend_mutation(&h.b, HS_SERVER_HELLO, drop_share);
        run(&h);
        assert_int_equal(h.num, 2);
        assert_true(span_eq(ext_of(&h.m[0], TLSX_KEY_SHARE), ext_of(&h.m[1], TLSX_KEY_SHARE)));
        talk_close(t);
    }
}

/* RFC 9846 4.2.4: a retry names the suite, and so the only hash that is left. */
static void other_hash(void **state)
{
    struct hellos h;

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct talk *t = begin(&h, TLS_1_3);
        struct span data;
        t->server.suite = TLS_AES_128_GCM_SHA256;
        t->server.tickets = 1;
        say(&h);
        t->resumes = t->server.retries = true;
        t->server.cookie = SPAN_LIT("c");
        t->server.group = GROUP_SECP256R1;
        t->server.suite = i == 0 ? TLS_CHACHA20_POLY1305_SHA256 : TLS_AES_256_GCM_SHA384;
        say(&h);
        assert_int_equal(h.num, 2);
        assert_true(has(&h, TLSX_PRE_SHARED_KEY));
        assert_int_equal(ext_get(h.m[1].exts, TLSX_PRE_SHARED_KEY, &data), i == 0);
        talk_close(t);
    }
}

/* --- sessions ------------------------------------------------------------------------------ */

/* RFC 9846 4.3.11: the identity is the ticket, the age since it came is obscured. */
static void psk(void **state)
{
    struct hellos h;
    struct talk *t = begin(&h, TLS_1_3);
    struct psk_offer offer;
    struct psk_identity id;
    struct fail f = {0};

    (void)state;
    t->server.tickets = 1;
    say(&h);
    assert_false(has(&h, TLSX_PRE_SHARED_KEY));
    t->resumes = t->server.resumes = true;
    t->now_ms += 12345;
    struct span ticket;
    assert_int_equal(arena_copy(&t->arena, &ticket, buf_span(&t->session.ticket)), ERR_OK);
    uint32_t age = 12345 + t->session.age_add;
    say(&h);
    assert_true(tls_info(t->tls)->resumed);
    assert_int_equal(ext_psk_parse(&offer, ext_of(&h.m[0], TLSX_PRE_SHARED_KEY), &f), ERR_OK);
    assert_int_equal(offer.num, 1);
    struct rd r = rd_init(offer.identities, &f);
    assert_true(ext_psk_identity_next(&r, &id));
    assert_true(span_eq(id.identity, ticket));
    assert_int_equal(id.obfuscated_age, age);
    talk_close(t);
}

/* RFC 5077 3.4: a ticket of TLS 1.2 comes with an id, so that its echo says yes; RFC 5246 7.4.1.2:
 * a session id is itself. */
static void resumption12(void **state)
{
    struct hellos h;

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        bool tickets = (i & 1) != 0;
        struct talk *t = begin(&h, TLS_1_2);
        t->client.max_version = (i & 2) != 0 ? TLS_1_3 : TLS_1_2;
        t->server.tickets = tickets;
        t->server.session_ids = !tickets;
        say(&h);
        t->resumes = t->server.resumes = true;
        struct span was;
        struct buf *key = &t->session.ticket;
        struct span id =
            tickets ? buf_span(key) : span_of(t->session.session_id, t->session.session_id_n);
        assert_int_equal(arena_copy(&t->arena, &was, id), ERR_OK);
        say(&h);
        assert_true(tls_info(t->tls)->resumed);
        if (tickets) {
            assert_true(span_eq(ext_of(&h.m[0], TLSX_SESSION_TICKET), was));
            assert_int_equal(h.m[0].session_id.n, 32);
        } else {
            IS(ext_of(&h.m[0], TLSX_SESSION_TICKET), "");
            assert_true(span_eq(h.m[0].session_id, was));
        }
        talk_close(t);
    }
}

/* RFC 9846 4.3.10: early data is offered with the suite and the protocol of the session alone. */
static void early(void **state)
{
    struct hellos h;
    struct span at;

    (void)state;
    for (int i = 0; i < 6; i++) {
        struct talk *t = begin(&h, TLS_1_3);
        t->server.tickets = 1;
        t->server.max_early = i == 1 ? 0 : 100;
        t->client.alpn = t->server.alpn = SPAN_LIT("\2h2");
        say(&h);
        t->resumes = true;
        t->client.early_data = i != 2;
        if (i == 3)
            t->client.alpn = SPAN_LIT("\3abc");
        if (i == 4)
            assert_int_equal(
                names_suites(&t->client.suites, SPAN_LIT("TLS_CHACHA20_POLY1305_SHA256"), &at),
                ERR_OK);
        if (i == 5)
            t->client.suites.v[0] = TLS_AES_128_GCM_SHA256;
        run(&h);
        assert_true(has(&h, TLSX_PRE_SHARED_KEY));
        assert_int_equal(has(&h, TLSX_EARLY_DATA), i == 0 || i == 5);
        talk_close(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second), cmocka_unit_test(cookie_alone), cmocka_unit_test(other_hash),
        cmocka_unit_test(psk),    cmocka_unit_test(resumption12), cmocka_unit_test(early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
