/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sched13: the key schedule of TLS 1.3 (RFC 9846 7.1).  Its functions are called once each, in this
 * order:
 *
 *   sched13_early      PSK or zeros   -> early secret   -> binder key, client early traffic
 *   sched13_handshake  (EC)DHE        -> handshake secret -> both handshake traffic secrets
 *   sched13_master     zeros          -> master secret  -> both application secrets, exporter
 *   sched13_resumption the handshake with the client's Finished -> resumption master secret
 *
 * The client, the server, `derive` and the passive decoder share it.  Each function reports its
 * steps to the listener.  The struct contains secrets; sched13_wipe clears them.
 */
#ifndef TB_LIB_TLS_KEYS_KEY_SCHEDULE13_H
#define TB_LIB_TLS_KEYS_KEY_SCHEDULE13_H

#include "lib/crypto/kdf.h"
#include "lib/tls/keys/protect.h"
#include "lib/tls/keys/step.h"

enum { SECRET_MAX = 48 };

/* A secret of the key schedule; its length is that of the hash. */
struct secret {
    uint8_t v[SECRET_MAX];
    size_t n;
};

struct sched13 {
    enum digest hash;
    struct secret current; /* early, handshake or master secret */
    struct secret client_early, early_exporter;
    struct secret client_handshake, server_handshake;
    struct secret client_traffic, server_traffic; /* of the generation in use */
    struct secret exporter, resumption;
    const struct step_listener *listener; /* or NULL */
};

void sched13_wipe(struct sched13 *sched);

/* sched13_early starts again from the beginning.  An empty psk stands for none, and zeros take its
 * place (RFC 9846 7.1).  So does an empty `shared` in sched13_handshake, for psk_ke. */
void sched13_early(struct sched13 *sched, enum digest hash, struct span psk);

/* sched13_binder computes a binder (RFC 9846 4.3.11.2) over the hash of the truncated ClientHello.
 * external: the PSK does not come from a ticket. */
void sched13_binder(const struct sched13 *sched, uint8_t out[SECRET_MAX], bool external,
                    struct span truncated_hash);

/* The transcript hashes cover the messages up to: the ClientHello (`hello_hash`), the ServerHello
 * (`hellos_hash`), the server's Finished (`server_hash`), the client's Finished (`client_hash`). */
void sched13_early_traffic(struct sched13 *sched, struct span hello_hash);
void sched13_handshake(struct sched13 *sched, struct span shared, struct span hellos_hash);
void sched13_master(struct sched13 *sched, struct span server_hash);
void sched13_resumption(struct sched13 *sched, struct span client_hash);

/* sched13_keys derives key and IV from a traffic secret (RFC 9846 7.3).  `what` names the traffic
 * for the listener: it is a STEP_*_KEY, and the row after it in steps.def is the one of the IV. */
void sched13_keys(const struct sched13 *sched, struct traffic_keys *out, const struct suite *suite,
                  const struct secret *traffic, enum step_id what);

/* sched13_finished_later computes the verify_data of a client that was asked for its certificate
 * after the handshake.  It uses the client's current traffic secret (RFC 9846 4.5). */
void sched13_finished_later(const struct sched13 *sched, uint8_t out[SECRET_MAX],
                            struct span transcript_hash);

/* sched13_finished computes the verify_data of a side under its handshake traffic secret (RFC 9846
 * 4.5.3). */
void sched13_finished(const struct sched13 *sched, enum step_side side, uint8_t out[SECRET_MAX],
                      struct span transcript_hash);

/* sched13_update replaces the application traffic secret of a side by the next one (RFC 9846
 * 7.2). */
void sched13_update(struct sched13 *sched, enum step_side side);

/* sched13_psk derives the PSK of a ticket (RFC 9846 4.7.1). */
void sched13_psk(const struct sched13 *sched, struct secret *out, struct span nonce);

/* sched13_export derives keying material for another protocol (RFC 9846 7.5). */
enum err sched13_export(const struct sched13 *sched, uint8_t *out, size_t n, struct span label,
                        struct span context) MUST_CHECK;

/* The HkdfLabel that HKDF-Expand-Label hashes, for views that show it. */
enum { SCHED13_INFO_MAX = 2 + 1 + 255 + 1 + 255 };
struct sched13_info {
    uint8_t v[SCHED13_INFO_MAX];
    size_t n;
};

/* What an expansion is for: the label without "tls13 ", and the context. */
struct sched13_label {
    struct span label, context;
};

/* sched13_expand_label is HKDF-Expand-Label (RFC 9846 7.1).  Fails with LIMIT if the label, the
 * context or n exceeds what the structure allows.  info may be NULL. */
enum err sched13_expand_label(enum digest digest, uint8_t *out, size_t n, struct span secret,
                              const struct sched13_label *use,
                              struct sched13_info *info) MUST_CHECK;

#endif
