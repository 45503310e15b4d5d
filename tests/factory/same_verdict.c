/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/same_verdict.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_CAP = 256 << 20, ROOMY = 8 << 20, TINY = 448 << 10 };

static bool same_name(const struct gname *a, const struct gname *b)
{
    return a->kind == b->kind && span_eq(a->val, b->val);
}

static bool same_finding(const struct finding *a, const struct finding *b)
{
    bool same_rival = (a->rival == NULL) == (b->rival == NULL) &&
                      (a->rival == NULL || span_eq(a->rival->cert->der, b->rival->cert->der));

    return a->rule == b->rule && a->severity == b->severity && a->err == b->err &&
           a->cert == b->cert && span_eq(a->at, b->at) && span_eq(a->other, b->other) &&
           a->a == b->a && a->b == b->b && same_name(&a->name, &b->name) && same_rival;
}

static bool same_link(const struct link *a, const struct link *b)
{
    return span_eq(a->cert->der, b->cert->der) && a->source == b->source &&
           a->origin == b->origin && a->unfit == b->unfit && a->is_system == b->is_system;
}

static bool same_path(const struct path *a, const struct path *b)
{
    bool same =
        a->num == b->num && a->anchored == b->anchored && a->num_findings == b->num_findings;

    for (size_t i = 0; same && i < a->num; i++)
        same = same_link(&a->links[i], &b->links[i]);
    for (size_t i = 0; same && i < a->num_findings; i++)
        same = same_finding(&a->findings[i], &b->findings[i]);
    return same;
}

static bool same_policy(const struct policy_result *a, const struct policy_result *b)
{
    bool same = a->ok == b->ok && a->explicit_required == b->explicit_required &&
                a->cert == b->cert && a->num_user_policies == b->num_user_policies;

    for (size_t i = 0; same && i < a->num_user_policies; i++)
        same = span_eq(a->user_policies[i], b->user_policies[i]);
    return same;
}

static bool same_rest(const struct report *a, const struct report *b)
{
    return a->host.matched == b->host.matched && a->host.wildcard == b->host.wildcard &&
           a->host.num_names == b->host.num_names && same_name(&a->host.name, &b->host.name) &&
           same_policy(&a->policy, &b->policy) && a->paths_tried == b->paths_tried &&
           a->signatures_checked == b->signatures_checked &&
           a->left.signatures == b->left.signatures && a->left.candidates == b->left.candidates &&
           a->left.names == b->left.names && a->left.comparisons == b->left.comparisons;
}

static bool same_report(const struct report *a, const struct report *b)
{
    bool same = a->reason == b->reason && a->num_rejected == b->num_rejected &&
                same_path(&a->chosen, &b->chosen) && same_rest(a, b);

    for (size_t i = 0; same && i < a->num_rejected; i++)
        same = same_path(&a->rejected[i], &b->rejected[i]);
    return same;
}

/* A certificate as known_cert reads it, from a copy of its bytes: what it points to must be there,
 * and not where it was met first. */
static bool read_again(struct link *link, struct known *known, struct arena *arena)
{
    struct cert *c = ARENA_NEW(arena, struct cert);
    struct fail fail = {0};
    struct span der;

    if (c == NULL || arena_copy(arena, &der, link->cert->der) != ERR_OK ||
        known_cert(known, c, der, &fail) != ERR_OK)
        return false;
    link->cert = c;
    return true;
}

/* Reads and judges the chain of an input with a known, or without (NULL). */
static bool judge(struct report *out, const struct judge_input *in, struct known *known,
                  struct arena *arena)
{
    struct judge_input mine = *in;
    struct link *helpers = arena_alloc(arena, in->num_helpers, sizeof *helpers);
    bool read = helpers != NULL && read_again(&mine.leaf, known, arena);

    for (size_t i = 0; read && i < in->num_helpers; i++) {
        helpers[i] = in->helpers[i];
        read = read_again(&helpers[i], known, arena);
    }
    mine.helpers = helpers;
    mine.known = known;
    mine.leaf_key = NULL;
    return read && judge_chain(out, &mine, arena) == ERR_OK;
}

/* Judges `rounds` times with a known; false if a report is not the wanted one. */
static bool same_with(const struct report *want, const struct judge_input *in, struct known *known,
                      unsigned rounds)
{
    struct report got;
    struct arena arena;
    bool same = true;

    for (unsigned i = 0; same && i < rounds; i++) {
        arena_init(&arena, ARENA_CAP);
        same = judge(&got, in, known, &arena) && same_report(want, &got);
        arena_free(&arena);
    }
    return same;
}

bool same_verdict_each(const struct judge_input *in, struct known *const *knowns, size_t num,
                       unsigned rounds)
{
    struct report want;
    struct arena arena;

    arena_init(&arena, ARENA_CAP);
    bool same = judge(&want, in, NULL, &arena);
    for (size_t i = 0; same && i < num; i++)
        same = same_with(&want, in, knowns[i], rounds);
    arena_free(&arena);
    return same;
}

/* One less than a judgement took of a counter: what it had, without what was left. */
static uint64_t too_few(uint64_t had, uint64_t left)
{
    return had > left ? had - left - 1 : 0;
}

/* Judges with a budget of which the last signature, the last comparison, or the last one of a name
 * with a subtree is missing. */
static bool same_at_ends(const struct judge_input *in, struct known *const *knowns, size_t num)
{
    struct judge_input tight = *in;
    struct report report;
    struct arena arena;

    arena_init(&arena, ARENA_CAP);
    bool is_judged = judge(&report, in, NULL, &arena);
    struct budget left = report.left;
    arena_free(&arena);
    if (!is_judged)
        return false;
    tight.budget.signatures = too_few(in->budget.signatures, left.signatures);
    if (!same_verdict_each(&tight, knowns, num, 1))
        return false;
    tight.budget = in->budget;
    tight.budget.comparisons = too_few(in->budget.comparisons, left.comparisons);
    if (!same_verdict_each(&tight, knowns, num, 1))
        return false;
    /* Most chains have no constraints. */
    if (left.names == in->budget.names)
        return true;
    tight.budget = in->budget;
    tight.budget.names = too_few(in->budget.names, left.names);
    return same_verdict_each(&tight, knowns, num, 1);
}

void same_verdict(const struct judge_input *in)
{
    enum { SEEN, FULL, FRESH, NUM };
    static struct known *knowns[NUM];

    /* A clock, or a store, that counts how often it is asked would be disturbed. */
    if (in->budget.is_over != NULL || in->anchors.more != NULL)
        return;
    if ((knowns[SEEN] == NULL && known_new(&knowns[SEEN], ROOMY) != ERR_OK) ||
        (knowns[FULL] == NULL && known_new(&knowns[FULL], TINY) != ERR_OK) ||
        known_new(&knowns[FRESH], ROOMY) != ERR_OK)
        abort();
    if (!same_verdict_each(in, knowns, NUM, 3) || !same_at_ends(in, knowns, NUM)) {
        fprintf(stderr, "same_verdict: another report with a known than without\n");
        abort();
    }
    known_free(knowns[FRESH]);
}
