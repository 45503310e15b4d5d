/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One attempt of a diagnosis, from its change to what it says. */
#include "config.h"

#include "app/scan/diagnose_inside.h"
#include "lib/view/handshake/hs_client.h"

enum { HELLO_MAX = 1 << 14, QUIET_US = 500000, WANTS_MAX = 1 << 12 };

/* In TLS 1.3 the server answers our certificate, or that we have none, after the handshake (RFC
 * 9846 4.5.2): one record of it is waited for. */
static bool on_turn(void *ctx, struct attempt *attempt, struct tls *tls)
{
    struct diagnose *d = ctx;
    const struct tls_info *info = tls_info(tls);

    (void)attempt;
    return info->client_certificate_asked && info->version == TLS_1_3 && d->turns++ == 0;
}

/* Silence after the handshake is no refusal. */
static bool is_good(const struct attempt_outcome *outcome)
{
    return outcome->kind == ATTEMPT_ANSWERED ||
           (outcome->kind == ATTEMPT_SILENT && outcome->is_complete);
}

static void keep(struct diagnose *d, struct span *out, struct span bytes)
{
    if (arena_copy(d->arena, out, bytes) != ERR_OK)
        d->err = ERR_MEMORY;
}

/* A server that asks for a certificate has accepted the hello: that it then refuses ours, or that
 * we have none, is the next thing that it wants.  Unless it did so at once. */
static bool wants_certificate(const struct diagnose *d, const struct attempt_outcome *o)
{
    const struct tls_info *first = d->failed->info;
    bool refused = o->kind == ATTEMPT_CLOSED || o->kind == ATTEMPT_RESET ||
                   (o->kind == ATTEMPT_ALERTED && hs_client_alert(o->alert));

    return refused && o->info != NULL && o->info->client_certificate_asked &&
           (first == NULL || !first->client_certificate_asked);
}

static void keep_wants(struct diagnose *d, const struct tls_info *info)
{
    struct buf text;

    buf_init(&text, WANTS_MAX);
    hs_client_wants(&text, info, LANG_EN);
    keep(d, &d->client_wants, buf_span(&text));
    buf_free(&text);
}

static void on_done(void *ctx, const struct attempt_outcome *outcome)
{
    struct diagnose *d = ctx;
    struct diagnosis_attempt *a = d->current;

    if (outcome->kind == ATTEMPT_FAULT)
        d->err = outcome->err;
    d->is_cut_off = outcome->kind == ATTEMPT_REFUSED;
    d->is_old = d->is_old || outcome->err == ERR_TLS_VERSION_NOT_OURS;
    a->heard = outcome->heard;
    a->wants_certificate = wants_certificate(d, outcome);
    a->worked = is_good(outcome) || a->wants_certificate;
    if (a->wants_certificate)
        keep_wants(d, outcome->info);
    if (outcome->flight != NULL && outcome->flight->has_hello) {
        a->version = outcome->flight->version;
        a->suite = outcome->flight->hello.suite;
        a->group = outcome->flight->group;
    }
    if (outcome->info != NULL && a->worked) {
        a->version = outcome->info->version;
        a->suite = outcome->info->suite == NULL ? 0 : outcome->info->suite->id;
        a->group = outcome->info->group;
        a->scheme = outcome->info->scheme;
        keep(d, &a->alpn, outcome->info->alpn);
    }
    if (!is_good(outcome))
        keep(d, &a->failure, outcome->text);
    net_stop(d->site.loop);
}

static enum err make(struct diagnose *d, enum diagnosis_trial change)
{
    struct tls_config config = *d->failed->config;
    struct attempt_ask ask = {.depth = ATTEMPT_HANDSHAKE,
                              .config = &config,
                              .ctx = d,
                              .turn = on_turn,
                              .quiet_us = QUIET_US};
    struct attempt *attempt;
    struct buf hello;

    buf_init(&hello, HELLO_MAX);
    if (diagnose_change_hello(d, change, &hello))
        ask = (struct attempt_ask){.depth = ATTEMPT_HELLO, .hello = buf_span(&hello)};
    else
        diagnose_change_make(d, change, &config);
    enum err e = d->random.failed ? ERR_TLS_RANDOM : hello.err;
    if (e == ERR_OK)
        e = attempt_start(&attempt, &d->site, &ask, on_done, d);
    if (e == ERR_OK)
        e = net_run(d->site.loop);
    buf_free(&hello);
    return e;
}

const struct diagnosis_attempt *diagnose_attempt(struct diagnose *d, enum diagnosis_trial change,
                                                 const struct diagnosis_list *without)
{
    if (diagnose_left(d) == 0 || d->err != ERR_OK || d->is_cut_off)
        return NULL;
    d->current = &d->out->attempts[d->out->num++];
    *d->current = (struct diagnosis_attempt){.change = change};
    d->without = (struct diagnosis_list){0};
    if (without != NULL)
        d->without = d->current->without = *without;
    d->turns = 0;
    d->tried[change] = true;
    enum err e = make(d, change);
    /* An offer that has nothing left is no attempt: nothing was sent. */
    if (e != ERR_OK)
        d->err = e;
    return d->err == ERR_OK && !d->is_cut_off ? d->current : NULL;
}
