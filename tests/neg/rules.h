/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules: one row for each way of breaking a good chain.
 *
 * `bad` breaks a fresh set; the row then says which rule is found, at which certificate, with
 * which reason, and how severe it is in webpki, rfc5280 and cabf ("EWN": error, warning,
 * nothing).  Where an error is expected, no other rule may be an error; where none is expected,
 * the verdict is yes.  `good` is the nearest chain that does not break the rule: no profile finds
 * it there, and all accept it.
 */
#ifndef TB_TESTS_NEG_RULES_H
#define TB_TESTS_NEG_RULES_H

#include "tests/factory/trial.h"

enum { SET_MORE = 4 };

struct set {
    struct arena *a;
    struct trial *t;               /* to change t->in, hosts excepted */
    struct fc_spec root, ca, leaf; /* anchor, helper, judged */
    struct fc_spec more[SET_MORE]; /* further helpers */
    size_t num_more;
    struct fc_spec roots[SET_MORE]; /* further anchors */
    size_t num_roots;
    uint32_t root_unfit, roots_unfit; /* link.unfit of the root, and of the further anchors */
    struct fc_crl crls[SET_MORE];
    size_t num_crls;
    struct anchor_terms *root_terms; /* link.terms of the root; NULL: none */
    bool root_system;                /* link.is_system of the root */
    bool no_ca, no_root;             /* not handed over */
    bool keep_keys;                  /* issuers and keys are set by hand */
    const char *host;                /* FC_HOST; NULL: no host */
};

typedef void change(struct set *s);

struct row {
    const char *name;
    enum rule rule;
    enum reason reason;
    const char *levels;
    int cert;           /* where it is found; -1: the chain; -2: not looked at */
    change *bad, *good; /* good NULL: the chain as it is */
    bool with_others;   /* other rules are errors too, and the verdict may be theirs */
};

/* A row that is an error in every profile. */
#define EVERY "EEE"

struct theme {
    const struct row *rows;
    size_t num;
};

#define THEME(rows)                            \
    {                                          \
        rows, sizeof(rows) / sizeof((rows)[0]) \
    }

extern const struct theme rules_form, rules_exts, rules_ca, rules_purpose, rules_names, rules_paths,
    rules_crls, rules_ocsp, rules_crlite, rules_keys, rules_mldsa, rules_dated, rules_relaxed,
    rules_stores, rules_ct, rules_sct;

#endif
