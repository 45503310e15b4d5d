/* SPDX-License-Identifier: GPL-3.0-or-later */
/* certurl: the URLs at which a certificate says that its issuer and its status are published. */
#ifndef TB_LIB_X509_CERTURL_H
#define TB_LIB_X509_CERTURL_H

#include "lib/x509/certext.h"
#include "lib/x509/crl.h"

/* certurl_ocsp is the first URI of an OCSP responder in AuthorityInfoAccess (RFC 5280 4.2.2.1),
 * certurl_crl the first URI in the CRL distribution points (4.2.1.13).  Empty if there is none. */
struct span certurl_ocsp(const struct cert *cert);
struct span certurl_crl(const struct cert *cert);

/* certurl_value is the value of an extension that decodes; else empty. */
struct span certurl_value(const struct cert *cert, enum ext_id id);

/* certurl_next_access takes the next URI of an access method off *it, which starts as the value of
 * AuthorityInfoAccess; false at the end. */
bool certurl_next_access(struct span *it, enum oid method, struct span *uri);

/* certurl_point is the list of names of a distribution point; certurl_next_name takes the next URI
 * off it, false at the end. */
struct gnames certurl_point(const struct crl_dp *point);
bool certurl_next_name(struct gnames *names, struct span *uri);

#endif
