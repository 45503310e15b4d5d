/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/certurl.h"

struct span certurl_value(const struct cert *cert, enum ext_id id)
{
    const struct cert_ext *x = &cert->ext[id];

    return x->present && x->err == ERR_OK ? x->val : (struct span){0};
}

bool certurl_next_access(struct span *it, enum oid method, struct span *uri)
{
    struct access access;

    while (it->n > 0 && access_next(it, &access)) {
        if (access.method == method && access.location.kind == GN_URI) {
            *uri = access.location.val;
            return true;
        }
    }
    return false;
}

struct span certurl_ocsp(const struct cert *cert)
{
    struct span it = certurl_value(cert, EXT_AIA), uri;

    return certurl_next_access(&it, OID_AD_OCSP, &uri) ? uri : (struct span){0};
}

/* The names are in the fullName, [0] GeneralNames, of its DistributionPointName. */
struct gnames certurl_point(const struct crl_dp *point)
{
    struct fail f = {0};
    struct der d = der_open(point->name, &f);
    struct span list = {0};

    if (!der_opt(&d, DER_CTXC(0), &list))
        list = (struct span){0};
    return gnames_open(list);
}

bool certurl_next_name(struct gnames *names, struct span *uri)
{
    struct gname n;

    while (gnames_next(names, &n)) {
        if (n.kind == GN_URI) {
            *uri = n.val;
            return true;
        }
    }
    return false;
}

struct span certurl_crl(const struct cert *cert)
{
    struct span it = certurl_value(cert, EXT_CRLDP), uri = {0};
    struct crl_dp dp;

    while (it.n > 0 && crl_dp_next(&it, &dp)) {
        struct gnames names = certurl_point(&dp);
        if (certurl_next_name(&names, &uri))
            return uri;
    }
    return (struct span){0};
}
