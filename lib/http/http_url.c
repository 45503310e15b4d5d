/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/http/http_url.h"

#include "lib/base/nametext.h"

static const struct span http_scheme = SPAN_INIT("http://");
static const struct span https_scheme = SPAN_INIT("https://");

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_host_character(uint8_t c)
{
    uint8_t low = span_lower(c);

    return (low >= 'a' && low <= 'z') || is_digit(c) || c == '-' || c == '_' || c == '.';
}

/* A name whose last label is a number is an address in the eyes of some programs: "127.1",
 * "2130706433", "0x7f.1".  It is accepted only as RFC 3986 3.2.2 writes addresses. */
static bool is_odd_address(struct span host)
{
    uint8_t ip[16];
    size_t end = host.n, at;

    end -= end > 0 && host.p[end - 1] == '.';
    for (at = end; at > 0 && host.p[at - 1] != '.'; at--)
        ;
    return at == end || (is_digit(host.p[at]) && nametext_ip(ip, host) != 4);
}

static bool read_name(struct http_url *out, struct span host)
{
    for (size_t i = 0; i < host.n; i++) {
        if (!is_host_character(host.p[i]))
            return false;
    }
    if (host.n == 0 || host.n >= sizeof out->host || is_odd_address(host))
        return false;
    memcpy(out->host, host.p, host.n);
    out->host[host.n] = '\0';
    return true;
}

static bool read_ip6(struct http_url *out, struct span host)
{
    uint8_t ip[16];

    if (nametext_ip(ip, host) != sizeof ip || host.n >= sizeof out->host)
        return false;
    memcpy(out->host, host.p, host.n);
    out->host[host.n] = '\0';
    out->is_ip6 = true;
    return true;
}

/* ":8080"; a colon alone means the default port (RFC 3986 3.2.3). */
static bool read_port(struct http_url *out, struct span text)
{
    uint32_t port = 0;

    out->port = out->is_https ? HTTPS_PORT : HTTP_PORT;
    if (text.n == 0)
        return true;
    if (text.p[0] != ':' || text.n > strlen(":65535"))
        return false;
    for (size_t i = 1; i < text.n; i++) {
        if (!is_digit(text.p[i]))
            return false;
        port = port * 10 + (uint32_t)(text.p[i] - '0');
    }
    if (text.n > 1)
        out->port = (uint16_t)port;
    return text.n == 1 || (port > 0 && port <= UINT16_MAX);
}

static bool read_authority(struct http_url *out, struct span text)
{
    bool is_ip6 = text.n > 0 && text.p[0] == '[';
    size_t n = span_find(text, is_ip6 ? ']' : ':');

    if (is_ip6 && (n == text.n || !read_ip6(out, span_of(text.p + 1, n - 1))))
        return false;
    if (!is_ip6 && !read_name(out, span_head(text, n)))
        return false;
    return read_port(out, span_tail(text, n + is_ip6));
}

/* The length of the text up to the first of these characters. */
static size_t up_to(struct span text, const char *ends)
{
    size_t n = 0;

    while (n < text.n && strchr(ends, text.p[n]) == NULL)
        n++;
    return n;
}

enum err http_url_parse(struct http_url *out, struct span text)
{
    *out = (struct http_url){0};
    if (text.n > HTTP_URL_MAX)
        return ERR_HTTP_URL;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= ' ' || text.p[i] >= 0x7f)
            return ERR_HTTP_URL;
    }
    out->is_https = span_ieq(span_head(text, https_scheme.n), https_scheme);
    if (!out->is_https && !span_ieq(span_head(text, http_scheme.n), http_scheme))
        return ERR_HTTP_URL;
    struct span rest = span_tail(text, out->is_https ? https_scheme.n : http_scheme.n);
    size_t n = up_to(rest, "/?#");

    if (!read_authority(out, span_head(rest, n)))
        return ERR_HTTP_URL;
    rest = span_tail(rest, n);
    out->target = span_head(rest, span_find(rest, '#'));
    return ERR_OK;
}

void http_url_authority(struct buf *out, const struct http_url *url)
{
    buf_printf(out, url->is_ip6 ? "[%s]" : "%s", url->host);
    if (url->port != (url->is_https ? HTTPS_PORT : HTTP_PORT))
        buf_printf(out, ":%u", (unsigned)url->port);
}

/* RFC 3986 3.1: whether the text begins with a scheme and its colon. */
static bool has_scheme(struct span text)
{
    size_t n = up_to(text, ":/?#");

    return n > 0 && n < text.n && text.p[n] == ':';
}

/* Cuts the last segment off a path, with the slash before it. */
static void drop_segment(struct buf *path, size_t from)
{
    size_t n = path->n;

    while (n > from && path->p[n - 1] != '/')
        n--;
    buf_truncate(path, n > from ? n - 1 : from);
}

/* RFC 3986 5.2.4: appends a path that begins with a slash, without its "." and ".." segments. */
static void put_path(struct buf *out, struct span path)
{
    size_t from = out->n;

    while (path.n > 0) {
        struct span rest = span_tail(path, 1);
        struct span segment = span_head(rest, span_find(rest, '/'));
        bool is_dot = span_eq(segment, SPAN_LIT(".")), is_up = span_eq(segment, SPAN_LIT(".."));

        if (is_up)
            drop_segment(out, from);
        if (!is_dot && !is_up)
            buf_put(out, span_head(path, segment.n + 1));
        path = span_tail(path, segment.n + 1);
        if (path.n == 0 && (is_dot || is_up))
            buf_str(out, "/");
    }
}

/* The path of a relative reference, merged with that of the base (RFC 3986 5.2.3). */
static void put_merged(struct buf *out, struct span base, struct span path)
{
    struct buf merged;
    size_t n = base.n;

    buf_init(&merged, (size_t)2 * HTTP_URL_MAX);
    while (n > 0 && base.p[n - 1] != '/')
        n--;
    if (path.n == 0 || path.p[0] != '/') {
        buf_put(&merged, span_head(base, n));
        if (n == 0)
            buf_str(&merged, "/");
    }
    buf_put(&merged, path);
    put_path(out, buf_span(&merged));
    buf_free(&merged);
}

void http_url_join(struct buf *out, const struct http_url *base, struct span reference)
{
    reference = span_head(reference, span_find(reference, '#'));
    if (has_scheme(reference)) {
        buf_put(out, reference);
        return;
    }
    struct span scheme = base->is_https ? https_scheme : http_scheme;
    struct span base_path = span_head(base->target, span_find(base->target, '?'));
    struct span path = span_head(reference, span_find(reference, '?'));

    if (span_starts(reference, SPAN_LIT("//"))) {
        buf_put(out, span_head(scheme, scheme.n - 2));
        buf_put(out, reference);
        return;
    }
    buf_put(out, scheme);
    http_url_authority(out, base);
    if (reference.n == 0) {
        buf_put(out, base->target);
    } else if (path.n == 0) {
        buf_put(out, base_path);
        buf_put(out, reference);
    } else {
        put_merged(out, base_path, path);
        buf_put(out, span_tail(reference, path.n));
    }
}
