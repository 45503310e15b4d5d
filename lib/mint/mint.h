/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mint: makes certificates and CRLs, correct or deliberately wrong.
 *
 * A spec has the fields of a certificate; a field that should be wrong can be given as raw bytes.
 * All spans and results live in the caller's arena (lib/mint/piece.h).
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
    bool full;       /* the list overflowed: making the field fails with LIMIT */
    struct span raw; /* not empty: the whole field, its [n] tag included, instead of the list */
};

/* mint_set replaces the extension with this OID in its place, or appends it. */
void mint_set(struct mint_exts *exts, const char *oid, bool critical, struct span value);
/* mint_add appends it, even if there is one already. */
void mint_add(struct mint_exts *exts, const char *oid, bool critical, struct span value);
/* mint_drop removes it; false if there is none. */
bool mint_drop(struct mint_exts *exts, const char *oid);
struct mint_ext *mint_get(struct mint_exts *exts, const char *oid); /* NULL if there is none */

/* mint_exts encodes Extensions, the SEQUENCE; empty if there are none. */
struct span mint_exts(struct arena *arena, const struct mint_exts *exts);

/* mint_field is the optional field [tag] with the extensions, or what stands in its place. */
struct span mint_field(struct arena *arena, unsigned tag, const struct mint_exts *exts);

/* mint_either is the bytes given on purpose, or the regular ones. */
static inline struct span mint_either(struct span raw, struct span made)
{
    return raw.n > 0 ? raw : made;
}

/* An empty span means the value that follows from the other fields. */
struct mint_spec {
    int version;                 /* 1: the field is left out; others are encoded minus one */
    struct span serial;          /* INTEGER content */
    struct span issuer, subject; /* Names, whole TLVs */
    int64_t not_before, not_after;
    struct span spki; /* the subject's key, a whole TLV */
    struct signer signer;
    struct span issuer_uid, subject_uid; /* bytes */
    struct mint_exts exts;

    /* Whole TLVs in place of the regular fields. */
    struct span version_raw, serial_raw, inner_alg, outer_alg, validity, not_before_raw;
    struct span not_after_raw, tbs, signature_raw /* the BIT STRING */;
    bool corrupt;         /* a bit of the signature is flipped */
    struct span trailing; /* bytes at the end of tbsCertificate */
};

/* mint_cert makes and signs a certificate; *out is its DER.  Errors: those of the arena and of the
 * signer. */
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

/* mint_entry makes an entry; reason -1: no reasonCode. */
struct mint_entry mint_entry(struct arena *arena, struct span serial, int64_t date, int reason);

/* mint_crl makes and signs a CRL; *out is its DER.  Errors: those of the arena and of the
 * signer. */
enum err mint_crl(struct arena *arena, struct span *out, const struct mint_crl *crl) MUST_CHECK;

/* The frame of everything that is signed: SEQUENCE { body, alg, BIT STRING }. */
struct mint_frame {
    struct span body, alg; /* alg empty: the signer's */
    struct span signature; /* the whole BIT STRING; empty: made by the signer */
    bool corrupt;
};
/* mint_signed makes a signed object from its frame.  Errors: those of the arena and of the
 * signer. */
enum err mint_signed(struct arena *arena, struct span *out, const struct mint_frame *frame,
                     const struct signer *signer) MUST_CHECK;

/* mint_key_id is the SHA-1 of the bits of a public key (RFC 5280 4.2.1.2 (1)). */
struct span mint_key_id(struct arena *arena, struct span spki);

#endif
