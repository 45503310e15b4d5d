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
static bool is_row(const struct capture_conn *conn)
{
    return conn->reader->is_table && !conn->reader->details;
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
static void take_http(struct capture_conn *conn, const struct event *event)
{
    struct span line = span_head(event->bytes, span_find(event->bytes, '\n'));

    line.n -= line.n > 0 && line.p[line.n - 1] == '\r';
    if (is_row(conn) || !is_http(event->sent, line))
        return;
    if (conn->num_lines == CAPTURE_LINES) {
        conn->more_lines++;
        return;
    }
    if (ARENA_GROW(&conn->arena, conn->lines, conn->num_lines, conn->cap_lines) != ERR_OK)
        return;
    struct capture_line *l = &conn->lines[conn->num_lines++];
    l->from_client = event->sent;
    l->n = span_head(line, CAPTURE_LINE).n;
    memcpy(l->text, line.p, l->n);
}

/* Both Finished have come. */
static bool is_done(const struct capture_conn *conn)
{
    return conn->finished[0] && conn->finished[1];
}

/* The same rule as for a live connection (ending.c): a server that leaves after the client's
 * certificate refuses it, in TLS 1.2 until its Finished, in TLS 1.3 until its first record. */
void capture_conn_leave(struct capture_conn *conn, bool of_client)
{
    bool waits = is_done(conn)
                     ? passive_info(conn->passive)->version == TLS_1_3 || conn->auth.showed_late
                     : !passive_is_complete(conn->passive);

    if (of_client)
        conn->auth.client_left = true;
    else if (conn->auth.showed && !conn->auth.client_left && !conn->auth.accepted && waits)
        conn->auth.refused = true;
}

/* Notes the first fatal alert and whether it came before the end of the handshake. */
static void take_alert(struct capture_conn *conn, const struct event *event)
{
    /* RFC 9846 6: all of TLS 1.3 are fatal, whatever they say of themselves. */
    bool is_fatal = event->level == ALERT_FATAL || event->version == TLS_1_3;

    if (event->alert == ALERT_CLOSE_NOTIFY)
        capture_conn_leave(conn, event->sent);
    /* RFC 9846 6.2: the first fatal one ends the connection. */
    if (!is_fatal || conn->alert.was_seen || event->alert == ALERT_CLOSE_NOTIFY ||
        event->alert == ALERT_USER_CANCELED)
        return;
    conn->alert.was_seen = true;
    conn->alert.by_client = event->sent;
    conn->alert.code = event->alert;
    /* RFC 9846 4.5.1.3: a server refuses a client's certificate when the client is done; one that
     * it asked for later, when that has come. */
    conn->alert.is_early =
        !is_done(conn) || (!event->sent && !conn->auth.accepted &&
                           (event->version == TLS_1_3 || conn->auth.showed_late));
}

/* A new Certificate of the client waits for the server's answer again. */
static void take_message(struct capture_conn *conn, const struct event *event)
{
    conn->last_message = event->type;
    conn->auth.accepted |= !event->sent && is_done(conn);
    if (event->sent &&
        (event->type == HS_CERTIFICATE || event->type == HS_COMPRESSED_CERTIFICATE)) {
        conn->auth.showed = true;
        conn->auth.showed_late = is_done(conn);
        conn->auth.accepted = false;
    }
    if (event->type == HS_FINISHED)
        conn->finished[event->sent ? 1 : 0] = true;
}

/* Records of data, and data: a long connection has many. */
static bool is_bulk(const struct event *event)
{
    if (event->kind == EVENT_RECORD)
        return event->unread || event->inner_type == CONTENT_APPLICATION_DATA;
    return event->kind == EVENT_DATA;
}

/* An event log of a long connection stays small: what is in it tells how it began. */
static void keep_event(struct capture_conn *conn, const struct event *event)
{
    if (conn->keeps && is_row(conn)) {
        event_log_free(&conn->events);
        conn->keeps = false;
    }
    if (!conn->keeps)
        return;
    if (is_bulk(event) && ++conn->listed > LISTED_MAX) {
        conn->unlisted += event->kind == EVENT_RECORD;
        conn->unlisted_n += event->kind == EVENT_RECORD ? event->plain_n : 0;
        return;
    }
    event_log_add(&conn->events, conn->now_us - conn->began_us, event);
}

/* How much this side said before its TLS.  The decoder knows it of a side whose TLS has begun; the
 * other side has only spoken the dialogue so far, unless it begins with a record. */
static uint64_t before_tls(const struct capture_conn *conn, bool from_client, bool has_begun)
{
    uint64_t skipped = passive_skipped(conn->passive, from_client);

    return has_begun || skipped > 0 ? skipped : UINT64_MAX;
}

/* TLS begins: what was said before goes into the event log. */
static void keep_dialogue(struct capture_conn *conn, const struct event *event)
{
    const uint64_t skipped[2] = {before_tls(conn, false, !event->sent),
                                 before_tls(conn, true, event->sent)};

    if (conn->keeps && !passive_is_midway(conn->passive))
        capture_dialogue_flush(&conn->dialogue, &conn->events, skipped);
    capture_dialogue_end(&conn->dialogue);
}

/* The second connection with TLS makes the output a table. */
static void become_tls(struct capture_conn *conn)
{
    struct capture_reader *r = conn->reader;

    conn->is_tls = true;
    r->num_tls++;
    if (r->num_tls > 1)
        r->is_table = true;
}

static void take_data(struct capture_conn *conn, const struct event *event)
{
    const struct capture_listener *l = &conn->reader->listener;

    /* RFC 9846 5.1: data comes only after the handshake of its side. */
    take_http(conn, event);
    if (l->data != NULL)
        l->data(l->ctx, conn, event);
}

/* Whatever a server sends after both Finished accepts the client's certificate, except an
 * alert. */
static void on_event(void *ctx, const struct event *event)
{
    struct capture_conn *c = ctx;

    if (!c->is_tls && event->kind == EVENT_RECORD) {
        become_tls(c);
        keep_dialogue(c, event);
    }
    keep_event(c, event);
    switch (event->kind) {
    case EVENT_ALERT: take_alert(c, event); break;
    case EVENT_MESSAGE: take_message(c, event); break;
    case EVENT_RECORD: c->auth.accepted |= event->unread && !event->sent && is_done(c); break;
    case EVENT_CCS: c->auth.accepted |= !event->sent && is_done(c); break;
    case EVENT_DATA:
        c->auth.accepted |= !event->sent && is_done(c);
        take_data(c, event);
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
static enum err new_decoder(struct capture_conn *conn)
{
    struct capture_secrets *s = &conn->reader->secrets;
    const struct passive_config config = {
        .ctx = conn,
        .secret = on_secret,
        .remember = on_remember,
        .recall = on_recall,
        .key = s->num_keys > 0 ? on_key : NULL,
        .rng = rng_system(&s->random),
        .cache = &s->contexts,
        .event = on_event,
        .chain = on_chain,
    };

    return passive_new(&conn->passive, &config);
}

/* Counts the memory of a connection, so that all together stay within CAPTURE_MEMORY. */
static void weigh(struct capture_conn *conn)
{
    size_t n = sizeof *conn + conn->arena.used + conn->events.arena.used +
               conn->events.secrets.room + conn->why.room + conn->dialogue.bytes.room +
               passive_size(conn->passive);

    conn->reader->weight += (uint64_t)n - conn->weight;
    conn->weight = n;
}

/* Frees what only details show.  A chain was judged when it came. */
static void slim(struct capture_conn *conn)
{
    if (!is_row(conn))
        return;
    conn->chain.server = conn->chain.client = (struct chain_certs){0};
    conn->chain.host = NULL;
    conn->chain.judged = NULL;
    conn->lines = NULL;
    conn->num_lines = conn->cap_lines = conn->more_lines = 0;
    arena_free(&conn->arena);
    if (!conn->forgot)
        conn->forgot = passive_forget(conn->passive);
}

static void free_conn(struct capture_conn *conn)
{
    conn->reader->weight -= conn->weight;
    passive_free(conn->passive);
    capture_dialogue_end(&conn->dialogue);
    event_log_free(&conn->events);
    buf_free(&conn->why);
    arena_free(&conn->arena);
    mem_free(conn, sizeof *conn);
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
    capture_dialogue_init(&c->dialogue);
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

void capture_conn_feed(struct capture_conn *conn, bool from_client, struct span bytes)
{
    conn->bytes[from_client ? 1 : 0] += bytes.n;
    capture_dialogue_feed(&conn->dialogue, from_client, bytes, conn->now_us - conn->began_us);
    passive_feed(conn->passive, from_client, bytes);
    slim(conn);
    weigh(conn);
}

void capture_conn_gap(struct capture_conn *conn, bool from_client, uint64_t missing)
{
    conn->missing[from_client ? 1 : 0] += missing;
    capture_dialogue_end(&conn->dialogue);
    passive_gap(conn->passive, from_client, missing);
}

void capture_conn_eof(struct capture_conn *conn, bool of_client)
{
    conn->eof[of_client ? 1 : 0] = true;
    passive_eof(conn->passive, of_client);
    capture_conn_leave(conn, of_client);
}

/* The listener sees the connection for the last time. */
static void hand_over(struct capture_conn *conn, bool is_row)
{
    const struct capture_listener *l = &conn->reader->listener;

    l->finished(l->ctx, conn, is_row);
    free_conn(conn);
}

void capture_conn_last(struct capture_reader *r)
{
    if (r->first != NULL)
        hand_over(r->first, is_row(r->first));
    r->first = NULL;
}

static void end_tls(struct capture_conn *conn)
{
    struct capture_reader *r = conn->reader;

    /* Until there is a second one, it may be the only one. */
    if (!r->details && !r->is_table && r->first == NULL) {
        r->first = conn;
        return;
    }
    capture_conn_last(r);
    hand_over(conn, !r->details);
}

/* A connection without TLS is only counted. */
void capture_conn_end(struct capture_conn *conn, enum capture_close how)
{
    struct capture_reader *r = conn->reader;

    conn->how = how;
    passive_eof(conn->passive, true);
    passive_eof(conn->passive, false);
    if (!conn->is_tls && passive_is_midway(conn->passive))
        become_tls(conn);
    if (conn->is_tls) {
        end_tls(conn);
        return;
    }
    r->num_other++;
    if (passive_skipped_as(conn->passive) != NULL)
        r->looks_like = passive_skipped_as(conn->passive);
    free_conn(conn);
}
