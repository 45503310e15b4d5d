/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * factory: certificates, CRLs and requests made to order, good ones by default.
 *
 * A spec is filled with defaults, changed where a test wants it, and then made:
 *
 *     struct fc_spec leaf = fc_leaf(a);
 *     leaf.not_after = FC_NOW - 1;
 *     struct span der = fc_cert(a, &leaf);
 *
 * The defaults are a chain root > intermediate > leaf of P-256 keys that every profile accepts at
 * FC_NOW for the host FC_HOST.  Everything lives in the arena and is the same in every run.
 */
#ifndef TB_TESTS_FACTORY_FACTORY_H
#define TB_TESTS_FACTORY_FACTORY_H

#include "lib/mint/mint.h"
#include "tests/factory/fext.h"
#include "tests/factory/fkey.h"

#define FC_NOW         INT64_C(1780272000) /* 2026-06-01T00:00:00Z */
#define FC_DAY         INT64_C(86400)
#define FC_HOST        "www.example.com"
#define FC_ROOT_NAME   "C=US,O=Example Trust,CN=Example Root"
#define FC_CA_NAME     "C=US,O=Example Trust,CN=Example Intermediate"
#define FC_LEAF_NAME   "CN=" FC_HOST
#define FC_UNKNOWN_OID "1.3.6.1.4.1.99999.7" /* an extension that nobody understands */

/* Extensions are those of lib/mint/mint.h; a list that is full, and a drop of what is not there,
 * abort. */
#define fc_ext  mint_ext
#define fc_exts mint_exts

void fc_set(struct fc_exts *e, const char *oid, bool critical, struct span value);
void fc_add(struct fc_exts *e, const char *oid, bool critical, struct span value);
void fc_drop(struct fc_exts *e, const char *oid);
struct fc_ext *fc_get(struct fc_exts *e, const char *oid); /* NULL where there is none */

/* Spans that are empty stand for what follows from the other fields. */
struct fc_spec {
    int version;                 /* 1: the field is left out; others are encoded minus one */
    struct span serial;          /* INTEGER content */
    struct span issuer, subject; /* Names, whole TLVs */
    int64_t not_before, not_after;
    enum fkey key;        /* the subject's */
    enum fkey issuer_key; /* signs */
    enum fsig sig;
    struct span issuer_uid, subject_uid; /* bytes */
    struct fc_exts exts;

    /* Whole TLVs in place of what belongs there. */
    struct span version_raw, serial_raw, inner_alg, outer_alg, validity, not_before_raw;
    struct span not_after_raw, spki, tbs, signature_raw /* the BIT STRING */;
    bool corrupt;         /* a bit of the signature is flipped */
    struct span trailing; /* bytes at the end of tbsCertificate */
};

/* The defaults.  fc_ca_under and fc_leaf_under are for longer chains: names and keys to choose. */
struct fc_spec fc_root(struct arena *a);         /* key FKEY_P256_A */
struct fc_spec fc_intermediate(struct arena *a); /* key FKEY_P256_B, signed by A */
struct fc_spec fc_leaf(struct arena *a);         /* key FKEY_P256_C, signed by B */
struct fc_spec fc_ca_under(struct arena *a, const char *subject, enum fkey key,
                           const struct fc_spec *issuer);
struct fc_spec fc_leaf_under(struct arena *a, const struct fc_spec *issuer);

/* fc_rekey and fc_reissue change a spec and the key identifiers that follow from it. */
void fc_rekey(struct arena *a, struct fc_spec *s, enum fkey key);
void fc_reissue(struct arena *a, struct fc_spec *s, const struct fc_spec *issuer);

/* fc_signer signs with a key of the factory. */
struct signer fc_signer(struct arena *a, enum fkey key, enum fsig sig);

/* fc_cert signs and returns the certificate's DER. */
struct span fc_cert(struct arena *a, const struct fc_spec *s);

/* CRLs (RFC 5280 5.1). */
#define fc_entry mint_entry

struct fc_crl {
    int version; /* 2; 1: the field is left out */
    struct span issuer;
    int64_t this_update, next_update; /* next_update INT64_MIN: left out */
    struct fc_entry entries[MINT_ENTRIES];
    size_t num_entries; /* 0: revokedCertificates is left out */
    struct fc_exts exts;
    enum fkey key;
    enum fsig sig;
    struct span inner_alg, outer_alg, this_raw, next_raw, entries_raw, tbs;
    bool corrupt;
};

/* fc_crl_of is a fresh, empty, complete CRL by a CA, with cRLNumber and AKI. */
struct fc_crl fc_crl_of(struct arena *a, const struct fc_spec *issuer);

/* fc_revoke adds an entry; reason -1 for none.  The entry is returned for more extensions. */
struct fc_entry *fc_revoke(struct arena *a, struct fc_crl *crl, struct span serial, int reason);

struct span fc_crl(struct arena *a, const struct fc_crl *c);

/* Certificate requests (RFC 2986). */
struct fc_csr {
    int version; /* 0 */
    struct span subject;
    enum fkey key;
    enum fsig sig;
    struct fc_exts exts;        /* asked for by extensionRequest; none: no attribute */
    struct span attributes_raw; /* the whole [0] */
    struct span spki, alg, info;
    bool corrupt;
};

struct fc_csr fc_csr_default(struct arena *a);
struct span fc_csr(struct arena *a, const struct fc_csr *r);

#endif
