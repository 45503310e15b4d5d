/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe for Bleichenbacher's oracle: servers that tell some of the five messages from others,
 * servers that do not, and what is sent. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gmp.h>

#include "lib/asn1/der.h"
#include "lib/tls/wire/edit.h"
#include "tests/unit/app/scan/kit_tls.h"

static const uint8_t ccs[] = {CONTENT_CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1};

/* The private exponent of the server's key, for what a vulnerable server sees: the padding. */
struct rsa_secret {
    mpz_t n, d;
};

static void read_secret(struct rsa_secret *out, struct arena *arena, enum fkey key)
{
    struct fail fail = {0};
    struct der all = der_open(fkey_private(arena, key), &fail);
    struct der pkcs8 = der_enter(&all, DER_SEQUENCE);
    struct span numbers[4];

    der_integer(&pkcs8);
    der_get(&pkcs8, DER_SEQUENCE);
    struct der inner = der_open(der_octets(&pkcs8), &fail), seq = der_enter(&inner, DER_SEQUENCE);

    for (int i = 0; i < 4; i++) /* version, n, e, d */
        numbers[i] = der_integer(&seq);
    assert_int_equal(fail.err, ERR_OK);
    mpz_inits(out->n, out->d, NULL);
    mpz_import(out->n, numbers[1].n, 1, 1, 1, 0, numbers[1].p);
    mpz_import(out->d, numbers[3].n, 1, 1, 1, 0, numbers[3].p);
}

enum { RSA_N = 256, PREMASTER_N = 48 };

/* Where the encrypted premaster secret begins in the record of ClientKeyExchange. */
enum { AT_CIPHER = RECORD_HEADER + MSG_HEADER + 2 };

/* What is wrong with a block: the kinds of ask_robot.c, told from its bytes. */
enum block { GOOD, BAD_BEGINNING, BAD_LENGTH, NO_ZERO, BAD_VERSION, BLOCKS };

static enum block classify(const uint8_t block[RSA_N])
{
    size_t zero = 2;

    while (zero < RSA_N && block[zero] != 0)
        zero++;
    if (block[0] != 0 || block[1] != 2)
        return BAD_BEGINNING;
    if (zero == RSA_N)
        return NO_ZERO;
    if (zero != RSA_N - PREMASTER_N - 1)
        return BAD_LENGTH;
    return block[zero + 1] == 3 && block[zero + 2] == 3 ? GOOD : BAD_VERSION;
}

static enum block open_block(const struct rsa_secret *secret, struct span cipher)
{
    uint8_t block[RSA_N] = {0};
    size_t n;
    mpz_t m;

    assert_int_equal(cipher.n, RSA_N);
    mpz_init(m);
    mpz_import(m, cipher.n, 1, 1, 1, 0, cipher.p);
    mpz_powm(m, m, secret->d, secret->n);
    n = (mpz_sizeinbase(m, 2) + 7) / 8;
    mpz_export(block + RSA_N - n, NULL, 1, 1, 1, 0, m);
    mpz_clear(m);
    return classify(block);
}

/* A server that answers each kind of block with an alert of its own choice. */
struct robot_kit {
    struct kit_tls k;
    struct rsa_secret secret;
    uint8_t alerts[BLOCKS];
    bool is_unsteady;
    unsigned
        in_turn; /* the number of servers that answer in turn, and the last one is another kind */
    unsigned seen[BLOCKS], total;
};

/* ClientKeyExchange, ChangeCipherSpec and Finished come at once. */
static bool answer_block(struct kit_tls_conn *c, struct span bytes)
{
    struct robot_kit *r = (struct robot_kit *)c->kit;
    uint8_t alert[] = {CONTENT_ALERT, 3, 3, 0, 2, 2, 0};

    if (bytes.p[0] != CONTENT_HANDSHAKE || bytes.p[RECORD_HEADER] != HS_CLIENT_KEY_EXCHANGE)
        return false;
    enum block kind = open_block(&r->secret, span_head(span_tail(bytes, AT_CIPHER), RSA_N));

    r->seen[kind]++;
    alert[6] = r->alerts[kind];
    if (r->is_unsteady)
        alert[6] = (uint8_t)(20 + r->total);
    if (r->in_turn > 0)
        alert[6] = (r->total + 1) % r->in_turn == 0 ? 51 : 20;
    r->total++;
    assert_true(span_starts(span_tail(bytes, AT_CIPHER + RSA_N), span_of(ccs, sizeof ccs)));
    kit_tls_say(c, span_of(alert, sizeof alert));
    net_shut(c->conn);
    return true;
}

