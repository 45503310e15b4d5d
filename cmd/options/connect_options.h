/* SPDX-License-Identifier: GPL-3.0-or-later */
/* connect_options: the options of everything that connects to a server: how to get there and what
 * to offer. */
#ifndef TB_CMD_OPTIONS_CONNECT_OPTIONS_H
#define TB_CMD_OPTIONS_CONNECT_OPTIONS_H

#include "app/connect/connect_setup.h"
#include "cmd/cli/cmd.h"

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
bool connect_options_is_asked(const struct connect_options *options);

/* connect_options_lone is what is said further where no HOST is given. */
const char *connect_options_lone(const struct connect_options *options);

/* connect_options_timeout is the parser of --timeout, of an uint64_t in microseconds. */
enum err connect_options_timeout(void *field, struct arena *arena, const char *text) MUST_CHECK;

/* connect_options_offer reads what has to do with TLS alone: versions, lists and ALPN, for servers
 * too. connect_options_make reads all.  Both are EXIT_OK, or that of cmd_wrong, which has named
 * the item that is wrong.  alpn: what is offered where --alpn does not say. */
int connect_options_offer(struct connect_setup *out, struct run *run,
                          const struct connect_options *options, const char *alpn);
int connect_options_make(struct connect_setup *out, struct run *run,
                         const struct connect_options *options, const char *alpn);

/* connect_options_server reads an operand; EXIT_OK, or that of cmd_wrong. */
int connect_options_server(const struct connect_setup *setup, struct server *out, struct run *run,
                           const char *operand);

#endif
