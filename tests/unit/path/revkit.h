/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * revkit: a chain root > intermediate > leaf with a CRL of each CA, judged with revocation hard.
 *
 * The specs are those of a chain that is good; a test changes one thing and judges.
 */
#ifndef TB_TESTS_UNIT_PATH_REVKIT_H
#define TB_TESTS_UNIT_PATH_REVKIT_H

#include "tests/factory/trial.h"

struct revkit {
    struct trial trial;
    struct arena arena; /* for what tests make; a run leaves it alone */
    struct fc_spec root, ca, leaf;
    struct fc_crl root_crl, ca_crl;
    bool no_root_crl, no_ca_crl;
    struct fc_spec helpers[8]; /* further certificates */
    size_t num_helpers;
    struct fc_crl crls[8];     /* further CRLs */
    size_t num_crls;
};

int revkit_setup(void **state);
int revkit_teardown(void **state);

/* revkit_helper and revkit_crl add one more, and return it to be changed. */
struct fc_spec *revkit_helper(struct revkit *k, struct fc_spec s);
struct fc_crl *revkit_crl(struct revkit *k, struct fc_crl c);

/* revkit_judge makes everything again and judges the leaf, with CRLs that are given.  If they are
 * fetched, the verdict must be the same: complete, partitioned, delta and indirect ones. */
enum reason revkit_judge(struct revkit *k);

/* revkit_point is a cRLDistributionPoints value of one point; revkit_uri a URI as its name. */
struct span revkit_point(struct revkit *k, struct span names, uint32_t reasons,
                         struct span crl_issuer);
struct span revkit_uri(struct revkit *k, const char *uri);
struct span revkit_dir(struct revkit *k, const char *name);

/* assert_verdict: the verdict, and the finer rule that is behind it. */
#define assert_verdict(k, reason, rule_name, error)                                      \
    do {                                                                                 \
        assert_string_equal(reason_code(revkit_judge(k)), reason_code(reason));          \
        const struct finding *f_ = trial_finding(&(k)->trial, RULE_##rule_name);         \
        assert_non_null(f_);                                                             \
        assert_string_equal(err_id(f_->err), err_id(error));                             \
    } while (0)

#define assert_good(k) assert_string_equal(reason_code(revkit_judge(k)), "ok")
#define assert_revoked(k) assert_verdict(k, REASON_REVOKED, REVOKED, ERR_OK)
#define assert_stale(k) assert_verdict(k, REASON_STALE_CRL, STALE_CRL, ERR_OK)
#define assert_bad_crl(k, error)                                                         \
    assert_verdict(k, REASON_REVOCATION_UNKNOWN, BAD_CRL, error)
#define assert_unknown(k, error)                                                         \
    assert_verdict(k, REASON_REVOCATION_UNKNOWN, REVOCATION_UNKNOWN, error)

#endif
