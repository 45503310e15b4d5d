/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of the state machines: what it says of itself, what both ends do with it, and that
 * doc/states.md draws it.  `test_states print` writes that file.
 */
#include "config.h"

#include "lib/tls/states.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/file.h"
#include "lib/tls/core/conn.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/tls.h"
#include "tests/peer/pair.h"
#include "tests/peer/talk.h"
#include "tests/unit/tls/states_kit.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void sound(void **state)
{
    (void)state;
    /* Every state is reached, and from each the handshake can be completed. */
    assert_int_equal(of_client() | of_server() | BIT(HS_STATE_START), BIT(HS_STATE_COUNT) - 1);
    for (enum hs_state s = HS_STATE_WAIT_SH; s < HS_STATE_COUNT; s++) {
        bool ends = false;
        for (enum hs_state last = 0; last < HS_STATE_COUNT; last++)
            ends = ends || (is_last(last) && (reach(BIT(s)) & BIT(last)) != 0);
        assert_true(ends);
    }
    /* A step is written once, leads somewhere, and never back out of a connection. */
    for (size_t i = 0; i < states_table.num; i++) {
        const struct transition *r = &states_table.rows[i];
        assert_ptr_equal(state_machine_row(&states_table, r->from, r->message), r);
        assert_true(r->next != 0 && r->next < BIT(HS_STATE_COUNT));
        if (is_last(r->from))
            assert_int_equal(r->next, BIT(r->from));
    }
}

/* The two ends have no state in common, and the two versions have none once the version is known.
 */
static void apart(void **state)
{
    uint64_t in12 = reach(BIT(HS_STATE_WAIT_CERT12) | BIT(HS_STATE_WAIT_TICKET_RESUMED12) |
                          BIT(HS_STATE_WAIT_CCS_RESUMED12) | BIT(HS_STATE_S_WAIT_CERT12) |
                          BIT(HS_STATE_S_WAIT_CCS_RESUMED12));
    uint64_t first = BIT(HS_STATE_WAIT_SH) | BIT(HS_STATE_S_START);

    (void)state;
    assert_int_equal(of_client() & of_server(), 0);
    assert_int_equal(of_13() & in12, 0);
    assert_int_equal((of_13() | in12) & first, 0);
    assert_int_equal(of_13() | in12 | first | BIT(HS_STATE_START), BIT(HS_STATE_COUNT) - 1);
}

/* Whatever has no row is refused, in every state. */
static void nothing_else(void **state)
{
    struct talk t;
    size_t refused = 0;

    (void)state;
    talk_open(&t, TLS_1_3);
    for (enum hs_state s = 0; s < HS_STATE_COUNT; s++) {
        for (unsigned type = 0; type <= TRANSITION_CCS; type++) {
            const uint8_t bytes[] = {(uint8_t)type, 0, 0, 0};
            struct msg m = {(uint8_t)type, span_of(bytes + 4, 0), span_of(bytes, 4)};
            struct tls *tls;

            if (state_machine_row(&states_table, s, (uint16_t)type) != NULL)
                continue;
            assert_int_equal(tls_new(&tls, &t.client), ERR_OK);
            tls->state = s;
            if (type == TRANSITION_CCS)
                assert_int_equal(state_machine_ccs(tls, m.bytes), ERR_TLS_CCS);
            else
                assert_int_equal(state_machine_step(tls, &m, true), ERR_TLS_UNEXPECTED_MESSAGE);
            assert_int_equal(tls->state, s);
            refused++;
            tls_free(tls);
        }
    }
    size_t of_peer = 0; /* rows; a verdict comes from elsewhere */
    for (size_t i = 0; i < states_table.num; i++)
        of_peer += states_table.rows[i].message <= TRANSITION_CCS;
    assert_int_equal(refused, HS_STATE_COUNT * (TRANSITION_CCS + 1) - of_peer);
    talk_close(&t);
}

/* --- what the two ends do ------------------------------------------------------------------ */

/* The steps that were taken: by row, the states that came of it. */
struct steps {
    size_t row; /* of the present message, or states_table.num */
    uint64_t taken[64];
};

static void end_of_step(struct steps *s, const struct tls *t)
{
    if (s->row == states_table.num || t == NULL || tls_failure(t)->err != ERR_OK)
        return;
    enum hs_state now = t->state;
    if ((states_table.rows[s->row].next & BIT(now)) == 0)
        fail_msg("%s goes to %s without a row", ids[states_table.rows[s->row].from], ids[now]);
    s->taken[s->row] |= BIT(now);
    s->row = states_table.num;
}

