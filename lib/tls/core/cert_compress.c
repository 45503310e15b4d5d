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

enum err cert_compress_open(struct tls *tls, const struct msg *msg, struct msg *out)
{
    const uint8_t *at = msg->body.p;
    struct compressed_certificate packed;
    struct fail fail = {0};

    if (tls->config.compressions.num == 0)
        return conn_fail(tls, ERR_TLS_UNEXPECTED_MESSAGE, msg->bytes);
    TRY(conn_parsed(tls, compressed_certificate_parse(&packed, msg->body, &fail), &fail));
    if (!conn_lists(&tls->config.compressions, packed.algorithm))
        return conn_fail(tls, ERR_TLS_COMPRESSED_ALGORITHM, span_of(at, 2));
    buf_truncate(&tls->unpacked, 0);
    enum err e = compressed_certificate_unpack(&tls->unpacked, &packed, tls->config.message_max);
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

    tls->peer_may.decompress = false;
    if (!ext_get(exts, TLSX_COMPRESS_CERTIFICATE, &data))
        return ERR_OK;
    TRY(conn_parsed(tls, ext_list8of16_parse(&list, data, &fail), &fail));
    tls->peer_may.decompress = list16_has(list, CERT_COMPRESSION_ZLIB);
    return ERR_OK;
}

/* Compresses into the buffer, where the message may be already. */
static enum err compress(struct buf *to, struct span message)
{
    if (to->n > 0)
        return ERR_OK;
    buf_init(to, COMPRESSED_MAX);
    enum err e = compressed_certificate_put(to, message);
    if (e != ERR_OK)
        buf_free(to);
    return e;
}

static enum err send_shorter(struct tls *tls, struct span message, struct buf *to)
{
    struct compressed_certificate packed;
    struct fail fail = {0};

    TRY(compress(to, message));
    struct span shorter = buf_span(to);
    if (shorter.n >= message.n)
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

    if (!tls->peer_may.decompress || !conn_lists(&tls->config.compressions, CERT_COMPRESSION_ZLIB))
        return outbound_message(tls, message);
    enum err e = send_shorter(tls, message, cache != NULL ? cache : &own);
    buf_free(&own);
    return e;
}
