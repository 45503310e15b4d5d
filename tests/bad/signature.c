/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What either end can do to a signature: in the test tables alone. */
#include "config.h"

#include "tests/bad/bad.h"

/* The byte at n, counted from the end, and the one after it change places. */
static void apply_swap(struct mutation_context *context)
{
    uint8_t *at = context->m->p + context->m->n + context->row->n, first = at[0];

    at[0] = at[1];
    at[1] = first;
}

/* A CertificateVerify whose signature has n bytes more before the last v ones, or n fewer at its
 * end, as its length says. */
static void apply_resize(struct mutation_context *context)
{
    enum { LENGTH = MSG_HEADER + 2 /* of the scheme */ };
    struct buf signature = peer_new();
    struct span old = span_tail(buf_span(context->m), LENGTH + 2);
    size_t head = old.n - (size_t)context->row->v;

    buf_put(&signature, span_head(old, head));
    for (long i = 0; i < context->row->n; i++)
        buf_u8(&signature, 0);
    if (context->row->n < 0)
        buf_truncate(&signature, signature.n - (size_t)-context->row->n);
    buf_put(&signature, span_tail(old, head));
    edit_vector(context->m, LENGTH, 2, buf_span(&signature));
    buf_free(&signature);
}

const struct mutation mutation_swap = {FAULT_MESSAGE, apply_swap, NULL};
const struct mutation mutation_resize = {FAULT_MESSAGE, apply_resize, NULL};
