/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence: what the status of certificates is judged from besides CRLs, and what each piece of it
 * has answered.
 *
 * An answer is kept for each certificate and each source that was asked, apart from the verdict: a
 * view shows them as a table, and they are `revocation` and `scts` in JSON.
 */
#ifndef TB_LIB_PATH_EVIDENCE_H
#define TB_LIB_PATH_EVIDENCE_H

#include "lib/x509/crl.h"

/* Where a piece of evidence came from. */
enum evidence_source {
    EVIDENCE_CERT,    /* the certificate itself (its SCTs, its short life) */
    EVIDENCE_FILE,    /* --ocsp, --crl, --crlite */
    EVIDENCE_STAPLE,  /* the handshake: a stapled OCSP response, the SCT extension */
    EVIDENCE_OCSP,    /* an OCSP response (its SCTs) */
    EVIDENCE_FETCHED, /* an URL of the certificate */
    EVIDENCE_CACHE,   /* the same, fetched by an earlier run */
    EVIDENCE_SOURCE_COUNT
};

/* An OCSPResponse (RFC 6960 4.2.1) that was given, stapled or fetched; borrowed. */
struct ocsp_evidence {
    struct span der;
    enum evidence_source source;
    const char *origin;        /* file or URL; NULL: none */
    int64_t age;               /* CACHE: seconds since it was fetched */
    const struct cert *target; /* a staple is for one certificate (RFC 9846 4.5.1.1) and a fetched
                                * one was asked for one; NULL: for whichever it names */
    struct span nonce;         /* that our request had (RFC 9654); empty: none */
};

/* A source that could not be had: soft tells an outage from a revocation by it. */
struct evidence_outage {
    const struct cert *target; /* whose status was wanted */
    bool is_ocsp;              /* else a CRL */
    const char *url;
    enum err err;     /* FETCH_*, NET_*, … */
    struct span text; /* one line for people */
};

/* A CRL that was fetched: those of --crl are in judge_input. */
struct crl_evidence {
    const struct crl *crl;
    enum evidence_source source; /* FETCHED or CACHE */
    const char *origin;          /* the URL */
    int64_t age;                 /* CACHE: seconds since it was fetched */
};

/* All evidence that came with one chain, or was fetched for it; what options name is in
 * judge_input. */
struct evidence {
    const struct ocsp_evidence *ocsp;
    size_t num_ocsp;
    const struct crl_evidence *crls;
    size_t num_crls;
    const struct evidence_outage *outages;
    size_t num_outages;
    struct span tls_scts; /* SignedCertificateTimestampList of the TLS extension; or empty */
    bool asked_staple;    /* the chain came in a handshake that asked for a staple: it is known
                           * whether there was one */
};

enum rev_mechanism { REV_OCSP, REV_CRL, REV_CRLITE, REV_SHORT_LIVED, REV_MECHANISM_COUNT };

enum rev_status {
    REV_STATUS_GOOD,
    REV_STATUS_REVOKED,
    REV_STATUS_UNKNOWN,      /* the responder does not know the certificate */
    REV_STATUS_STALE,        /* the answer is past its nextUpdate, or not valid yet */
    REV_STATUS_UNUSABLE,     /* it breaks a rule, or its signer is not entitled; see err */
    REV_STATUS_UNREACHABLE,  /* its source could not be had; see err */
    REV_STATUS_NOT_ASKED,    /* the certificate names this source, and nobody asked */
    REV_STATUS_NOT_COVERED,  /* CRLite: its logs or times are outside of the filter */
    REV_STATUS_NOT_ENROLLED, /* CRLite: the issuer is not in the filter */
    REV_STATUS_NOT_NEEDED,   /* a short-lived certificate (BR 1.6.1) */
    REV_STATUS_COUNT
};
/* "good", "revoked", … "not-needed": the values of JSON. */
extern const char rev_status_names[REV_STATUS_COUNT][16];
/* "ocsp", "crl", … and "certificate", "file", …: likewise. */
extern const char rev_mechanism_names[REV_MECHANISM_COUNT][16];
extern const char evidence_source_names[EVIDENCE_SOURCE_COUNT][16];

/* What one source says about one certificate of the accepted (or most helpful) path. */
struct rev_answer {
    int cert; /* index into the path: 0 is the leaf */
    enum rev_mechanism mechanism;
    enum evidence_source source;
    const char *origin; /* file or URL; NULL: none */
    int64_t age;        /* CACHE: seconds since it was fetched */
    enum rev_status status;
    int64_t this_update, next_update; /* seconds since 1970; INT64_MIN: none */
    int64_t revoked_at;               /* REVOKED; INT64_MIN: not readable */
    int reason;                       /* CRLReason; CRL_NO_REASON, CRL_UNREAD_REASON */
    enum err err;                     /* why UNUSABLE or UNREACHABLE, or OK */
    const char *also; /* CRL: the URL of the complete one of a delta, or of the delta; NULL: none */
    int64_t also_until; /* its nextUpdate */
    struct span detail; /* more for people (the text of an outage), or empty */
};

/* What one SCT is worth (RFC 6962 3.2). */
enum sct_status {
    SCT_STATUS_VALID,       /* its signature is by the log, over this certificate */
    SCT_STATUS_INVALID,     /* its signature is not */
    SCT_STATUS_UNKNOWN_LOG, /* the log list has no such log */
    SCT_STATUS_NO_LIST,     /* no log list was given */
    SCT_STATUS_UNCHECKED,   /* the precertificate cannot be rebuilt: its issuer is not known */
    SCT_STATUS_MALFORMED,
    SCT_STATUS_FUTURE,   /* its time is later than the time of the verdict */
    SCT_STATUS_INTERVAL, /* its log does not take certificates that end when this one does */
    SCT_STATUS_COUNT
};
extern const char sct_status_names[SCT_STATUS_COUNT][16]; /* "valid", "invalid" … */

/* What the tiles of a log say about the place that an SCT names (static-ct-api). */
enum sct_inclusion {
    INCLUSION_NOT_CHECKED,
    INCLUSION_PROVEN,  /* by tiles */
    INCLUSION_WRONG,   /* the log has another leaf there, or no leaf though it had to */
    INCLUSION_UNKNOWN, /* tiles are missing, damaged, or of too small a tree */
    INCLUSION_COUNT
};
extern const char sct_inclusion_names[INCLUSION_COUNT][16]; /* "not-checked", "proven" … */

struct sct_answer {
    struct span log_id;             /* 32 bytes */
    struct span log, operator_name; /* of the log list, UTF-8 as written there; or empty */
    struct span state;              /* "usable", "readonly", "retired" …; or empty */
    enum evidence_source source;    /* CERT, STAPLE or OCSP */
    int64_t timestamp_ms;
    int64_t leaf_index; /* static-ct-api: in the extensions; -1: none */
    enum sct_status status;
    enum sct_inclusion inclusion;
    enum err err;
};

#endif
