/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hybrid groups (RFC 10024) at both ends of TLS 1.3, and what others see of them. */
#include "config.h"

#include "tests/unit/tls/sessions.h"
#include "tests/unit/tls/tape.h"

static const uint16_t hybrids[] = {GROUP_X25519MLKEM768, GROUP_SECP256R1MLKEM768,
                                   GROUP_SECP384R1MLKEM1024};

static void is_agreed(struct pair *p, uint16_t group, bool retried)
{
    uint8_t out[2][32];

    sessions_well(p);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sessions_info(p, i)->group, group);
        assert_int_equal(sessions_info(p, i)->retried, retried);
        assert_int_equal(tls_export(p->ends[i].tls, out[i], sizeof out[i], SPAN_LIT("EXPORTER-x"),
                                    false, (struct span){0}),
                         ERR_OK);
    }
    assert_memory_equal(out[0], out[1], sizeof out[0]);
}

static void open_pair(struct pair *p)
{
    pair_open(p, TLS_1_3);
    pair_identity(p, FKEY_P256_C);
}

/* With a share and after a retry; in long records, in short ones, byte by byte; and resumed. */
static void test_handshakes(void **state)
{
    static const struct {
        size_t record, chunk;
    } ways[] = {{0, 0}, {100, 0}, {0, 1}};

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(hybrids); i++) {
        bool retried = i % 2 == 1;
        for (size_t k = 0; k < COUNT(ways); k++) {
            struct pair p;
            open_pair(&p);
            p.client.groups = (struct numbers){{hybrids[i / 2], GROUP_X25519}, 2};
            if (retried)
                p.client.groups = (struct numbers){{GROUP_X25519, hybrids[i / 2]}, 2};
            p.host.groups = (struct numbers){{hybrids[i / 2], GROUP_X25519}, 2};
            p.client.record_max = p.host.record_max = ways[k].record;
            p.chunk = ways[k].chunk;
            is_agreed(&p, hybrids[i / 2], retried);
            p.resumes = true;
            is_agreed(&p, hybrids[i / 2], retried);
            assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
            pair_close(&p);
        }
    }
}

/* What a client sends that nobody configured: six groups, and two shares. */
static void test_default_offer(void **state)
{
    static const uint8_t groups[] = {0,    12, 0x11, 0xec, 0x11, 0xeb, 0x11,
                                     0xed, 0,  29,   0,    23,   0,    24};
    struct key_share share;
    struct fail fail = {0};
    struct span data;
    struct pair p;

    (void)state;
    open_pair(&p);
    p.client.groups = p.host.groups = tls_config_default().groups;
    is_agreed(&p, GROUP_X25519MLKEM768, false);
    struct span exts = p.ends[PAIR_CLIENT].tls->hello_exts;
    assert_true(ext_get(exts, TLSX_SUPPORTED_GROUPS, &data));
    assert_true(span_eq(data, span_of(groups, sizeof groups)));
    assert_true(ext_get(exts, TLSX_KEY_SHARE, &data));
    assert_int_equal(ext_shares_parse(&data, data, &fail), ERR_OK);
    struct rd r = rd_init(data, &fail);
    assert_true(ext_share_next(&r, &share));
    assert_int_equal(share.group, GROUP_X25519MLKEM768);
    assert_int_equal(share.key.n, KX_START_X25519MLKEM768);
    /* The two key pairs of X25519 are independent. */
    struct span half = span_tail(share.key, KX_START_MLKEM768);
    assert_true(ext_share_next(&r, &share));
    assert_int_equal(share.group, GROUP_X25519);
    assert_false(span_eq(share.key, half));
    assert_false(ext_share_next(&r, &share));
    pair_close(&p);
}

