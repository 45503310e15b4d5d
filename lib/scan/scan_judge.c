/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/scan_judge.h"

#include "lib/scan/judging.h"

static void judge_versions(struct judging *judging)
{
    const struct scan_facts *facts = judging->facts;
    struct scan_ids old = {0};
    bool accepts_old = false;

    for (unsigned row = SCAN_SSL_2; row <= SCAN_1_1; row++)
        accepts_old = accepts_old || scan_accepts(facts, row);
    if (scan_accepts(facts, SCAN_SSL_2))
        judging_rule(judging, SCAN_RULE_SSL_2);
    if (scan_accepts(facts, SCAN_SSL_3))
        judging_rule(judging, SCAN_RULE_SSL_3);
    for (unsigned row = SCAN_1_0; row <= SCAN_1_1; row++) {
        if (scan_accepts(facts, row))
            judging_id(judging, &old, scan_version_numbers[row]);
    }
    if (old.num > 0)
        judging_add(judging,
                    SCAN_FINDING(SCAN_RULE_OLD_TLS, .topic = SCAN_ABOUT_VERSIONS, .ids = old));
    if (facts->versions[SCAN_1_3].accepted != SCAN_NO)
        return;
    if (scan_accepts(facts, SCAN_1_2))
        judging_rule(judging, SCAN_RULE_NO_TLS_1_3);
    else if (facts->versions[SCAN_1_2].accepted == SCAN_NO && accepts_old)
        judging_rule(judging, SCAN_RULE_NO_TLS_1_2);
}

enum err scan_judge(struct scan_findings *out, const struct scan_facts *facts, int64_t now,
                    struct arena *arena)
{
    struct judging judging = {.facts = facts, .now = now, .arena = arena, .out = out};

    *out = (struct scan_findings){0};
    if (facts->trouble == SCAN_UNREACHED || facts->trouble == SCAN_NOT_TLS)
        return ERR_OK;
    judge_versions(&judging);
    judge_suites(&judging);
    judge_exchange(&judging);
    judge_features(&judging);
    judge_certs(&judging);
    judge_unknown(&judging);
    return arena->err;
}
