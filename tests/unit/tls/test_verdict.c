/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts that come later: what becomes of a connection does not depend on when the judge
 * answers. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/tls.h"
#include "tests/peer/pair.h"
#include "tests/peer/toy_kem.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Connections in which an end judges the other one's chain. */
static const struct {
    uint16_t version, suite;
    int judge;
    bool resumed, early;
    enum { NO_STAPLE, STAPLE, STAPLE_LEFT_OUT } staple;
    bool asks; /* the server for a certificate, though it is the client that judges */
} rows[] = {
    {TLS_1_3, TLS_AES_128_GCM_SHA256, PAIR_CLIENT, false, false, NO_STAPLE, false},
    {TLS_1_3, TLS_AES_128_GCM_SHA256, PAIR_CLIENT, false, false, STAPLE, true},
    {TLS_1_3, TLS_AES_128_GCM_SHA256, PAIR_CLIENT, true, false, NO_STAPLE, false},
    {TLS_1_3, TLS_AES_128_GCM_SHA256, PAIR_CLIENT, true, true, NO_STAPLE, false},
    {TLS_1_3, TLS_AES_128_GCM_SHA256, PAIR_SERVER, false, false, NO_STAPLE, false},
    {TLS_1_3, TLS_AES_128_GCM_SHA256, PAIR_SERVER, true, false, NO_STAPLE, false},
    {TLS_1_3, TLS_AES_128_GCM_SHA256, PAIR_SERVER, true, true, NO_STAPLE, false},
    {TLS_1_2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, PAIR_CLIENT, false, false, NO_STAPLE, false},
    {TLS_1_2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, PAIR_CLIENT, false, false, STAPLE, true},
    {TLS_1_2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, PAIR_CLIENT, false, false, STAPLE_LEFT_OUT,
     false},
    {TLS_1_2, TLS_RSA_WITH_AES_128_GCM_SHA256, PAIR_CLIENT, false, false, STAPLE_LEFT_OUT, false},
    {TLS_1_2, TLS_RSA_WITH_AES_128_GCM_SHA256, PAIR_CLIENT, false, false, STAPLE_LEFT_OUT, true},
    {TLS_1_2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, PAIR_CLIENT, true, false, NO_STAPLE, false},
    {TLS_1_2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, PAIR_SERVER, false, false, NO_STAPLE, false},
    {TLS_1_2, TLS_RSA_WITH_AES_128_GCM_SHA256, PAIR_SERVER, false, false, NO_STAPLE, false},
    {TLS_1_2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, PAIR_SERVER, true, false, NO_STAPLE, false},
};

static enum fault_act leave_out_status(void *ctx, struct tls *t, enum fault_stage stage,
                                       uint8_t message, struct buf *bytes)
{
    (void)ctx;
    (void)t;
    (void)bytes;
    return stage == FAULT_MESSAGE && message == HS_CERTIFICATE_STATUS ? FAULT_DROP : FAULT_SEND;
}

/* What both ends come to. */
struct outcome {
    enum err err[2];
    uint8_t alert[2], got_alert[2], message[2];
    bool has_message[2], well;
    unsigned judged;
    struct buf heard[2];
    enum early_data early;
};

static void open_row(struct pair *p, size_t row, struct tls_faults *faults)
{
    pair_open(p, rows[row].version);
    pair_identity(p, FKEY_RSA2048_A);
    pair_client_identity(p, FKEY_P256_D);
    p->client.suites = (struct numbers){{rows[row].suite}, 1};
    bool is_servers = rows[row].judge == PAIR_SERVER;
    p->server.client_auth = is_servers       ? CLIENT_AUTH_REQUIRE
                            : rows[row].asks ? CLIENT_AUTH_ASK
                                             : CLIENT_AUTH_NONE;
    p->client.ocsp = rows[row].staple != NO_STAPLE;
    p->identities[0].ocsp = SPAN_LIT("staple");
    if (rows[row].staple == STAPLE_LEFT_OUT)
        p->host.faults = faults;
    if (rows[row].early) {
        p->server.max_early_data = 100;
        p->client.early_data = true;
    }
    (is_servers ? &p->host : &p->client)->rejudge = true;
    if (rows[row].resumed) {
        pair_run(p);
        assert_true(pair_is_well(p));
        p->resumes = true;
    }
}

