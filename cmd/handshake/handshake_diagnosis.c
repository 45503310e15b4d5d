/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --diagnose: the facts about the handshake that failed, for app/scan/diagnose.h. */
#include "config.h"

#include "cmd/handshake/handshake.h"

enum { ATTEMPT_US = 3000000 };

/* The length of the ClientHello that was sent, header included. */
static size_t hello_length(const struct event_log *log)
{
    for (size_t i = 0; i < log->num; i++) {
        const struct event *e = &log->v[i].event;
        if (e->kind == EVENT_MESSAGE && e->sent && e->type == HS_CLIENT_HELLO)
            return e->bytes.n;
    }
    return 0;
}

/* A name to send where none was sent: the host's, or that of --host, or any at all. */
static struct span other_name(const struct handshake_job *job, const struct server *server)
{
    const struct reference_id *host = &job->opts->judging.host;

    if (server->host.kind == HOST_DNS)
        return span_str(server->name);
    if (host->kind == HOST_DNS)
        return span_of(host->name, host->name_n);
    return SPAN_LIT("www.example.com");
}

/* All attempts go to the address of the first connection; behind a proxy that is not known. */
static void pin(struct net_request *request, const struct endpoint *v, struct target *at)
{
    if (request->proxy != NULL || target_parse(at, span_str(v->address)) != ERR_OK ||
        !at->is_ip)
        return;
    request->connect_host = at->host;
    request->connect_port = at->port;
}

const struct diagnosis *handshake_diagnosis_make(struct handshake_job *job,
                                                 const struct handshake_conn *conn)
{
    const struct endpoint *v = &conn->endpoint;
    const struct tls_failure *f = v->tls == NULL ? NULL : tls_failure(v->tls);
    struct diagnosis *out = arena_alloc(job->run->arena, 1, sizeof *out);
    struct diagnose_failed failed = {
        .request = connect_setup_request(v->plan->how, v->peer),
        .config = &v->config,
        .info = v->tls == NULL ? NULL : tls_info(v->tls),
        .reason = endpoint_reason(v),
        .err = f == NULL ? ERR_OK : f->err,
        .alert = f == NULL ? 0 : f->alert,
        .heard = v->tls != NULL && tls_progress(v->tls).heard,
        .hello_n = hello_length(&v->events),
        .name = other_name(job, v->peer),
    };
    struct target at;

    if (failed.reason == REASON_OK || out == NULL)
        return NULL;
    out->not_made = diagnose_why_not(failed.reason, v->reached != ENDPOINT_REACHING);
    if (out->not_made != NULL)
        return out;
    pin(&failed.request, v, &at);
    if (failed.request.timeout_us > ATTEMPT_US)
        failed.request.timeout_us = ATTEMPT_US;
    enum err e = net_loop_new(&failed.loop);
    if (e == ERR_OK)
        e = diagnose_run(out, job->run->arena, &failed);
    net_loop_free(failed.loop);

    if (e != ERR_OK)
        output_say(&job->run->out, "%s: the diagnosis ended: %s", v->peer->label, err_text(e));
    return out;
}
