/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/passive/passive_inside.h"

enum {
    SLICE = 1 << 15,
    HELLO_HEAD = 11, /* what is_hello looks at: record header, message header, version */
    ALERT_HEAD = 7,
    CLIENT_HELLO_LEAST = 38,
    VERSION_MINOR_MAX = 4,
    SSL2_HEAD = 5,
};

/* --- where TLS begins --------------------------------------------------------------------- */

/* Is this a record that begins with the hello of this side?  `exactly` looks at the message too:
 * away from the start of the stream, five bytes could match by accident. */
static bool is_hello(struct span p, bool from_client, bool exactly)
{
    uint8_t type = from_client ? HS_CLIENT_HELLO : HS_SERVER_HELLO;
    size_t record = (size_t)(p.p[3] << 8 | p.p[4]);
    size_t message = (size_t)p.p[6] << 16 | (size_t)p.p[7] << 8 | p.p[8];

    if (p.p[0] != CONTENT_HANDSHAKE || p.p[1] != 3 || p.p[2] > VERSION_MINOR_MAX ||
        p.p[5] != type || record == 0 || record > RECORD_PLAIN_MAX)
        return false;
    return !exactly || (record >= HELLO_HEAD - RECORD_HEADER && message >= CLIENT_HELLO_LEAST &&
                        message < 1 << 18 && p.p[9] == 3 && p.p[10] <= VERSION_MINOR_MAX);
}

/* A server may answer with an alert instead of a hello, and a client may begin with one. */
static bool may_be_alert(const struct passive_side *s, struct span p, size_t at)
{
    if (s->from_client && (at > 0 || s->seen > p.n))
        return false;
    return p.p[0] == CONTENT_ALERT && p.p[1] == 3 && p.p[2] <= VERSION_MINOR_MAX && p.p[3] == 0 &&
           p.p[4] == 2 && (p.p[5] == 1 || p.p[5] == 2);
}

/* RFC 5246 E.2: a ClientHello in the form of SSL 2.0, which names a later version. */
static bool is_ssl2_hello(struct span p)
{
    return p.n >= SSL2_HEAD && (p.p[0] & 0x80) != 0 && p.p[2] == 1 && p.p[3] == 3;
}

/* Looks for the beginning of TLS: *at is where it is, or how many bytes cannot be part of it. */
static bool find_start(const struct passive_side *s, struct span all, size_t *at)
{
    bool from_start = s->seen == all.n;

    for (*at = 0; *at + ALERT_HEAD <= all.n; ++*at) {
        struct span p = span_tail(all, *at);
        if (may_be_alert(s, p, *at) ||
            (p.n >= HELLO_HEAD && is_hello(p, s->from_client, !from_start || *at > 0)))
            return true;
    }
    *at = all.n >= HELLO_HEAD ? all.n - HELLO_HEAD + 1 : 0;
    return false;
}

/* What a side sent before TLS, or NULL. */
static const char *looks_like(const struct passive_side *s, struct span first)
{
    if (s->from_client && span_starts(first, SPAN_LIT("CONNECT ")))
        return "an HTTP proxy";
    return s->midway ? "TLS without its beginning" : record_looks_like(first);
}

static bool is_record(struct span first)
{
    return first.n >= RECORD_HEADER && first.p[0] >= CONTENT_CHANGE_CIPHER_SPEC &&
           first.p[0] <= CONTENT_APPLICATION_DATA && first.p[1] == 3 &&
           first.p[2] <= VERSION_MINOR_MAX;
}

/* No further byte of this side is read; the other side no longer waits for it. */
static void kill(struct passive *w, struct passive_side *s)
{
    s->dead = true;
    buf_wipe(&s->in);
    buf_wipe(&s->handshake);
    passive_free_turn(w);
}

/* Skips a ClientHello in the form of SSL 2.0: the answer can be read, but secrets and transcript
 * need a hello that we do not have. */
