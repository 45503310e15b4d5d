/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed certificates that are not what they declare: they take the place of a Certificate,
 * whether or not the peer has asked for that. */
#include "config.h"

#include "lib/compress/deflate.h"
#include "lib/tls/fault/mutation.h"
#include "lib/tls/wire/edit.h"

enum { PACKED_MAX = 1 << 25 };

/* Replaces the message by a CompressedCertificate with this data. */
static void put(struct buf *message, size_t declared, struct span data)
{
    buf_truncate(message, 0);
    struct buf_mark whole = msg_open(message, HS_COMPRESSED_CERTIFICATE);
    buf_u16(message, CERT_COMPRESSION_ZLIB);
    buf_u24(message, (uint32_t)declared);
    struct buf_mark vector = buf_open24(message);
    buf_put(message, data);
    buf_close(message, vector);
    buf_close(message, whole);
}

/* Compresses the message; it declares n bytes more than it has.  Its data has v bytes less than it
 * should have; -v more if that is negative. */
static void apply_compressed(struct mutation_context *context)
{
    struct span body = span_tail(buf_span(context->m), MSG_HEADER);
    size_t declared = (size_t)((long)body.n + context->row->n);
    struct buf packed;

    buf_init(&packed, PACKED_MAX);
    if (deflate_zlib(&packed, body) == ERR_OK) {
        for (long v = context->row->v; v < 0; v++)
            buf_u8(&packed, 0);
        if (context->row->v > 0)
            buf_truncate(&packed, packed.n - (size_t)context->row->v);
        put(context->m, declared, buf_span(&packed));
    }
    buf_free(&packed);
}

/* Compresses the message, and then what has become of it. */
static void apply_compressed_twice(struct mutation_context *context)
{
    static const struct mutation_args honest = {0};
    struct mutation_context once = *context;

    once.row = &honest;
    apply_compressed(&once);
    apply_compressed(&once);
}

/* n zeros, of which it declares v bytes. */
static void apply_compressed_zeros(struct mutation_context *context)
{
    size_t n = (size_t)context->row->n;
    struct buf zeros, packed;

    buf_init(&zeros, n);
    buf_init(&packed, PACKED_MAX);
    uint8_t *room = buf_room(&zeros, n);
    if (room != NULL)
        memset(room, 0, n);
    if (deflate_zlib(&packed, buf_span(&zeros)) == ERR_OK)
        put(context->m, (size_t)context->row->v, buf_span(&packed));
    buf_free(&zeros);
    buf_free(&packed);
}

const struct mutation mutation_compressed = {FAULT_MESSAGE, apply_compressed, NULL};
const struct mutation mutation_compressed_twice = {FAULT_MESSAGE, apply_compressed_twice, NULL};
const struct mutation mutation_compressed_zeros = {FAULT_MESSAGE, apply_compressed_zeros, NULL};
