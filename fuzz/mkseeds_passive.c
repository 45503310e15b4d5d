/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_passive.h"

#include <stdlib.h>

#include "lib/tls/keys/keylog.h"
#include "tests/peer/talk.h"

/* The talk comes first: its hooks are given the tape. */
struct tape {
    struct talk talk;
    struct buf lines, pieces;
};

static void note(void *ctx, const struct event *e)
{
    struct tape *t = ctx;

    if (e->kind == EVENT_STEP && t->talk.tls != NULL)
        keylog_put(&t->lines, e->step, tls_info(t->talk.tls)->client_random);
    if (e->kind != EVENT_RECORD)
        return;
    buf_u16(&t->pieces, (uint16_t)((e->sent ? 0x8000U : 0) | e->bytes.n));
    buf_put(&t->pieces, e->bytes);
}

static void begin(struct tape *t, uint16_t version)
{
    *t = (struct tape){0};
    talk_open(&t->talk, version);
    t->talk.client.event = note;
    buf_init(&t->lines, 1 << 15);
    buf_init(&t->pieces, 1 << 20);
}

static void end(struct tape *t, const char *name,
                void (*put)(const char *, const char *, struct span))
{
    struct buf seed;
    size_t taken;

    talk_run(&t->talk);
    if (!talk_is_well(&t->talk) ||
        tls_write(t->talk.tls, SPAN_LIT("GET / HTTP/1.1\r\n\r\n"), &taken) != ERR_OK ||
        tls_close(t->talk.tls) != ERR_OK)
        exit(1);
    talk_move(&t->talk);
    buf_init(&seed, 1 << 20);
    buf_u16(&seed, (uint16_t)t->lines.n);
    buf_put(&seed, buf_span(&t->lines));
    buf_put(&seed, buf_span(&t->pieces));
    put("passive", name, buf_span(&seed));
    buf_free(&seed);
    buf_free(&t->lines);
    buf_free(&t->pieces);
    talk_close(&t->talk);
}

void mkseeds_passive(void (*put)(const char *target, const char *name, struct span bytes))
{
    struct tape t;

    begin(&t, TLS_1_2);
    end(&t, "12", put);
    begin(&t, TLS_1_3);
    end(&t, "13", put);
    begin(&t, TLS_1_3);
    t.talk.server.retries = true;
    t.talk.server.group = GROUP_SECP256R1;
    end(&t, "retry", put);
    begin(&t, TLS_1_2);
    t.talk.server.asks_certificate = true;
    talk_identity(&t.talk, FKEY_P256_A);
    end(&t, "client12", put);
    begin(&t, TLS_1_3);
    t.talk.server.asks_certificate = true;
    talk_identity(&t.talk, FKEY_P256_A);
    end(&t, "client13", put);
}
