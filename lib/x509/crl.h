/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl: certificate revocation lists (RFC 5280 5) as spans into their DER, which must outlive the
 * struct.
 *
 * Entries are not indexed: crl_find walks them, so a list of a million entries costs a walk and no
 * memory.
 */
#ifndef TB_LIB_X509_CRL_H
#define TB_LIB_X509_CRL_H

#include "lib/x509/cert.h"

/* reasonFlags of distribution points (4.2.1.13): bit 0 is unused. */
enum { CRL_ALL_REASONS = 0x1fe };

struct crl_idp { /* issuingDistributionPoint (5.2.5) */
    bool present;
    struct span name; /* content of [0], a DistributionPointName; or empty */
    bool only_user, only_ca, only_attribute, indirect;
    uint32_t only_reasons; /* 0 if absent: all */
};

struct crl {
    struct span der, tbs;
    struct span inner_alg, outer_alg, signature;
    struct sigalg sigalg;
    struct span issuer;
    struct name_id issuer_id;          /* equal for equal names */
    int64_t this_update, next_update;  /* seconds; next_update: INT64_MIN if absent */
    bool has_this_update, next_unread; /* readable; present but not readable */
    unsigned version;                  /* 1 or 2 */
    struct span entries;               /* content of revokedCertificates, or empty */
    struct span extensions;            /* content of the SEQUENCE OF Extension, or empty */
    struct aki aki;
    struct span number, base_number; /* cRLNumber, deltaCRLIndicator: INTEGER content or empty */
    struct crl_idp idp;
    struct span freshest;  /* freshestCRL value, or empty */
    bool unknown_critical; /* a critical extension, of CRL or entry, is not understood */
    struct fail defects[CERT_DEFECTS];
    unsigned num_defects;
    struct fail loose;  /* an error that does not prevent the use of the CRL; or OK */
    bool names_issuers; /* an entry has a certificateIssuer, which holds for those after it, too */
    uint32_t lasting; /* a number from 1 on that is this CRL's in all judgements that share a known;
                         * 0: it may be gone after one */
};

/* crl_parse reads one CertificateList that fills der, with all its entries.  As with cert_parse
 * only the frame makes it fail; other errors are defects. */
enum err crl_parse(struct crl *out, struct span der, struct fail *fail) MUST_CHECK;

struct crl_entry {
    struct span serial;
    int64_t date;
    bool has_date;      /* date is readable */
    bool issuer_unread; /* an unreadable certificateIssuer: the issuer is unknown */
    int reason;         /* CRLReason; CRL_NO_REASON, CRL_UNREAD_REASON */
    struct span issuer; /* the issuer of the revoked certificate, a Name: the CRL's own, or the
                         * one of the last certificateIssuer extension (5.3.3) */
};

/* crl_next walks the entries in order: *it starts zeroed.  False at the end. */
struct crl_iter {
    bool started, issuer_unread;
    struct span rest, issuer;
};
bool crl_next(struct crl_iter *it, const struct crl *crl, struct crl_entry *out);

/*
 * crl_find looks for a certificate by serial and issuer.  RFC 5280 5.3 does not allow several
 * entries for a certificate; if there are, a final revocation wins over a hold, and that over a
 * removal.  The issuers of entries with this serial number must be prepared for comparison: *work
 * pays 1 for each eight bytes; LIMIT if it is used up.  *out is set only if *found.
 */
enum err crl_find(bool *found, struct crl_entry *out, const struct crl *crl,
                  const struct cert *cert, uint64_t *work) MUST_CHECK;

/* The values of CRLReason (5.3.1) that the algorithms handle. */
enum { CRL_UNREAD_REASON = -2, CRL_NO_REASON = -1, CRL_HOLD = 6, CRL_REMOVE = 8 };

/* crl_number_cmp compares cRLNumbers (5.2.3), given as INTEGER content that is not negative and in
 * its shortest form; an absent one is lower than any. */
int crl_number_cmp(struct span a, struct span b);

/* "keyCompromise" and so on; NULL if there is no such reason. */
const char *crl_reason_name(int reason);

/* One DistributionPoint of a cRLDistributionPoints value (4.2.1.13).  *it starts as the value;
 * false at the end or at an error. */
struct crl_dp {
    struct span name;   /* content of [0], a DistributionPointName; or empty */
    bool some_reasons;  /* the field is present */
    uint32_t reasons;   /* CRL_ALL_REASONS if absent; may be 0 if present */
    struct span issuer; /* cRLIssuer: GeneralNames content, or empty */
};
bool crl_dp_next(struct span *it, struct crl_dp *out);

#endif
