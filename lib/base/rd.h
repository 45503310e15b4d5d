/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rd: a reader for the presentation language of TLS (RFC 9846 3): big-endian numbers, and vectors
 * with their length in front.
 *
 * A parser reads like the struct in the RFC and checks the error once, at the end: the first
 * failure sticks in *fail, and every later read returns 0 or the empty span.  Readers of inner
 * vectors share the fail of the outer reader.
 */
#ifndef TB_LIB_BASE_RD_H
#define TB_LIB_BASE_RD_H

#include "lib/base/err.h"

struct rd {
    struct span left; /* not read yet */
    struct fail *fail;
};

static inline struct rd rd_init(struct span bytes, struct fail *fail)
{
    return (struct rd){bytes, fail};
}

/* rd_more: something is left to read and nothing has failed; for loops. */
static inline bool rd_more(const struct rd *r)
{
    return r->left.n > 0 && r->fail->err == ERR_OK;
}

/* Numbers; TLS_TRUNCATED if there are too few bytes. */
uint8_t rd_u8(struct rd *r);
uint16_t rd_u16(struct rd *r);
uint32_t rd_u24(struct rd *r);
uint32_t rd_u32(struct rd *r);
uint64_t rd_u64(struct rd *r);

/* rd_bytes reads the next n bytes: opaque x[n]. */
struct span rd_bytes(struct rd *r, size_t n);

/* rd_rest reads all that is left. */
struct span rd_rest(struct rd *r);

/* rd_vec8, 16, 24 read a vector with a length field of 1, 2 or 3 bytes, x<min..max>.  TLS_VECTOR if
 * the length is outside the bounds. */
struct span rd_vec8(struct rd *r, size_t min, size_t max);
struct span rd_vec16(struct rd *r, size_t min, size_t max);
struct span rd_vec24(struct rd *r, size_t min, size_t max);

/* rd_list16 is rd_vec16 for 16-bit numbers: an odd length is TLS_VECTOR. */
struct span rd_list16(struct rd *r, size_t min, size_t max);

/* rd_end: TLS_TRAILING if bytes are left.  It returns fail->err, so a parser ends with `return
 * rd_end(&r)`. */
enum err rd_end(struct rd *r);

/* list16_at is element i of a vector of 16-bit numbers, 0 beyond its end; list16_has searches for
 * one. */
static inline uint16_t list16_at(struct span list, size_t i)
{
    return (uint16_t)(2 * i + 1 < list.n ? list.p[2 * i] << 8 | list.p[2 * i + 1] : 0);
}
bool list16_has(struct span list, uint16_t value);

#endif