/* A message begins a step; whatever message or record comes next shows where it has led. */
static void follow(struct steps *s, const struct tls *t, const struct event *e)
{
    if (e->sent || t == NULL)
        return;
    bool is_judged =
        s->row < states_table.num && states_table.rows[s->row].message == TRANSITION_VERDICT;
    if (e->kind == EVENT_RECORD || e->kind == EVENT_MESSAGE ||
        (e->kind == EVENT_STATE && is_judged))
        end_of_step(s, t);
    bool is_ccs = e->kind == EVENT_CCS && e->version == TLS_1_2;
    if (e->kind != EVENT_MESSAGE && !is_ccs)
        return;
    const struct transition *row =
        state_machine_row(&states_table, t->state, is_ccs ? TRANSITION_CCS : e->type);
    s->row = row == NULL ? states_table.num : (size_t)(row - states_table.rows);
}

/* A verdict begins a step as well. */
static bool begin_verdict(struct steps *s, const struct tls *t)
{
    end_of_step(s, t);
    if (!tls_is_waiting(t))
        return false;
    s->row = (size_t)(state_machine_row(&states_table, t->state, TRANSITION_VERDICT) -
                      states_table.rows);
    return true;
}

static const struct numbers zlib_alone = {{CERT_COMPRESSION_ZLIB}, 1};

/* --- the client ---------------------------------------------------------------------------- */

struct walk {
    struct talk talk;
    struct steps steps;
    bool pends; /* every verdict */
};

static void watch(void *ctx, const struct event *e)
{
    struct walk *w = ctx;

    follow(&w->steps, w->talk.tls, e);
}

static void begin(struct walk *w, uint16_t version)
{
    talk_open(&w->talk, version);
    w->talk.pends = w->talk.client.rejudge = w->pends;
    w->talk.client.event = watch;
    w->steps.row = states_table.num;
}

static void go(struct walk *w)
{
    talk_run(&w->talk);
    if (begin_verdict(&w->steps, w->talk.tls))
        talk_verdict(&w->talk);
    end_of_step(&w->steps, w->talk.tls);
    if (!talk_is_well(&w->talk))
        fail_msg("%s; %s", err_id(w->talk.err),
                 w->talk.peer.trouble == NULL ? "-" : w->talk.peer.trouble);
}

static void walk13(struct walk *w, bool compresses)
{
    begin(w, TLS_1_3);
    if (compresses) {
        w->talk.client.compressions = zlib_alone;
        w->talk.server.compressions = zlib_alone;
    }
    w->talk.server.tickets = 1;
    w->talk.server.retries = true;
    w->talk.server.group = GROUP_SECP384R1;
    go(w);
    peer_key_update(&w->talk.peer, 0);
    talk_move(&w->talk);
    end_of_step(&w->steps, w->talk.tls);
    w->talk.server.resumes = w->talk.resumes = true;
    w->talk.server.retries = false;
    w->talk.server.group = GROUP_X25519;
    go(w);
    w->talk.resumes = false;
    w->talk.server.asks_certificate = true;
    go(w);
    talk_close(&w->talk);
}

/* staple: 0 none, 1 promised and left out, 2 sent; ticket: 0 none, 1 sent. */
static void leave_out_status(void *ctx, struct peer *p, enum fault_stage stage, uint8_t message,
                             struct buf *bytes)
{
    (void)ctx;
    (void)bytes;
    if (stage == FAULT_MESSAGE && message == HS_CERTIFICATE_STATUS)
        p->act = FAULT_DROP;
}

static void walk12_once(struct walk *w, uint16_t suite, int staple, bool ticket, bool asks)
{
    begin(w, TLS_1_2);
    struct talk *t = &w->talk;
    struct span item;
    assert_int_equal(names_suites(&t->client.suites, SPAN_LIT("all"), &item), ERR_OK);
    talk_key(t, FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256);
    t->server.suite = suite;
    t->server.tickets = ticket ? 1 : 0;
    t->server.session_ids = true;
    t->server.asks_certificate = asks;
    t->client.ocsp = staple > 0;
    t->server.staple = staple > 0 ? SPAN_LIT("staple") : (struct span){0};
    t->server.hook = staple == 1 ? leave_out_status : NULL;
    go(w);
    t->resumes = t->server.resumes = true;
    go(w);
    talk_close(t);
}

static void ask_again(struct walk *w)
{
    static const uint8_t hello_request[] = {0, 0, 0, 0};

    begin(w, TLS_1_2);
    go(w);
    peer_plain(&w->talk.peer, CONTENT_HANDSHAKE, span_of(hello_request, sizeof hello_request));
    talk_move(&w->talk);
    assert_int_equal(w->talk.err, ERR_TLS_RENEGOTIATION);
    talk_close(&w->talk);
}

