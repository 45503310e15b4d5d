/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures: a few connections whose segments are lost, doubled, swapped, late, in tunnels; and
 * files of which some bytes are others. */
#include "config.h"

#include "tests/answers/answers.h"
#include "tests/unit/pcap/support.h"

enum { CAPTURES = 400, SEGMENTS = 40 };

/* One side's next byte, and what it has heard. */
struct talker {
    uint32_t seq;
    bool fin;
};

struct traffic {
    struct wire *w;
    struct dice *d;
    struct talker a, b;
};

static void put_ip(struct buf *out, unsigned protocol, bool v6, struct span payload)
{
    if (v6) {
        buf_u32(out, 0x60000000);
        buf_u16(out, (uint16_t)payload.n);
        buf_u8(out, (uint8_t)protocol);
        buf_u8(out, 64);
        for (int i = 0; i < 32; i++)
            buf_u8(out, (uint8_t)i);
    } else {
        buf_u16(out, 0x4500);
        buf_u16(out, (uint16_t)(20 + payload.n));
        buf_u32(out, 0);
        buf_u8(out, 64);
        buf_u8(out, (uint8_t)protocol);
        buf_u16(out, 0);
        buf_u32(out, 0x0a000001);
        buf_u32(out, 0x0a000002);
    }
    buf_put(out, payload);
}

static void put_udp(struct buf *out, uint16_t port, struct span head, struct span payload)
{
    buf_u16(out, 1024);
    buf_u16(out, port);
    buf_u16(out, (uint16_t)(8 + head.n + payload.n));
    buf_u16(out, 0);
    buf_put(out, head);
    buf_put(out, payload);
}

#define MACS "\2\0\0\0\0\1\2\0\0\0\0\2"

/* Packets of IP inside others. */
static void wrap(struct buf *out, struct dice *d, struct span packet)
{
    struct buf inner;
    bool v6 = dice_roll(d, 2) == 0;

    buf_init(&inner, 1 << 17);
    switch (dice_roll(d, 6)) {
    case 0: put_ip(out, 4, v6, packet); break;
    case 1:
        buf_put(&inner, SPAN_LIT("\0\0\x08\0"));
        buf_put(&inner, packet);
        put_ip(out, 47, v6, buf_span(&inner));
        break;
    case 2:
        buf_put(&inner, SPAN_LIT("\xb0\0\x08\0\0\0\0\0\0\0\0\7\0\0\0\1"));
        buf_put(&inner, packet);
        put_ip(out, 47, v6, buf_span(&inner));
        break;
    case 3:
        put_udp(&inner, 4789, SPAN_LIT("\x08\0\0\0\0\0\7\0" MACS "\x08\0"), packet);
        put_ip(out, 17, v6, buf_span(&inner));
        break;
    case 4:
        put_udp(&inner, 6081, SPAN_LIT("\2\0\x08\0\0\0\7\0\0\0\0\1\0\0\0\2"), packet);
        put_ip(out, 17, v6, buf_span(&inner));
        break;
    default:
        put_udp(&inner, (uint16_t)(440 + dice_roll(d, 5)), SPAN_LIT("\xc0\0\0\0\1\x08"), packet);
        put_ip(out, 17, v6, buf_span(&inner));
        break;
    }
    buf_free(&inner);
}

static void segment(struct traffic *t, bool from_a, uint32_t seq, uint32_t ack, unsigned flags,
                    struct span data)
{
    struct wire *w = t->w;
    struct buf packet, outer;

    buf_init(&packet, 1 << 17);
    buf_init(&outer, 1 << 17);
    ip_tcp(&packet, from_a ? &w->a : &w->b, from_a ? &w->b : &w->a, seq, ack, flags, data);
    if (dice_roll(t->d, 16) == 0)
        wrap(&outer, t->d, buf_span(&packet));
    if (dice_roll(t->d, 24) == 0)
        wire_packet_cut(w, span_head(buf_span(&packet), 30 + dice_roll(t->d, 20)),
                        (uint32_t)packet.n);
    else if (dice_roll(t->d, 12) != 0)
        wire_packet(w, outer.n > 0 ? buf_span(&outer) : buf_span(&packet));
    buf_free(&packet);
    buf_free(&outer);
}

