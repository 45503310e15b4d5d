/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client12: a client's handlers of TLS 1.2. */
#ifndef TB_LIB_TLS_CLIENT_CLIENT12_H
#define TB_LIB_TLS_CLIENT_CLIENT12_H

#include "lib/tls/core/conn.h"

/* client12_begin continues after a ServerHello that chose TLS 1.2.  The others are the handlers of
 * its states. */
enum err client12_begin(struct tls *tls, const struct server_hello *hello) MUST_CHECK;
enum err client12_certificate(struct tls *tls, const struct msg *msg);
enum err client12_judged(struct tls *tls, const struct msg *msg);
enum err client12_status(struct tls *tls, const struct msg *msg);
enum err client12_key_exchange(struct tls *tls, const struct msg *msg);
enum err client12_request(struct tls *tls, const struct msg *msg);
enum err client12_hello_done(struct tls *tls, const struct msg *msg);
enum err client12_ticket(struct tls *tls, const struct msg *msg);
enum err client12_ccs(struct tls *tls, const struct msg *msg);
enum err client12_finished(struct tls *tls, const struct msg *msg);
enum err client12_hello_request(struct tls *tls, const struct msg *msg);

#endif
