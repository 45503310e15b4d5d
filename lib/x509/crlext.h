/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crlext: the extensions of CRLs (RFC 5280 5.2) and of their entries (5.3). */
#ifndef TB_LIB_X509_CRLEXT_H
#define TB_LIB_X509_CRLEXT_H

#include "lib/x509/crl.h"

/* crl_defect notes a rule that the CRL breaks; OK is none. */
void crl_defect(struct crl *crl, struct fail fail);

/* crlext_parse decodes crl->extensions into crl; errors become defects. */
void crlext_parse(struct crl *crl);

/*
 * crlext_entry decodes the extensions of one entry into out->reason and out->issuer; an absent one
 * leaves its member alone.  It sets *critical if there is a critical one that we do not understand.
 * *fail gets the first error.
 */
void crlext_entry(struct crl_entry *out, bool *critical, struct span extensions, struct fail *fail);

#endif
