/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_accept: the ClientHello: what both versions have in common, and the fork. */
#ifndef TB_LIB_TLS_SERVER_SERVER_ACCEPT_H
#define TB_LIB_TLS_SERVER_SERVER_ACCEPT_H

#include "lib/tls/core/conn.h"

/*
 * Handler of ClientHello in S_START.  It holds the message to what both versions
 * ask of it, keeps it in t->hello (t->hello_exts: its extensions, each in its form;
 * ext_rules_has works on them), asks the choose hook, sets info.version, client_random,
 * server_name, the session id that is to be echoed (t->session_id), server_random (with its
 * sentinel), ALPN (info.alpn) and info.peer_record_limit, and then calls server12_begin or
 * server13_begin with the message.  These add it to the transcript (transcript_add of t->hello;
 * transcript_start once the suite is known).
 */
enum err server_accept_hello(struct tls *t, const struct msg *m);

#endif
