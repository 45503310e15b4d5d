/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key encapsulation mechanism in place of Diffie-Hellman: both ends of TLS 1.3, and what others
 * see of it. */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "tests/peer/pair.h"
#include "tests/peer/toy_kem.h"
#include "tests/unit/tls/tape.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void open_pair(struct pair *p, uint16_t version)
{
    pair_open(p, version);
    pair_identity(p, FKEY_P256_C);
    p->client.extra_groups = p->host.extra_groups = &toy_kem_group;
    p->client.num_extra_groups = p->host.num_extra_groups = 1;
}

static void assert_works(struct pair *p, uint16_t group, bool retried)
{
    uint8_t out[2][32];

    pair_run(p);
    assert_true(pair_is_well(p));
    assert_true(pair_carries(p));
    for (int i = 0; i < 2; i++) {
        const struct tls *t = p->ends[i].tls;
        assert_int_equal(tls_info(t)->group, group);
        assert_int_equal(tls_info(t)->retried, retried);
        assert_int_equal(tls_export(t, out[i], 32, SPAN_LIT("EXPORTER-x"), false, (struct span){0}),
                         ERR_OK);
    }
    assert_memory_equal(out[0], out[1], 32);
}

/* Groups of the client, how many get a share, groups of the server, and what comes of it. */
static const struct {
    struct numbers client;
    size_t shares;
    bool fallback;
    struct numbers server;
    uint16_t group;
    bool retried;
} rows[] = {
    {{{TOY_KEM}, 1}, 1, false, {{TOY_KEM}, 1}, TOY_KEM, false},
    {{{TOY_KEM}, 1}, 1, true, {{TOY_KEM}, 1}, TOY_KEM, false},
    {{{GROUP_X25519, TOY_KEM}, 2}, 1, false, {{TOY_KEM}, 1}, TOY_KEM, true},
    {{{TOY_KEM, GROUP_X25519}, 2}, 1, false, {{GROUP_X25519}, 1}, GROUP_X25519, true},
    {{{TOY_KEM, GROUP_X25519}, 2}, 2, false, {{GROUP_X25519, TOY_KEM}, 2}, GROUP_X25519, false},
    {{{GROUP_X25519, TOY_KEM}, 2}, 2, false, {{TOY_KEM, GROUP_X25519}, 2}, TOY_KEM, false},
    /* One share more, of the first group that is no KEM. */
    {{{TOY_KEM, GROUP_SECP256R1, GROUP_X25519}, 3},
     1,
     true,
     {{GROUP_SECP256R1}, 1},
     GROUP_SECP256R1,
     false},
    {{{TOY_KEM, GROUP_SECP256R1, GROUP_X25519}, 3},
     1,
     true,
     {{GROUP_X25519}, 1},
     GROUP_X25519,
     true},
    {{{GROUP_SECP256R1, TOY_KEM, GROUP_X25519}, 3},
     2,
     true,
     {{GROUP_X25519}, 1},
     GROUP_X25519,
     true},
    {{{TOY_KEM, GROUP_X25519}, 2}, 0, true, {{GROUP_X25519}, 1}, GROUP_X25519, true},
    /* A server that prefers a KEM has the client retry; one that does not takes what is there. */
    {{{GROUP_X25519, TOY_KEM}, 2}, 1, true, {{TOY_KEM, GROUP_X25519}, 2}, TOY_KEM, true},
    {{{GROUP_X25519, TOY_KEM}, 2}, 1, true, {{GROUP_X25519, TOY_KEM}, 2}, GROUP_X25519, false},
    {{{TOY_KEM, GROUP_X25519}, 2}, 1, false, {{GROUP_X25519, TOY_KEM}, 2}, TOY_KEM, false},
};

/* With records as long as they may be, and with hellos that are cut into many; all at once, and
 * byte by byte; a full handshake, and one that resumes it. */
static void test_handshakes(void **state)
{
    static const struct {
        size_t record, chunk;
    } ways[] = {{0, 0}, {100, 0}, {0, 1}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t k = 0; k < COUNT(ways); k++) {
            struct pair p;

            open_pair(&p, TLS_1_3);
            p.client.groups = rows[i].client;
            p.client.num_shares = rows[i].shares;
            p.client.fallback_share = rows[i].fallback;
            p.host.groups = rows[i].server;
            p.client.record_max = p.host.record_max = ways[k].record;
            p.chunk = ways[k].chunk;
            assert_works(&p, rows[i].group, rows[i].retried);
            p.resumes = true;
            assert_works(&p, rows[i].group, rows[i].retried);
            assert_true(tls_info(p.ends[PAIR_SERVER].tls)->resumed);
            pair_close(&p);
        }
    }
}

