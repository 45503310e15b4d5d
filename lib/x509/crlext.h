/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crlext: the extensions of CRLs (RFC 5280 5.2) and of their entries (5.3). */
#ifndef TB_LIB_X509_CRLEXT_H
#define TB_LIB_X509_CRLEXT_H

#include "lib/x509/crl.h"

/* crl_defect notes a rule that c breaks; OK is none. */
void crl_defect(struct crl *crl, struct fail fail);

/* crlext_parse decodes c->extensions into c; what is wrong becomes a defect. */
void crlext_parse(struct crl *crl);

/*
 * crlext_entry decodes the extensions of one entry into out->reason and out->issuer, which it
 * leaves alone where they are absent.  *critical is set where there is a critical one that is not
 * understood.
 */
void crlext_entry(struct crl_entry *out, bool *critical, struct span extensions, struct fail *fail);

#endif
