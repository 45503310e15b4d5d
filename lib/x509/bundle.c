/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the objects of a file.  Reading is layered: PEM blocks or DER objects, and inside a PKCS#7
 * its certificates and CRLs, which come out in its place. */
#include "config.h"

#include "lib/x509/bundle.h"

#include "lib/asn1/ber.h"
#include "lib/asn1/foreign.h"

/* DER written as base64 or hexadecimal text without PEM lines: decoded once into the arena, then
 * read like a file of DER. */
static enum err open_bare(struct bundle *bundle)
{
    size_t room = bundle->file.n / 4 * 3 + 3;
    uint8_t *p = arena_alloc(bundle->arena, room, 1);
    struct buf fixed = {.p = p, .room = room, .cap = room};

    if (p == NULL)
        return ERR_LIMIT;
    if (!pem_bare(&fixed, bundle->file))
        return foreign_file(bundle->file);
    bundle->bare = bundle->rest = buf_span(&fixed);
    bundle->form = FORM_DER;
    return ERR_OK;
}

enum err bundle_open(struct bundle *out, struct span file, struct arena *arena)
{
    *out = (struct bundle){.arena = arena, .file = file, .rest = file, .form = pem_form(file)};
    switch (out->form) {
    case FORM_EMPTY: return ERR_EMPTY_INPUT;
    case FORM_UTF16: return ERR_PEM_UTF16;
    case FORM_OTHER: return open_bare(out);
    case FORM_PEM:
    case FORM_DER: break;
    }
    return ERR_OK;
}

/*
 * Takes the next element off *text: returns its tag and sets *val to its content.  More lenient
 * than DER, to recognize damaged objects: content that is cut off, or of indefinite length, ends
 * with *text.  Tag 0 at the end.
 */
static uint8_t peel(struct span *text, struct span *val)
{
    if (text->n < 2) {
        *text = *val = (struct span){0};
        return 0;
    }
    uint8_t tag = text->p[0];
    size_t size = (text->p[1] & 0x80) != 0 ? text->p[1] & 0x7fu : 0, n = size == 0 ? text->p[1] : 0;
    struct span rest = span_tail(*text, 2 + size);
    if (text->p[1] == 0x80 || size > sizeof n)
        n = rest.n;
    for (size_t i = 0; i < size && i < text->n - 2; i++)
        n = n << 8 | text->p[2 + i];
    *val = span_head(rest, n);
    *text = span_tail(rest, n);
    return tag;
}

/* Which signed object begins with this tbs: certificates, CRLs and requests all are SEQUENCE {
 * SEQUENCE tbs, SEQUENCE algorithm, BIT STRING } and differ in the first elements of tbs. */
static enum item_kind guess_signed(struct span tbs)
{
    struct span val;
    uint8_t first = peel(&tbs, &val);

    if (first == DER_CTXC(0))
        return ITEM_CERT;
    uint8_t second = peel(&tbs, &val), third = peel(&tbs, &val), fourth = peel(&tbs, &val);
    bool third_is_time = third == DER_UTC_TIME || third == DER_GENERALIZED_TIME;
    bool fourth_is_time = fourth == DER_UTC_TIME || fourth == DER_GENERALIZED_TIME;
    /* RFC 5280 5.1: version OPTIONAL, signature, issuer, thisUpdate. */
    if ((first == DER_SEQUENCE && second == DER_SEQUENCE && third_is_time) ||
        (first == DER_INTEGER && second == DER_SEQUENCE && third == DER_SEQUENCE && fourth_is_time))
        return ITEM_CRL;
    /* RFC 2986 4.1: version, subject, subjectPKInfo, and [0] attributes, which some encoders leave
     * out. */
    if (first == DER_INTEGER && second == DER_SEQUENCE && third == DER_SEQUENCE &&
        (fourth == DER_CTXC(0) || fourth == 0))
        return ITEM_CSR;
    return ITEM_CERT;
}

enum item_kind item_guess(struct span der)
{
    struct span content, v[4];
    uint8_t t[4];

