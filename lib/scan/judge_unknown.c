/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scan could not find out, and why. */
#include "config.h"

#include "lib/scan/judging.h"

static void judge_trouble(struct judging *judging)
{
    switch (judging->facts->trouble) {
    case SCAN_BLOCKED: judging_rule(judging, SCAN_RULE_BLOCKED); break;
    case SCAN_UNSTEADY: judging_rule(judging, SCAN_RULE_UNSTEADY); break;
    case SCAN_TIME:
    case SCAN_STOPPED: judging_rule(judging, SCAN_RULE_CUT_SHORT); break;
    default: break;
    }
}

void judge_unknown(struct judging *judging)
{
    struct scan_ids versions = {0}, features = {0};

    judge_trouble(judging);
    if (judging->facts->is_quick)
        return;
    for (unsigned row = 0; row < SCAN_VERSIONS; row++) {
        if (judging->facts->versions[row].accepted == SCAN_UNKNOWN)
            judging_id(judging, &versions, scan_version_numbers[row]);
    }
    for (unsigned i = 0; i < FEATURE_COUNT; i++) {
        if (scan_answered(judging->facts, i, SCAN_UNKNOWN) &&
            !scan_feature_is_moot(judging->facts, i))
            judging_id(judging, &features, (uint16_t)i);
    }
    if (versions.num > 0)
        judging_add(judging, SCAN_FINDING(SCAN_RULE_UNKNOWN_VERSIONS, .topic = SCAN_ABOUT_VERSIONS,
                                          .ids = versions));
    if (features.num > 0)
        judging_add(judging, SCAN_FINDING(SCAN_RULE_UNKNOWN_FEATURES, .topic = SCAN_ABOUT_FEATURES,
                                          .ids = features));
}
