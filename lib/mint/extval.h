/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extval: the values of extensions (RFC 5280 4.2 and 5.2), written as text and numbers.
 *
 * Lists of OIDs are dotted and separated by blanks.  A name is written "C=US,O=Example,CN=Root";
 * no value may hold a comma.  All pieces live in the arena.
 */
#ifndef TB_LIB_MINT_EXTVAL_H
#define TB_LIB_MINT_EXTVAL_H

#include "lib/mint/piece.h"

/* extval_bc: path_len -1 leaves it out. */
struct span extval_bc(struct arena *a, bool ca, int path_len);
struct span extval_ku(struct arena *a, uint32_t flags);
struct span extval_eku(struct arena *a, const char *oids);
struct span extval_ski(struct arena *a, struct span key_id);

/* extval_aki: empty parts are left out; issuer is content of GeneralNames, serial of an INTEGER. */
struct span extval_aki(struct arena *a, struct span key_id, struct span issuer, struct span serial);

/* extval_nc: the subtrees' bases, GeneralNames behind each other; an empty row is left out. */
struct span extval_nc(struct arena *a, struct span permitted, struct span excluded);

/* extval_cp: policies without qualifiers; extval_pm: pairs "issuer subject issuer subject". */
struct span extval_cp(struct arena *a, const char *oids);
struct span extval_cp_cps(struct arena *a, const char *oid, const char *uri);
struct span extval_pm(struct arena *a, const char *pairs);

/* extval_pc: -1 leaves a part out. */
struct span extval_pc(struct arena *a, int require_explicit, int inhibit_mapping);
struct span extval_iap(struct arena *a, int skip);
struct span extval_aia(struct arena *a, const char *ocsp,
                       const char *ca_issuers); /* NULL: left out */
struct span extval_tls_feature(struct arena *a, int feature);

/* extval_dp is one DistributionPoint: names is content of GeneralNames for fullName, reasons 0 and
 * empty spans are left out.  EXTVAL_CRLDP(a, dp, …) is the extension (also of freshestCRL). */
struct span extval_dp(struct arena *a, struct span names, uint32_t reasons, struct span crl_issuer);
#define EXTVAL_CRLDP(a, ...) PIECE((a), DER_SEQUENCE, __VA_ARGS__)

/* issuingDistributionPoint (5.2.5). */
struct extval_idp {
    struct span names;    /* content of GeneralNames for fullName */
    struct span relative; /* or content of nameRelativeToCRLIssuer: AttributeTypeAndValues */
    bool only_user, only_ca, only_attribute, indirect;
    uint32_t reasons;
};
struct span extval_idp(struct arena *a, struct extval_idp idp);

#endif
