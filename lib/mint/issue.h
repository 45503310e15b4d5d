/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * issue: the common part of all certificates that `serve` makes: fresh serial numbers, names that
 * never repeat, a validity around now, and the extensions that every profile requires.  The specs
 * are correct; `serve --bad` changes them afterwards.  Errors stick to the arena.
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
    int64_t now; /* seconds since 1970 */
};

/* An issuer: its name and its key. */
struct issue_authority {
    struct span name;
    const struct privkey *key;
};

/* issue_dn makes the Name "O=tlsbox,CN=tlsbox WHAT 3f2a…", with random digits. */
struct span issue_dn(const struct issue *issue, const char *what);

/* issue_serial makes the content of an INTEGER: 128 bits, positive, random. */
struct span issue_serial(const struct issue *issue);

/* issue_name makes a GeneralName of an address or of a DNS name, in U- or A-form, also with "*." in
 * front.  Errors: HOST_*, those of the arena. */
enum err issue_name(const struct issue *issue, struct span *out, const char *text) MUST_CHECK;

/* issue_ca makes the spec of a CA with this name and key.  by NULL: self-signed. */
enum err issue_ca(const struct issue *issue, struct mint_spec *out,
                  const struct issue_authority *ca, const struct issue_authority *by,
                  int path_len) MUST_CHECK;

/* issue_leaf makes the spec of a server certificate.  names: GeneralNames one after the other, at
 * least one.  Its subject is the first one if that fits a commonName, else empty. */
enum err issue_leaf(const struct issue *issue, struct mint_spec *out, struct span names,
                    const struct privkey *key, const struct issue_authority *by) MUST_CHECK;

/* issue_sign sets the issuer and signer of a spec, also in place of an earlier one.  oid UNKNOWN:
 * the usual algorithm of the key. */
enum err issue_sign(const struct issue *issue, struct mint_spec *spec,
                    const struct issue_authority *by, enum oid oid) MUST_CHECK;

#endif
