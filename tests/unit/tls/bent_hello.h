/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bent_hello: our client and our server, with one of the client's hellos bent on its way out. */
#ifndef TB_TESTS_UNIT_TLS_BENT_HELLO_H
#define TB_TESTS_UNIT_TLS_BENT_HELLO_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/tls.h"
#include "tests/peer/pair.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A hello taken apart: what a mutation changes, and it is put together again. */
struct bent_hello {
    struct client_hello m;
    struct buf exts;
};

struct bent {
    struct pair p;
    struct tls_faults faults;
    unsigned which; /* the first hello or the second: 0, 1 */
    unsigned seen;
    void (*mutation)(struct bent_hello *h);
};

static inline enum fault_act bent_hook(void *ctx, struct tls *t, enum fault_stage stage,
                                       uint8_t message, struct buf *bytes)
{
    struct bent *b = ctx;
    struct bent_hello h;
    struct buf was;
    struct msg m;
    struct fail f = {0};

    (void)t;
    if (stage != FAULT_MESSAGE || message != HS_CLIENT_HELLO || b->seen++ != b->which ||
        b->mutation == NULL)
        return FAULT_SEND;
    buf_init(&was, 1 << 17);
    buf_put(&was, buf_span(bytes));
    assert_true(msg_split(&m, buf_span(&was)));
    assert_int_equal(client_hello_parse(&h.m, m.body, &f), ERR_OK);
    buf_init(&h.exts, 1 << 17);
    buf_put(&h.exts, h.m.exts);
    b->mutation(&h);
    h.m.exts = buf_span(&h.exts);
    buf_truncate(bytes, 0);
    client_hello_put(bytes, &h.m);
    buf_free(&h.exts);
    buf_free(&was);
    return FAULT_SEND;
}

/* One extension gets other data, at its place; or goes, where there is none (data.p NULL). */
static inline void bent_set(struct bent_hello *h, uint16_t type, struct span data)
{
    struct buf was = h->exts;
    struct fail f = {0};
    struct rd r = rd_init(buf_span(&was), &f);
    struct ext x;
    bool found = false;

    buf_init(&h->exts, 1 << 17);
    while (ext_next(&r, &x)) {
        found = found || x.type == type;
        if (x.type != type)
            ext_put(&h->exts, x.type, x.data);
        else if (data.p != NULL)
            ext_put(&h->exts, type, data);
    }
    if (!found && data.p != NULL)
        ext_put(&h->exts, type, data);
    buf_free(&was);
}

static inline void bent_drop(struct bent_hello *h, uint16_t type)
{
    bent_set(h, type, (struct span){0});
}

static inline struct pair *bent_open(struct bent *b, uint16_t version)
{
    *b = (struct bent){.faults = {.ctx = b, .hook = bent_hook}};
    pair_open(&b->p, version);
    pair_identity(&b->p, FKEY_P256_C);
    b->p.client.faults = &b->faults;
    return &b->p;
}

static inline void bent_run(struct bent *b, void (*mutation)(struct bent_hello *h), unsigned which)
{
    b->mutation = mutation;
    b->which = which;
    b->seen = 0;
    pair_run(&b->p);
    assert_true(b->seen > which);
}

static inline void bent_is(const struct pair *p, enum err e)
{
    const struct pair_end *s = &p->ends[PAIR_SERVER];

    if (s->err != e)
        fail_msg("%s instead of %s", err_id(s->err), err_id(e));
    assert_int_equal(tls_failure(s->tls)->err, e);
    assert_int_equal(s->alert, err_alert(e));
    assert_int_equal(s->level, 2);
    assert_int_equal(p->ends[PAIR_CLIENT].got_alert, err_alert(e));
}

static inline void bent_well(struct pair *p)
{
    if (!pair_carries(p))
        fail_msg("client %s, server %s", err_id(p->ends[0].err), err_id(p->ends[1].err));
}

#endif
