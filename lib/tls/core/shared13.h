/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shared13: the parts of TLS 1.3 that both ends have in common. */
#ifndef TB_LIB_TLS_CORE_SHARED13_H
#define TB_LIB_TLS_CORE_SHARED13_H

#include "lib/tls/core/conn.h"

/* shared13_keys derives keys from a traffic secret and installs them, for sending (writes) or
 * receiving.  shared13_certificate checks the form of a Certificate; *list are its entries.
 * shared13_verify checks the peer's CertificateVerify.  shared13_forget wipes the secrets that are
 * not needed after the handshake. */
enum err shared13_keys(struct tls *tls, bool writes, enum epoch epoch, const struct secret *traffic,
                       enum step_id what) MUST_CHECK;
enum err shared13_check_finished(struct tls *tls, struct span body) MUST_CHECK;
enum err shared13_send_finished(struct tls *tls) MUST_CHECK;
enum err shared13_certificate(struct tls *tls, const struct msg *msg, struct span *list) MUST_CHECK;
enum err shared13_verify(struct tls *tls, const struct msg *msg) MUST_CHECK;
void shared13_forget(struct tls *tls);
/* shared13_next_keys installs the keys after a KeyUpdate, for sending (writes) or receiving.
 * shared13_renew sends our own KeyUpdate and installs the keys after it. */
enum err shared13_next_keys(struct tls *tls, bool writes) MUST_CHECK;
enum err shared13_renew(struct tls *tls, bool request) MUST_CHECK;

#endif
