/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extval: makes values of extensions (RFC 5280 4.2 and 5.2) from text and numbers.
 *
 * Lists of OIDs are dotted and separated by blanks.  All results live in the arena; errors stick to
 * it (lib/mint/piece.h).
 */
#ifndef TB_LIB_MINT_EXTVAL_H
#define TB_LIB_MINT_EXTVAL_H

#include "lib/mint/piece.h"

/* extval_bc: basicConstraints; path_len -1: absent. */
struct span extval_bc(struct arena *arena, bool ca, int path_len);
struct span extval_ku(struct arena *arena, uint32_t flags);
struct span extval_eku(struct arena *arena, const char *oids);
struct span extval_ski(struct arena *arena, struct span key_id);

/* extval_aki: empty parts are absent; issuer is the content of a GeneralNames, serial that of an
 * INTEGER. */
struct span extval_aki(struct arena *arena, struct span key_id, struct span issuer,
                       struct span serial);

/* extval_nc: each list is the bases of its subtrees, GeneralNames one after the other; an empty
 * list is absent. */
struct span extval_nc(struct arena *arena, struct span permitted, struct span excluded);

/* extval_cp: policies without qualifiers; extval_cp_cps: one policy with a CPS URI; extval_pm:
 * mappings as pairs, "issuer subject issuer subject". */
struct span extval_cp(struct arena *arena, const char *oids);
struct span extval_cp_cps(struct arena *arena, const char *oid, const char *uri);
struct span extval_pm(struct arena *arena, const char *pairs);

/* extval_pc: a part of -1 is absent. */
struct span extval_pc(struct arena *arena, int require_explicit, int inhibit_mapping);
struct span extval_iap(struct arena *arena, int skip);
struct span extval_aia(struct arena *arena, const char *ocsp,
                       const char *ca_issuers); /* NULL: absent */
struct span extval_tls_feature(struct arena *arena, int feature);

/* extval_dp makes one DistributionPoint: names is the content of GeneralNames for fullName; reasons
 * 0 and empty spans are absent.  EXTVAL_CRLDP(a, dp, …) is the extension (also of freshestCRL). */
struct span extval_dp(struct arena *arena, struct span names, uint32_t reasons,
                      struct span crl_issuer);
#define EXTVAL_CRLDP(a, ...) PIECE((a), DER_SEQUENCE, __VA_ARGS__)

/* issuingDistributionPoint (5.2.5). */
struct extval_idp {
    struct span names;    /* content of GeneralNames for fullName */
    struct span relative; /* or content of nameRelativeToCRLIssuer: AttributeTypeAndValues */
    bool only_user, only_ca, only_attribute, indirect;
    uint32_t reasons;
};
struct span extval_idp(struct arena *arena, struct extval_idp idp);

#endif
