/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/scan/judge_kit.h"

struct arena arena;
struct scan_facts facts;
bool raised[SCAN_RULE_COUNT];

const struct scan_finding *find_rule(enum scan_rule rule)
{
    static struct scan_findings out;

    assert_int_equal(scan_judge(&out, &facts, FC_NOW, &arena), ERR_OK);
    for (size_t i = 0; i < out.num; i++) {
        if (out.v[i].rule == rule)
            return &out.v[i];
    }
    return NULL;
}

const struct scan_finding *raise_rule(enum scan_rule rule)
{
    const struct scan_finding *finding = find_rule(rule);

    if (finding == NULL)
        fail_msg("%s was not found", scan_rule_id(rule));
    raised[rule] = true;
    return finding;
}

void refuse_rule(enum scan_rule rule)
{
    if (find_rule(rule) != NULL)
        fail_msg("%s was found", scan_rule_id(rule));
}

void good(void)
{
    facts_good(&facts, &arena);
}
