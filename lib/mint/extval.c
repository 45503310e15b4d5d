/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/mint/extval.h"

#include "lib/asn1/oid.h"
#include "lib/mint/named.h"

struct span extval_bc(struct arena *arena, bool ca, int path_len)
{
    struct span is_ca = {0}, len = {0};

    if (ca)
        is_ca = piece_bool(arena, true);
    if (path_len >= 0)
        len = piece_int(arena, path_len);
    return PIECE(arena, DER_SEQUENCE, is_ca, len);
}

struct span extval_ku(struct arena *arena, uint32_t flags)
{
    return piece_tlv(arena, DER_BIT_STRING, piece_flags(arena, flags));
}

/* The next OID of a list, encoded; false after the last. */
static bool next_oid(struct arena *arena, struct span *rest, struct span *out)
{
    size_t n = span_find(*rest, ' ');

    if (rest->n == 0)
        return false;
    *out = piece_oid_text(arena, span_head(*rest, n));
    *rest = span_tail(*rest, n + 1);
    return true;
}

struct span extval_eku(struct arena *arena, const char *oids)
{
    struct span rest = span_str(oids), out = {0}, oid;

    while (next_oid(arena, &rest, &oid))
        out = PIECES(arena, out, oid);
    return piece_tlv(arena, DER_SEQUENCE, out);
}

struct span extval_ski(struct arena *arena, struct span key_id)
{
    return piece_octets(arena, key_id);
}

struct span extval_aki(struct arena *arena, struct span key_id, struct span issuer,
                       struct span serial)
{
    return PIECE(arena, DER_SEQUENCE, piece_optional(arena, DER_CTX(0), key_id),
                 piece_optional(arena, DER_CTXC(1), issuer),
                 piece_optional(arena, DER_CTX(2), serial));
}

/* Wraps each base into a GeneralSubtree with the default bounds. */
static struct span subtrees(struct arena *arena, struct span bases)
{
    struct fail f = {0};
    struct der d = der_open(bases, &f);
    struct span out = {0};

    while (der_more(&d))
        out = PIECES(arena, out, piece_tlv(arena, DER_SEQUENCE, der_any(&d).raw));
    return out;
}

struct span extval_nc(struct arena *arena, struct span permitted, struct span excluded)
{
    return PIECE(arena, DER_SEQUENCE,
                 piece_optional(arena, DER_CTXC(0), subtrees(arena, permitted)),
                 piece_optional(arena, DER_CTXC(1), subtrees(arena, excluded)));
}

struct span extval_cp(struct arena *arena, const char *oids)
{
    struct span rest = span_str(oids), out = {0}, oid;

    while (next_oid(arena, &rest, &oid))
        out = PIECES(arena, out, PIECE(arena, DER_SEQUENCE, oid));
    return piece_tlv(arena, DER_SEQUENCE, out);
}

struct span extval_cp_cps(struct arena *arena, const char *oid, const char *uri)
{
    struct span qualifier = PIECE(arena, DER_SEQUENCE, piece_oid(arena, oid_dotted(OID_QT_CPS)),
                                  piece_str(arena, DER_IA5_STRING, uri));

    return PIECE(
        arena, DER_SEQUENCE,
        PIECE(arena, DER_SEQUENCE, piece_oid(arena, oid), PIECE(arena, DER_SEQUENCE, qualifier)));
}

struct span extval_pm(struct arena *arena, const char *pairs)
{
    struct span rest = span_str(pairs), out = {0}, from, to;

    while (next_oid(arena, &rest, &from) && next_oid(arena, &rest, &to))
        out = PIECES(arena, out, PIECE(arena, DER_SEQUENCE, from, to));
    return piece_tlv(arena, DER_SEQUENCE, out);
}

struct span extval_pc(struct arena *arena, int require_explicit, int inhibit_mapping)
{
    struct span r = {0}, i = {0};

    if (require_explicit >= 0)
        r = piece_tlv(arena, DER_CTX(0), piece_content(piece_int(arena, require_explicit)));
    if (inhibit_mapping >= 0)
        i = piece_tlv(arena, DER_CTX(1), piece_content(piece_int(arena, inhibit_mapping)));
    return PIECE(arena, DER_SEQUENCE, r, i);
}

struct span extval_iap(struct arena *arena, int skip)
{
    return piece_int(arena, skip);
}

struct span extval_aia(struct arena *arena, const char *ocsp, const char *ca_issuers)
{
    struct span o = {0}, c = {0};

    if (ocsp != NULL)
        o = PIECE(arena, DER_SEQUENCE, piece_oid(arena, oid_dotted(OID_AD_OCSP)),
                  named_uri(arena, ocsp));
    if (ca_issuers != NULL)
        c = PIECE(arena, DER_SEQUENCE, piece_oid(arena, oid_dotted(OID_AD_CA_ISSUERS)),
                  named_uri(arena, ca_issuers));
    return PIECE(arena, DER_SEQUENCE, o, c);
}

struct span extval_tls_feature(struct arena *arena, int feature)
{
    return PIECE(arena, DER_SEQUENCE, piece_int(arena, feature));
}

struct span extval_dp(struct arena *arena, struct span names, uint32_t reasons,
                      struct span crl_issuer)
{
    struct span point = {0}, r = {0};

    if (names.n > 0)
        point = PIECE(arena, DER_CTXC(0), piece_tlv(arena, DER_CTXC(0), names));
    if (reasons != 0)
        r = piece_tlv(arena, DER_CTX(1), piece_flags(arena, reasons));
    return PIECE(arena, DER_SEQUENCE, point, r, piece_optional(arena, DER_CTXC(2), crl_issuer));
}

struct span extval_idp(struct arena *arena, struct extval_idp idp)
{
    struct span point = {0}, reasons = {0}, yes = SPAN_LIT("\xff"), no = {0};

    /* distributionPoint is a CHOICE, so [0] is explicit: in it are fullName [0] or
     * nameRelativeToCRLIssuer [1]. */
    if (idp.names.n > 0)
        point = PIECE(arena, DER_CTXC(0), piece_tlv(arena, DER_CTXC(0), idp.names));
    else if (idp.relative.n > 0)
        point = PIECE(arena, DER_CTXC(0), piece_tlv(arena, DER_CTXC(1), idp.relative));
    if (idp.reasons != 0)
        reasons = piece_tlv(arena, DER_CTX(3), piece_flags(arena, idp.reasons));
    return PIECE(arena, DER_SEQUENCE, point,
                 piece_optional(arena, DER_CTX(1), idp.only_user ? yes : no),
                 piece_optional(arena, DER_CTX(2), idp.only_ca ? yes : no), reasons,
                 piece_optional(arena, DER_CTX(4), idp.indirect ? yes : no),
                 piece_optional(arena, DER_CTX(5), idp.only_attribute ? yes : no));
}
