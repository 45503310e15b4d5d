/* SPDX-License-Identifier: GPL-3.0-or-later */
/* info_page: a page that shows a client what it has sent and what came of it: what was negotiated,
 * its certificate, its fingerprints, its hello, its request. */
#ifndef TB_APP_SERVE_INFO_PAGE_H
#define TB_APP_SERVE_INFO_PAGE_H

#include "lib/http/http_request.h"
#include "app/connect/endpoint.h"

/*
 * info_page_put appends the page in the form that path and Accept ask for, and returns 200, or 404
 * for a path other than "/", "/html", "/text", "/json".  is_early: the request came as early data.
 */
int info_page_put(struct buf *out, const char **type, const struct endpoint *endpoint,
                  const struct http_request *request, bool is_early);

/* info_page_members appends the members that `serve` adds to the JSON of a handshake: the start
 * time, the requested name, JA3 and JA4 of the first ClientHello, the request. */
void info_page_members(struct json_writer *json, const struct endpoint *endpoint, struct span line,
                       bool is_early);

#endif
