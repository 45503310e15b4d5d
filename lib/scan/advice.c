/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/advice.h"

#include "lib/base/lookup.h"

static const struct {
    const char *id, *text;
} changes[SCAN_CHANGE_COUNT] = {
#define CHANGE(id, text) {#id, text},
#define FIXES(change, rule)
#include "lib/scan/changes.def"
#undef FIXES
#undef CHANGE
};

static const struct {
    enum scan_change change;
    enum scan_rule rule;
} fixes[] = {
#define CHANGE(id, text)
#define FIXES(change, rule) {SCAN_CHANGE_##change, SCAN_RULE_##rule},
#include "lib/scan/changes.def"
#undef FIXES
#undef CHANGE
};

const char *scan_change_id(enum scan_change change)
{
    return changes[change].id;
}

const char *scan_change_text(enum scan_change change)
{
    return changes[change].text;
}

bool scan_change_fixes(enum scan_change change, enum scan_rule rule)
{
    bool does = false;

    for (size_t i = 0; i < LOOKUP_COUNT(fixes); i++)
        does = does || (fixes[i].change == change && fixes[i].rule == rule);
    return does;
}

static bool is_fixed(const struct scan_advice *chosen, size_t num, enum scan_rule rule)
{
    bool is = false;

    for (size_t i = 0; i < num; i++)
        is = is || scan_change_fixes(chosen[i].change, rule);
    return is;
}

/* What one more change is worth after those that were chosen. */
static struct scan_advice weigh(enum scan_change change, const struct scan_findings *findings,
                                const struct scan_advice *chosen, size_t num)
{
    struct scan_advice advice = {.change = change};

    for (size_t i = 0; i < findings->num; i++) {
        enum scan_rule rule = findings->v[i].rule;
        if (!scan_change_fixes(change, rule) || is_fixed(chosen, num, rule))
            continue;
        advice.fixes++;
        if (scan_rule_level(rule) > advice.level)
            advice.level = scan_rule_level(rule);
    }
    return advice;
}

static bool is_worth_more(const struct scan_advice *a, const struct scan_advice *b)
{
    if (a->fixes == 0 || b->fixes == 0)
        return a->fixes > b->fixes;
    return a->level != b->level ? a->level > b->level : a->fixes > b->fixes;
}

size_t scan_advise(struct scan_advice out[SCAN_ADVICE_MAX], const struct scan_findings *findings)
{
    size_t num = 0;

    for (; num < SCAN_ADVICE_MAX; num++) {
        struct scan_advice best = {0};

        for (unsigned change = 0; change < SCAN_CHANGE_COUNT; change++) {
            struct scan_advice advice = weigh(change, findings, out, num);
            if (is_worth_more(&advice, &best))
                best = advice;
        }
        if (best.fixes == 0)
            break;
        out[num] = best;
    }
    return num;
}
