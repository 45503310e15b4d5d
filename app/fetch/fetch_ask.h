/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_ask: the request for what is fetched: its URL, its method, its bytes. */
#ifndef TB_APP_FETCH_FETCH_ASK_H
#define TB_APP_FETCH_FETCH_ASK_H

#include "app/fetch/fetch.h"
#include "lib/http/http_url.h"

/* fetch_ask_url appends the URL to begin with: that of the request, or for a short OCSP request,
 * which goes into the URL of a GET (RFC 9919 5), with its base64.  *is_get: it is a GET. */
void fetch_ask_url(struct buf *out, const struct fetch_request *request, bool *is_get);

/* fetch_ask_put appends the HTTP request for a URL: a GET, or a POST with the content. */
void fetch_ask_put(struct buf *out, const struct http_url *url, enum fetch_kind kind, bool is_get,
                   struct span content);

/* fetch_ask_max is the largest body of a kind, in bytes. */
size_t fetch_ask_max(enum fetch_kind kind);

#endif
