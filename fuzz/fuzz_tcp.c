/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reassembly: four octets say where both sides begin to count, and each five octets that follow are
 * a segment.  Every byte that was sent comes out once, in its place, as it was first sent; what was
 * not sent is a gap of that length. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/pcap/streams.h"

const char fuzz_name[] = "tcp";

/* Each side's stream; fewer segments than what one flow holds. */
enum { STREAM = 4096, SEGMENTS_MAX = 500 };

struct side {
    uint32_t start;
    uint8_t sent[STREAM]; /* 0: not yet; else which copy of the byte came first */
    size_t at;            /* how far it was reported */
    bool fin, eof;
};

struct model {
    struct side sides[2];
    unsigned opened, closed;
    bool rst; /* one was sent: it may end both sides before all was reported */
};

/* What stands at a place: copies differ. */
static uint8_t content(size_t side, size_t at, unsigned copy)
{
    return (uint8_t)(at * 31 + at / 256 * 7 + side * 101 + copy * 57);
}

static void opened(void *ctx, struct capture_flow *f, uint64_t us)
{
    struct model *m = ctx;

    (void)us;
    REQUIRE(f->number == 1 && f->saw_open);
    m->opened++;
}

static void data(void *ctx, struct capture_flow *f, bool from_a, uint64_t us, struct span bytes)
{
    struct model *m = ctx;
    struct side *s = &m->sides[!from_a];

    (void)f;
    (void)us;
    REQUIRE(!s->eof && m->closed == 0 && bytes.n <= STREAM - s->at);
    for (size_t i = 0; i < bytes.n; i++, s->at++) {
        REQUIRE(s->sent[s->at] != 0);
        REQUIRE(bytes.p[i] == content(!from_a, s->at, s->sent[s->at]));
    }
}

static void gap(void *ctx, struct capture_flow *f, bool from_a, uint64_t us, uint64_t missing)
{
    struct model *m = ctx;
    struct side *s = &m->sides[!from_a];

    (void)f;
    (void)us;
    REQUIRE(!s->eof && m->closed == 0 && missing > 0 && missing <= STREAM - s->at);
    for (; missing > 0; missing--)
        REQUIRE(s->sent[s->at++] == 0);
    REQUIRE(s->at == STREAM ? s->fin : s->sent[s->at] != 0);
}

static void eof(void *ctx, struct capture_flow *f, bool from_a, uint64_t us)
{
    struct model *m = ctx;
    struct side *s = &m->sides[!from_a];

    (void)f;
    (void)us;
    REQUIRE(s->fin && !s->eof && s->at == STREAM);
    s->eof = true;
}

static void closed(void *ctx, struct capture_flow *f, uint64_t us, enum capture_close how)
{
    struct model *m = ctx;

    (void)f;
    (void)us;
    if (m->sides[0].eof && m->sides[1].eof)
        REQUIRE(how == CAPTURE_FIN);
    else
        REQUIRE(how == CAPTURE_END || (m->rst && how == CAPTURE_RESET));
    m->closed++;
}

/* The segment that five octets describe: which side and copy, how its ACK is, where, how long. */
static void send(struct streams *s, struct model *m, struct span row)
{
    static const struct pcapng_end ends[2] = {{.ip = {10, 0, 0, 1}, .ip_n = 4, .port = 50001},
                                              {.ip = {10, 0, 0, 2}, .ip_n = 4, .port = 443}};
    uint8_t bytes[256];
    size_t i = row.p[0] & 1u, copy = row.p[0] >> 1 & 3u;
    size_t at = ((unsigned)row.p[1] << 8 | row.p[2]) % STREAM;
    bool syn = (row.p[0] & 0xc0) == 0xc0; /* once more; data with it would stand elsewhere */
    bool rst = (row.p[0] & 0xe0) == 0xa0;
    size_t len = syn || rst ? 0 : row.p[3] < STREAM - at ? row.p[3] : STREAM - at;
    struct side *side = &m->sides[i];
    struct tcp_segment g = {.from = ends[i],
                            .to = ends[!i],
                            .seq = side->start + 1 + (uint32_t)at,
                            .ack = m->sides[!i].start + 1 + row.p[4] * 16u,
                            .flags = (row.p[0] & 8) != 0 ? TCP_ACK : 0,
                            .data = span_of(bytes, len),
                            .len = len,
                            .us = 1};

    if ((row.p[0] & 16) != 0)
        g.ack *= 0x01010101; /* any nonsense */
    for (size_t n = 0; n < len; n++) {
        bytes[n] = content(i, at + n, (unsigned)copy + 1);
        if (side->sent[at + n] == 0 && m->closed == 0)
            side->sent[at + n] = (uint8_t)(copy + 1);
    }
    if (!syn && !rst && (row.p[0] & 32) != 0 && at + len == STREAM) {
        g.flags |= TCP_FIN;
        side->fin |= m->closed == 0;
    }
    if (syn) {
        g.flags = TCP_SYN | (i == 1 ? TCP_ACK : 0);
        g.seq = side->start;
    }
    if (rst) {
        g.flags |= TCP_RST;
        m->rst |= m->closed == 0;
    }
    enum err e = streams_segment(s, &g);
    /* Nothing lies outside of what the sides may send but a RST, and what comes after the end. */
    REQUIRE(e == ERR_OK || e == ERR_CAPTURE_LATE || (rst && e == ERR_CAPTURE_SEQUENCE));
}

static void begin(struct streams *s, struct model *m)
{
    static const uint8_t rows[2][5] = {{0xc0}, {0xc1}};

    for (size_t i = 0; i < 2; i++)
        send(s, m, span_of(rows[i], sizeof rows[i]));
    REQUIRE(m->opened == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct model m;
    struct capture_hooks hooks = {
        .ctx = &m, .opened = opened, .data = data, .gap = gap, .eof = eof, .closed = closed};
    struct capture_sums sums = {0};
    struct span in = span_of(bytes, size);
    struct arena arena;
    struct streams s;

    if (size < 4)
        return 0;
    m = (struct model){0};
    m.sides[0].start = (uint32_t)(in.p[0] << 8 | in.p[1]) * 0x10001u;
    m.sides[1].start = (uint32_t)(in.p[2] << 8 | in.p[3]) * 0x10001u;
    arena_init(&arena, FUZZ_CAP);
    REQUIRE(streams_init(&s, &arena, &hooks, &sums) == ERR_OK);
    begin(&s, &m);
    in = span_tail(in, 4);
    for (size_t i = 0; i < SEGMENTS_MAX && in.n >= 5; i++, in = span_tail(in, 5))
        send(&s, &m, span_head(in, 5));
    streams_end(&s);
    REQUIRE(m.opened == 1 && m.closed == 1 && s.pieces.oldest == NULL);
    for (size_t i = 0; i < 2 && !m.rst; i++) {
        REQUIRE(m.sides[i].eof == m.sides[i].fin);
        for (size_t at = m.sides[i].at; at < STREAM; at++)
            REQUIRE(m.sides[i].sent[at] == 0);
    }
    arena_free(&arena);
    return 0;
}
