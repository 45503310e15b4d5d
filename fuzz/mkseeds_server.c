/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_server.h"

#include <stdio.h>
#include <stdlib.h>

#include "fuzz/client.h"
#include "fuzz/fuzz.h"
#include "fuzz/server.h"
#include "lib/tls/session/ticket.h"
#include "lib/tls/tls.h"

/* What the server received: as it came, and without encryption. */
static struct buf wire, clear;

static void put_record(struct buf *b, uint8_t type, struct span plain)
{
    buf_u8(b, type);
    buf_u16(b, TLS_1_2);
    buf_u16(b, (uint16_t)plain.n);
    buf_put(b, plain);
}

static void listen(void *ctx, const struct event *e)
{
    (void)ctx;
    if (e->sent)
        return;
    if (e->kind == EVENT_RECORD)
        buf_put(&wire, e->bytes);
    if (e->kind == EVENT_MESSAGE)
        put_record(&clear, CONTENT_HANDSHAKE, e->bytes);
    if (e->kind == EVENT_CCS)
        put_record(&clear, CONTENT_CHANGE_CIPHER_SPEC, e->bytes);
    if (e->kind == EVENT_ALERT)
        put_record(&clear, CONTENT_ALERT, e->bytes);
    if (e->kind == EVENT_DATA)
        put_record(&clear, CONTENT_APPLICATION_DATA, e->bytes);
}

struct seed {
    const char *name;
    uint8_t client, server; /* options of both */
    uint16_t suite;         /* 0: as they come */
};

static void move(struct tls *from, struct tls *to, const char *name)
{
    struct span said = tls_pending(from);

    if (said.n > 0 && tls_feed(to, said) != ERR_OK) {
        fprintf(stderr, "%s: %s\n", name, err_id(tls_failure(to)->err));
        exit(1);
    }
    tls_sent(from, said.n);
}

static void talk(struct tls *client, struct tls *server, const char *name)
{
    for (int i = 0; i < 8; i++) {
        move(client, server, name);
        move(server, client, name);
    }
}

/* A session that the server knows, and the client took for the same. */
static void share_session(const struct seed *seed, struct client *c, const struct server *s)
{
    const struct session *known = &s->sessions[(seed->client & CLIENT_ONLY_12) != 0 ? 0 : 1];

    session_free(&c->session);
    if (session_copy(&c->session, known) != ERR_OK)
        exit(1);
    if ((seed->server & SERVER_IDS) != 0)
        buf_truncate(&c->session.ticket, 0);
    else
        c->session.session_id_n = 0;
}

/* What was recorded leads as deep again: to the client's close_notify. */
static void try_again(const struct seed *seed)
{
    struct server s;
    struct tls *t;

    server_make(&s, seed->server, false);
    REQUIRE(tls_new(&t, &s.config) == ERR_OK && tls_start(t) == ERR_OK);
    if (tls_feed(t, span_tail(buf_span(&wire), 1)) != ERR_OK || tls_phase(t) != PHASE_CLOSED) {
        fprintf(stderr, "%s: does not lead as far again\n", seed->name);
        exit(1);
    }
    tls_free(t);
    server_free(&s);
}

