/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pkcs12: PFX files (RFC 7292) with password integrity (MAC of RFC 7292, PBMAC1 of RFC 9579) and
 * password privacy (PBES2 of RFC 8018; the old 3DES and RC2 forms for reading).
 *
 * Reading takes BER envelopes, as PKCS#7 does.  Iterations are bounded by a budget, since a file
 * names them.  Keys are secret: they are in the caller's arena for secrets, which is wiped.
 */
#ifndef TB_LIB_PKCS12_PKCS12_H
#define TB_LIB_PKCS12_PKCS12_H

#include "lib/base/arena.h"
#include "lib/base/buf.h"
#include "lib/base/rng.h"

enum pkcs12_kind { PKCS12_CERT, PKCS12_KEY, PKCS12_CRL };

struct pkcs12_item {
    enum pkcs12_kind kind;
    struct span der;      /* a certificate, a PrivateKeyInfo (RFC 5958), a CRL */
    struct span name;     /* friendlyName, UTF-8; or empty */
    struct span key_id;   /* localKeyID; or empty */
    bool is_java_trusted; /* has the attribute by which Java marks anchors */
};

struct pkcs12 {
    struct pkcs12_item *items;
    size_t num, cap;
    const char *mac, *privacy; /* "PBMAC1 with SHA-256", "PBES2 with AES-256-CBC", "3DES" …; NULL:
                                * none */
    bool is_legacy;            /* a form that must not be written any more is used */
};

/* The work of deriving keys from passphrases: one unit is one iteration.  PASSPHRASE_LIMIT when it
 * is used up. */
struct pkcs12_terms {
    struct span passphrase; /* UTF-8 */
    uint64_t *iterations;
    struct arena *arena, *secrets;
};

/* is_pkcs12 looks at the front only. */
bool is_pkcs12(struct span bytes);

/* pkcs12_read checks the MAC first (RFC 7292 4).  Errors: PASSPHRASE_WRONG, PASSPHRASE_LIMIT,
 * PKCS12_*, those of DER, the arena's. */
enum err pkcs12_read(struct pkcs12 *out, struct span ber, const struct pkcs12_terms *terms,
                     struct fail *fail) MUST_CHECK;

/* pkcs12_write appends a file with AES-256-CBC, PBKDF2 with HMAC-SHA-256 and PBMAC1. */
enum err pkcs12_write(struct buf *out, const struct pkcs12_item *items, size_t num,
                      struct span passphrase, const struct rng *rng) MUST_CHECK;

#endif
