/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connect/connect_setup.h"

#include <stdio.h>
#include <string.h>

#include "app/verify/target_host.h"

enum { HTTPS_PORT = 443 };

/* Leaves out of the address and the words what the label already says. */
void connect_setup_say(struct buf *out, const char *label, const char *address, struct span words)
{
    struct span name = span_str(label), at = span_str(address);
    const char *last = strrchr(label, ':');
    struct span port = last == NULL ? (struct span){0} : span_str(last);
    size_t colon = span_find(words, ' ');

    name.n -= port.n;
    buf_str(out, label);
    /* The network's words may begin with the address, which is printed only once. */
    if (colon > 0 && words.n > colon && words.p[colon - 1] == ':') {
        struct span where = span_head(words, colon - 1);

        if (span_eq(where, span_str(label)) || span_eq(where, name))
            words = span_tail(words, colon + 1);
        if (span_eq(where, at))
            at.n = 0;
    }
    if (span_eq(at, span_str(label)))
        at.n = 0;
    if (at.n > port.n && span_eq(span_tail(at, at.n - port.n), port))
        at.n -= port.n;
    if (at.n > 0)
        buf_printf(out, " (%.*s)", (int)at.n, (const char *)at.p);
    buf_printf(out, ": %.*s", (int)words.n, (const char *)words.p);
}

/* The port is that of the text, else that of the protocol of STARTTLS, else 443. */
enum err connect_setup_server(struct server *out, const struct connect_setup *setup,
                              struct span text)
{
    struct target target;

    *out = (struct server){0};
    TRY(target_parse(&target, text));
    TRY(target_host(&out->host, out->name, &target));
    out->port = target.port != 0                   ? target.port
                : setup->starttls == STARTTLS_NONE ? HTTPS_PORT
                                                   : starttls_port(setup->starttls);
    snprintf(out->label, sizeof out->label, strchr(out->name, ':') != NULL ? "[%s]:%u" : "%s:%u",
             out->name, out->port);
    return ERR_OK;
}

/* NO_PROXY applies to a proxy of the environment, not to one of the option. */
static bool is_direct(const struct connect_setup *c, const struct server *s)
{
    return c->proxy.kind == PROXY_NONE ||
           (!c->proxy_is_asked && proxy_bypassed(c->no_proxy, span_str(s->name), s->port));
}

struct net_request connect_setup_request(const struct connect_setup *c, const struct server *s)
{
    bool elsewhere = c->connect.host[0] != '\0';
    struct net_request out = {
        .host = s->name,
        .port = s->port,
        .connect_host = elsewhere ? c->connect.host : NULL,
        .connect_port = c->connect.port,
        .family = c->family,
        .proxy = is_direct(c, s) ? NULL : &c->proxy,
        .starttls = c->starttls,
        .timeout_us = c->timeout_us,
    };

    return out;
}

/* Staples and SCTs are always requested.  Addresses are never sent as a server name (RFC 6066
 * 3). */
struct tls_config connect_setup_config(const struct connect_setup *c, const struct server *s)
{
    struct tls_config out = tls_config_default();

    out.min_version = c->min_version;
    out.max_version = c->max_version;
    out.suites = c->suites;
    out.groups = c->groups;
    out.schemes = c->schemes;
    out.compressions = c->compressions;
    out.alpn = c->alpn;
    out.ocsp = true;
    out.scts = true;
    if (c->sni.n > 0)
        out.server_name = c->sni;
    else if (!c->no_sni && s->host.kind == HOST_DNS)
        out.server_name = span_str(s->name);
    return out;
}
