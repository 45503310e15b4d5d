/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/certurl.h"

#include "lib/x509/certext.h"
#include "lib/x509/crl.h"

/* The value of an extension that decodes; else empty. */
static struct span value_of(const struct cert *cert, enum ext_id id)
{
    const struct cert_ext *x = &cert->ext[id];

    return x->present && x->err == ERR_OK ? x->val : (struct span){0};
}

struct span certurl_ocsp(const struct cert *cert)
{
    struct span it = value_of(cert, EXT_AIA);
    struct access access;

    while (it.n > 0 && access_next(&it, &access)) {
        if (access.method == OID_AD_OCSP && access.location.kind == GN_URI)
            return access.location.val;
    }
    return (struct span){0};
}

/* The first URI of a DistributionPointName: in its fullName, [0] GeneralNames. */
static struct span uri_of(struct span name)
{
    struct fail f = {0};
    struct der d = der_open(name, &f);
    struct gname n;
    struct span list;

    if (!der_opt(&d, DER_CTXC(0), &list))
        return (struct span){0};
    struct gnames names = gnames_open(list);
    while (gnames_next(&names, &n)) {
        if (n.kind == GN_URI)
            return n.val;
    }
    return (struct span){0};
}

struct span certurl_crl(const struct cert *cert)
{
    struct span it = value_of(cert, EXT_CRLDP), uri = {0};
    struct crl_dp dp;

    while (uri.n == 0 && it.n > 0 && crl_dp_next(&it, &dp))
        uri = uri_of(dp.name);
    return uri;
}
