/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/capture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/pcap/frame.h"
#include "tests/unit/pcap/support.h"

#define KEYLOG "CLIENT_RANDOM 00 11\n"

/* What pcapng.h wrote, in chunks of every size: the same is reported every time. */
static void test_chunks(void **state)
{
    struct pcapng_flow f = {.client = {.ip = {10, 0, 0, 1}, .ip_n = 4, .port = 50001},
                            .server = {.ip = {10, 0, 0, 2}, .ip_n = 4, .port = 443},
                            .client_seq = 0xfffffffe,
                            .server_seq = 77};
    struct told t = {0};
    struct buf file;

    (void)state;
    buf_init(&file, 1 << 16);
    pcapng_begin(&file, SPAN_LIT(KEYLOG));
    pcapng_open(&file, &f, 1700000000000000);
    pcapng_data(&file, &f, true, 1700000000000001, SPAN_LIT("question"));
    pcapng_data(&file, &f, false, 1700000000000002, SPAN_LIT("answer"));
    pcapng_close(&file, &f, true, 1700000000000003);
    for (size_t chunk = 1; chunk <= file.n; chunk++) {
        tell(&t, buf_span(&file), chunk);
        assert_string_equal(t.text,
                            "secrets=" KEYLOG " 1:open 1>question 1<answer 1>eof 1<eof 1:fin");
        assert_int_equal(t.at_end, ERR_OK);
        assert_int_equal(t.last_us, 1700000000000002);
        assert_int_equal(t.sums.bytes, file.n);
        assert_int_equal(t.offset, file.n);
        assert_int_equal(t.sums.packets, 10);
        assert_int_equal(t.sums.tcp, 10);
        assert_int_equal(t.sums.flows, 1);
        assert_int_equal(t.sums.skipped, 0);
        told_free(&t);
    }
    /* Cut off anywhere but between blocks: said, with what came before. */
    for (size_t n = 0; n < file.n; n++) {
        tell(&t, span_head(buf_span(&file), n), 100);
        assert_int_equal(t.err, ERR_OK);
        if (t.offset == n && n > 0)
            assert_int_equal(t.at_end, ERR_OK);
        else
            assert_int_equal(t.at_end, n < 4 ? ERR_CAPTURE_MAGIC : ERR_CAPTURE_TRUNCATED);
        assert_int_equal(t.closed[CAPTURE_FIN] + t.closed[CAPTURE_END], t.sums.flows);
        told_free(&t);
    }
    buf_free(&file);
}

/* Who closed first, or reset, is told as it was written. */
static void test_ends(void **state)
{
    const char *const ends[] = {"1>eof 1<eof 1:fin", "1<eof 1>eof 1:fin", "1:reset", "1:reset"};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct pcapng_flow f = {.client = {.ip = {10, 0, 0, 1}, .ip_n = 4, .port = 50001},
                                .server = {.ip = {10, 0, 0, 2}, .ip_n = 4, .port = 443}};
        struct told t = {0};
        struct buf file;
        char text[64];

        buf_init(&file, 1 << 16);
        pcapng_begin(&file, (struct span){0});
        pcapng_open(&file, &f, 1);
        pcapng_data(&file, &f, true, 2, SPAN_LIT("question"));
        if (i < 2)
            pcapng_close(&file, &f, i == 0, 3);
        else
            pcapng_reset(&file, &f, i == 2, 3);
        tell(&t, buf_span(&file), 100);
        snprintf(text, sizeof text, "1:open 1>question %s", ends[i]);
        assert_string_equal(t.text, text);
        assert_int_equal(t.closed[CAPTURE_RESET], i >= 2);
        told_free(&t);
        buf_free(&file);
    }
}

static void test_pcap(void **state)
{
    static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d};
    struct wire w;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        wire_init(&w, 4);
        w.little = i % 2 == 1;
        wire_pcap(&w, magics[i / 2], LINK_RAW);
        wire_open(&w);
        wire_a(&w, 101, 501, 0, "abc");
        wire_is(&w, "1:open 1>abc 1:end");
        wire_free(&w);
    }
}

