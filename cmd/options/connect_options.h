/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * connecting: the options of everything that connects to a server, how to get there and what to
 * offer, and what they stand for.
 */
#ifndef TB_CMD_OPTIONS_CONNECT_OPTIONS_H
#define TB_CMD_OPTIONS_CONNECT_OPTIONS_H

#include "cmd/cli/cmd.h"
#include "lib/net/net.h"
#include "lib/path/host.h"
#include "lib/tls/tls.h"

/* An option struct holds one of these and includes connect_group at its offset. */
struct connect_options {
    const char *connect; /* ADDR[:PORT] */
    int family;          /* enum net_family */
    int starttls;        /* enum starttls */
    struct proxy proxy;
    uint64_t timeout_us; /* 0: the default */
    const char *sni;
    bool no_sni;
    const char *tls, *suites, *groups, *sigalgs, *alpn;
};

extern const struct opt connect_group[];

/* connect_options_is_asked says whether any of the options was given. */
bool connect_options_is_asked(const struct connect_options *o);

/* connect_options_lone is what is said further where no HOST is given. */
const char *connect_options_lone(const struct connect_options *o);

/* The options understood, for any number of connections. */
struct connect_setup {
    const struct connect_options *opts;
    struct target connect; /* host "": where the operand says */
    struct proxy proxy;    /* of the option or the environment */
    bool proxy_is_asked;   /* by the option: no_proxy is not looked at */
    struct span no_proxy;
    uint64_t timeout_us;
    struct span sni, alpn; /* as sent; sni empty: the host's name */
    uint16_t min_version, max_version;
    struct numbers suites, groups, schemes;
};

/* connect_options_timeout is the parser of --timeout, of an uint64_t in microseconds. */
enum err connect_options_timeout(void *field, struct arena *arena, const char *text) MUST_CHECK;

/* connect_options_offer reads what has to do with TLS alone: versions, lists and ALPN, for servers
 * too. connect_options_make reads all.  Both are EXIT_OK, or that of cmd_wrong, which has named
 * the item that is wrong.  alpn: what is offered where --alpn does not say. */
int connect_options_offer(struct connect_setup *out, struct run *r, const struct connect_options *o,
                          const char *alpn);
int connect_options_make(struct connect_setup *out, struct run *r, const struct connect_options *o,
                         const char *alpn);

/* A server, as an operand names it. */
struct server {
    struct reference_id host; /* the name or address, for the judge */
    char name[HOST_DNS_SIZE]; /* as it is looked up and sent: A-labels, or the address */
    uint16_t port;
    char label[HOST_DNS_SIZE + 16]; /* "example.org:443", "[2001:db8::1]:443" */
};

/* connect_options_server reads an operand; EXIT_OK, or that of cmd_wrong. */
int connect_options_server(const struct connect_setup *c, struct server *out, struct run *r,
                           const char *operand);

/* connect_options_say writes what is said of a server: its label, its address where that is
 * another one than the label says, and words, which may begin with either of them. */
void connect_options_say(struct buf *out, const char *label, const char *address,
                         struct span words);

/* What the network and the client are told for a server; spans live as long as c and s. */
struct net_request connect_options_request(const struct connect_setup *c, const struct server *s);
struct tls_config connect_options_config(const struct connect_setup *c, const struct server *s);

#endif
