/* SPDX-License-Identifier: GPL-3.0-or-later */
/* info_page: tells a client what it has sent: its hello, its fingerprints, what came of it, its
 * certificate, its request. */
#ifndef TB_APP_SERVE_INFO_PAGE_H
#define TB_APP_SERVE_INFO_PAGE_H

#include "lib/http/http_request.h"
#include "app/connect/endpoint.h"

/* info_page_put appends the page and is 200, or 404 for a path that is none of "/", "/html",
 * "/text", "/json".  is_early: the request came as early data. */
int info_page_put(struct buf *out, const char **type, const struct endpoint *endpoint,
                  const struct http_request *request, bool is_early);

/* info_page_members appends what `serve` has in JSON beside a handshake, of the request too: when
 * it began, the name asked for, JA3 and JA4 of the first ClientHello. */
void info_page_members(struct json_writer *json, const struct endpoint *endpoint, struct span line,
                       bool is_early);

#endif
