/* SPDX-License-Identifier: GPL-3.0-or-later */
/* connect_options: the options of everything that connects to a server: how to get there and what
 * to offer. */
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

extern const struct opt connect_group[];

/* connect_options_is_asked says whether any of the options was given. */
bool connect_options_is_asked(const struct connect_options *options);

/* connect_options_lone is what is said further where no HOST is given. */
const char *connect_options_lone(const struct connect_options *options);

/* connect_options_timeout is the parser of --timeout, of an uint64_t in microseconds. */
enum err connect_options_timeout(void *field, struct arena *arena, const char *text) MUST_CHECK;

/* connect_options_make reads all of them: EXIT_OK, or that of cmd_wrong.  alpn: as
 * tls_options_read takes it. */
int connect_options_make(struct connect_setup *out, struct run *run,
                         const struct connect_options *options, const char *alpn);

/* connect_options_server reads an operand; EXIT_OK, or that of cmd_wrong. */
int connect_options_server(const struct connect_setup *setup, struct server *out, struct run *run,
                           const char *operand);

#endif