static void ask_robot(struct robot_kit *r, const uint8_t alerts[BLOCKS])
{
    kit_tls_open_with(&r->k, SCAN_1_2, FKEY_RSA2048_A);
    read_secret(&r->secret, &r->k.pair.arena, FKEY_RSA2048_A);
    memcpy(r->alerts, alerts, BLOCKS);
    r->k.bend = answer_block;
    kit_tls_ask(&r->k, &question_robot);
}

static void close_robot(struct robot_kit *r)
{
    mpz_clears(r->secret.n, r->secret.d, NULL);
    kit_tls_close(&r->k);
}

/* Each kind comes once, or three times if the answers differ. */
static void saw_each(const struct robot_kit *r, unsigned times)
{
    for (int i = 0; i < BLOCKS; i++)
        assert_int_equal(r->seen[i], times);
    assert_int_equal(r->k.connections, BLOCKS * times);
}

static void test_robot(void **state)
{
    static const struct {
        uint8_t alerts[BLOCKS];
        const char *because;
    } rows[] = {
        {{20, 40, 20, 20, 20}, "strong"}, {{20, 40, 40, 47, 20}, "strong"},
        {{20, 40, 20, 40, 20}, "strong"}, {{20, 40, 40, 20, 20}, "strong"},
        {{20, 40, 40, 40, 40}, "weak"},   {{20, 20, 20, 20, 70}, "weak"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct robot_kit r = {0};

        ask_robot(&r, rows[i].alerts);
        kit_tls_is(&r.k, FEATURE_ROBOT, SCAN_YES, rows[i].because);
        saw_each(&r, 3);
        close_robot(&r);
    }
}

static void test_no_robot(void **state)
{
    static const uint8_t same[BLOCKS] = {20, 20, 20, 20, 20};
    struct robot_kit r = {0};

    (void)state;
    ask_robot(&r, same);
    kit_tls_is(&r.k, FEATURE_ROBOT, SCAN_NO, "alike");
    saw_each(&r, 1);
    close_robot(&r);
}

/* Answers that depend on something else say nothing. */
static void test_unsteady_robot(void **state)
{
    static const uint8_t same[BLOCKS] = {20, 20, 20, 20, 20};
    struct robot_kit r = {.is_unsteady = true};

    (void)state;
    ask_robot(&r, same);
    kit_tls_is(&r.k, FEATURE_ROBOT, SCAN_UNKNOWN, "differ");
    saw_each(&r, 2);
    close_robot(&r);
}

/* Several servers that answer in turn are no oracle, however many they are. */
static void test_in_turn(void **state)
{
    static const uint8_t same[BLOCKS] = {20, 20, 20, 20, 20};

    (void)state;
    for (unsigned n = 2; n <= 5 * BLOCKS; n++) {
        struct robot_kit r = {.in_turn = n};

        ask_robot(&r, same);
        assert_int_not_equal(r.k.host.facts.features[FEATURE_ROBOT].answer, SCAN_YES);
        close_robot(&r);
    }
}

static bool stay_silent(struct kit_tls_conn *c, struct span bytes)
{
    (void)c;
    return bytes.p[0] == CONTENT_HANDSHAKE && bytes.p[RECORD_HEADER] == HS_CLIENT_KEY_EXCHANGE;
}

/* A server that does not answer in time is not cleared. */
static void test_silent_robot(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_RSA2048_A);
    k.bend = stay_silent;
    kit_tls_ask(&k, &question_robot);
    kit_tls_is(&k, FEATURE_ROBOT, SCAN_UNKNOWN, "in time");
    assert_int_equal(k.connections, BLOCKS);
    kit_tls_close(&k);
}

