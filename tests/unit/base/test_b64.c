/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/b64.h"

/* Decodes a copy of a text over itself. */
static void good_over(struct span text, struct span want)
{
    struct fail f = {0};
    struct span bytes;
    uint8_t *copy = malloc(text.n + 1);

    assert_non_null(copy);
    if (text.n > 0)
        memcpy(copy, text.p, text.n);
    assert_int_equal(b64_decode_over(&bytes, copy, text.n, &f), ERR_OK);
    assert_true(span_eq(bytes, want));
    assert_ptr_equal(bytes.p, copy);
    free(copy);
}

static void bad_over(struct span text, size_t at)
{
    struct fail f = {0};
    struct span bytes;
    uint8_t *copy = malloc(text.n);

    assert_non_null(copy);
    memcpy(copy, text.p, text.n);
    assert_int_equal(b64_decode_over(&bytes, copy, text.n, &f), ERR_BASE64);
    assert_int_equal(f.at.p - copy, at);
    assert_int_equal(bytes.n, 0);
    if (at < text.n)
        assert_int_equal(copy[at], text.p[at]);
    free(copy);
}

static void good(const char *text, struct span want)
{
    struct buf b;
    struct fail f = {0};

    good_over(span_str(text), want);
    buf_init(&b, 1024);
    assert_int_equal(b64_decode(&b, span_str(text), &f), ERR_OK);
    assert_true(span_eq(buf_span(&b), want));
    buf_free(&b);
}

static void bad(const char *text, size_t at)
{
    struct buf b;
    struct fail f = {0};
    struct span s = span_str(text);

    bad_over(s, at);
    buf_init(&b, 1024);
    buf_str(&b, "kept");
    assert_int_equal(b64_decode(&b, s, &f), ERR_BASE64);
    assert_int_equal(f.err, ERR_BASE64);
    assert_int_equal(f.at.p - s.p, at);
    /* What was there before stays, and nothing else. */
    assert_true(span_eq(buf_span(&b), SPAN_LIT("kept")));
    buf_free(&b);
}

/* RFC 4648 10. */
static void test_vectors(void **state)
{
    (void)state;
    good("", SPAN_LIT(""));
    good("Zg==", SPAN_LIT("f"));
    good("Zm8=", SPAN_LIT("fo"));
    good("Zm9v", SPAN_LIT("foo"));
    good("Zm9vYg==", SPAN_LIT("foob"));
    good("Zm9vYmE=", SPAN_LIT("fooba"));
    good("Zm9vYmFy", SPAN_LIT("foobar"));
    good("/+8A", SPAN_LIT("\xff\xef\0"));
}

static void test_white_space(void **state)
{
    (void)state;
    good(" Z\tm\r9\nv\vY\fm F y ", SPAN_LIT("foobar"));
    good("Zm9vYg=\n=\n", SPAN_LIT("foob"));
    good("\n\n\n", SPAN_LIT(""));
    good("Zm9vYmFyZm9vYmFy\r\nZm9vYmFy", SPAN_LIT("foobarfoobarfoobar"));
}

static void test_bad(void **state)
{
    (void)state;
    bad("Zm9vYm", 6); /* padding is required */
    bad("Zm9vY", 5);
    bad("Zg=", 3);
    bad("Z===", 1); /* six bits make no byte */
    bad("====", 0);
    bad("Zh==", 3); /* unused bits are zero */
    bad("Zm9=", 3);
    bad("Zg==Zg==", 4); /* nothing follows the padding */
    bad("Zg=A", 3);
    bad("Zm9v====", 4);
    bad("Zm-v", 2); /* not the URL alphabet */
    bad("Zm_v", 2);
    bad("Zm9vYmFyZm9vYmF!", 15); /* in the last of a run */
    bad("Zm9vYmFy\x80m9v", 8);
}

static void test_nul(void **state)
{
    struct buf b;
    struct fail f = {0};

    (void)state;
    buf_init(&b, 64);
    assert_int_equal(b64_decode(&b, SPAN_LIT("Zm9v\0Zm9v"), &f), ERR_BASE64);
    buf_free(&b);
}

/* Every length and line width there and back. */
static void test_round_trip(void **state)
{
    static const size_t widths[] = {0, 1, 4, 7, 64, 76};
    uint8_t bytes[200];

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 73 + i / 7);
    for (size_t n = 0; n <= sizeof bytes; n++) {
        for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
            struct buf text, back;
            struct fail f = {0};
            buf_init(&text, 4096);
            buf_init(&back, 4096);
            b64_encode(&text, span_of(bytes, n), widths[w]);
            assert_int_equal(b64_decode(&back, buf_span(&text), &f), ERR_OK);
            assert_true(span_eq(buf_span(&back), span_of(bytes, n)));
            good_over(buf_span(&text), span_of(bytes, n));
            buf_free(&text);
            buf_free(&back);
        }
    }
}

/* The head is enough bytes and right, wherever it ends, and blind for what follows. */
static void test_head(void **state)
{
    uint8_t bytes[120];
    struct buf text, head;

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 31);
    buf_init(&text, 4096);
    b64_encode(&text, span_of(bytes, sizeof bytes), 64);
    buf_str(&text, "!!!");
    for (size_t n = 0; n < sizeof bytes; n++) {
        buf_init(&head, 4096);
        assert_int_equal(b64_decode_head(&head, buf_span(&text), n), ERR_OK);
        assert_true(head.n >= n && head.n <= n + 8);
        assert_memory_equal(head.p == NULL ? bytes : head.p, bytes, head.n);
        buf_free(&head);
    }
    buf_init(&head, 4096);
    assert_int_equal(b64_decode_head(&head, buf_span(&text), 121), ERR_BASE64);
    assert_int_equal(b64_decode_head(&head, SPAN_LIT("Zm9v"), 100), ERR_OK);
    assert_int_equal(head.n, 3);
    buf_free(&head);
    buf_free(&text);
}

static void test_cap(void **state)
{
    struct buf b;
    struct fail f = {0};

    (void)state;
    buf_init(&b, 4);
    assert_int_equal(b64_decode(&b, SPAN_LIT("Zm9vYmFy"), &f), ERR_LIMIT);
    assert_int_equal(b.n, 0);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),    cmocka_unit_test(test_white_space),
        cmocka_unit_test(test_bad),        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_head),
        cmocka_unit_test(test_cap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
