/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/requirement_inside.h"

static void check_feature(struct requirement_work *work, enum scan_feature feature,
                          enum scan_answer wanted)
{
    struct requirement_line line =
        requirement_line(work, wanted == SCAN_YES ? REQUIRE_FEATURE_YES : REQUIRE_FEATURE_NO);
    enum scan_answer answer = work->facts->features[feature].answer;
    bool is_moot = scan_feature_is_moot(work->facts, feature);

    line.feature = feature;
    if (is_moot && scan_feature_is_of_13(feature))
        answer = SCAN_NO; /* without TLS 1.3 a server has none of what only TLS 1.3 has */
    else if (is_moot)
        answer = wanted; /* TLS 1.3 does without what repairs older versions */
    if (answer == SCAN_UNKNOWN)
        requirement_doubt(&line);
    else if (answer != wanted)
        requirement_break(work, &line, (uint16_t)feature);
    requirement_put(work, &line);
}

static void check_lifetime(struct requirement_work *work)
{
    struct requirement_line line = requirement_line(work, REQUIRE_TICKET_LIFETIME);
    const struct scan_feature_value *life = &work->facts->features[FEATURE_TICKET_LIFETIME];

    line.number = life->value;
    if (life->answer == SCAN_UNKNOWN)
        requirement_doubt(&line);
    else if (life->answer == SCAN_YES && life->value > line.limit)
        line.result = REQUIREMENT_BROKEN;
    requirement_put(work, &line);
}

void requirement_check_features(struct requirement_work *work)
{
    for (unsigned i = 0; i < FEATURE_COUNT; i++) {
        if (work->requirement->features[i] != SCAN_UNKNOWN)
            check_feature(work, i, work->requirement->features[i]);
    }
    if (work->requirement->items[REQUIRE_TICKET_LIFETIME].is_asked)
        check_lifetime(work);
}
