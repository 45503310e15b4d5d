/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/fetch/fetch_tls.h"

#include "app/verify/peer_chain.h"
#include "app/verify/target_host.h"
#include "lib/base/mem.h"
#include "lib/base/nametext.h"

enum { TRUST_MEMORY = 64 << 20, JUDGE_MEMORY = 16 << 20, PLAIN_MAX = 1 << 20, WHY_MAX = 1024 };

struct fetch_trust {
    struct output out;
    struct arena arena;
    struct verify_settings settings;
    struct result_settings result;
    struct verifier verifier;
};

struct fetch_tls {
    struct fetch_trust *trust;
    struct tls *tls;
    struct tls_config config;
    struct rng_system random;
    struct reference_id host;
    char name[HOST_DNS_SIZE];
    uint64_t end_us;
    struct arena arena; /* of the verdict */
    struct chain_certs certs;
    struct verdict verdict;
    struct buf plain, why;
};

enum err fetch_trust_new(struct fetch_trust **out)
{
    struct fetch_trust *t = *out = MEM_NEW(struct fetch_trust);

    if (t == NULL)
        return ERR_MEMORY;
    output_init(&t->out, "tlsbox");
    arena_init(&t->arena, TRUST_MEMORY);
    t->settings = (struct verify_settings)VERIFY_SETTINGS_DEFAULTS;
    t->result = (struct result_settings)RESULT_SETTINGS_DEFAULTS;
    verifier_init(&t->verifier, &t->settings, &t->result, &t->out, &t->arena);
    t->verifier.is_guest = t->verifier.keeps_leaf_key = true;
    return ERR_OK;
}

void fetch_trust_free(struct fetch_trust *trust)
{
    if (trust == NULL)
        return;
    verifier_close(&trust->verifier);
    arena_free(&trust->arena);
    output_free(&trust->out);
    mem_free(trust, sizeof *trust);
}

/* Hooks of the client. */

static int64_t on_now(void *ctx)
{
    (void)ctx;
    return net_wall_ms();
}

static void on_event(void *ctx, const struct event *ev)
{
    struct fetch_tls *t = ctx;

    if (ev->kind == EVENT_DATA && !ev->sent)
        buf_put(&t->plain, ev->bytes);
}

/* Judges the server as for any other client: no address is fetched for this verdict. */
static enum err judge(struct fetch_tls *t, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct verdict *v = &t->verdict;
    const struct verify_terms terms = {.now = net_wall_ms() / 1000, .end_us = t->end_us};
    struct span list;

    TRY(arena_copy(&t->arena, &list, chain->list));
    TRY(peer_chain_certs(&t->certs, &t->arena, list, chain->is_13));
    peer_chain_key(out, t->certs.v[0].cert);
    TRY(verifier_judge(&t->trust->verifier, &t->certs, &t->host, &terms, &t->arena, v));
    out->prepared = v->leaf_key;
    v->leaf_key = NULL;
    if (v->reason == REASON_OK)
        return ERR_OK;
    buf_printf(&t->why, "the certificate of %s is refused: %s", t->name, reason_code(v->reason));
    out->alert = peer_chain_alert(v->reason);
    return ERR_TLS_VERDICT;
}

static void on_judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    out->alert = ALERT_NONE;
    out->err = judge(ctx, chain, out);
}

/* Turns an error of TLS into ours, and says which it was. */
static enum err explain(struct fetch_tls *t, enum err err)
{
    if (err == ERR_OK && t->random.failed)
        err = ERR_TLS_RANDOM;
    if (err == ERR_OK)
        return t->plain.err;
    if (t->why.n == 0)
        buf_printf(&t->why, "%s: %s: %s", t->name, err_text(ERR_FETCH_TLS), err_text(err));
    return err == ERR_MEMORY ? ERR_MEMORY : ERR_FETCH_TLS;
}

/* The interface. */

static enum err begin(struct fetch_tls *t, const struct http_url *url)
{
    struct target target = {.port = url->port};
    uint8_t ip[16];

    memcpy(target.host, url->host, sizeof target.host);
    target.is_ip = nametext_ip(ip, span_str(url->host)) != 0;
    TRY(target_host(&t->host, t->name, &target));
    t->config = tls_config_default();
    if (!target.is_ip)
        t->config.server_name = span_str(t->name);
    t->config.alpn = SPAN_LIT("\x08http/1.1");
    t->config.rng = rng_system(&t->random);
    t->config.ctx = t;
    t->config.now_ms = on_now;
    t->config.event = on_event;
    t->config.judge = on_judge;
    TRY(explain(t, tls_new(&t->tls, &t->config)));
    return explain(t, tls_start(t->tls));
}

enum err fetch_tls_new(struct fetch_tls **out, struct fetch_trust *trust,
                       const struct http_url *url, uint64_t end_us)
{
    struct fetch_tls *t = MEM_NEW(struct fetch_tls);

    *out = NULL;
    if (t == NULL)
        return ERR_MEMORY;
    t->trust = trust;
    t->end_us = end_us;
    arena_init(&t->arena, JUDGE_MEMORY);
    buf_init(&t->plain, PLAIN_MAX);
    buf_init(&t->why, WHY_MAX);
    enum err e = begin(t, url);
    if (e != ERR_OK)
        fetch_tls_free(t);
    else
        *out = t;
    return e;
}

void fetch_tls_free(struct fetch_tls *tls)
{
    if (tls == NULL)
        return;
    tls_free(tls->tls);
    arena_free(&tls->arena);
    buf_free(&tls->plain);
    buf_free(&tls->why);
    mem_free(tls, sizeof *tls);
}

struct span fetch_tls_pending(const struct fetch_tls *tls)
{
    return tls->random.failed ? (struct span){0} : tls_pending(tls->tls);
}

void fetch_tls_sent(struct fetch_tls *tls)
{
    tls_sent(tls->tls, tls_pending(tls->tls).n);
}

enum err fetch_tls_feed(struct fetch_tls *tls, struct span in, struct span *out)
{
    buf_truncate(&tls->plain, 0);
    enum err e = explain(tls, tls_feed(tls->tls, in));

    *out = buf_span(&tls->plain);
    return e;
}

enum err fetch_tls_eof(struct fetch_tls *tls)
{
    return explain(tls, tls_eof(tls->tls));
}

struct span fetch_tls_why(const struct fetch_tls *tls)
{
    return buf_span(&tls->why);
}

bool fetch_tls_is_open(const struct fetch_tls *tls)
{
    return tls_phase(tls->tls) == PHASE_OPEN;
}

bool fetch_tls_is_over(const struct fetch_tls *tls)
{
    return tls_phase(tls->tls) == PHASE_CLOSED;
}

enum err fetch_tls_write(struct fetch_tls *tls, struct span bytes)
{
    size_t taken = 0;

    while (bytes.n > 0) {
        TRY(explain(tls, tls_write(tls->tls, bytes, &taken)));
        bytes = span_tail(bytes, taken);
    }
    return ERR_OK;
}

void fetch_tls_close(struct fetch_tls *tls)
{
    if (fetch_tls_is_open(tls))
        (void)explain(tls, tls_close(tls->tls));
}
