/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scan could not find out, and why. */
#include "config.h"

#include "lib/scan/judging.h"

#include "lib/base/lookup.h"

/* Features that only some versions have: to a server without these they do not apply. */
static const enum scan_feature only_to_12[] = {
    FEATURE_RESUMPTION_ID,        FEATURE_RESUMPTION_TICKET,    FEATURE_EMS,
    FEATURE_SECURE_RENEGOTIATION, FEATURE_CLIENT_RENEGOTIATION, FEATURE_COMPRESSION,
    FEATURE_ENCRYPT_THEN_MAC,     FEATURE_FALLBACK_SCSV,        FEATURE_HEARTBLEED,
    FEATURE_CCS_INJECTION,        FEATURE_TICKETBLEED,          FEATURE_ROBOT,
};
static const enum scan_feature only_13[] = {
    FEATURE_RESUMPTION_PSK,          FEATURE_TICKETS, FEATURE_EARLY_DATA, FEATURE_POST_QUANTUM,
    FEATURE_CERTIFICATE_COMPRESSION,
};

static bool may_accept_12(const struct scan_facts *facts)
{
    bool may = false;

    for (unsigned row = SCAN_SSL_3; row <= SCAN_1_2; row++)
        may = may || facts->versions[row].accepted != SCAN_NO;
    return may;
}

static bool applies(const struct scan_facts *facts, unsigned feature)
{
    bool old = false, new = false;

    for (size_t i = 0; i < LOOKUP_COUNT(only_to_12); i++)
        old = old || only_to_12[i] == feature;
    for (size_t i = 0; i < LOOKUP_COUNT(only_13); i++)
        new = new || only_13[i] == feature;
    return (!old || may_accept_12(facts)) &&
           (!new || facts->versions[SCAN_1_3].accepted != SCAN_NO);
}

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
        if (scan_answered(judging->facts, i, SCAN_UNKNOWN) && applies(judging->facts, i))
            judging_id(judging, &features, (uint16_t)i);
    }
    if (versions.num > 0)
        judging_add(judging, SCAN_FINDING(SCAN_RULE_UNKNOWN_VERSIONS, .topic = SCAN_ABOUT_VERSIONS,
                                          .ids = versions));
    if (features.num > 0)
        judging_add(judging, SCAN_FINDING(SCAN_RULE_UNKNOWN_FEATURES, .topic = SCAN_ABOUT_FEATURES,
                                          .ids = features));
}
