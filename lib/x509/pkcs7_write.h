/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pkcs7_write: a SignedData without signers, the usual file for a set of certificates and CRLs (RFC
 * 5652 5.1). */
#ifndef TB_LIB_X509_PKCS7_WRITE_H
#define TB_LIB_X509_PKCS7_WRITE_H

#include "lib/base/buf.h"

/* pkcs7_write appends the ContentInfo.  The two SETs are in the order of DER, so that the order of
 * the arrays is lost. */
enum err pkcs7_write(struct buf *out, const struct span *certs, size_t num_certs,
                     const struct span *crls, size_t num_crls) MUST_CHECK;

#endif
