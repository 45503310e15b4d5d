/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_ext: extensions of certificates, requests and CRLs, each spelled out. */
#ifndef TB_LIB_VIEW_CERT_SHOW_EXT_H
#define TB_LIB_VIEW_CERT_SHOW_EXT_H

#include "lib/view/text/tree_writer.h"

/* show_exts shows the extensions.  `extensions` is the content of a SEQUENCE OF Extension. */
void show_exts(struct tree_writer *tree, struct span extensions);

/* show_idp shows an issuingDistributionPoint, show_crldp a CRLDistributionPoints value.  As with
 * the other functions here, val is the extension's value, and *fail receives the first error. */
void show_idp(struct tree_writer *tree, struct span val, struct fail *fail);
void show_crldp(struct tree_writer *tree, struct span val, struct fail *fail);

/* show_policies shows certificatePolicies, show_mappings policyMappings. */
void show_policies(struct tree_writer *tree, struct span val, struct fail *fail);
void show_mappings(struct tree_writer *tree, struct span val, struct fail *fail);

/* show_scts shows a SignedCertificateTimestampList (RFC 6962 3.3). */
void show_scts(struct tree_writer *tree, struct span val, struct fail *fail);

#endif
