/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes of an answer; what is wrong with one is in tests/badserver. */
#include "config.h"

#include "tests/unit/tls/bend.h"

static void do_not_agree(struct peer *p, struct buf *m)
{
    edit_ext_drop(m, p->c.version == TLS_1_3, TLSX_RECORD_SIZE_LIMIT);
}

/* RFC 8449 4: it counts the content type and the padding, and only where both have agreed. */
static void size_limit(void **state)
{
    static const uint8_t bytes[512];
    static const struct {
        bool agreed;
        size_t n, padding;
        enum err err;
    } cases[] = {
        {true, 511, 0, ERR_OK},   {true, 512, 0, ERR_TLS_RECORD_SIZE_LIMIT},
        {true, 411, 100, ERR_OK}, {true, 412, 100, ERR_TLS_RECORD_SIZE_LIMIT},
        {false, 512, 0, ERR_OK},
    };
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct talk *t = bend_open(&b, TLS_1_3);
        t->client.record_size_limit = 512;
        t->server.cut = 200;
        if (!cases[i].agreed)
            bend_mutation(&b, HS_ENCRYPTED_EXTENSIONS, do_not_agree);
        talk_run(t);
        bend_well(t);
        t->peer.tls->config.padding = cases[i].padding;
        peer_data(&t->peer, span_of(bytes, cases[i].n));
        talk_move(t);
        if (cases[i].err == ERR_OK)
            assert_int_equal(t->data.n, cases[i].n);
        else
            bend_is(t, cases[i].err);
        talk_close(t);
    }
}

/* In TLS 1.2 it does not hold for what is in the clear. */
static void size_limit12(void **state)
{
    static const uint8_t bytes[101];
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_2);

    (void)state;
    t->client.record_size_limit = 100;
    t->server.tickets = 0;
    talk_run(t);
    bend_well(t);
    peer_data(&t->peer, span_of(bytes, 100));
    talk_move(t);
    assert_int_equal(t->data.n, 100);
    peer_data(&t->peer, span_of(bytes, 101));
    talk_move(t);
    bend_is(t, ERR_TLS_RECORD_SIZE_LIMIT);
    talk_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(size_limit),
        cmocka_unit_test(size_limit12),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
