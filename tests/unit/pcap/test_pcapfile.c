/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/pcapfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/pcap/support.h"

/* Every magic number, in both byte orders. */
static void test_variants(void **state)
{
    static const struct {
        uint32_t magic, fraction;
        size_t extra;
    } rows[] = {{0xa1b2c3d4, 123456, 0}, {0xa1b23c4d, 123456789, 0}, {0xa1b2cd34, 123456, 8}};

    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct pcapfile f = {0};
        struct frame frame;
        struct wire w;
        size_t need, before;

        wire_init(&w, 4);
        w.little = i % 2 == 1;
        wire_pcap(&w, rows[i / 2].magic, 0x140000d1); /* with a frame check sequence of 4 bytes */
        assert_true(pcapfile_is(span_head(buf_span(&w.file), 4)));
        assert_int_equal(pcapfile_need(&f, (struct span){0}, &need), ERR_OK);
        assert_int_equal(need, 24);
        assert_int_equal(pcapfile_take(&f, buf_span(&w.file), &frame), ERR_OK);
        assert_int_equal(frame.kind, FRAME_NOTHING);

        before = w.file.n;
        put32(&w.file, w.little, 1700000000);
        put32(&w.file, w.little, rows[i / 2].fraction);
        put32(&w.file, w.little, 3);
        put32(&w.file, w.little, 5);
        for (size_t n = 0; n < rows[i / 2].extra; n++)
            buf_u8(&w.file, 0xee);
        buf_str(&w.file, "abc");
        struct span packet = span_tail(buf_span(&w.file), before);
        assert_int_equal(pcapfile_need(&f, span_head(packet, 15), &need), ERR_OK);
        assert_int_equal(need, 16 + rows[i / 2].extra);
        assert_int_equal(pcapfile_need(&f, span_head(packet, need), &need), ERR_OK);
        assert_int_equal(need, packet.n);
        assert_int_equal(pcapfile_take(&f, packet, &frame), ERR_OK);
        assert_int_equal(frame.kind, FRAME_PACKET);
        assert_true(span_eq(frame.bytes, SPAN_LIT("abc")));
        assert_int_equal(frame.original, 5);
        assert_int_equal(frame.link, 0xd1);
        assert_true(frame.timed);
        assert_int_equal(frame.us, 1700000000123456);
        assert_int_equal(frame.skip, 0);
        wire_free(&w);
    }
}

static void test_refused(void **state)
{
    struct pcapfile f = {0};
    struct frame frame;
    struct wire w;
    size_t need;

    (void)state;
    assert_false(pcapfile_is(SPAN_LIT("\xa1\xb2\xc3")));
    assert_false(pcapfile_is(SPAN_LIT("\xa1\xb2\xc3\xd5")));
    wire_begin(&w);
    w.file.p[0] = 0;
    assert_int_equal(pcapfile_take(&f, buf_span(&w.file), &frame), ERR_CAPTURE_MAGIC);
    w.file.p[0] = 0xa1;
    w.file.p[5] = 3; /* the major version */
    assert_int_equal(pcapfile_take(&f, buf_span(&w.file), &frame), ERR_CAPTURE_VERSION);
    w.file.p[5] = 2;
    assert_int_equal(pcapfile_take(&f, buf_span(&w.file), &frame), ERR_OK);

    buf_truncate(&w.file, 0);
    buf_u64(&w.file, 0);
    buf_u32(&w.file, FRAME_MAX);
    buf_u32(&w.file, 0);
    assert_int_equal(pcapfile_need(&f, buf_span(&w.file), &need), ERR_OK);
    assert_int_equal(need, 16 + FRAME_MAX);
    buf_truncate(&w.file, 8);
    buf_u32(&w.file, FRAME_MAX + 1);
    buf_u32(&w.file, 0);
    assert_int_equal(pcapfile_need(&f, buf_span(&w.file), &need), ERR_CAPTURE_LARGE);
    wire_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variants),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
