/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/cert_compress.h"

#include "lib/tls/core/outbound.h"

enum { COMPRESSED_MAX = 1 << 25 }; /* of our own certificates: more than any can have */

static void tell(struct tls *tls, bool sent, struct span certificate)
{
    conn_event(tls, &(struct event){.kind = EVENT_UNPACKED,
                                    .sent = sent,
                                    .epoch = sent ? tls->write_epoch : tls->read_epoch,
                                    .bytes = certificate,
                                    .type = HS_CERTIFICATE});
}

static void keep_sizes(struct tls *tls, bool of_server, const struct compressed_certificate *packed)
{
    struct tls_compression *sizes =
        of_server ? &tls->info.compression : &tls->info.client_compression;

    *sizes = (struct tls_compression){.algorithm = packed->algorithm,
                                      .compressed = packed->data.n,
                                      .uncompressed = packed->length};
}

/* The algorithms that are offered, or accepted from the peer, and that we have. */
static const struct cert_codec *codec_of(const struct tls *tls, uint16_t algorithm)
{
    const struct tls_config *c = &tls->config;

    if (!conn_lists(&c->compressions, algorithm))
        return NULL;
    for (size_t i = 0; i < c->num_extra_codecs; i++) {
        if (c->extra_codecs[i].algorithm == algorithm)
            return &c->extra_codecs[i];
    }
    return cert_codec_find(algorithm);
}

enum err cert_compress_open(struct tls *tls, const struct msg *msg, struct msg *out)
{
    const uint8_t *at = msg->body.p;
    struct compressed_certificate packed;
    struct fail fail = {0};

    if (tls->config.compressions.num == 0)
        return conn_fail(tls, ERR_TLS_UNEXPECTED_MESSAGE, msg->bytes);
    TRY(conn_parsed(tls, compressed_certificate_parse(&packed, msg->body, &fail), &fail));
    const struct cert_codec *codec = codec_of(tls, packed.algorithm);
    if (codec == NULL)
        return conn_fail(tls, ERR_TLS_COMPRESSED_ALGORITHM, span_of(at, 2));
    buf_truncate(&tls->unpacked, 0);
    enum err e =
        compressed_certificate_unpack(&tls->unpacked, &packed, codec, tls->config.message_max);
    if (e != ERR_OK)
        return conn_fail(tls, e, msg->body);
    struct span certificate = buf_span(&tls->unpacked);
    keep_sizes(tls, !conn_is_server(tls), &packed);
    tell(tls, false, certificate);
    *out = (struct msg){HS_CERTIFICATE, span_tail(certificate, MSG_HEADER), msg->bytes};
    return ERR_OK;
}

enum err cert_compress_note(struct tls *tls, struct span exts)
{
    struct fail fail = {0};
    struct span data, list;

    tls->codec = NULL;
    if (!ext_get(exts, TLSX_COMPRESS_CERTIFICATE, &data))
        return ERR_OK;
    TRY(conn_parsed(tls, ext_list8of16_parse(&list, data, &fail), &fail));
    for (size_t i = 0; i < tls->config.compressions.num && tls->codec == NULL; i++) {
        const struct cert_codec *codec = codec_of(tls, tls->config.compressions.v[i]);
        if (codec != NULL && codec->compress != NULL && list16_has(list, codec->algorithm))
            tls->codec = codec;
    }
    return ERR_OK;
}

/* Compresses into the buffer, where the message may be already. */
static enum err compress(struct buf *to, const struct cert_codec *codec, struct span message)
{
    if (to->n > 0)
        return ERR_OK;
    buf_init(to, COMPRESSED_MAX);
    enum err e = compressed_certificate_put(to, codec, message);
    if (e != ERR_OK)
        buf_free(to);
    return e;
}

static enum err send_shorter(struct tls *tls, struct span message, struct buf *to)
{
    struct compressed_certificate packed;
    struct fail fail = {0};

    TRY(compress(to, tls->codec, message));
    struct span shorter = buf_span(to);
    if (shorter.n >= message.n && !tls->codec->always)
        return outbound_message(tls, message);
    TRY(outbound_message(tls, shorter));
    tell(tls, true, message);
    TRY(compressed_certificate_parse(&packed, span_tail(shorter, MSG_HEADER), &fail));
    keep_sizes(tls, conn_is_server(tls), &packed);
    return ERR_OK;
}

enum err cert_compress_send(struct tls *tls, struct span message, struct buf *cache)
{
    struct buf own = {0};

    if (tls->codec == NULL)
        return outbound_message(tls, message);
    enum err e = send_shorter(tls, message, cache != NULL ? cache : &own);
    buf_free(&own);
    return e;
}
