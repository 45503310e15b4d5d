/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a store says about an anchor beyond its certificate, and what it distrusts expressly. */
#include "config.h"

#include "tests/factory/flog.h"
#include "tests/neg/rules.h"

/* Terms that say nothing yet. */
static struct anchor_terms *terms(struct set *s)
{
    struct anchor_terms *t = fd_alloc(s->a, sizeof *t);

    *t = ANCHOR_TERMS_NONE;
    t->source = "a store";
    s->root_terms = t;
    return t;
}

/* Terms of another store for the same anchor, or another set of the same store. */
static struct anchor_terms *also(struct set *s)
{
    struct anchor_terms *first = s->root_terms;

    terms(s)->also = first;
    return s->root_terms;
}

static struct anchor_terms *otherwise(struct set *s)
{
    struct anchor_terms *first = s->root_terms;

    terms(s)->otherwise = first;
    return s->root_terms;
}

static void nothing(struct set *s)
{
    terms(s);
}

static void issued_too_late(struct set *s)
{
    terms(s)->server_distrust_after = s->leaf.not_before - 1;
}

static void issued_in_time(struct set *s)
{
    struct anchor_terms *t = terms(s);

    t->server_distrust_after = s->leaf.not_before;
    t->email_distrust_after = s->leaf.not_before - 1;
}

/* The intermediate's date is not what the store asks for. */
static void ca_issued_late(struct set *s)
{
    terms(s)->server_distrust_after = s->leaf.not_before;
    s->ca.not_before = s->leaf.not_before + 1;
}

static void late_for_another(struct set *s)
{
    issued_too_late(s);
    also(s);
}

static void late_for_first(struct set *s)
{
    terms(s);
    also(s)->server_distrust_after = s->leaf.not_before - 1;
}

static void late_otherwise_not(struct set *s)
{
    issued_too_late(s);
    otherwise(s);
}

static void late_for_both_sets(struct set *s)
{
    issued_too_late(s);
    otherwise(s)->server_distrust_after = s->leaf.not_before - 2;
}

static void issued_too_early(struct set *s)
{
    terms(s)->issued_after = s->leaf.not_before;
}

static void issued_just_after(struct set *s)
{
    terms(s)->issued_after = s->leaf.not_before - 1;
}

enum { SCT_SECONDS = 1000000 };

/* Two timestamps, a second apart. */
static void two_scts(struct set *s)
{
    const struct flog_spec specs[] = {{.log = FKEY_P256_E, .ms = (SCT_SECONDS + 1) * 1000LL},
                                      {.log = FKEY_P256_E, .ms = SCT_SECONDS * 1000LL}};

    flog_embed(s->a, &s->leaf, specs, 2);
}

static void sct_too_late(struct set *s)
{
    two_scts(s);
    terms(s)->sct_not_after = SCT_SECONDS - 1;
}

static void sct_missing(struct set *s)
{
    terms(s)->sct_not_after = SCT_SECONDS;
}

static void one_sct_in_time(struct set *s)
{
    two_scts(s);
    terms(s)->sct_not_after = SCT_SECONDS;
}

static void one_sct_too_early(struct set *s)
{
    two_scts(s);
    terms(s)->sct_all_after = SCT_SECONDS;
}

static void no_sct_to_be_late(struct set *s)
{
    terms(s)->sct_all_after = SCT_SECONDS;
}

static void all_scts_late(struct set *s)
{
    two_scts(s);
    terms(s)->sct_all_after = SCT_SECONDS - 1;
}

static void other_names(struct set *s)
{
    terms(s)->constraints = fc_nc(s->a, fc_dns(s->a, "example.org"), (struct span){0});
}

static void own_names(struct set *s)
{
    terms(s)->constraints = fc_nc(s->a, fc_dns(s->a, FC_HOST), (struct span){0});
}

/* Both stores constrain the names, and one set of each must hold. */
static void own_names_and_others(struct set *s)
{
    other_names(s);
    also(s)->constraints = fc_nc(s->a, fc_dns(s->a, FC_HOST), (struct span){0});
}

static void no_intermediates(struct set *s)
{
    terms(s)->path_len = 0;
}

static void one_intermediate(struct set *s)
{
    terms(s)->path_len = 1;
}

static void block(struct set *s, struct span serial, uint32_t purposes)
{
    s->t->block =
        (struct anchor_block){.source = "a store", .purposes = purposes, .serial = serial};
}

static void leaf_blocked(struct set *s)
{
    block(s, s->leaf.serial, EKU_SERVER);
}

static void ca_blocked(struct set *s)
{
    block(s, s->ca.serial, EKU_SERVER);
}

static void root_blocked(struct set *s)
{
    block(s, s->root.serial, EKU_SERVER);
}

static void ca_blocked_for_email(struct set *s)
{
    block(s, s->ca.serial, EKU_EMAIL);
}

#define AFTER(text, bad, good)                                                     \
    {                                                                              \
        text, RULE_DISTRUSTED_AFTER, REASON_DISTRUSTED, EVERY, 2, bad, good, false \
    }

static const struct row rows[] = {
    AFTER("issued after the store's date", issued_too_late, issued_in_time),
    AFTER("issued after the date of another store", late_for_another, nothing),
    AFTER("issued after the date of the first store", late_for_first, ca_issued_late),
    AFTER("issued after the dates of all sets", late_for_both_sets, late_otherwise_not),
    {"issued before the store's date", RULE_DISTRUSTED_BEFORE, REASON_DISTRUSTED, EVERY, 2,
     issued_too_early, issued_just_after, false},
    {"all SCTs after the store's date", RULE_DISTRUSTED_SCT_AFTER, REASON_DISTRUSTED, EVERY, 2,
     sct_too_late, one_sct_in_time, false},
    {"no SCT before the store's date", RULE_DISTRUSTED_SCT_AFTER, REASON_DISTRUSTED, EVERY, 2,
     sct_missing, one_sct_in_time, false},
    {"an SCT before the store's date", RULE_DISTRUSTED_SCT_BEFORE, REASON_DISTRUSTED, EVERY, 2,
     one_sct_too_early, all_scts_late, false},
    {"no SCT after the store's date", RULE_DISTRUSTED_SCT_BEFORE, REASON_DISTRUSTED, EVERY, 2,
     no_sct_to_be_late, all_scts_late, false},
    {"a name outside the store's constraints", RULE_STORE_CONSTRAINT, REASON_NAME_CONSTRAINT, EVERY,
     0, other_names, own_names, false},
    {"a name outside the constraints of one of two stores", RULE_STORE_CONSTRAINT,
     REASON_NAME_CONSTRAINT, EVERY, 0, own_names_and_others, own_names, false},
    {"more intermediates than the store allows", RULE_PATH_LENGTH, REASON_PATH_LENGTH, EVERY, 2,
     no_intermediates, one_intermediate, false},
    {"a leaf that the store distrusts expressly", RULE_DISTRUSTED_CERT, REASON_DISTRUSTED, EVERY, 0,
     leaf_blocked, NULL, false},
    {"an intermediate that the store distrusts expressly", RULE_DISTRUSTED_CERT, REASON_DISTRUSTED,
     EVERY, 1, ca_blocked, ca_blocked_for_email, false},
    {"a root that the store distrusts expressly", RULE_DISTRUSTED_CERT, REASON_DISTRUSTED, EVERY, 2,
     root_blocked, NULL, false},
};

const struct theme rules_stores = THEME(rows);
