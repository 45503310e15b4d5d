/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CompressedCertificate (RFC 8879 4): its form, and its way to a Certificate and back. */
#include "config.h"

#include "lib/compress/decompress.h"
#include "lib/compress/deflate.h"
#include "lib/tls/wire/msg.h"

#include "lib/tls/wire/vec.h"

enum err compressed_certificate_parse(struct compressed_certificate *out, struct span body,
                                      struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *out = (struct compressed_certificate){.algorithm = rd_u16(&r)};
    out->length = rd_u24(&r);
    out->data = rd_vec24(&r, 1, VEC24_MAX);
    return rd_end(&r);
}

static const struct {
    uint16_t algorithm;
    enum err (*decompress)(uint8_t *out, size_t out_n, struct span in);
} decoders[] = {
#define COMPRESSION(wire, ID, name, decoder, ref) {wire, decoder},
#include "lib/tls/wire/certcompression.def"
#undef COMPRESSION
};

/* What is compressed is the message without its header, as all who send it do. */
enum err compressed_certificate_unpack(struct buf *out, const struct compressed_certificate *packed,
                                       size_t max)
{
    if (packed->length > max)
        return ERR_TLS_COMPRESSED_TOO_LONG;
    if (packed->length == 0) /* a Certificate has at least its lengths */
        return ERR_TLS_COMPRESSED_LENGTH;
    for (size_t i = 0; i < sizeof decoders / sizeof decoders[0]; i++) {
        if (decoders[i].algorithm != packed->algorithm)
            continue;
        struct buf_mark msg = msg_open(out, HS_CERTIFICATE);
        uint8_t *room = buf_room(out, packed->length);
        buf_close(out, msg);
        return room == NULL ? out->err : decoders[i].decompress(room, packed->length, packed->data);
    }
    return ERR_TLS_COMPRESSED_ALGORITHM;
}

enum err compressed_certificate_put(struct buf *out, struct span message)
{
    struct span body = span_tail(message, MSG_HEADER);
    struct buf_mark msg = msg_open(out, HS_COMPRESSED_CERTIFICATE);

    buf_u16(out, CERT_COMPRESSION_ZLIB);
    buf_u24(out, (uint32_t)body.n);
    struct buf_mark data = buf_open24(out);
    TRY(deflate_zlib(out, body));
    buf_close(out, data);
    buf_close(out, msg);
    return out->err;
}
