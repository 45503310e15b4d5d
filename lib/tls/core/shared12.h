/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shared12: what both ends of TLS 1.2 do: secrets, Finished. */
#ifndef TB_LIB_TLS_CORE_SHARED12_H
#define TB_LIB_TLS_CORE_SHARED12_H

#include "lib/tls/core/conn.h"

/* A premaster secret.  Its owner wipes it. */
struct premaster {
    uint8_t v[KX_SHARED_MAX];
    size_t n;
};
/* The premaster of an (EC)DHE key exchange, from the peer's public key: shared12_respond makes our
 * key pair in t->kx first, shared12_finish uses the one that is there. */
enum err shared12_respond(struct tls *tls, const struct group *group, struct premaster *out,
                          struct span peer) MUST_CHECK;
enum err shared12_finish(struct tls *tls, struct premaster *out, struct span peer) MUST_CHECK;
/* Prepares t->prf.  Call it when the suite and both randoms are known. */
void shared12_prf(struct tls *tls);
/* Derives the master secret, extended if negotiated, and the keys. */
void shared12_master(struct tls *tls, const struct premaster *pm);
/* Sends ChangeCipherSpec and Finished. */
enum err shared12_send_finished(struct tls *tls) MUST_CHECK;
enum err shared12_read_keys(struct tls *tls) MUST_CHECK;
enum err shared12_take_finished(struct tls *tls, const struct msg *msg) MUST_CHECK;

#endif