/* Against servers that have less; and with TLS 1.2 alone, at either end. */
static void test_default_served(void **state)
{
    static const struct {
        struct numbers server;
        uint16_t group;
        bool retried;
    } rows[] = {
        {{{GROUP_X25519}, 1}, GROUP_X25519, false},
        {{{GROUP_SECP256R1}, 1}, GROUP_SECP256R1, true},
        {{{GROUP_SECP256R1MLKEM768, GROUP_X25519}, 2}, GROUP_SECP256R1MLKEM768, true},
        {{{GROUP_X25519, GROUP_SECP256R1MLKEM768}, 2}, GROUP_X25519, false},
        {{{GROUP_SECP256R1MLKEM768, GROUP_X25519MLKEM768}, 2}, GROUP_X25519MLKEM768, false},
    };
    struct pair p;

    (void)state;
    open_pair(&p);
    p.client.groups = tls_config_default().groups;
    for (size_t i = 0; i < COUNT(rows); i++) {
        p.host.groups = rows[i].server;
        is_agreed(&p, rows[i].group, rows[i].retried);
    }
    p.host.groups = tls_config_default().groups;
    p.host.max_version = TLS_1_2;
    sessions_well(&p);
    assert_int_equal(sessions_info(&p, PAIR_CLIENT)->group, GROUP_X25519);
    p.host.max_version = TLS_1_3;
    p.client.max_version = TLS_1_2;
    sessions_well(&p);
    assert_int_equal(sessions_info(&p, PAIR_SERVER)->group, GROUP_X25519);
    pair_close(&p);
}

/* A ticket, early data, and both with a retry: the second hello has a binder of its own, and the
 * early data is not taken (RFC 9846 4.3.10). */
static void test_resumption(void **state)
{
    static const char words[] = "at once";
    size_t taken;

    (void)state;
    for (size_t i = 0; i < COUNT(hybrids); i++) {
        struct pair p;
        sessions_begin(&p);
        p.client.groups = (struct numbers){{hybrids[i], GROUP_X25519}, 2};
        p.host.groups = (struct numbers){{hybrids[i]}, 1};
        for (int retried = 0; retried < 2; retried++) {
            pair_begin(&p);
            assert_int_equal(tls_write(p.ends[PAIR_CLIENT].tls, span_str(words), &taken), ERR_OK);
            pair_move(&p);
            assert_true(pair_is_well(&p));
            assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
            assert_int_equal(sessions_info(&p, PAIR_SERVER)->group, hybrids[i]);
            assert_int_equal(sessions_info(&p, PAIR_SERVER)->retried, retried);
            assert_int_equal(sessions_info(&p, PAIR_SERVER)->early_data,
                             retried ? EARLY_REJECTED : EARLY_ACCEPTED);
            p.client.groups = (struct numbers){{GROUP_X25519, hybrids[i]}, 2};
        }
        pair_close(&p);
    }
}

/* An observer with the key log sees the same, whether the ClientHello comes whole or in pieces. */
static void test_passive(void **state)
{
    static const struct {
        size_t cut, chunk;
    } ways[] = {{0, 0}, {100, 7}};

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(hybrids); i++) {
        for (size_t k = 0; k < COUNT(ways); k++) {
            struct tape tape;
            struct tap o;
            struct talk *t = tape_open(&tape, TLS_1_3);

            t->client.groups = (struct numbers){{hybrids[i / 2], GROUP_X25519}, 2};
            t->client.num_shares = i % 2;
            t->server.group = hybrids[i / 2];
            t->server.retries = i % 2 == 0;
            t->server.cut = t->client.record_max = ways[k].cut;
            talk_run(t);
            tape_chat(t);
            assert_int_equal(tls_info(t->tls)->group, hybrids[i / 2]);
            assert_int_equal(tls_info(t->tls)->retried, i % 2 == 0);
            tap_open(&o, buf_span(&tape.lines));
            tap_begin(&o);
            tap_see(&o, &tape, ways[k].chunk);
            tape_same(&tape, &o);
            tape_same_info(&tape, &o);
            tap_close(&o);
            tape_close(&tape);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handshakes),     cmocka_unit_test(test_default_offer),
        cmocka_unit_test(test_default_served), cmocka_unit_test(test_resumption),
        cmocka_unit_test(test_passive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