static void test_is(void **state)
{
    struct wire w;

    (void)state;
    assert_true(capture_is(SPAN_LIT("\xa1\xb2\xc3\xd4")));
    assert_true(capture_is(SPAN_LIT("\x4d\x3c\xb2\xa1\2\0\4\0")));
    assert_true(capture_is(SPAN_LIT("\x0a\x0d\x0d\x0a\0\0\0\x1c")));
    assert_false(capture_is(SPAN_LIT("\x0a\x0d\x0d")));
    assert_false(capture_is(SPAN_LIT("\xa1\xb2\xc3")));
    assert_false(capture_is(SPAN_LIT("\x16\x03\x01\x02")));
    assert_false(capture_is(SPAN_LIT("-----BEGIN")));
    wire_init(&w, 4);
    wire_fails(&w, ERR_CAPTURE_MAGIC, 0, "");
    buf_str(&w.file, "\x16\x03");
    wire_fails(&w, ERR_CAPTURE_MAGIC, 0, "");
    buf_str(&w.file, "\x16\x03\x01\x02 and more");
    wire_fails(&w, ERR_CAPTURE_MAGIC, 0, "");
    wire_free(&w);
}

/* What breaks the file ends it: what came before is reported, and nothing after it. */
static void test_broken(void **state)
{
    struct wire w;

    (void)state;
    wire_begin(&w);
    wire_open(&w);
    wire_a(&w, 101, 501, 0, "abc");
    uint64_t offset = w.file.n;
    buf_u64(&w.file, 0);
    buf_u32(&w.file, FRAME_MAX + 1);
    buf_u32(&w.file, 0);
    wire_a(&w, 104, 501, 0, "def");
    wire_fails(&w, ERR_CAPTURE_LARGE, offset, "1:open 1>abc 1:end");
    wire_free(&w);
}

static void nothing_opened(void *ctx, struct capture_flow *f, uint64_t us)
{
    (void)ctx;
    (void)f;
    (void)us;
    fail();
}

/* An error is final; secrets that nobody wants are no harm; freeing nothing, either. */
static void test_final(void **state)
{
    struct capture_hooks hooks = {.opened = nothing_opened};
    struct capture *c;
    struct buf file;

    (void)state;
    buf_init(&file, 1 << 16);
    pcapng_begin(&file, SPAN_LIT(KEYLOG));
    assert_int_equal(capture_new(&c, &hooks), ERR_OK);
    assert_int_equal(capture_feed(c, buf_span(&file)), ERR_OK);
    assert_int_equal(capture_feed(c, SPAN_LIT("\0\0\0\1\0\0\0\4")), ERR_CAPTURE_BLOCK);
    assert_int_equal(capture_offset(c), file.n);
    struct pcapng_flow f = {.client = {.ip_n = 4}, .server = {.ip_n = 4}};
    buf_truncate(&file, 0);
    pcapng_open(&file, &f, 1);
    assert_int_equal(capture_feed(c, buf_span(&file)), ERR_CAPTURE_BLOCK);
    assert_int_equal(capture_end(c), ERR_CAPTURE_BLOCK);
    assert_int_equal(capture_end(c), ERR_CAPTURE_BLOCK);
    capture_free(c);
    capture_free(NULL);
    buf_free(&file);
}

