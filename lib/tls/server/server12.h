/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server12: a server's handlers of TLS 1.2. */
#ifndef TB_LIB_TLS_SERVER_SERVER12_H
#define TB_LIB_TLS_SERVER_SERVER12_H

#include "lib/tls/core/conn.h"

/* server12_begin continues after a ClientHello that leads to TLS 1.2: it resumes a session, or
 * calls negotiate_suite and sends the whole flight.  The others are the handlers of the states. */
enum err server12_begin(struct tls *tls, const struct client_hello *hello) MUST_CHECK;
enum err server12_certificate(struct tls *tls, const struct msg *msg);
enum err server12_judged(struct tls *tls, const struct msg *msg);
enum err server12_key_exchange(struct tls *tls, const struct msg *msg);
enum err server12_verify(struct tls *tls, const struct msg *msg);
enum err server12_ccs(struct tls *tls, const struct msg *msg);
enum err server12_finished(struct tls *tls, const struct msg *msg);
enum err server12_hello_again(struct tls *tls, const struct msg *msg); /* in S_CONNECTED12 */
/* After a fatal alert, sent or received, the session must not be resumed any more (RFC 5246
 * 7.2.2). */
void server12_forget(struct tls *tls);

#endif
