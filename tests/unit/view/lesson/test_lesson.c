/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lessons of three recorded connections, and of one with a hybrid key exchange, byte for byte
 * as in tests/golden, in both languages, as text and as HTML.  After a change that is meant:
 *
 *     make update-lessons
 *
 * and then look at what git diff says.
 */
#include "config.h"

#include "lib/net/dialogue.h"
#include "tests/unit/view/golden.h"
#include "tests/unit/view/lesson/lesson_kit.h"

static bool updates;

static const struct golden {
    const char *name, *vectors;
} goldens[] = {
    {"rsa12", HSKIT_RSA},
    {"ecdhe12", HSKIT_ECDHE},
    {"13", HSKIT_13},
};

/* The recordings have no chain worth a verdict: the factory's is judged in its place. */
static void open_golden(struct hskit *k, const struct golden *g)
{
    hskit_open(k, g->vectors, true);
    hskit_run(k);
    fc_rekey(&k->kit.t.arena, &k->kit.leaf, FKEY_RSA2048_A);
    k->view.reason = kit_judge(&k->kit);
    assert_int_equal(k->view.reason, REASON_OK);
    k->view.report = &k->kit.t.report;
    k->view.judged = &k->kit.in;
}

/* The lesson of a view, in all forms. */
static void hold_all(const char *title, const struct hs_view *view, const struct style *style)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        char name[64];
        struct buf page;
        buf_init(&page, PAGE_CAP);
        hs_lesson(&page, view, (enum lang)lang, style);
        snprintf(name, sizeof name, "lesson-%s.%s", title, lang_code((enum lang)lang));
        golden_hold(name, "txt", &page, updates);
        buf_truncate(&page, 0);
        hs_lesson_html(&page, view, (enum lang)lang);
        golden_hold(name, "html", &page, updates);
        buf_wipe(&page);
    }
}

static void test_golden(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goldens / sizeof goldens[0]; i++) {
        struct hskit k;
        open_golden(&k, &goldens[i]);
        look(&k.view);
        assert_true(tells(&k.view, "CERT_TRUSTED"));
        hold_all(goldens[i].name, &k.view, &k.kit.style);
        hskit_close(&k);
    }
}

static void test_recorded(void **state)
{
    static const char *const vectors[] = {HSKIT_RSA, HSKIT_ECDHE, HSKIT_DHE,
                                          HSKIT_13,  HSKIT_RETRY, HSKIT_COMPATIBLE};

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct hskit k;
        hskit_open(&k, vectors[i], i % 2 == 0);
        hskit_run(&k);
        look(&k.view);
        assert_true(tells(&k.view, "CERT_UNJUDGED"));
        assert_int_equal(tells(&k.view, "SELF_DERIVE"), i % 2 == 0);
        k.kit.leaf.not_after = FC_NOW - 1;
        k.view.reason = kit_judge(&k.kit);
        k.view.report = &k.kit.t.report;
        k.view.judged = &k.kit.in;
        look(&k.view);
        assert_true(tells(&k.view, "CERT_REFUSED"));
        assert_false(tells(&k.view, "CERT_TRUSTED"));
        hskit_close(&k);
    }
}

static void watched_rsa(void)
{
    static const struct style plain = {.columns = 80};
    struct hskit k;

    hskit_open(&k, HSKIT_RSA, false);
    hskit_run(&k);
    k.events.side = EVENT_LOG_WATCHER;
    look(&k.view);
    k.view.input = "dir/a capture.pcap";
    hs_lesson(&k.kit.out, &k.view, LANG_EN, &plain);
    assert_true(kit_has(&k.kit, "tlsbox decode --key server.key FILE"));
    buf_truncate(&k.kit.out, 0);
    k.view.input = "dir/trace_2.pcap";
    hs_lesson(&k.kit.out, &k.view, LANG_EN, &plain);
    assert_true(kit_has(&k.kit, "tlsbox decode --key server.key dir/trace_2.pcap"));
    assert_true(kit_has(&k.kit, "tshark -r dir/trace_2.pcap -O tls"));
    hskit_close(&k);
}

