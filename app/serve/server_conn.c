/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/serve/server_conn.h"

#include <stdio.h>

enum { STOP_US = 1000000, WAIT_US = 60000000 };

/* show_bad has the client meet a fault. */
static enum err show_bad(struct serving *c, struct badsite *site, struct tls_config *config)
{
    struct badsites *bads = &c->serve->bads;
    const char *host = c->peer.name[0] != '\0' ? c->peer.name : c->serve->address;

    c->bad = site->bad;
    c->talk.web = &c->serve->web;
    TRY(badsite_identity(bads, site, host, &c->tls.identities));
    c->tls.num_identities = 1;
    if (site->wire == NULL) {
        /* A session would spare the client the certificate. */
        c->tls.memory = NULL;
        return ERR_OK;
    }
    badwire_begin(&c->wire, site->wire, c->visit.tls, config);
    c->visit.trickles = site->wire->then == BADWIRE_SLOW;
    return ERR_OK;
}

/* What becomes of the connection when its fault is done. */
static void on_pumped(struct endpoint *v)
{
    struct serving *c = v->ctx;
    enum badwire_then then = c->wire.row == NULL ? BADWIRE_GO_ON : c->wire.row->then;

    if (then == BADWIRE_GO_ON || !c->wire.is_done || v->ended)
        return;
    if (then == BADWIRE_END || then == BADWIRE_RESET)
        c->wire.is_done = false; /* once */
    if (then == BADWIRE_END)
        endpoint_end(v);
    else if (then == BADWIRE_RESET)
        endpoint_reset(v);
    if (then == BADWIRE_WAIT || then == BADWIRE_SLOW) {
        v->stays = true;
        endpoint_limit(v, WAIT_US);
    }
}

/* choose picks the certificates for the name that the client asks for. */
static enum err choose(void *ctx, struct tls_config *config, const struct client_hello *hello,
                       struct span name)
{
    struct endpoint *v = ctx;
    struct serving *c = v->ctx;
    const struct sites *sites = &c->serve->sites;

    (void)hello; /* config's server is c->tls */
    snprintf(c->peer.label, sizeof c->peer.label, "%s", v->address);
    snprintf(c->peer.name, sizeof c->peer.name, "%.*s", (int)name.n,
             name.n == 0 ? "" : (const char *)name.p);
    struct badsite *site = c->door->site;

    if (site == NULL)
        site = badsites_find(&c->serve->bads, name);
    if (site != NULL)
        return show_bad(c, site, config);
    if (sites->num < 2)
        return ERR_OK;
    struct tls_identity *list = arena_alloc(&v->arena, sites->num, sizeof *list);

    if (list == NULL)
        return ERR_MEMORY;
    c->tls.num_identities = sites_choose(sites, name, list);
    c->tls.identities = list;
    return ERR_OK;
}

static void on_data(struct endpoint *v, struct span bytes)
{
    struct serving *c = v->ctx;

    webtalk_data(&c->talk, v, bytes);
}

static void on_turn(struct endpoint *v)
{
    struct serving *c = v->ctx;

    webtalk_turn(&c->talk, v);
}

/* put_away: one that is over is taken for the next client. */
static void put_away(struct serving *c)
{
    struct serve *s = c->serve;

    if (c->prev != NULL)
        c->prev->next = c->next;
    else
        s->live = c->next;
    if (c->next != NULL)
        c->next->prev = c->prev;
    webtalk_free(&c->talk);
    endpoint_free(&c->visit);
    c->next = s->idle;
    s->idle = c;
}

static void on_over(struct endpoint *v)
{
    struct serving *c = v->ctx;
    struct serve *s = c->serve;

    serving_tell(c);
    s->code = cmd_worse(s->code, reason_exit(endpoint_reason(v)));
    put_away(c);
    if (!output_flush(&s->run->out) && !s->stopped)
        serving_stop(s);
}

/* Who forgets the s of https is told so, in what it speaks. */
static void on_foreign(struct endpoint *v, const char *speaks)
{
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n"
                                 "Content-Length: 37\r\nConnection: close\r\n\r\n"
                                 "This port speaks TLS: try https://.\r\n";

    if (strcmp(speaks, "HTTP") == 0 && v->conn != NULL &&
        net_send(v->conn, span_str(answer)) != ERR_OK)
        endpoint_drop(v);
}

static const struct endpoint_hooks hooks_of_visit = {
    .turn = on_turn, .data = on_data, .pumped = on_pumped, .foreign = on_foreign, .over = on_over};

static struct serving *take_one(struct serve *s)
{
    struct serving *c = s->idle != NULL ? s->idle : ARENA_NEW(s->run->arena, struct serving);

    if (c == NULL)
        return NULL;
    if (c == s->idle)
        s->idle = c->next;
    *c = (struct serving){.serve = s, .next = s->live};
    if (c->next != NULL)
        c->next->prev = c;
    s->live = c;
    return c;
}

static void shut_doors(struct serve *s)
{
    for (size_t i = 0; i < s->num_doors; i++) {
        net_serve_end(s->doors[i].net);
        s->doors[i].net = NULL;
    }
}

void serving_accepted(void *ctx, struct net_conn *conn, struct net_hooks *hooks)
{
    struct serve_door *door = ctx;
    struct serve *s = door->serve;
    struct serving *c = take_one(s);

    if (c == NULL) {
        output_say(&s->run->out, "no memory for another client: one is sent away");
        net_close(conn);
        return;
    }
    if (++s->accepted == s->most)
        shut_doors(s);
    c->door = door;
    webtalk_init(&c->talk, door->site == NULL && s->bads.num > 0 ? &s->index : &s->web);
    endpoint_init(&c->visit, &s->plan, &c->peer, c->visit.address);
    c->visit.hooks = &hooks_of_visit;
    c->visit.ctx = c;
    c->tls = s->tls;
    c->tls.choose = choose;
    c->visit.config.server = &c->tls;
    c->visit.config.ticket = NULL;
    /* What is said of a client's certificate is said again of who comes back with a ticket. */
    c->visit.config.rejudge = s->plan.desk != NULL;
    endpoint_receive(&c->visit, s->loop, conn, hooks);
    endpoint_limit(&c->visit, s->handshake_us);
}

void serving_stop(struct serve *s)
{
    s->stopped = true;
    shut_doors(s);
    for (struct serving *c = s->live; c != NULL; c = c->next) {
        struct endpoint *v = &c->visit;

        if (!v->is_open)
            endpoint_fail(v, REASON_TIMEOUT, "the server was asked to end");
        if (v->is_open)
            endpoint_end(v);
        else
            endpoint_drop(v);
        endpoint_limit(v, STOP_US);
    }
}
