/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capture_flows.c or record_dump.c feed the bytes of both sides to the passive decoder.  It asks
 * for secrets and reports events and chains; the functions on_… below answer.  At its end the
 * connection goes to the listener and is freed. */
#include "config.h"

#include "app/capture/capture_conn.h"

#include "app/capture/capture_read.h"
#include "lib/base/mem.h"

enum {
    CONN_MEMORY = 64 << 20,
    CONN_BLOCK = 1 << 11, /* there are many, and most need little */
    WHY_MAX = 1 << 14,
    LISTED_MAX = 2000, /* records of data in one event log */
};

/* --- what the decoder asks ---------------------------------------------------------------- */

static bool on_secret(void *ctx, struct span label, const uint8_t random[RANDOM_SIZE],
                      struct secret *out)
{
    const struct capture_conn *c = ctx;

    return secret_index_find(&c->reader->secrets.index, label, random, out);
}

static void on_remember(void *ctx, struct span id, const struct secret *master)
{
    struct capture_conn *c = ctx;

    /* Without memory for it, the session is not found again. */
    if (sessions_remember(&c->reader->secrets.sessions, id, master) != ERR_OK)
        return;
}

static bool on_recall(void *ctx, struct span id, struct secret *out)
{
    const struct capture_conn *c = ctx;

    return sessions_recall(&c->reader->secrets.sessions, id, out);
}

/* The key of this certificate, among those that were given. */
static const struct privkey *on_key(void *ctx, struct span leaf)
{
    struct capture_conn *c = ctx;

    (void)leaf; /* it was decoded when the chain came */
    c->chain.needs_key = c->chain.has_certs;
    c->chain.used_key = c->chain.key != NULL;
    return c->chain.used_key ? c->chain.key->key : NULL;
}

/* --- events ------------------------------------------------------------------------------- */

