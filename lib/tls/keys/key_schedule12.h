/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prf12: the key schedule of TLS 1.2 (RFC 5246 5, 6.3, 8.1; RFC 7627 4).  The client, the server,
 * `derive` and the passive decoder share it. */
#ifndef TB_LIB_TLS_KEYS_KEY_SCHEDULE12_H
#define TB_LIB_TLS_KEYS_KEY_SCHEDULE12_H

#include "lib/crypto/kdf.h"
#include "lib/tls/keys/protect.h"
#include "lib/tls/keys/step.h"

enum { MASTER_SIZE = 48, PREMASTER_RSA_SIZE = 48, VERIFY_DATA_SIZE = 12 };

/* What all steps of one connection depend on.  Contains secrets; prf12_wipe clears them. */
struct prf12 {
    const struct suite *suite;
    uint8_t client_random[32], server_random[32];
    uint8_t master[MASTER_SIZE];
    const struct step_listener *listener; /* or NULL */
};

void prf12_wipe(struct prf12 *prf);

/* prf12_master derives the master secret from the premaster and both randoms.
 * prf12_master_extended derives it from the premaster and the hash of the handshake up to
 * ClientKeyExchange (RFC 7627 4). */
void prf12_master(struct prf12 *prf, struct span premaster);
void prf12_master_extended(struct prf12 *prf, struct span premaster, struct span session_hash);

/* prf12_resume takes the master secret of the session that is resumed (RFC 5246 F.1.4). */
void prf12_resume(struct prf12 *prf, const uint8_t master[MASTER_SIZE]);

/* prf12_keys derives the key block and splits it into the keys of both directions (RFC 5246
 * 6.3). */
void prf12_keys(const struct prf12 *prf, struct traffic_keys *client, struct traffic_keys *server);

/* prf12_finished derives the verify_data of a side from the hash of the handshake (RFC 5246
 * 7.4.9). */
void prf12_finished(const struct prf12 *prf, enum step_side side, uint8_t out[VERIFY_DATA_SIZE],
                    struct span handshake_hash);

/* prf12_export derives keying material for another protocol (RFC 5705 4).  has_context
 * distinguishes no context from an empty one. */
enum err prf12_export(const struct prf12 *prf, uint8_t *out, size_t n, struct span label,
                      bool has_context, struct span context) MUST_CHECK;

#endif
