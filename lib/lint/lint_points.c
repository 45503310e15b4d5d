/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of pointers to other places, of key identifiers, name constraints and SCTs. */
#include "config.h"

#include "lib/lint/lint_check.h"
#include "lib/x509/certext.h"
#include "lib/x509/crl.h"

/* --- distribution points (RFC 5280 4.2.1.13) ---------------------------------------------- */

typedef bool point_check(const struct crl_dp *point);

/* Also of points that break the rule of having a name or an issuer. */
static bool any_point(const struct cert *cert, point_check *is_bad)
{
    struct span it = cert->ext[EXT_CRLDP].val;
    struct crl_dp point = {0};

    while (crl_dp_next(&it, &point)) {
        if (is_bad(&point))
            return true;
    }
    return point.some_reasons && is_bad(&point);
}

static bool has_reasons_only(const struct crl_dp *point)
{
    return point->some_reasons && point->name.n == 0 && point->issuer.n == 0;
}

bool point_reasons_only(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_point(cert, has_reasons_only);
}

/* The names of a point are the content of [0] in its DistributionPointName. */
static struct gnames names_of(const struct crl_dp *point)
{
    struct fail f = {0};
    struct der d = der_open(point->name, &f);
    struct span names = {0};

    (void)der_opt(&d, DER_CTXC(0), &names);
    return gnames_open(names);
}

static bool is_scheme(struct span uri, const char *scheme)
{
    struct span s = span_str(scheme);

    return uri.n > s.n && span_ieq(span_head(uri, s.n), s);
}

static bool is_http(struct span uri)
{
    return is_scheme(uri, "http://");
}

/* RFC 5280 4.2.1.13: a DistributionPointName should include an LDAP or HTTP URI. */
static bool has_no_uri(const struct crl_dp *point)
{
    struct gnames it = names_of(point);
    struct gname name;

    while (gnames_next(&it, &name)) {
        if (name.kind == GN_URI && (is_http(name.val) || is_scheme(name.val, "https://") ||
                                    is_scheme(name.val, "ldap://")))
            return false;
    }
    return point->name.n > 0;
}

bool point_no_uri(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_point(cert, has_no_uri);
}

static bool has_issuer(const struct crl_dp *point)
{
    return point->issuer.n > 0;
}

bool point_crl_issuer(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_point(cert, has_issuer);
}

static bool has_other_than_http(const struct crl_dp *point)
{
    struct gnames it = names_of(point);
    struct gname name;

    while (gnames_next(&it, &name)) {
        if (name.kind != GN_URI || !is_http(name.val))
            return true;
    }
    return false;
}

bool point_not_http(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_point(cert, has_other_than_http);
}

/* --- authorityInfoAccess (RFC 5280 4.2.2.1) ----------------------------------------------- */

static bool names_method(const struct cert *cert, enum oid method)
{
    struct span it = cert->ext[EXT_AIA].val;
    struct access a;

    while (access_next(&it, &a)) {
        if (a.method == method)
            return true;
    }
    return false;
}

bool no_issuer_url(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return !names_method(cert, OID_AD_CA_ISSUERS);
}

bool no_ocsp_url(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return !names_method(cert, OID_AD_OCSP);
}

bool access_not_http(const struct cert *cert, const struct lint_terms *terms)
{
    struct span it = cert->ext[EXT_AIA].val;
    struct access a;

    while (access_next(&it, &a)) {
        if (a.method == (enum oid)terms->arg &&
            (a.location.kind != GN_URI || !is_http(a.location.val)))
            return true;
    }
    return false;
}

bool access_method(const struct cert *cert, const struct lint_terms *terms)
{
    struct span it = cert->ext[EXT_AIA].val;
    struct access a;

    (void)terms;
    while (access_next(&it, &a)) {
        if ((a.method != OID_AD_OCSP && a.method != OID_AD_CA_ISSUERS) || a.location.kind != GN_URI)
            return true;
    }
    return false;
}

/* Up to this number the places are compared with each other; beyond it nothing is said. */
enum { PLACES_MAX = 64 };

