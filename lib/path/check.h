/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check: the rules for certificates and paths (RFC 5280 6.1, and the profiles).
 *
 * Each function adds its findings to a path and never removes one.  A returned error means that
 * memory or the budget ran out; a verdict is always a finding.
 */
#ifndef TB_LIB_PATH_CHECK_H
#define TB_LIB_PATH_CHECK_H

#include "lib/path/judge.h"
#include "lib/path/keyring.h"
#include "lib/path/namecon.h"

/* The part that a certificate has in a path. */
enum role { ROLE_LEAF, ROLE_CA, ROLE_ANCHOR };

/* What one judgement works with.  Nothing here is owned: judge_chain holds it all. */
struct check {
    const struct judge_input *in;
    struct report *report;
    struct budget *budget;
    struct keyring *keys;
    struct namecons *names;
    const struct link *own_anchor; /* the anchor that the leaf is, byte for byte, or NULL */
    struct revoker *revoker;
};

/*
 * A DSA key without parameters uses those of its issuer (RFC 5280 6.1.4 (e)).  A search that goes
 * upwards has not found the issuer yet, so the key can be neither judged nor used until the path is
 * complete.
 */
static inline bool inherits_key(const struct cert *cert)
{
    return cert->key.kind == KEY_DSA && cert->key.params.n == 0;
}

/* note adds a finding with the severity that its rule has in the profile; a rule without one in
 * this profile adds nothing. */
enum err note(const struct check *check, struct path *path, struct finding finding) MUST_CHECK;

/* note_defects adds a finding for each defect that cert_parse found in the certificate at index
 * i. */
enum err note_defects(const struct check *check, struct path *path, int i) MUST_CHECK;

/* check_cert applies the rules that concern the certificate at index cert of the path alone. */
enum err check_cert(const struct check *check, struct path *path, int cert,
                    enum role role) MUST_CHECK;

/*
 * Parts of check_cert, each about the certificate at index i.  check_ca: may it sign certificates?
 * check_ca_marks: what only a CA may have.  check_key_ids: the key identifiers.  check_constraints:
 * the form of its name constraints.
 */
enum err check_ca(const struct check *check, struct path *path, int i, enum role role) MUST_CHECK;
enum err check_ca_marks(const struct check *check, struct path *path, int i) MUST_CHECK;
enum err check_key_ids(const struct check *check, struct path *path, int i,
                       enum role role) MUST_CHECK;
enum err check_constraints(const struct check *check, struct path *path, int i) MUST_CHECK;

/* check_leaf checks purpose, key usage and host names of the certificate at index 0. */
enum err check_leaf(const struct check *check, struct path *path) MUST_CHECK;

/* check_dated applies the rules for public CAs that depend on dates of issue, where they hold. */
enum err check_dated(const struct check *check, struct path *path) MUST_CHECK;

/* check_intermediates counts the certificates below index top that count for a path length. */
int64_t check_intermediates(const struct path *path, size_t top);

/* check_length checks the pathLenConstraint of the certificate at index i against what is below
 * it. */
enum err check_length(const struct check *check, struct path *path, size_t i) MUST_CHECK;

/* check_terms checks what the stores of the anchor say about it, and about what it issues.
 * check_blocked: no store distrusts the certificate at index i expressly. */
enum err check_terms(const struct check *check, struct path *path) MUST_CHECK;
enum err check_blocked(const struct check *check, struct path *path, int i) MUST_CHECK;

/*
 * check_path checks the rules between certificates: lengths, names, usages, key identifiers,
 * policies and, if there is no error so far, revocation.  All signatures of the path must verify.
 */
enum err check_path(const struct check *check, struct path *path) MUST_CHECK;

#endif
