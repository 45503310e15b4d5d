/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * issue: what the certificates that `serve` makes have in common: fresh serial numbers, names
 * that collide with none made before, a validity around now, and the extensions that every profile
 * asks for.  A spec that comes out is a good one; `serve --bad` then breaks it.
 */
#ifndef TB_LIB_MINT_ISSUE_H
#define TB_LIB_MINT_ISSUE_H

#include "lib/mint/mint.h"

enum {
    ISSUE_HOUR = 3600,
    ISSUE_DAY = 86400,
    ISSUE_LEAF_DAYS = 14,
    ISSUE_CA_DAYS = 30,
    ISSUE_NO_LIMIT = -1, /* of a path's length */
};

struct issue {
    struct arena *arena;
    struct rng rng;
    int64_t now;
};

/* Who signs: a name, and the key that goes with it. */
struct issue_authority {
    struct span name;
    const struct privkey *key;
};

/* issue_dn is "O=tlsbox,CN=tlsbox WHAT 3f2a…", with fresh digits. */
struct span issue_dn(const struct issue *issue, const char *what);

/* issue_serial is content of an INTEGER: 128 bits, positive, random. */
struct span issue_serial(const struct issue *issue);

/* issue_name makes a GeneralName of an address or a DNS name, in U- or A-form, also with `*.` in
 * front.  Errors: HOST_*. */
enum err issue_name(const struct issue *issue, struct span *out, const char *text) MUST_CHECK;

/* issue_ca is a CA of this name and key; by NULL: it signs itself. */
enum err issue_ca(const struct issue *issue, struct mint_spec *out,
                  const struct issue_authority *ca, const struct issue_authority *by,
                  int path_len) MUST_CHECK;

/* issue_leaf is a server's: names are GeneralNames, behind each other, at least one; its subject
 * is the first where that fits, else empty. */
enum err issue_leaf(const struct issue *issue, struct mint_spec *out, struct span names,
                    const struct privkey *key, const struct issue_authority *by) MUST_CHECK;

/* issue_sign has a spec signed by somebody (again), with the algorithm that goes with the key
 * where `oid` is UNKNOWN. */
enum err issue_sign(const struct issue *issue, struct mint_spec *spec,
                    const struct issue_authority *by, enum oid oid) MUST_CHECK;

#endif
