/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vec: shared by the codecs: writes vectors, and reads lists whose items have lengths of their
 * own. */
#ifndef TB_LIB_TLS_WIRE_VEC_H
#define TB_LIB_TLS_WIRE_VEC_H

#include "lib/base/buf.h"
#include "lib/base/rd.h"

enum { VEC8_MAX = 0xff, VEC16_MAX = 0xffff, VEC24_MAX = 0xffffff };

/* vec_put writes a vector into what buf_open8, 16 or 24 opened:
 * `vec_put(out, buf_open8(out), bytes)`. */
static inline void vec_put(struct buf *out, struct buf_mark opened, struct span bytes)
{
    buf_put(out, bytes);
    buf_close(out, opened);
}

/* vec_each checks the form of every item of a list. */
static inline void vec_each(struct span list, void (*item)(struct rd *), struct fail *fail)
{
    struct rd r = rd_init(list, fail);

    while (rd_more(&r))
        item(&r);
}

/* vec_item16 reads an item opaque x<1..2^16-1>. */
static inline void vec_item16(struct rd *r)
{
    rd_vec16(r, 1, VEC16_MAX);
}

/* vec_next16 reads the next such item.  False at the end and on errors. */
static inline bool vec_next16(struct rd *r, struct span *out)
{
    if (!rd_more(r))
        return false;
    *out = rd_vec16(r, 1, VEC16_MAX);
    return r->fail->err == ERR_OK;
}

#endif
