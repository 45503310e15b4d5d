/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --dane dns: the records are looked up before the service is connected to. */
#include "config.h"

#include "cmd/handshake/handshake.h"

static int connect_to(struct handshake_job *job, const struct server *server, const char *operand)
{
    return (job->opts->all_addresses ? handshake_addresses_operand
                                     : handshake_conn_operand)(job, server, operand);
}

/* What the look-up has left of the time, and the name to send: that of the records (RFC 7671 7). */
static void set_how(struct handshake_job *job, uint64_t spent_us)
{
    struct connect_setup *how = &job->how;

    how->timeout_us = spent_us < how->timeout_us ? how->timeout_us - spent_us : 1;
    if (job->dane.input.base != NULL && how->sni.n == 0 && !how->no_sni)
        how->sni = span_str(job->dane.base);
}

int handshake_operand(struct handshake_job *job, const struct server *server, const char *operand)
{
    const struct connect_setup whole = job->how;
    uint64_t began = net_now_us();

    if (!dane_lookup_is_asked(&job->opts->judging))
        return connect_to(job, server, operand);
    enum err e = dane_lookup_find(&job->dane, &job->dane_lookup, server->name, server->port,
                                  whole.timeout_us, job->run->arena);

    if (e != ERR_OK) {
        buf_truncate(&job->why, 0);
        buf_printf(&job->why, "%s: --dane dns: %s", server->label, err_text(e));
        return handshake_without(job, server, operand, e);
    }
    set_how(job, net_now_us() - began);
    job->plan.dane = &job->dane.input;
    int code = connect_to(job, server, operand);

    job->plan.dane = NULL;
    job->how = whole;
    return code;
}
