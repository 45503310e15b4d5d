/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/mint/extval.h"

#include "lib/asn1/oid.h"
#include "lib/mint/named.h"

struct span extval_bc(struct arena *a, bool ca, int path_len)
{
    struct span is_ca = {0}, len = {0};

    if (ca)
        is_ca = piece_bool(a, true);
    if (path_len >= 0)
        len = piece_int(a, path_len);
    return PIECE(a, DER_SEQUENCE, is_ca, len);
}

struct span extval_ku(struct arena *a, uint32_t flags)
{
    return piece_tlv(a, DER_BIT_STRING, piece_flags(a, flags));
}

/* The next of several identifiers; false after the last. */
static bool next_oid(struct arena *a, struct span *rest, struct span *out)
{
    size_t n = span_find(*rest, ' ');

    if (rest->n == 0)
        return false;
    *out = piece_oid_text(a, span_head(*rest, n));
    *rest = span_tail(*rest, n + 1);
    return true;
}

struct span extval_eku(struct arena *a, const char *oids)
{
    struct span rest = span_str(oids), out = {0}, oid;

    while (next_oid(a, &rest, &oid))
        out = PIECES(a, out, oid);
    return piece_tlv(a, DER_SEQUENCE, out);
}

struct span extval_ski(struct arena *a, struct span key_id)
{
    return piece_octets(a, key_id);
}

struct span extval_aki(struct arena *a, struct span key_id, struct span issuer, struct span serial)
{
    return PIECE(a, DER_SEQUENCE, piece_optional(a, DER_CTX(0), key_id),
                 piece_optional(a, DER_CTXC(1), issuer), piece_optional(a, DER_CTX(2), serial));
}

static struct span subtrees(struct arena *a, struct span bases)
{
    struct fail f = {0};
    struct der d = der_open(bases, &f);
    struct span out = {0};

    while (der_more(&d))
        out = PIECES(a, out, piece_tlv(a, DER_SEQUENCE, der_any(&d).raw));
    return out;
}

struct span extval_nc(struct arena *a, struct span permitted, struct span excluded)
{
    return PIECE(a, DER_SEQUENCE, piece_optional(a, DER_CTXC(0), subtrees(a, permitted)),
                 piece_optional(a, DER_CTXC(1), subtrees(a, excluded)));
}

struct span extval_cp(struct arena *a, const char *oids)
{
    struct span rest = span_str(oids), out = {0}, oid;

    while (next_oid(a, &rest, &oid))
        out = PIECES(a, out, PIECE(a, DER_SEQUENCE, oid));
    return piece_tlv(a, DER_SEQUENCE, out);
}

struct span extval_cp_cps(struct arena *a, const char *oid, const char *uri)
{
    struct span qualifier = PIECE(a, DER_SEQUENCE, piece_oid(a, oid_dotted(OID_QT_CPS)),
                                  piece_str(a, DER_IA5_STRING, uri));

    return PIECE(a, DER_SEQUENCE,
                 PIECE(a, DER_SEQUENCE, piece_oid(a, oid), PIECE(a, DER_SEQUENCE, qualifier)));
}

struct span extval_pm(struct arena *a, const char *pairs)
{
    struct span rest = span_str(pairs), out = {0}, from, to;

    while (next_oid(a, &rest, &from) && next_oid(a, &rest, &to))
        out = PIECES(a, out, PIECE(a, DER_SEQUENCE, from, to));
    return piece_tlv(a, DER_SEQUENCE, out);
}

struct span extval_pc(struct arena *a, int require_explicit, int inhibit_mapping)
{
    struct span r = {0}, i = {0};

    if (require_explicit >= 0)
        r = piece_tlv(a, DER_CTX(0), piece_content(piece_int(a, require_explicit)));
    if (inhibit_mapping >= 0)
        i = piece_tlv(a, DER_CTX(1), piece_content(piece_int(a, inhibit_mapping)));
    return PIECE(a, DER_SEQUENCE, r, i);
}

struct span extval_iap(struct arena *a, int skip)
{
    return piece_int(a, skip);
}

struct span extval_aia(struct arena *a, const char *ocsp, const char *ca_issuers)
{
    struct span o = {0}, c = {0};

    if (ocsp != NULL)
        o = PIECE(a, DER_SEQUENCE, piece_oid(a, oid_dotted(OID_AD_OCSP)), named_uri(a, ocsp));
    if (ca_issuers != NULL)
        c = PIECE(a, DER_SEQUENCE, piece_oid(a, oid_dotted(OID_AD_CA_ISSUERS)),
                  named_uri(a, ca_issuers));
    return PIECE(a, DER_SEQUENCE, o, c);
}

struct span extval_tls_feature(struct arena *a, int feature)
{
    return PIECE(a, DER_SEQUENCE, piece_int(a, feature));
}

struct span extval_dp(struct arena *a, struct span names, uint32_t reasons, struct span crl_issuer)
{
    struct span point = {0}, r = {0};

    if (names.n > 0)
        point = PIECE(a, DER_CTXC(0), piece_tlv(a, DER_CTXC(0), names));
    if (reasons != 0)
        r = piece_tlv(a, DER_CTX(1), piece_flags(a, reasons));
    return PIECE(a, DER_SEQUENCE, point, r, piece_optional(a, DER_CTXC(2), crl_issuer));
}

struct span extval_idp(struct arena *a, struct extval_idp idp)
{
    struct span point = {0}, reasons = {0}, yes = SPAN_LIT("\xff"), no = {0};

    if (idp.names.n > 0)
        point = PIECE(a, DER_CTXC(0), piece_tlv(a, DER_CTXC(0), idp.names));
    else if (idp.relative.n > 0)
        point = PIECE(a, DER_CTXC(0), piece_tlv(a, DER_CTXC(1), idp.relative));
    if (idp.reasons != 0)
        reasons = piece_tlv(a, DER_CTX(3), piece_flags(a, idp.reasons));
    return PIECE(a, DER_SEQUENCE, point, piece_optional(a, DER_CTX(1), idp.only_user ? yes : no),
                 piece_optional(a, DER_CTX(2), idp.only_ca ? yes : no), reasons,
                 piece_optional(a, DER_CTX(4), idp.indirect ? yes : no),
                 piece_optional(a, DER_CTX(5), idp.only_attribute ? yes : no));
}
