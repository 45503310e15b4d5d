/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_replay: a connection that repeats a recorded one, for tests and examples. */
#ifndef TB_LIB_TLS_CLIENT_CLIENT_REPLAY_H
#define TB_LIB_TLS_CLIENT_CLIENT_REPLAY_H

#include "lib/tls/core/conn.h"

/* client_replay_hello takes a whole ClientHello as ours, and from config.replay the keys of its
 * shares. */
enum err client_replay_hello(struct tls *tls, struct span message) MUST_CHECK;

#endif
