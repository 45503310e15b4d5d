/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "lib/tls/tls.h"
#include "tests/unit/tls/bend.h"

/* What left the client, record by record. */
struct sent {
    struct bend b;
    struct talk *t;
    size_t num;
    struct {
        uint8_t outer, inner;
        uint16_t version;
        enum epoch epoch;
        size_t plain_n, padding;
    } records[256];
};

static void note(void *ctx, const struct event *e)
{
    struct sent *s = ctx;

    if (e->kind != EVENT_RECORD || !e->sent)
        return;
    assert_true(s->num < COUNT(s->records));
    s->records[s->num].outer = e->type;
    s->records[s->num].inner = e->inner_type;
    s->records[s->num].version = (uint16_t)(e->bytes.p[1] << 8 | e->bytes.p[2]);
    s->records[s->num].epoch = e->epoch;
    s->records[s->num].plain_n = e->plain_n;
    s->records[s->num].padding = e->padding;
    s->num++;
}

static struct talk *begin(struct sent *s, uint16_t version)
{
    *s = (struct sent){0};
    s->t = bend_open(&s->b, version);
    s->t->client.event = note;
    return s->t;
}

static void write_bytes(struct talk *t, size_t n)
{
    static const uint8_t bytes[1 << 16];
    size_t taken;

    assert_true(n <= sizeof bytes);
    assert_int_equal(tls_write(t->tls, span_of(bytes, n), &taken), ERR_OK);
    assert_int_equal(taken, n);
    talk_move(t);
    bend_well(t);
}

/* Each flight is one record for each kind of protection, and one span to write. */
static void flights(void **state)
{
    struct sent s;
    struct talk *t = begin(&s, TLS_1_3);

    (void)state;
    talk_identity(t, FKEY_P256_D);
    t->server.asks_certificate = true;
    talk_run(t);
    bend_well(t);
    assert_int_equal(s.num, 3);
    assert_int_equal(s.records[0].outer, CONTENT_HANDSHAKE);
    assert_int_equal(s.records[0].version, TLS_1_0); /* RFC 9846 5.1 */
    assert_int_equal(s.records[1].outer, CONTENT_CHANGE_CIPHER_SPEC);
    assert_int_equal(s.records[1].epoch, EPOCH_CLEAR);
    assert_int_equal(s.records[2].outer, CONTENT_APPLICATION_DATA);
    assert_int_equal(s.records[2].inner, CONTENT_HANDSHAKE);
    assert_int_equal(s.records[2].epoch, EPOCH_HANDSHAKE);
    for (size_t i = 1; i < s.num; i++)
        assert_int_equal(s.records[i].version, TLS_1_2);
    talk_close(t);
}

/* RFC 9846 E.4: before the second ClientHello, right behind the first where early data follows,
 * else before what is protected; never twice. */
static void compat_ccs(void **state)
{
    struct sent s;
    struct talk *t = begin(&s, TLS_1_3);

    (void)state;
    t->server.tickets = 1;
    t->server.max_early = 100;
    t->server.retries = true;
    t->server.group = GROUP_SECP384R1;
    talk_run(t);
    bend_well(t);
    static const uint8_t retry[] = {CONTENT_HANDSHAKE, CONTENT_CHANGE_CIPHER_SPEC,
                                    CONTENT_HANDSHAKE, CONTENT_APPLICATION_DATA};
    assert_int_equal(s.num, COUNT(retry));
    for (size_t i = 0; i < s.num; i++)
        assert_int_equal(s.records[i].outer, retry[i]);
    assert_int_equal(s.records[2].version, TLS_1_2);

    s.num = 0;
    t->server.retries = false;
    t->server.group = GROUP_X25519;
    t->resumes = t->server.resumes = t->client.early_data = true;
    talk_run(t);
    bend_well(t);
    static const uint8_t early[] = {CONTENT_HANDSHAKE, CONTENT_CHANGE_CIPHER_SPEC,
                                    CONTENT_APPLICATION_DATA, CONTENT_APPLICATION_DATA};
    assert_int_equal(s.num, COUNT(early));
    for (size_t i = 0; i < s.num; i++)
        assert_int_equal(s.records[i].outer, early[i]);
    assert_int_equal(s.records[2].epoch, EPOCH_EARLY); /* EndOfEarlyData */
    assert_int_equal(s.records[3].epoch, EPOCH_HANDSHAKE);
    talk_close(t);
}

/* TLS 1.2 has one of its own, and no other. */
static void ccs12(void **state)
{
    struct sent s;
    struct talk *t = begin(&s, TLS_1_2);
    size_t found = 0;

    (void)state;
    talk_run(t);
    bend_well(t);
    for (size_t i = 0; i < s.num; i++)
        found += s.records[i].outer == CONTENT_CHANGE_CIPHER_SPEC;
    assert_int_equal(found, 1);
    talk_close(t);
}

/* RFC 9846 5.1: a message that is longer than a record takes several. */
static void long_hello(void **state)
{
    static uint8_t cookie[60000];
    struct sent s;
    struct talk *t = begin(&s, TLS_1_3);

    (void)state;
    t->server.retries = true;
    t->server.group = GROUP_SECP384R1;
    t->server.cookie = span_of(cookie, sizeof cookie);
    talk_run(t);
    bend_well(t);
    assert_true(tls_info(t->tls)->retried);
    for (size_t i = 2; i < 5; i++)
        assert_int_equal(s.records[i].plain_n, RECORD_PLAIN_MAX);
    assert_int_equal(s.records[5].outer, CONTENT_HANDSHAKE);
    assert_in_range(s.records[5].plain_n, 1, RECORD_PLAIN_MAX);
    talk_close(t);
}

