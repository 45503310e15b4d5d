/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/judging.h"

#include "lib/base/lookup.h"

static const struct {
    enum reason reason;
    enum scan_level level;
    char id[28], ref[20], text[96], why[168], fix[108];
} rules[SCAN_RULE_COUNT] = {
#define FINDING(id, reason, level, ref, text, why, fix)            \
    {REASON_##reason, SCAN_##level,  ROW_TEXT(#id), ROW_TEXT(ref), \
     ROW_TEXT(text),  ROW_TEXT(why), ROW_TEXT(fix)},
#include "lib/scan/findings.def"
#undef FINDING
};

const char *scan_rule_id(enum scan_rule rule)
{
    return rules[rule].id;
}

enum scan_level scan_rule_level(enum scan_rule rule)
{
    return rules[rule].level;
}

const char *scan_rule_ref(enum scan_rule rule)
{
    return rules[rule].ref;
}

const char *scan_rule_text(enum scan_rule rule)
{
    return rules[rule].text;
}

const char *scan_rule_why(enum scan_rule rule)
{
    return rules[rule].why;
}

const char *scan_rule_fix(enum scan_rule rule)
{
    return rules[rule].fix;
}

const char *scan_level_name(enum scan_level level)
{
    static const char *const names[] = {
        [SCAN_INFO] = "info", [SCAN_LOW] = "low",           [SCAN_MEDIUM] = "medium",
        [SCAN_HIGH] = "high", [SCAN_CRITICAL] = "critical",
    };

    return names[level];
}

/* In which order findings are listed. */
static bool comes_before(const struct scan_finding *a, const struct scan_finding *b)
{
    enum scan_level la = rules[a->rule].level, lb = rules[b->rule].level;

    return la != lb ? la > lb : a->rule < b->rule;
}

void judging_add(struct judging *judging, struct scan_finding finding)
{
    struct scan_findings *out = judging->out;
    size_t at = out->num;

    if (finding.reason == REASON_OK)
        finding.reason = rules[finding.rule].reason;
    if (ARENA_GROW(judging->arena, out->v, out->num, out->cap) != ERR_OK)
        return;
    for (; at > 0 && comes_before(&finding, &out->v[at - 1]); at--)
        out->v[at] = out->v[at - 1];
    out->v[at] = finding;
    out->num++;
}

void judging_rule(struct judging *judging, enum scan_rule rule)
{
    judging_add(judging, (struct scan_finding){.rule = rule, .chain = -1});
}

void judging_id(struct judging *judging, struct scan_ids *ids, uint16_t id)
{
    enum err err = scan_ids_add(ids, id, judging->arena);

    if (err != ERR_OK)
        arena_fail(judging->arena, err);
}

bool scan_accepts_12(const struct scan_facts *facts)
{
    bool accepts = false;

    for (unsigned row = SCAN_SSL_3; row <= SCAN_1_2; row++)
        accepts = accepts || scan_accepts(facts, row);
    return accepts;
}
