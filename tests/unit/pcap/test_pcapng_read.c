/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/pcapng_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/pcap/support.h"

enum { SECTION = 0x0a0d0d0a, INTERFACE = 1, OLD_PACKET = 2, SIMPLE = 3, PACKET = 6, SECRETS = 10 };

/* A file in the making, and its reader. */
struct file {
    struct arena arena;
    struct pcapng_read r;
    struct frame frame;
    struct buf block;
    bool little;
};

static void file_init(struct file *f, bool little)
{
    *f = (struct file){.little = little};
    arena_init(&f->arena, 1 << 20);
    f->r = (struct pcapng_read){.arena = &f->arena, .little = little};
    buf_init(&f->block, 1 << 20);
}

static void file_free(struct file *f)
{
    arena_free(&f->arena);
    buf_free(&f->block);
}

static void begin(struct file *f, uint32_t type)
{
    buf_truncate(&f->block, 0);
    put32(&f->block, f->little, type);
    put32(&f->block, f->little, 0);
}

static void length_set(struct file *f, size_t at, size_t n)
{
    for (size_t i = 0; i < 4; i++)
        f->block.p[at + i] = (uint8_t)(n >> 8 * (f->little ? i : 3 - i));
}

/* Reads the block as capture.c does: first its head, then as much as is asked for. */
static enum err take(struct file *f)
{
    struct span block = buf_span(&f->block);
    size_t need = 0, had;

    do {
        had = need;
        TRY(pcapng_read_need(&f->r, span_head(block, had), &need));
        assert_true(need <= block.n);
    } while (need > had);
    return pcapng_read_take(&f->r, span_head(block, need), &f->frame);
}

/* Ends the block with its lengths, and reads it. */
static enum err end(struct file *f)
{
    put32(&f->block, f->little, 0);
    length_set(f, 4, f->block.n);
    length_set(f, f->block.n - 4, f->block.n);
    return take(f);
}

static enum err section(struct file *f)
{
    begin(f, SECTION);
    put32(&f->block, f->little, 0x1a2b3c4d);
    put16(&f->block, f->little, 1);
    put16(&f->block, f->little, 2);
    put64(&f->block, f->little, UINT64_MAX);
    return end(f);
}

static void interface_begin(struct file *f, uint16_t link, uint32_t snap)
{
    begin(f, INTERFACE);
    put16(&f->block, f->little, link);
    put16(&f->block, f->little, 0);
    put32(&f->block, f->little, snap);
}

static void option(struct file *f, uint16_t code, struct span value)
{
    put16(&f->block, f->little, code);
    put16(&f->block, f->little, (uint16_t)value.n);
    buf_put(&f->block, value);
    while (f->block.n % 4 != 0)
        buf_u8(&f->block, 0);
}

static enum err packet(struct file *f, uint32_t interface, uint64_t time, uint32_t n)
{
    begin(f, PACKET);
    put32(&f->block, f->little, interface);
    put32(&f->block, f->little, (uint32_t)(time >> 32));
    put32(&f->block, f->little, (uint32_t)time);
    put32(&f->block, f->little, n);
    put32(&f->block, f->little, 77);
    buf_str(&f->block, "abcde");
    buf_u24(&f->block, 0);
    option(f, 2, SPAN_LIT("\0\0\0\1"));
    return end(f);
}

static void frame_is(const struct file *f, const char *bytes, size_t original, uint16_t link)
{
    assert_int_equal(f->frame.kind, FRAME_PACKET);
    assert_true(span_eq(f->frame.bytes, span_str(bytes)));
    assert_int_equal(f->frame.original, original);
    assert_int_equal(f->frame.link, link);
    assert_int_equal(f->frame.skip, 0);
}