/* What is skipped: each kind is reported once, with where the first was. */
static void test_skipped(void **state)
{
    struct told t = {0};
    struct wire w;
    struct buf packet;

    (void)state;
    wire_begin(&w);
    buf_init(&packet, 256);
    ip_tcp(&packet, &w.a, &w.b, 1, 0, S, (struct span){0});
    for (int i = 0; i < 2; i++) {
        packet.p[6] = 0x20; /* a fragment */
        wire_packet(&w, buf_span(&packet));
        packet.p[6] = 0x40;
        packet.p[0] = 0x41; /* a header of 4 bytes */
        wire_packet(&w, buf_span(&packet));
        packet.p[0] = 0x45;
        packet.p[32] = 0x10;
        wire_packet(&w, buf_span(&packet));
        packet.p[32] = 0x50;
        wire_packet_cut(&w, span_head(buf_span(&packet), 39), 40);
        packet.p[9] = 17; /* UDP: of no interest, but nothing wrong */
        wire_packet(&w, buf_span(&packet));
        packet.p[9] = 6;
        wire_packet(&w, SPAN_LIT("\x55 no IP"));
        wire_packet(&w, (struct span){0});
    }
    tell(&t, buf_span(&w.file), 50);
    assert_string_equal(t.text,
                        "CAPTURE_FRAGMENT@24 CAPTURE_IP@80 CAPTURE_TCP@136 CAPTURE_CUT@192");
    assert_int_equal(t.at_end, ERR_OK);
    assert_int_equal(t.sums.packets, 14);
    assert_int_equal(t.sums.tcp, 4);
    assert_int_equal(t.sums.fragments, 2);
    assert_int_equal(t.sums.skipped, 8);
    told_free(&t);

    buf_truncate(&w.file, 0);
    wire_pcap(&w, 0xa1b2c3d4, 147);
    wire_open(&w);
    wire_is(&w, "CAPTURE_LINK@24");
    buf_free(&packet);
    wire_free(&w);
}

/* Padding behind a packet is not part of it, whatever link there is; a length of IP that the
 * network card was to fill in is that of what was on the wire. */
static void test_lengths(void **state)
{
    struct wire w;
    struct buf packet;

    (void)state;
    wire_init(&w, 4);
    wire_pcap(&w, 0xa1b2c3d4, 1);
    buf_init(&packet, 256);
    for (uint32_t i = 0; i < 2; i++) {
        buf_truncate(&packet, 0);
        buf_put(&packet, SPAN_LIT("\1\1\1\1\1\1\2\2\2\2\2\2\x08\0"));
        ip_tcp(&packet, &w.a, &w.b, 100 + 4 * i, 0, i == 0 ? S : 0, SPAN_LIT("abc"));
        if (i == 0)
            buf_str(&packet, "padding");
        else
            packet.p[14 + 2] = packet.p[14 + 3] = 0;
        wire_packet_cut(&w, buf_span(&packet), (uint32_t)(packet.n + 5 * i));
    }
    wire_is(&w, "1:open 1>abc 1>abc 1>gap5 CAPTURE_CUT@104 1:end");
    buf_free(&packet);
    wire_free(&w);
}

/* Blocks that nobody knows are passed over, however they are cut; a packet without a time has that
 * of the one before. */
static void test_blocks(void **state)
{
    struct pcapng_flow f = {.client = {.ip = {1}, .ip_n = 4}, .server = {.ip = {2}, .ip_n = 4}};
    struct told t = {0};
    struct buf file, packet;

    (void)state;
    buf_init(&file, 1 << 16);
    buf_init(&packet, 256);
    pcapng_begin(&file, (struct span){0});
    pcapng_open(&file, &f, 1700000000000000);
    buf_u32(&file, 0x80000001);
    buf_u32(&file, 112);
    for (int i = 0; i < 100; i++)
        buf_u8(&file, 0xff);
    buf_u32(&file, 112);
    ip_tcp(&packet, &f.client, &f.server, f.client_seq, 0, 0, SPAN_LIT("simple!!"));
    buf_u32(&file, 3);
    buf_u32(&file, (uint32_t)(16 + packet.n));
    buf_u32(&file, (uint32_t)packet.n);
    buf_put(&file, buf_span(&packet));
    buf_u32(&file, (uint32_t)(16 + packet.n));
    for (size_t chunk = 1; chunk <= 150; chunk++) {
        tell(&t, buf_span(&file), chunk);
        assert_string_equal(t.text, "1:open 1>simple!! 1:end");
        assert_int_equal(t.at_end, ERR_OK);
        assert_int_equal(t.last_us, 1700000000000000);
        told_free(&t);
    }
    for (size_t n = file.n - 16 - packet.n - 108; n < file.n - 16 - packet.n; n++) {
        tell(&t, span_head(buf_span(&file), n), 50);
        assert_int_equal(t.at_end, ERR_CAPTURE_TRUNCATED);
        told_free(&t);
    }
    buf_free(&file);
    buf_free(&packet);
}