/* The end that judges waits: it reads nothing, sends nothing, and says so. */
static void assert_waits(struct pair *p, int end)
{
    struct tls *t = p->ends[end].tls;

    assert_int_equal(p->ends[end].err, ERR_OK);
    assert_true(tls_is_waiting(t));
    assert_false(tls_is_waiting(p->ends[1 - end].tls));
    assert_int_equal(tls_phase(t), PHASE_HANDSHAKE);
    assert_int_equal(tls_pending(t).n, 0);
    assert_false(tls_may_write(t));
    assert_null(tls_progress(t).part);
    assert_true(tls_progress(t).heard);
    assert_int_equal(tls_key_update(t, false), ERR_TLS_NOT_DONE);
}

static void run_row(struct outcome *out, size_t row, bool pends, size_t chunk, enum err verdict)
{
    struct tls_faults faults = {.hook = leave_out_status};
    int judge = rows[row].judge;
    struct pair p;

    open_row(&p, row, &faults);
    p.chunk = chunk;
    p.pends[judge] = pends;
    p.verdicts[judge] = verdict;
    pair_begin(&p);
    if (rows[row].early) {
        size_t taken;
        assert_int_equal(tls_write(p.ends[PAIR_CLIENT].tls, SPAN_LIT("early"), &taken), ERR_OK);
        assert_int_equal(taken, 5);
    }
    pair_move(&p);
    if (pends) {
        assert_waits(&p, judge);
        pair_verdict(&p, judge);
    }
    *out = (struct outcome){.well = pair_is_well(&p)};
    out->judged = p.ends[judge].judged;
    out->early = tls_info(p.ends[judge].tls)->early_data;
    for (int i = 0; i < 2; i++) {
        const struct tls_failure *f = tls_failure(p.ends[i].tls);
        out->err[i] = p.ends[i].err;
        out->alert[i] = p.ends[i].alert;
        out->got_alert[i] = p.ends[i].got_alert;
        out->has_message[i] = f->has_message;
        out->message[i] = f->has_message ? f->message : 0;
        buf_init(&out->heard[i], 1 << 10);
        buf_put(&out->heard[i], buf_span(&p.ends[i].heard));
    }
    if (rows[row].early && verdict == ERR_OK)
        assert_true(span_eq(buf_span(&p.ends[PAIR_SERVER].data), SPAN_LIT("early")));
    if (rows[row].early)
        buf_truncate(&p.ends[PAIR_SERVER].data, 0);
    assert_int_equal(pair_carries(&p), verdict == ERR_OK);
    pair_close(&p);
}

static void assert_same(size_t row, const struct outcome *a, const struct outcome *b)
{
    for (int i = 0; i < 2; i++) {
        if (a->err[i] != b->err[i] || a->alert[i] != b->alert[i] ||
            a->got_alert[i] != b->got_alert[i] || a->has_message[i] != b->has_message[i] ||
            a->message[i] != b->message[i])
            fail_msg("row %zu, end %d: %s, alert %d, message %d; %s, alert %d, message %d", row, i,
                     err_id(a->err[i]), a->alert[i], a->message[i], err_id(b->err[i]), b->alert[i],
                     b->message[i]);
        if (!span_eq(buf_span(&a->heard[i]), buf_span(&b->heard[i])))
            fail_msg("row %zu, end %d: other messages", row, i);
    }
    assert_int_equal(a->well, b->well);
    assert_int_equal(a->judged, b->judged);
    assert_int_equal(a->early, b->early);
}

static void free_outcome(struct outcome *o)
{
    buf_free(&o->heard[0]);
    buf_free(&o->heard[1]);
}

/* A verdict that comes later is as good as one that comes at once, positive or negative, with all
 * that the peer has sent meanwhile in one piece, in small ones, or byte by byte. */
static void test_later(void **state)
{
    static const enum err verdicts[] = {ERR_OK, ERR_TLS_LEAF_DECODE, ERR_TLS_CERTIFICATE_REQUIRED};
    static const size_t chunks[] = {0, 1, 7};

    (void)state;
    for (size_t row = 0; row < COUNT(rows); row++) {
        for (size_t v = 0; v < COUNT(verdicts); v++) {
            struct outcome at_once;

            run_row(&at_once, row, false, 0, verdicts[v]);
            assert_int_equal(at_once.well, verdicts[v] == ERR_OK);
            assert_int_equal(at_once.err[rows[row].judge], verdicts[v]);
            for (size_t c = 0; c < COUNT(chunks); c++) {
                struct outcome later;
                run_row(&later, row, true, chunks[c], verdicts[v]);
                assert_same(row, &at_once, &later);
                free_outcome(&later);
            }
            free_outcome(&at_once);
        }
    }
}

/* --- calls while a verdict is pending, and at other times ---------------------------------- */

