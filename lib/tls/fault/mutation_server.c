/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mutations that only a server can do. */
#include "config.h"

#include "lib/tls/core/conn.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/fault/fault_record.h"
#include "lib/tls/fault/mutation.h"
#include "lib/tls/server/server_psk.h"
#include "lib/tls/wire/edit.h"

enum { BYTES_MAX = 1 << 16 };

/* The client's session id is in its hello at the same place. */
static void apply_echo_id(struct mutation_context *s)
{
    struct span hello = buf_span(&s->tls->hello);

    mutation_context_set_id(
        s, span_head(span_tail(hello, EDIT_SESSION_ID + 1), hello.p[EDIT_SESSION_ID]));
}

static void put_number(struct buf *b, struct span v, uint8_t change)
{
    struct buf_mark mark = buf_open16(b);

    buf_put(b, v);
    if (v.n > 0)
        b->p[b->n - 1] ^= change;
    buf_close(b, mark);
}

/* p, g and Y: which of them is replaced by what (n: p, g or Y; v: the length of p that is kept, or
 * what its last byte is changed by). */
static void apply_dh(struct mutation_context *s)
{
    const struct kx *kx = &s->tls->kx;
    struct span p = buf_span(&s->tls->dh_p), g = buf_span(&s->tls->dh_g),
                y = span_of(kx->public, kx->public_n);
    uint8_t change[3] = {0};

    if (s->row->n == 'L') /* a prime's length */
        p = span_head(p, (size_t)s->row->v);
    else if (s->row->n == 'H') /* one that is too long, and a few bytes longer than any */
        p = s->row->bytes;
    else if (s->row->n == 'P')
        change[0] = (uint8_t)s->row->v;
    else if (s->row->n == 'g')
        g = s->row->bytes;
    else if (s->row->n == 'G') { /* p but for its last byte */
        g = p;
        change[1] = (uint8_t)s->row->v;
    } else if (s->row->n == 'y')
        y = s->row->bytes;
    else if (s->row->n == 'Y') {
        y = p;
        change[2] = (uint8_t)s->row->v;
    }
    struct buf made;

    buf_init(&made, BYTES_MAX);
    put_number(&made, p, change[0]);
    put_number(&made, g, change[1]);
    put_number(&made, y, change[2]);
    buf_truncate(s->m, 0);
    buf_put(s->m, buf_span(&made));
    buf_free(&made);
}

/* A NewSessionTicket with a lifetime of this many seconds. */
static void apply_ticket_lifetime(struct mutation_context *s)
{
    for (unsigned i = 0; i < 4; i++)
        s->m->p[MSG_HEADER + i] = (uint8_t)(s->row->n >> (24 - 8 * i));
}

/* Another suite, which is then really used. */
static void apply_switch_suite(struct mutation_context *s)
{
    mutation_context_use_suite(s);
    s->tls->suite = suite_find((uint16_t)s->row->v);
}

static void apply_retry_now(struct mutation_context *s)
{
    memcpy(s->m->p + EDIT_RANDOM, hello_retry_random, RANDOM_SIZE);
}

static void apply_sentinel(struct mutation_context *s)
{
    const uint8_t *mark = s->row->n == 0 ? downgrade_12 : downgrade_11;

    memcpy(s->m->p + EDIT_RANDOM + RANDOM_SIZE - 8, mark, 8);
}

static void apply_garbage_leaf(struct mutation_context *s)
{
    s->m->p[MSG_HEADER + (s->is_13 ? 1 : 0) + 3 + 3] = 0xff;
}

static void apply_context_of_client(struct mutation_context *s)
{
    memcpy(s->m->p + 64 + sizeof "TLS 1.3, " - 1, "client", 6);
}

static void apply_tickets(struct mutation_context *s)
{
    for (long i = 0; i < s->row->n; i++)
        fault_check(s->tls, server_psk_ticket(s->tls));
    fault_check(s->tls, outbound_flush(s->tls));
}

/* The Finished after it is not encrypted: this tests the order. */
static void apply_drop_ccs(struct mutation_context *s)
{
    s->act = FAULT_DROP;
    const uint8_t finished[] = {HS_FINISHED, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    fault_record(s->tls, CONTENT_HANDSHAKE, span_of(finished, sizeof finished));
}

/* --- the table ---------------------------------------------------------------------------- */

#define MESSAGE_MUTATION(id) const struct mutation mutation_##id = {FAULT_MESSAGE, apply_##id, NULL}

MESSAGE_MUTATION(drop_ccs);
MESSAGE_MUTATION(echo_id);
MESSAGE_MUTATION(sentinel);
MESSAGE_MUTATION(retry_now);
MESSAGE_MUTATION(garbage_leaf);
MESSAGE_MUTATION(ticket_lifetime);
MESSAGE_MUTATION(switch_suite);
MESSAGE_MUTATION(tickets);
const struct mutation mutation_dh = {FAULT_PARAMS, apply_dh, NULL};
const struct mutation mutation_context_of_client = {FAULT_CONTENT, apply_context_of_client, NULL};
