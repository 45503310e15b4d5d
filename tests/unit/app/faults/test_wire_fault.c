/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faults of wire_faults.def in handshakes in memory: what our own client says of each. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/faults/wire_fault.h"
#include "lib/tls/core/conn.h"
#include "lib/tls/tls.h"
#include "tests/peer/pair.h"

enum { PAGE = 2000 };

struct shown {
    struct pair pair; /* first: the hook finds the rest by it */
    const struct wire_fault_row *row;
    struct wire_fault wire;
};

static enum err choose(void *ctx, struct tls_config *config, const struct client_hello *hello,
                       struct span name)
{
    struct pair_end *end = ctx;
    struct shown *s = (struct shown *)end->pair;

    (void)hello;
    (void)name;
    wire_fault_begin(&s->wire, s->row, end->tls, config);
    return ERR_OK;
}

static struct pair_end *client_of(struct shown *s)
{
    return &s->pair.ends[PAIR_CLIENT];
}

/* A request, a page, and close_notify. */
static void talk(struct shown *s)
{
    static const uint8_t page[PAGE];
    struct tls *server = s->pair.ends[PAIR_SERVER].tls;
    enum err e;

    pair_say(&s->pair, PAIR_CLIENT, SPAN_LIT("GET / HTTP/1.1\r\n\r\n"));
    if (client_of(s)->err != ERR_OK || tls_phase(server) != PHASE_OPEN)
        return;
    pair_say(&s->pair, PAIR_SERVER, span_of(page, PAGE));
    if (client_of(s)->err != ERR_OK || tls_phase(server) != PHASE_OPEN)
        return;
    e = tls_close(server);
    assert_int_equal(e, ERR_OK);
    pair_move(&s->pair);
}

static void show(struct shown *s, const struct wire_fault_row *row)
{
    struct pair *p = &s->pair;

    *s = (struct shown){.row = row};
    pair_open(p, TLS_1_3);
    pair_identity(p, wire_fault_needs_rsa(row) ? FKEY_RSA2048_A : FKEY_P256_C);
    p->client.alpn = p->host.alpn = SPAN_LIT("\x08http/1.1");
    p->server.choose = choose;
    names_default_compressions(&p->client.compressions);
    pair_run(p);
    if (pair_is_well(p))
        talk(s);
    assert_true(s->wire.is_done);
    if (row->then == WIRE_FAULT_END && client_of(s)->err == ERR_OK)
        client_of(s)->err = tls_eof(client_of(s)->tls);
}

/* What does not show in what is fed to a client: time, and what a reset connection is. */
static bool is_below(const struct wire_fault_row *row)
{
    return row->bad.reason == REASON_TIMEOUT || row->then == WIRE_FAULT_RESET;
}

/* Whether anything came before the end is for app/connect/ending.c to tell. */
static enum reason reason_of(const struct shown *s, enum err e)
{
    bool silent =
        s->pair.ends[PAIR_CLIENT].tls != NULL && !tls_progress(s->pair.ends[PAIR_CLIENT].tls).heard;

    return e == ERR_TLS_CLOSED_IN_HANDSHAKE && silent ? REASON_RESET : err_reason(e);
}

static void test_rows(void **state)
{
    static struct shown s;

    (void)state;
    for (size_t i = 0; i < wire_fault_count(); i++) {
        const struct wire_fault_row *row = wire_fault_at(i);
        enum reason due = is_below(row) ? REASON_OK : row->bad.reason;

        show(&s, row);
        enum err e = client_of(&s)->err;
        /* The page is whole: whoever reads HTTP knows. */
        if (row->at == FAULT_ALERT && e == ERR_TLS_TRUNCATION)
            e = ERR_OK;
        if (reason_of(&s, e) != due)
            print_error("%s: %s\n", row->bad.name, err_id(e));
        assert_int_equal(reason_of(&s, e), due);
        pair_close(&s.pair);
    }
}

/* A client that does not look gets through if nothing else stops it: the server continues. */
static void test_continues(void **state)
{
    static const char *const names[] = {"alert-warning", "slow"};
    static struct shown s;
    size_t met = 0;

    (void)state;
    for (size_t i = 0; i < wire_fault_count(); i++) {
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            if (strcmp(wire_fault_at(i)->bad.name, names[k]) != 0)
                continue;
            show(&s, wire_fault_at(i));
            assert_int_equal(client_of(&s)->data.n, PAGE);
            pair_close(&s.pair);
            met++;
        }
    }
    assert_int_equal(met, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_continues),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
