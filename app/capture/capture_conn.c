/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/capture/capture_conn.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "lib/base/wipe.h"
#include "lib/tls/keys/key_schedule12.h"

enum {
    FLOW_MEMORY = 64 << 20,
    FLOW_BLOCK = 1 << 11, /* there are many, and most need little */
    WHY_MAX = 1 << 14,
    LISTED_MAX = 2000, /* records of data in one event log */
    TEXT_MAX = 256,
    US = 1000000,
};

static struct decode_flow *flow_of(struct capture_flow *c)
{
    return c->ctx;
}

/* --- what the watch asks and tells -------------------------------------------------------- */

static bool on_secret(void *ctx, struct span label, const uint8_t random[RANDOM_SIZE],
                      struct secret *out)
{
    const struct decode_flow *f = ctx;

    return secret_index_find(&f->job->secrets, label, random, out);
}

static void on_remember(void *ctx, struct span id, const struct secret *master)
{
    struct decode_flow *f = ctx;

    /* Where there is no memory for it, its session is not found again. */
    if (sessions_remember(&f->job->sessions, id, master) != ERR_OK)
        return;
}

static bool on_recall(void *ctx, struct span id, struct secret *out)
{
    const struct decode_flow *f = ctx;

    return sessions_recall(&f->job->sessions, id, out);
}

/* The key of this certificate, among those that were given. */
static const struct privkey *on_key(void *ctx, struct span leaf)
{
    struct decode_flow *f = ctx;

    (void)leaf; /* it has been decoded when the chain was told */
    f->key_asked = f->has_certs;
    if (f->fits == 0)
        return NULL;
    f->key = f->job->opts->keys.v[f->fits - 1];
    return f->job->keys[f->fits - 1];
}

static size_t find_key(const struct decode_job *j, const struct keyinfo *of)
{
    size_t i = 0;

    while (i < j->num_keys && !privkey_fits(j->keys[i], of))
        i++;
    return i < j->num_keys ? i + 1 : 0;
}

/* A line of a table is all that will be shown of it. */
static bool is_row(const struct decode_flow *f)
{
    return f->job->is_table && !f->job->details;
}

/* A request's line ends with the version, an answer's begins with it (RFC 9112 3, 4). */
static bool is_http(bool from_client, struct span line)
{
    const struct span version = SPAN_LIT("HTTP/1.");

    if (!from_client)
        return span_starts(line, version);
    for (size_t i = 0; i + version.n < line.n; i++) {
        if (line.p[i] == ' ' && span_starts(span_tail(line, i + 1), version))
            return line.p[0] >= 'A' && line.p[0] <= 'Z';
    }
    return false;
}

static void take_http(struct decode_flow *f, const struct event *e)
{
    struct span line = span_head(e->bytes, span_find(e->bytes, '\n'));

    line.n -= line.n > 0 && line.p[line.n - 1] == '\r';
    if (is_row(f) || !is_http(e->sent, line))
        return;
    if (f->num_lines == DECODE_LINES) {
        f->more_lines++;
        return;
    }
    if (ARENA_GROW(&f->arena, f->lines, f->num_lines, f->cap_lines) != ERR_OK)
        return;
    struct decode_line *l = &f->lines[f->num_lines++];
    l->from_client = e->sent;
    l->n = span_head(line, DECODE_LINE).n;
    memcpy(l->text, line.p, l->n);
}

static bool is_done(const struct decode_flow *f)
{
    return f->finished[0] && f->finished[1];
}

/* As live (ending.c): a server that goes when it has seen a certificate, up to its Finished in TLS
 * 1.2 and up to its first record in TLS 1.3, refuses it. */
static void take_leave(struct decode_flow *f, bool of_client)
{
    bool waits = is_done(f) ? passive_info(f->w)->version == TLS_1_3 || f->client_showed_late
                            : !passive_is_complete(f->w);

    if (of_client)
        f->client_left = true;
    else if (f->client_showed && !f->client_left && !f->server_spoke && waits)
        f->turned_away = true;
}

