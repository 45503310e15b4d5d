/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First each certificate gets its role, then the places are compared with those of the right list,
 * and what is not there is noted.  The problems stand in the order in which one would fix them. */
#include "config.h"

#include "lib/chain/sent_chain.h"

#include <stdlib.h>

#include "lib/base/lookup.h"

static const struct sent_rule_row {
    char id[24], ref[24];
    enum severity severity;
} rules[] = {
#define SENT_RULE(id, severity, ref, text, hint) \
    {ROW_TEXT(#id), ROW_TEXT(ref), SEVERITY_##severity},
#include "lib/chain/sent_rules.def"
#undef SENT_RULE
};

static const char texts[][128] = {
#define SENT_RULE(id, severity, ref, text, hint) ROW_TEXT(text),
#include "lib/chain/sent_rules.def"
#undef SENT_RULE
};

static const char hints[][256] = {
#define SENT_RULE(id, severity, ref, text, hint) ROW_TEXT(hint),
#include "lib/chain/sent_rules.def"
#undef SENT_RULE
};

static const char roles[SENT_ROLE_COUNT][16] = {
    [SENT_LEAF] = ROW_TEXT("leaf"),
    [SENT_INTERMEDIATE] = ROW_TEXT("intermediate"),
    [SENT_ALTERNATIVE] = ROW_TEXT("alternative"),
    [SENT_ROOT] = ROW_TEXT("root"),
    [SENT_DUPLICATE] = ROW_TEXT("duplicate"),
    [SENT_OTHER_KEY] = ROW_TEXT("other-key"),
    [SENT_DEAD_CROSS] = ROW_TEXT("dead-cross"),
    [SENT_UNRELATED] = ROW_TEXT("unrelated"),
};

const char *sent_role_name(enum sent_role role)
{
    return roles[role];
}

const char *sent_rule_id(enum sent_rule rule)
{
    return rules[rule].id;
}

enum severity sent_rule_severity(enum sent_rule rule)
{
    return rules[rule].severity;
}

const char *sent_rule_ref(enum sent_rule rule)
{
    return rules[rule].ref;
}

const char *sent_rule_text(enum sent_rule rule)
{
    return texts[rule];
}

const char *sent_rule_hint(enum sent_rule rule)
{
    return hints[rule];
}

bool sent_rule_is_unknown(enum sent_rule rule)
{
    return rule == SENT_MISSING_UNKNOWN_RULE || rule == SENT_MISSING_ABOVE_RULE;
}

/* What is missing is what verdicts call an unknown issuer; the rest has a code of its own. */
enum reason sent_rule_reason(enum sent_rule rule)
{
    return sent_rule_is_unknown(rule) || rule == SENT_MISSING_RULE ? REASON_UNKNOWN_ISSUER
                                                                   : REASON_WRONG_CHAIN;
}

bool sent_chain_was_sent(const struct sent_chain *sent, const struct cert *cert)
{
    for (size_t i = 0; i < sent->num; i++) {
        if (span_eq(sent->certs[i].link->cert->der, cert->der))
            return true;
    }
    return false;
}

bool sent_chain_is_wrong(const struct sent_chain *sent)
{
    for (size_t i = 0; i < sent->num_problems; i++) {
        if (sent_rule_severity(sent->problems[i].rule) == SEVERITY_ERROR)
            return true;
    }
    return false;
}

static enum err add(struct sent_chain *sent, struct arena *arena, struct sent_problem problem)
{
    TRY(ARENA_GROW(arena, sent->problems, sent->num_problems, sent->cap_problems));
    sent->problems[sent->num_problems++] = problem;
    return ERR_OK;
}

static int by_bytes(const void *a, const void *b)
{
    const struct sent_cert *const *x = a, *const *y = b;
    int c = span_cmp((*x)->link->cert->der, (*y)->link->cert->der);

    return c != 0 ? c : (*x > *y) - (*x < *y);
}

/* Notes for each certificate the first one with the same bytes, which may be itself.  A server can
 * send very many, so they are sorted rather than compared with each other. */
static enum err find_same(struct sent_chain *sent, struct arena *arena)
{
    struct sent_cert **v = arena_alloc(arena, sent->num, sizeof *v);

    if (v == NULL)
        return arena->err;
    for (size_t i = 0; i < sent->num; i++)
        v[i] = &sent->certs[i];
    qsort(v, sent->num, sizeof *v, by_bytes);
    for (size_t i = 0; i < sent->num; i++) {
        bool is_same = i > 0 && span_eq(v[i]->link->cert->der, v[i - 1]->link->cert->der);
        v[i]->same_as = is_same ? v[i - 1]->same_as : (size_t)(v[i] - sent->certs);
    }
    return ERR_OK;
}

/* Another good list has it. */
static bool is_in_other_offer(const struct sent_chain *sent, const struct cert *cert)
{
    for (size_t i = 0; i < sent->num_offers; i++) {
        const struct chain_offer *o = &sent->offers[i];
        if (o->reason == REASON_OK && chain_offer_has(o, cert) < o->num)
            return true;
    }
    return false;
}

/* The first certificate of the graph whose issuer has this name and, as the certificate is not one
 * of the graph, another key. */
static const struct cert *unsigned_by(const struct sent_chain *sent, const struct cert *cert)
{
    for (size_t i = 0; i < sent->graph->num; i++) {
        const struct cert *c = sent->graph->nodes[i].cert;
        if (name_id_eq(&c->issuer_id, &cert->subject_id) && !c->self_issued)
            return c;
    }
    return NULL;
}

/* The role of a certificate that is neither the leaf nor part of the right list. */
static enum sent_role other_role(const struct sent_chain *sent, struct sent_cert *s)
{
    const struct cert *c = s->link->cert;
    size_t node = issuer_graph_find(sent->graph, c);
    const struct graph_node *n = node == GRAPH_NONE ? NULL : &sent->graph->nodes[node];

    if (is_in_other_offer(sent, c))
        return SENT_ALTERNATIVE;
    if (n != NULL && (n->is_root || n->stores != 0))
        return SENT_ROOT;
    if (n != NULL)
        return SENT_DEAD_CROSS;
    s->partner = unsigned_by(sent, c);
    return s->partner != NULL ? SENT_OTHER_KEY : SENT_UNRELATED;
}

static void set_role(struct sent_chain *sent, size_t i)
{
    struct sent_cert *s = &sent->certs[i];
    const struct cert *c = s->link->cert;

    s->is_outdated = sent->time < c->not_before || sent->time > c->not_after;
    if (i == sent->leaf)
        s->role = SENT_LEAF;
    else if (s->same_as < i || span_eq(c->der, sent->certs[sent->leaf].link->cert->der))
        s->role = SENT_DUPLICATE;
    else if (chain_offer_has(sent->wanted, c) < sent->wanted->num)
        s->role = SENT_INTERMEDIATE;
    else
        s->role = other_role(sent, s);
    if (s->role == SENT_DUPLICATE && s->same_as == i)
        s->same_as = sent->leaf;
}

/* A certificate of the right list comes too late if one that stands after it in that list came
 * before.  PKCS#7 and PKCS#12 hold sets, in which nothing comes before anything (RFC 5652 5.1). */
static void set_places(struct sent_chain *sent)
{
    size_t highest = 0, before = 0; /* before: of the places before this one */

    for (size_t i = 0; i < sent->num; i++) {
        struct sent_cert *s = &sent->certs[i];
        size_t at = chain_offer_has(sent->wanted, s->link->cert);

        if (i > 0 && s->place != sent->certs[i - 1].place)
            before = highest;
        if (s->role != SENT_LEAF && s->role != SENT_INTERMEDIATE)
            continue;
        s->is_misplaced = at < before || (s->role == SENT_LEAF && s->place != sent->certs[0].place);
        highest = at > highest ? at : highest;
    }
}

/* The rule that the role of a certificate breaks; SENT_RULE_COUNT: none. */
static enum sent_rule rule_of(const struct sent_cert *s)
{
    switch (s->role) {
    case SENT_LEAF: return s->is_misplaced ? SENT_LEAF_NOT_FIRST_RULE : SENT_RULE_COUNT;
    case SENT_INTERMEDIATE: return s->is_misplaced ? SENT_ORDER_RULE : SENT_RULE_COUNT;
    case SENT_ALTERNATIVE: return s->is_outdated ? SENT_OUTDATED_RULE : SENT_RULE_COUNT;
    case SENT_ROOT: return SENT_ROOT_RULE;
    case SENT_DUPLICATE: return SENT_DUPLICATE_RULE;
    case SENT_OTHER_KEY: return SENT_OTHER_KEY_RULE;
    case SENT_DEAD_CROSS: return s->is_outdated ? SENT_OUTDATED_RULE : SENT_DEAD_CROSS_RULE;
    default: return SENT_UNRELATED_RULE;
    }
}

static enum err note_sent(struct sent_chain *sent, struct arena *arena)
{
    for (size_t i = 0; i < sent->num; i++) {
        const struct sent_cert *s = &sent->certs[i];
        enum sent_rule rule = rule_of(s);

        if (rule != SENT_RULE_COUNT)
            TRY(add(sent, arena,
                    (struct sent_problem){.rule = rule,
                                          .number = i + 1,
                                          .place = s->same_as + 1,
                                          .cert = s->link->cert,
                                          .other = s->partner}));
    }
    return ERR_OK;
}

/* What the list lacks.  If the verdict is good without it, other stores may need it. */
static enum err note_missing(struct sent_chain *sent, struct arena *arena)
{
    const struct chain_offer *w = sent->wanted;
    bool is_good = sent->verdict == REASON_OK;
    bool more = is_good && chain_offer_count(w->stores) > chain_offer_count(sent->stores);

    for (size_t i = 1; i < w->num; i++) {
        if (sent_chain_was_sent(sent, w->links[i]->cert) || (is_good && !more))
            continue;
        TRY(add(sent, arena,
                (struct sent_problem){.rule = is_good ? SENT_MORE_STORES_RULE : SENT_MISSING_RULE,
                                      .cert = w->links[i]->cert,
                                      .other = w->links[i - 1]->cert}));
    }
    if (sent->is_whole || w->links[w->num - 1]->cert->self_issued)
        return ERR_OK;
    /* The issuer of a CA is more often a root than that of a server. */
    return add(sent, arena,
               (struct sent_problem){.rule = w->num > 1 ? SENT_MISSING_ABOVE_RULE
                                                        : SENT_MISSING_UNKNOWN_RULE,
                                     .other = w->links[w->num - 1]->cert});
}

enum err sent_chain_judge(struct sent_chain *sent, struct arena *arena)
{
    TRY(find_same(sent, arena));
    for (size_t i = 0; i < sent->num; i++)
        set_role(sent, i);
    set_places(sent);
    TRY(note_missing(sent, arena));
    TRY(note_sent(sent, arena));
    if (sent->num_unreadable > 0)
        TRY(add(
            sent, arena,
            (struct sent_problem){.rule = SENT_UNREADABLE_RULE, .number = sent->num_unreadable}));
    return ERR_OK;
}
