/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server13: a server's handlers of TLS 1.3. */
#ifndef TB_LIB_TLS_SERVER_SERVER13_H
#define TB_LIB_TLS_SERVER_SERVER13_H

#include "lib/tls/core/conn.h"

/* server13_begin continues after a ClientHello that leads to TLS 1.3.  The others are the handlers
 * of the states. */
enum err server13_begin(struct tls *tls, const struct client_hello *hello) MUST_CHECK;
enum err server13_end_of_early(struct tls *tls, const struct msg *msg);
enum err server13_certificate(struct tls *tls, const struct msg *msg);
enum err server13_compressed(struct tls *tls, const struct msg *msg);
enum err server13_judged(struct tls *tls, const struct msg *msg);
enum err server13_verify(struct tls *tls, const struct msg *msg);
enum err server13_finished(struct tls *tls, const struct msg *msg);

#endif