/* All blocks that are read, in both byte orders, and sections that change the order. */
static void test_blocks(void **state)
{
    struct file f;

    (void)state;
    file_init(&f, false);
    for (int i = 0; i < 4; i++) {
        f.little = i == 1 || i == 2;
        assert_int_equal(section(&f), ERR_OK);
        assert_int_equal(f.frame.kind, FRAME_NOTHING);
        assert_int_equal(packet(&f, 0, 0, 5), ERR_CAPTURE_INTERFACE); /* forgotten */
        interface_begin(&f, 1, 0);
        assert_int_equal(end(&f), ERR_OK);
        interface_begin(&f, 113, 3);
        assert_int_equal(end(&f), ERR_OK);

        assert_int_equal(packet(&f, 1, 1700000000123456, 5), ERR_OK);
        frame_is(&f, "abcde", 77, 113);
        assert_true(f.frame.timed);
        assert_int_equal(f.frame.us, 1700000000123456);
        /* The last second of the year 9999, and the next. */
        assert_int_equal(packet(&f, 1, 253402300799000000, 5), ERR_OK);
        assert_true(f.frame.timed);
        assert_int_equal(packet(&f, 1, 253402300800000000, 5), ERR_OK);
        assert_false(f.frame.timed);
        assert_int_equal(packet(&f, 2, 0, 5), ERR_CAPTURE_INTERFACE);

        begin(&f, OLD_PACKET);
        put16(&f.block, f.little, 1);
        put16(&f.block, f.little, 9);
        put32(&f.block, f.little, 1);
        put32(&f.block, f.little, 2);
        put32(&f.block, f.little, 4);
        put32(&f.block, f.little, 4);
        buf_str(&f.block, "wxyz");
        assert_int_equal(end(&f), ERR_OK);
        frame_is(&f, "wxyz", 4, 113);
        assert_int_equal(f.frame.us, 0x100000002);

        begin(&f, SIMPLE);
        put32(&f.block, f.little, 6);
        buf_str(&f.block, "uvwxyz\1\1");
        assert_int_equal(end(&f), ERR_OK);
        frame_is(&f, "uvwxyz", 6, 1);
        assert_false(f.frame.timed);

        begin(&f, SECRETS);
        put32(&f.block, f.little, 0x544c534b);
        put32(&f.block, f.little, 3);
        buf_str(&f.block, "key");
        buf_u8(&f.block, 0);
        assert_int_equal(end(&f), ERR_OK);
        assert_int_equal(f.frame.kind, FRAME_SECRETS);
        assert_true(span_eq(f.frame.bytes, SPAN_LIT("key")));
        f.block.p[f.little ? 8 : 11] = 0x4a; /* another kind of secrets */
        assert_int_equal(take(&f), ERR_OK);
        assert_int_equal(f.frame.kind, FRAME_NOTHING);
    }
    file_free(&f);
}

/* Simple packets are as long as the interface's snapshot length lets them be. */
static void test_simple_snap(void **state)
{
    struct file f;

    (void)state;
    file_init(&f, false);
    begin(&f, SIMPLE);
    put32(&f.block, false, 0);
    assert_int_equal(end(&f), ERR_CAPTURE_INTERFACE);
    interface_begin(&f, 1, 4);
    assert_int_equal(end(&f), ERR_OK);
    begin(&f, SIMPLE);
    put32(&f.block, false, 400);
    buf_str(&f.block, "abcd");
    assert_int_equal(end(&f), ERR_OK);
    frame_is(&f, "abcd", 400, 1);
    file_free(&f);
}

static void test_unknown(void **state)
{
    struct file f;
    size_t need;

    (void)state;
    file_init(&f, true);
    assert_int_equal(section(&f), ERR_OK);
    begin(&f, 0x0bad);
    put64(&f.block, true, 0);
    length_set(&f, 4, 0xfffffffc); /* of any length */
    assert_int_equal(take(&f), ERR_OK);
    assert_int_equal(f.frame.kind, FRAME_NOTHING);
    assert_true(f.frame.skip == 0xfffffffc - 12);
    assert_int_equal(pcapng_read_need(&f.r, (struct span){0}, &need), ERR_OK);
    assert_int_equal(need, 4);
    assert_int_equal(pcapng_read_take(&f.r, SPAN_LIT("\xfc\xff\xff\xff"), &f.frame), ERR_OK);
    assert_int_equal(f.frame.skip, 0);
    assert_int_equal(take(&f), ERR_OK);
    assert_int_equal(pcapng_read_take(&f.r, SPAN_LIT("\xfc\xff\xff\xfe"), &f.frame),
                     ERR_CAPTURE_BLOCK_END);
    length_set(&f, 4, 8);
    assert_int_equal(take(&f), ERR_CAPTURE_BLOCK);
    length_set(&f, 4, 14);
    assert_int_equal(take(&f), ERR_CAPTURE_BLOCK);
    file_free(&f);
}

/* if_tsresol and if_tsoffset: this resolution and time give these microseconds. */
static void test_times(void **state)
{
    static const struct {
        uint8_t resolution;
        const char *offset;
        uint64_t time, us;
    } rows[] = {
        {6, "\0\0\0\0\0\0\0\0", 1700000000123456, 1700000000123456},
        {6, "\0\0\0\0\0\0\0\1", 1700000000123456, 1700000001123456},
        {6, "\xff\xff\xff\xff\xff\xff\xff\xff", 1700000000123456, 1699999999123456},
        {9, "\0\0\0\0\0\0\0\2", 1700000000123456789, 1700000002123456},
        {0, "\0\0\0\0\0\0\0\0", 1700000000, 1700000000000000},
        {3, "\0\0\0\0\0\0\0\0", 1700000000123, 1700000000123000},
        {19, "\0\0\0\0\0\0\0\0", 15000000000000000000u, 1500000},
        {0x80, "\0\0\0\0\0\0\0\0", 17, 17000000},
        {0x81, "\0\0\0\0\0\0\0\0", 17, 8500000},
        {0xbf, "\0\0\0\0\0\0\0\0", 0xc000000000000000, 1500000},
        {0xa0, "\0\0\0\0\0\0\0\0", 0x6553f100c0000000, 1700000000750000},
    };
    struct file f;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        file_init(&f, false);
        interface_begin(&f, 1, 0);
        option(&f, 2, SPAN_LIT("eth0"));
        option(&f, 9, span_of(&rows[i].resolution, 1));
        option(&f, 14, span_of(rows[i].offset, 8));
        option(&f, 0, (struct span){0});
        option(&f, 9, SPAN_LIT("\x7f")); /* behind the end of the options */
        assert_int_equal(end(&f), ERR_OK);
        assert_int_equal(packet(&f, 0, rows[i].time, 5), ERR_OK);
        assert_int_equal(f.frame.us, rows[i].us);
        file_free(&f);
    }
}

