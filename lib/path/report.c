/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/report.h"

#include "lib/base/lookup.h"

/* The letters of the columns in rules.def. */
enum { N = SEVERITY_NONE, W = SEVERITY_WARNING, E = SEVERITY_ERROR };

static const struct {
    enum reason reason;
    uint8_t severity[PROFILE_COUNT];
    char id[24], ref[36], text[88];
} rules[RULE_COUNT] = {
#define RULE(id, reason, webpki, rfc5280, cabf, ref, text) \
    [RULE_##id] = {                                        \
        REASON_##reason, {webpki, rfc5280, cabf}, ROW_TEXT(#id), ROW_TEXT(ref), ROW_TEXT(text)},
#include "lib/path/rules.def"
#undef RULE
};

const char *const profile_names[] = {"webpki", "rfc5280", "cabf", NULL};

enum reason rule_reason(enum rule rule)
{
    return rules[rule].reason;
}

enum severity rule_severity(enum rule rule, enum profile profile)
{
    return (enum severity)rules[rule].severity[profile];
}

const char *rule_id(enum rule rule)
{
    return rules[rule].id;
}

const char *rule_ref(enum rule rule)
{
    return rules[rule].ref;
}

const char *rule_text(enum rule rule)
{
    return rules[rule].text;
}

bool rule_ends_path(enum rule rule)
{
    /* Without a good signature anybody may have written the certificate below. */
    switch (rule) {
    case RULE_BAD_SIGNATURE:
    case RULE_SIGNATURE_ALGORITHM:
    case RULE_SIGNATURE_UNSUPPORTED:
    case RULE_ISSUER_KEY:
    case RULE_ISSUER_KEY_FORM:
    case RULE_ISSUER_KEY_UNSUPPORTED: return true;
    default: return false;
    }
}

/* The more basic the reason, the higher its rank: the headline is the finding with the highest. */
static int finding_rank(const struct finding *finding)
{
    return reason_rank(rules[finding->rule].reason);
}

const struct finding *path_headline(const struct path *path)
{
    const struct finding *best = NULL;

    for (size_t i = 0; i < path->num_findings; i++) {
        const struct finding *f = &path->findings[i];
        if (f->severity != SEVERITY_ERROR)
            continue;
        if (best == NULL || finding_rank(f) > finding_rank(best) ||
            (finding_rank(f) == finding_rank(best) && f->cert < best->cert))
            best = f;
    }
    return best;
}

const struct cert *path_first_to_end(const struct path *path)
{
    const struct cert *first = NULL;

    for (size_t i = 0; i < path->num; i++) {
        const struct cert *c = path->links[i].cert;
        if (!c->has_not_after)
            return NULL;
        if (first == NULL || c->not_after < first->not_after)
            first = c;
    }
    return first;
}

bool path_has_error(const struct path *path)
{
    return path_headline(path) != NULL;
}

enum err report_add(struct report *report, struct path *path, struct finding finding)
{
    TRY(ARENA_GROW(report->arena, path->findings, path->num_findings, path->cap_findings));
    path->findings[path->num_findings++] = finding;
    return ERR_OK;
}

enum err report_answer(struct report *report, struct path *path, const struct rev_answer *answer)
{
    TRY(ARENA_GROW(report->arena, path->answers, path->num_answers, path->cap_answers));
    path->answers[path->num_answers++] = *answer;
    return ERR_OK;
}
