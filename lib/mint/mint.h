/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mint: certificates and CRLs made to order, right or wrong.
 *
 * A spec holds what a certificate says; what may be wrong on purpose can be given as raw bytes in
 * place of the field.  All spans and the results live in the caller's arena (lib/mint/piece.h).
 */
#ifndef TB_LIB_MINT_MINT_H
#define TB_LIB_MINT_MINT_H

#include "lib/mint/extval.h"
#include "lib/mint/named.h"
#include "lib/mint/signer.h"

enum { MINT_EXTS = 24, MINT_ENTRIES = 16 };

struct mint_ext {
    const char *oid;
    bool critical;
    struct span value; /* the DER inside extnValue */
    struct span raw;   /* not empty: the whole Extension TLV instead */
};

struct mint_exts {
    struct mint_ext list[MINT_EXTS];
    size_t num;
    bool full;       /* there was no room: what it is made into fails with LIMIT */
    struct span raw; /* not empty: the whole field, its [n] tag included, instead of the list */
};

/* mint_set replaces the extension with this OID in its place, or adds it behind the others. */
void mint_set(struct mint_exts *exts, const char *oid, bool critical, struct span value);
/* mint_add adds it behind the others, even where there is one. */
void mint_add(struct mint_exts *exts, const char *oid, bool critical, struct span value);
/* mint_drop takes it out; false where there is none. */
bool mint_drop(struct mint_exts *exts, const char *oid);
struct mint_ext *mint_get(struct mint_exts *exts, const char *oid); /* NULL where there is none */

/* mint_exts is Extensions, the SEQUENCE; empty where there are none. */
struct span mint_exts(struct arena *arena, const struct mint_exts *exts);

/* Spans that are empty stand for what follows from the other fields. */
struct mint_spec {
    int version;                 /* 1: the field is left out; others are encoded minus one */
    struct span serial;          /* INTEGER content */
    struct span issuer, subject; /* Names, whole TLVs */
    int64_t not_before, not_after;
    struct span spki; /* the subject's key, a whole TLV */
    struct signer signer;
    struct span issuer_uid, subject_uid; /* bytes */
    struct mint_exts exts;

    /* Whole TLVs in place of what belongs there. */
    struct span version_raw, serial_raw, inner_alg, outer_alg, validity, not_before_raw;
    struct span not_after_raw, tbs, signature_raw /* the BIT STRING */;
    bool corrupt;         /* a bit of the signature is flipped */
    struct span trailing; /* bytes at the end of tbsCertificate */
};

/* mint_cert signs and gives the certificate's DER. */
enum err mint_cert(struct arena *arena, struct span *out, const struct mint_spec *spec) MUST_CHECK;

/* CRLs (RFC 5280 5.1). */
struct mint_entry {
    struct span serial; /* INTEGER content */
    int64_t date;
    struct mint_exts exts;
};

struct mint_crl {
    int version; /* 2; 1: the field is left out */
    struct span issuer;
    int64_t this_update, next_update; /* next_update INT64_MIN: left out */
    struct mint_entry entries[MINT_ENTRIES];
    size_t num_entries; /* 0: revokedCertificates is left out */
    struct mint_exts exts;
    struct signer signer;
    struct span inner_alg, outer_alg, this_raw, next_raw, entries_raw, tbs;
    bool corrupt;
};

/* mint_entry is one of them; reason -1: without a reasonCode. */
struct mint_entry mint_entry(struct arena *arena, struct span serial, int64_t date, int reason);

enum err mint_crl(struct arena *arena, struct span *out, const struct mint_crl *crl) MUST_CHECK;

/* The frame of all that is signed: SEQUENCE { body, alg, BIT STRING }. */
struct mint_frame {
    struct span body, alg; /* alg empty: the signer's */
    struct span signature; /* the whole BIT STRING; empty: it is made */
    bool corrupt;
};
enum err mint_signed(struct arena *arena, struct span *out, const struct mint_frame *frame,
                     const struct signer *signer) MUST_CHECK;

/* mint_key_id is the SHA-1 of the bits of a public key (RFC 5280 4.2.1.2 (1)). */
struct span mint_key_id(struct arena *arena, struct span spki);

#endif
