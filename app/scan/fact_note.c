/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/fact_note.h"

void fact_note(struct scan_facts *facts, enum scan_feature feature, enum scan_answer answer,
               const char *because)
{
    struct scan_feature_value *value = &facts->features[feature];

    if (value->answer == SCAN_YES || (value->answer == SCAN_NO && answer == SCAN_UNKNOWN))
        return;
    value->answer = answer;
    value->because = because;
}

void fact_note_value(struct scan_facts *facts, enum scan_feature feature, uint32_t value)
{
    if (facts->features[feature].answer == SCAN_YES)
        return;
    fact_note(facts, feature, SCAN_YES, NULL);
    facts->features[feature].value = value;
}

bool fact_is_known(const struct scan_facts *facts, enum scan_version_row from,
                   enum scan_version_row to)
{
    for (unsigned row = from; row <= (unsigned)to; row++) {
        if (facts->versions[row].accepted == SCAN_UNKNOWN)
            return false;
    }
    return true;
}

bool fact_accepts(const struct scan_facts *facts, enum scan_version_row row)
{
    return facts->versions[row].accepted == SCAN_YES;
}

uint16_t fact_newest_old(const struct scan_facts *facts)
{
    for (unsigned row = SCAN_1_2; row >= SCAN_SSL_3; row--) {
        if (facts->versions[row].accepted == SCAN_YES)
            return scan_version_numbers[row];
    }
    return 0;
}
