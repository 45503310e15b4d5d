/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tls_options: the options of clients and servers about TLS itself: versions, lists of algorithms,
 * and ALPN. */
#ifndef TB_CMD_OPTIONS_TLS_OPTIONS_H
#define TB_CMD_OPTIONS_TLS_OPTIONS_H

#include "app/connect/connect_setup.h"
#include "cmd/cli/cmd.h"
#include "cmd/cli/values.h"

/* The values as given; NULL: the default. */
struct tls_options {
    const char *versions, *suites, *groups, *sigalgs, *compressions, *alpn;
};

/* The rows for a table whose option struct has a struct tls_options as `member`.  The help of three
 * of them depends on the side. */
#define TLS_OPTIONS(type, member, suites_help, groups_help, alpn_help)                            \
    TLS_OPTIONS_ROW("tls", "VERSIONS", offsetof(type, member.versions), values_tls,               \
                    "Versions of TLS: 1.2, 1.3, or 1.2,1.3 (the default)."),                      \
        TLS_OPTIONS_ROW("suites", "LIST", offsetof(type, member.suites), values_suites,           \
                        suites_help),                                                             \
        TLS_OPTIONS_ROW("groups", "LIST", offsetof(type, member.groups), values_groups,           \
                        groups_help),                                                             \
        TLS_OPTIONS_ROW("sigalgs", "LIST", offsetof(type, member.sigalgs), values_sigalgs,        \
                        "Signature schemes, in the same form."),                                  \
        TLS_OPTIONS_ROW("compress-cert", "LIST", offsetof(type, member.compressions),             \
                        values_compressions,                                                      \
                        "Algorithms for compressed certificates in TLS 1.3 (RFC 8879): zlib, "    \
                        "brotli, zstd (default: all three), or none."),                           \
    {                                                                                             \
        .kind = OPT_STRING, .name = "alpn", .arg = "LIST", .offset = offsetof(type, member.alpn), \
        .help = alpn_help                                                                         \
    }
#define TLS_OPTIONS_ROW(name_, arg_, offset_, value_, help_)                                \
    {                                                                                       \
        .kind = OPT_STRING, .name = name_, .arg = arg_, .offset = offset_, .value = value_, \
        .has_commas = true, .help = help_                                                   \
    }

/* tls_options_is_asked: one of the options was given. */
bool tls_options_is_asked(const struct tls_options *options);

/* What the lists may have: what is not implemented could not be answered for if a peer chose it. */
enum offer_limit { OFFER_IMPLEMENTED, OFFER_ANYTHING };

/* tls_options_read fills the members that concern TLS and zeroes the others.  EXIT_OK, or the exit
 * code of cmd_wrong, which names the wrong item.  alpn: the default of --alpn. */
int tls_options_read(struct connect_setup *out, struct run *run, const struct tls_options *options,
                     enum offer_limit limit, const char *alpn);

#endif
