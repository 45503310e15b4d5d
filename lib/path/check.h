/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check: the rules that certificates and paths are held to (RFC 5280 6.1, and the profiles).
 *
 * Each function adds what it finds to a path and never takes anything back.  An error that is
 * returned is one of memory or budget; a verdict is a finding.
 */
#ifndef TB_LIB_PATH_CHECK_H
#define TB_LIB_PATH_CHECK_H

#include "lib/path/judge.h"
#include "lib/path/keyring.h"
#include "lib/path/namecon.h"

/* What a certificate does in a path. */
enum role { ROLE_LEAF, ROLE_CA, ROLE_ANCHOR };

/* One judgement under way. */
struct check {
    const struct judge_input *in;
    struct report *report;
    struct budget *budget;
    struct keyring *keys;
    struct namecons *names;
    const struct link *own_anchor; /* the anchor that the leaf is, byte for byte, or NULL */
    struct revoker *revoker;
};

/* A DSA key without parameters takes its issuer's (RFC 5280 6.1.4 (e)), which a search that goes
 * upwards has not met yet: it can be neither judged nor used until the path is complete. */
static inline bool inherits_key(const struct cert *cert)
{
    return cert->key.kind == KEY_DSA && cert->key.params.n == 0;
}

/* note adds a finding with the severity that its rule has in the profile; where that is none it
 * does nothing. */
enum err note(const struct check *check, struct path *path, struct finding finding) MUST_CHECK;

/* note_defects adds what cert_parse did not like about the certificate at index i. */
enum err note_defects(const struct check *check, struct path *path, int i) MUST_CHECK;

/* check_cert holds the certificate at index cert of p to the rules that concern it alone. */
enum err check_cert(const struct check *check, struct path *path, int cert,
                    enum role role) MUST_CHECK;

/* check_leaf: purpose, key usage and host names of the certificate at index 0. */
enum err check_leaf(const struct check *check, struct path *path) MUST_CHECK;

/* check_intermediates: how many certificates below index top count for a path length. */
int64_t check_intermediates(const struct path *path, size_t top);

/* check_length: the pathLenConstraint of the certificate at index i, by what is below it. */
enum err check_length(const struct check *check, struct path *path, size_t i) MUST_CHECK;

/* check_path: the rules between certificates: lengths, names, usages, key identifiers, policies,
 * and, where nothing else is wrong, revocation.  All of p's signatures verify. */
enum err check_path(const struct check *check, struct path *path) MUST_CHECK;

#endif
