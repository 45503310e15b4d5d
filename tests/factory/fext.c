/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/fext.h"

#include <stdlib.h>

static const struct attribute_row {
    const char *key, *oid;
    unsigned tag;
} attributes[] = {
    {"CN", "2.5.4.3", DER_UTF8_STRING},
    {"O", "2.5.4.10", DER_UTF8_STRING},
    {"OU", "2.5.4.11", DER_UTF8_STRING},
    {"C", "2.5.4.6", DER_PRINTABLE_STRING},
    {"L", "2.5.4.7", DER_UTF8_STRING},
    {"ST", "2.5.4.8", DER_UTF8_STRING},
    {"serialNumber", "2.5.4.5", DER_PRINTABLE_STRING},
    {"DC", "0.9.2342.19200300.100.1.25", DER_IA5_STRING},
    {"emailAddress", "1.2.840.113549.1.9.1", DER_IA5_STRING},
};

struct span fc_rdn(struct arena *a, const char *oid, unsigned tag, struct span value)
{
    return FD(a, DER_SET, FD(a, DER_SEQUENCE, fd_oid(a, oid), fd_tlv(a, tag, value)));
}

static struct span rdn(struct arena *a, struct span part)
{
    size_t eq = span_find(part, '=');

    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        if (span_eq(span_head(part, eq), span_str(attributes[i].key)))
            return fc_rdn(a, attributes[i].oid, attributes[i].tag, span_tail(part, eq + 1));
    }
    abort();
}

struct span fc_name(struct arena *a, const char *text)
{
    struct span rest = span_str(text), out = {0};

    while (rest.n > 0) {
        size_t comma = span_find(rest, ',');

        out = FD_CAT(a, out, rdn(a, span_head(rest, comma)));
        rest = span_tail(rest, comma + 1);
    }
    return fd_tlv(a, DER_SEQUENCE, out);
}

struct span fc_dns(struct arena *a, const char *text)
{
    return fd_str(a, DER_CTX(2), text);
}

struct span fc_email(struct arena *a, const char *text)
{
    return fd_str(a, DER_CTX(1), text);
}

struct span fc_uri(struct arena *a, const char *text)
{
    return fd_str(a, DER_CTX(6), text);
}

struct span fc_ip(struct arena *a, const char *hex)
{
    return fd_tlv(a, DER_CTX(7), fd_hex(a, hex));
}

struct span fc_dir(struct arena *a, struct span name)
{
    return fd_tlv(a, DER_CTXC(4), name);
}

/* The content of a one-element piece: its tag and length, both short, cut off. */
static struct span content(struct span tlv)
{
    struct fail f = {0};
    struct der d = der_open(tlv, &f);

    return der_any(&d).val;
}

struct span fc_rid(struct arena *a, const char *oid)
{
    return fd_tlv(a, DER_CTX(8), content(fd_oid(a, oid)));
}

struct span fc_other(struct arena *a, const char *oid, struct span value)
{
    return FD(a, DER_CTXC(0), fd_oid(a, oid), fd_tlv(a, DER_CTXC(0), value));
}

/* ORAddress with built-in-standard-attributes that name a country and an organization. */
struct span fc_x400(struct arena *a)
{
    struct span country = FD(a, 0x61, fd_str(a, DER_PRINTABLE_STRING, "US"));

    return FD(a, DER_CTXC(3), FD(a, DER_SEQUENCE, country, fd_str(a, DER_CTX(3), "Example")));
}

struct span fc_edi(struct arena *a, const char *party)
{
    return FD(a, DER_CTXC(5), FD(a, DER_CTXC(1), fd_str(a, DER_UTF8_STRING, party)));
}

struct span fc_bc(struct arena *a, bool ca, int path_len)
{
    struct span is_ca = {0}, len = {0};

    if (ca)
        is_ca = fd_bool(a, true);
    if (path_len >= 0)
        len = fd_int(a, path_len);
    return FD(a, DER_SEQUENCE, is_ca, len);
}

struct span fc_ku(struct arena *a, uint32_t flags)
{
    return fd_tlv(a, DER_BIT_STRING, fd_flags(a, flags));
}

/* The next of several words, copied for those who want a C string; NULL after the last. */
static const char *next_word(struct arena *a, struct span *rest)
{
    size_t n = span_find(*rest, ' ');
    char *word;

    if (rest->n == 0)
        return NULL;
    word = fd_alloc(a, n + 1);
    memcpy(word, rest->p, n);
    *rest = span_tail(*rest, n + 1);
    return word;
}

struct span fc_eku(struct arena *a, const char *oids)
{
    struct span rest = span_str(oids), out = {0};

    for (const char *oid; (oid = next_word(a, &rest)) != NULL;)
        out = FD_CAT(a, out, fd_oid(a, oid));
    return fd_tlv(a, DER_SEQUENCE, out);
}

