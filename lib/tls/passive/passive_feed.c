/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From bytes to records: where TLS begins, whose turn it is, and what is skipped. */
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
static bool may_be_alert(const struct passive_side *side, struct span p, size_t at)
{
    if (side->from_client && (at > 0 || side->seen > p.n))
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
static bool find_start(const struct passive_side *side, struct span all, size_t *at)
{
    bool from_start = side->seen == all.n;

    for (*at = 0; *at + ALERT_HEAD <= all.n; ++*at) {
        struct span p = span_tail(all, *at);
        if (may_be_alert(side, p, *at) ||
            (p.n >= HELLO_HEAD && is_hello(p, side->from_client, !from_start || *at > 0)))
            return true;
    }
    *at = all.n >= HELLO_HEAD ? all.n - HELLO_HEAD + 1 : 0;
    return false;
}

/* What a side sent before TLS, or NULL. */
static const char *looks_like(const struct passive_side *side, struct span first)
{
    if (side->from_client && span_starts(first, SPAN_LIT("CONNECT ")))
        return "an HTTP proxy";
    return side->midway ? "TLS without its beginning" : record_looks_like(first);
}

/* Do the bytes look like the header of a record: a known type, and version 3.x? */
static bool is_record(struct span first)
{
    return first.n >= RECORD_HEADER && first.p[0] >= CONTENT_CHANGE_CIPHER_SPEC &&
           first.p[0] <= CONTENT_APPLICATION_DATA && first.p[1] == 3 &&
           first.p[2] <= VERSION_MINOR_MAX;
}

/* No further byte of this side is read; the other side no longer waits for it. */
static void kill(struct passive *passive, struct passive_side *side)
{
    side->dead = true;
    buf_wipe(&side->in);
    buf_wipe(&side->handshake);
    passive_free_turn(passive);
}

/* Skips a ClientHello in the form of SSL 2.0: the answer can be read, but secrets and transcript
 * need a hello that we do not have. */
static bool pass_ssl2(struct passive *passive, struct passive_side *side)
{
    struct span all = buf_span(&side->in);

    if (!side->from_client || side->seen != all.n || !is_ssl2_hello(all))
        return false;
    side->step_over = 2 + (((uint64_t)all.p[0] & 0x7f) << 8 | all.p[1]);
    side->skipped = 0;
    side->skipped_as = "a ClientHello in SSL 2.0 format";
    side->synced = true;
    passive_free_turn(passive);
    return true;
}

/* Looks for the beginning of TLS in what the side has sent; true if it is at the front of s->in. */
static bool sync(struct passive *passive, struct passive_side *side, struct span bytes)
{
    size_t at;

    if (side->seen == 0) {
        side->midway = is_record(bytes);
        side->skipped_as = looks_like(side, bytes);
    }
    side->seen += bytes.n;
    buf_put(&side->in, bytes);
    if (pass_ssl2(passive, side))
        return true;
    bool found = find_start(side, buf_span(&side->in), &at);
    struct span rest = span_tail(buf_span(&side->in), at);
    if (at > 0 && rest.n > 0)
        memmove(side->in.p, rest.p, rest.n);
    buf_truncate(&side->in, rest.n);
    if (found) {
        side->synced = true;
        side->skipped = side->seen - rest.n;
        if (side->skipped == 0)
            side->skipped_as = NULL;
    } else if (side->seen > PASSIVE_SKIP) {
        kill(passive, side);
    }
    return found;
}

/* --- records ------------------------------------------------------------------------------ */

/* Did this record come before its turn? */
static bool must_wait(struct passive *passive, struct passive_side *side, struct span bytes)
{
    uint8_t type = bytes.p[0];
    struct fail fail = {0};
    struct record r;
    bool complete = false;

    if (passive->turn == TURN_FREE || side->finished ||
        (passive->turn == TURN_CLIENT) == side->from_client)
        return false;
    if (type == CONTENT_ALERT && !side->sealed)
        return false;
    if (!side->early.may_come)
        return true;
    /* RFC 9846 4.3.10, E.4: early data does not wait for the server. */
    if (type == CONTENT_CHANGE_CIPHER_SPEC)
        return false;
    return type != CONTENT_APPLICATION_DATA ||
           record_split(&r, &complete, bytes, RECORD_CIPHER12_MAX, &fail) != ERR_OK || !complete ||
           !passive_keys_early(passive, side, &r);
}

/* Reports a record that cannot be read by its header, and skips its bytes. */
static void step_over(struct passive *passive, struct passive_side *side, struct span header)
{
    side->step_over = (uint64_t)(header.p[3] << 8 | header.p[4]);
    passive->unread++;
    passive_record_count(passive, side, header);
    passive_tell(passive, side,
                 (struct event){.kind = EVENT_RECORD,
                                .epoch = side->epoch == EPOCH_CLEAR ? EPOCH_HANDSHAKE : side->epoch,
                                .bytes = header,
                                .type = header.p[0],
                                .plain_n = (size_t)side->step_over,
                                .unread = true});
}

/* Takes one record, or part of a skipped one, off the front of *bytes; false if nothing can be
 * taken yet. */
static bool take_front(struct passive *passive, struct passive_side *side, struct span *bytes)
{
    struct fail fail = {0};
    struct record r;
    bool complete = false;

    if (side->step_over > 0 && bytes->n > 0) {
        size_t n = side->step_over < bytes->n ? (size_t)side->step_over : bytes->n;
        side->step_over -= n;
        *bytes = span_tail(*bytes, n);
        return true;
    }
    if (side->dead || bytes->n < RECORD_HEADER || must_wait(passive, side, *bytes))
        return false;
    enum err e = record_split(&r, &complete, *bytes, RECORD_CIPHER12_MAX, &fail);
    if (e != ERR_OK) {
        passive_fail(passive, side, e, fail.at, PASSIVE_BROKEN);
        kill(passive, side);
        return false;
    }
    if (passive_record_is_opaque(passive, side, bytes->p[0])) {
        struct span header = span_head(*bytes, RECORD_HEADER);
        *bytes = span_tail(*bytes, RECORD_HEADER);
        step_over(passive, side, header);
        return true;
    }
    if (!complete)
        return false;
    *bytes = span_tail(*bytes, r.bytes.n);
    passive_record_take(passive, side, &r);
    return true;
}

/* Takes as many records as possible; returns the rest. */
static struct span walk(struct passive *passive, struct passive_side *side, struct span bytes)
{
    while (take_front(passive, side, &bytes))
        ;
    return side->dead ? (struct span){0} : bytes;
}

/* The same with what waits in the side's own buffer; true if it became less. */
static bool walk_in(struct passive *passive, struct passive_side *side)
{
    size_t before = side->in.n;

    if (!side->synced || side->dead || before == 0)
        return false;
    struct span rest = walk(passive, side, buf_span(&side->in)); /* of a dead side: nothing */
    if (rest.n > 0 && rest.n < before)
        memmove(side->in.p, rest.p, rest.n);
    if (rest.n > 0)
        buf_truncate(&side->in, rest.n);
    else
        buf_free(&side->in);
    return rest.n < before;
}

/* How many bytes the record lacks that has begun: no more are copied into the buffer than that. */
static size_t lacking(const struct passive_side *side)
{
    const uint8_t *p = side->in.p;

    if (side->in.n < RECORD_HEADER)
        return RECORD_HEADER - side->in.n;
    size_t whole = RECORD_HEADER + (size_t)(p[3] << 8 | p[4]);
    return whole > side->in.n ? whole - side->in.n : SIZE_MAX;
}

/* Reads records in place as far as possible; only an incomplete one is copied into the buffer. */
static void take_slice(struct passive *passive, struct passive_side *side, struct span bytes)
{
    while (bytes.n > 0 && !side->dead) {
        if (!side->synced) {
            if (sync(passive, side, bytes))
                walk_in(passive, side);
            return;
        }
        if (side->in.n == 0) {
            buf_put(&side->in, walk(passive, side, bytes));
            return;
        }
        struct span part = span_head(bytes, lacking(side));
        bytes = span_tail(bytes, part.n);
        buf_put(&side->in, part);
        walk_in(passive, side);
    }
}

/* What one side sent may release what the other side holds back. */
static void settle(struct passive *passive)
{
    while (walk_in(passive, &passive->side[0]) || walk_in(passive, &passive->side[1]))
        ;
}

void passive_feed(struct passive *passive, bool from_client, struct span bytes)
{
    struct passive_side *s = &passive->side[from_client ? 1 : 0];

    for (; bytes.n > 0 && !s->dead; bytes = span_tail(bytes, SLICE)) {
        take_slice(passive, s, span_head(bytes, SLICE));
        if (s->synced && s->in.n > PASSIVE_WAIT)
            passive_free_turn(passive);
        settle(passive);
    }
}

void passive_gap(struct passive *passive, bool from_client, uint64_t missing)
{
    struct passive_side *s = &passive->side[from_client ? 1 : 0];

    if (s->dead)
        return;
    /* Inside a record that is skipped anyway, nothing is lost. */
    if (s->in.n == 0 && s->step_over >= missing) {
        s->step_over -= missing;
        return;
    }
    passive_blocked(passive, PASSIVE_MISSING);
    kill(passive, s);
    settle(passive);
}

void passive_eof(struct passive *passive, bool from_client)
{
    struct passive_side *s = &passive->side[from_client ? 1 : 0];

    s->ended = true;
    /* This side will send no more: stop holding back the other. */
    if (!passive->done && (passive->turn == TURN_CLIENT) == from_client)
        passive_free_turn(passive);
    if (passive->side[0].ended && passive->side[1].ended)
        passive_free_turn(passive);
    settle(passive);
}

bool passive_opens(struct passive *passive, bool from_client, const struct record *record)
{
    return passive_keys_open(passive, &passive->side[from_client ? 1 : 0], record);
}
