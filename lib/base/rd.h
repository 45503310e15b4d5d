/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rd: a reader of the presentation language of TLS (RFC 9846 3): big-endian numbers, vectors with
 * their length in front.
 *
 * A parser reads like the struct in the RFC and looks at the error once, at the end: the first
 * failure sticks in *fail, and afterwards every read gives 0 or the empty span.  Readers of the
 * vectors within share the fail of the reader they came from.
 */
#ifndef TB_LIB_BASE_RD_H
#define TB_LIB_BASE_RD_H

#include "lib/base/err.h"

struct rd {
    struct span left; /* what has not been read */
    struct fail *fail;
};

static inline struct rd rd_init(struct span bytes, struct fail *fail)
{
    return (struct rd){bytes, fail};
}

/* rd_more says whether something is left to read, and nothing has failed: for loops. */
static inline bool rd_more(const struct rd *r)
{
    return r->left.n > 0 && r->fail->err == ERR_OK;
}

/* Numbers; TLS_TRUNCATED where the bytes do not suffice. */
uint8_t rd_u8(struct rd *r);
uint16_t rd_u16(struct rd *r);
uint32_t rd_u24(struct rd *r);
uint32_t rd_u32(struct rd *r);
uint64_t rd_u64(struct rd *r);

/* rd_bytes is the next n bytes: opaque x[n]. */
struct span rd_bytes(struct rd *r, size_t n);

/* rd_rest is all that is left. */
struct span rd_rest(struct rd *r);

/* rd_vec8, 16, 24: a vector with a length of 1, 2, 3 bytes in front, x<min..max>; TLS_VECTOR where
 * its length lies outside the bounds. */
struct span rd_vec8(struct rd *r, size_t min, size_t max);
struct span rd_vec16(struct rd *r, size_t min, size_t max);
struct span rd_vec24(struct rd *r, size_t min, size_t max);

/* rd_list16 is rd_vec16 of 16-bit numbers: an odd length is TLS_VECTOR. */
struct span rd_list16(struct rd *r, size_t min, size_t max);

/* rd_end: TLS_TRAILING where bytes are left.  The result is fail->err, so a parser ends with
 * `return rd_end(&r)`. */
enum err rd_end(struct rd *r);

/* list16_at is number i of a vector of 16-bit numbers; list16_has looks for one. */
static inline uint16_t list16_at(struct span list, size_t i)
{
    return (uint16_t)(2 * i + 1 < list.n ? list.p[2 * i] << 8 | list.p[2 * i + 1] : 0);
}
bool list16_has(struct span list, uint16_t value);

#endif
