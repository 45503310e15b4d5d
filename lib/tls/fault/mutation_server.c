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
static void apply_echo_id(struct mutation_context *context)
{
    struct span hello = buf_span(&context->tls->hello);

    mutation_context_set_id(
        context, span_head(span_tail(hello, EDIT_SESSION_ID + 1), hello.p[EDIT_SESSION_ID]));
}

static void put_number(struct buf *out, struct span bytes, uint8_t change)
{
    struct buf_mark mark = buf_open16(out);

    buf_put(out, bytes);
    if (bytes.n > 0)
        out->p[out->n - 1] ^= change;
    buf_close(out, mark);
}

/* p, g and Y: which of them is replaced by what (n: p, g or Y; v: the length of p that is kept, or
 * what its last byte is changed by). */
static void apply_dh(struct mutation_context *context)
{
    const struct kx *kx = context->tls->kx;
    struct span p = buf_span(&context->tls->dh_p), g = buf_span(&context->tls->dh_g),
                y = span_of(kx->public, kx->public_n);
    uint8_t change[3] = {0};

    if (context->row->n == 'L') /* a prime's length */
        p = span_head(p, (size_t)context->row->v);
    else if (context->row->n == 'H') /* one that is too long, and a few bytes longer than any */
        p = context->row->bytes;
    else if (context->row->n == 'P')
        change[0] = (uint8_t)context->row->v;
    else if (context->row->n == 'g')
        g = context->row->bytes;
    else if (context->row->n == 'G') { /* p but for its last byte */
        g = p;
        change[1] = (uint8_t)context->row->v;
    } else if (context->row->n == 'y')
        y = context->row->bytes;
    else if (context->row->n == 'Y') {
        y = p;
        change[2] = (uint8_t)context->row->v;
    }
    struct buf made;

    buf_init(&made, BYTES_MAX);
    put_number(&made, p, change[0]);
    put_number(&made, g, change[1]);
    put_number(&made, y, change[2]);
    buf_truncate(context->m, 0);
    buf_put(context->m, buf_span(&made));
    buf_free(&made);
}

/* A NewSessionTicket with a lifetime of this many seconds. */
static void apply_ticket_lifetime(struct mutation_context *context)
{
    for (unsigned i = 0; i < 4; i++)
        context->m->p[MSG_HEADER + i] = (uint8_t)(context->row->n >> (24 - 8 * i));
}

/* Another suite, which is then really used. */
static void apply_switch_suite(struct mutation_context *context)
{
    mutation_context_use_suite(context);
    context->tls->suite = suite_find((uint16_t)context->row->v);
}

static void apply_retry_now(struct mutation_context *context)
{
    memcpy(context->m->p + EDIT_RANDOM, hello_retry_random, RANDOM_SIZE);
}

static void apply_sentinel(struct mutation_context *context)
{
    const uint8_t *mark = context->row->n == 0 ? downgrade_12 : downgrade_11;

    memcpy(context->m->p + EDIT_RANDOM + RANDOM_SIZE - 8, mark, 8);
}

static void apply_garbage_leaf(struct mutation_context *context)
{
    context->m->p[MSG_HEADER + (context->is_13 ? 1 : 0) + 3 + 3] = 0xff;
}

static void apply_context_of_client(struct mutation_context *context)
{
    memcpy(context->m->p + 64 + sizeof "TLS 1.3, " - 1, "client", 6);
}

static void apply_tickets(struct mutation_context *context)
{
    for (long i = 0; i < context->row->n; i++)
        fault_check(context->tls, server_psk_ticket(context->tls));
    fault_check(context->tls, outbound_flush(context->tls));
}

/* The Finished after it is not encrypted: this tests the order. */
static void apply_drop_ccs(struct mutation_context *context)
{
    context->act = FAULT_DROP;
    const uint8_t finished[] = {HS_FINISHED, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    fault_record(context->tls, CONTENT_HANDSHAKE, span_of(finished, sizeof finished));
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