static void take_alert(struct decode_flow *f, const struct event *e)
{
    /* RFC 9846 6: all of TLS 1.3 are fatal, whatever they say of themselves. */
    bool is_fatal = e->level == 2 || e->version == TLS_1_3;

    if (e->alert == ALERT_CLOSE_NOTIFY)
        take_leave(f, e->sent);
    /* RFC 9846 6.2: the first fatal one ends the connection. */
    if (!is_fatal || f->has_alert || e->alert == ALERT_CLOSE_NOTIFY ||
        e->alert == ALERT_USER_CANCELED)
        return;
    f->has_alert = true;
    f->alert_by_client = e->sent;
    f->alert = e->alert;
    /* RFC 9846 4.5.1.3: a server refuses a client's certificate when the client is done; one that
     * it asked for later, when that has come. */
    f->alert_early = !is_done(f) || (!e->sent && !f->server_spoke &&
                                     (e->version == TLS_1_3 || f->client_showed_late));
}

static void take_message(struct decode_flow *f, const struct event *e)
{
    f->last_message = e->type;
    f->server_spoke |= !e->sent && is_done(f);
    if (e->sent && e->type == HS_CERTIFICATE) {
        f->client_showed = true;
        f->client_showed_late = is_done(f);
        f->server_spoke = false;
    }
    if (e->type == HS_FINISHED)
        f->finished[e->sent ? 1 : 0] = true;
}

static bool is_bulk(const struct event *e)
{
    if (e->kind == EVENT_RECORD)
        return e->unread || e->inner_type == CONTENT_APPLICATION_DATA;
    return e->kind == EVENT_DATA;
}

/* An event log of a long connection stays small: what is in it tells how it began. */
static void keep_event(struct decode_flow *f, const struct event *e)
{
    if (f->keeps && is_row(f)) {
        event_log_free(&f->events);
        f->keeps = false;
    }
    if (!f->keeps)
        return;
    if (is_bulk(e) && ++f->listed > LISTED_MAX) {
        f->unlisted += e->kind == EVENT_RECORD;
        f->unlisted_n += e->kind == EVENT_RECORD ? e->plain_n : 0;
        return;
    }
    event_log_add(&f->events, f->now_us - f->began_us, e);
}

static void become_tls(struct decode_flow *f)
{
    struct decode_job *j = f->job;

    f->is_tls = true;
    j->num_tls++;
    if (j->num_tls > 1)
        j->is_table = true;
}

static void on_event(void *ctx, const struct event *e)
{
    struct decode_flow *f = ctx;

    if (!f->is_tls && e->kind == EVENT_RECORD)
        become_tls(f);
    keep_event(f, e);
    switch (e->kind) {
    case EVENT_ALERT: take_alert(f, e); break;
    case EVENT_MESSAGE: take_message(f, e); break;
    case EVENT_RECORD: f->server_spoke |= e->unread && !e->sent && is_done(f); break;
    case EVENT_CCS: f->server_spoke |= !e->sent && is_done(f); break;
    case EVENT_DATA:
        f->server_spoke |= !e->sent && is_done(f);
        /* RFC 9846 5.1: where data is, the handshake of that side is over. */
        take_http(f, e);
        if (f->job->opts->follow)
            decode_show_data(f->job, f, e);
        break;
    default: break;
    }
}

/* --- the chain ---------------------------------------------------------------------------- */

/* The name to judge for: the one asked for, else the one that the client asked for. */
const struct reference_id *decode_flow_host(struct decode_flow *f)
{
    const struct verify_options *o = &f->job->opts->judging;
    static const struct reference_id none;
    struct span sni = passive_server_name(f->w);
    char text[HOST_DNS_SIZE];

    if (o->host.kind != HOST_NONE)
        return &o->host;
    if (f->host == NULL)
        f->host = ARENA_NEW(&f->arena, struct reference_id);
    if (f->host == NULL || sni.n == 0 || sni.n >= sizeof text || span_find(sni, 0) < sni.n)
        return &none;
    snprintf(text, sizeof text, "%.*s", (int)sni.n, (const char *)sni.p);
    if (host_parse(f->host, text) != ERR_OK)
        *f->host = (struct reference_id){0};
    return f->host;
}

