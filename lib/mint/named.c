/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/mint/named.h"

#include "lib/asn1/oid.h"
#include "lib/base/lookup.h"

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

static struct span rdn(struct arena *arena, struct span oid, unsigned tag, struct span value)
{
    return PIECE(arena, DER_SET, PIECE(arena, DER_SEQUENCE, oid, piece_tlv(arena, tag, value)));
}

struct span named_rdn(struct arena *arena, const char *oid, unsigned tag, struct span value)
{
    return rdn(arena, piece_oid(arena, oid), tag, value);
}

/* One "KEY=VALUE" as an RDN; a key that is not in the table is a dotted OID. */
static struct span part(struct arena *arena, struct span text)
{
    size_t eq = span_find(text, '=');
    struct span key = span_head(text, eq), value = span_tail(text, eq + 1);
    size_t i = LOOKUP_NAME(attributes, key, key);

    if (i < LOOKUP_COUNT(attributes))
        return named_rdn(arena, oid_dotted(attributes[i].oid), attributes[i].tag, value);
    return rdn(arena, piece_oid_text(arena, key), DER_UTF8_STRING, value);
}

struct span named_dn(struct arena *arena, const char *text)
{
    struct span rest = span_str(text), out = {0};

    while (rest.n > 0) {
        size_t comma = span_find(rest, ',');

        out = PIECES(arena, out, part(arena, span_head(rest, comma)));
        rest = span_tail(rest, comma + 1);
    }
    return piece_tlv(arena, DER_SEQUENCE, out);
}

struct span named_dns(struct arena *arena, const char *text)
{
    return piece_str(arena, DER_CTX(2), text);
}

struct span named_email(struct arena *arena, const char *text)
{
    return piece_str(arena, DER_CTX(1), text);
}

struct span named_uri(struct arena *arena, const char *text)
{
    return piece_str(arena, DER_CTX(6), text);
}

struct span named_ip(struct arena *arena, struct span bytes)
{
    return piece_tlv(arena, DER_CTX(7), bytes);
}

struct span named_dir(struct arena *arena, struct span name)
{
    return piece_tlv(arena, DER_CTXC(4), name);
}

struct span named_rid(struct arena *arena, const char *oid)
{
    return piece_tlv(arena, DER_CTX(8), piece_content(piece_oid(arena, oid)));
}

struct span named_other(struct arena *arena, const char *oid, struct span value)
{
    return PIECE(arena, DER_CTXC(0), piece_oid(arena, oid), piece_tlv(arena, DER_CTXC(0), value));
}

/* ORAddress with built-in-standard-attributes that name a country and an organization. */
struct span named_x400(struct arena *arena)
{
    struct span country = PIECE(arena, 0x61, piece_str(arena, DER_PRINTABLE_STRING, "US"));

    return PIECE(arena, DER_CTXC(3),
                 PIECE(arena, DER_SEQUENCE, country, piece_str(arena, DER_CTX(3), "Example")));
}

struct span named_edi(struct arena *arena, const char *party)
{
    return PIECE(arena, DER_CTXC(5),
                 PIECE(arena, DER_CTXC(1), piece_str(arena, DER_UTF8_STRING, party)));
}
