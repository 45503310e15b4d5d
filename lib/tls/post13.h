/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post13: the handlers of messages after the handshake of TLS 1.3, for both ends. */
#ifndef TB_LIB_TLS_POST13_H
#define TB_LIB_TLS_POST13_H

#include "lib/tls/core/conn.h"

enum err post13_ticket(struct tls *t, const struct msg *m);
enum err post13_key_update(struct tls *t, const struct msg *m);
enum err post13_request(struct tls *t, const struct msg *m);

#endif
