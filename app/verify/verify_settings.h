/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_settings: how chains are judged, and how much is shown of the result, as plain values.
 * The option tables of cmd/options fill them.
 */
#ifndef TB_APP_VERIFY_VERIFY_SETTINGS_H
#define TB_APP_VERIFY_VERIFY_SETTINGS_H

#include "lib/base/string_list.h"
#include "lib/path/judge.h"

struct oid_list {
    struct span *v;
    size_t num, cap;
};

struct verify_settings {
    struct reference_id host;                                 /* HOST_NONE: no name is checked */
    int purpose, profile;                                     /* enum purpose, enum profile */
    int64_t at;                                               /* AT_NOW: the clock's time */
    struct string_list roots, add_roots, intermediates, crls; /* files, and directories of roots */
    struct string_list ocsps;                                 /* files */
    const char *crlite;                                       /* a directory; NULL: none */
    int revocation; /* enum revocation, or REVOCATION_UNSET: it depends on whether there are CRLs */
    struct string_list dane; /* TLSA records, files of them, or "dns": those of the DNS */
    const char *dane_anchor, *dane_resolver; /* for "dns"; NULL: those of the system */
    struct oid_list policies;
    bool require_explicit, inhibit_any, inhibit_mapping;
    int max_depth; /* -1: no limit */
    bool allow_weak;
    const char *ct_logs; /* the file of a log list; NULL: none */
    int ct_client;       /* enum ct_client */
    struct string_list ct_tiles;
};

/* verify_settings_check holds the host against the purpose: a server's certificate has no e-mail
 * address, and clients ignore its URIs (RFC 9525 6.1).  Errors: HOST_SERVER_EMAIL,
 * HOST_SERVER_URI. */
enum err verify_settings_check(const struct verify_settings *settings) MUST_CHECK;

#define AT_NOW INT64_MIN
enum { REVOCATION_UNSET = -1 };
#define VERIFY_SETTINGS_DEFAULTS                                      \
    {                                                                 \
        .at = AT_NOW, .revocation = REVOCATION_UNSET, .max_depth = -1 \
    }

/* What a result holds, and how it is written. */
struct result_settings {
    bool explain, json, quiet;
    int color; /* enum color */
    struct lead warn, fail_within;
};

#define RESULT_SETTINGS_DEFAULTS \
    {                            \
        .warn = LEAD_DEFAULT     \
    }

#endif
