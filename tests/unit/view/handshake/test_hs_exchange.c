/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/wire/tables.h"

    enum {
        CAP = 1 << 14
    };

/* --- what is said -------------------------------------------------------------------------- */

static bool has(const struct buf *text, const char *part)
{
    return memmem(text->p, text->n, part, strlen(part)) != NULL;
}

/* The one note with this code, if wanted; none otherwise. */
static void expect_note(const struct hs_exchange *x, bool wanted, const char *message,
                        const char *hint)
{
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        struct hs_note notes[EXCHANGE_NOTES];
        size_t num = hs_exchange_notes(notes, x, lang);
        assert_int_equal(num, wanted ? 1 : 0);
        if (wanted) {
            assert_int_equal(notes[0].code, REASON_NO_POST_QUANTUM);
            assert_true(lang != LANG_EN || has(&notes[0].message, message));
            assert_int_equal(notes[0].hint.n > 0, hint != NULL);
            assert_true(lang != LANG_EN || hint == NULL || has(&notes[0].hint, hint));
        }
        hs_exchange_free(notes, num);
    }
}

/* The advice counts only what was seen of an offer.  It does not blame the peer for the options of
 * the user. */
static void test_classical(void **state)
{
    static const struct {
        struct hs_exchange x;
        const char *message, *hint;
    } rows[] = {
        {{EVENT_LOG_CLIENT, TLS_1_3, GROUP_X25519, .has_hello = true, .offers_13 = true},
         "no post-quantum key exchange: recorded",
         "without --groups"},
        {{EVENT_LOG_CLIENT, TLS_1_3, GROUP_X25519, .has_hello = true, .offers_13 = true,
          .offers_pq = OFFERS_X25519MLKEM768},
         "exchange: recorded",
         "X25519MLKEM768 (RFC 10024) at the server: it was offered a post-quantum group"},
        {{EVENT_LOG_CLIENT, TLS_1_3, GROUP_X25519, .has_hello = true, .offers_13 = true,
          .offers_pq = OFFERS_OURS},
         "exchange: recorded",
         "without --groups: X25519MLKEM768, which most servers have, was not offered"},
        {{EVENT_LOG_CLIENT, TLS_1_2, GROUP_X25519, .has_hello = true},
         "which needs TLS 1.3",
         "--tls 1.2,1.3"},
        {{EVENT_LOG_CLIENT, TLS_1_2, 0, .has_hello = true, .offers_13 = true,
          .offers_pq = OFFERS_OURS},
         "which needs TLS 1.3",
         "TLS 1.3 at the server: it was offered that"},
        {{EVENT_LOG_SERVER, TLS_1_3, GROUP_X448, .has_hello = true, .offers_13 = true},
         "exchange: recorded",
         "a newer client: this one offers no post-quantum group"},
        {{EVENT_LOG_SERVER, TLS_1_3, GROUP_FFDHE2048, .has_hello = true, .offers_13 = true,
          .offers_pq = OFFERS_OURS},
         "exchange: recorded",
         "with X25519MLKEM768 first"},
        {{EVENT_LOG_SERVER, TLS_1_2, GROUP_X25519, .has_hello = true},
         "which needs TLS 1.3",
         "does not offer TLS 1.3"},
        {{EVENT_LOG_SERVER, TLS_1_2, GROUP_X25519, .has_hello = true, .offers_13 = true,
          .offers_pq = OFFERS_OURS},
         "which needs TLS 1.3",
         "with --tls 1.3"},
        {{EVENT_LOG_WATCHER, TLS_1_3, GROUP_X25519, .has_hello = true, .offers_13 = true},
         "exchange: recorded",
         "a client that offers a post-quantum group"},
        {{EVENT_LOG_WATCHER, TLS_1_3, GROUP_X25519, .has_hello = true, .offers_13 = true,
          .offers_pq = OFFERS_OURS},
         "exchange: recorded",
         "X25519MLKEM768 (RFC 10024) at the server"},
        {{EVENT_LOG_WATCHER, TLS_1_0, 0, .has_hello = true},
         "which needs TLS 1.3",
         "a client that offers TLS 1.3"},
        {{EVENT_LOG_WATCHER, TLS_1_3, GROUP_SECP256R1, .resumed = false},
         "exchange: recorded",
         NULL},
        {{EVENT_LOG_SERVER, .is_offer = true, .has_hello = true, .offers_13 = true},
         "exchange is offered",
         "a newer client"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hs_exchange x = rows[i].x;
        assert_int_equal(hs_exchange_post_quantum(&x), POST_QUANTUM_NO);
        expect_note(&x, true, rows[i].message, rows[i].hint);
        assert_int_equal(hs_exchange_short(&x) != NULL, x.has_hello);
        /* What was resumed, or has failed, is another matter. */
        x.resumed = true;
        expect_note(&x, false, NULL, NULL);
        x.resumed = false;
        x.has_failed = true;
        expect_note(&x, false, NULL, NULL);
        assert_null(hs_exchange_short(&x));
    }
}

/* Nothing is said of what is post-quantum, and of what is not known. */
static void test_silent(void **state)
{
    static const struct {
        struct hs_exchange x;
        enum post_quantum is;
    } rows[] = {
        {{.version = TLS_1_3, .group = GROUP_X25519MLKEM768}, POST_QUANTUM_YES},
        {{.version = TLS_1_3, .group = GROUP_MLKEM1024}, POST_QUANTUM_YES},
        {{.version = TLS_1_3, .group = GROUP_X25519KYBER768DRAFT00}, POST_QUANTUM_YES},
        {{.version = TLS_1_3, .group = 0xabcd}, POST_QUANTUM_UNKNOWN},
        {{.version = TLS_1_3}, POST_QUANTUM_UNKNOWN},
        {{.version = 0, .has_hello = true}, POST_QUANTUM_UNKNOWN},
        {{.version = TLS_1_2, .resumed = true}, POST_QUANTUM_UNKNOWN},
        {{.is_offer = true}, POST_QUANTUM_UNKNOWN},
        {{.is_offer = true, .has_hello = true, .offers_13 = true, .offers_pq = OFFERS_OURS},
         POST_QUANTUM_YES},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(hs_exchange_post_quantum(&rows[i].x), rows[i].is);
        expect_note(&rows[i].x, false, NULL, NULL);
        assert_null(hs_exchange_short(&rows[i].x));
    }
}

/* Exactly the groups that have a KEM by their name, and one older one. */
static void test_groups(void **state)
{
    const struct group *g;

    (void)state;
    for (size_t i = 0; (g = group_at(i)) != NULL; i++) {
        bool by_name = strstr(g->name, "MLKEM") != NULL || strstr(g->name, "Kyber") != NULL ||
                       g->id == GROUP_CECPQ2;
        assert_int_equal(group_is_post_quantum(g->id), by_name);
    }
    assert_false(group_is_post_quantum(0));
    assert_false(group_is_post_quantum(0xabcd));
}

/* --- where it comes from ------------------------------------------------------------------- */

/* A ClientHello that offers versions and groups, and has empty shares for some of them. */
static void put_client(struct buf *out, const uint16_t *versions, size_t num_versions,
                       const uint16_t *groups, const struct key_share *shares, size_t num)
{
    uint8_t random[RANDOM_SIZE] = {1};
    struct buf_mark body, exts;

    buf_truncate(out, 0);
    buf_u8(out, HS_CLIENT_HELLO);
    body = buf_open24(out);
    buf_u16(out, TLS_1_2);
    buf_put(out, span_of(random, sizeof random));
    buf_put(out, SPAN_LIT("\0\0\2\x13\1\1\0"));
    exts = buf_open16(out);
    ext_list8of16_put(out, TLSX_SUPPORTED_VERSIONS, versions, num_versions);
    ext_list16_put(out, TLSX_SUPPORTED_GROUPS, groups, 2);
    ext_shares_put(out, shares, num);
    buf_close(out, exts);
    buf_close(out, body);
}

static void put_server(struct buf *out, bool retry, uint16_t group)
{
    uint8_t random[RANDOM_SIZE] = {2};
    struct key_share share = {group, SPAN_LIT("y")};
    struct buf_mark body, exts;

    buf_truncate(out, 0);
    buf_u8(out, HS_SERVER_HELLO);
    body = buf_open24(out);
    buf_u16(out, TLS_1_2);
    buf_put(out, span_of(retry ? hello_retry_random : random, RANDOM_SIZE));
    buf_put(out, SPAN_LIT("\0\x13\1\0"));
    exts = buf_open16(out);
    ext_u16_put(out, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    if (retry && group != 0)
        ext_u16_put(out, TLSX_KEY_SHARE, group);
    else if (group != 0)
        ext_share_put(out, &share);
    buf_close(out, exts);
    buf_close(out, body);
}

/* Groups of drafts alone: nobody here would choose them with other options, nor most servers. */
static void test_drafts(void **state)
{
    static const uint16_t versions[] = {TLS_1_3};
    static const uint16_t groups[] = {GROUP_X25519KYBER768DRAFT00, GROUP_X25519};
    static const enum event_log_side sides[] = {EVENT_LOG_SERVER, EVENT_LOG_WATCHER};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct hs_exchange x = {.side = sides[i], .version = TLS_1_3, .group = GROUP_X25519};
        struct buf b;
        buf_init(&b, CAP);
        put_client(&b, versions, 1, groups, NULL, 0);
        hs_exchange_message(&x, buf_span(&b));
        assert_int_equal(x.offers_pq, OFFERS_OTHERS);
        expect_note(&x, true, "exchange: recorded", "a client that offers X25519MLKEM768");
        buf_free(&b);
    }
}

/* The report on a retry names the groups of both sides.  The client's are those of its first
 * ClientHello. */
static void test_retry(void **state)
{
    static const uint16_t versions[] = {TLS_1_3, TLS_1_2};
    static const uint16_t groups[] = {GROUP_X25519MLKEM768, GROUP_SECP256R1};
    const struct key_share shares[] = {{0x2a2a, SPAN_LIT("g")},
                                       {GROUP_X25519MLKEM768, SPAN_LIT("a")},
                                       {GROUP_X25519, SPAN_LIT("b")},
                                       {GROUP_SECP256R1, SPAN_LIT("c")}};
    struct hs_exchange x = {.side = EVENT_LOG_CLIENT};
    struct hs_note notes[EXCHANGE_NOTES];
    struct buf b, again;

    (void)state;
    buf_init(&b, CAP);
    buf_init(&again, CAP);
    put_client(&b, versions, 2, groups, shares, 3);
    hs_exchange_message(&x, buf_span(&b));
    assert_true(x.has_hello && x.offers_13 && x.offers_pq == OFFERS_X25519MLKEM768);
    put_server(&again, true, GROUP_SECP256R1);
    hs_exchange_message(&x, buf_span(&again));
    assert_int_equal(hs_exchange_post_quantum(&x), POST_QUANTUM_NO);
    put_client(&again, versions, 2, groups, shares + 3, 1);
    hs_exchange_message(&x, buf_span(&again));
    put_server(&again, false, GROUP_SECP256R1);
    hs_exchange_message(&x, buf_span(&again));
    assert_int_equal(hs_exchange_notes(notes, &x, LANG_EN), 2);
    assert_int_equal(notes[0].code, REASON_HELLO_RETRY);
    assert_true(has(&notes[0].message, "the client sent shares for X25519MLKEM768, x25519, and the "
                                       "server asked for one for secp256r1 (HelloRetryRequest): "
                                       "one more round trip"));
    assert_true(has(&notes[0].hint, "--groups with this group first"));
    assert_true(has(&notes[0].hint, "secp256r1"));
    assert_int_equal(notes[1].code, REASON_NO_POST_QUANTUM);
    assert_true(has(&notes[1].hint, "was offered a post-quantum group"));
    hs_exchange_free(notes, 2);
    buf_free(&again);
    buf_free(&b);
}

/* A retry for a cookie, one for an unknown group, and one to a hybrid whose ClientHello is not
 * known. */
static void test_retry_other(void **state)
{
    struct hs_exchange x = {.side = EVENT_LOG_WATCHER};
    struct hs_note notes[EXCHANGE_NOTES];
    struct buf b;

    (void)state;
    buf_init(&b, CAP);
    put_server(&b, true, 0);
    hs_exchange_message(&x, buf_span(&b));
    assert_int_equal(hs_exchange_notes(notes, &x, LANG_EN), 1);
    assert_true(has(&notes[0].message, "asked for a second ClientHello"));
    assert_int_equal(notes[0].hint.n, 0);
    hs_exchange_free(notes, 1);
    put_server(&b, true, 0xabcd);
    hs_exchange_message(&x, buf_span(&b));
    assert_int_equal(hs_exchange_notes(notes, &x, LANG_EN), 1);
    assert_true(has(&notes[0].message, "the server asked for a share for 0xabcd"));
    hs_exchange_free(notes, 1);
    put_server(&b, true, GROUP_SECP384R1MLKEM1024);
    hs_exchange_message(&x, buf_span(&b));
    assert_int_equal(hs_exchange_post_quantum(&x), POST_QUANTUM_YES);
    assert_int_equal(hs_exchange_notes(notes, &x, LANG_ZH), 1);
    hs_exchange_free(notes, 1);
    buf_free(&b);
}

/* A retry against the rules: for a group that we do not have, or whose share was sent.  No option
 * would help. */
static void test_retry_wrong(void **state)
{
    static const uint16_t versions[] = {TLS_1_3}, groups[] = {GROUP_X25519MLKEM768, GROUP_X25519};
    static const uint16_t wanted[] = {GROUP_MLKEM512, 0xabcd, GROUP_X25519, GROUP_SECP256R1};
    const struct key_share shares[] = {{GROUP_X25519MLKEM768, SPAN_LIT("a")},
                                       {GROUP_X25519, SPAN_LIT("b")}};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct hs_exchange x = {.side = EVENT_LOG_CLIENT, .has_failed = true};
        struct hs_note notes[EXCHANGE_NOTES];
        struct buf b;
        buf_init(&b, CAP);
        put_client(&b, versions, 1, groups, shares, 2);
        hs_exchange_message(&x, buf_span(&b));
        struct buf retry;
        buf_init(&retry, CAP);
        put_server(&retry, true, wanted[i]);
        hs_exchange_message(&x, buf_span(&retry));
        assert_int_equal(hs_exchange_notes(notes, &x, LANG_EN), 1);
        assert_int_equal(notes[0].hint.n > 0, wanted[i] == GROUP_SECP256R1);
        hs_exchange_free(notes, 1);
        buf_free(&retry);
        buf_free(&b);
    }
}

