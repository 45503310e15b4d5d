/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_client.h"

#include <stdio.h>
#include <stdlib.h>

#include "fuzz/client.h"
#include "tests/peer/talk.h"

/* What the client received: as it came, and without encryption. */
struct catch
{
    struct talk talk; /* first: the hooks of the talk are handed this */
    struct buf wire, clear;
};

static void put_record(struct buf *b, uint8_t type, struct span plain)
{
    buf_u8(b, type);
    buf_u16(b, TLS_1_2);
    buf_u16(b, (uint16_t)plain.n);
    buf_put(b, plain);
}

static void event(void *ctx, const struct event *e)
{
    struct catch *c = ctx;

    if (e->sent)
        return;
    if (e->kind == EVENT_RECORD)
        buf_put(&c->wire, e->bytes);
    if (e->kind == EVENT_MESSAGE)
        put_record(&c->clear, CONTENT_HANDSHAKE, e->bytes);
    if (e->kind == EVENT_CCS)
        put_record(&c->clear, CONTENT_CHANGE_CIPHER_SPEC, e->bytes);
    if (e->kind == EVENT_ALERT)
        put_record(&c->clear, CONTENT_ALERT, e->bytes);
    if (e->kind == EVENT_DATA)
        put_record(&c->clear, CONTENT_APPLICATION_DATA, e->bytes);
}

/* The configuration of the fuzzer, with the hooks of the talk. */
static void join(struct talk *t, struct client *c)
{
    struct tls_config talks = t->client;

    t->client = c->config;
    t->client.ctx = talks.ctx;
    t->client.now_ms = talks.now_ms;
    t->client.judge = talks.judge;
    t->client.ticket = talks.ticket;
    t->client.event = event;
    t->now_ms = CLIENT_NOW_MS;
    if (c->config.session == NULL)
        return;
    const struct session *s = &c->session;
    if (session_copy(&t->session, s) != ERR_OK)
        exit(1);
    t->has_session = t->resumes = t->server.resumes = true;
    t->server.session = s;
}

struct seed {
    const char *name;
    uint16_t version, suite;
    uint8_t options;
    bool retries, asks, session_ids, rsa, hybrid;
};

static void one(const struct seed *s, void (*put)(const char *, const char *, struct span))
{
    static struct catch c;
    struct client client;
    struct talk *t = &c.talk;

    talk_open(t, s->version);
    buf_init(&c.wire, 1 << 20);
    buf_init(&c.clear, 1 << 20);
    buf_u8(&c.wire, s->options);
    buf_u8(&c.clear, s->options);
    client_make(&client, s->options, false);
    join(t, &client);
    if (s->rsa)
        talk_key(t, FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256);
    if (s->suite != 0)
        t->server.suite = s->suite;
    t->server.tickets = 1;
    t->server.session_ids = s->session_ids;
    t->server.retries = s->retries;
    t->server.asks_certificate = s->asks;
    t->server.max_early = 100;
    t->server.staple = SPAN_LIT("staple");
    t->server.alpn = SPAN_LIT("\2h2");
    if (s->retries)
        t->server.group = GROUP_SECP384R1;
    if (s->hybrid)
        t->server.group = GROUP_X25519MLKEM768;
    talk_run(t);
    if (!talk_is_well(t)) {
        fprintf(stderr, "%s: %s, %s\n", s->name, err_id(t->err), t->peer.trouble);
        exit(1);
    }
    if (s->version == TLS_1_3)
        peer_key_update(&t->peer, 1);
    peer_data(&t->peer, SPAN_LIT("data of the server"));
    peer_alert(&t->peer, 1, ALERT_CLOSE_NOTIFY);
    talk_move(t);
    put("client", s->name, buf_span(&c.wire));
    put("deep", s->name, buf_span(&c.clear));
    buf_free(&c.wire);
    buf_free(&c.clear);
    talk_close(t);
    client_free(&client);
}

void mkseeds_client(void (*put)(const char *, const char *, struct span))
{
    static const struct seed seeds[] = {
        {.name = "13", .version = TLS_1_3},
        {.name = "13-extras", .version = TLS_1_3, .options = CLIENT_EXTRAS | CLIENT_PIECES},
        {.name = "13-hybrid",
         .version = TLS_1_3,
         .options = CLIENT_ONLY_13 | CLIENT_EXTRAS,
         .hybrid = true},
        {.name = "13-retry", .version = TLS_1_3, .options = CLIENT_ONLY_13, .retries = true},
        {.name = "13-identity", .version = TLS_1_3, .options = CLIENT_IDENTITY, .asks = true},
        {.name = "13-psk", .version = TLS_1_3, .options = CLIENT_RESUMES},
        {.name = "13-early", .version = TLS_1_3, .options = CLIENT_RESUMES | CLIENT_EARLY},
        {.name = "12-ecdhe", .version = TLS_1_2},
        {.name = "12-id", .version = TLS_1_2, .options = CLIENT_ONLY_12, .session_ids = true},
        {.name = "12-resumed", .version = TLS_1_2, .options = CLIENT_ONLY_12 | CLIENT_RESUMES},
        {.name = "12-false-start", .version = TLS_1_2, .options = CLIENT_FALSE_START},
        {.name = "12-identity",
         .version = TLS_1_2,
         .options = CLIENT_IDENTITY | CLIENT_EXTRAS,
         .asks = true},
        {.name = "12-rsa", .version = TLS_1_2, .suite = TLS_RSA_WITH_AES_128_CBC_SHA, .rsa = true},
    };

    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
        one(&seeds[i], put);
}
