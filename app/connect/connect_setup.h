/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * connect_setup: how servers are reached and what is offered to them, for any number of
 * connections; and a server.  The option tables of cmd/options fill it.
 */
#ifndef TB_APP_CONNECT_CONNECT_SETUP_H
#define TB_APP_CONNECT_CONNECT_SETUP_H

#include "lib/net/net.h"
#include "lib/path/host.h"
#include "lib/tls/tls.h"

struct connect_setup {
    struct target connect; /* host "": where the operand says */
    enum net_family family;
    enum starttls starttls;
    struct proxy proxy;  /* of the option or the environment */
    bool proxy_is_asked; /* by the option: no_proxy is not looked at */
    struct span no_proxy;
    uint64_t timeout_us;
    struct span sni, alpn; /* as sent; sni empty: the host's name */
    bool no_sni;           /* no name is sent */
    uint16_t min_version, max_version;
    struct numbers suites, groups, schemes, compressions;
};

/* A server, as an operand names it. */
struct server {
    struct reference_id host; /* the name or address, for the judge */
    char name[HOST_DNS_SIZE]; /* as it is looked up and sent: A-labels, or the address */
    uint16_t port;
    char label[HOST_DNS_SIZE + 16]; /* "example.org:443", "[2001:db8::1]:443" */
};

/* connect_setup_server reads HOST[:PORT] or a URL, with the name in U- or A-form.
 * Errors: NET_HOST, HOST_*, MEMORY. */
enum err connect_setup_server(struct server *out, const struct connect_setup *setup,
                              struct span text) MUST_CHECK;

/* connect_setup_request makes the request to the network for a connection to s, and
 * connect_setup_config the configuration of the TLS client.  Their spans point into c and s. */
struct net_request connect_setup_request(const struct connect_setup *c, const struct server *s);
struct tls_config connect_setup_config(const struct connect_setup *c, const struct server *s);

/* connect_setup_say writes a sentence about a server: its label, its address if the label does not
 * have it, and words, which may begin with either of them. */
void connect_setup_say(struct buf *out, const char *label, const char *address, struct span words);

#endif
