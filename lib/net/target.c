/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/target.h"

#include "lib/net/addr.h"

bool target_port(uint16_t *out, struct span text)
{
    uint32_t v = 0;

    if (text.n == 0 || text.n > 5)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        v = v * 10 + (uint32_t)(text.p[i] - '0');
    }
    *out = (uint16_t)v;
    return v > 0 && v <= UINT16_MAX;
}

/* A rough test, not the syntax of names: it keeps white space, slashes, "@" and control characters
 * out of requests. */
bool target_is_host(struct span text)
{
    if (text.n == 0 || text.n >= TARGET_HOST)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = span_lower(text.p[i]);
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                     c == '_' || c == ':' || c == '%';
        if (!plain)
            return false;
    }
    return true;
}

static bool is_v6(const char *host)
{
    struct addr a;

    return strchr(host, ':') != NULL && addr_parse(&a, host, 0);
}

/* An IPv6 address, also with a zone, whose percent sign is "%25" in a URI (RFC 6874 2): that is
 * decoded in place. */
static bool take_v6(char *host)
{
    char *zone = strstr(host, "%25");

    if (is_v6(host))
        return true;
    if (zone == NULL || zone[3] == '\0')
        return false;
    memmove(zone + 1, zone + 3, strlen(zone + 3) + 1);
    return is_v6(host);
}

bool target_split(struct span *host, struct span *port, struct span text)
{
    *port = (struct span){0};
    if (text.n > 0 && text.p[0] == '[') {
        size_t end = span_find(text, ']');
        if (end == text.n)
            return false;
        *host = span_head(span_tail(text, 1), end - 1);
        *port = span_tail(text, end + 1);
        if (port->n > 0) {
            if (port->p[0] != ':' || port->n == 1)
                return false;
            *port = span_tail(*port, 1);
        }
        return host->n > 0;
    }
    size_t colon = span_find(text, ':');
    *host = span_head(text, colon);
    if (colon == text.n)
        return text.n > 0;
    *port = span_tail(text, colon + 1);
    if (span_find(*port, ':') < port->n) { /* more than one: IPv6 without brackets */
        *host = text;
        *port = (struct span){0};
        return true;
    }
    return host->n > 0 && port->n > 0;
}

enum err target_parse(struct target *out, struct span text)
{
    static const char scheme[] = "https://";
    struct span host, port;
    struct addr a;

    *out = (struct target){0};
    if (span_ieq(span_head(text, sizeof scheme - 1), span_str(scheme))) {
        text = span_tail(text, sizeof scheme - 1);
        size_t slash = 0; /* RFC 3986 3.2: the authority ends here */
        while (slash < text.n && text.p[slash] != '/' && text.p[slash] != '?' &&
               text.p[slash] != '#')
            slash++;
        out->path = span_tail(text, slash);
        text = span_head(text, slash);
    }
    /* A slash after the name is accepted: browsers leave it there when a name is copied. */
    if (text.n > 1 && text.p[text.n - 1] == '/')
        text = span_head(text, text.n - 1);
    bool brackets = text.n > 0 && text.p[0] == '[';
    if (!target_split(&host, &port, text) || host.n >= sizeof out->host)
        return ERR_NET_HOST;
    if (span_eq(host, SPAN_LIT("-"))) /* means standard input; no name (RFC 1123 2.1) */
        return ERR_NET_HOST;
    memcpy(out->host, host.p, host.n);
    out->host[host.n] = '\0';
    /* Only IPv6 addresses are in brackets and have colons. */
    if ((brackets || span_find(host, ':') < host.n) && !take_v6(out->host))
        return ERR_NET_HOST;
    if (port.n > 0 && !target_port(&out->port, port))
        return ERR_NET_HOST;
    out->is_ip = addr_parse(&a, out->host, 0);
    for (size_t i = 0; i < host.n; i++) {
        if (host.p[i] <= ' ' || host.p[i] == 0x7f || strchr("/?#@<>\"'\\^`{|}[]&", host.p[i]))
            return ERR_NET_HOST;
    }
    return ERR_OK;
}
