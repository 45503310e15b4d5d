/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/capture.h"

#include "lib/pcap/pcapfile.h"
#include "lib/pcap/pcapng_read.h"
#include "lib/pcap/streams.h"
#include "lib/pcap/tunnel.h"

enum {
    MAGIC_SIZE = 4,
    UNIT_MAX = FRAME_MAX + 64, /* with a packet's header */
    /* Room for the most flows and pieces that there may be, and their tables. */
    SESSION_CACHE_MAX = 64 << 20,
};

_Static_assert(FLOWS_MAX * sizeof(struct flow) + PIECES_MAX * (sizeof(struct piece) + PIECE_SIZE) <
                   SESSION_CACHE_MAX - GONE_MEMORY - (2 << 20),
               "the limits in numbers fit into the limit in bytes");

enum format { FORMAT_UNKNOWN, FORMAT_PCAP, FORMAT_PCAPNG };

struct capture {
    struct arena arena; /* holds this struct as well */
    struct capture_hooks hooks;
    struct capture_sums sums;
    enum err err; /* the one that ended it */
    bool ended;
    enum format format;
    struct pcapfile pcap;
    struct pcapng_read pcapng;
    uint64_t offset;            /* of the unit that is read now */
    uint64_t skip;              /* bytes still to be skipped */
    uint64_t us;                /* of the last packet that had a time */
    struct buf unit;            /* the beginning of a unit that is not complete yet */
    uint64_t passed[ERR_COUNT]; /* packets passed over, by cause */
    struct streams streams;
};

/* The arena is made first and then moved into the struct that it holds. */
enum err capture_new(struct capture **out, const struct capture_hooks *hooks)
{
    struct arena arena;

    *out = NULL;
    arena_init(&arena, SESSION_CACHE_MAX);
    struct capture *c = ARENA_NEW(&arena, struct capture);
    if (c == NULL)
        return ERR_MEMORY;
    c->arena = arena;
    c->hooks = *hooks;
    c->pcapng.arena = &c->arena;
    buf_init(&c->unit, UNIT_MAX);
    enum err e = streams_init(&c->streams, &c->arena, &c->hooks, &c->sums);
    if (e == ERR_OK)
        *out = c;
    else
        capture_free(c);
    return e;
}

/* The arena holds the struct itself, so it is copied out before it is freed. */
void capture_free(struct capture *c)
{
    if (c == NULL)
        return;
    buf_free(&c->unit);
    struct arena arena = c->arena;
    arena_free(&arena);
}

bool capture_is(struct span head)
{
    return head.n >= MAGIC_SIZE && (pcapfile_is(head) || pcapng_read_is(head));
}

uint64_t capture_offset(const struct capture *c)
{
    return c->offset;
}

bool capture_evict(struct capture *c)
{
    return streams_evict(&c->streams);
}

const struct capture_sums *capture_sums(const struct capture *c)
{
    return &c->sums;
}

uint64_t capture_passed(const struct capture *c, enum err e)
{
    return c->passed[e];
}

/* Every capture has packets that are not TCP: nothing is reported about those. */
static bool is_usual(enum err e)
{
    return e == ERR_CAPTURE_UDP || e == ERR_CAPTURE_OTHER || e == ERR_CAPTURE_NOT_IP;
}

/* Counts a packet that is passed over, and reports the first one of each cause. */
static void skipped(struct capture *c, enum err e)
{
    c->passed[e]++;
    if (is_usual(e))
        return;
    c->sums.skipped++;
    c->sums.fragments += e == ERR_CAPTURE_FRAGMENT;
    if (c->passed[e] == 1)
        c->hooks.skipped(c->hooks.ctx, e, c->offset);
}

/* Reads a packet layer by layer.  The errors say why it is passed over, or MEMORY. */
static enum err packet_read(struct capture *c, const struct frame *frame)
{
    size_t original = frame->original < FRAME_MAX ? frame->original : FRAME_MAX;
    struct ip_packet ip;
    struct tcp_segment segment;

    TRY(tunnel_tcp(frame->link, frame->bytes, original, &ip));
    c->sums.tcp++;
    TRY(tcp_read(&ip, &segment));
    segment.us = c->us;
    TRY(streams_segment(&c->streams, &segment));
    return segment.data.n < segment.len ? ERR_CAPTURE_CUT : ERR_OK;
}

