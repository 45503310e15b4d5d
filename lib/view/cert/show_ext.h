/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_ext: extensions of certificates, requests and CRLs, each spelled out. */
#ifndef TB_LIB_VIEW_CERT_SHOW_EXT_H
#define TB_LIB_VIEW_CERT_SHOW_EXT_H

#include "lib/view/text/tree_writer.h"
#include "lib/view/cert/elements.h"

/* show_exts walks the content of a SEQUENCE OF Extension. */
void show_exts(struct doc *d, struct span extensions);

/* show_next opens the object of the next item that is a SEQUENCE, which *one then reads; show_rest
 * closes it, with what is wrong with it.  Items that cannot be read stand between as such. */
bool show_next(struct doc *d, struct elements *list, struct der *one);
void show_rest(struct doc *d, struct elements *list, struct der *one);

/* show_oid is an OID, or "not readable". */
void show_oid(struct doc *d, const char *key, struct span content, bool is_read);

/* show_gnames is the content of a GeneralNames as a list. */
void show_gnames(struct doc *d, const char *key, struct span content);

/* show_idp is an issuingDistributionPoint, show_crldp a CRLDistributionPoints value. */
void show_idp(struct doc *d, struct span val, struct fail *fail);
void show_crldp(struct doc *d, struct span val, struct fail *fail);

/* show_policies, show_mappings: certificatePolicies and policyMappings. */
void show_policies(struct doc *d, struct span val, struct fail *fail);
void show_mappings(struct doc *d, struct span val, struct fail *fail);

/* show_scts is a SignedCertificateTimestampList (RFC 6962 3.3). */
void show_scts(struct doc *d, struct span val, struct fail *fail);

#endif
