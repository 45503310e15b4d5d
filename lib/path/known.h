/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known: what judging other chains has shown already, so that no work is done twice.
 *
 * Chains share their issuers.  A known remembers parsed certificates, their name constraints,
 * signatures that verified, and prepared public keys.  Any number of threads may use one at the
 * same time; a lookup takes no lock.  What a caller gets is copied or held, so it does not depend
 * on how long an entry stays.
 *
 * A verdict is the same with and without it.  An answer that is known costs the budget what finding
 * it would cost, and only what was found good is remembered, or that a CRL of the options is not
 * signed by some key.  All entries are compared in full, or
 * by a SHA-256 digest, never by a short hash alone.
 *
 * Memory is bounded.  In a full table a new entry replaces the one that was not used for the
 * longest time, and certificates and keys enter when they are met for the second time: a flood of
 * certificates that come once displaces nothing that is in use.
 */
#ifndef TB_LIB_PATH_KNOWN_H
#define TB_LIB_PATH_KNOWN_H

#include "lib/x509/cert.h"

struct known; /* opaque */

/* known_new makes an empty one that never takes more than max_bytes. */
enum err known_new(struct known **out, size_t max_bytes) MUST_CHECK;
void known_free(struct known *known); /* NULL does nothing; no thread may use it any more */

/*
 * known_cert is cert_parse for a certificate that others may have brought before, commonly an
 * intermediate: the result is the same, and its spans point into der.  With NULL for known it
 * remembers nothing.
 */
enum err known_cert(struct known *known, struct cert *out, struct span der,
                    struct fail *fail) MUST_CHECK;

/* known_prepared is the number of keys that were prepared for many signatures. */
uint64_t known_prepared(const struct known *known);

/* known_keys_of is for the keyring. */
struct known_keys *known_keys_of(struct known *known);

/* known_nc_of is for namecon. */
struct known_nc *known_nc_of(struct known *known);

/* known_signed: the key with this id (lib/path/known_keys.h) has verified the signature of a
 * certificate with this SHA-256 digest, or of what the keyring has marked so.  known_add_signed
 * remembers it. */
bool known_signed(struct known *known, uint64_t key_id, const uint8_t print[CERT_FINGERPRINT]);
void known_add_signed(struct known *known, uint64_t key_id, const uint8_t print[CERT_FINGERPRINT]);

#endif