static void cut(void **state)
{
    static const struct {
        size_t record_max, n, num, last;
    } cases[] = {
        {0, 1 << 14, 1, 1 << 14}, {0, (1 << 14) + 1, 2, 1},  {100, 1000, 10, 100},
        {100, 1001, 11, 1},       {1 << 20, 20000, 2, 3616}, {0, 0, 0, 0},
    };

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        for (size_t i = 0; i < COUNT(cases); i++) {
            struct sent s;
            struct talk *t = begin(&s, version);
            t->client.record_max = cases[i].record_max;
            talk_run(t);
            bend_well(t);
            s.num = 0;
            write_bytes(t, cases[i].n);
            assert_int_equal(s.num, cases[i].num);
            if (s.num > 0)
                assert_int_equal(s.records[s.num - 1].plain_n, cases[i].last);
            assert_int_equal(t->peer.data.n, cases[i].n);
            talk_close(t);
        }
    }
}

/* RFC 9846 5.1: an alert is never cut, however small records are. */
static void alert_whole(void **state)
{
    struct sent s;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk *t = begin(&s, version);
        talk_run(t);
        bend_well(t);
        s.num = 0;
        t->tls->config.record_max = 1;
        assert_int_equal(tls_close(t->tls), ERR_OK);
        talk_move(t);
        assert_int_equal(s.num, 1);
        assert_true(t->peer.closed);
        talk_close(t);
    }
}

/* RFC 9846 5.4: as much as there is room for. */
static void padding(void **state)
{
    struct sent s;
    struct talk *t = begin(&s, TLS_1_3);

    (void)state;
    t->client.padding = 1000;
    talk_run(t);
    bend_well(t);
    assert_int_equal(s.records[0].padding, 0);
    assert_int_equal(s.records[1].padding, 0);
    assert_int_equal(s.records[2].padding, 1000);
    s.num = 0;
    write_bytes(t, RECORD_PLAIN_MAX - 10);
    assert_int_equal(s.records[0].padding, 10);
    talk_close(t);
    t = begin(&s, TLS_1_2);
    t->client.padding = 1000;
    talk_run(t);
    bend_well(t);
    for (size_t i = 0; i < s.num; i++)
        assert_int_equal(s.records[i].padding, 0);
    talk_close(t);
}

static void small(struct peer *p, struct buf *m)
{
    static const uint8_t limit[] = {0, 100};

    edit_ext_set(m, p->c.version == TLS_1_3, TLSX_RECORD_SIZE_LIMIT, span_of(limit, sizeof limit));
}

/* RFC 8449 4: the server's limit holds for all that is protected. */
static void peer_limit(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct sent s;
        struct talk *t = begin(&s, version);
        size_t most = version == TLS_1_3 ? 99 : 100;
        t->client.record_size_limit = 0x4001;
        t->client.padding = 20;
        bend_mutation(&s.b, version == TLS_1_3 ? HS_ENCRYPTED_EXTENSIONS : HS_SERVER_HELLO, small);
        talk_run(t);
        bend_well(t);
        assert_int_equal(tls_info(t->tls)->peer_record_limit, 100);
        write_bytes(t, 1000);
        for (size_t i = 0; i < s.num; i++) {
            if (s.records[i].epoch != EPOCH_CLEAR)
                assert_true(s.records[i].plain_n + s.records[i].padding <= most);
        }
        assert_int_equal(t->peer.data.n, 1000);
        talk_close(t);
    }
}

/* RFC 9846 5.5: a key is renewed before it has protected too much; in TLS 1.2 that is the end. */
static void exhausted(void **state)
{
    struct sent s;
    struct talk *t = begin(&s, TLS_1_3);
    size_t taken;

    (void)state;
    talk_run(t);
    bend_well(t);
    uint64_t limit = t->tls->write->limit;
    t->tls->write->limit = t->tls->write->seq + 20;
    s.num = 0;
    for (int i = 0; i < 100; i++)
        write_bytes(t, 10);
    assert_int_equal(t->tls->write->limit, limit);
    size_t updates = 0;
    for (size_t i = 0; i < s.num; i++)
        updates += s.records[i].inner == CONTENT_HANDSHAKE;
    assert_int_equal(updates, 1);
    talk_close(t);

    t = begin(&s, TLS_1_2);
    talk_run(t);
    bend_well(t);
    t->tls->write->limit = t->tls->write->seq;
    assert_int_equal(tls_write(t->tls, SPAN_LIT("x"), &taken), ERR_TLS_KEY_EXHAUSTED);
    assert_int_equal(taken, 0);
    assert_int_equal(tls_phase(t->tls), PHASE_FAILED);
    talk_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flights),    cmocka_unit_test(compat_ccs), cmocka_unit_test(ccs12),
        cmocka_unit_test(long_hello), cmocka_unit_test(cut),        cmocka_unit_test(alert_whole),
        cmocka_unit_test(padding),    cmocka_unit_test(peer_limit), cmocka_unit_test(exhausted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
