/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hellos: what the client says first, caught and parsed. */
#ifndef TB_TESTS_UNIT_TLS_HELLOS_H
#define TB_TESTS_UNIT_TLS_HELLOS_H

#include "tests/unit/tls/bend.h"

/* The hellos of a connection, as they went out. */
struct hellos {
    struct bend b;
    struct talk *t;
    struct span bytes[2];
    struct client_hello m[2];
    size_t num;
};

static inline void keep(void *ctx, const struct event *e)
{
    struct hellos *h = ctx;
    struct fail f = {0};
    struct msg m;

    if (e->kind != EVENT_MESSAGE || !e->sent || e->type != HS_CLIENT_HELLO)
        return;
    assert_true(h->num < 2);
    assert_int_equal(arena_copy(&h->t->arena, &h->bytes[h->num], e->bytes), ERR_OK);
    assert_true(msg_split(&m, h->bytes[h->num]));
    assert_int_equal(client_hello_parse(&h->m[h->num], m.body, &f), ERR_OK);
    h->num++;
}

static inline struct talk *begin(struct hellos *h, uint16_t version)
{
    *h = (struct hellos){0};
    h->t = bend_open(&h->b, version);
    h->t->client.event = keep;
    return h->t;
}

static inline void run(struct hellos *h)
{
    h->num = 0;
    talk_run(h->t);
}

/* What a hello says, with a server that takes it. */
static inline void say(struct hellos *h)
{
    run(h);
    bend_well(h->t);
}

static inline bool has(const struct hellos *h, uint16_t type)
{
    struct span data;

    return ext_get(h->m[0].exts, type, &data);
}

static inline struct span ext_of(const struct client_hello *m, uint16_t type)
{
    struct span data;

    assert_true(ext_get(m->exts, type, &data));
    return data;
}

static inline void is(struct span got, const void *expected, size_t n)
{
    assert_int_equal(got.n, n);
    assert_memory_equal(got.p, expected, n);
}
#define IS(got, literal) is(got, literal, sizeof(literal) - 1)

static inline size_t count_shares(const struct client_hello *m, uint16_t groups[8])
{
    struct fail f = {0};
    struct span list;
    struct key_share s;
    size_t num = 0;

    assert_int_equal(ext_shares_parse(&list, ext_of(m, TLSX_KEY_SHARE), &f), ERR_OK);
    struct rd r = rd_init(list, &f);
    while (ext_share_next(&r, &s) && num < 8)
        groups[num++] = s.group;
    return num;
}

#endif