    if (peel(&der, &content) != DER_SEQUENCE)
        return ITEM_UNKNOWN;
    /* The tags of the first four elements decide, with as few looks at values as possible. */
    for (size_t i = 0; i < 4; i++)
        t[i] = peel(&content, &v[i]);
    if (t[0] == DER_OID)
        return ITEM_PKCS7;
    /* RFC 6960 4.2.1: responseStatus comes first. */
    if (t[0] == DER_ENUMERATED)
        return ITEM_OCSP;
    if (t[0] == DER_INTEGER) {
        struct span inside = v[1], val;
        /* RFC 7292 4: version 3, then a ContentInfo. */
        if (t[1] == DER_SEQUENCE && v[0].n == 1 && v[0].p[0] == 3 && peel(&inside, &val) == DER_OID)
            return ITEM_PKCS12;
        if (t[1] == DER_INTEGER && t[2] == 0)
            return ITEM_PUBLIC_KEY;
        /* A key begins with a version of 0 or 1 (RFC 8017 A.1.2); DH and DSA parameters begin with
         * the long number p. */
        if (t[1] == DER_INTEGER && t[2] == DER_INTEGER && v[0].n > 1)
            return ITEM_PARAMETERS;
        bool is_key = t[1] == DER_INTEGER || t[1] == DER_OCTET_STRING || t[2] == DER_OCTET_STRING;
        return is_key ? ITEM_PRIVATE_KEY : ITEM_UNKNOWN;
    }
    if (t[0] != DER_SEQUENCE)
        return ITEM_UNKNOWN;
    if (t[1] == DER_BIT_STRING)
        return ITEM_PUBLIC_KEY;
    if (t[1] == DER_OCTET_STRING)
        return ITEM_ENCRYPTED_KEY;
    return t[1] == DER_SEQUENCE || t[1] == 0 ? guess_signed(v[0]) : ITEM_UNKNOWN;
}

/* What the label of a PEM block promises. */
static enum item_kind label_kind(enum pem_label label)
{
    static const enum item_kind kinds[PEM_COUNT] = {
        [PEM_CERTIFICATE] = ITEM_CERT,
        [PEM_X509_CERTIFICATE] = ITEM_CERT,
        [PEM_TRUSTED_CERTIFICATE] = ITEM_CERT,
        [PEM_CRL] = ITEM_CRL,
        [PEM_OCSP_RESPONSE] = ITEM_OCSP,
        [PEM_CSR] = ITEM_CSR,
        [PEM_NEW_CSR] = ITEM_CSR,
        [PEM_PKCS7] = ITEM_PKCS7,
        [PEM_CMS] = ITEM_PKCS7,
        [PEM_PUBLIC_KEY] = ITEM_PUBLIC_KEY,
        [PEM_RSA_PUBLIC_KEY] = ITEM_PUBLIC_KEY,
        [PEM_PRIVATE_KEY] = ITEM_PRIVATE_KEY,
        [PEM_ENCRYPTED_PRIVATE_KEY] = ITEM_ENCRYPTED_KEY,
        [PEM_RSA_PRIVATE_KEY] = ITEM_PRIVATE_KEY,
        [PEM_EC_PRIVATE_KEY] = ITEM_PRIVATE_KEY,
        [PEM_DSA_PRIVATE_KEY] = ITEM_PRIVATE_KEY,
        [PEM_EC_PARAMETERS] = ITEM_PARAMETERS,
        [PEM_DH_PARAMETERS] = ITEM_PARAMETERS,
        [PEM_X942_PARAMETERS] = ITEM_PARAMETERS,
        [PEM_DSA_PARAMETERS] = ITEM_PARAMETERS,
    };

    return kinds[label];
}