static void judge(struct decode_flow *f)
{
    struct decode_job *j = f->job;
    const struct trust_inputs *loaded = verifier_open(&j->verifier);
    int64_t now = f->now_us == 0 ? (int64_t)time(NULL) : (int64_t)(f->now_us / US);

    if (loaded->reason != REASON_OK) {
        f->verdict = loaded->reason;
        buf_printf(&f->why, "not verified: %.*s", (int)loaded->message.n,
                   (const char *)loaded->message.p);
        buf_u8(&f->why, 0);
        return;
    }
    struct decode_judged *d = ARENA_NEW(&f->arena, struct decode_judged);
    if (d == NULL) {
        f->chain_err = f->arena.err;
        f->verdict = err_reason(f->chain_err);
        return;
    }
    d->ask = (struct verification_request){
        .opts = &j->opts->judging,
        .loaded = loaded,
        .host = decode_flow_host(f),
        .certs = f->certs.v,
        .num_certs = f->certs.num,
        .broken_cert = f->certs.broken.err != ERR_OK ? f->certs.broken : loaded->broken_cert,
        .result = &j->opts->result,
        .now = now,
    };
    f->chain_err = verification_make(&d->judgement, &d->ask, &f->arena);
    if (f->chain_err != ERR_OK) {
        f->verdict = err_reason(f->chain_err);
        return;
    }
    f->has_judgement = true;
    f->judged = d;
    d->view = verification_view(&d->judgement, &d->ask, j->path);
    f->verdict = d->judgement.report.reason;
}

static void on_chain(void *ctx, const struct tls_chain *chain, bool of_client)
{
    struct decode_flow *f = ctx;
    struct chain_certs *certs = of_client ? &f->client_certs : &f->certs;
    struct span list;

    if (certs->num > 0 || (of_client ? is_row(f) : f->has_certs) ||
        arena_copy(&f->arena, &list, chain->list) != ERR_OK)
        return;
    enum err e = peer_chain_certs(certs, &f->arena, list, chain->is_13);
    if (of_client)
        return;
    f->has_chain = true;
    f->has_certs = certs->num > 0;
    f->fits = f->has_certs ? find_key(f->job, &certs->v[0].cert->key) : 0;
    decode_show_chain(f->job, list, chain->is_13);
    f->chain_err = e;
    if (e != ERR_OK) {
        f->verdict = err_reason(e);
        buf_printf(&f->why, "%s", err_text(e));
        buf_u8(&f->why, 0);
    } else if (!f->job->opts->no_verify)
        judge(f);
}

/* --- life --------------------------------------------------------------------------------- */

static enum err passive_it(struct decode_flow *f)
{
    const struct passive_config config = {
        .ctx = f,
        .secret = on_secret,
        .remember = on_remember,
        .recall = on_recall,
        .key = f->job->num_keys > 0 ? on_key : NULL,
        .rng = rng_system(&f->job->random),
        .cache = &f->job->contexts,
        .event = on_event,
        .chain = on_chain,
    };

    return passive_new(&f->w, &config);
}

struct decode_flow *decode_flow_new(struct decode_job *j, uint64_t number)
{
    struct buf self;

    buf_init(&self, sizeof(struct decode_flow));
    struct decode_flow *f = (struct decode_flow *)(void *)buf_room(&self, sizeof *f);
    if (f == NULL)
        return NULL;
    memset(f, 0, sizeof *f);
    f->self = self;
    f->job = j;
    f->number = number;
    f->a_is_client = true;
    f->last_message = -1;
    arena_init(&f->arena, FLOW_MEMORY);
    f->arena.block = FLOW_BLOCK;
    buf_init(&f->why, WHY_MAX);
    f->keeps = j->details || !j->is_table;
    event_log_init(&f->events, j->keep_steps, false);
    f->events.arena.block = FLOW_BLOCK;
    f->events.side = EVENT_LOG_WATCHER;
    if (passive_it(f) != ERR_OK) {
        decode_flow_free(f);
        return NULL;
    }
    return f;
}