bool access_twice(const struct cert *cert, const struct lint_terms *terms)
{
    struct span it = cert->ext[EXT_AIA].val;
    struct access seen[PLACES_MAX];
    size_t num = 0;

    (void)terms;
    while (num < PLACES_MAX && access_next(&it, &seen[num])) {
        for (size_t i = 0; i < num; i++) {
            if (seen[i].method == seen[num].method &&
                span_ieq(seen[i].location.val, seen[num].location.val))
                return true;
        }
        num++;
    }
    return false;
}

/* --- key identifiers (RFC 5280 4.2.1.1) --------------------------------------------------- */

/* A self-signed certificate may leave it out. */
bool key_id_missing(const struct cert *cert, const struct lint_terms *terms)
{
    enum ext_state state = cert_ext_state(cert, EXT_AKI);

    (void)terms;
    return state != EXT_UNREADABLE && cert->aki.key_id.p == NULL &&
           !(state == EXT_ABSENT && cert->self_issued);
}

/* --- name constraints (RFC 5280 4.2.1.10) ------------------------------------------------- */

/* A GeneralSubtree. */
struct subtree {
    uint32_t kind;                /* GN_* */
    struct span minimum, maximum; /* INTEGER content; p NULL: absent */
};

typedef bool subtree_check(const struct subtree *tree, int arg);

static bool any_subtree(const struct cert *cert, subtree_check *is_bad, int arg)
{
    struct fail f = {0};
    struct der d = der_open(cert->ext[EXT_NC].val, &f), seq = der_enter(&d, DER_SEQUENCE), list;

    for (unsigned tag = 0; tag < 2; tag++) {
        if (!der_enter_opt(&seq, DER_CTXC(tag), &list))
            continue;
        while (der_more(&list)) {
            struct der in = der_enter(&list, DER_SEQUENCE);
            struct tlv base = der_any(&in);
            struct subtree tree = {.kind = base.tag & 0x1f};
            (void)der_opt(&in, DER_CTX(0), &tree.minimum);
            (void)der_opt(&in, DER_CTX(1), &tree.maximum);
            if (f.err == ERR_OK && is_bad(&tree, arg))
                return true;
        }
    }
    return false;
}

static bool has_minimum(const struct subtree *tree, int arg)
{
    (void)arg;
    return tree->minimum.n > 0 && !span_eq(tree->minimum, span_of("\0", 1));
}

bool constraint_minimum(const struct cert *cert, const struct lint_terms *terms)
{
    return any_subtree(cert, has_minimum, terms->arg);
}

static bool has_maximum(const struct subtree *tree, int arg)
{
    (void)arg;
    return tree->maximum.p != NULL;
}

bool constraint_maximum(const struct cert *cert, const struct lint_terms *terms)
{
    return any_subtree(cert, has_maximum, terms->arg);
}

static bool is_kind(const struct subtree *tree, int arg)
{
    return (int)tree->kind == arg;
}

bool constraint_kind(const struct cert *cert, const struct lint_terms *terms)
{
    return any_subtree(cert, is_kind, terms->arg);
}

/* Neither list has a subtree. */
static bool is_any_tree(const struct subtree *tree, int arg)
{
    (void)tree;
    (void)arg;
    return true;
}

bool constraint_empty(const struct cert *cert, const struct lint_terms *terms)
{
    return !any_subtree(cert, is_any_tree, terms->arg);
}

/* --- SCTs (RFC 6962 3.3) ------------------------------------------------------------------ */

/* The list within its OCTET STRING has a length of two octets, which is zero. */
bool sct_list_empty(const struct cert *cert, const struct lint_terms *terms)
{
    struct fail f = {0};
    struct der d = der_open(cert->ext[EXT_SCT_LIST].val, &f);
    struct span list = der_octets(&d);

    (void)terms;
    return f.err == ERR_OK && list.n >= 2 && list.p[0] == 0 && list.p[1] == 0;
}

bool precert_with_scts(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->ext[EXT_SCT_POISON].present;
}
