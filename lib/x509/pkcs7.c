/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the certificates and CRLs of a SignedData (RFC 5652 5.1) from BER, without decoding
 * anything else. */
#include "config.h"

#include "lib/x509/pkcs7.h"

#include "lib/asn1/oid.h"

/* The deepest nesting of indefinite lengths; real envelopes need about eight. */
enum { DEPTH_MAX = 64 };

/* Identifier and length octets as BER allows them (X.690 8.1.2, 8.1.3). */
struct head {
    uint8_t tag;
    bool indefinite;
    size_t size; /* of identifier and length, in octets */
    size_t length;
};

/* Reads identifier and length octets in any form of BER; false if they or the content are cut
 * off. */
static bool read_head(struct span bytes, struct head *out)
{
    size_t i = 1;

    if (bytes.n < 2)
        return false;
    *out = (struct head){.tag = bytes.p[0]};
    if ((bytes.p[0] & 0x1f) == 0x1f) {
        while (i < bytes.n && (bytes.p[i] & 0x80) != 0)
            i++;
        i++;
    }
    if (i >= bytes.n)
        return false;
    uint8_t first = bytes.p[i++];
    out->indefinite = first == 0x80;
    if (first < 0x80)
        out->length = first;
    for (size_t k = first > 0x80 ? first & 0x7fu : 0; k > 0; k--, i++) {
        if (i >= bytes.n || out->length > SIZE_MAX >> 8)
            return false;
        out->length = out->length << 8 | bytes.p[i];
    }
    out->size = i;
    return out->indefinite || out->length <= bytes.n - i;
}

/*
 * Finds the end of an element of indefinite length: its end-of-contents octets.  Elements of
 * definite length are stepped over whole, so a counter of the open ones is all the state it needs.
 */
static enum err find_end(struct span bytes, size_t *length)
{
    size_t at = 0, depth = 1;

    for (;;) {
        struct head h;
        if (!read_head(span_of(bytes.p + at, bytes.n - at), &h))
            return ERR_DER_TRUNCATED;
        if (h.indefinite && (h.tag & DER_CONSTRUCTED) == 0)
            return ERR_DER_INDEFINITE; /* X.690 8.1.3.2: for constructed ones alone */
        if (h.indefinite && ++depth > DEPTH_MAX)
            return ERR_DER_DEPTH;
        if (h.tag == 0 && h.length == 0 && --depth == 0) {
            *length = at;
            return ERR_OK;
        }
        at += h.size + h.length;
    }
}

bool ber_next(struct span *rest, struct tlv *out, struct fail *fail)
{
    struct head h;
    enum err e = ERR_OK;
    size_t end_size = 0;

    if (rest->n == 0 || fail->err != ERR_OK)
        return false;
    if (!read_head(*rest, &h)) {
        e = ERR_DER_TRUNCATED;
    } else if (h.indefinite) {
        /* The content ends with two zero bytes, which are no part of it. */
        end_size = 2;
        e = (h.tag & DER_CONSTRUCTED) == 0
                ? ERR_DER_INDEFINITE
                : find_end(span_of(rest->p + h.size, rest->n - h.size), &h.length);
    }
    if (e != ERR_OK) {
        fail_set(fail, e, *rest);
        return false;
    }
    out->tag = h.tag;
    out->val = span_of(rest->p + h.size, h.length);
    out->raw = span_head(*rest, h.size + h.length + end_size);
    *rest = span_of(rest->p + out->raw.n, rest->n - out->raw.n);
    return true;
}

/* Returns the content of the next element, which must have this tag. */
static struct span expect(struct span *rest, uint32_t tag, struct fail *fail)
{
    struct tlv t = {0};
    struct span at = *rest;

    if (fail->err == ERR_OK && (!ber_next(rest, &t, fail) || t.tag != tag))
        fail_set(fail, ERR_PKCS7_FORM, t.raw.n > 0 ? t.raw : at);
    return t.val;
}

/* Returns the content of the next element if it has this tag, else an empty span. */
static struct span option(struct span *rest, uint32_t tag, struct fail *fail)
{
    return rest->n > 0 && rest->p[0] == tag ? expect(rest, tag, fail) : (struct span){0};
}

enum err pkcs7_open(struct pkcs7 *out, struct span ber, struct fail *fail)
{
    struct span info = expect(&ber, DER_SEQUENCE, fail);
    struct span type = expect(&info, DER_OID, fail);

    *out = (struct pkcs7){0};
    if (fail->err == ERR_OK && oid_find(type) != OID_PKCS7_SIGNED_DATA)
        fail_set(fail, ERR_PKCS7_FORM, type);
    struct span content = expect(&info, DER_CTXC(0), fail);
    struct span data = expect(&content, DER_SEQUENCE, fail);
    expect(&data, DER_INTEGER, fail);  /* version */
    expect(&data, DER_SET, fail);      /* digestAlgorithms */
    expect(&data, DER_SEQUENCE, fail); /* encapContentInfo */
    out->certs = option(&data, DER_CTXC(0), fail);
    out->crls = option(&data, DER_CTXC(1), fail);
    return fail->err;
}

bool pkcs7_next(struct span *set, struct span *out, struct fail *fail)
{
    struct tlv t;

    while (ber_next(set, &t, fail)) {
        if (t.tag == DER_SEQUENCE) {
            *out = t.raw;
            return true;
        }
    }
    return false;
}
