/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sched13: the key schedule of TLS 1.3 (RFC 9846 7.1), as a ladder that is climbed once:
 *
 *   sched13_early      PSK or zeros   -> early secret   -> binder key, client early traffic
 *   sched13_handshake  (EC)DHE        -> handshake secret -> both handshake traffic secrets
 *   sched13_master     zeros          -> master secret  -> both application secrets, exporter
 *   sched13_resumption the handshake with the client's Finished -> resumption master secret
 *
 * Shared by the client, `derive`, and whoever reads captures.  Each function tells its steps to
 * the listener.  Secret inside: sched13_wipe.
 */
#ifndef TB_LIB_TLS_KEYS_KEY_SCHEDULE13_H
#define TB_LIB_TLS_KEYS_KEY_SCHEDULE13_H

#include "lib/crypto/kdf.h"
#include "lib/tls/keys/protect.h"
#include "lib/tls/keys/step.h"

enum { SECRET_MAX = 48 };

/* A secret as long as its hash. */
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

void sched13_wipe(struct sched13 *s);

/* sched13_early starts over; psk empty: none (RFC 9846 7.1: zeros).  The same goes for an empty
 * `shared` of sched13_handshake (psk_ke). */
void sched13_early(struct sched13 *s, enum digest hash, struct span psk);

/* The binder (RFC 9846 4.3.11.2) over the hash of the truncated ClientHello; external: of a PSK
 * that is not from a ticket. */
void sched13_binder(const struct sched13 *s, uint8_t out[SECRET_MAX], bool external,
                    struct span truncated_hash);

/* Transcript hashes: `hello_hash` ClientHello, `hellos_hash` to ServerHello, `server_hash` to the
 * server's Finished, `client_hash` to the client's. */
void sched13_early_traffic(struct sched13 *s, struct span hello_hash);
void sched13_handshake(struct sched13 *s, struct span shared, struct span hellos_hash);
void sched13_master(struct sched13 *s, struct span server_hash);
void sched13_resumption(struct sched13 *s, struct span client_hash);

/* sched13_keys: key and IV from a traffic secret (RFC 9846 7.3).  what says which traffic it is,
 * for the listener: a STEP_*_KEY id; the id after it in steps.def is that of the IV. */
void sched13_keys(const struct sched13 *s, struct traffic_keys *out, const struct suite *suite,
                  const struct secret *traffic, enum step_id what);

/* sched13_finished_later: that of a client that was asked for its certificate after the handshake,
 * under its traffic secret of the moment (RFC 9846 4.5). */
void sched13_finished_later(const struct sched13 *s, uint8_t out[SECRET_MAX],
                            struct span transcript_hash);

/* sched13_finished: verify_data under a handshake traffic secret (RFC 9846 4.5.3). */
void sched13_finished(const struct sched13 *s, enum step_side side, uint8_t out[SECRET_MAX],
                      struct span transcript_hash);

/* sched13_update: the next application traffic secret of a side (RFC 9846 7.2). */
void sched13_update(struct sched13 *s, enum step_side side);

/* sched13_psk: the PSK of a ticket (RFC 9846 4.7.1). */
void sched13_psk(const struct sched13 *s, struct secret *out, struct span nonce);

/* sched13_export: keying material (RFC 9846 7.5). */
enum err sched13_export(const struct sched13 *s, uint8_t *out, size_t n, struct span label,
                        struct span context) MUST_CHECK;

/* The HkdfLabel that goes into HKDF-Expand-Label, for those who show it. */
enum { SCHED13_INFO_MAX = 2 + 1 + 255 + 1 + 255 };
struct sched13_info {
    uint8_t v[SCHED13_INFO_MAX];
    size_t n;
};

/* What an expansion is for: the label without "tls13 ", and the context. */
struct sched13_label {
    struct span label, context;
};

/* sched13_expand_label: HKDF-Expand-Label (RFC 9846 7.1).  LIMIT if the label, the context or n is
 * longer than it can be.  info may be NULL. */
enum err sched13_expand_label(enum digest d, uint8_t *out, size_t n, struct span secret,
                              const struct sched13_label *use,
                              struct sched13_info *info) MUST_CHECK;

#endif