/* A retry for its own sake does not cost the KEM: without another one, it is for a cookie. */
static void test_retry_wanted(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p, TLS_1_3);
    p.server.retries = true;
    p.client.groups = p.host.groups = (struct numbers){{TOY_KEM, GROUP_X25519}, 2};
    p.client.num_shares = 1;
    p.client.fallback_share = false;
    assert_works(&p, TOY_KEM, true);
    p.client.groups = p.host.groups = (struct numbers){{GROUP_X25519, GROUP_SECP256R1}, 2};
    assert_works(&p, GROUP_SECP256R1, true);
    pair_close(&p);
}

/* Each length belongs to one side: what the client sends is no answer, nor the other way round. */
static void test_lengths(void **state)
{
    struct peer_random random = {1};
    struct rng rng = peer_random(&random);
    uint8_t out[KX_SHARED_MAX], bytes[TOY_KEM_KEY + 1] = {0};
    struct kx a, b;
    size_t n;

    (void)state;
    assert_int_equal(kx_start(&a, &toy_kem, &rng), ERR_OK);
    for (size_t i = TOY_KEM_KEY - 1; i <= TOY_KEM_KEY + 1; i++)
        assert_int_equal(kx_respond(&b, &toy_kem, out, &n, span_of(bytes, i), &rng),
                         i == TOY_KEM_KEY ? ERR_OK : ERR_TLS_KEY_SHARE_FORM);
    assert_int_equal(b.public_n, TOY_KEM_CIPHERTEXT);
    for (size_t i = TOY_KEM_CIPHERTEXT - 1; i <= TOY_KEM_CIPHERTEXT + 1; i++)
        assert_int_equal(kx_finish(&a, out, &n, span_of(bytes, i)),
                         i == TOY_KEM_CIPHERTEXT ? ERR_TLS_POINT : ERR_TLS_KEY_SHARE_FORM);
    assert_int_equal(kx_set(&a, &toy_kem, span_of(bytes, 32)), ERR_TLS_NOT_SUPPORTED);
}

/* A kind from outside that has no room in a struct kx is refused. */
static void test_room(void **state)
{
    struct peer_random random = {1};
    struct rng rng = peer_random(&random);
    struct kx_kind wide[4] = {toy_kem, toy_kem, toy_kem, toy_kem};
    uint8_t out[KX_SHARED_MAX], share[KX_PUBLIC_MAX + 1] = {0};
    struct kx k;
    size_t n;

    (void)state;
    wide[0].private_n = KX_PRIVATE_MAX + 1;
    wide[1].shared_n = KX_SHARED_MAX + 1;
    wide[2].start_n = KX_PUBLIC_MAX + 1;
    wide[3].respond_n = KX_PUBLIC_MAX + 1;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(kx_start(&k, &wide[i], &rng), ERR_TLS_NOT_SUPPORTED);
    assert_int_equal(kx_respond(&k, &wide[3], out, &n, span_of(share, TOY_KEM_KEY), &rng),
                     ERR_TLS_NOT_SUPPORTED);
}

/* The last byte of a ServerHello is that of its share. */
static enum fault_act bend(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                           struct buf *bytes)
{
    (void)ctx;
    (void)t;
    if (stage == FAULT_MESSAGE && message == HS_SERVER_HELLO)
        bytes->p[bytes->n - 1] ^= 1;
    return FAULT_SEND;
}

/* What does not decapsulate ends the handshake. */
static void test_wrong_ciphertext(void **state)
{
    struct tls_faults faults = {.hook = bend};
    struct pair p;

    (void)state;
    open_pair(&p, TLS_1_3);
    p.client.groups = p.host.groups = (struct numbers){{TOY_KEM}, 1};
    p.host.faults = &faults;
    pair_run(&p);
    assert_int_equal(p.ends[PAIR_CLIENT].err, ERR_TLS_POINT);
    assert_int_equal(p.ends[PAIR_CLIENT].alert, ALERT_ILLEGAL_PARAMETER);
    pair_close(&p);
}

