/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between the addresses of a name.  Only what is known of both is compared. */
#include "config.h"

#include "lib/scan/judging.h"

struct comparison {
    struct judging judging; /* its facts are NULL: there are several */
    const struct scan_facts *const *all;
    size_t num;
    struct scan_ids ids;
    struct span name; /* an address that has the first of the ids */
};

static bool has_facts(const struct scan_facts *facts)
{
    return facts->trouble != SCAN_UNREACHED && facts->trouble != SCAN_NOT_TLS;
}

static void note(struct comparison *comparison, const struct scan_facts *facts, uint16_t id)
{
    if (comparison->ids.num == 0)
        comparison->name = facts->address;
    judging_id(&comparison->judging, &comparison->ids, id);
}

/* Adds a finding about the ids that were noted, and forgets them. */
static void report(struct comparison *comparison, enum scan_rule rule, enum scan_topic topic)
{
    if (comparison->ids.num > 0)
        judging_add(&comparison->judging, (struct scan_finding){.rule = rule,
                                                                .chain = -1,
                                                                .topic = topic,
                                                                .ids = comparison->ids,
                                                                .name = comparison->name});
    comparison->ids = (struct scan_ids){0};
}

/* Calls `differ` for each pair of addresses that have facts, in both orders. */
static void each_pair(struct comparison *comparison,
                      void (*differ)(struct comparison *comparison, const struct scan_facts *one,
                                     const struct scan_facts *other))
{
    for (size_t i = 0; i < comparison->num; i++) {
        for (size_t k = 0; has_facts(comparison->all[i]) && k < comparison->num; k++) {
            if (i != k && has_facts(comparison->all[k]))
                differ(comparison, comparison->all[i], comparison->all[k]);
        }
    }
}

static void differ_versions(struct comparison *comparison, const struct scan_facts *one,
                            const struct scan_facts *other)
{
    for (unsigned row = 0; row < SCAN_VERSIONS; row++) {
        if (scan_accepts(one, row) && other->versions[row].accepted == SCAN_NO)
            note(comparison, one, scan_version_numbers[row]);
    }
}

/* Notes the ids that only one of them has: the other's list must be complete. */
static void differ_lists(struct comparison *comparison, const struct scan_facts *facts,
                         const struct scan_list *one, const struct scan_list *other)
{
    for (size_t i = 0; other->complete && i < one->ids.num; i++) {
        if (!scan_ids_has(&other->ids, one->ids.v[i]))
            note(comparison, facts, one->ids.v[i]);
    }
}

static void differ_suites(struct comparison *comparison, const struct scan_facts *one,
                          const struct scan_facts *other)
{
    for (unsigned row = SCAN_SSL_3; row < SCAN_VERSIONS; row++) {
        if (scan_accepts(one, row) && scan_accepts(other, row))
            differ_lists(comparison, one, &one->versions[row].suites, &other->versions[row].suites);
    }
}

static void differ_groups(struct comparison *comparison, const struct scan_facts *one,
                          const struct scan_facts *other)
{
    for (unsigned row = SCAN_SSL_3; row < SCAN_VERSIONS; row++) {
        if (scan_accepts(one, row) && scan_accepts(other, row))
            differ_lists(comparison, one, &one->versions[row].groups, &other->versions[row].groups);
    }
}

/* Numbers vary from one connection to the next, as with tickets. */
static void differ_features(struct comparison *comparison, const struct scan_facts *one,
                            const struct scan_facts *other)
{
    for (unsigned i = 0; i < FEATURE_COUNT; i++) {
        if (scan_answered(one, i, SCAN_YES) && scan_answered(other, i, SCAN_NO))
            note(comparison, one, (uint16_t)i);
    }
}

static bool is_same_key(const struct scan_chain *a, const struct scan_chain *b)
{
    return a->key != NULL && b->key != NULL && strcmp(a->key, b->key) == 0 && a->num > 0 &&
           b->num > 0 && !a->without_sni && !b->without_sni;
}

/* Certificates for keys of the same kind should be the same one.  The second of the pair is the one
 * that is named, and one finding is enough. */
static void compare_certs(struct comparison *comparison)
{
    const struct scan_facts *first = NULL;
    struct span other = {0};

    for (size_t i = 0; i < comparison->num; i++) {
        const struct scan_facts *facts = comparison->all[i];
        if (!has_facts(facts))
            continue;
        if (first == NULL)
            first = facts;
        for (size_t a = 0; a < first->num_chains; a++) {
            for (size_t b = 0; b < facts->num_chains; b++) {
                if (other.n == 0 && is_same_key(&first->chains[a], &facts->chains[b]) &&
                    !span_eq(first->chains[a].certs[0], facts->chains[b].certs[0]))
                    other = facts->address;
            }
        }
    }
    if (other.n > 0)
        judging_add(&comparison->judging,
                    SCAN_FINDING(SCAN_RULE_ADDRESSES_CERTIFICATES, .name = other));
}

/* One that was never connected to has no address. */
static struct span mute_name(const struct scan_facts *facts)
{
    return facts->address.n > 0 ? facts->address : facts->input;
}

static void compare_reached(struct comparison *comparison)
{
    const struct scan_facts *mute = NULL;
    bool any = false;

    for (size_t i = 0; i < comparison->num; i++) {
        if (has_facts(comparison->all[i]))
            any = true;
        else if (mute == NULL)
            mute = comparison->all[i];
    }
    if (any && mute != NULL)
        judging_add(&comparison->judging,
                    SCAN_FINDING(SCAN_RULE_ADDRESSES_REACHED, .name = mute_name(mute)));
}

enum err scan_compare(struct scan_findings *out, const struct scan_facts *const *all, size_t num,
                      struct arena *arena)
{
    struct comparison comparison = {
        .judging = {.arena = arena, .out = out}, .all = all, .num = num};

    *out = (struct scan_findings){0};
    compare_reached(&comparison);
    each_pair(&comparison, differ_versions);
    report(&comparison, SCAN_RULE_ADDRESSES_VERSIONS, SCAN_ABOUT_VERSIONS);
    each_pair(&comparison, differ_suites);
    report(&comparison, SCAN_RULE_ADDRESSES_SUITES, SCAN_ABOUT_SUITES);
    each_pair(&comparison, differ_groups);
    report(&comparison, SCAN_RULE_ADDRESSES_GROUPS, SCAN_ABOUT_GROUPS);
    compare_certs(&comparison);
    each_pair(&comparison, differ_features);
    report(&comparison, SCAN_RULE_ADDRESSES_FEATURES, SCAN_ABOUT_FEATURES);
    return arena->err;
}
