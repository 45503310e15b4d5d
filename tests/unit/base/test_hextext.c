/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/hextext.h"

/* The same forty bytes, 16 03 01 00 23 and then 30, 31 and so on, in the forms that tools write. */
#define STREAM "160301002330313233343536373839" "3a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152"
#define COLONS "16:03:01:00:23:30:31:32:33:34:35:36:37:38:39:3a:3b:3c:3d:3e:3f:40:41:42:43:44:45:" \
    "46:47:48:49:4a:4b:4c:4d:4e:4f:50:51:52"

static const char *const forms[] = {
    STREAM,
    COLONS,
    "0x" STREAM,
    /* xxd */
    "00000000: 1603 0100 2330 3132 3334 3536 3738 393a  ....#0123456789:\n"
    "00000010: 3b3c 3d3e 3f40 4142 4344 4546 4748 494a  ;<=>?@ABCDEFGHIJ\n"
    "00000020: 4b4c 4d4e 4f50 5152                      KLMNOPQR\n",
    /* hexdump -C */
    "00000000  16 03 01 00 23 30 31 32  33 34 35 36 37 38 39 3a  |....#0123456789:|\n"
    "00000010  3b 3c 3d 3e 3f 40 41 42  43 44 45 46 47 48 49 4a  |;<=>?@ABCDEFGHIJ|\n"
    "00000020  4b 4c 4d 4e 4f 50 51 52                           |KLMNOPQR|\n"
    "00000028\n",
    /* hexdump, od -t x1 */
    "0000000 0316 0001 3023 3231 3433 3635 3837 3a39\n"
    "0000010 3c3b 3e3d 403f 4241 4443 4645 4847 4a49\n"
    "0000020 4c4b 4e4d 504f 5251\n"
    "0000028\n",
    "0000000 16 03 01 00 23 30 31 32 33 34 35 36 37 38 39 3a\n"
    "0000020 3b 3c 3d 3e 3f 40 41 42 43 44 45 46 47 48 49 4a\n"
    "0000040 4b 4c 4d 4e 4f 50 51 52\n"
    "0000050\n",
    /* Wireshark: with characters, without, and as an array */
    "0000   16 03 01 00 23 30 31 32 33 34 35 36 37 38 39 3a   ....#0123456789:\r\n"
    "0010   3b 3c 3d 3e 3f 40 41 42 43 44 45 46 47 48 49 4a   ;<=>?@ABCDEFGHIJ\r\n"
    "0020   4b 4c 4d 4e 4f 50 51 52                           KLMNOPQR\r\n",
    "0000   16 03 01 00 23 30 31 32 33 34 35 36 37 38 39 3a\n"
    "0010   3b 3c 3d 3e 3f 40 41 42 43 44 45 46 47 48 49 4a\n"
    "0020   4b 4c 4d 4e 4f 50 51 52\n",
    "static const unsigned char pkt1[40] = {\n"
    "0x16, 0x03, 0x01, 0x00, 0x23, 0x30, 0x31, 0x32, /* ....#012 */\n"
    "0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, /* 3456789: */\n"
    "0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49,\n"
    "0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52 };\n",
    "\"\\x16\\x03\\x01\\x00\\x23\\x30\\x31\\x32\\x33\\x34\\x35\\x36\\x37\\x38\\x39\\x3a\" \\\n"
    "\"\\x3b\\x3c\\x3d\\x3e\\x3f\\x40\\x41\\x42\\x43\\x44\\x45\\x46\\x47\\x48\\x49\\x4a\" \\\n"
    "\"\\x4b\\x4c\\x4d\\x4e\\x4f\\x50\\x51\\x52\"\n",
    /* tcpdump -X, and how openssl shows what it reads */
    "\t0x0000:  1603 0100 2330 3132 3334 3536 3738 393a  ....#0123456789:\n"
    "\t0x0010:  3b3c 3d3e 3f40 4142 4344 4546 4748 494a  ;<=>?@ABCDEFGHIJ\n"
    "\t0x0020:  4b4c 4d4e 4f50 5152                      KLMNOPQR\n",
    "0000 - 16 03 01 00 23 30 31 32-33 34 35 36 37 38 39 3a   ....#0123456789:\n"
    "0010 - 3b 3c 3d 3e 3f 40 41 42-43 44 45 46 47 48 49 4a   ;<=>?@ABCDEFGHIJ\n"
    "0020 - 4b 4c 4d 4e 4f 50 51 52-                          KLMNOPQR\n",
};

