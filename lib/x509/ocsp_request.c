/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes OCSP requests (RFC 6960 4.1.1), from the inside out. */
#include "config.h"

#include "lib/asn1/derput.h"
#include "lib/x509/ocsp.h"

/* A CertID is below 100 bytes but for its serial number, which a CA may make as long as it likes:
 * one that does not fit makes the request fail. */
enum { PART_MAX = 4096 };

static void put_octets(struct buf *out, enum digest digest, struct span data)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    digest_of(digest, hash, data);
    derput_tlv(out, DER_OCTET_STRING, span_of(hash, digest_size(digest)));
}

/* Wraps what is in the buffer: afterwards it is the content of one TLV. */
static void wrap(struct buf *buf, uint8_t tag)
{
    struct buf outer;

    buf_init(&outer, PART_MAX);
    derput_tlv(&outer, tag, buf_span(buf));
    if (buf->err == ERR_OK)
        buf->err = outer.err;
    buf_truncate(buf, 0);
    buf_put(buf, buf_span(&outer));
    buf_free(&outer);
}

/* AlgorithmIdentifier with NULL parameters, as responders write it. */
static void put_algorithm(struct buf *out, enum oid oid)
{
    struct buf alg;

    buf_init(&alg, PART_MAX);
    derput_tlv(&alg, DER_OID, oid_bytes(oid));
    derput_tlv(&alg, DER_NULL, (struct span){0});
    derput_tlv(out, DER_SEQUENCE, buf_span(&alg));
    buf_free(&alg);
}

/* RFC 6960 4.4.1, RFC 9654 2.1: [2] Extensions with the nonce, an OCTET STRING in an OCTET
 * STRING. */
static void put_nonce(struct buf *out, struct span nonce)
{
    struct buf ext;

    buf_init(&ext, PART_MAX);
    derput_tlv(&ext, DER_OCTET_STRING, nonce);
    wrap(&ext, DER_OCTET_STRING);
    struct buf all;
    buf_init(&all, PART_MAX);
    derput_tlv(&all, DER_OID, oid_bytes(OID_OCSP_NONCE));
    buf_put(&all, buf_span(&ext));
    wrap(&all, DER_SEQUENCE);
    wrap(&all, DER_SEQUENCE);
    wrap(&all, (uint8_t)DER_CTXC(2));
    buf_put(out, buf_span(&all));
    if (out->err == ERR_OK)
        out->err = ext.err != ERR_OK ? ext.err : all.err;
    buf_free(&all);
    buf_free(&ext);
}

void ocsp_put_request(struct buf *out, const struct cert *cert, const struct cert *issuer,
                      struct span nonce)
{
    struct buf request;

    buf_init(&request, PART_MAX);
    put_algorithm(&request, OID_SHA1);
    /* "over the DER encoding of the issuer's name field in the certificate being checked", and over
     * the bits of the issuer's key. */
    put_octets(&request, DIGEST_SHA1, cert->issuer);
    put_octets(&request, DIGEST_SHA1, issuer->key.key);
    derput_tlv(&request, DER_INTEGER, cert->serial);
    wrap(&request, DER_SEQUENCE); /* CertID */
    wrap(&request, DER_SEQUENCE); /* Request */
    wrap(&request, DER_SEQUENCE); /* requestList */
    if (nonce.n > 0)
        put_nonce(&request, nonce);
    wrap(&request, DER_SEQUENCE); /* TBSRequest */
    derput_tlv(out, DER_SEQUENCE, buf_span(&request));
    if (out->err == ERR_OK)
        out->err = request.err;
    buf_free(&request);
}