/* What was captured without secrets, or breaks off. */
static void test_parts(void **state)
{
    struct hskit k;

    (void)state;
    watched_rsa();
    hskit_open(&k, HSKIT_13, false);
    hskit_run(&k);
    size_t all = k.events.num;
    for (k.events.num = 0; k.events.num < all; k.events.num++)
        look(&k.view);
    k.events.side = EVENT_LOG_WATCHER;
    for (k.events.num = 1; k.events.num < all && !tells(&k.view, "EE_WHAT"); k.events.num++)
        continue;
    k.events.num--;
    assert_true(tells(&k.view, "BLIND_WHAT"));
    look(&k.view);
    k.events.num = all;
    look(&k.view);
    k.view.info = NULL;
    k.view.host = NULL;
    k.view.address = NULL;
    look(&k.view);
    hskit_close(&k);

    hskit_open(&k, HSKIT_13, true);
    hskit_start(&k);
    assert_int_not_equal(hskit_feed(&k, SPAN_LIT("\x15\3\3\0\2\2\x28")), ERR_OK);
    assert_true(tells(&k.view, "FAILED_WHAT"));
    assert_false(tells(&k.view, "LEAD"));
    look(&k.view);
    hskit_close(&k);
}

static void test_resumed(void **state)
{
    struct told t;

    (void)state;
    told_open(&t, TLS_1_2, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    run(&t);
    t.pair.resumes = true;
    run(&t);
    assert_true(tells(&t.view, "AGAIN_TICKET"));
    assert_true(tells(&t.view, "FUTURE_AGAIN_12"));
    assert_false(tells(&t.view, "CERT_WHAT"));
    assert_false(tells(&t.view, "FUTURE_FRESH"));
    told_close(&t);

    told_open(&t, TLS_1_2, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");
    t.pair.client.without.tickets = true;
    run(&t);
    assert_true(tells(&t.view, "SESSION_ID_WHAT"));
    t.pair.resumes = true;
    run(&t);
    assert_true(tells(&t.view, "AGAIN_ID"));
    assert_false(tells(&t.view, "AGAIN_TICKET"));
    told_close(&t);

    told_open(&t, TLS_1_3, NULL);
    run(&t);
    t.pair.resumes = true;
    run(&t);
    assert_true(tells(&t.view, "AGAIN_13"));
    assert_true(tells(&t.view, "FUTURE_FRESH_AGAIN"));
    assert_false(tells(&t.view, "CV_WHAT"));
    /* Our client insists on a fresh exchange (psk_dhe_ke): others do not. */
    struct tls_info info = *t.view.info;
    info.group = 0;
    t.view.info = &info;
    look(&t.view);
    assert_true(tells(&t.view, "PSK_ALONE"));
    assert_true(tells(&t.view, "FUTURE_PSK"));
    told_close(&t);
}

static void test_early(void **state)
{
    struct told t;

    (void)state;
    told_open(&t, TLS_1_3, NULL);
    t.pair.server.max_early_data = 1000;
    t.pair.host.compressions = (struct numbers){{CERT_COMPRESSION_ZLIB}, 1};
    t.pair.client.compressions = t.pair.host.compressions;
    run(&t);
    assert_true(tells(&t.view, "CERT_PACKED"));
    t.pair.resumes = t.pair.client.early_data = true;
    run(&t);
    assert_true(tells(&t.view, "EE_EARLY_YES"));
    assert_true(tells(&t.view, "FUTURE_EARLY"));
    t.pair.server.max_early_data = 0;
    run(&t);
    assert_true(tells(&t.view, "EE_EARLY_NO"));
    told_close(&t);
}

static void test_client_certificate(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct told t;
        told_open(&t, i / 2 == 0 ? TLS_1_2 : TLS_1_3, NULL);
        t.pair.server.client_auth = CLIENT_AUTH_ASK;
        if (i % 2 == 0)
            pair_client_identity(&t.pair, FKEY_P256_C);
        run(&t);
        assert_int_equal(tells(&t.view, "CLIENT_CERT_12"), i == 0);
        assert_int_equal(tells(&t.view, "CLIENT_NONE_12"), i == 1);
        assert_int_equal(tells(&t.view, "CLIENT_CERT_13"), i == 2);
        assert_int_equal(tells(&t.view, "CLIENT_NONE_13"), i == 3);
        told_close(&t);
    }
}

/* Where part begins; the length of the text where it does not. */
static size_t place(struct span text, const char *part)
{
    const uint8_t *at = memmem(text.p, text.n, part, strlen(part));

    return at == NULL ? text.n : (size_t)(at - text.p);
}

/* Both offer the same groups. */
static void take_groups(struct told *t, const char *groups)
{
    struct span at;

    t->pair.client.groups = t->pair.host.groups = (struct numbers){0};
    assert_int_equal(names_groups(&t->pair.client.groups, span_str(groups), &at), ERR_OK);
    assert_int_equal(names_groups(&t->pair.host.groups, span_str(groups), &at), ERR_OK);
}

/* No recording of a hybrid is published with its secrets: our own client and server make one, from
 * random numbers that are always the same. */
static void test_hybrid(void **state)
{
    struct viewkit kit;
    struct told t;

    (void)state;
    kit_open(&kit, FC_HOST);
    told_open(&t, TLS_1_3, "modern");
    take_groups(&t, "X25519MLKEM768,x25519");
    t.pair.client.alpn = t.pair.host.alpn = SPAN_LIT("\2h2\x8http/1.1");
    run(&t);
    fc_rekey(&kit.t.arena, &kit.leaf, FKEY_RSA2048_A);
    t.view.reason = kit_judge(&kit);
    t.view.report = &kit.t.report;
    t.view.judged = &kit.in;
    t.view.address = "192.0.2.1:443";
    look(&t.view);
    assert_true(tells(&t.view, "HELLO_SIZE"));
    assert_true(tells(&t.view, "HYBRID_KEM"));
    assert_true(tells(&t.view, "FUTURE_HYBRID"));
    assert_false(tells(&t.view, "SECRET_HOW"));
    assert_false(tells(&t.view, "FUTURE_CLASSICAL"));
    hold_all("hybrid", &t.view, &kit.style);

    /* As if the certificate had come compressed. */
    struct tls_info info = *t.view.info;
    info.compression = (struct tls_compression){CERT_COMPRESSION_ZLIB, 700, 1000};
    t.view.info = &info;
    look(&t.view);
    assert_true(tells(&t.view, "CERT_PACKED"));

    /* What the registry only names is not explained. */
    info.group = GROUP_MLKEM768;
    look(&t.view);
    assert_true(tells(&t.view, "OTHER_WHAT"));
    assert_false(tells(&t.view, "SECRET_HOW"));
    assert_false(tells(&t.view, "HYBRID_WHAT"));
    assert_false(tells(&t.view, "FUTURE_CLASSICAL"));
    kit_close(&kit);
    told_close(&t);
}

/* The other order, after a retry; and resumed. */
static void test_hybrid_other(void **state)
{
    static const struct style plain = {.columns = 100};
    struct span at;
    struct buf page;
    struct told t;

    (void)state;
    told_open(&t, TLS_1_3, "TLS_AES_128_GCM_SHA256");
    take_groups(&t, "SecP384r1MLKEM1024");
    t.pair.client.groups = (struct numbers){0};
    assert_int_equal(
        names_groups(&t.pair.client.groups, SPAN_LIT("secp521r1,SecP384r1MLKEM1024"), &at), ERR_OK);
    run(&t);
    assert_true(tells(&t.view, "RETRY_WHAT"));
    assert_true(tells(&t.view, "HYBRID_KEM"));
    assert_false(tells(&t.view, "HELLO_SIZE"));
    buf_init(&page, PAGE_CAP);
    hs_lesson(&page, &t.view, LANG_EN, &plain);
    static const char *const parts[] = {
        "P-384 and ML-KEM-1024", "Client's encapsulation key, ML-KEM-1024", "Server's share, P-384",
        "Secret of P-384", "Secret of ML-KEM-1024"};
    size_t before = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t here = place(buf_span(&page), parts[i]);
        assert_true(here < page.n && here > before);
        before = here;
    }
    buf_free(&page);
    t.pair.resumes = true;
    run(&t);
    assert_true(tells(&t.view, "HYBRID_KEM"));
    assert_true(tells(&t.view, "SECRET_PSK_TOO"));
    assert_false(tells(&t.view, "FUTURE_HYBRID"));
    told_close(&t);
}