/* What a unit of the file held: a packet, secrets, or nothing that is used here. */
static enum err frame_take(struct capture *c, const struct frame *frame)
{
    if (frame->kind == FRAME_SECRETS && c->hooks.secrets != NULL)
        c->hooks.secrets(c->hooks.ctx, frame->bytes);
    if (frame->kind != FRAME_PACKET)
        return ERR_OK;
    c->sums.packets++;
    if (frame->timed)
        c->us = frame->us;
    enum err e = packet_read(c, frame);
    if (e == ERR_MEMORY)
        return e;
    if (e != ERR_OK)
        skipped(c, e);
    return ERR_OK;
}

/* The length of the unit that begins with head, as far as it can be told; see frame.h. */
static enum err unit_need(struct capture *c, struct span head, size_t *need)
{
    if (c->format == FORMAT_UNKNOWN) {
        *need = MAGIC_SIZE;
        if (head.n < MAGIC_SIZE)
            return ERR_OK;
        if (!capture_is(head))
            return ERR_CAPTURE_MAGIC;
        c->format = pcapfile_is(head) ? FORMAT_PCAP : FORMAT_PCAPNG;
    }
    return c->format == FORMAT_PCAP ? pcapfile_need(&c->pcap, head, need)
                                    : pcapng_read_need(&c->pcapng, head, need);
}

/* Reads one whole unit: a file header, a packet or a block. */
static enum err unit_take(struct capture *c, struct span unit)
{
    struct frame frame;

    TRY(c->format == FORMAT_PCAP ? pcapfile_take(&c->pcap, unit, &frame)
                                 : pcapng_read_take(&c->pcapng, unit, &frame));
    TRY(frame_take(c, &frame));
    c->skip = frame.skip;
    c->offset += unit.n;
    c->sums.bytes = c->offset;
    return ERR_OK;
}

/* Skips bytes that no reader wants, such as the body of an unknown block. */
static struct span skip_some(struct capture *c, struct span bytes)
{
    size_t n = c->skip < bytes.n ? (size_t)c->skip : bytes.n;

    c->skip -= n;
    c->offset += n;
    c->sums.bytes = c->offset;
    return span_tail(bytes, n);
}

/* Reads a unit that lies in bytes whole, without copying it; keeps the beginning of an incomplete
 * one. */
static enum err unit_begin(struct capture *c, struct span *bytes)
{
    size_t need;

    TRY(unit_need(c, *bytes, &need));
    if (need > bytes->n) {
        buf_put(&c->unit, *bytes);
        *bytes = (struct span){0};
        return c->unit.err;
    }
    TRY(unit_take(c, span_head(*bytes, need)));
    *bytes = span_tail(*bytes, need);
    return ERR_OK;
}

/* Completes the unit that was kept, with no more bytes than it needs. */
static enum err unit_go_on(struct capture *c, struct span *bytes)
{
    size_t need;

    TRY(unit_need(c, buf_span(&c->unit), &need));
    if (need > c->unit.n) {
        struct span more = span_head(*bytes, need - c->unit.n);
        buf_put(&c->unit, more);
        *bytes = span_tail(*bytes, more.n);
        TRY(c->unit.err);
        TRY(unit_need(c, buf_span(&c->unit), &need));
    }
    if (need > c->unit.n)
        return ERR_OK;
    TRY(unit_take(c, buf_span(&c->unit)));
    buf_truncate(&c->unit, 0);
    return ERR_OK;
}

/* Takes the file in parts of any size.  Each turn of the loop uses up some bytes or fails. */
enum err capture_feed(struct capture *c, struct span bytes)
{
    while (c->err == ERR_OK && bytes.n > 0) {
        if (c->skip > 0)
            bytes = skip_some(c, bytes);
        else
            c->err = c->unit.n > 0 ? unit_go_on(c, &bytes) : unit_begin(c, &bytes);
    }
    return c->err;
}

/* Ends all flows; a file that ends within a unit is truncated. */
enum err capture_end(struct capture *c)
{
    bool complete = c->format != FORMAT_UNKNOWN && c->unit.n == 0 && c->pcapng.skipped == 0;

    if (!c->ended)
        streams_end(&c->streams);
    c->ended = true;
    if (c->err == ERR_OK && !complete)
        c->err = c->offset == 0 && c->format == FORMAT_UNKNOWN ? ERR_CAPTURE_MAGIC
                                                               : ERR_CAPTURE_TRUNCATED;
    return c->err;
}