/* Our own server answers all alike; one without an RSA key cannot be asked. */
static void test_own_robot(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_RSA2048_A);
    kit_tls_ask(&k, &question_robot);
    kit_tls_is(&k, FEATURE_ROBOT, SCAN_NO, "alike");
    assert_int_equal(k.connections, BLOCKS);
    /* A ClientKeyExchange, a ChangeCipherSpec and a Finished. */
    assert_in_range(kit_tls_after_hello(&k).n, RSA_N + 11 + sizeof ccs + 45,
                    RSA_N + 11 + sizeof ccs + 85);
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    kit_tls_ask(&k, &question_robot);
    kit_tls_is(&k, FEATURE_ROBOT, SCAN_NO, "no RSA key exchange");
    assert_int_equal(k.connections, 1);
    kit_tls_close(&k);
}

/* An alert that says nothing about suites, and a suite that was not offered. */
static bool say_internal_error(struct kit_tls_conn *c, struct span bytes)
{
    (void)bytes;
    kit_tls_say(c, SPAN_LIT("\x15\x03\x03\x00\x02\x02\x50"));
    net_shut(c->conn);
    return true;
}

static enum fault_act choose_ecdhe(void *ctx, struct tls *tls, enum fault_stage stage,
                                   uint8_t message, struct buf *bytes)
{
    (void)ctx;
    (void)tls;
    if (stage == FAULT_MESSAGE && message == HS_SERVER_HELLO)
        memcpy(bytes->p + EDIT_SESSION_ID + 1 + bytes->p[EDIT_SESSION_ID], "\xc0\x2f", 2);
    return FAULT_SEND;
}

static void test_unasked_robot(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_RSA2048_A);
    k.bend = say_internal_error;
    kit_tls_ask(&k, &question_robot);
    kit_tls_is(&k, FEATURE_ROBOT, SCAN_UNKNOWN, "could not be asked");
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_RSA2048_A);
    k.faults.hook = choose_ecdhe;
    kit_tls_ask(&k, &question_robot);
    kit_tls_is(&k, FEATURE_ROBOT, SCAN_UNKNOWN, "could not be asked");
    assert_int_equal(kit_tls_after_hello(&k).n, 0);
    kit_tls_close(&k);
}

/* It tells the right message by how the connection ends, and sends not a byte. */
static bool end_differently(struct kit_tls_conn *c, struct span bytes)
{
    struct robot_kit *r = (struct robot_kit *)(void *)c->kit;

    if (!stay_silent(c, bytes))
        return false;
    if (open_block(&r->secret, span_head(span_tail(bytes, AT_CIPHER), RSA_N)) != GOOD)
        net_shut(c->conn);
    return true;
}

static void test_ending(void **state)
{
    struct robot_kit r = {0};

    (void)state;
    kit_tls_open_with(&r.k, SCAN_1_2, FKEY_RSA2048_A);
    read_secret(&r.secret, &r.k.pair.arena, FKEY_RSA2048_A);
    r.k.bend = end_differently;
    kit_tls_ask(&r.k, &question_robot);
    kit_tls_is(&r.k, FEATURE_ROBOT, SCAN_YES, "weak");
    close_robot(&r);
}

/* It has had RSA key exchange before it refuses. */
static bool refuse_third(struct kit_tls_conn *c, struct span bytes)
{
    (void)bytes;
    if (c->number < 2)
        return false;
    kit_tls_say(c, SPAN_LIT("\x15\x03\x03\x00\x02\x02\x28"));
    net_shut(c->conn);
    return true;
}

static void test_refuses_later(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_RSA2048_A);
    k.bend = refuse_third;
    kit_tls_ask(&k, &question_robot);
    kit_tls_is(&k, FEATURE_ROBOT, SCAN_UNKNOWN, "could not be asked");
    assert_int_equal(k.connections, 3);
    kit_tls_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_robot),          cmocka_unit_test(test_no_robot),
        cmocka_unit_test(test_unsteady_robot), cmocka_unit_test(test_silent_robot),
        cmocka_unit_test(test_own_robot),      cmocka_unit_test(test_in_turn),
        cmocka_unit_test(test_unasked_robot),  cmocka_unit_test(test_ending),
        cmocka_unit_test(test_refuses_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