static bool pass_ssl2(struct passive *w, struct passive_side *s)
{
    struct span all = buf_span(&s->in);

    if (!s->from_client || s->seen != all.n || !is_ssl2_hello(all))
        return false;
    s->step_over = 2 + (((uint64_t)all.p[0] & 0x7f) << 8 | all.p[1]);
    s->skipped = 0;
    s->skipped_as = "a ClientHello in SSL 2.0 format";
    s->synced = true;
    passive_free_turn(w);
    return true;
}

/* Looks for the beginning of TLS in what the side has sent; true if it is at the front of s->in. */
static bool sync(struct passive *w, struct passive_side *s, struct span bytes)
{
    size_t at;

    if (s->seen == 0) {
        s->midway = is_record(bytes);
        s->skipped_as = looks_like(s, bytes);
    }
    s->seen += bytes.n;
    buf_put(&s->in, bytes);
    if (pass_ssl2(w, s))
        return true;
    bool found = find_start(s, buf_span(&s->in), &at);
    struct span rest = span_tail(buf_span(&s->in), at);
    if (at > 0 && rest.n > 0)
        memmove(s->in.p, rest.p, rest.n);
    buf_truncate(&s->in, rest.n);
    if (found) {
        s->synced = true;
        s->skipped = s->seen - rest.n;
        if (s->skipped == 0)
            s->skipped_as = NULL;
    } else if (s->seen > PASSIVE_SKIP) {
        kill(w, s);
    }
    return found;
}

/* --- records ------------------------------------------------------------------------------ */

/* Did this record come before its turn? */
static bool must_wait(struct passive *w, struct passive_side *s, struct span bytes)
{
    uint8_t type = bytes.p[0];
    struct fail fail = {0};
    struct record r;
    bool complete = false;

    if (w->turn == TURN_FREE || s->finished || (w->turn == TURN_CLIENT) == s->from_client)
        return false;
    if (type == CONTENT_ALERT && !s->sealed)
        return false;
    if (!s->early.may_come)
        return true;
    /* RFC 9846 4.3.10, E.4: early data does not wait for the server. */
    if (type == CONTENT_CHANGE_CIPHER_SPEC)
        return false;
    return type != CONTENT_APPLICATION_DATA ||
           record_split(&r, &complete, bytes, RECORD_CIPHER12_MAX, &fail) != ERR_OK || !complete ||
           !passive_keys_early(w, s, &r);
}

/* Reports a record that cannot be read by its header, and skips its bytes. */
static void step_over(struct passive *w, struct passive_side *s, struct span header)
{
    s->step_over = (uint64_t)(header.p[3] << 8 | header.p[4]);
    w->unread++;
    passive_record_count(w, s, header);
    passive_tell(w, s,
                 (struct event){.kind = EVENT_RECORD,
                                .epoch = s->epoch == EPOCH_CLEAR ? EPOCH_HANDSHAKE : s->epoch,
                                .bytes = header,
                                .type = header.p[0],
                                .plain_n = (size_t)s->step_over,
                                .unread = true});
}

/* Takes one record, or part of a skipped one, off the front of *bytes; false if nothing can be
 * taken yet. */
static bool take_front(struct passive *w, struct passive_side *s, struct span *bytes)
{
    struct fail fail = {0};
    struct record r;
    bool complete = false;

    if (s->step_over > 0 && bytes->n > 0) {
        size_t n = s->step_over < bytes->n ? (size_t)s->step_over : bytes->n;
        s->step_over -= n;
        *bytes = span_tail(*bytes, n);
        return true;
    }
    if (s->dead || bytes->n < RECORD_HEADER || must_wait(w, s, *bytes))
        return false;
    enum err e = record_split(&r, &complete, *bytes, RECORD_CIPHER12_MAX, &fail);
    if (e != ERR_OK) {
        passive_fail(w, s, e, fail.at, PASSIVE_BROKEN);
        kill(w, s);
        return false;
    }
    if (passive_record_is_opaque(w, s, bytes->p[0])) {
        struct span header = span_head(*bytes, RECORD_HEADER);
        *bytes = span_tail(*bytes, RECORD_HEADER);
        step_over(w, s, header);
        return true;
    }
    if (!complete)
        return false;
    *bytes = span_tail(*bytes, r.bytes.n);
    passive_record_take(w, s, &r);
    return true;
}

