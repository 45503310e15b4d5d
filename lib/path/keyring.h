/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keyring: public keys, prepared once each, and the signatures checked with them.
 *
 * A path builder meets the same pair of certificates on many paths: each pair costs one
 * verification.  The keyring lives for one judgement and belongs to one thread.
 */
#ifndef TB_LIB_PATH_KEYRING_H
#define TB_LIB_PATH_KEYRING_H

#include "lib/base/budget.h"
#include "lib/x509/cert.h"

struct keyring {
    struct arena *arena;
    struct budget *budget;
    struct keyring_key *keys;
    struct keyring_edge *edges;
    uint64_t verified; /* signatures checked so far */
};

void keyring_init(struct keyring *keyring, struct arena *arena, struct budget *budget);
void keyring_free(struct keyring *keyring);

/* keyring_check: can the key of this certificate be used?  Its own error where not; LIMIT where the
 * arena is full. */
enum err keyring_check(struct keyring *keyring, const struct cert *cert) MUST_CHECK;

/* keyring_take hands the key of this certificate over, to be freed by the caller; NULL where it
 * cannot be used or was never asked for.  The keyring is of no more use for it. */
struct pubkey *keyring_take(struct keyring *keyring, const struct cert *cert);

/*
 * keyring_verify: is sig over msg a signature by the issuer's key?  As pubkey_verify, and the
 * key's own error where it cannot be used; LIMIT where the budget of signatures is used up.
 * The answer is remembered by the place of msg and sig, which must outlive the keyring.
 */
enum err keyring_verify(struct keyring *keyring, const struct cert *issuer,
                        const struct sigalg *alg, struct span msg, struct span sig) MUST_CHECK;

/* keyring_issued is keyring_verify of a certificate. */
enum err keyring_issued(struct keyring *keyring, const struct cert *subject,
                        const struct cert *issuer) MUST_CHECK;

#endif
