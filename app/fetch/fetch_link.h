/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_link: one connection with one request and its response. */
#ifndef TB_APP_FETCH_FETCH_LINK_H
#define TB_APP_FETCH_FETCH_LINK_H

#include "app/fetch/fetch_tls.h"
#include "lib/http/http_response.h"
#include "lib/http/http_url.h"
#include "lib/net/net.h"

struct fetch_link; /* opaque */

struct fetch_link_terms {
    struct net_loop *loop;
    const struct http_url *url;
    struct span request; /* as it is sent; copied */
    size_t body_max;
    uint64_t timeout_us;       /* until the end of the response */
    struct fetch_trust *trust; /* of https; else NULL */
    bool allow_private;
};

/* fetch_link_open connects.  `over` is called once, never before fetch_link_open returns, when
 * the response is there, or as much of it as matters: all of it if its status is 200, its head
 * otherwise; or when there is none, with the error and a sentence.  It may end the link.  Errors:
 * NET_HOST, FETCH_TLS, MEMORY. */
enum err fetch_link_open(struct fetch_link **out, const struct fetch_link_terms *terms,
                         void (*over)(void *ctx, enum err err, struct span why),
                         void *ctx) MUST_CHECK;
void fetch_link_end(struct fetch_link *link); /* accepts NULL */

/* The response, and the body of one with the status 200. */
const struct http_response *fetch_link_response(const struct fetch_link *link);
struct span fetch_link_body(const struct fetch_link *link);

#endif
