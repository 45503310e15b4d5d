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

static const struct cert_codec codecs[] = {
#define COMPRESSION(wire, ID, name, decoder, encoder, ref) {wire, decoder, encoder, false},
#include "lib/tls/wire/certcompression.def"
#undef COMPRESSION
};

const struct cert_codec *cert_codec_find(uint16_t algorithm)
{
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        if (codecs[i].algorithm == algorithm)
            return &codecs[i];
    }
    return NULL;
}

/* What is compressed is the message without its header, as all who send it do. */
enum err compressed_certificate_unpack(struct buf *out, const struct compressed_certificate *packed,
                                       const struct cert_codec *codec, size_t max)
{
    if (packed->length > max)
        return ERR_TLS_COMPRESSED_TOO_LONG;
    if (packed->length == 0) /* a Certificate has at least its lengths */
        return ERR_TLS_COMPRESSED_LENGTH;
    struct buf_mark msg = msg_open(out, HS_CERTIFICATE);
    uint8_t *room = buf_room(out, packed->length);
    buf_close(out, msg);
    return room == NULL ? out->err : codec->decompress(room, packed->length, packed->data);
}

enum err compressed_certificate_put(struct buf *out, const struct cert_codec *codec,
                                    struct span message)
{
    struct span body = span_tail(message, MSG_HEADER);
    struct buf_mark msg = msg_open(out, HS_COMPRESSED_CERTIFICATE);

    buf_u16(out, codec->algorithm);
    buf_u24(out, (uint32_t)body.n);
    struct buf_mark data = buf_open24(out);
    TRY(codec->compress(out, body));
    buf_close(out, data);
    buf_close(out, msg);
    return out->err;
}
