/* SPDX-License-Identifier: GPL-3.0-or-later */
/* banner: what `serve` says when it listens: where, with which certificate, and how clients come
 * to trust it. */
#ifndef TB_CMD_SERVE_BANNER_H
#define TB_CMD_SERVE_BANNER_H

#include "app/serve/server_conn.h"

/* banner_put: address is the one listened at; root: the file of --write-root, or NULL. */
void banner_put(struct serve *serve, const char *address, uint16_t port, const char *root);

/* banner_reach is where clients of this machine come to an address that may stand for all. */
const char *banner_reach(const char *address);

/* banner_authorities makes the list of names for a CertificateRequest of the anchors that clients
 * are judged by (RFC 9846 4.3.4). */
enum err banner_authorities(struct span *out, struct serve *serve) MUST_CHECK;

#endif
