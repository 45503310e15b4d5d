/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_options: the options of everything that judges chains, and what they stand for, loaded:
 * anchors, intermediates, CRLs.
 */
#ifndef TB_CMD_OPTIONS_VERIFY_OPTIONS_H
#define TB_CMD_OPTIONS_VERIFY_OPTIONS_H

#include "cmd/cli/cmd.h"
#include "lib/path/judge.h"
#include "trust/store.h"

struct oid_list {
    struct span *v;
    size_t num, cap;
};

/* An option struct holds one of these and includes verify_group at its offset. */
struct verify_options {
    struct reference_id host; /* HOST_NONE: no name is checked */
    int purpose, profile;
    int64_t at; /* AT_NOW: the clock's */
    struct opt_list roots, add_roots, intermediates, crls;
    int revocation; /* REVOCATION_UNSET: by whether there are CRLs */
    struct oid_list policies;
    bool require_explicit, inhibit_any, inhibit_mapping;
    int max_depth; /* -1: no limit */
    bool allow_weak;
};

#define AT_NOW INT64_MIN
enum { REVOCATION_UNSET = -1 };
#define VERIFY_OPTIONS_DEFAULTS                                              \
    {                                                                 \
        .at = AT_NOW, .revocation = REVOCATION_UNSET, .max_depth = -1 \
    }

extern const struct opt verify_group[];
extern const struct opt verify_peer_group[];
/* verify_options_wrong: options that say nothing together are a wrong command line; else EXIT_OK.
 */
int verify_options_wrong(struct run *r, const struct verify_options *o);
extern const struct opt verify_rest_group[]; /* those of verify_group but --host and --purpose */

/* How results are written: the options that go with verify_group. */
struct result_opts {
    bool explain, json, quiet;
    int color;
    struct lead warn, fail_within;
};

extern const struct opt result_opts[];

#endif
