/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shared12: what both ends of TLS 1.2 do: secrets, Finished. */
#ifndef TB_LIB_TLS_CORE_SHARED12_H
#define TB_LIB_TLS_CORE_SHARED12_H

#include "lib/tls/core/conn.h"

/* The premaster is secret: wiped by its owner. */
struct premaster {
    uint8_t v[KX_SHARED_MAX];
    size_t n;
};
enum err shared12_agree(struct tls *t, struct premaster *out, struct span peer) MUST_CHECK;
void shared12_prf(struct tls *t); /* suite and randoms are known */
void shared12_master(struct tls *t, const struct premaster *pm);
enum err shared12_send_finished(struct tls *t) MUST_CHECK; /* ChangeCipherSpec before it */
void shared12_read_keys(struct tls *t);
enum err shared12_take_finished(struct tls *t, const struct msg *m) MUST_CHECK;

#endif