/* Our peer takes no certificate after the handshake: the step is that of the client. */
static void ask_later(struct walk *w)
{
    static const uint8_t request[] = {HS_CERTIFICATE_REQUEST,    0, 0, 12, 1, 7, 0, 8, 0,
                                      TLSX_SIGNATURE_ALGORITHMS, 0, 4, 0,  2, 4, 3};

    begin(w, TLS_1_3);
    talk_identity(&w->talk, FKEY_P256_D);
    w->talk.client.post_handshake_auth = true;
    go(w);
    peer_plain(&w->talk.peer, CONTENT_HANDSHAKE, span_of(request, sizeof request));
    talk_move(&w->talk);
    assert_true(tls_info(w->talk.tls)->client_certificate_sent);
    talk_close(&w->talk);
}

/* --- the server ---------------------------------------------------------------------------- */

struct hosting {
    struct pair pair;
    struct steps *steps;
    bool pends;
};

static void passive_server(void *ctx, const struct event *e)
{
    struct pair_end *end = ctx;
    struct hosting *h = (struct hosting *)(void *)end->pair; /* its first member */

    follow(h->steps, end->tls, e);
}

static void host(struct hosting *h, struct steps *steps, uint16_t version)
{
    pair_open(&h->pair, version);
    h->pair.pends[PAIR_SERVER] = h->pair.host.rejudge = h->pends;
    pair_identity(&h->pair, FKEY_P256_C);
    pair_client_identity(&h->pair, FKEY_P256_D);
    h->pair.client.identity = NULL;
    h->pair.host.event = passive_server;
    h->steps = steps;
    steps->row = states_table.num;
}

static void serve(struct hosting *h)
{
    pair_run(&h->pair);
    if (begin_verdict(h->steps, h->pair.ends[PAIR_SERVER].tls))
        pair_verdict(&h->pair, PAIR_SERVER);
    end_of_step(h->steps, h->pair.ends[PAIR_SERVER].tls);
    if (!pair_is_well(&h->pair))
        fail_msg("client %s, server %s", err_id(h->pair.ends[0].err), err_id(h->pair.ends[1].err));
}

/* With and without a client's certificate, and resumed. */
static void serve_all(struct hosting *h)
{
    serve(h);
    h->pair.server.client_auth = CLIENT_AUTH_ASK;
    serve(h);
    h->pair.client.identity = &h->pair.client_identity;
    serve(h);
    h->pair.server.client_auth = CLIENT_AUTH_NONE;
    h->pair.resumes = true;
    serve(h);
}

static void serve13(struct hosting *h, struct steps *steps)
{
    host(h, steps, TLS_1_3);
    h->pair.server.max_early_data = 1000;
    serve_all(h);
    h->pair.client.early_data = true;
    serve(h);
    h->pair.server.retries = true;
    serve(h);
    assert_int_equal(tls_key_update(h->pair.ends[PAIR_CLIENT].tls, false), ERR_OK);
    pair_move(&h->pair);
    end_of_step(steps, h->pair.ends[PAIR_SERVER].tls);
    pair_close(&h->pair);
}

/* Even an empty list, which our client sends as it is, since that is shorter. */
static enum fault_act compress(void *ctx, struct tls *tls, enum fault_stage stage, uint8_t message,
                               struct buf *bytes)
{
    struct buf packed;

    (void)ctx;
    (void)tls;
    if (stage != FAULT_MESSAGE || message != HS_CERTIFICATE)
        return FAULT_SEND;
    buf_init(&packed, 1 << 16);
    assert_int_equal(compressed_certificate_put(
                         &packed, cert_codec_find(CERT_COMPRESSION_ZLIB), buf_span(bytes)), ERR_OK);
    buf_truncate(bytes, 0);
    buf_put(bytes, buf_span(&packed));
    buf_free(&packed);
    return FAULT_SEND;
}

static void serve13_compressed(struct hosting *h, struct steps *steps)
{
    const struct tls_faults faults = {.hook = compress};

    host(h, steps, TLS_1_3);
    h->pair.client.faults = &faults;
    h->pair.host.compressions = zlib_alone;
    h->pair.server.client_auth = CLIENT_AUTH_ASK;
    serve(h);
    h->pair.client.identity = &h->pair.client_identity;
    serve(h);
    pair_close(&h->pair);
}

static void serve12(struct hosting *h, struct steps *steps)
{
    static const uint8_t hello[] = {HS_CLIENT_HELLO, 0, 0, 0};

    host(h, steps, TLS_1_2);
    serve_all(h);
    struct tls *client = h->pair.ends[PAIR_CLIENT].tls;
    assert_int_equal(outbound_message(client, span_of(hello, sizeof hello)), ERR_OK);
    assert_int_equal(outbound_flush(client), ERR_OK);
    pair_move(&h->pair);
    end_of_step(steps, h->pair.ends[PAIR_SERVER].tls);
    pair_close(&h->pair);
}

/* Every step of the table is taken by some connection, except that of a HelloRequest, which ends
 * it; and none is taken that is not in the table. */