static void open_flow(struct traffic *t)
{
    t->a = (struct talker){.seq = dice_roll(t->d, 3) == 0 ? UINT32_MAX - 20 : 100};
    t->b = (struct talker){.seq = dice_roll(t->d, 3) == 0 ? 0x7ffffff0 : 500};
    if (dice_roll(t->d, 5) == 0)
        return;
    segment(t, true, t->a.seq++, 0, TCP_SYN, (struct span){0});
    segment(t, false, t->b.seq++, t->a.seq, TCP_SYN, (struct span){0});
    segment(t, true, t->a.seq, t->b.seq, 0, (struct span){0});
}

static void say_something(struct traffic *t)
{
    static const char words[] = "abcdefghijklmnopqrstuvwxyz";
    static const unsigned others[] = {0, 0, 0, TCP_FIN, TCP_RST, TCP_SYN};
    bool from_a = dice_roll(t->d, 2) == 0;
    struct talker *one = from_a ? &t->a : &t->b, *other = from_a ? &t->b : &t->a;
    size_t n = dice_roll(t->d, 20);
    struct span data = span_of(words + dice_roll(t->d, 6), n);
    uint32_t seq = one->seq, ack = other->seq;

    t->w->us += dice_roll(t->d, 20) == 0 ? 31 * 1000000 : 1000;
    switch (dice_roll(t->d, 12)) {
    case 0: seq -= dice_roll(t->d, 30); break;
    case 1: seq += 1 + dice_roll(t->d, 30); break;
    case 2: ack -= dice_roll(t->d, 30); break;
    case 3: ack += dice_roll(t->d, 30); break;
    case 4: seq += 0x40000000u; break;
    default: one->seq += (uint32_t)n; break;
    }
    unsigned flags = dice_roll(t->d, 6) == 0 ? DICE_PICK(t->d, others) : 0;
    segment(t, from_a, seq, ack, flags, data);
    if (dice_roll(t->d, 10) == 0)
        segment(t, from_a, seq, ack, flags, data);
    if ((flags & TCP_FIN) != 0 && seq + n == one->seq)
        one->seq++;
}

static void one_capture(struct listing *l, struct dice *d, bool bent)
{
    static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d};
    static struct told told;
    struct wire w;
    struct traffic t = {.w = &w, .d = d};

    wire_init(&w, dice_roll(d, 4) == 0 ? 16 : 4);
    w.little = dice_roll(d, 2) == 0;
    wire_pcap(&w, DICE_PICK(d, magics), LINK_RAW);
    for (unsigned flows = 1 + dice_roll(d, 3); flows > 0; flows--) {
        open_flow(&t);
        for (unsigned n = dice_roll(d, SEGMENTS); n > 0; n--)
            say_something(&t);
        w.a.port += (uint16_t)dice_roll(d, 2);
    }
    for (unsigned n = bent ? 1 + dice_roll(d, 4) : 0; n > 0; n--)
        w.file.p[dice_roll(d, w.file.n)] ^= (uint8_t)(1u << dice_roll(d, 8));
    if (bent && dice_roll(d, 4) == 0)
        buf_truncate(&w.file, dice_roll(d, w.file.n));
    told = (struct told){0};
    tell(&told, buf_span(&w.file), dice_roll(d, 2) == 0 ? w.file.n + 1 : 1 + dice_roll(d, 50));
    const struct capture_sums *s = &told.sums;
    say(l, "%s\n  %s %s %llu %llu", told.text, err_id(told.err), err_id(told.at_end),
        (unsigned long long)told.offset, (unsigned long long)told.last_us);
    const uint64_t sums[] = {s->bytes, s->packets,       s->tcp,       s->flows,
                             s->gaps,  s->retransmitted, s->fragments, s->skipped};
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        say(l, " %llu", (unsigned long long)sums[i]);
    for (size_t i = 0; i < 5; i++)
        say(l, " %u", told.closed[i]);
    say(l, "\n");
    told_free(&told);
    wire_free(&w);
}

void answer_packets(struct listing *l, unsigned number)
{
    for (unsigned i = 0; i < CAPTURES; i++) {
        struct dice d = {number * 1000000 + i};

        say(l, "%u: ", i);
        one_capture(l, &d, number % 2 == 1);
    }
}