/* A client of TLS 1.3 that waits; the server is done with its flight. */
static void open_waiting(struct pair *p)
{
    open_row(p, 0, NULL);
    p->pends[PAIR_CLIENT] = true;
    pair_run(p);
    assert_waits(p, PAIR_CLIENT);
}

/* A verdict with a prepared key, which the connection owns from then on. */
static struct tls_verdict prepared(const struct pair *p)
{
    struct tls_verdict v = {.alert = ALERT_NONE};

    peer_judge(&p->ends[PAIR_CLIENT].chain, &v);
    assert_int_equal(pubkey_new(&v.prepared, &v.key), ERR_OK);
    return v;
}

static void test_not_waiting(void **state)
{
    struct pair p;

    (void)state;
    open_row(&p, 0, NULL);
    p.pends[PAIR_CLIENT] = true;
    pair_begin(&p);
    struct tls *t = p.ends[PAIR_CLIENT].tls;
    /* Too early. */
    struct tls_verdict none = {.alert = ALERT_NONE};
    assert_int_equal(tls_verdict(t, &none), ERR_TLS_NOT_DONE);
    pair_move(&p);
    /* Not yet, once more. */
    struct tls_verdict v = prepared(&p);
    v.pending = true;
    assert_int_equal(tls_verdict(t, &v), ERR_OK);
    assert_waits(&p, PAIR_CLIENT);
    /* Now, and then a second one. */
    v = prepared(&p);
    assert_int_equal(tls_verdict(t, &v), ERR_OK);
    v = prepared(&p);
    v.err = ERR_TLS_LEAF_DECODE;
    assert_int_equal(tls_verdict(t, &v), ERR_TLS_NOT_DONE);
    pair_move(&p);
    assert_true(pair_carries(&p));
    pair_close(&p);
}

/* After a negative verdict there is no other. */
static void test_twice(void **state)
{
    struct pair p;

    (void)state;
    open_waiting(&p);
    p.verdicts[PAIR_CLIENT] = ERR_TLS_LEAF_DECODE;
    pair_verdict(&p, PAIR_CLIENT);
    struct tls_verdict v = prepared(&p);
    assert_int_equal(tls_verdict(p.ends[PAIR_CLIENT].tls, &v), ERR_TLS_LEAF_DECODE);
    assert_int_equal(tls_phase(p.ends[PAIR_CLIENT].tls), PHASE_FAILED);
    assert_false(tls_is_waiting(p.ends[PAIR_CLIENT].tls));
    assert_int_equal(p.ends[PAIR_SERVER].got_alert, p.ends[PAIR_CLIENT].alert);
    pair_close(&p);
}

/* The alert is the judge's. */
static void test_alert(void **state)
{
    struct pair p;

    (void)state;
    open_waiting(&p);
    struct tls_verdict v = {.err = ERR_TLS_LEAF_DECODE, .alert = ALERT_CERTIFICATE_EXPIRED};
    assert_int_equal(tls_verdict(p.ends[PAIR_CLIENT].tls, &v), ERR_TLS_LEAF_DECODE);
    pair_move(&p);
    assert_int_equal(p.ends[PAIR_SERVER].got_alert, ALERT_CERTIFICATE_EXPIRED);
    pair_close(&p);
}

/* A stream that ends meanwhile: the verdict is heard first, then what came before the end. */
static void test_eof(void **state)
{
    (void)state;
    for (int good = 0; good < 2; good++) {
        struct pair p;

        open_waiting(&p);
        struct tls *t = p.ends[PAIR_CLIENT].tls;
        assert_int_equal(tls_eof(t), ERR_OK);
        assert_waits(&p, PAIR_CLIENT);
        p.verdicts[PAIR_CLIENT] = good == 1 ? ERR_OK : ERR_TLS_LEAF_DECODE;
        pair_verdict(&p, PAIR_CLIENT);
        /* The server's flight was complete: the handshake is, but nothing can follow. */
        assert_int_equal(p.ends[PAIR_CLIENT].err,
                         good == 1 ? ERR_TLS_TRUNCATION : ERR_TLS_LEAF_DECODE);
        pair_close(&p);
    }
}

/* The last record of what the server says is not complete. */
static void cut_short(void *ctx, int from, struct buf *bytes)
{
    (void)ctx;
    if (from == PAIR_SERVER)
        buf_truncate(bytes, bytes->n - 10);
}

