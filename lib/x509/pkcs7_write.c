/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/pkcs7_write.h"

#include <stdlib.h>

#include "lib/asn1/der.h"
#include "lib/asn1/derput.h"
#include "lib/asn1/oid.h"
#include "lib/base/arena.h"

enum { PKCS7_MAX = 64 << 20 };

static int by_bytes(const void *a, const void *b)
{
    return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* An IMPLICIT SET in the order of X.690 11.6; nothing for an empty one, which is OPTIONAL. */
static enum err put_set(struct buf *out, uint8_t tag, const struct span *objects, size_t num)
{
    struct arena arena;
    struct buf content;

    if (num == 0)
        return ERR_OK;
    arena_init(&arena, PKCS7_MAX);
    buf_init(&content, PKCS7_MAX);
    struct span *sorted = arena_alloc(&arena, num, sizeof *sorted);
    if (sorted != NULL) {
        memcpy(sorted, objects, num * sizeof *sorted);
        qsort(sorted, num, sizeof *sorted, by_bytes);
        for (size_t i = 0; i < num; i++)
            buf_put(&content, sorted[i]);
        derput_tlv(out, tag, buf_span(&content));
    }
    enum err err = arena.err != ERR_OK ? arena.err : content.err;
    buf_free(&content);
    arena_free(&arena);
    return err;
}

/* SignedData of version 1 (RFC 5652 5.1): no digest algorithms, no content, no signers. */
static enum err put_signed_data(struct buf *out, const struct span *certs, size_t num_certs,
                                const struct span *crls, size_t num_crls)
{
    struct buf data, content;
    struct span none = {0};

    buf_init(&data, PKCS7_MAX);
    buf_init(&content, PKCS7_MAX);
    derput_number(&data, 1);
    derput_tlv(&data, DER_SET, none);
    derput_tlv(&content, DER_OID, oid_bytes(OID_PKCS7_DATA));
    derput_tlv(&data, DER_SEQUENCE, buf_span(&content));
    enum err err = put_set(&data, DER_CTXC(0), certs, num_certs);
    if (err == ERR_OK)
        err = put_set(&data, DER_CTXC(1), crls, num_crls);
    derput_tlv(&data, DER_SET, none);
    derput_tlv(out, DER_SEQUENCE, buf_span(&data));
    if (err == ERR_OK)
        err = data.err;
    buf_free(&data);
    buf_free(&content);
    return err;
}

enum err pkcs7_write(struct buf *out, const struct span *certs, size_t num_certs,
                     const struct span *crls, size_t num_crls)
{
    struct buf data, info;

    buf_init(&data, PKCS7_MAX);
    buf_init(&info, PKCS7_MAX);
    enum err err = put_signed_data(&data, certs, num_certs, crls, num_crls);
    derput_tlv(&info, DER_OID, oid_bytes(OID_PKCS7_SIGNED_DATA));
    derput_tlv(&info, DER_CTXC(0), buf_span(&data));
    if (err == ERR_OK)
        err = data.err != ERR_OK ? data.err : info.err;
    if (err == ERR_OK)
        derput_tlv(out, DER_SEQUENCE, buf_span(&info));
    buf_free(&data);
    buf_free(&info);
    return err == ERR_OK ? out->err : err;
}
