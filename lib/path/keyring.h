/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keyring: public keys, prepared once each, and the signatures verified with them.
 *
 * A path builder sees the same pair of certificates on many paths: each pair costs one
 * verification.  The keyring lives for one judgement and belongs to one thread; its known is shared
 * by all.
 */
#ifndef TB_LIB_PATH_KEYRING_H
#define TB_LIB_PATH_KEYRING_H

#include "lib/base/budget.h"
#include "lib/path/known.h"
#include "lib/x509/crl.h"

struct keyring {
    struct arena *arena;
    struct budget *budget;
    struct known *known; /* what other chains have shown; the caller sets it, or NULL */
    struct keyring_key *keys;
    struct keyring_edge *edges;
    uint64_t verified;        /* signatures checked so far */
    uint64_t verified_before; /* of them: for other chains */
};

/* keyring_init makes an empty keyring.  It borrows arena and budget; keyring_free frees the
 * keys. */
void keyring_init(struct keyring *keyring, struct arena *arena, struct budget *budget);
void keyring_free(struct keyring *keyring);

/* keyring_check: OK if the key of this certificate can be used, else the key's own error.  LIMIT if
 * the arena is full. */
enum err keyring_check(struct keyring *keyring, const struct cert *cert) MUST_CHECK;

/* keyring_take moves the key of this certificate to the caller, who frees it.  NULL if the key
 * cannot be used or was never needed.  The keyring must not verify with this key afterwards. */
struct pubkey *keyring_take(struct keyring *keyring, const struct cert *cert);

/*
 * keyring_verify: OK if sig is the issuer's signature over msg.  Errors: those of pubkey_verify;
 * the key's own if it cannot be used; LIMIT if arena or budget are used up.  Answers are remembered
 * by the addresses of msg and sig, which must outlive the keyring.
 */
enum err keyring_verify(struct keyring *keyring, const struct cert *issuer,
                        const struct sigalg *alg, struct span msg, struct span sig) MUST_CHECK;

/* keyring_issued: whether the issuer's key signed the certificate; as keyring_verify. */
enum err keyring_issued(struct keyring *keyring, const struct cert *subject,
                        const struct cert *issuer) MUST_CHECK;

/* keyring_issued_crl: likewise for a CRL.  Of one that is lasting, the answer is remembered for
 * other chains: hashing a large one takes longer than judging a chain. */
enum err keyring_issued_crl(struct keyring *keyring, const struct crl *crl,
                            const struct cert *issuer) MUST_CHECK;

#endif
