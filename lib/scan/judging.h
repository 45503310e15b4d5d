/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judging: what the parts of scan_judge share. */
#ifndef TB_LIB_SCAN_JUDGING_H
#define TB_LIB_SCAN_JUDGING_H

#include "lib/scan/scan_judge.h"

struct judging {
    const struct scan_facts *facts;
    int64_t now;
    struct arena *arena;
    struct scan_findings *out;
};

/* judging_add adds a finding with the reason of its row; failures stay in the arena. */
void judging_add(struct judging *judging, struct scan_finding finding);

/* judging_rule adds a finding about the server as a whole. */
void judging_rule(struct judging *judging, enum scan_rule rule);

/* judging_id adds a number to a list; failures stay in the arena. */
void judging_id(struct judging *judging, struct scan_ids *ids, uint16_t id);

/* SCAN_FINDING(id, ...) is a finding of no chain. */
#define SCAN_FINDING(id, ...) ((struct scan_finding){.rule = (id), .chain = -1, __VA_ARGS__})

static inline bool scan_accepts(const struct scan_facts *facts, enum scan_version_row row)
{
    return facts->versions[row].accepted == SCAN_YES;
}

/* scan_accepts_12: a version from SSL 3.0 to TLS 1.2. */
bool scan_accepts_12(const struct scan_facts *facts);

static inline bool scan_answered(const struct scan_facts *facts, enum scan_feature feature,
                                 enum scan_answer answer)
{
    return facts->features[feature].answer == answer;
}

void judge_suites(struct judging *judging);
void judge_exchange(struct judging *judging); /* groups, Diffie-Hellman, signature schemes */
void judge_features(struct judging *judging);
void judge_certs(struct judging *judging);
void judge_unknown(struct judging *judging);

#endif