static void one(const struct seed *seed, void (*put)(const char *, const char *, struct span))
{
    struct client c;
    struct server s;
    struct tls *client, *server;
    size_t taken;

    buf_init(&wire, 1 << 20);
    buf_init(&clear, 1 << 20);
    buf_u8(&wire, seed->server);
    buf_u8(&clear, seed->server);
    client_make(&c, seed->client, false);
    server_make(&s, seed->server, false);
    c.random = 77; /* what it makes up is not what the server does */
    share_session(seed, &c, &s);
    s.config.event = listen;
    if (seed->suite != 0)
        c.config.suites = (struct numbers){.v = {seed->suite}, .num = 1};
    REQUIRE(tls_new(&client, &c.config) == ERR_OK && tls_new(&server, &s.config) == ERR_OK);
    REQUIRE(tls_start(server) == ERR_OK && tls_start(client) == ERR_OK);
    if (tls_may_write(client))
        REQUIRE(tls_write(client, SPAN_LIT("early data"), &taken) == ERR_OK);
    talk(client, server, seed->name);
    if (tls_phase(client) != PHASE_OPEN || tls_phase(server) != PHASE_OPEN) {
        fprintf(stderr, "%s: the handshake is not done\n", seed->name);
        exit(1);
    }
    REQUIRE(tls_write(client, SPAN_LIT("data of the client"), &taken) == ERR_OK);
    if (tls_info(client)->version == TLS_1_3)
        REQUIRE(tls_key_update(client, true) == ERR_OK);
    talk(client, server, seed->name);
    REQUIRE(tls_close(client) == ERR_OK);
    move(client, server, seed->name);
    try_again(seed);
    put("server", seed->name, buf_span(&wire));
    put("deepserver", seed->name, buf_span(&clear));
    buf_free(&wire);
    buf_free(&clear);
    tls_free(client);
    tls_free(server);
    client_free(&c);
    server_free(&s);
}

static void tickets(void (*put)(const char *, const char *, struct span))
{
    static const char *const names[] = {"12", "13"};
    struct server s;

    server_make(&s, 0, false);
    for (int i = 0; i < 2; i++) {
        struct buf b;

        buf_init(&b, 1 << 16);
        buf_put(&s.sessions[i].alpn, SPAN_LIT("h2"));
        buf_put(&s.sessions[i].chain, SPAN_LIT("\0\0\3abc"));
        ticket_put(&b, &s.sessions[i]);
        put("ticket", names[i], buf_span(&b));
        buf_free(&b);
    }
    server_free(&s);
}

void mkseeds_server(void (*put)(const char *, const char *, struct span))
{
    static const struct seed seeds[] = {
        {.name = "13"},
        {.name = "13-extras", .client = CLIENT_EXTRAS, .server = SERVER_EXTRAS | SERVER_PIECES},
        {.name = "13-retry", .client = CLIENT_ONLY_13, .server = SERVER_RETRIES},
        {.name = "13-identity", .client = CLIENT_IDENTITY, .server = SERVER_ASKS},
        {.name = "13-nobody", .server = SERVER_ASKS | SERVER_ONLY_13},
        {.name = "13-psk", .client = CLIENT_RESUMES, .server = SERVER_ONLY_13},
        {.name = "13-early", .client = CLIENT_RESUMES | CLIENT_EARLY, .server = SERVER_ONLY_13},
        {.name = "13-early-retry",
         .client = CLIENT_RESUMES | CLIENT_EARLY,
         .server = SERVER_RETRIES},
        {.name = "12-ecdhe", .client = CLIENT_ONLY_12},
        {.name = "12-ticket", .client = CLIENT_ONLY_12 | CLIENT_RESUMES},
        {.name = "12-id", .client = CLIENT_ONLY_12 | CLIENT_RESUMES, .server = SERVER_IDS},
        {.name = "12-false-start", .client = CLIENT_FALSE_START, .server = SERVER_ONLY_12},
        {.name = "12-identity",
         .client = CLIENT_IDENTITY | CLIENT_EXTRAS,
         .server = SERVER_ONLY_12 | SERVER_ASKS | SERVER_EXTRAS},
        {.name = "12-nobody", .client = CLIENT_ONLY_12, .server = SERVER_ASKS},
        {.name = "12-rsa",
         .client = CLIENT_ONLY_12,
         .server = SERVER_RSA,
         .suite = TLS_RSA_WITH_AES_128_CBC_SHA},
        {.name = "12-dhe",
         .client = CLIENT_ONLY_12,
         .server = SERVER_RSA,
         .suite = TLS_DHE_RSA_WITH_AES_128_GCM_SHA256},
    };

    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
        one(&seeds[i], put);
    tickets(put);
}
