/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fext: the values of extensions (RFC 5280 4.2 and 5.2), written as text and numbers.
 *
 * Lists of OIDs are dotted and separated by blanks.  A name is written "C=US,O=Example,CN=Root";
 * no value may hold a comma.  All pieces live in the arena.
 */
#ifndef TB_TESTS_FACTORY_FEXT_H
#define TB_TESTS_FACTORY_FEXT_H

#include "tests/factory/fd.h"

#define FC_OID_SKI "2.5.29.14"
#define FC_OID_KU "2.5.29.15"
#define FC_OID_SAN "2.5.29.17"
#define FC_OID_IAN "2.5.29.18"
#define FC_OID_BC "2.5.29.19"
#define FC_OID_CRL_NUMBER "2.5.29.20"
#define FC_OID_REASON "2.5.29.21"
#define FC_OID_INVALIDITY "2.5.29.24"
#define FC_OID_DELTA "2.5.29.27"
#define FC_OID_IDP "2.5.29.28"
#define FC_OID_CERT_ISSUER "2.5.29.29"
#define FC_OID_NC "2.5.29.30"
#define FC_OID_CRLDP "2.5.29.31"
#define FC_OID_CP "2.5.29.32"
#define FC_OID_PM "2.5.29.33"
#define FC_OID_AKI "2.5.29.35"
#define FC_OID_PC "2.5.29.36"
#define FC_OID_EKU "2.5.29.37"
#define FC_OID_FRESHEST "2.5.29.46"
#define FC_OID_IAP "2.5.29.54"
#define FC_OID_AIA "1.3.6.1.5.5.7.1.1"
#define FC_OID_TLS_FEATURE "1.3.6.1.5.5.7.1.24"

#define FC_EKU_ANY "2.5.29.37.0"
#define FC_EKU_SERVER "1.3.6.1.5.5.7.3.1"
#define FC_EKU_CLIENT "1.3.6.1.5.5.7.3.2"
#define FC_EKU_CODE "1.3.6.1.5.5.7.3.3"
#define FC_EKU_EMAIL "1.3.6.1.5.5.7.3.4"

/* fc_name is a Name: one attribute per RDN; C is a PrintableString, DC and emailAddress are
 * IA5Strings, all others UTF8Strings.  "" is the empty name. */
struct span fc_name(struct arena *a, const char *text);

/* fc_rdn is an RDN of one attribute with any string type. */
struct span fc_rdn(struct arena *a, const char *oid, unsigned tag, struct span value);

/* GeneralNames (4.2.1.6): each is a whole TLV. */
struct span fc_dns(struct arena *a, const char *text);
struct span fc_email(struct arena *a, const char *text);
struct span fc_uri(struct arena *a, const char *text);
struct span fc_ip(struct arena *a, const char *hex); /* also address and mask, for constraints */
struct span fc_dir(struct arena *a, struct span name);
struct span fc_rid(struct arena *a, const char *oid);
struct span fc_other(struct arena *a, const char *oid, struct span value);
struct span fc_x400(struct arena *a);
struct span fc_edi(struct arena *a, const char *party);

/* FC_NAMES is GeneralNames: FC_NAMES(a, fc_dns(a, "x"), …). */
#define FC_NAMES(a, ...) FD((a), DER_SEQUENCE, __VA_ARGS__)

/* fc_bc: path_len -1 leaves it out. */
struct span fc_bc(struct arena *a, bool ca, int path_len);
struct span fc_ku(struct arena *a, uint32_t flags);
struct span fc_eku(struct arena *a, const char *oids);
struct span fc_ski(struct arena *a, struct span key_id);

/* fc_aki: empty parts are left out; issuer is content of GeneralNames, serial of an INTEGER. */
struct span fc_aki(struct arena *a, struct span key_id, struct span issuer, struct span serial);

/* fc_nc: the subtrees' bases, GeneralNames behind each other; an empty row is left out. */
struct span fc_nc(struct arena *a, struct span permitted, struct span excluded);

/* fc_cp: policies without qualifiers; fc_pm: pairs "issuer subject issuer subject". */
struct span fc_cp(struct arena *a, const char *oids);
struct span fc_cp_cps(struct arena *a, const char *oid, const char *uri);
struct span fc_pm(struct arena *a, const char *pairs);

/* fc_pc: -1 leaves a part out. */
struct span fc_pc(struct arena *a, int require_explicit, int inhibit_mapping);
struct span fc_iap(struct arena *a, int skip);
struct span fc_aia(struct arena *a, const char *ocsp, const char *ca_issuers); /* NULL: left out */
struct span fc_tls_feature(struct arena *a, int feature);

/* fc_dp is one DistributionPoint: names is content of GeneralNames for fullName, reasons 0 and
 * empty spans are left out.  FC_CRLDP(a, dp, …) is the extension (also of freshestCRL). */
struct span fc_dp(struct arena *a, struct span names, uint32_t reasons, struct span crl_issuer);
#define FC_CRLDP(a, ...) FD((a), DER_SEQUENCE, __VA_ARGS__)

/* issuingDistributionPoint (5.2.5). */
struct fc_idp {
    struct span names;    /* content of GeneralNames for fullName */
    struct span relative; /* or content of nameRelativeToCRLIssuer: AttributeTypeAndValues */
    bool only_user, only_ca, only_attribute, indirect;
    uint32_t reasons;
};
struct span fc_idp(struct arena *a, struct fc_idp idp);

#endif