/* The ways to protect records, and to make a master secret. */
static void test_suites(void **state)
{
    struct told t;

    (void)state;
    told_open(&t, TLS_1_2, "TLS_RSA_WITH_AES_128_CBC_SHA256");
    t.pair.client.ems.off = t.pair.client.without.etm = true;
    t.pair.client.server_name = (struct span){0};
    run(&t);
    assert_true(tells(&t.view, "KEYS_MASTER_PLAIN"));
    assert_true(tells(&t.view, "SUITE_RSA_CBC") && tells(&t.view, "SUITE_BANNED_RSA"));
    assert_false(tells(&t.view, "KEYS_ETM"));
    assert_false(tells(&t.view, "KEYS_TWO_AEAD"));
    assert_true(tells(&t.view, "EVE_HELLO"));
    told_close(&t);
    told_open(&t, TLS_1_2, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA");
    run(&t);
    assert_true(tells(&t.view, "SUITE_BANNED_DHE") && tells(&t.view, "KEYS_ETM"));
    assert_true(tells(&t.view, "KEYS_MASTER_EMS") && tells(&t.view, "VERSION_12"));
    told_close(&t);
    told_open(&t, TLS_1_3, "TLS_CHACHA20_POLY1305_SHA256");
    t.pair.client.server_name = (struct span){0};
    t.pair.identities[0].ocsp = SPAN_LIT("a statement");
    t.pair.client.ocsp = true;
    t.pair.client.alpn = t.pair.host.alpn = SPAN_LIT("\2h2");
    run(&t);
    assert_true(tells(&t.view, "CERT_STAPLE"));
    assert_true(tells(&t.view, "EVE_CERT_NO_NAME"));
    assert_int_equal(tls_key_update(t.pair.ends[PAIR_CLIENT].tls, true), ERR_OK);
    pair_move(&t.pair);
    assert_int_equal(tls_close(t.pair.ends[PAIR_CLIENT].tls), ERR_OK);
    pair_move(&t.pair);
    look(&t.view);
    assert_true(tells(&t.view, "DATA_UPDATE"));
    assert_true(tells(&t.view, "DATA_CLOSE"));
    told_close(&t);
}

static void test_false_start(void **state)
{
    size_t taken;
    struct told t;

    (void)state;
    told_open(&t, TLS_1_2, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    t.pair.client.false_start.allowed = t.pair.client.false_start.without_alpn = true;
    pair_begin(&t.pair);
    struct tls *client = t.pair.ends[PAIR_CLIENT].tls, *server = t.pair.ends[PAIR_SERVER].tls;
    for (int i = 0; i < 2 && !tls_may_write(client); i++) {
        struct span said = tls_pending(client);
        assert_int_equal(tls_feed(server, said), ERR_OK);
        tls_sent(client, said.n);
        said = tls_pending(server);
        assert_int_equal(tls_feed(client, said), ERR_OK);
        tls_sent(server, said.n);
    }
    assert_int_equal(tls_write(client, SPAN_LIT("early"), &taken), ERR_OK);
    pair_move(&t.pair);
    t.view = (struct hs_view){.input = FC_HOST, .events = &t.events, .info = tls_info(client)};
    look(&t.view);
    assert_true(tells(&t.view, "FALSE_START_WHY"));
    told_close(&t);
}

/* A client that also offers TLS 1.3 has two shares: one of its hello, one of the exchange. */
static void test_share(void **state)
{
    static const struct style plain = {.columns = 100};
    struct buf page, hex;
    struct told t;

    (void)state;
    told_open(&t, TLS_1_2, "TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    t.pair.client.max_version = TLS_1_3;
    run(&t);
    buf_init(&page, PAGE_CAP);
    buf_init(&hex, PAGE_CAP);
    hs_lesson(&page, &t.view, LANG_EN, &plain);
    hex_encode(&hex, span_tail(message(&t.events, HS_CLIENT_KEY_EXCHANGE)->bytes, 5), 0);
    buf_u8(&hex, 0);
    assert_true(tells(&t.view, "HELLO_SHARE"));
    struct span behind = span_tail(buf_span(&page), place(buf_span(&page), "ServerHelloDone the"));
    assert_int_equal(place(behind, (const char *)hex.p),
                     place(buf_span(&page), (const char *)hex.p) + behind.n - page.n);
    buf_free(&page);
    buf_free(&hex);
    told_close(&t);
}

/* How TLS 1.1 makes its keys is another matter: nothing is said that is not so. */
static void test_old(void **state)
{
    static const char *const not_told[] = {"SUITE_RSA",  "CKE_RSA",         "KEYS_MASTER_PLAIN",
                                           "CCS_WHAT",   "SESSION_ID_WHAT", "FUTURE_TITLE",
                                           "EVE_CERT_12"};
    uint8_t hello[512];
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_RSA, false);
    hskit_run(&k);
    struct event *e = message(&k.events, HS_SERVER_HELLO);
    assert_true(e->bytes.n <= sizeof hello);
    memcpy(hello, e->bytes.p, e->bytes.n);
    hello[MSG_HEADER + 1] = 2;
    e->bytes = span_of(hello, e->bytes.n);
    look(&k.view);
    assert_true(tells(&k.view, "OLD_WHAT"));
    for (size_t i = 0; i < sizeof not_told / sizeof not_told[0]; i++)
        assert_false(tells(&k.view, not_told[i]));
    hskit_close(&k);
}

/* The tests before this one have seen every row of the table told. */
static void say(struct hskit *k, enum dialogue d, bool sent, const char *text)
{
    const struct event e = {EVENT_DIALOGUE, .sent = sent, .bytes = span_str(text),
                            .type = (uint8_t)d};

    event_log_add(&k->events, 0, &e);
}

/* What was said before TLS, with a proxy and in SMTP. */
static void test_dialogue(void **state)
{
    struct hskit k;

    (void)state;
    for (int i = 0; i < 4; i++) {
        hskit_open(&k, HSKIT_13, true);
        if (i == 1)
            say(&k, DIALOGUE_HTTP, true, "CONNECT a:443\r\nProxy-Authorization: " DIALOGUE_HIDDEN);
        if (i > 1)
            say(&k, i == 2 ? DIALOGUE_SOCKS5 : DIALOGUE_SMTP, i == 2, i == 2 ? "\5\1" : "220 <\33");
        hskit_run(&k);
        look(&k.view);
        assert_int_equal(tells(&k.view, "PROXY_LEARNS"), i == 1 || i == 2);
        assert_int_equal(tells(&k.view, "PROXY_PASSWORD"), i == 1);
        assert_int_equal(tells(&k.view, "STARTTLS_STRIP"), i == 3);
        hskit_close(&k);
    }
}

static void test_all(void **state)
{
    const struct event_log none = {0};
    const struct hs_view v = {.input = "", .events = &none};
    const char *name;
    bool is_told;

    (void)state;
    for (size_t i = 0; (name = lesson_row(i, &v, &is_told)) != NULL; i++) {
        if (!told[i])
            fail_msg("no connection here tells %s", name);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),   cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_parts),    cmocka_unit_test(test_resumed),
        cmocka_unit_test(test_early),    cmocka_unit_test(test_client_certificate),
        cmocka_unit_test(test_hybrid),   cmocka_unit_test(test_hybrid_other),
        cmocka_unit_test(test_suites),   cmocka_unit_test(test_false_start),
        cmocka_unit_test(test_share),    cmocka_unit_test(test_old),
        cmocka_unit_test(test_dialogue), cmocka_unit_test(test_all),
    };

    updates = argc > 1 && strcmp(argv[1], "update") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
