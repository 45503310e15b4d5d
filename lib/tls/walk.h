/* SPDX-License-Identifier: GPL-3.0-or-later */
/* walk: what the codecs share: lists whose items have a length of their own. */
#ifndef TB_LIB_TLS_WALK_H
#define TB_LIB_TLS_WALK_H

#include "lib/base/rd.h"

enum { VEC8_MAX = 0xff, VEC16_MAX = 0xffff, VEC24_MAX = 0xffffff };

/* walk_list holds every item of a list to its form. */
static inline void walk_list(struct span list, void (*item)(struct rd *), struct fail *fail)
{
    struct rd r = rd_init(list, fail);

    while (rd_more(&r))
        item(&r);
}

/* walk_opaque16 is an item opaque x<1..2^16-1>. */
static inline void walk_opaque16(struct rd *r)
{
    rd_vec16(r, 1, VEC16_MAX);
}

/* walk_next16 reads one such item. */
static inline bool walk_next16(struct rd *r, struct span *out)
{
    if (!rd_more(r))
        return false;
    *out = rd_vec16(r, 1, VEC16_MAX);
    return r->fail->err == ERR_OK;
}

#endif