static void on_opened(void *ctx, struct capture_flow *f, uint64_t us)
{
    (void)ctx;
    (void)f;
    (void)us;
}

static void on_closed(void *ctx, struct capture_flow *f, uint64_t us, enum capture_close how)
{
    (void)us;
    *(uint64_t *)ctx = how == CAPTURE_EVICTED ? f->number : 0;
}

static void on_data_ignored(void *ctx, struct capture_flow *f, bool from_a, uint64_t us,
                            struct span bytes)
{
    (void)ctx, (void)f, (void)from_a, (void)us, (void)bytes;
}

static void on_skipped_ignored(void *ctx, enum err e, uint64_t offset)
{
    (void)ctx, (void)e, (void)offset;
}

/* The one that was silent for the longest time goes, where who listens wants it. */
static void test_evict(void **state)
{
    uint64_t last = 0;
    struct capture_hooks hooks = {.ctx = &last, .opened = on_opened, .closed = on_closed};
    struct capture *c;
    struct wire w;

    (void)state;
    wire_begin(&w);
    for (int i = 0; i < 3; i++) {
        w.a.port = (uint16_t)(50000 + i);
        wire_a(&w, 100, 0, S, "");
    }
    w.a.port = 50000;
    wire_a(&w, 100, 0, S, "");
    assert_int_equal(capture_new(&c, &hooks), ERR_OK);
    assert_false(capture_evict(c));
    assert_int_equal(capture_feed(c, buf_span(&w.file)), ERR_OK);
    for (uint64_t i = 0; i < 3; i++) {
        assert_true(capture_evict(c));
        assert_int_equal(last, i == 2 ? 1 : i + 2);
    }
    assert_false(capture_evict(c));
    capture_free(c);
    wire_free(&w);
}

/* One that was given up is none that begins; a SYN begins another one. */
static void test_given_up(void **state)
{
    uint64_t last = 0;
    struct capture_hooks hooks = {.ctx = &last, .opened = on_opened, .closed = on_closed};
    struct capture *c;
    struct wire w;

    (void)state;
    hooks.data = on_data_ignored;
    hooks.skipped = on_skipped_ignored;
    wire_begin(&w);
    wire_open(&w);
    wire_a(&w, 101, 501, 0, "hello");
    assert_int_equal(capture_new(&c, &hooks), ERR_OK);
    assert_int_equal(capture_feed(c, buf_span(&w.file)), ERR_OK);
    assert_true(capture_evict(c));
    size_t fed = w.file.n;
    wire_b(&w, 501, 106, 0, "again");
    wire_a(&w, 106, 506, 0, "and again");
    assert_int_equal(capture_feed(c, span_tail(buf_span(&w.file), fed)), ERR_OK);
    assert_int_equal(capture_sums(c)->flows, 1);
    assert_int_equal(capture_passed(c, ERR_CAPTURE_GIVEN_UP), 2);
    assert_false(capture_evict(c));
    fed = w.file.n;
    wire_a(&w, 9000, 0, S, "");
    assert_int_equal(capture_feed(c, span_tail(buf_span(&w.file), fed)), ERR_OK);
    assert_int_equal(capture_sums(c)->flows, 2);
    capture_free(c);
    wire_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chunks), cmocka_unit_test(test_ends),  cmocka_unit_test(test_pcap),
        cmocka_unit_test(test_is),      cmocka_unit_test(test_broken),
        cmocka_unit_test(test_final),   cmocka_unit_test(test_skipped),
        cmocka_unit_test(test_lengths), cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_evict),   cmocka_unit_test(test_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
