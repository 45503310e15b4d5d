/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge: the facts of a scan in, findings out: what is wrong with a server, or worth knowing about
 * it.
 *
 * Each finding is a row of findings.def, which has its reason, level, reference and sentences.  A
 * fact that is SCAN_UNKNOWN never makes a finding that something is absent.
 */
#ifndef TB_LIB_SCAN_SCAN_JUDGE_H
#define TB_LIB_SCAN_SCAN_JUDGE_H

#include "lib/scan/facts.h"

enum scan_rule {
#define FINDING(id, reason, level, ref, text, why, fix) SCAN_RULE_##id,
#include "lib/scan/findings.def"
#undef FINDING
    SCAN_RULE_COUNT
};

/*
 * How much a finding matters:
 *
 *     CRITICAL  anybody can read or forge traffic, or read the server's memory
 *     HIGH      an active attacker can with published means, or clients refuse the server
 *     MEDIUM    a standard forbids it, or many clients fail
 *     LOW       a protection is missing that others back up, some clients fail, or what a standard
 *               forbids does little harm
 *     INFO      worth knowing
 */
enum scan_level { SCAN_INFO, SCAN_LOW, SCAN_MEDIUM, SCAN_HIGH, SCAN_CRITICAL };
const char *scan_level_name(enum scan_level level); /* "medium" */

/* The columns of findings.def.  The sentences are English and have {words}, which
 * lib/view/scan/finding_text.h translates and fills in. */
const char *scan_rule_id(enum scan_rule rule); /* "OLD_TLS" */
enum scan_level scan_rule_level(enum scan_rule rule);
const char *scan_rule_ref(enum scan_rule rule);
const char *scan_rule_text(enum scan_rule rule);
const char *scan_rule_why(enum scan_rule rule);
const char *scan_rule_fix(enum scan_rule rule);

/* What the ids of a finding are numbers of; those of features are enum scan_feature. */
enum scan_topic {
    SCAN_ABOUT_VERSIONS,
    SCAN_ABOUT_SUITES,
    SCAN_ABOUT_GROUPS,
    SCAN_ABOUT_SCHEMES,
    SCAN_ABOUT_FEATURES,
};

struct scan_finding {
    enum scan_rule rule;
    enum reason reason; /* of the row, or of the verdict on the chain */
    enum scan_topic topic;
    struct scan_ids ids; /* what it is about; may be empty */
    int chain;           /* index into the facts' chains; -1: none */
    int64_t number;      /* bits or seconds, as the sentence says */
    struct span name;    /* an address, or the verdict on a chain; may be empty */
};

struct scan_findings {
    struct scan_finding *v; /* the highest level first; among equals in the order of findings.def */
    size_t num, cap;
};

/*
 * scan_judge judges one server at a time in seconds since 1970.  A server that was not reached or
 * does not speak TLS has no findings.  What is made is in the arena and points into the facts.
 * Errors: those of the arena.
 */
enum err scan_judge(struct scan_findings *out, const struct scan_facts *facts, int64_t now,
                    struct arena *arena) MUST_CHECK;

/* scan_compare finds differences between the addresses of one name. */
enum err scan_compare(struct scan_findings *out, const struct scan_facts *const *all, size_t num,
                      struct arena *arena) MUST_CHECK;

#endif
