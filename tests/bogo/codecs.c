/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The compressions that the tests know by number: they take two bytes off, put four before, or put
 * a random one before. */
#include "config.h"

#include "tests/bogo/shim.h"

enum { SHRINKING = 0xff01, EXPANDING = 0xff02, RANDOM = 0xff03 };

static const uint8_t zeros[] = {0, 0}, before[] = {1, 2, 3, 4};

static enum err copy(uint8_t *out, size_t out_n, struct span in)
{
    if (in.n != out_n)
        return ERR_TLS_COMPRESSED_LENGTH;
    memcpy(out, in.p, in.n);
    return ERR_OK;
}

static enum err grow(uint8_t *out, size_t out_n, struct span in)
{
    if (out_n < sizeof zeros)
        return ERR_TLS_COMPRESSED_LENGTH;
    memcpy(out, zeros, sizeof zeros);
    return copy(out + sizeof zeros, out_n - sizeof zeros, in);
}

static enum err shrink(struct buf *out, struct span in)
{
    buf_put(out, span_tail(in, sizeof zeros));
    return out->err;
}

static enum err unexpand(uint8_t *out, size_t out_n, struct span in)
{
    if (!span_eq(span_head(in, sizeof before), span_of(before, sizeof before)))
        return ERR_TLS_COMPRESSED_DATA;
    return copy(out, out_n, span_tail(in, sizeof before));
}

static enum err expand(struct buf *out, struct span in)
{
    buf_put(out, span_of(before, sizeof before));
    buf_put(out, in);
    return out->err;
}

static enum err unrandom(uint8_t *out, size_t out_n, struct span in)
{
    return copy(out, out_n, span_tail(in, 1));
}

/* Any byte will do. */
static enum err randomise(struct buf *out, struct span in)
{
    buf_u8(out, (uint8_t)in.n);
    buf_put(out, in);
    return out->err;
}

/* In order of preference. */
static const struct cert_codec codecs[] = {
    {EXPANDING, unexpand, expand, true},
    {SHRINKING, grow, shrink, true},
    {RANDOM, unrandom, randomise, true},
};

void codecs_fill(struct tls_config *c, const struct flags *f)
{
    c->extra_codecs = codecs;
    c->num_extra_codecs = sizeof codecs / sizeof codecs[0];
    if (f->one_compression != 0)
        c->compressions = (struct numbers){{(uint16_t)f->one_compression}, 1};
    else if (f->compressions)
        c->compressions = (struct numbers){{EXPANDING, SHRINKING, RANDOM}, 3};
}
