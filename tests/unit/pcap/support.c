/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/pcap/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { FILE_MAX = 64 << 20 };

void put16(struct buf *b, bool little, uint16_t v)
{
    buf_u16(b, little ? __builtin_bswap16(v) : v);
}

void put32(struct buf *b, bool little, uint32_t v)
{
    buf_u32(b, little ? __builtin_bswap32(v) : v);
}

void put64(struct buf *b, bool little, uint64_t v)
{
    buf_u64(b, little ? __builtin_bswap64(v) : v);
}

void wire_init(struct wire *w, size_t ip_n)
{
    *w = (struct wire){.a = {.ip_n = ip_n, .port = 50001},
                       .b = {.ip_n = ip_n, .port = 443},
                       .us = 1700000000123456};
    for (size_t i = 0; i < ip_n; i++) {
        w->a.ip[i] = (uint8_t)(0xc0 + i);
        w->b.ip[i] = (uint8_t)(0xf7 - i);
    }
    buf_init(&w->file, FILE_MAX);
}

void wire_begin(struct wire *w)
{
    wire_init(w, 4);
    wire_pcap(w, 0xa1b2c3d4, LINK_RAW);
}

void wire_free(struct wire *w)
{
    buf_free(&w->file);
}

void wire_pcap(struct wire *w, uint32_t magic, uint32_t link)
{
    put32(&w->file, w->little, magic);
    put16(&w->file, w->little, 2);
    put16(&w->file, w->little, 4);
    put32(&w->file, w->little, 0);
    put32(&w->file, w->little, 0);
    put32(&w->file, w->little, 262144);
    put32(&w->file, w->little, link);
}

void wire_packet_cut(struct wire *w, struct span packet, uint32_t original)
{
    put32(&w->file, w->little, (uint32_t)(w->us / 1000000));
    put32(&w->file, w->little, (uint32_t)(w->us % 1000000));
    put32(&w->file, w->little, (uint32_t)packet.n);
    put32(&w->file, w->little, original);
    buf_put(&w->file, packet);
}

void wire_packet(struct wire *w, struct span packet)
{
    wire_packet_cut(w, packet, (uint32_t)packet.n);
}

void ip_tcp(struct buf *out, const struct pcapng_end *from, const struct pcapng_end *to,
            uint32_t seq, uint32_t ack, unsigned flags, struct span data)
{
    uint16_t n = (uint16_t)(20 + data.n);

    if (from->ip_n == 4) {
        buf_u16(out, 0x4500);
        buf_u16(out, (uint16_t)(20 + n));
        buf_u32(out, 0x00004000);
        buf_u32(out, 0x40060000);
    } else {
        buf_u32(out, 0x60000000);
        buf_u16(out, n);
        buf_u16(out, 0x0640);
    }
    buf_put(out, span_of(from->ip, from->ip_n));
    buf_put(out, span_of(to->ip, to->ip_n));
    buf_u16(out, from->port);
    buf_u16(out, to->port);
    buf_u32(out, seq);
    buf_u32(out, ack);
    buf_u8(out, 0x50);
    buf_u8(out, (uint8_t)(flags | (ack != 0 ? TCP_ACK : 0)));
    buf_u16(out, 0xffff);
    buf_u32(out, 0);
    buf_put(out, data);
}

void wire_segment(struct wire *w, bool from_a, uint32_t seq, uint32_t ack, unsigned flags,
                  struct span data)
{
    struct buf packet;

    buf_init(&packet, 1 << 17);
    ip_tcp(&packet, from_a ? &w->a : &w->b, from_a ? &w->b : &w->a, seq, ack, flags, data);
    wire_packet(w, buf_span(&packet));
    buf_free(&packet);
}

void wire_a(struct wire *w, uint32_t seq, uint32_t ack, unsigned flags, const char *data)
{
    wire_segment(w, true, seq, ack, flags, span_str(data));
}

void wire_b(struct wire *w, uint32_t seq, uint32_t ack, unsigned flags, const char *data)
{
    wire_segment(w, false, seq, ack, flags, span_str(data));
}

void wire_open(struct wire *w)
{
    wire_a(w, 100, 0, S, "");
    wire_b(w, 500, 101, S, "");
    wire_a(w, 101, 501, 0, "");
}

/* Events, as one line. */

static void say(struct told *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct told *t, const char *format, ...)
{
    size_t n = strlen(t->text);
    va_list ap;

    va_start(ap, format);
    if (n > 0 && n + 1 < sizeof t->text)
        t->text[n++] = ' ';
    vsnprintf(t->text + n, sizeof t->text - n, format, ap);
    va_end(ap);
}

