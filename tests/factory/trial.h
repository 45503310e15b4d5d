/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial: a judgement in a test: certificates go in as DER, a report comes out.
 *
 *     struct trial t;
 *     trial_open(&t);                      (FC_NOW, webpki, server, no anchors, no helpers)
 *     trial_anchor(&t, root_der);
 *     trial_helper(&t, ca_der);
 *     trial_host(&t, FC_HOST);
 *     if (trial_judge(&t, leaf_der) == REASON_OK) …
 *     trial_close(&t);
 *
 * t.in may be changed before trial_judge; t.report is there afterwards.  One trial can judge
 * several leaves.
 */
#ifndef TB_TESTS_FACTORY_TRIAL_H
#define TB_TESTS_FACTORY_TRIAL_H

#include "lib/path/judge.h"
#include "tests/factory/factory.h"

enum { TRIAL_CERTS = 1024, TRIAL_CRLS = 16, TRIAL_HOSTS = 4 };

struct trial {
    struct arena arena; /* for what the factory makes and for the certificates */
    struct arena work;  /* for judge_chain */
    struct judge_input in;
    struct report report;
    struct link anchors[TRIAL_CERTS], helpers[TRIAL_CERTS];
    size_t num_anchors;
    struct anchor_block
        block; /* what the store distrusts expressly: a serial number and purposes */
    const struct crl *crls[TRIAL_CRLS];
    struct reference_id hosts[TRIAL_HOSTS];
    struct fail fail; /* why a certificate did not decode */
    bool judges_once; /* the cost of one judgement is measured: same_verdict is left out */
};

void trial_open(struct trial *t);
void trial_close(struct trial *t);

/* These give false where the bytes do not decode; nothing is added then. */
bool trial_anchor(struct trial *t, struct span der);
bool trial_helper(struct trial *t, struct span der);
bool trial_crl(struct trial *t, struct span der);
bool trial_host(struct trial *t, const char *text);

/* trial_forget takes anchors, helpers, CRLs and hosts back out. */
void trial_forget(struct trial *t);

/* trial_judge is the verdict; a leaf that does not decode is UNDECODABLE, an error of ours
 * is INTERNAL. */
enum reason trial_judge(struct trial *t, struct span leaf);

/* trial_finding is the finding of this rule in the chosen path; NULL where there is none. */
const struct finding *trial_finding(const struct trial *t, enum rule rule);

#endif