static void all_taken(void **state)
{
    static struct walk w;
    static struct hosting h;
    static const uint16_t suites[] = {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                                      TLS_RSA_WITH_AES_128_GCM_SHA256};

    (void)state;
    assert_true(states_table.num <= COUNT(w.steps.taken));
    for (int pends = 0; pends < 2; pends++) {
        w.pends = h.pends = pends == 1;
        walk13(&w, false);
        walk13(&w, true);
        for (unsigned i = 0; i < 24; i++)
            walk12_once(&w, suites[i & 1], (int)(i >> 3), (i & 2) != 0, (i & 4) != 0);
        ask_again(&w);
        ask_later(&w);
        serve13(&h, &w.steps);
        serve13_compressed(&h, &w.steps);
        serve12(&h, &w.steps);
    }
    for (size_t i = 0; i < states_table.num; i++) {
        if (states_table.rows[i].message != HS_HELLO_REQUEST &&
            w.steps.taken[i] != states_table.rows[i].next)
            fail_msg("row %zu of %s: %#llx of %#llx", i, ids[states_table.rows[i].from],
                     (unsigned long long)w.steps.taken[i],
                     (unsigned long long)states_table.rows[i].next);
    }
}

/* --- the drawing --------------------------------------------------------------------------- */

static void draw(struct buf *b, uint64_t states, const char *begins)
{
    buf_str(b, "```mermaid\nstateDiagram-v2\n");
    for (enum hs_state s = 0; s < HS_STATE_COUNT; s++) {
        if ((states & BIT(s)) != 0 && strcmp(ids[s], conn_state_name(s)) != 0)
            buf_printf(b, "    %s: %s\n", ids[s], conn_state_name(s));
    }
    buf_str(b, begins);
    for (size_t i = 0; i < states_table.num; i++) {
        const struct transition *r = &states_table.rows[i];
        const char *name = r->message == TRANSITION_CCS ? "ChangeCipherSpec"
                           : r->message == TRANSITION_VERDICT
                               ? "the verdict"
                               : message_find((uint8_t)r->message)->name;
        for (enum hs_state s = 0; s < HS_STATE_COUNT; s++) {
            if ((states & BIT(r->from)) != 0 && (r->next & BIT(s)) != 0)
                buf_printf(b, "    %s --> %s: %s\n", ids[r->from], ids[s], name);
        }
    }
    buf_str(b, "```\n");
}

static void write_doc(struct buf *b)
{
    uint64_t in13 = of_13(), first = BIT(HS_STATE_START) | BIT(HS_STATE_WAIT_SH);

    buf_str(
        b,
        "# The states of both ends\n\n"
        "`tests/unit/tls/test_states print` draws this file from the table in "
        "`lib/tls/states.c`; the\ntest checks that both agree. An arrow is a message of the "
        "peer. A message without an arrow is\n`unexpected_message`. The arrow from WAIT_SH "
        "to itself is a HelloRetryRequest, and so is that\nfrom a server's START to "
        "itself. WAIT_VERDICT is passed through only if the judge of a chain does not answer at\n"
        "once.\n\n"
        "## The client: the hello, and TLS 1.3\n\n");
    draw(b, (of_client() & in13) | first,
         "    [*] --> START\n    START --> WAIT_SH: ClientHello is sent\n");
    buf_str(b, "\n## The client: TLS 1.2\n\n");
    draw(b, of_client() & ~in13 & ~first, "");
    buf_str(b, "\n## The server: the hello, and TLS 1.3\n\n");
    draw(b, (of_server() & in13) | BIT(HS_STATE_S_START), "    [*] --> S_START\n");
    buf_str(b, "\n## The server: TLS 1.2\n\n");
    draw(b, of_server() & ~in13 & ~BIT(HS_STATE_S_START), "");
}

static void drawn(void **state)
{
    char path[4096];
    struct buf b;
    struct file f;

    (void)state;
    buf_init(&b, 1 << 16);
    write_doc(&b);
    assert_int_equal(b.err, ERR_OK);
    (void)snprintf(path, sizeof path, "%s/doc/states.md", getenv("top_srcdir"));
    assert_int_equal(file_read(&f, path, 1 << 16), ERR_OK);
    assert_int_equal(f.bytes.n, b.n);
    assert_memory_equal(f.bytes.p, b.p, b.n);
    file_close(&f);
    buf_free(&b);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound),     cmocka_unit_test(apart), cmocka_unit_test(nothing_else),
        cmocka_unit_test(all_taken), cmocka_unit_test(drawn),
    };

    if (argc == 2 && strcmp(argv[1], "print") == 0) {
        struct buf b;
        buf_init(&b, 1 << 16);
        write_doc(&b);
        fwrite(b.p, 1, b.n, stdout);
        buf_free(&b);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
