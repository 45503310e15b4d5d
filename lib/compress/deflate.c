/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/compress/deflate.h"

#include <zlib.h>

enum err deflate_zlib(struct buf *out, struct span in)
{
    size_t before = out->n;
    uLongf n = compressBound((uLong)in.n);
    uint8_t *room = buf_room(out, n);

    if (room == NULL)
        return out->err;
    if (compress2(room, &n, in.p, (uLong)in.n, Z_BEST_COMPRESSION) != Z_OK)
        return ERR_MEMORY; /* the room is enough for anything */
    buf_truncate(out, before + n);
    return ERR_OK;
}
