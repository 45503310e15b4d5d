/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --all-addresses: the name is looked up once, all addresses are connected to at the same time, and
 * all are over before the first is shown, because what differs belongs to each of them. */
#include "config.h"

#include "cmd/handshake/handshake.h"

#include <stdio.h>

#include "lib/view/handshake/hs_addresses.h"

enum { SHOWN_MAX = 1 << 30 };

/* The handshake with one address: a plan of its own leads there. */
struct at_address {
    struct connect_setup how;
    struct endpoint_plan plan;
    struct handshake_conn conn;
    struct exchange exchange;
};

/* All of an operand. */
struct addresses_run {
    struct handshake_job *job;
    const struct server *server;
    const char *operand;
    struct net_loop *loop;
    struct net_addresses found;
    struct buf text; /* found.text, kept and terminated */
    struct at_address *v;
    const char **at;
    struct hs_view *views;
    size_t num;
};

static void on_found(void *ctx, const struct net_addresses *found)
{
    struct addresses_run *a = ctx;

    a->found = *found;
    buf_put(&a->text, found->text);
    if (a->text.n > 0)
        buf_u8(&a->text, '\0');
}

static enum err look_up(struct addresses_run *a)
{
    struct net_request request = connect_setup_request(&a->job->how, a->server);
    struct net_lookup *lookup = NULL;

    TRY(net_lookup(&lookup, a->loop, &request, on_found, a));
    TRY(net_run(a->loop));
    return a->text.err;
}

/* Without an address there is one result: that of the lookup. */
static enum err prepare(struct addresses_run *a)
{
    struct handshake_job *job = a->job;

    a->num = a->found.n > 0 ? a->found.n : 1;
    a->v = arena_alloc(job->run->arena, a->num, sizeof *a->v);
    a->at = arena_alloc(job->run->arena, a->num, sizeof *a->at);
    a->views = arena_alloc(job->run->arena, a->num, sizeof *a->views);
    if (a->v == NULL || a->at == NULL || a->views == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < a->num; i++) {
        struct at_address *v = &a->v[i];
        const struct handshake_to to = {&v->plan, a->server, a->operand};

        *v = (struct at_address){.how = job->how, .plan = job->plan};
        v->exchange.want.key_update = job->opts->key_update;
        v->plan.how = &v->how;
        v->plan.want_progress = false; /* there is one line for it on a terminal */
        a->at[i] = a->found.n > 0 ? a->found.at[i] : a->server->label;
        if (a->found.n > 0)
            snprintf(v->how.connect.host, sizeof v->how.connect.host, "%s", a->at[i]);
        exchange_init(&v->exchange);
        handshake_conn_init(&v->conn, job, &to, &v->exchange);
    }
    return ERR_OK;
}

/* What of the time is left after the lookup; at least a moment, so that it is a timeout. */
static uint64_t time_left(const struct addresses_run *a, uint64_t began)
{
    uint64_t spent = net_now_us() - began, most = a->job->how.timeout_us;

    return spent < most ? most - spent : 1;
}

static enum err connect_all(struct addresses_run *a, uint64_t began)
{
    if (a->found.n == 0) {
        endpoint_fail(&a->v[0].conn.endpoint, err_reason(a->found.err), "%s",
                      (const char *)a->text.p);
        return ERR_OK;
    }
    uint64_t left = time_left(a, began);
    for (size_t i = 0; i < a->num; i++)
        TRY(endpoint_start(&a->v[i].conn.endpoint, a->loop, left));
    enum err e = net_run(a->loop);
    for (size_t i = 0; i < a->num; i++)
        a->v[i].conn.endpoint.conn = NULL;
    return e;
}

/* The table, after the views that were asked for by options. */
static void show_table(const struct addresses_run *a, const struct hs_addresses *all)
{
    const struct handshake *o = a->job->opts;
    struct output *out = &a->job->run->out;
    struct buf text;

    if (o->result.json || a->job->monitor.nagios)
        return;
    buf_init(&text, SHOWN_MAX);
    if (o->result.quiet)
        hs_addresses_quiet(&text, all, &a->job->style);
    else
        hs_addresses_text(&text, all, &a->job->style);
    if (a->job->data_on_stdout)
        output_aside(out, buf_span(&text));
    else
        buf_put(&out->data, buf_span(&text));
    buf_free(&text);
}

static int show_all(struct addresses_run *a)
{
    struct hs_addresses all = {.views = a->views,
                               .at = a->at,
                               .num = a->num,
                               .cut = a->found.cut,
                               .text = a->text.n > 0 ? (const char *)a->text.p : NULL};
    int code = EXIT_OK;

    for (size_t i = 0; i < a->num; i++) {
        a->views[i] = handshake_conn_view(a->job, &a->v[i].conn, &a->v[i].exchange);
    }
    for (size_t i = 0; i < a->num; i++) {
        struct hs_view view = a->views[i];
        struct handshake_extra extra = {.addresses = &all};

        code = exit_worse(code, handshake_conn_finish(a->job, &a->v[i].conn, &view, &extra));
    }
    if (a->found.n > 0 && all.text != NULL)
        output_say(&a->job->run->out, "%s", all.text);
    show_table(a, &all);
    return code;
}

int handshake_addresses_operand(struct handshake_job *job, const struct server *server,
                                const char *operand)
{
    struct addresses_run a = {.job = job, .server = server, .operand = operand};
    uint64_t began = net_now_us();
    int code = EXIT_FAULT;

    buf_init(&a.text, SHOWN_MAX);
    enum err e = net_loop_new(&a.loop);
    if (e == ERR_OK)
        e = look_up(&a);
    if (e == ERR_OK)
        e = prepare(&a);
    if (e == ERR_OK)
        e = connect_all(&a, began);
    if (e == ERR_OK)
        code = show_all(&a);
    else
        output_say(&job->run->out, "%s: %s [%s]", server->label, err_text(e),
                   reason_code(err_reason(e)));
    net_loop_free(a.loop);
    for (size_t i = 0; i < a.num && a.v != NULL; i++) {
        handshake_conn_free(&a.v[i].conn);
        exchange_free(&a.v[i].exchange);
    }
    buf_free(&a.text);
    return code;
}
