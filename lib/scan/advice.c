/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/advice.h"

#include "lib/base/lookup.h"

static const struct {
    char id[16], text[96];
} changes[SCAN_CHANGE_COUNT] = {
#define CHANGE(id, text) {ROW_TEXT(#id), ROW_TEXT(text)},
#define FIXES(change, rule)
#define MEETS(change, item)
#include "lib/scan/changes.def"
#undef MEETS
#undef FIXES
#undef CHANGE
};

static const struct {
    enum scan_change change;
    enum scan_rule rule;
} fixes[] = {
#define CHANGE(id, text)
#define FIXES(change, rule) {SCAN_CHANGE_##change, SCAN_RULE_##rule},
#define MEETS(change, item)
#include "lib/scan/changes.def"
#undef MEETS
#undef FIXES
#undef CHANGE
};

static const struct {
    enum scan_change change;
    enum requirement_item item;
} meets[] = {
#define CHANGE(id, text)
#define FIXES(change, rule)
#define MEETS(change, item) {SCAN_CHANGE_##change, REQUIRE_##item},
#include "lib/scan/changes.def"
#undef MEETS
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

/* What the choice depends on. */
struct scan_choice {
    const struct scan_findings *findings;
    const struct requirement_check *check; /* or NULL */
    struct requirement usual;              /* what a server does after the changes */
    struct scan_advice *chosen;
    size_t num;
};

static bool is_fixed(const struct scan_choice *choice, enum scan_rule rule)
{
    bool is = false;

    for (size_t i = 0; i < choice->num; i++)
        is = is || scan_change_fixes(choice->chosen[i].change, rule);
    return is;
}

/* Whether the change meets a broken item: nothing that breaks it remains. */
static bool meets_line(const struct scan_choice *choice, enum scan_change change,
                       const struct requirement_line *line)
{
    bool does = false;

    for (size_t i = 0; i < LOOKUP_COUNT(meets); i++)
        does = does || (meets[i].change == change && meets[i].item == line->item);
    for (size_t i = 0; does && i < line->ids.num; i++)
        does = !scan_ids_has(&choice->usual.items[line->item].ids, line->ids.v[i]);
    return does && line->result == REQUIREMENT_BROKEN;
}

static bool is_met(const struct scan_choice *choice, const struct requirement_line *line)
{
    bool is = false;

    for (size_t i = 0; i < choice->num; i++)
        is = is || meets_line(choice, choice->chosen[i].change, line);
    return is;
}

static void add_worth(struct scan_advice *advice, size_t *count, enum scan_level level)
{
    (*count)++;
    if (level > advice->level)
        advice->level = level;
}

static size_t worth(const struct scan_advice *advice)
{
    return advice->fixes + advice->meets;
}

/* What one more change is worth after those that were chosen. */
static struct scan_advice weigh(const struct scan_choice *choice, enum scan_change change)
{
    struct scan_advice advice = {.change = change};

    for (size_t i = 0; i < choice->findings->num; i++) {
        enum scan_rule rule = choice->findings->v[i].rule;
        if (scan_change_fixes(change, rule) && !is_fixed(choice, rule))
            add_worth(&advice, &advice.fixes, scan_rule_level(rule));
    }
    for (size_t i = 0; choice->check != NULL && i < choice->check->num; i++) {
        const struct requirement_line *line = &choice->check->v[i];
        if (meets_line(choice, change, line) && !is_met(choice, line))
            add_worth(&advice, &advice.meets, SCAN_LOW);
    }
    return advice;
}

static bool is_worth_more(const struct scan_advice *a, const struct scan_advice *b)
{
    if (worth(a) == 0 || worth(b) == 0)
        return worth(a) > worth(b);
    return a->level != b->level ? a->level > b->level : worth(a) > worth(b);
}

enum err scan_advise(struct scan_advice out[SCAN_ADVICE_MAX], size_t *num,
                     const struct scan_findings *findings, const struct requirement_check *check,
                     struct arena *arena)
{
    struct scan_choice choice = {.findings = findings, .check = check, .chosen = out};
    bool found;

    *num = 0;
    TRY(requirement_find(&found, &choice.usual, SPAN_LIT("intermediate"), arena));
    for (; choice.num < SCAN_ADVICE_MAX; choice.num++) {
        struct scan_advice best = {0};

        for (unsigned change = 0; change < SCAN_CHANGE_COUNT; change++) {
            struct scan_advice advice = weigh(&choice, change);
            if (is_worth_more(&advice, &best))
                best = advice;
        }
        if (worth(&best) == 0)
            break;
        out[choice.num] = best;
    }
    *num = choice.num;
    return ERR_OK;
}
