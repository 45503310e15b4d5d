/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fext: names and the values of extensions: lib/mint/named.h and extval.h under the factory's
 * names.
 *
 * Lists of OIDs are dotted and separated by blanks.  A name is written "C=US,O=Example,CN=Root";
 * no value may hold a comma.  All pieces live in the arena.
 */
#ifndef TB_TESTS_FACTORY_FEXT_H
#define TB_TESTS_FACTORY_FEXT_H

#include "lib/mint/extval.h"
#include "lib/mint/named.h"
#include "tests/factory/fd.h"

#define FC_OID_SKI         "2.5.29.14"
#define FC_OID_KU          "2.5.29.15"
#define FC_OID_SAN         "2.5.29.17"
#define FC_OID_IAN         "2.5.29.18"
#define FC_OID_BC          "2.5.29.19"
#define FC_OID_CRL_NUMBER  "2.5.29.20"
#define FC_OID_REASON      "2.5.29.21"
#define FC_OID_INVALIDITY  "2.5.29.24"
#define FC_OID_DELTA       "2.5.29.27"
#define FC_OID_IDP         "2.5.29.28"
#define FC_OID_CERT_ISSUER "2.5.29.29"
#define FC_OID_NC          "2.5.29.30"
#define FC_OID_CRLDP       "2.5.29.31"
#define FC_OID_CP          "2.5.29.32"
#define FC_OID_PM          "2.5.29.33"
#define FC_OID_AKI         "2.5.29.35"
#define FC_OID_PC          "2.5.29.36"
#define FC_OID_EKU         "2.5.29.37"
#define FC_OID_FRESHEST    "2.5.29.46"
#define FC_OID_IAP         "2.5.29.54"
#define FC_OID_AIA         "1.3.6.1.5.5.7.1.1"
#define FC_OID_TLS_FEATURE "1.3.6.1.5.5.7.1.24"

#define FC_EKU_ANY    "2.5.29.37.0"
#define FC_EKU_SERVER "1.3.6.1.5.5.7.3.1"
#define FC_EKU_CLIENT "1.3.6.1.5.5.7.3.2"
#define FC_EKU_CODE   "1.3.6.1.5.5.7.3.3"
#define FC_EKU_EMAIL  "1.3.6.1.5.5.7.3.4"

/* fc_ip takes the bytes in hexadecimal. */
struct span fc_ip(struct arena *a, const char *hex);

#define fc_name  named_dn
#define fc_rdn   named_rdn
#define fc_dns   named_dns
#define fc_email named_email
#define fc_uri   named_uri
#define fc_dir   named_dir
#define fc_rid   named_rid
#define fc_other named_other
#define fc_x400  named_x400
#define fc_edi   named_edi
#define FC_NAMES NAMED_LIST

#define fc_bc          extval_bc
#define fc_ku          extval_ku
#define fc_eku         extval_eku
#define fc_ski         extval_ski
#define fc_aki         extval_aki
#define fc_nc          extval_nc
#define fc_cp          extval_cp
#define fc_cp_cps      extval_cp_cps
#define fc_pm          extval_pm
#define fc_pc          extval_pc
#define fc_iap         extval_iap
#define fc_aia         extval_aia
#define fc_tls_feature extval_tls_feature
#define fc_dp          extval_dp
#define fc_idp         extval_idp
#define FC_CRLDP       EXTVAL_CRLDP

#endif