/* The structure decides what an object is; if it is not recognized, the label decides. */
static enum item_kind kind_of(const struct item *it)
{
    /* Diffie-Hellman parameters look like an RSAPublicKey. */
    if (it->is_pem && label_kind(it->label) == ITEM_PARAMETERS)
        return ITEM_PARAMETERS;
    enum item_kind guess = item_guess(it->der);
    if (guess != ITEM_UNKNOWN)
        return guess;
    if (it->is_pem)
        return label_kind(it->label);
    /* A SEQUENCE without a label was probably meant as a certificate: the certificate parser's
     * error is more exact than "unknown". */
    return it->der.n > 0 && it->der.p[0] == DER_SEQUENCE ? ITEM_CERT : ITEM_UNKNOWN;
}

/* At most this many bytes of a file are decoded beside their text; then CRLs are decoded over
 * it. */
enum { BESIDE_MAX = 1 << 20 };

/* Decodes a PEM body into the arena.  The length of the base64 text bounds that of the bytes. */
static enum err decode_beside(struct bundle *bundle, struct item *it, size_t room)
{
    uint8_t *p = arena_alloc(bundle->arena, room, 1);

    if (p == NULL) {
        fail_set(&it->fail, ERR_LIMIT, it->where);
        return ERR_LIMIT;
    }
    struct buf fixed = {.p = p, .room = room, .cap = room};
    TRY(pem_decode(&fixed, it->body, &it->fail));
    it->decoded = buf_span(&fixed);
    return ERR_OK;
}

static enum err decode_body(struct bundle *bundle, struct item *it)
{
    size_t room = it->body.n / 4 * 3 + 3, left = BESIDE_MAX - bundle->num_beside;

    if (room > left && bundle->may_overwrite && it->label == PEM_CRL) {
        TRY(pem_decode_over(&it->decoded, it->body, &it->fail));
    } else {
        bundle->num_beside += room < left ? room : left;
        TRY(decode_beside(bundle, it, room));
    }
    it->der = it->decoded;
    return ERR_OK;
}

/* In a TRUSTED CERTIFICATE, as one widespread tool writes it (RFC 7468 5.1), trust settings follow
 * the DER. */
static void split_trusted(struct item *it)
{
    struct fail ignored = {0};
    struct der d = der_open(it->der, &ignored);
    struct tlv t = der_any(&d);

    if (ignored.err == ERR_OK) {
        it->der = t.raw;
        it->aux = d.rest;
    }
}

/* The next PEM block.  A damaged one is an item with a fail. */
static bool next_pem(struct bundle *bundle, struct item *out)
{
    struct pem_block block = {0};

    if (!pem_next(&bundle->rest, &block, &out->fail) && out->fail.err == ERR_OK)
        return false;
    out->is_pem = true;
    out->label = block.label;
    out->label_text = block.label_text;
    out->body = block.body;
    out->where = block.whole;
    out->kind = label_kind(out->label);
    if (out->fail.err == ERR_OK && out->label == PEM_OTHER) {
        out->fail.err = foreign_label(out->label_text);
        out->fail.at = block.whole;
    }
    if (out->fail.err != ERR_OK)
        return true;
    /* A private key with RFC 1421 headers is encrypted, and no error. */
    if (decode_body(bundle, out) != ERR_OK) {
        if (out->fail.err == ERR_PEM_HEADERS && out->kind == ITEM_PRIVATE_KEY) {
            out->kind = ITEM_ENCRYPTED_KEY;
            out->fail = (struct fail){0};
        }
        return true;
    }
    if (out->label == PEM_TRUSTED_CERTIFICATE)
        split_trusted(out);
    out->kind = kind_of(out);
    return true;
}

static bool is_white(struct span bytes)
{
    size_t i = 0;

    while (i < bytes.n && (bytes.p[i] == ' ' || (bytes.p[i] >= '\t' && bytes.p[i] <= '\r')))
        i++;
    return i == bytes.n;
}

/* The next object of a DER file.  Such files may hold several objects in a row, and white space at
 * the end, which editors and mail programs add: no object begins with it. */
