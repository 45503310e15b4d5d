/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/judging.h"

#include "lib/base/lookup.h"

/* RFC 9846 4.7.1: tickets live for seven days at most.  One day is what RFC 9325 3.4 calls
 * reasonable, by the keys that it wants changed every week. */
enum { TICKET_SECONDS_MAX = 604800, TICKET_SECONDS_LONG = 86400 };

/* Features whose answer alone makes a finding. */
static const struct {
    enum scan_feature feature;
    enum scan_answer answer;
    enum scan_rule rule;
} plain[] = {
    {FEATURE_COMPRESSION, SCAN_YES, SCAN_RULE_COMPRESSION},
    {FEATURE_EARLY_DATA, SCAN_YES, SCAN_RULE_EARLY_DATA},
    {FEATURE_CLIENT_CERTIFICATE, SCAN_YES, SCAN_RULE_CLIENT_CERTIFICATE},
    {FEATURE_SNI_NEEDED, SCAN_YES, SCAN_RULE_SNI_NEEDED},
    {FEATURE_POST_QUANTUM, SCAN_NO, SCAN_RULE_NO_POST_QUANTUM},
    {FEATURE_GREASE_TOLERANT, SCAN_NO, SCAN_RULE_GREASE_INTOLERANT},
    {FEATURE_LARGE_HELLO_TOLERANT, SCAN_NO, SCAN_RULE_LARGE_HELLO_INTOLERANT},
    {FEATURE_SPLIT_HELLO_TOLERANT, SCAN_NO, SCAN_RULE_SPLIT_HELLO_INTOLERANT},
    {FEATURE_MEDIUM_HELLO_TOLERANT, SCAN_NO, SCAN_RULE_MEDIUM_HELLO_INTOLERANT},
    {FEATURE_MANY_SUITES_TOLERANT, SCAN_NO, SCAN_RULE_MANY_SUITES_INTOLERANT},
    {FEATURE_EMPTY_SHARE_TOLERANT, SCAN_NO, SCAN_RULE_EMPTY_SHARE_INTOLERANT},
    {FEATURE_VERSION_TOLERANT, SCAN_NO, SCAN_RULE_VERSION_INTOLERANT},
    {FEATURE_EXTENSION_TOLERANT, SCAN_NO, SCAN_RULE_EXTENSION_INTOLERANT},
    {FEATURE_HEARTBLEED, SCAN_YES, SCAN_RULE_HEARTBLEED},
    {FEATURE_CCS_INJECTION, SCAN_YES, SCAN_RULE_CCS_INJECTION},
    {FEATURE_TICKETBLEED, SCAN_YES, SCAN_RULE_TICKETBLEED},
    {FEATURE_ROBOT, SCAN_YES, SCAN_RULE_ROBOT},
};

static void judge_renegotiation(struct judging *judging)
{
    bool starts = scan_answered(judging->facts, FEATURE_CLIENT_RENEGOTIATION, SCAN_YES);
    bool unprotected = scan_answered(judging->facts, FEATURE_SECURE_RENEGOTIATION, SCAN_NO);

    if (starts && unprotected)
        judging_rule(judging, SCAN_RULE_INSECURE_RENEGOTIATION);
    else if (starts)
        judging_rule(judging, SCAN_RULE_CLIENT_RENEGOTIATION);
    else if (unprotected && scan_accepts_12(judging->facts))
        judging_rule(judging, SCAN_RULE_NO_SECURE_RENEGOTIATION);
}

/* A client that falls back needs something worse to fall back to.  What TLS 1.2 and 1.3 have in
 * common with each other is protected by the random value of the server (RFC 9846 4.2.3). */
static void judge_fallback(struct judging *judging)
{
    unsigned old = 0, accepted = 0;

    for (unsigned row = SCAN_SSL_3; row <= SCAN_1_3; row++) {
        accepted += scan_accepts(judging->facts, row);
        old += row <= SCAN_1_1 && scan_accepts(judging->facts, row);
    }
    if (old > 0 && accepted > 1 && scan_answered(judging->facts, FEATURE_FALLBACK_SCSV, SCAN_NO))
        judging_rule(judging, SCAN_RULE_NO_FALLBACK_SCSV);
}

static void judge_tickets(struct judging *judging)
{
    const struct scan_feature_value *life = &judging->facts->features[FEATURE_TICKET_LIFETIME];

    if (life->answer != SCAN_YES || life->value <= TICKET_SECONDS_LONG)
        return;
    if (life->value > TICKET_SECONDS_MAX)
        judging_add(judging, SCAN_FINDING(SCAN_RULE_TICKETS_TOO_LONG, .number = life->value));
    else
        judging_add(judging, SCAN_FINDING(SCAN_RULE_TICKETS_LONG, .number = life->value));
}

static void judge_unoffered(struct judging *judging)
{
    if (!scan_answered(judging->facts, FEATURE_CHOOSES_UNOFFERED, SCAN_YES))
        return;
    judging_rule(judging, judging->facts->only_alpn_unoffered ? SCAN_RULE_ALPN_UNOFFERED
                                                              : SCAN_RULE_CHOOSES_UNOFFERED);
}

void judge_features(struct judging *judging)
{
    for (size_t i = 0; i < LOOKUP_COUNT(plain); i++) {
        if (scan_answered(judging->facts, plain[i].feature, plain[i].answer))
            judging_rule(judging, plain[i].rule);
    }
    if (scan_answered(judging->facts, FEATURE_EMS, SCAN_NO) && scan_accepts_12(judging->facts))
        judging_rule(judging, SCAN_RULE_NO_EMS);
    judge_unoffered(judging);
    judge_renegotiation(judging);
    judge_fallback(judging);
    judge_tickets(judging);
}
