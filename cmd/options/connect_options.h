/* SPDX-License-Identifier: GPL-3.0-or-later */
/* connect_options: the options of commands that connect to a server: how to reach it and what to
 * offer. */
#ifndef TB_CMD_OPTIONS_CONNECT_OPTIONS_H
#define TB_CMD_OPTIONS_CONNECT_OPTIONS_H

#include "cmd/options/tls_options.h"

/* An option struct holds one of these and includes connect_group at its offset. */
struct connect_options {
    const char *connect; /* ADDR[:PORT] */
    int family;          /* enum net_family */
    int starttls;        /* enum starttls */
    struct proxy proxy;
    uint64_t timeout_us; /* 0: the default */
    const char *sni;
    bool no_sni;
    struct tls_options tls;
};

/* connect_group has all of them; connect_reach_opts, which it includes, has --connect, -4, -6,
 * --starttls and --proxy. */
extern const struct opt connect_group[], connect_reach_opts[];

/* connect_options_is_asked: one of the options was given. */
bool connect_options_is_asked(const struct connect_options *options);

/* connect_options_lone is the addition to the error for a missing HOST. */
const char *connect_options_lone(const struct connect_options *options);

/* connect_options_timeout parses --timeout into an uint64_t in microseconds. */
enum err connect_options_timeout(void *field, struct arena *arena, const char *text) MUST_CHECK;

/* connect_options_make reads all options: EXIT_OK, or the exit code of cmd_wrong.  alpn: as in
 * tls_options_read. */
int connect_options_make(struct connect_setup *out, struct run *run,
                         const struct connect_options *options, enum offer_limit limit,
                         const char *alpn);

/* connect_options_server reads an operand, HOST[:PORT] or a URL: EXIT_OK, or the exit code of
 * cmd_wrong. */
int connect_options_server(const struct connect_setup *setup, struct server *out, struct run *run,
                           const char *operand);

#endif