/* What a connection takes is counted, so that all together stay within DECODE_MEMORY. */
static void weigh(struct decode_flow *f)
{
    size_t n = f->self.room + f->arena.used + f->events.arena.used + f->events.secrets.room +
               f->why.room + passive_size(f->w);

    f->job->weight += (uint64_t)n - f->weight;
    f->weight = n;
}

uint64_t decode_flow_weight(const struct decode_job *j)
{
    return j->weight + sessions_size(&j->sessions) + j->contexts.slots.room + j->pem.room +
           j->page.room;
}

/* A chain was judged when it came. */
static void slim(struct decode_flow *f)
{
    if (!is_row(f))
        return;
    f->certs = f->client_certs = (struct chain_certs){0};
    f->host = NULL;
    f->judged = NULL;
    f->lines = NULL;
    f->num_lines = f->cap_lines = f->more_lines = 0;
    arena_free(&f->arena);
    if (!f->forgot)
        f->forgot = passive_forget(f->w);
}

void decode_flow_free(struct decode_flow *f)
{
    if (f == NULL)
        return;
    f->job->weight -= f->weight;
    passive_free(f->w);
    event_log_free(&f->events);
    buf_free(&f->why);
    arena_free(&f->arena);
    struct buf self = f->self;
    buf_wipe(&self);
}

void decode_flow_feed(struct decode_flow *f, bool from_client, struct span bytes)
{
    f->bytes[from_client ? 1 : 0] += bytes.n;
    passive_feed(f->w, from_client, bytes);
    slim(f);
    weigh(f);
}

void decode_flow_end(struct decode_flow *f, enum capture_close how)
{
    struct decode_job *j = f->job;

    f->how = how;
    passive_eof(f->w, true);
    passive_eof(f->w, false);
    if (!f->is_tls && passive_is_midway(f->w))
        become_tls(f);
    if (f->is_tls) {
        decode_show(j, f);
        return;
    }
    j->num_other++;
    if (passive_skipped_as(f->w) != NULL)
        j->looks_like = passive_skipped_as(f->w);
    decode_flow_free(f);
}

/* --- from a capture ----------------------------------------------------------------------- */

static void put_end(struct buf *out, const struct pcapng_end *e)
{
    buf_str(out, e->ip_n == 16 ? "[" : "");
    ip_print(out, span_of(e->ip, e->ip_n));
    buf_printf(out, "%s:%u", e->ip_n == 16 ? "]" : "", e->port);
}

/* Where the SYN was not captured, the one who says hello is the client; else ports tell. */
static bool a_is_client(const struct capture_flow *c, bool from_a, struct span first)
{
    if (c->saw_open)
        return true;
    if (first.n > RECORD_HEADER && first.p[0] == CONTENT_HANDSHAKE && first.p[1] == 3) {
        if (first.p[RECORD_HEADER] == HS_CLIENT_HELLO)
            return from_a;
        if (first.p[RECORD_HEADER] == HS_SERVER_HELLO)
            return !from_a;
    }
    return c->a.port >= c->b.port;
}