/* A line of a table is all that will be shown of it. */
static bool is_row(const struct capture_conn *c)
{
    return c->reader->is_table && !c->reader->details;
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

/* Keeps the first lines of requests and answers, up to CAPTURE_LINES; only details show them. */
static void take_http(struct capture_conn *c, const struct event *e)
{
    struct span line = span_head(e->bytes, span_find(e->bytes, '\n'));

    line.n -= line.n > 0 && line.p[line.n - 1] == '\r';
    if (is_row(c) || !is_http(e->sent, line))
        return;
    if (c->num_lines == CAPTURE_LINES) {
        c->more_lines++;
        return;
    }
    if (ARENA_GROW(&c->arena, c->lines, c->num_lines, c->cap_lines) != ERR_OK)
        return;
    struct capture_line *l = &c->lines[c->num_lines++];
    l->from_client = e->sent;
    l->n = span_head(line, CAPTURE_LINE).n;
    memcpy(l->text, line.p, l->n);
}

/* Both Finished have come. */
static bool is_done(const struct capture_conn *c)
{
    return c->finished[0] && c->finished[1];
}

/* The same rule as for a live connection (ending.c): a server that leaves after the client's
 * certificate refuses it, in TLS 1.2 until its Finished, in TLS 1.3 until its first record. */
void capture_conn_leave(struct capture_conn *c, bool of_client)
{
    bool waits = is_done(c) ? passive_info(c->passive)->version == TLS_1_3 || c->auth.showed_late
                            : !passive_is_complete(c->passive);

    if (of_client)
        c->auth.client_left = true;
    else if (c->auth.showed && !c->auth.client_left && !c->auth.accepted && waits)
        c->auth.refused = true;
}

/* Notes the first fatal alert and whether it came before the end of the handshake. */
static void take_alert(struct capture_conn *c, const struct event *e)
{
    /* RFC 9846 6: all of TLS 1.3 are fatal, whatever they say of themselves. */
    bool is_fatal = e->level == ALERT_FATAL || e->version == TLS_1_3;

    if (e->alert == ALERT_CLOSE_NOTIFY)
        capture_conn_leave(c, e->sent);
    /* RFC 9846 6.2: the first fatal one ends the connection. */
    if (!is_fatal || c->alert.was_seen || e->alert == ALERT_CLOSE_NOTIFY ||
        e->alert == ALERT_USER_CANCELED)
        return;
    c->alert.was_seen = true;
    c->alert.by_client = e->sent;
    c->alert.code = e->alert;
    /* RFC 9846 4.5.1.3: a server refuses a client's certificate when the client is done; one that
     * it asked for later, when that has come. */
    c->alert.is_early = !is_done(c) || (!e->sent && !c->auth.accepted &&
                                        (e->version == TLS_1_3 || c->auth.showed_late));
}

/* A new Certificate of the client waits for the server's answer again. */
static void take_message(struct capture_conn *c, const struct event *e)
{
    c->last_message = e->type;
    c->auth.accepted |= !e->sent && is_done(c);
    if (e->sent && e->type == HS_CERTIFICATE) {
        c->auth.showed = true;
        c->auth.showed_late = is_done(c);
        c->auth.accepted = false;
    }
    if (e->type == HS_FINISHED)
        c->finished[e->sent ? 1 : 0] = true;
}

/* Records of data, and data: a long connection has many. */
static bool is_bulk(const struct event *e)
{
    if (e->kind == EVENT_RECORD)
        return e->unread || e->inner_type == CONTENT_APPLICATION_DATA;
    return e->kind == EVENT_DATA;
}

/* An event log of a long connection stays small: what is in it tells how it began. */
static void keep_event(struct capture_conn *c, const struct event *e)
{
    if (c->keeps && is_row(c)) {
        event_log_free(&c->events);
        c->keeps = false;
    }
    if (!c->keeps)
        return;
    if (is_bulk(e) && ++c->listed > LISTED_MAX) {
        c->unlisted += e->kind == EVENT_RECORD;
        c->unlisted_n += e->kind == EVENT_RECORD ? e->plain_n : 0;
        return;
    }
    event_log_add(&c->events, c->now_us - c->began_us, e);
}

/* The second connection with TLS makes the output a table. */
static void become_tls(struct capture_conn *c)
{
    struct capture_reader *r = c->reader;

    c->is_tls = true;
    r->num_tls++;
    if (r->num_tls > 1)
        r->is_table = true;
}

static void take_data(struct capture_conn *c, const struct event *e)
{
    const struct capture_listener *l = &c->reader->listener;

    /* RFC 9846 5.1: data comes only after the handshake of its side. */
    take_http(c, e);
    if (l->data != NULL)
        l->data(l->ctx, c, e);
}

/* Whatever a server sends after both Finished accepts the client's certificate, except an
 * alert. */
static void on_event(void *ctx, const struct event *e)
{
    struct capture_conn *c = ctx;

    if (!c->is_tls && e->kind == EVENT_RECORD)
        become_tls(c);
    keep_event(c, e);
    switch (e->kind) {
    case EVENT_ALERT: take_alert(c, e); break;
    case EVENT_MESSAGE: take_message(c, e); break;
    case EVENT_RECORD: c->auth.accepted |= e->unread && !e->sent && is_done(c); break;
    case EVENT_CCS: c->auth.accepted |= !e->sent && is_done(c); break;
    case EVENT_DATA:
        c->auth.accepted |= !e->sent && is_done(c);
        take_data(c, e);
        break;
    default: break;
    }
}

static void on_chain(void *ctx, const struct tls_chain *chain, bool of_client)
{
    struct capture_conn *c = ctx;

    /* A row shows nothing of the client. */
    if (!of_client || !is_row(c))
        capture_chain_take(c, chain, of_client);
}

/* --- life --------------------------------------------------------------------------------- */

/* The decoder asks for RSA keys only if some were given. */
static enum err new_decoder(struct capture_conn *c)
{
    struct capture_secrets *s = &c->reader->secrets;
    const struct passive_config config = {
        .ctx = c,
        .secret = on_secret,
        .remember = on_remember,
        .recall = on_recall,
        .key = s->num_keys > 0 ? on_key : NULL,
        .rng = rng_system(&s->random),
        .cache = &s->contexts,
        .event = on_event,
        .chain = on_chain,
    };

    return passive_new(&c->passive, &config);
}

/* Counts the memory of a connection, so that all together stay within CAPTURE_MEMORY. */
static void weigh(struct capture_conn *c)
{
    size_t n = sizeof *c + c->arena.used + c->events.arena.used + c->events.secrets.room +
               c->why.room + passive_size(c->passive);

    c->reader->weight += (uint64_t)n - c->weight;
    c->weight = n;
}

/* Frees what only details show.  A chain was judged when it came. */
static void slim(struct capture_conn *c)
{
    if (!is_row(c))
        return;
    c->chain.server = c->chain.client = (struct chain_certs){0};
    c->chain.host = NULL;
    c->chain.judged = NULL;
    c->lines = NULL;
    c->num_lines = c->cap_lines = c->more_lines = 0;
    arena_free(&c->arena);
    if (!c->forgot)
        c->forgot = passive_forget(c->passive);
}

static void free_conn(struct capture_conn *c)
{
    c->reader->weight -= c->weight;
    passive_free(c->passive);
    event_log_free(&c->events);
    buf_free(&c->why);
    arena_free(&c->arena);
    mem_free(c, sizeof *c);
}

/* The reader is borrowed.  Blocks are small, since a capture may have many connections. */
struct capture_conn *capture_conn_new(struct capture_reader *r, uint64_t number)
{
    struct capture_conn *c = MEM_NEW(struct capture_conn);

    if (c == NULL)
        return NULL;
    c->reader = r;
    c->number = number;
    c->ends.a_is_client = true;
    c->last_message = -1;
    arena_init(&c->arena, CONN_MEMORY);
    c->arena.block = CONN_BLOCK;
    buf_init(&c->why, WHY_MAX);
    c->keeps = r->details || !r->is_table;
    event_log_init(&c->events, r->keep_steps, false);
    c->events.arena.block = CONN_BLOCK;
    c->events.side = EVENT_LOG_WATCHER;
    if (new_decoder(c) != ERR_OK) {
        free_conn(c);
        return NULL;
    }
    return c;
}

void capture_conn_feed(struct capture_conn *c, bool from_client, struct span bytes)
{
    c->bytes[from_client ? 1 : 0] += bytes.n;
    passive_feed(c->passive, from_client, bytes);
    slim(c);
    weigh(c);
}

void capture_conn_gap(struct capture_conn *c, bool from_client, uint64_t missing)
{
    c->missing[from_client ? 1 : 0] += missing;
    passive_gap(c->passive, from_client, missing);
}

void capture_conn_eof(struct capture_conn *c, bool of_client)
{
    c->eof[of_client ? 1 : 0] = true;
    passive_eof(c->passive, of_client);
    capture_conn_leave(c, of_client);
}

/* The listener sees the connection for the last time. */
static void hand_over(struct capture_conn *c, bool is_row)
{
    const struct capture_listener *l = &c->reader->listener;

    l->finished(l->ctx, c, is_row);
    free_conn(c);
}

void capture_conn_last(struct capture_reader *r)
{
    if (r->first != NULL)
        hand_over(r->first, is_row(r->first));
    r->first = NULL;
}

static void end_tls(struct capture_conn *c)
{
    struct capture_reader *r = c->reader;

    /* Until there is a second one, it may be the only one. */
    if (!r->details && !r->is_table && r->first == NULL) {
        r->first = c;
        return;
    }
    capture_conn_last(r);
    hand_over(c, !r->details);
}

/* A connection without TLS is only counted. */
void capture_conn_end(struct capture_conn *c, enum capture_close how)
{
    struct capture_reader *r = c->reader;

    c->how = how;
    passive_eof(c->passive, true);
    passive_eof(c->passive, false);
    if (!c->is_tls && passive_is_midway(c->passive))
        become_tls(c);
    if (c->is_tls) {
        end_tls(c);
        return;
    }
    r->num_other++;
    if (passive_skipped_as(c->passive) != NULL)
        r->looks_like = passive_skipped_as(c->passive);
    free_conn(c);
}