/* Takes as many records as possible; returns the rest. */
static struct span walk(struct passive *w, struct passive_side *s, struct span bytes)
{
    while (take_front(w, s, &bytes))
        ;
    return s->dead ? (struct span){0} : bytes;
}

/* The same with what waits in the side's own buffer; true if it became less. */
static bool walk_in(struct passive *w, struct passive_side *s)
{
    size_t before = s->in.n;

    if (!s->synced || s->dead || before == 0)
        return false;
    struct span rest = walk(w, s, buf_span(&s->in)); /* of a dead side: nothing */
    if (rest.n > 0 && rest.n < before)
        memmove(s->in.p, rest.p, rest.n);
    if (rest.n > 0)
        buf_truncate(&s->in, rest.n);
    else
        buf_free(&s->in);
    return rest.n < before;
}

/* How many bytes the record lacks that has begun: no more are copied into the buffer than that. */
static size_t lacking(const struct passive_side *s)
{
    const uint8_t *p = s->in.p;

    if (s->in.n < RECORD_HEADER)
        return RECORD_HEADER - s->in.n;
    size_t whole = RECORD_HEADER + (size_t)(p[3] << 8 | p[4]);
    return whole > s->in.n ? whole - s->in.n : SIZE_MAX;
}

/* Reads records in place as far as possible; only an incomplete one is copied into the buffer. */
static void take_slice(struct passive *w, struct passive_side *s, struct span bytes)
{
    while (bytes.n > 0 && !s->dead) {
        if (!s->synced) {
            if (sync(w, s, bytes))
                walk_in(w, s);
            return;
        }
        if (s->in.n == 0) {
            buf_put(&s->in, walk(w, s, bytes));
            return;
        }
        struct span part = span_head(bytes, lacking(s));
        bytes = span_tail(bytes, part.n);
        buf_put(&s->in, part);
        walk_in(w, s);
    }
}

/* What one side sent may release what the other side holds back. */
static void settle(struct passive *w)
{
    while (walk_in(w, &w->side[0]) || walk_in(w, &w->side[1]))
        ;
}

void passive_feed(struct passive *w, bool from_client, struct span bytes)
{
    struct passive_side *s = &w->side[from_client ? 1 : 0];

    for (; bytes.n > 0 && !s->dead; bytes = span_tail(bytes, SLICE)) {
        take_slice(w, s, span_head(bytes, SLICE));
        if (s->synced && s->in.n > PASSIVE_WAIT)
            passive_free_turn(w);
        settle(w);
    }
}

void passive_gap(struct passive *w, bool from_client, uint64_t missing)
{
    struct passive_side *s = &w->side[from_client ? 1 : 0];

    if (s->dead)
        return;
    /* Inside a record that is skipped anyway, nothing is lost. */
    if (s->in.n == 0 && s->step_over >= missing) {
        s->step_over -= missing;
        return;
    }
    passive_blocked(w, PASSIVE_MISSING);
    kill(w, s);
    settle(w);
}

void passive_eof(struct passive *w, bool from_client)
{
    struct passive_side *s = &w->side[from_client ? 1 : 0];

    s->ended = true;
    /* This side will send no more: stop holding back the other. */
    if (!w->done && (w->turn == TURN_CLIENT) == from_client)
        passive_free_turn(w);
    if (w->side[0].ended && w->side[1].ended)
        passive_free_turn(w);
    settle(w);
}

bool passive_opens(struct passive *w, bool from_client, const struct record *r)
{
    return passive_keys_open(w, &w->side[from_client ? 1 : 0], r);
}
