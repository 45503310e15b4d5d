/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * minting: what the certificates that `serve` makes have in common: fresh serial numbers, names
 * that collide with none made before, a validity around now, and the extensions that every profile
 * asks for.  A spec that comes out is a good one; `serve --bad` then breaks it.
 */
#ifndef TB_LIB_MINT_ISSUE_H
#define TB_LIB_MINT_ISSUE_H

#include "lib/mint/mint.h"

enum {
    MINTING_HOUR = 3600,
    MINTING_DAY = 86400,
    MINTING_LEAF_DAYS = 14,
    MINTING_CA_DAYS = 30,
    MINTING_NO_LIMIT = -1, /* of a path's length */
};

struct minting {
    struct arena *arena;
    struct rng rng;
    int64_t now;
};

/* Who signs: a name, and the key that goes with it. */
struct minting_authority {
    struct span name;
    const struct privkey *key;
};

/* minting_dn is "O=tlsbox,CN=tlsbox WHAT 3f2a…", with fresh digits. */
struct span minting_dn(const struct minting *m, const char *what);

/* minting_serial is content of an INTEGER: 128 bits, positive, random. */
struct span minting_serial(const struct minting *m);

/* minting_name makes a GeneralName of an address or a DNS name, in U- or A-form, also with `*.` in
 * front.  Errors: HOST_*. */
enum err minting_name(const struct minting *m, struct span *out, const char *text) MUST_CHECK;

/* minting_ca is a CA of this name and key; by NULL: it signs itself. */
enum err minting_ca(const struct minting *m, struct mint_spec *out,
                    const struct minting_authority *ca, const struct minting_authority *by,
                    int path_len) MUST_CHECK;

/* minting_leaf is a server's: names are GeneralNames, behind each other, at least one; its subject
 * is the first where that fits, else empty. */
enum err minting_leaf(const struct minting *m, struct mint_spec *out, struct span names,
                      const struct privkey *key, const struct minting_authority *by) MUST_CHECK;

/* minting_sign has a spec signed by somebody (again), with the algorithm that goes with the key
 * where `oid` is UNKNOWN. */
enum err minting_sign(const struct minting *m, struct mint_spec *spec,
                      const struct minting_authority *by, enum oid oid) MUST_CHECK;

#endif
