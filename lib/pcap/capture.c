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
    uint64_t passed[ERR_COUNT]; /* packets skipped, by cause */
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
void capture_free(struct capture *capture)
{
    if (capture == NULL)
        return;
    buf_free(&capture->unit);
    struct arena arena = capture->arena;
    arena_free(&arena);
}

bool capture_is(struct span head)
{
    return head.n >= MAGIC_SIZE && (pcapfile_is(head) || pcapng_read_is(head));
}

uint64_t capture_offset(const struct capture *capture)
{
    return capture->offset;
}

bool capture_evict(struct capture *capture)
{
    return streams_evict(&capture->streams);
}

const struct capture_sums *capture_sums(const struct capture *capture)
{
    return &capture->sums;
}

uint64_t capture_passed(const struct capture *capture, enum err err)
{
    return capture->passed[err];
}

/* Every capture has packets that are not TCP: nothing is reported about those. */
static bool is_usual(enum err err)
{
    return err == ERR_CAPTURE_UDP || err == ERR_CAPTURE_OTHER || err == ERR_CAPTURE_NOT_IP;
}

/* Counts a packet that is skipped, and reports the first one of each cause. */
static void skipped(struct capture *capture, enum err err)
{
    capture->passed[err]++;
    if (is_usual(err))
        return;
    capture->sums.skipped++;
    capture->sums.fragments += err == ERR_CAPTURE_FRAGMENT;
    if (capture->passed[err] == 1)
        capture->hooks.skipped(capture->hooks.ctx, err, capture->offset);
}

/* Reads a packet layer by layer.  The errors say why it is skipped, or MEMORY. */
static enum err packet_read(struct capture *capture, const struct frame *frame)
{
    size_t original = frame->original < FRAME_MAX ? frame->original : FRAME_MAX;
    struct ip_packet ip;
    struct tcp_segment segment;

    TRY(tunnel_tcp(frame->link, frame->bytes, original, &ip));
    capture->sums.tcp++;
    TRY(tcp_read(&ip, &segment));
    segment.us = capture->us;
    TRY(streams_segment(&capture->streams, &segment));
    return segment.data.n < segment.len ? ERR_CAPTURE_CUT : ERR_OK;
}

/* What a unit of the file held: a packet, secrets, or nothing that is used here. */
static enum err frame_take(struct capture *capture, const struct frame *frame)
{
    if (frame->kind == FRAME_SECRETS && capture->hooks.secrets != NULL)
        capture->hooks.secrets(capture->hooks.ctx, frame->bytes);
    if (frame->kind != FRAME_PACKET)
        return ERR_OK;
    capture->sums.packets++;
    if (frame->timed)
        capture->us = frame->us;
    enum err e = packet_read(capture, frame);
    if (e == ERR_MEMORY)
        return e;
    if (e != ERR_OK)
        skipped(capture, e);
    return ERR_OK;
}

/* The length of the unit that begins with head, as far as it can be told; see frame.h. */
static enum err unit_need(struct capture *capture, struct span head, size_t *need)
{
    if (capture->format == FORMAT_UNKNOWN) {
        *need = MAGIC_SIZE;
        if (head.n < MAGIC_SIZE)
            return ERR_OK;
        if (!capture_is(head))
            return ERR_CAPTURE_MAGIC;
        capture->format = pcapfile_is(head) ? FORMAT_PCAP : FORMAT_PCAPNG;
    }
    return capture->format == FORMAT_PCAP ? pcapfile_need(&capture->pcap, head, need)
                                          : pcapng_read_need(&capture->pcapng, head, need);
}

/* Reads one whole unit: a file header, a packet or a block. */
static enum err unit_take(struct capture *capture, struct span unit)
{
    struct frame frame;

    TRY(capture->format == FORMAT_PCAP ? pcapfile_take(&capture->pcap, unit, &frame)
                                       : pcapng_read_take(&capture->pcapng, unit, &frame));
    TRY(frame_take(capture, &frame));
    capture->skip = frame.skip;
    capture->offset += unit.n;
    capture->sums.bytes = capture->offset;
    return ERR_OK;
}

/* Skips bytes that no reader wants, such as the body of an unknown block. */
static struct span skip_some(struct capture *capture, struct span bytes)
{
    size_t n = capture->skip < bytes.n ? (size_t)capture->skip : bytes.n;

    capture->skip -= n;
    capture->offset += n;
    capture->sums.bytes = capture->offset;
    return span_tail(bytes, n);
}

/* Reads a unit that lies in bytes whole, without copying it; keeps the beginning of an incomplete
 * one. */
static enum err unit_begin(struct capture *capture, struct span *bytes)
{
    size_t need;

    TRY(unit_need(capture, *bytes, &need));
    if (need > bytes->n) {
        buf_put(&capture->unit, *bytes);
        *bytes = (struct span){0};
        return capture->unit.err;
    }
    TRY(unit_take(capture, span_head(*bytes, need)));
    *bytes = span_tail(*bytes, need);
    return ERR_OK;
}

/* Completes the unit that was kept, with no more bytes than it needs. */
static enum err unit_go_on(struct capture *capture, struct span *bytes)
{
    size_t need;

    TRY(unit_need(capture, buf_span(&capture->unit), &need));
    if (need > capture->unit.n) {
        struct span more = span_head(*bytes, need - capture->unit.n);
        buf_put(&capture->unit, more);
        *bytes = span_tail(*bytes, more.n);
        TRY(capture->unit.err);
        TRY(unit_need(capture, buf_span(&capture->unit), &need));
    }
    if (need > capture->unit.n)
        return ERR_OK;
    TRY(unit_take(capture, buf_span(&capture->unit)));
    buf_truncate(&capture->unit, 0);
    return ERR_OK;
}

/* Takes the file in parts of any size.  Each turn of the loop uses up some bytes or fails. */
enum err capture_feed(struct capture *capture, struct span bytes)
{
    while (capture->err == ERR_OK && bytes.n > 0) {
        if (capture->skip > 0)
            bytes = skip_some(capture, bytes);
        else
            capture->err =
                capture->unit.n > 0 ? unit_go_on(capture, &bytes) : unit_begin(capture, &bytes);
    }
    return capture->err;
}

/* Ends all flows; a file that ends within a unit is truncated. */
enum err capture_end(struct capture *capture)
{
    bool complete =
        capture->format != FORMAT_UNKNOWN && capture->unit.n == 0 && capture->pcapng.skipped == 0;

    if (!capture->ended)
        streams_end(&capture->streams);
    capture->ended = true;
    if (capture->err == ERR_OK && !complete)
        capture->err = capture->offset == 0 && capture->format == FORMAT_UNKNOWN
                           ? ERR_CAPTURE_MAGIC
                           : ERR_CAPTURE_TRUNCATED;
    return capture->err;
}
