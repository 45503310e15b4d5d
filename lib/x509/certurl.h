/* SPDX-License-Identifier: GPL-3.0-or-later */
/* certurl: the URLs at which a certificate says that its status is published. */
#ifndef TB_LIB_X509_CERTURL_H
#define TB_LIB_X509_CERTURL_H

#include "lib/x509/cert.h"

/* certurl_ocsp is the first URI of an OCSP responder in AuthorityInfoAccess (RFC 5280 4.2.2.1),
 * certurl_crl the first URI in the CRL distribution points (4.2.1.13).  Empty if there is none. */
struct span certurl_ocsp(const struct cert *cert);
struct span certurl_crl(const struct cert *cert);

#endif