/* The parameters of a ServerKeyExchange begin with the type of a curve and its number. */
static enum fault_act name_kem(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                               struct buf *bytes)
{
    (void)ctx;
    (void)t;
    (void)message;
    if (stage == FAULT_PARAMS) {
        bytes->p[1] = TOY_KEM >> 8;
        bytes->p[2] = TOY_KEM & 0xff;
    }
    return FAULT_SEND;
}

/* TLS 1.2 has no place for it: a server does not choose it, and a client does not accept it. */
static void test_tls12(void **state)
{
    struct tls_faults faults = {.hook = name_kem};
    struct pair p;

    (void)state;
    open_pair(&p, TLS_1_2);
    p.client.groups = (struct numbers){{TOY_KEM, GROUP_SECP256R1}, 2};
    p.client.suites = p.host.suites =
        (struct numbers){{TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}, 1};
    p.host.groups = (struct numbers){{TOY_KEM}, 1};
    pair_run(&p);
    assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_NO_COMMON_GROUP);
    p.host.groups = (struct numbers){{GROUP_SECP256R1}, 1};
    p.host.faults = &faults;
    pair_run(&p);
    assert_int_equal(p.ends[PAIR_CLIENT].err, ERR_TLS_GROUP);
    pair_close(&p);
}

/* A client that offers TLS 1.2 alone does not list it, and has nothing to offer without it. */
static void test_tls12_offer(void **state)
{
    struct pair p;
    struct span list;

    (void)state;
    open_pair(&p, TLS_1_2);
    p.host.groups = (struct numbers){{GROUP_SECP256R1}, 1};
    p.client.groups = (struct numbers){{TOY_KEM, GROUP_X25519, TOY_KEM, GROUP_SECP256R1}, 4};
    pair_run(&p);
    assert_true(pair_is_well(&p));
    assert_true(ext_get(p.ends[PAIR_CLIENT].tls->hello_exts, TLSX_SUPPORTED_GROUPS, &list));
    assert_memory_equal(list.p, "\0\4\0\x1d\0\x17", list.n);
    p.client.groups = (struct numbers){{TOY_KEM}, 1};
    pair_run(&p);
    assert_int_equal(p.ends[PAIR_CLIENT].err, ERR_TLS_OFFER_EMPTY);
    /* RSA key exchange needs no group. */
    pair_identity(&p, FKEY_RSA2048_A);
    p.client.suites = (struct numbers){{TLS_RSA_WITH_AES_128_GCM_SHA256}, 1};
    p.host.suites = p.client.suites;
    pair_run(&p);
    assert_true(pair_is_well(&p));
    pair_close(&p);
}

/* Who only listens needs to know nothing of the group. */
static void test_passive(void **state)
{
    static const struct {
        bool retries;
        size_t cut, chunk;
    } ways[] = {{false, 0, 0}, {false, 100, 0}, {true, 0, 1}, {true, 100, 7}};

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct tape tape;
        struct tap o;
        struct talk *t = tape_open(&tape, TLS_1_3);

        t->client.extra_groups = t->server.extra_group = &toy_kem_group;
        t->client.num_extra_groups = 1;
        t->client.groups = (struct numbers){{GROUP_X25519, TOY_KEM}, 2};
        t->client.num_shares = ways[i].retries ? 1 : 2;
        t->server.group = TOY_KEM;
        t->server.retries = ways[i].retries;
        t->server.cut = t->client.record_max = ways[i].cut;
        talk_run(t);
        tape_chat(t);
        assert_int_equal(tls_info(t->tls)->group, TOY_KEM);
        tap_open(&o, buf_span(&tape.lines));
        tap_begin(&o);
        tap_see(&o, &tape, ways[i].chunk);
        tape_same(&tape, &o);
        tape_same_info(&tape, &o);
        tap_close(&o);
        tape_close(&tape);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handshakes),       cmocka_unit_test(test_retry_wanted),
        cmocka_unit_test(test_lengths),          cmocka_unit_test(test_room),
        cmocka_unit_test(test_wrong_ciphertext), cmocka_unit_test(test_tls12),
        cmocka_unit_test(test_tls12_offer),      cmocka_unit_test(test_passive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
