/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http_url: URLs of http and https (RFC 9110 4.2), read strictly, since strangers write them. */
#ifndef TB_LIB_HTTP_HTTP_URL_H
#define TB_LIB_HTTP_HTTP_URL_H

#include "lib/base/buf.h"

enum { HTTP_URL_MAX = 2048, HTTP_URL_HOST = 256, HTTP_PORT = 80, HTTPS_PORT = 443 };

struct http_url {
    bool is_https;
    char host[HTTP_URL_HOST]; /* a name or a literal address, without brackets */
    bool is_ip6;
    uint16_t port;
    struct span target; /* path and query, into the text; empty: "/" */
};

/*
 * http_url_parse reads an absolute URL.  HTTP_URL for one of another scheme, with user
 * information (RFC 9110 4.2.4), with a host that is neither a name of letters, digits, hyphens and
 * underscores nor an address as RFC 3986 3.2.2 writes it ("127.1" and "0x7f000001" are neither),
 * or with characters that have no place in a URL.  A fragment is left out.
 */
enum err http_url_parse(struct http_url *out, struct span text) MUST_CHECK;

/* http_url_join appends the URL that a reference means, as it stands in a Location field, seen from
 * a URL that http_url_parse accepts (RFC 3986 5.2).  What it appends may be no URL: it is parsed
 * like any other. */
void http_url_join(struct buf *out, const struct http_url *base, struct span reference);

/* http_url_authority appends host and port as a Host field has them: without the port that the
 * scheme implies (RFC 9110 7.2). */
void http_url_authority(struct buf *out, const struct http_url *url);

#endif