static void test_eof_in_handshake(void **state)
{
    struct pair p;

    (void)state;
    open_row(&p, 0, NULL);
    p.pends[PAIR_CLIENT] = true;
    p.bend = cut_short;
    p.host.record_max = 100; /* the certificate is not in the record that is cut */
    pair_run(&p);
    assert_int_equal(tls_eof(p.ends[PAIR_CLIENT].tls), ERR_OK);
    pair_verdict(&p, PAIR_CLIENT);
    assert_int_equal(p.ends[PAIR_CLIENT].err, ERR_TLS_CLOSED_IN_HANDSHAKE);
    pair_close(&p);
}

static void test_close(void **state)
{
    struct pair p;

    (void)state;
    open_waiting(&p);
    assert_int_equal(tls_close(p.ends[PAIR_CLIENT].tls), ERR_OK);
    assert_true(tls_pending(p.ends[PAIR_CLIENT].tls).n > 0);
    pair_verdict(&p, PAIR_CLIENT);
    assert_int_equal(p.ends[PAIR_CLIENT].err, ERR_TLS_GIVEN_UP);
    pair_close(&p);
}

static void test_abort(void **state)
{
    struct pair p;

    (void)state;
    open_waiting(&p);
    assert_int_equal(tls_abort(p.ends[PAIR_CLIENT].tls, ALERT_USER_CANCELED), ERR_OK);
    assert_false(tls_is_waiting(p.ends[PAIR_CLIENT].tls));
    struct tls_verdict v = prepared(&p);
    assert_int_equal(tls_verdict(p.ends[PAIR_CLIENT].tls, &v), ERR_TLS_GIVEN_UP);
    pair_move(&p);
    assert_int_equal(p.ends[PAIR_SERVER].got_alert, ALERT_USER_CANCELED);
    pair_close(&p);
}

/* What comes meanwhile is kept, up to a limit. */
static void test_held(void **state)
{
    static const uint8_t record[5 + 1000] = {23, 3, 3, 1000 >> 8, 1000 & 0xff};
    struct span bytes = span_of(record, sizeof record);
    struct pair p;
    size_t n = 0;

    (void)state;
    open_waiting(&p);
    struct tls *t = p.ends[PAIR_CLIENT].tls;
    while (tls_feed(t, bytes) == ERR_OK)
        n += bytes.n;
    assert_true(n <= TLS_HELD_MAX && n > TLS_HELD_MAX - 4 * bytes.n);
    assert_int_equal(tls_failure(t)->err, ERR_LIMIT);
    assert_int_equal(tls_phase(t), PHASE_FAILED);
    pair_close(&p);

    /* What is kept is read after the verdict, and no sooner. */
    open_waiting(&p);
    assert_int_equal(tls_feed(p.ends[PAIR_CLIENT].tls, bytes), ERR_OK);
    pair_verdict(&p, PAIR_CLIENT);
    assert_int_equal(p.ends[PAIR_CLIENT].err, ERR_TLS_BAD_RECORD_MAC);
    pair_close(&p);
}

static enum err refuse(struct kx *kx, uint8_t *out, size_t *out_n, struct span share,
                       const struct rng *rng)
{
    (void)kx;
    (void)out;
    (void)out_n;
    (void)share;
    (void)rng;
    return ERR_TLS_POINT;
}

/* The server refuses the client's share, which it answers after the verdict: the failure names the
 * extension with the share, whenever the verdict comes. */
static void test_extension(void **state)
{
    struct kx_family family = toy_kem_family;
    struct kx_kind kind = toy_kem;
    struct group group = toy_kem_group;

    (void)state;
    family.respond = refuse;
    kind.family = &family;
    group.outside = &kind;
    for (int pends = 0; pends < 2; pends++) {
        struct pair p;

        open_row(&p, 5, NULL);
        p.client.extra_groups = p.host.extra_groups = &group;
        p.client.num_extra_groups = p.host.num_extra_groups = 1;
        p.client.groups = p.host.groups = (struct numbers){{TOY_KEM}, 1};
        p.pends[PAIR_SERVER] = pends == 1;
        pair_run(&p);
        if (pends == 1)
            pair_verdict(&p, PAIR_SERVER);
        const struct tls_failure *f = tls_failure(p.ends[PAIR_SERVER].tls);
        assert_int_equal(f->err, ERR_TLS_POINT);
        assert_true(f->has_message);
        assert_true(f->has_extension);
        assert_int_equal(f->extension, TLSX_KEY_SHARE);
        pair_close(&p);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_later), cmocka_unit_test(test_not_waiting),
        cmocka_unit_test(test_twice), cmocka_unit_test(test_alert),
        cmocka_unit_test(test_eof),   cmocka_unit_test(test_eof_in_handshake),
        cmocka_unit_test(test_close), cmocka_unit_test(test_abort),
        cmocka_unit_test(test_held),  cmocka_unit_test(test_extension),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
