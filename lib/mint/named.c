/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/mint/named.h"

#include "lib/asn1/oid.h"

static const struct attribute_row {
    const char *key;
    enum oid oid;
    unsigned tag;
} attributes[] = {
    {"CN", OID_AT_CN, DER_UTF8_STRING},
    {"O", OID_AT_O, DER_UTF8_STRING},
    {"OU", OID_AT_OU, DER_UTF8_STRING},
    {"C", OID_AT_C, DER_PRINTABLE_STRING},
    {"L", OID_AT_L, DER_UTF8_STRING},
    {"ST", OID_AT_ST, DER_UTF8_STRING},
    {"serialNumber", OID_AT_SERIAL, DER_PRINTABLE_STRING},
    {"DC", OID_AT_DC, DER_IA5_STRING},
    {"emailAddress", OID_AT_EMAIL, DER_IA5_STRING},
};

static struct span rdn(struct arena *a, struct span oid, unsigned tag, struct span value)
{
    return PIECE(a, DER_SET, PIECE(a, DER_SEQUENCE, oid, piece_tlv(a, tag, value)));
}

struct span named_rdn(struct arena *a, const char *oid, unsigned tag, struct span value)
{
    return rdn(a, piece_oid(a, oid), tag, value);
}

static struct span part(struct arena *a, struct span text)
{
    size_t eq = span_find(text, '=');
    struct span key = span_head(text, eq), value = span_tail(text, eq + 1);

    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        if (span_eq(key, span_str(attributes[i].key)))
            return named_rdn(a, oid_dotted(attributes[i].oid), attributes[i].tag, value);
    }
    return rdn(a, piece_oid_text(a, key), DER_UTF8_STRING, value);
}

struct span named_dn(struct arena *a, const char *text)
{
    struct span rest = span_str(text), out = {0};

    while (rest.n > 0) {
        size_t comma = span_find(rest, ',');

        out = PIECES(a, out, part(a, span_head(rest, comma)));
        rest = span_tail(rest, comma + 1);
    }
    return piece_tlv(a, DER_SEQUENCE, out);
}

struct span named_dns(struct arena *a, const char *text)
{
    return piece_str(a, DER_CTX(2), text);
}

struct span named_email(struct arena *a, const char *text)
{
    return piece_str(a, DER_CTX(1), text);
}

struct span named_uri(struct arena *a, const char *text)
{
    return piece_str(a, DER_CTX(6), text);
}

struct span named_ip(struct arena *a, struct span bytes)
{
    return piece_tlv(a, DER_CTX(7), bytes);
}

struct span named_dir(struct arena *a, struct span name)
{
    return piece_tlv(a, DER_CTXC(4), name);
}

struct span named_rid(struct arena *a, const char *oid)
{
    return piece_tlv(a, DER_CTX(8), piece_content(piece_oid(a, oid)));
}

struct span named_other(struct arena *a, const char *oid, struct span value)
{
    return PIECE(a, DER_CTXC(0), piece_oid(a, oid), piece_tlv(a, DER_CTXC(0), value));
}

/* ORAddress with built-in-standard-attributes that name a country and an organization. */
struct span named_x400(struct arena *a)
{
    struct span country = PIECE(a, 0x61, piece_str(a, DER_PRINTABLE_STRING, "US"));

    return PIECE(a, DER_CTXC(3),
                 PIECE(a, DER_SEQUENCE, country, piece_str(a, DER_CTX(3), "Example")));
}

struct span named_edi(struct arena *a, const char *party)
{
    return PIECE(a, DER_CTXC(5), PIECE(a, DER_CTXC(1), piece_str(a, DER_UTF8_STRING, party)));
}