static unsigned number(const struct capture_flow *f)
{
    return (unsigned)f->number;
}

static char way(bool from_a)
{
    return from_a ? '>' : '<';
}

static void opened(void *ctx, struct capture_flow *f, uint64_t us)
{
    struct told *t = ctx;

    t->last_us = us;
    f->ctx = t;
    say(t, "%u:%s", number(f), f->saw_open ? "open" : "seen");
}

static void data(void *ctx, struct capture_flow *f, bool from_a, uint64_t us, struct span bytes)
{
    struct told *t = ctx;

    assert_ptr_equal(f->ctx, t);
    t->last_us = us;
    assert_true(bytes.n > 0);
    buf_put(&t->streams[!from_a], bytes);
    if (t->lengths)
        say(t, "%u%c%zu", number(f), way(from_a), bytes.n);
    else
        say(t, "%u%c%.*s", number(f), way(from_a), (int)bytes.n, (const char *)bytes.p);
}

static void gap(void *ctx, struct capture_flow *f, bool from_a, uint64_t us, uint64_t missing)
{
    assert_ptr_equal(f->ctx, ctx);
    assert_true(us > 0);
    say(ctx, "%u%cgap%u", number(f), way(from_a), (unsigned)missing);
}

static void eof(void *ctx, struct capture_flow *f, bool from_a, uint64_t us)
{
    assert_ptr_equal(f->ctx, ctx);
    assert_true(us > 0);
    say(ctx, "%u%ceof", number(f), way(from_a));
}

static void closed(void *ctx, struct capture_flow *f, uint64_t us, enum capture_close how)
{
    static const char *const names[] = {[CAPTURE_FIN] = "fin",
                                        [CAPTURE_RESET] = "reset",
                                        [CAPTURE_REUSED] = "reused",
                                        [CAPTURE_EVICTED] = "evicted",
                                        [CAPTURE_END] = "end"};

    struct told *t = ctx;

    assert_ptr_equal(f->ctx, t);
    assert_true(us > 0);
    t->closed[how]++;
    say(t, "%u:%s", number(f), names[how]);
}

static void secrets(void *ctx, struct span keylog)
{
    say(ctx, "secrets=%.*s", (int)keylog.n, (const char *)keylog.p);
}

static void skipped(void *ctx, enum err e, uint64_t offset)
{
    say(ctx, "%s@%u", err_id(e), (unsigned)offset);
}

void tell(struct told *t, struct span file, size_t chunk)
{
    struct capture_hooks hooks = {.ctx = t,
                                  .opened = opened,
                                  .data = data,
                                  .gap = gap,
                                  .eof = eof,
                                  .closed = closed,
                                  .secrets = secrets,
                                  .skipped = skipped};
    struct capture *c;
    bool lengths = t->lengths;

    *t = (struct told){.lengths = lengths};
    buf_init(&t->streams[0], FILE_MAX);
    buf_init(&t->streams[1], FILE_MAX);
    assert_int_equal(capture_new(&c, &hooks), ERR_OK);
    for (; file.n > 0 && t->err == ERR_OK; file = span_tail(file, chunk)) {
        /* A copy of the chunk's very size: what reads beyond it is found. */
        struct span part = span_head(file, chunk);
        uint8_t *copy = malloc(part.n);
        assert_non_null(copy);
        memcpy(copy, part.p, part.n);
        t->err = capture_feed(c, span_of(copy, part.n));
        free(copy);
    }
    t->at_end = capture_end(c);
    t->offset = capture_offset(c);
    t->sums = *capture_sums(c);
    capture_free(c);
}

void told_free(struct told *t)
{
    buf_free(&t->streams[0]);
    buf_free(&t->streams[1]);
}

void wire_fails(struct wire *w, enum err e, uint64_t offset, const char *text)
{
    static const size_t chunks[] = {SIZE_MAX, 1, 7, 61};
    struct told t = {0};

    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        tell(&t, buf_span(&w->file), chunks[i]);
        assert_string_equal(t.text, text);
        assert_string_equal(err_id(t.at_end), err_id(e));
        assert_int_equal(t.offset, offset);
        told_free(&t);
    }
    buf_truncate(&w->file, 0);
}

void wire_is(struct wire *w, const char *text)
{
    wire_fails(w, ERR_OK, w->file.n, text);
}
