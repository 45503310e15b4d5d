/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash of hashed directories.  The canonical form is built here because it differs from ours
 * (lib/x509/value.h): it knows only ASCII folding. */
#include "config.h"

#include "trust/subject_hash.h"

#include "lib/asn1/der.h"
#include "lib/crypto/digest.h"

/* The most attributes of an RDN (real names have one, rarely two or three), and the most octets of
 * a name. */
enum { RDN_MAX = 16, NAME_MAX_SIZE = 64 * 1024 };

/* The attributes of the current RDN, encoded one after the other in `bytes`. */
struct rdn {
    struct buf bytes;
    size_t end[RDN_MAX], num;
};

/* The octets of a DER length. */
static size_t length_size(size_t n)
{
    return n < 0x80 ? 1 : n < 0x100 ? 2 : 3;
}

static void put_header(struct buf *buf, uint8_t tag, size_t n)
{
    buf_u8(buf, tag);
    if (n >= 0x80)
        buf_u8(buf, (uint8_t)(0x80 + length_size(n) - 1));
    if (n >= 0x100)
        buf_u8(buf, (uint8_t)(n >> 8));
    buf_u8(buf, (uint8_t)n);
}

static void put_tlv(struct buf *buf, uint8_t tag, struct span val)
{
    put_header(buf, tag, val.n);
    buf_put(buf, val);
}

/* The value is printable ASCII in one of the usual string types. */
static bool is_plain(const struct attribute *attr)
{
    if (attr->tag != DER_PRINTABLE_STRING && attr->tag != DER_UTF8_STRING &&
        attr->tag != DER_IA5_STRING && attr->tag != DER_VISIBLE_STRING)
        return false;
    for (size_t i = 0; i < attr->value.n; i++) {
        if (attr->value.p[i] < 0x20 || attr->value.p[i] > 0x7e)
            return false;
    }
    return true;
}

/* Appends the value in lower case, without spaces at its ends and with runs of spaces as one. */
static void put_folded(struct buf *buf, struct span bytes)
{
    while (bytes.n > 0 && bytes.p[bytes.n - 1] == ' ')
        bytes.n--;
    for (size_t i = 0; i < bytes.n; i++) {
        bool skip = bytes.p[i] == ' ' && (i == 0 || bytes.p[i - 1] == ' ');
        if (!skip)
            buf_u8(buf, span_lower(bytes.p[i]));
    }
}

/* Appends SEQUENCE { type, value } to the RDN; *text is scratch. */
static void add_attribute(struct rdn *rdn, const struct attribute *attr, struct buf *text)
{
    buf_truncate(text, 0);
    put_folded(text, attr->value);
    size_t type_n = 1 + length_size(attr->type_content.n) + attr->type_content.n;
    size_t value_n = 1 + length_size(text->n) + text->n;
    put_header(&rdn->bytes, DER_SEQUENCE, type_n + value_n);
    put_tlv(&rdn->bytes, DER_OID, attr->type_content);
    put_tlv(&rdn->bytes, DER_UTF8_STRING, buf_span(text));
    rdn->end[rdn->num++] = rdn->bytes.n;
}

/* The encoded attribute number i. */
static struct span attribute_at(const struct rdn *rdn, size_t i)
{
    size_t start = i == 0 ? 0 : rdn->end[i - 1];

    return span_of(rdn->bytes.p + start, rdn->end[i] - start);
}

/* Appends the SET of the RDN's attributes in the order of X.690 11.6, and empties the RDN. */
static void put_rdn(struct buf *buf, struct rdn *rdn)
{
    bool done[RDN_MAX] = {false};

    if (rdn->num > 0 && rdn->bytes.err == ERR_OK)
        put_header(buf, DER_SET, rdn->bytes.n);
    for (size_t n = 0; n < rdn->num && rdn->bytes.err == ERR_OK; n++) {
        size_t least = RDN_MAX;
        for (size_t i = 0; i < rdn->num; i++) {
            if (!done[i] &&
                (least == RDN_MAX || span_cmp(attribute_at(rdn, i), attribute_at(rdn, least)) < 0))
                least = i;
        }
        done[least] = true;
        buf_put(buf, attribute_at(rdn, least));
    }
    buf_truncate(&rdn->bytes, 0);
    rdn->num = 0;
}

/* Writes the canonical form; false if the name has none. */
static bool canonical(struct buf *out, struct span name, struct rdn *rdn, struct buf *text)
{
    struct name_iter it = name_iter_open(name);
    struct attribute a;

    while (name_next(&it, &a)) {
        if (a.first_in_rdn)
            put_rdn(out, rdn);
        if (!is_plain(&a) || rdn->num == RDN_MAX)
            return false;
        add_attribute(rdn, &a, text);
    }
    put_rdn(out, rdn);
    return out->err == ERR_OK && rdn->bytes.err == ERR_OK && text->err == ERR_OK;
}

bool subject_hash(uint32_t *out, struct span name)
{
    struct buf form, text;
    struct rdn r = {.num = 0};
    uint8_t digest[DIGEST_MAX_SIZE];

    /* With this limit every length needs at most two octets. */
    if (name.n >= NAME_MAX_SIZE)
        return false;
    buf_init(&form, 2 * NAME_MAX_SIZE);
    buf_init(&text, NAME_MAX_SIZE);
    buf_init(&r.bytes, NAME_MAX_SIZE);
    bool good = canonical(&form, name, &r, &text);
    if (good) {
        digest_of(DIGEST_SHA1, digest, buf_span(&form));
        *out = (uint32_t)digest[3] << 24 | (uint32_t)digest[2] << 16 | (uint32_t)digest[1] << 8 |
               digest[0];
    }
    buf_free(&form);
    buf_free(&text);
    buf_free(&r.bytes);
    return good;
}