static struct decode_flow *begin(struct decode_job *j, struct capture_flow *c, bool from_a,
                                 uint64_t us, struct span first)
{
    struct decode_flow *f = decode_flow_new(j, c->number);
    struct buf text;

    if (f == NULL)
        return NULL;
    f->has_ends = true;
    f->a_is_client = a_is_client(c, from_a, first);
    f->client = f->a_is_client ? c->a : c->b;
    f->server = f->a_is_client ? c->b : c->a;
    f->began_us = f->now_us = us;
    buf_init(&text, TEXT_MAX);
    put_end(&text, &f->client);
    buf_str(&text, " > ");
    put_end(&text, &f->server);
    snprintf(f->address, sizeof f->address, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
    return f;
}

static bool is_wanted(const struct decode_job *j, const struct capture_flow *c)
{
    return j->opts->flow == 0 || (uint64_t)j->opts->flow == c->number;
}

static void on_opened(void *ctx, struct capture_flow *c, uint64_t us)
{
    struct decode_job *j = ctx;

    (void)us;
    c->ctx = NULL;
    j->num_seen++;
    j->has_number = j->has_number || (j->opts->flow > 0 && is_wanted(j, c));
}

/* The flow of a capture's, made when its first bytes come; NULL where it is not looked at. */
static struct decode_flow *at_work(struct decode_job *j, struct capture_flow *c, bool from_a,
                                   uint64_t us, struct span bytes)
{
    if (!is_wanted(j, c))
        return NULL;
    if (c->ctx == NULL)
        c->ctx = begin(j, c, from_a, us, bytes);
    if (c->ctx == NULL)
        j->code = cmd_worse(j->code, EXIT_LIMIT);
    else if (us > flow_of(c)->began_us)
        flow_of(c)->now_us = us;
    return c->ctx;
}

static void on_data(void *ctx, struct capture_flow *c, bool from_a, uint64_t us, struct span bytes)
{
    struct decode_flow *f = at_work(ctx, c, from_a, us, bytes);

    if (f != NULL)
        decode_flow_feed(f, from_a == f->a_is_client, bytes);
}

static void on_gap(void *ctx, struct capture_flow *c, bool from_a, uint64_t us, uint64_t missing)
{
    struct decode_flow *f = at_work(ctx, c, from_a, us, (struct span){0});

    if (f == NULL)
        return;
    bool from_client = from_a == f->a_is_client;
    f->missing[from_client ? 1 : 0] += missing;
    passive_gap(f->w, from_client, missing);
}

static void on_eof(void *ctx, struct capture_flow *c, bool from_a, uint64_t us)
{
    struct decode_flow *f = flow_of(c);

    (void)ctx;
    if (f == NULL)
        return;
    if (us > f->began_us)
        f->now_us = us;
    bool of_client = from_a == f->a_is_client;
    f->eof[of_client ? 1 : 0] = true;
    passive_eof(f->w, of_client);
    take_leave(f, of_client);
}

static void on_closed(void *ctx, struct capture_flow *c, uint64_t us, enum capture_close how)
{
    struct decode_job *j = ctx;
    struct decode_flow *f = flow_of(c);

    (void)us;
    c->ctx = NULL;
    if (f != NULL) {
        f->reset_by_client = c->reset_by_a == f->a_is_client;
        f->one_sided = c->one_sided;
        if (how == CAPTURE_RESET)
            take_leave(f, f->reset_by_client);
        j->evicted += how == CAPTURE_EVICTED;
        decode_flow_end(f, how);
    } else if (is_wanted(j, c)) {
        j->num_other++;
    }
}

static void on_secrets(void *ctx, struct span keylog)
{
    struct decode_job *j = ctx;

    if (secret_index_add(&j->secrets, keylog) != ERR_OK)
        j->code = cmd_worse(j->code, EXIT_LIMIT);
}

static void on_skipped(void *ctx, enum err e, uint64_t offset)
{
    struct decode_job *j = ctx;

    output_say(&j->run->out, "%s: at byte %" PRIu64 ": %s: passed over%s%s%s", j->path, offset,
               err_text(e), err_ref(e)[0] != 0 ? " (" : "", err_ref(e),
               err_ref(e)[0] != 0 ? ")" : "");
}

struct capture_hooks decode_flow_hooks(struct decode_job *j)
{
    struct capture_hooks hooks = {
        .ctx = j,
        .opened = on_opened,
        .data = on_data,
        .gap = on_gap,
        .eof = on_eof,
        .closed = on_closed,
        .secrets = on_secrets,
        .skipped = on_skipped,
    };

    memcpy(hooks.hash_key, j->hash_key, sizeof hooks.hash_key);
    return hooks;
}
