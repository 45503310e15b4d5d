/* SPDX-License-Identifier: GPL-3.0-or-later */
/* servehow: what `serve` says when it listens: where, with which certificate, and how clients come
 * to trust it. */
#ifndef TB_CMD_SERVE_BANNER_H
#define TB_CMD_SERVE_BANNER_H

#include "app/serve/server_conn.h"

/* servehow_put: address is the one listened at; root: the file of --write-root, or NULL. */
void servehow_put(struct serve *s, const char *address, uint16_t port, const char *root);

/* servehow_word appends a word of a command line for a shell. */
void servehow_word(struct buf *out, const char *text);

/* servehow_reach is where clients of this machine come to an address that may stand for all. */
const char *servehow_reach(const char *address);

/* servehow_authorities makes the list of names for a CertificateRequest of the anchors that clients
 * are judged by (RFC 9846 4.3.4). */
enum err servehow_authorities(struct span *out, struct serve *s) MUST_CHECK;

#endif
