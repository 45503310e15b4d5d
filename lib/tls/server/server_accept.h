/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_accept: a server's handling of the ClientHello: first what both versions have in common,
 * then by version. */
#ifndef TB_LIB_TLS_SERVER_SERVER_ACCEPT_H
#define TB_LIB_TLS_SERVER_SERVER_ACCEPT_H

#include "lib/tls/core/conn.h"

/*
 * The handler of ClientHello in S_START.  It checks what both versions require, keeps the message
 * in t->hello (t->hello_exts: its extensions, whose form has been checked; ext_rules_has uses
 * them) and calls the choose hook.  It sets info.version, client_random, server_name, the session
 * id to echo (t->session_id), server_random (with its sentinel), ALPN (info.alpn) and
 * info.peer_record_limit.  Then it calls server12_begin or server13_begin with the message.  These
 * add it to the transcript (transcript_add of t->hello; transcript_start once the suite is known).
 */
enum err server_accept_hello(struct tls *tls, const struct msg *msg);

#endif
