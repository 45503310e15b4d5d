/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pkcs12: PFX files (RFC 7292) with password integrity (MAC of RFC 7292, PBMAC1 of RFC 9579) and
 * password privacy (PBES2 of RFC 8018; the old forms with 3DES, RC2 and
 * RC4 for reading).
 *
 * Reading takes BER envelopes, as PKCS#7 does.  Iterations are bounded by a budget, since a file
 * names them.  What is decrypted is in `secrets`, which pkcs12_free wipes.
 */
#ifndef TB_LIB_PKCS12_PKCS12_H
#define TB_LIB_PKCS12_PKCS12_H

#include "lib/base/arena.h"
#include "lib/crypto/pbe.h"

/* A larger file is refused (SIZE_LIMIT). */
enum { PKCS12_SIZE_MAX = 16 << 20 };

enum pkcs12_kind { PKCS12_CERT, PKCS12_KEY, PKCS12_CRL };

struct pkcs12_item {
    enum pkcs12_kind kind;
    struct span der;      /* a certificate, a PrivateKeyInfo (RFC 5958), a CRL */
    struct span name;     /* friendlyName, UTF-8; or empty */
    struct span key_id;   /* localKeyID; or empty */
    bool is_java_trusted; /* has the attribute by which Java marks anchors */
    struct pbe privacy;   /* what it was encrypted with; PBE_NONE: it was not */
};

/* How much the MAC says about what was read. */
enum pkcs12_integrity {
    PKCS12_NO_MAC,      /* there is none */
    PKCS12_NOT_CHECKED, /* there is one, but no passphrase, and the empty one is not it */
    PKCS12_CHECKED,
};

struct pkcs12 {
    struct pkcs12_item *items; /* in the arena */
    size_t num, cap;
    enum pkcs12_integrity integrity;
    struct pbe mac;     /* PBE_NONE: no MAC */
    size_t num_skipped; /* bags of other kinds: secrets, certificates that are not X.509 */
    size_t num_locked;  /* parts that were not decrypted, because there was no passphrase */
    struct pbe locked;  /* what the first of them is encrypted with */
    struct buf secrets;
};

/* terms.passphrase.p NULL: there is no passphrase.  Then the empty one is tried, which many trust
 * stores have, and what is not encrypted is read even if it does not fit. */
struct pkcs12_terms {
    struct span passphrase; /* UTF-8 */
    uint64_t *iterations;   /* the budget: PBE_ITERATIONS_MAX at first */
    struct arena *arena;
};

/* is_pkcs12 looks at the front only. */
bool is_pkcs12(struct span bytes);

/* pkcs12_read checks the MAC first (RFC 7292 4).  Errors: PASSPHRASE_MISSING if parts are locked,
 * after all others have been read; PASSPHRASE_WRONG, PASSPHRASE_LIMIT, PKCS12_*, PBE_*, SIZE_LIMIT,
 * those of BER, the arena's.  pkcs12_free is for any outcome, and for a zero struct.  Spans point
 * into `ber`, the arena and `secrets`. */
enum err pkcs12_read(struct pkcs12 *out, struct span ber, const struct pkcs12_terms *terms,
                     struct fail *fail) MUST_CHECK;
void pkcs12_free(struct pkcs12 *file);

/* pkcs12_is_old: a form that new files must not have is in it. */
bool pkcs12_is_old(const struct pkcs12 *file);

/* What protects a new file.  The MAC of RFC 7292 with SHA-256 is read by all programs of the last
 * years; PBMAC1 (RFC 9579) by the newest only. */
struct pkcs12_seal {
    struct span passphrase; /* UTF-8; may be empty */
    bool is_pbmac1;
    const struct rng *rng;
};

/* pkcs12_write appends a file with AES-256-CBC, PBKDF2 with HMAC-SHA-256 and a MAC.  Of items it
 * takes kind, der, name, key_id and is_java_trusted.  A key should have the key_id of its
 * certificate. */
enum err pkcs12_write(struct buf *out, const struct pkcs12_item *items, size_t num,
                      const struct pkcs12_seal *seal) MUST_CHECK;

#endif
