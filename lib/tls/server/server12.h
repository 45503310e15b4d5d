/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server12: a server's handlers of TLS 1.2. */
#ifndef TB_LIB_TLS_SERVER_SERVER12_H
#define TB_LIB_TLS_SERVER_SERVER12_H

#include "lib/tls/core/conn.h"

/* What follows a ClientHello that ends in TLS 1.2: a session, or negotiate_suite and
 * the whole flight; and the handlers. */
enum err server12_begin(struct tls *t, const struct client_hello *m) MUST_CHECK;
enum err server12_certificate(struct tls *t, const struct msg *m);
enum err server12_key_exchange(struct tls *t, const struct msg *m);
enum err server12_verify(struct tls *t, const struct msg *m);
enum err server12_ccs(struct tls *t, const struct msg *m);
enum err server12_finished(struct tls *t, const struct msg *m);
enum err server12_hello_again(struct tls *t, const struct msg *m); /* in S_CONNECTED12 */
/* After a fatal alert, sent or received, the session is found no more (RFC 5246 7.2.2). */
void server12_forget(struct tls *t);

#endif
