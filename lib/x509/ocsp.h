/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ocsp: OCSP responses (RFC 6960 4.2) as spans into their DER, which must outlive the struct, and
 * requests (4.1).
 *
 * As with certificates only the frame makes parsing fail; other errors are defects, so that a
 * person can still look at the response.  The list of SingleResponses is not indexed: ocsp_next
 * walks it, so a long one costs a walk and no memory.
 */
#ifndef TB_LIB_X509_OCSP_H
#define TB_LIB_X509_OCSP_H

#include "lib/x509/crl.h"

/* OCSPResponseStatus (4.2.1); 4 is not used. */
enum ocsp_result {
    OCSP_SUCCESSFUL = 0,
    OCSP_MALFORMED_REQUEST = 1,
    OCSP_INTERNAL_ERROR = 2,
    OCSP_TRY_LATER = 3,
    OCSP_SIG_REQUIRED = 5,
    OCSP_UNAUTHORIZED = 6,
};

struct ocsp_response {
    struct span der;
    unsigned result;  /* enum ocsp_result, or a number that RFC 6960 does not have */
    bool has_bytes;   /* responseBytes is there */
    struct span type; /* OID content of responseType, or empty */
    bool is_basic;    /* … which is id-pkix-ocsp-basic: only then is the rest read */
    struct span tbs;  /* ResponseData, whole TLV: what is signed */
    struct span alg, signature;
    struct sigalg sigalg;
    struct span name;       /* responderID byName: a Name, whole TLV; or empty */
    struct name_id name_id; /* of that name */
    struct span key_hash;   /* responderID byKey; or empty */
    int64_t produced_at;    /* seconds; unreadable: CAL_LAST */
    struct span singles;    /* content of responses, for ocsp_next */
    size_t num_singles;
    struct span certs;      /* content of the SEQUENCE OF Certificate, for ocsp_next_cert */
    struct span extensions; /* content of responseExtensions, or empty */
    struct span nonce;      /* bytes of the nonce (RFC 9654 2.1), or empty */
    bool unknown_critical;  /* a critical extension, of the response, is not understood */
    struct fail defect;     /* the first rule that it breaks beyond its frame, or OK */
};

/* ocsp_parse reads one OCSPResponse that fills der. */
enum err ocsp_parse(struct ocsp_response *out, struct span der, struct fail *fail) MUST_CHECK;

/* CertID (4.1.1). */
struct ocsp_cert_id {
    struct span hash;   /* OID content of hashAlgorithm */
    enum digest digest; /* NONE: not one of ours */
    struct span name_hash, key_hash;
    struct span serial; /* INTEGER content */
};

enum ocsp_cert_status { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };

struct ocsp_single {
    struct ocsp_cert_id id;
    enum ocsp_cert_status status;
    int64_t revoked_at;  /* REVOKED; INT64_MIN: not readable */
    int reason;          /* CRLReason; CRL_NO_REASON, CRL_UNREAD_REASON */
    int64_t this_update; /* unreadable: CAL_LAST */
    int64_t next_update; /* INT64_MIN: none, or not readable */
    bool has_next;
    struct span extensions; /* content of singleExtensions, or empty */
    struct span scts;       /* SignedCertificateTimestampList (RFC 6962 3.3), or empty */
    bool unknown_critical;
    struct fail defect; /* as in the response */
};

/* ocsp_next takes the next SingleResponse off *rest, which starts as singles; false at the end. */
bool ocsp_next(struct span *rest, struct ocsp_single *out);

/* ocsp_next_cert takes the next certificate's DER off *rest, which starts as certs. */
bool ocsp_next_cert(struct span *rest, struct span *der);

/* The names of OCSPResponseStatus and CertStatus ("tryLater", "good"); NULL if there is none. */
const char *ocsp_result_name(unsigned result);
const char *ocsp_status_name(enum ocsp_cert_status status);

/* The longest nonce (RFC 9654 2.1), and the length of ours. */
enum { OCSP_NONCE_MAX = 128, OCSP_NONCE = 32 };

/* ocsp_put_request appends an OCSPRequest about one certificate.  Its certID has SHA-1 digests,
 * which all responders know (RFC 9919 3.1.1).  An empty nonce is left out, as RFC 9919 3.1.1 wants
 * it where answers are made in advance. */
void ocsp_put_request(struct buf *out, const struct cert *cert, const struct cert *issuer,
                      struct span nonce);

#endif