static void test_forms(void **state)
{
    uint8_t want[40] = {0x16, 0x03, 0x01, 0x00, 0x23};

    (void)state;
    for (size_t i = 5; i < sizeof want; i++)
        want[i] = (uint8_t)(0x30 + i - 5);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct buf out;
        struct fail fail = {0};

        buf_init(&out, 1000);
        buf_u8(&out, 0xaa);
        if (!hextext_is(span_str(forms[i])))
            fail_msg("form %zu is not known", i);
        enum err e = hextext_decode(&out, span_str(forms[i]), &fail);
        if (e != ERR_OK || !span_eq(span_tail(buf_span(&out), 1), span_of(want, sizeof want)))
            fail_msg("form %zu: %s, %zu bytes", i, err_text(e), out.n);
        buf_free(&out);
    }
}

struct row {
    const char *text;
    enum err err;
    size_t n;
};

static void decodes(const struct row *r)
{
    struct buf out;
    struct fail fail = {0};

    buf_init(&out, 100);
    enum err e = hextext_decode(&out, span_str(r->text), &fail);
    if (e != r->err || out.n != r->n)
        fail_msg("%s: %s, %zu bytes", r->text, err_text(e), out.n);
    if (e == ERR_HEX)
        assert_true(span_contains(span_str(r->text), fail.at));
    buf_free(&out);
}

/* Characters beside the bytes are none of them, even where they look like some; offsets that are
 * not right are an error; a line of a star stands for repetitions. */
static void test_edges(void **state)
{
    static const struct row rows[] = {
        {"00000000: 6162 6364                                abcd\n", ERR_OK, 4},
        {"0000   61 62 20 63                                   ab cd ef\n", ERR_OK, 4},
        {"00000000  61 62 20 63 64 20 65 66  |ab cd ef|\n", ERR_OK, 8},
        {"00000000  61 62 20 63 64 20 65 66  20 61  |ab cd ef a|\n", ERR_OK, 10},
        {"0000 00\n0001 01\n0002 02", ERR_OK, 3},
        {"00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n"
         "00000040\n", ERR_OK, 64},
        {"00000000: 0000 0000 0000 0000 0000 0000 0000 0000  ................\n*\n"
         "ffffffff: 00  .\n", ERR_HEX, 0},
        {"00000000: 0000 0000 0000 0000 0000 0000 0000 0000  ................\n*\n"
         "00011000: 00  .\n", ERR_HEX, 0},
        {"00000000: 0000 0000 0000 0000 0000 0000 0000 0000  ................\n"
         "00000020: 00  .\n", ERR_HEX, 0},
        {"00000000: 0000\n00000002: zz\n00000003\n", ERR_HEX, 0},
        {"00000000: 0000\nrubbish\n", ERR_HEX, 0},
        {"0000000 0316 0001 0023\n0000005\n", ERR_OK, 5},
        {"16 3", ERR_HEX, 0},
        {"0x1, 0x2", ERR_HEX, 0},
        {"{0x16, 0x03}", ERR_OK, 2},
        {"{0x16 + 0x03}", ERR_HEX, 0},
        {"16,03, 01-02:03", ERR_OK, 5},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        decodes(&rows[i]);
}

static void test_is(void **state)
{
    static const char *const none[] = {"", " \n", "hello", "16 03 xx", "MIIB", "{ \"a\": 1 }",
                                       "0000   hello", "-----BEGIN A-----"};

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        if (hextext_is(span_str(none[i])))
            fail_msg("%s", none[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
