/* SPDX-License-Identifier: GPL-3.0-or-later */
/* banner: the lines that `serve` prints when it listens: address, certificate, and how clients can
 * trust it. */
#ifndef TB_CMD_SERVE_BANNER_H
#define TB_CMD_SERVE_BANNER_H

#include "app/serve/server_conn.h"

/* banner_put prints them.  address: the one it listens at; root: the file of --write-root, or
 * NULL. */
void banner_put(struct serve *serve, const char *address, uint16_t port, const char *root);

/* banner_reach is an address by which clients on this machine reach one that may mean all
 * addresses. */
const char *banner_reach(const char *address);

/* banner_authorities makes the list of CA names for a CertificateRequest (RFC 9846 4.3.4): those of
 * the anchors for clients.  It is in the arena of `serve`. */
enum err banner_authorities(struct span *out, struct serve *serve) MUST_CHECK;

#endif