static enum err with_option(uint16_t code, struct span value, size_t cut)
{
    struct file f;
    enum err e;

    file_init(&f, true);
    interface_begin(&f, 1, 0);
    option(&f, code, value);
    buf_truncate(&f.block, f.block.n - cut);
    e = end(&f);
    file_free(&f);
    return e;
}

static void test_options(void **state)
{
    (void)state;
    assert_int_equal(with_option(9, SPAN_LIT("\x13"), 0), ERR_OK);
    assert_int_equal(with_option(9, SPAN_LIT("\x14"), 0), ERR_CAPTURE_OPTION);
    assert_int_equal(with_option(9, SPAN_LIT("\xbf"), 0), ERR_OK);
    assert_int_equal(with_option(9, SPAN_LIT("\xc0"), 0), ERR_CAPTURE_OPTION);
    assert_int_equal(with_option(9, SPAN_LIT(""), 0), ERR_CAPTURE_OPTION);
    assert_int_equal(with_option(14, SPAN_LIT("1234567"), 0), ERR_CAPTURE_OPTION);
    assert_int_equal(with_option(2, SPAN_LIT("12345678"), 0), ERR_OK);
    assert_int_equal(with_option(2, SPAN_LIT("12345678"), 4), ERR_CAPTURE_OPTION);
    assert_int_equal(with_option(2, SPAN_LIT("12345"), 4), ERR_CAPTURE_OPTION);
}

static void test_interfaces(void **state)
{
    struct file f;

    (void)state;
    file_init(&f, true);
    for (int i = 0; i < 4096; i++) {
        interface_begin(&f, 1, 0);
        assert_int_equal(end(&f), ERR_OK);
    }
    interface_begin(&f, 1, 0);
    assert_int_equal(end(&f), ERR_CAPTURE_INTERFACES);
    file_free(&f);
}

static void test_refused(void **state)
{
    struct file f;

    (void)state;
    assert_false(pcapng_read_is(SPAN_LIT("\x0a\x0d\x0d")));
    assert_true(pcapng_read_is(SPAN_LIT("\x0a\x0d\x0d\x0a")));
    assert_true(pcapng_read_is(SPAN_LIT("\x0a\x0d\x0d\x0a\0\0\0\x1c\x1a\x2b\x3c\x4d")));
    assert_true(pcapng_read_is(SPAN_LIT("\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a")));
    assert_false(pcapng_read_is(SPAN_LIT("\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1b")));

    file_init(&f, true);
    assert_int_equal(section(&f), ERR_OK);
    f.block.p[8]++; /* the byte order */
    assert_int_equal(take(&f), ERR_CAPTURE_MAGIC);
    f.block.p[8]--;
    f.block.p[12] = 2; /* the version */
    assert_int_equal(take(&f), ERR_CAPTURE_VERSION);
    f.block.p[12] = 1;
    f.block.p[f.block.n - 4]++; /* the second length */
    assert_int_equal(take(&f), ERR_CAPTURE_BLOCK_END);
    length_set(&f, 4, 24);
    assert_int_equal(take(&f), ERR_CAPTURE_BLOCK);
    length_set(&f, 4, FRAME_MAX + 4);
    assert_int_equal(take(&f), ERR_CAPTURE_LARGE);

    interface_begin(&f, 1, 0);
    assert_int_equal(end(&f), ERR_OK);
    assert_int_equal(packet(&f, 0, 0, 16), ERR_OK); /* into its options: nobody looks at them */
    assert_int_equal(packet(&f, 0, 0, 17), ERR_CAPTURE_PACKET);
    length_set(&f, 4, 28);
    assert_int_equal(take(&f), ERR_CAPTURE_BLOCK);

    begin(&f, SECRETS);
    put32(&f.block, true, 0x544c534b);
    put32(&f.block, true, 5);
    buf_str(&f.block, "keys");
    assert_int_equal(end(&f), ERR_CAPTURE_SECRETS);
    file_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),  cmocka_unit_test(test_simple_snap),
        cmocka_unit_test(test_unknown), cmocka_unit_test(test_times),
        cmocka_unit_test(test_options), cmocka_unit_test(test_interfaces),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
