/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mint_ocsp: makes OCSP responses (RFC 6960 4.2.1), correct or deliberately wrong, as
 * lib/mint/mint.h makes certificates.
 */
#ifndef TB_LIB_MINT_MINT_OCSP_H
#define TB_LIB_MINT_MINT_OCSP_H

#include "lib/crypto/digest.h"
#include "lib/mint/mint.h"

enum { MINT_SINGLES = 16, MINT_OCSP_CERTS = 16 };

enum mint_status { MINT_GOOD, MINT_REVOKED, MINT_UNKNOWN };

/* One SingleResponse. */
struct mint_single {
    struct span id; /* CertID, whole TLV */
    enum mint_status status;
    int64_t revoked_at;
    int reason; /* CRLReason; -1: left out */
    int64_t this_update;
    int64_t next_update;   /* INT64_MIN: left out */
    struct mint_exts exts; /* its raw is the whole [1] */

    /* Whole TLVs in place of the regular fields; next_raw includes its [0]. */
    struct span status_raw, this_raw, next_raw, raw /* of all */;
};

struct mint_ocsp {
    unsigned result;      /* responseStatus; other than 0: no responseBytes */
    const char *type;     /* responseType; NULL: id-pkix-ocsp-basic */
    int version;          /* 1: the field is left out; others are encoded minus one */
    struct span name;     /* responderID byName: a Name, whole TLV … */
    struct span key_hash; /* … or byKey: bytes */
    int64_t produced_at;
    struct mint_single singles[MINT_SINGLES];
    size_t num_singles;
    struct mint_exts exts; /* its raw is the whole [1] */
    struct span certs[MINT_OCSP_CERTS];
    size_t num_certs; /* 0: left out */
    struct signer signer;

    /* Whole TLVs in place of the regular fields. */
    struct span version_raw, responder_raw, produced_raw, singles_raw, certs_raw /* with [0] */;
    struct span tbs, alg, signature /* the BIT STRING */, bytes_raw /* with [0] */;
    bool corrupt; /* a bit of the signature is inverted */
};

/* mint_cert_id makes a CertID: digests of the issuer's Name and of the bits of its key. */
struct span mint_cert_id(struct arena *arena, enum digest digest, struct span issuer_name,
                         struct span issuer_spki, struct span serial);

/* mint_ocsp makes and signs a response; *out is its DER.  Errors: those of the arena and of the
 * signer. */
enum err mint_ocsp(struct arena *arena, struct span *out, const struct mint_ocsp *spec) MUST_CHECK;

/* mint_nonce is the value of the nonce extension (RFC 9654 2.1). */
static inline struct span mint_nonce(struct arena *arena, struct span nonce)
{
    return piece_octets(arena, nonce);
}

#endif
