/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report: the findings of judging a certificate.
 *
 * Findings are only added: none replaces another, and the verdict is no as soon as one of them is
 * an error.  Paths that were tried and refused stay in the report with their findings.  Everything
 * lives in the report's arena or points into the input.
 */
#ifndef TB_LIB_PATH_REPORT_H
#define TB_LIB_PATH_REPORT_H

#include "lib/path/anchor.h"
#include "lib/path/evidence.h"
#include "lib/path/host.h"
#include "lib/path/policy.h"

enum rule {
#define RULE(id, reason, webpki, rfc5280, cabf, ref, text) RULE_##id,
#include "lib/path/rules.def"
#undef RULE
    RULE_COUNT
};

enum profile { PROFILE_WEBPKI, PROFILE_RFC5280, PROFILE_CABF, PROFILE_COUNT };

/* The names as in --profile, in the order of the enum; NULL is the last one. */
extern const char *const profile_names[PROFILE_COUNT + 1];

enum severity { SEVERITY_NONE, SEVERITY_WARNING, SEVERITY_ERROR };

/* The columns of rules.def: the reason of a rule, its severity in a profile, its name, the section
 * that it comes from, and its sentence. */
enum reason rule_reason(enum rule rule);
enum severity rule_severity(enum rule rule, enum profile profile);
const char *rule_id(enum rule rule);  /* "NOT_A_CA" */
const char *rule_ref(enum rule rule); /* "RFC 5280 4.2.1.9" */
const char *rule_text(enum rule rule);

/* rule_ends_path: the rule means that a signature cannot be relied on, so nothing more is reported
 * about the path. */
bool rule_ends_path(enum rule rule);

/* A broken rule, with the details that its sentence needs. lib/path/rules.def has the rules. */
struct finding {
    enum rule rule;
    enum severity severity;
    enum err err;      /* the exact error, if there is one (signature, decoding) */
    int cert;          /* index into its path: 0 is the leaf; -1: the chain as a whole */
    struct span at;    /* the bytes that it concerns; may be empty */
    struct span other; /* what they conflict with: a subtree, the issuer's key id; may be empty */
    int64_t a, b;      /* numbers: times, lengths, bits; which ones depends on the rule */
    struct gname name; /* NC_*, SAN_SYNTAX, WILDCARD_*: the name concerned */
    const struct link *rival; /* OTHER_KEY, UNTRUSTED_ROOT: has the issuer's name and another key */
    const char *store;        /* DISTRUSTED_*, STORE_CONSTRAINT: the store that says so */
};

/* Where a certificate came from. */
enum source { SOURCE_LEAF, SOURCE_INPUT, SOURCE_INTERMEDIATES, SOURCE_ANCHOR, SOURCE_FETCHED };

struct link {
    const struct cert *cert;
    enum source source;
    const char *origin;               /* the file it came from, or NULL */
    uint32_t unfit;                   /* an anchor: EKU_* of purposes for which it is not trusted */
    bool is_system;                   /* an anchor: the system's store has it */
    const struct anchor_terms *terms; /* an anchor: what its store says besides; NULL: nothing */
};

/* A path, leaf first.  anchored: its last link is a trust anchor. */
struct path {
    struct link *links;
    size_t num;
    bool anchored;
    bool by_key; /* a TLSA record vouches for the leaf's key, and nothing else was checked */
    struct finding *findings;
    size_t num_findings, cap_findings;
    struct rev_answer *answers; /* what each source says about its certificates */
    size_t num_answers, cap_answers;
};

/* path_headline is the error with the highest rank, the nearest to the leaf among equals; NULL if
 * the path has no error. */
const struct finding *path_headline(const struct path *path);

/* path_first_to_end is the certificate that expires first: the path is valid until then.  NULL if
 * the path is empty or a notAfter is unreadable. */
const struct cert *path_first_to_end(const struct path *path);

/* path_has_error is true if any finding is an error. */
bool path_has_error(const struct path *path);

struct tlsa;

struct report {
    struct arena *arena;
    enum reason reason;    /* OK, or that of the headline of `chosen` */
    struct path chosen;    /* the path accepted, or the most helpful of the refused */
    struct path *rejected; /* other paths, in the order in which they were tried */
    size_t num_rejected, cap_rejected;
    struct host_match host; /* what --host matched */
    struct policy_result policy;
    const struct tlsa *dane;    /* the TLSA record that is fulfilled; NULL: none */
    struct rev_answer *answers; /* those of `chosen` */
    size_t num_answers;
    struct sct_answer *scts;
    size_t num_scts, cap_scts;
    uint64_t paths_tried, signatures_checked;
    uint64_t
        signatures_known; /* of those checked: known from other chains, so not verified again */
    struct budget left;   /* the unused rest of the budget */
};

/* report_answer adds an answer to a path; LIMIT if the arena is full. */
enum err report_answer(struct report *report, struct path *path,
                       const struct rev_answer *answer) MUST_CHECK;

/* report_add adds a finding to a path; ERR_LIMIT if the arena is full. */
enum err report_add(struct report *report, struct path *path, struct finding finding) MUST_CHECK;

#endif
