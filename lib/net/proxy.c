/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/addr.h"
#include "lib/net/target.h"

#include "lib/base/wipe.h"

/* URLs of proxies. */

static int hex_value(uint8_t c)
{
    c = span_lower(c);
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes "%41" (RFC 3986 2.1).  False for a NUL, for an incomplete escape, and if it does not
 * fit. */
static bool unescape(char out[256], struct span text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        int c = text.p[i];
        if (c == '%') {
            int high = i + 2 < text.n ? hex_value(text.p[i + 1]) : -1;
            int low = i + 2 < text.n ? hex_value(text.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = high << 4 | low;
            i += 2;
        }
        if (c == 0 || n == 255)
            return false;
        out[n++] = (char)c;
    }
    out[n] = '\0';
    return true;
}

struct proxy_scheme {
    const char *head;
    enum proxy_kind kind;
    uint16_t port;
};

/* A proxy without a scheme is an HTTP proxy: the environment variables are often written so. */
static const struct proxy_scheme schemes[] = {
    {"http://", PROXY_HTTP, 80},
    {"socks5://", PROXY_SOCKS5, 1080},
    {"socks5h://", PROXY_SOCKS5, 1080},
    {"", PROXY_HTTP, 80},
};

/* Scheme, userinfo, host and port.  User name and password contain no "@", and the user name no
 * ":", unless they are escaped. */
static enum err parse(struct proxy *out, struct span url)
{
    struct span host, port;
    const struct proxy_scheme *s = schemes;

    while (!span_ieq(span_head(url, strlen(s->head)), span_str(s->head)))
        s++;
    if (s->head[0] == 0 && span_starts(span_tail(url, span_find(url, ':')), SPAN_LIT("://")))
        return ERR_NET_PROXY_URL; /* another scheme, not a user name */
    *out = (struct proxy){.kind = s->kind, .port = s->port};
    url = span_tail(url, strlen(s->head));
    url = url.n > 0 && url.p[url.n - 1] == '/' ? span_head(url, url.n - 1) : url;
    size_t at = span_find(url, '@');
    if (at < url.n) {
        struct span user = span_head(url, at);
        size_t colon = span_find(user, ':');
        if (!unescape(out->user, span_head(user, colon)) ||
            !unescape(out->password, span_tail(user, colon + 1)))
            return ERR_NET_PROXY_URL;
        url = span_tail(url, at + 1);
    }
    if (!target_split(&host, &port, url) || !target_is_host(host) ||
        (port.n > 0 && !target_port(&out->port, port)))
        return ERR_NET_PROXY_URL;
    memcpy(out->host, host.p, host.n);
    out->host[host.n] = '\0';
    return ERR_OK;
}

enum err proxy_parse(struct proxy *out, struct span url)
{
    enum err e = parse(out, url);

    if (e != ERR_OK)
        wipe(out, sizeof *out); /* it may hold half a password */
    return e;
}

/* The hosts that are reached without a proxy. */

/* Reads a literal address. */
static bool literal(struct net_end *out, struct span bytes)
{
    char text[TARGET_HOST];
    struct addr a;

    if (bytes.n >= sizeof text)
        return false;
    if (bytes.n > 0)
        memcpy(text, bytes.p, bytes.n);
    text[bytes.n] = '\0';
    if (!addr_parse(&a, text, 0))
        return false;
    *out = addr_end(&a);
    return true;
}

/* The entry is a network, ADDRESS/BITS, that contains this address. */
static bool in_net(struct span entry, const struct net_end *host)
{
    size_t slash = span_find(entry, '/');
    struct span bits = span_tail(entry, slash + 1);
    struct net_end net;
    uint16_t n = 0;

    if (slash == entry.n || !literal(&net, span_head(entry, slash)) || net.ip_n != host->ip_n)
        return false;
    if (!span_eq(bits, SPAN_LIT("0")) && (!target_port(&n, bits) || n > 8 * net.ip_n))
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned differ = (unsigned)net.ip[i / 8] ^ host->ip[i / 8];
        if ((differ >> (7 - i % 8) & 1) != 0)
            return false;
    }
    return true;
}

/* The host is this name, or a name below it. */
static bool below(struct span name, struct span host)
{
    if (name.n > 0 && name.p[0] == '.')
        name = span_tail(name, 1);
    if (name.n > 0 && name.p[name.n - 1] == '.')
        name.n--;
    if (name.n == 0 || name.n > host.n || !span_ieq(span_tail(host, host.n - name.n), name))
        return false;
    return name.n == host.n || host.p[host.n - name.n - 1] == '.';
}

/* One entry of no_proxy applies to this host and port. */
static bool entry_names(struct span entry, struct span host, uint16_t port)
{
    struct span name, number;
    struct net_end ours, theirs;
    uint16_t only;

    if (span_eq(entry, SPAN_LIT("*")))
        return true;
    bool is_ip = literal(&ours, host);
    if (is_ip && in_net(entry, &ours))
        return true;
    if (!target_split(&name, &number, entry))
        return false;
    if (number.n > 0 && (!target_port(&only, number) || only != port))
        return false;
    if (is_ip)
        return literal(&theirs, name) && theirs.ip_n == ours.ip_n &&
               memcmp(theirs.ip, ours.ip, ours.ip_n) == 0;
    return below(name, host);
}

bool proxy_bypassed(struct span no_proxy, struct span host, uint16_t port)
{
    size_t n = 0;

    if (host.n > 0 && host.p[host.n - 1] == '.')
        host.n--;
    for (size_t i = 0; i <= no_proxy.n; i++) {
        if (i < no_proxy.n && no_proxy.p[i] != ',' && no_proxy.p[i] != ' ') {
            n++;
            continue;
        }
        if (n > 0 && entry_names(span_head(span_tail(no_proxy, i - n), n), host, port))
            return true;
        n = 0;
    }
    return false;
}