static bool next_der(struct bundle *bundle, struct item *out)
{
    struct tlv t;
    struct fail fail = {0};

    if (bundle->rest.n == 0)
        return false;
    out->where = out->der = bundle->rest;
    if (is_white(bundle->rest)) {
        fail_set(&out->fail, ERR_DER_WHITE_SPACE, bundle->rest);
        bundle->rest = (struct span){0};
        return true;
    }
    if (bundle->rest.p[0] != DER_SEQUENCE) {
        fail_set(&out->fail, ERR_DER_TRAILING, bundle->rest);
        bundle->rest = (struct span){0};
        return true;
    }
    /* A truncated or broken object gets all remaining bytes, so that its own parser reports the
     * error. */
    if (ber_next(&bundle->rest, &t, &fail))
        out->where = out->der = t.raw;
    else
        bundle->rest = (struct span){0};
    out->kind = kind_of(out);
    return true;
}

/* The next object of the open PKCS#7: first the certificates, then the CRLs.  A damaged set is
 * reported once, as a damaged PKCS#7, and ends there. */
static bool next_inner(struct bundle *bundle, struct item *out)
{
    struct fail fail = {0};
    bool is_cert = bundle->inner.certs.n > 0;
    struct span *set = is_cert ? &bundle->inner.certs : &bundle->inner.crls;

    while (set->n > 0) {
        struct span der;
        bool there = pkcs7_next(set, &der, &fail);
        if (!there && fail.err != ERR_OK)
            *set = (struct span){0};
        if (there || fail.err != ERR_OK) {
            *out = bundle->outer;
            out->in_pkcs7 = true;
            out->der = there ? der : bundle->outer.der;
            out->fail = fail;
            out->kind = !there ? ITEM_PKCS7 : is_cert ? ITEM_CERT : ITEM_CRL;
            return true;
        }
        is_cert = false;
        set = &bundle->inner.crls;
    }
    return false;
}

/* Opens a PKCS#7.  False if it is damaged or empty: it then remains an item itself. */
static bool open_inner(struct bundle *bundle, struct item *it)
{
    if (pkcs7_open(&bundle->inner, it->der, &it->fail) != ERR_OK) {
        bundle->inner = (struct pkcs7){0};
        return false;
    }
    bundle->outer = *it;
    return bundle->inner.certs.n > 0 || bundle->inner.crls.n > 0;
}

bool bundle_next(struct bundle *bundle, struct item *out)
{
    for (;;) {
        *out = (struct item){0};
        if (next_inner(bundle, out))
            break;
        if (!(bundle->form == FORM_PEM ? next_pem(bundle, out) : next_der(bundle, out)))
            return false;
        if (bundle->bare.n > 0) {
            out->decoded = bundle->bare;
            out->where = bundle->file;
            out->body = span_head(bundle->file, 0); /* places in the text are not counted */
        }
        /* A PKCS#7 is opened, and the loop returns what is inside. */
        if (out->kind != ITEM_PKCS7 || out->fail.err != ERR_OK || !open_inner(bundle, out))
            break;
    }
    out->index = bundle->num++;
    return true;
}

/* The offset in a base64 body of the character with the first bits of decoded byte n: each group of
 * 4 characters holds 3 bytes, and white space does not count. */
static size_t digit_offset(struct span body, size_t n)
{
    size_t digit = n / 3 * 4 + n % 3;

    for (size_t i = 0; i < body.n; i++) {
        bool space = body.p[i] == ' ' || (body.p[i] >= '\t' && body.p[i] <= '\r');
        if (!space && digit-- == 0)
            return i;
    }
    return body.n;
}

struct place item_place(const struct bundle *bundle, const struct item *it, struct span at)
{
    struct place out = {0};

    if (span_contains(it->decoded, at)) {
        bool is_over = it->decoded.p == it->body.p;
        size_t n = (size_t)(at.p - it->decoded.p);
        out.file = is_over ? (size_t)(it->where.p - bundle->file.p)
                           : (size_t)(it->body.p - bundle->file.p) + digit_offset(it->body, n);
        out.has_inner = true;
        out.inner = n;
    } else if (span_contains(bundle->file, at)) {
        out.file = (size_t)(at.p - bundle->file.p);
    } else if (it->where.p != NULL) {
        out.file = (size_t)(it->where.p - bundle->file.p);
    }
    return out;
}