/* What counts is what has been agreed on, not what the server has asked for or named. */
static void test_not_agreed(void **state)
{
    static const bool retries[] = {true, false};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct tls_info info = {.version = TLS_1_3};
        struct event_log log;
        struct hs_exchange x;
        struct buf b;
        buf_init(&b, CAP);
        event_log_init(&log, false, false);
        put_server(&b, retries[i], GROUP_X25519MLKEM768);
        event_log_add(
            &log, 0,
            &(struct event){.kind = EVENT_MESSAGE, .bytes = buf_span(&b), .type = HS_SERVER_HELLO});
        hs_exchange_read(&x, &(struct hs_view){.events = &log, .info = &info});
        assert_false(x.is_retried);
        assert_int_equal(hs_exchange_post_quantum(&x), POST_QUANTUM_UNKNOWN);
        event_log_free(&log);
        buf_free(&b);
    }
}

/* A list of groups without TLS 1.3 offers nothing post-quantum; what does not parse says
 * nothing. */
static void test_offer(void **state)
{
    static const uint16_t old[] = {TLS_1_2};
    static const uint16_t groups[] = {GROUP_X25519MLKEM768, GROUP_X25519};
    struct hs_exchange x = {.is_offer = true};
    struct buf b;

    (void)state;
    buf_init(&b, CAP);
    put_client(&b, old, 1, groups, NULL, 0);
    hs_exchange_message(&x, span_head(buf_span(&b), b.n - 1));
    hs_exchange_message(&x, (struct span){0});
    assert_false(x.has_hello);
    hs_exchange_message(&x, buf_span(&b));
    assert_true(x.has_hello);
    assert_false(x.offers_13 || x.offers_pq != OFFERS_NONE);
    assert_int_equal(hs_exchange_post_quantum(&x), POST_QUANTUM_NO);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classical),   cmocka_unit_test(test_silent),
        cmocka_unit_test(test_groups),      cmocka_unit_test(test_retry),
        cmocka_unit_test(test_retry_other), cmocka_unit_test(test_retry_wrong),
        cmocka_unit_test(test_not_agreed),  cmocka_unit_test(test_offer),
        cmocka_unit_test(test_drafts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
