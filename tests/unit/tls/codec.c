/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/tls/codec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { PIECES_MAX = 4096 };
static void *pieces[PIECES_MAX];
static size_t num_pieces;

static struct span keep(struct span s)
{
    uint8_t *p = malloc(s.n > 0 ? s.n : 1);

    assert_non_null(p);
    assert_true(num_pieces < PIECES_MAX);
    pieces[num_pieces++] = p;
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    return span_of(p, s.n);
}

int codec_free(void **state)
{
    (void)state;
    while (num_pieces > 0)
        free(pieces[--num_pieces]);
    return 0;
}

struct span codec_hex(const char *hex)
{
    struct buf b;

    buf_init(&b, 1 << 20);
    while (*hex != '\0') {
        unsigned v;
        unsigned long times = 1;

        if (*hex == ' ') {
            hex++;
            continue;
        }
        assert_int_equal(sscanf(hex, "%2x", &v), 1);
        hex += 2;
        if (*hex == '*') {
            char *end;
            times = strtoul(hex + 1, &end, 10);
            hex = end;
        }
        while (times-- > 0)
            buf_u8(&b, (uint8_t)v);
    }
    assert_int_equal(b.err, ERR_OK);
    struct span s = keep(buf_span(&b));
    buf_free(&b);
    return s;
}

static enum err parse(const struct codec *c, struct span data)
{
    struct fail fail = {0};
    enum err e = c->parse(data, &fail);

    assert_int_equal(e, fail.err);
    if (e != ERR_OK && fail.at.n > 0)
        assert_true(span_contains(data, fail.at));
    return e;
}

static void rewrite(const struct codec *c, struct span good)
{
    struct buf b, want;

    buf_init(&b, 1 << 20);
    buf_init(&want, 1 << 20);
    c->rewrite(&b, good);
    if (c->is_msg)
        buf_u32(&want, (uint32_t)c->type << 24 | (uint32_t)good.n);
    else
        buf_u32(&want, (uint32_t)c->type << 16 | (uint32_t)good.n);
    buf_put(&want, good);
    assert_int_equal(b.err, ERR_OK);
    assert_int_equal(b.n, want.n);
    assert_memory_equal(b.p, want.p, want.n);
    buf_free(&b);
    buf_free(&want);
}

void codec_good(const struct codec *c, const char *hex, size_t also)
{
    struct span good = codec_hex(hex);
    struct buf more;

    if (parse(c, good) != ERR_OK)
        fail_msg("%s: does not parse: %s", c->name, hex);
    for (size_t n = 0; n < good.n; n++) {
        if ((parse(c, keep(span_head(good, n))) == ERR_OK) != (also > 0 && n == also))
            fail_msg("%s: cut off after %zu bytes: %s", c->name, n, hex);
    }
    buf_init(&more, 1 << 20);
    buf_put(&more, good);
    buf_u8(&more, 0);
    if (parse(c, keep(buf_span(&more))) == ERR_OK)
        fail_msg("%s: parses with a byte more: %s", c->name, hex);
    buf_free(&more);
    if (c->rewrite != NULL)
        rewrite(c, good);
}

void codec_bad(const struct codec *c, const char *hex, enum err e)
{
    enum err got = parse(c, codec_hex(hex));

    if (got != e)
        fail_msg("%s: %s, not %s: %s", c->name, err_id(got), err_id(e), hex);
}
