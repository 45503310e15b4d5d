/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client13: a client's handlers of TLS 1.3. */
#ifndef TB_LIB_TLS_CLIENT_CLIENT13_H
#define TB_LIB_TLS_CLIENT_CLIENT13_H

#include "lib/tls/core/conn.h"

/* client13_begin and client13_retry continue after a ServerHello and a HelloRetryRequest of TLS
 * 1.3.  The others are the handlers of the states. */
enum err client13_retry(struct tls *tls, const struct server_hello *hello) MUST_CHECK;
enum err client13_begin(struct tls *tls, const struct server_hello *hello) MUST_CHECK;
enum err client13_extensions(struct tls *tls, const struct msg *msg);
enum err client13_request(struct tls *tls, const struct msg *msg);
/* client13_take_request keeps the content of a CertificateRequest.  client13_send_certificate sends
 * our certificate with its signature, or an empty one. */
enum err client13_take_request(struct tls *tls, const struct msg *msg) MUST_CHECK;
enum err client13_send_certificate(struct tls *tls) MUST_CHECK;
enum err client13_certificate(struct tls *tls, const struct msg *msg);
enum err client13_compressed(struct tls *tls, const struct msg *msg);
enum err client13_judged(struct tls *tls, const struct msg *msg);
enum err client13_verify(struct tls *tls, const struct msg *msg);
enum err client13_finished(struct tls *tls, const struct msg *msg);

#endif
