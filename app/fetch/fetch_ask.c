/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/fetch/fetch_ask.h"

#include "lib/base/b64.h"

/* RFC 9919 5: the longest URL of a GET, with the encoded request. */
enum { GET_MAX = 255 };

/* What is known of a kind. */
static const struct ask_kind {
    size_t max;      /* bytes of the body */
    char accept[56]; /* the media types of the field; others are read too */
} kinds[FETCH_KIND_COUNT] = {
    [FETCH_ISSUER] = {(size_t)256 << 10, "application/pkix-cert, application/pkcs7-mime, */*"},
    [FETCH_CRL] = {(size_t)64 << 20, "application/pkix-crl, */*"},
    [FETCH_OCSP] = {(size_t)256 << 10, "application/ocsp-response"},
    [FETCH_TILE] = {(size_t)64 << 10, "*/*"},
};

size_t fetch_ask_max(enum fetch_kind kind)
{
    return kinds[kind].max;
}

/* RFC 6960 A.1: the characters of base64 that mean something else in a URL are escaped. */
static void put_escaped(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '+' || text.p[i] == '/' || text.p[i] == '=')
            buf_printf(out, "%%%02X", text.p[i]);
        else
            buf_u8(out, text.p[i]);
    }
}

void fetch_ask_url(struct buf *out, const struct fetch_request *request, bool *is_get)
{
    struct span url = request->url;
    struct buf text;
    size_t from = out->n;

    buf_put(out, url);
    *is_get = request->kind != FETCH_OCSP;
    /* Nothing can follow a query or a fragment. */
    if (*is_get || request->content.n > GET_MAX || span_find(url, '?') < url.n ||
        span_find(url, '#') < url.n)
        return;
    buf_init(&text, (size_t)2 * GET_MAX);
    b64_encode(&text, request->content, 0);
    if (url.n > 0 && url.p[url.n - 1] != '/')
        buf_str(out, "/");
    put_escaped(out, buf_span(&text));
    buf_free(&text);
    *is_get = out->n - from <= GET_MAX;
    if (!*is_get)
        buf_truncate(out, from + url.n);
}

void fetch_ask_put(struct buf *out, const struct http_url *url, enum fetch_kind kind, bool is_get,
                   struct span content)
{
    bool is_bare = url->target.n == 0 || url->target.p[0] != '/';

    buf_printf(out, "%s %s%.*s HTTP/1.1\r\nHost: ", is_get ? "GET" : "POST", is_bare ? "/" : "",
               (int)url->target.n, (const char *)url->target.p);
    http_url_authority(out, url);
    /* RFC 9110 12.5.3: no compression. */
    buf_printf(out,
               "\r\nUser-Agent: tlsbox/" PACKAGE_VERSION "\r\nAccept: %s\r\n"
               "Accept-Encoding: identity\r\nConnection: close\r\n",
               kinds[kind].accept);
    if (!is_get)
        buf_printf(out, "Content-Type: application/ocsp-request\r\nContent-Length: %zu\r\n",
                   content.n);
    buf_str(out, "\r\n");
    if (!is_get)
        buf_put(out, content);
}
