/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl: certificate revocation lists (RFC 5280 5) as spans into their DER.
 *
 * Entries are not indexed: crl_find walks them, and a list of a million entries costs a walk and
 * no memory.
 */
#ifndef TB_LIB_X509_CRL_H
#define TB_LIB_X509_CRL_H

#include "lib/x509/cert.h"

/* reasonFlags of distribution points (4.2.1.13): bit 0 is unused. */
enum { CRL_ALL_REASONS = 0x1fe };

struct crl_idp { /* issuingDistributionPoint (5.2.5) */
    bool present;
    struct span name; /* DistributionPointName: content of [0], empty where absent */
    bool only_user, only_ca, only_attribute, indirect;
    uint32_t only_reasons; /* 0 where absent: all */
};

struct crl {
    struct span der, tbs;
    struct span inner_alg, outer_alg, signature;
    struct sigalg sigalg;
    struct span issuer;
    struct name_id issuer_id;         /* what equal names have in common */
    int64_t this_update, next_update; /* next_update: INT64_MIN where absent */
    bool has_this_update, next_unread; /* the one was read, the other is there and was not */
    unsigned version;                 /* 1 or 2 */
    struct span entries;              /* content of revokedCertificates, or empty */
    struct span extensions;           /* content of the SEQUENCE OF Extension, or empty */
    struct aki aki;
    struct span number, base_number; /* cRLNumber, deltaCRLIndicator: INTEGER content or empty */
    struct crl_idp idp;
    struct span freshest;  /* freshestCRL value, or empty */
    bool unknown_critical; /* an extension, or an entry's, that is not understood */
    struct fail defects[CERT_DEFECTS];
    unsigned num_defects;
    struct fail loose; /* wrong, and nothing that keeps the CRL from being used; or OK */
};

/* crl_parse reads one CertificateList that fills der, all its entries included. */
enum err crl_parse(struct crl *out, struct span der, struct fail *fail) MUST_CHECK;

struct crl_entry {
    struct span serial;
    int64_t date;
    bool has_date;      /* it was read */
    bool issuer_unread; /* there is a certificateIssuer: whose entry this is is not known */
    int reason;         /* CRLReason; CRL_NO_REASON, CRL_UNREAD_REASON */
    struct span issuer; /* the entry's certificate issuer, a Name: the CRL's own, or what
                                  the last certificateIssuer extension said (5.3.3) */
};

/* crl_next walks the entries in order: *it starts zeroed. */
struct crl_iter {
    bool started, issuer_unread;
    struct span rest, issuer;
};
bool crl_next(struct crl_iter *it, const struct crl *crl, struct crl_entry *out);

/*
 * crl_find looks for a certificate by serial and issuer.  Of several entries for it, which 5.3 does
 * not foresee, the one that revokes for ever goes before a hold, and that before a removal.
 * Issuers that entries of this serial number name are prepared for comparison: *work pays, one for
 * each eight bytes; LIMIT where it is used up.
 */
enum err crl_find(bool *found, struct crl_entry *out, const struct crl *crl,
                  const struct cert *cert, uint64_t *work) MUST_CHECK;

/* CRLReason (5.3.1) as far as the algorithms know it. */
enum { CRL_UNREAD_REASON = -2, CRL_NO_REASON = -1, CRL_HOLD = 6, CRL_REMOVE = 8 };

/* crl_number_cmp compares cRLNumbers (5.2.3), INTEGER content that is not negative and in its
 * shortest form; one that is absent comes before any. */
int crl_number_cmp(struct span a, struct span b);

/* "keyCompromise" and so on; NULL where there is no such reason. */
const char *crl_reason_name(int reason);

/* One DistributionPoint of a cRLDistributionPoints value (4.2.1.13); *it starts as the value. */
struct crl_dp {
    struct span name;   /* DistributionPointName: content of [0], empty where absent */
    bool some_reasons;  /* reasons is there */
    uint32_t reasons;   /* CRL_ALL_REASONS where absent; as many as none where it is there */
    struct span issuer; /* cRLIssuer: GeneralNames content, empty where absent */
};
bool crl_dp_next(struct span *it, struct crl_dp *out);

#endif
