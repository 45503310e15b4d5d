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

/* groups: those of the client, by name. */
static void show(struct shown *s, const struct wire_fault_row *row, const char *groups)
{
    struct pair *p = &s->pair;
    struct span at;

    *s = (struct shown){.row = row};
    pair_open(p, TLS_1_3);
    pair_identity(p, wire_fault_needs_rsa(row) ? FKEY_RSA2048_A : FKEY_P256_C);
    p->client.alpn = p->host.alpn = SPAN_LIT("\x08http/1.1");
    p->server.choose = choose;
    names_default_compressions(&p->client.compressions);
    enum err e = names_groups(&p->client.groups, span_str(groups), &at);
    assert_int_equal(e, ERR_OK);
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

        show(&s, row, "default");
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
            show(&s, wire_fault_at(i), "default");
            assert_int_equal(client_of(&s)->data.n, PAGE);
            pair_close(&s.pair);
            met++;
        }
    }
    assert_int_equal(met, 2);
}

static const struct wire_fault_row *row_of(const char *name)
{
    for (size_t i = 0; i < wire_fault_count(); i++) {
        if (strcmp(wire_fault_at(i)->bad.name, name) == 0)
            return wire_fault_at(i);
    }
    fail_msg("no fault %s", name);
    return NULL;
}

/* What becomes of hybrid groups depends on those that the client offers, and on its shares. */
static void test_hybrids(void **state)
{
    static const struct {
        const char *fault, *groups;
        enum err err;
        uint16_t group; /* 0: none was agreed on */
        bool retried;
    } meetings[] = {
        {"only-hybrid", "default", ERR_OK, GROUP_X25519MLKEM768, false},
        {"only-hybrid", "secp256r1,SecP256r1MLKEM768", ERR_OK, GROUP_SECP256R1MLKEM768, true},
        {"only-hybrid", "x25519,secp256r1", ERR_TLS_ALERT_RECEIVED, 0, false},
        {"retry-hybrid", "default", ERR_OK, GROUP_SECP384R1MLKEM1024, true},
        {"retry-hybrid", "x25519,X25519MLKEM768", ERR_OK, GROUP_X25519MLKEM768, true},
        {"retry-hybrid", "X25519MLKEM768,x25519", ERR_OK, GROUP_X25519MLKEM768, true},
        {"hybrid-ciphertext", "default", ERR_TLS_BAD_RECORD_MAC, GROUP_X25519MLKEM768, false},
        {"hybrid-share-length", "default", ERR_TLS_KEY_SHARE_FORM, 0, false},
        {"hybrid-half", "default", ERR_TLS_KEY_SHARE_FORM, 0, false},
        {"hybrid-x25519-zero", "default", ERR_TLS_SHARED_ZERO, 0, false},
    };
    static struct shown s;

    (void)state;
    for (size_t i = 0; i < sizeof meetings / sizeof meetings[0]; i++) {
        show(&s, row_of(meetings[i].fault), meetings[i].groups);
        const struct tls *client = client_of(&s)->tls;
        assert_int_equal(client_of(&s)->err, meetings[i].err);
        assert_int_equal(tls_info(client)->group, meetings[i].group);
        assert_int_equal(tls_info(client)->retried, meetings[i].retried);
        if (meetings[i].err == ERR_TLS_ALERT_RECEIVED)
            assert_int_equal(tls_failure(client)->alert, ALERT_HANDSHAKE_FAILURE);
        pair_close(&s.pair);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_continues),
        cmocka_unit_test(test_hybrids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