struct span fc_ski(struct arena *a, struct span key_id)
{
    return fd_octets(a, key_id);
}

static struct span optional(struct arena *a, unsigned tag, struct span s)
{
    return s.n == 0 ? s : fd_tlv(a, tag, s);
}

struct span fc_aki(struct arena *a, struct span key_id, struct span issuer, struct span serial)
{
    return FD(a, DER_SEQUENCE, optional(a, DER_CTX(0), key_id), optional(a, DER_CTXC(1), issuer),
              optional(a, DER_CTX(2), serial));
}

static struct span subtrees(struct arena *a, struct span bases)
{
    struct fail f = {0};
    struct der d = der_open(bases, &f);
    struct span out = {0};

    while (der_more(&d))
        out = FD_CAT(a, out, fd_tlv(a, DER_SEQUENCE, der_any(&d).raw));
    return out;
}

struct span fc_nc(struct arena *a, struct span permitted, struct span excluded)
{
    return FD(a, DER_SEQUENCE, optional(a, DER_CTXC(0), subtrees(a, permitted)),
              optional(a, DER_CTXC(1), subtrees(a, excluded)));
}

struct span fc_cp(struct arena *a, const char *oids)
{
    struct span rest = span_str(oids), out = {0};

    for (const char *oid; (oid = next_word(a, &rest)) != NULL;)
        out = FD_CAT(a, out, FD(a, DER_SEQUENCE, fd_oid(a, oid)));
    return fd_tlv(a, DER_SEQUENCE, out);
}

struct span fc_cp_cps(struct arena *a, const char *oid, const char *uri)
{
    struct span qualifier = FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.2.1"),
                               fd_str(a, DER_IA5_STRING, uri));

    return FD(a, DER_SEQUENCE,
              FD(a, DER_SEQUENCE, fd_oid(a, oid), FD(a, DER_SEQUENCE, qualifier)));
}

struct span fc_pm(struct arena *a, const char *pairs)
{
    struct span rest = span_str(pairs), out = {0};

    for (const char *from; (from = next_word(a, &rest)) != NULL;) {
        const char *to = next_word(a, &rest);

        out = FD_CAT(a, out, FD(a, DER_SEQUENCE, fd_oid(a, from), fd_oid(a, to)));
    }
    return fd_tlv(a, DER_SEQUENCE, out);
}

struct span fc_pc(struct arena *a, int require_explicit, int inhibit_mapping)
{
    struct span r = {0}, i = {0};

    if (require_explicit >= 0)
        r = fd_tlv(a, DER_CTX(0), content(fd_int(a, require_explicit)));
    if (inhibit_mapping >= 0)
        i = fd_tlv(a, DER_CTX(1), content(fd_int(a, inhibit_mapping)));
    return FD(a, DER_SEQUENCE, r, i);
}

struct span fc_iap(struct arena *a, int skip)
{
    return fd_int(a, skip);
}

struct span fc_aia(struct arena *a, const char *ocsp, const char *ca_issuers)
{
    struct span o = {0}, c = {0};

    if (ocsp != NULL)
        o = FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.48.1"), fc_uri(a, ocsp));
    if (ca_issuers != NULL)
        c = FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.48.2"), fc_uri(a, ca_issuers));
    return FD(a, DER_SEQUENCE, o, c);
}

struct span fc_tls_feature(struct arena *a, int feature)
{
    return FD(a, DER_SEQUENCE, fd_int(a, feature));
}

struct span fc_dp(struct arena *a, struct span names, uint32_t reasons, struct span crl_issuer)
{
    struct span point = {0}, r = {0};

    if (names.n > 0)
        point = FD(a, DER_CTXC(0), fd_tlv(a, DER_CTXC(0), names));
    if (reasons != 0)
        r = fd_tlv(a, DER_CTX(1), fd_flags(a, reasons));
    return FD(a, DER_SEQUENCE, point, r, optional(a, DER_CTXC(2), crl_issuer));
}

struct span fc_idp(struct arena *a, struct fc_idp idp)
{
    struct span point = {0}, reasons = {0}, yes = SPAN_LIT("\xff"), no = {0};

    if (idp.names.n > 0)
        point = FD(a, DER_CTXC(0), fd_tlv(a, DER_CTXC(0), idp.names));
    else if (idp.relative.n > 0)
        point = FD(a, DER_CTXC(0), fd_tlv(a, DER_CTXC(1), idp.relative));
    if (idp.reasons != 0)
        reasons = fd_tlv(a, DER_CTX(3), fd_flags(a, idp.reasons));
    return FD(a, DER_SEQUENCE, point, optional(a, DER_CTX(1), idp.only_user ? yes : no),
              optional(a, DER_CTX(2), idp.only_ca ? yes : no), reasons,
              optional(a, DER_CTX(4), idp.indirect ? yes : no),
              optional(a, DER_CTX(5), idp.only_attribute ? yes : no));
}
