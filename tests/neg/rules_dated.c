/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What depends on the date of issue.  tests/unit/path/test_dated.c has the borders. */
#include "config.h"

#include <stdlib.h>

#include "lib/base/cal.h"
#include "tests/neg/rules.h"

static int64_t date(int year, int month, int day)
{
    int64_t t;

    if (!cal_to_time(&t, (struct cal){.year = year, .month = month, .day = day}))
        abort();
    return t;
}

/* A public leaf that is issued at a time and judged a day later. */
static void issue(struct set *s, int64_t when, int64_t seconds)
{
    s->root_system = true;
    s->leaf.not_before = when;
    s->leaf.not_after = when + seconds - 1;
    s->t->in.time = when + FC_DAY;
}

static void days_201(struct set *s)
{
    issue(s, date(2026, 3, 15), 200 * FC_DAY + 1);
}

static void days_200(struct set *s)
{
    issue(s, date(2026, 3, 15), 200 * FC_DAY);
}

/* The anchor is none of the system's, so webpki says nothing. */
static void private_201(struct set *s)
{
    days_201(s);
    s->root_system = false;
}

/* Issued a day before the limit sank, judged when it has sunk. */
static void days_398_before(struct set *s)
{
    issue(s, date(2026, 3, 14), 398 * FC_DAY);
    s->t->in.time = FC_NOW;
}

static void days_200_before(struct set *s)
{
    issue(s, date(2026, 3, 14), 200 * FC_DAY);
    s->t->in.time = FC_NOW;
}

static void clients_too(struct set *s, int64_t when, const char *usages)
{
    issue(s, when, 90 * FC_DAY);
    fc_set(&s->leaf.exts, FC_OID_EKU, false, fc_eku(s->a, usages));
    fc_set(&s->ca.exts, FC_OID_EKU, false, fc_eku(s->a, FC_EKU_SERVER));
}

#define BOTH FC_EKU_SERVER " " FC_EKU_CLIENT

static void both_after(struct set *s)
{
    clients_too(s, date(2027, 3, 15), BOTH);
}

static void both_private(struct set *s)
{
    both_after(s);
    s->root_system = false;
}

static void server_after(struct set *s)
{
    clients_too(s, date(2027, 3, 15), FC_EKU_SERVER);
}

static void both_before(struct set *s)
{
    clients_too(s, date(2027, 3, 15) - 1, BOTH);
    s->t->in.time = date(2027, 3, 15);
}

static void both_long_before(struct set *s)
{
    clients_too(s, date(2027, 3, 15) - 1, BOTH);
    s->t->in.time = date(2027, 3, 15) - 1;
}

/* A CA: its day came earlier. */
static void ca_both(struct set *s, int64_t when)
{
    s->root_system = true;
    s->ca.not_before = when;
    fc_set(&s->ca.exts, FC_OID_EKU, false, fc_eku(s->a, BOTH));
    s->t->in.time = date(2026, 6, 15);
    s->leaf.not_before = date(2026, 6, 1);
    s->leaf.not_after = date(2026, 7, 1);
}

static void ca_both_after(struct set *s)
{
    ca_both(s, date(2026, 6, 15));
}

static void ca_both_before(struct set *s)
{
    ca_both(s, date(2026, 6, 15) - 1);
}

static void ca_server_after(struct set *s)
{
    ca_both_after(s);
    fc_set(&s->ca.exts, FC_OID_EKU, false, fc_eku(s->a, FC_EKU_SERVER));
}

#define DATED(rule, reason, levels, name, cert, bad, good)                                \
    {                                                                                     \
        name, RULE_##rule, REASON_##reason, levels, cert, bad, good, .with_others = false \
    }
#define LONG(rule, levels, name, bad, good) \
    DATED(rule, VALIDITY_TOO_LONG, levels, name, 0, bad, good)
#define USES(rule, levels, name, cert, bad, good) \
    DATED(rule, EXTENDED_KEY_USAGE, levels, name, cert, bad, good)

static const struct row rows[] = {
    LONG(VALIDITY_TOO_LONG, "WNE", "valid for a second too long", days_201, days_200),
    LONG(VALIDITY_TOO_LONG, "NNE", "valid for too long, of a company's own CA", private_201,
         days_200),
    LONG(VALIDITY_OUTDATED, "NNW", "valid for longer than today's limit", days_398_before,
         days_200_before),
    USES(EKU_BOTH, "WNE", "for servers and clients", 0, both_after, server_after),
    USES(EKU_BOTH, "NNE", "for servers and clients, of a company's own CA", 0, both_private,
         server_after),
    USES(EKU_BOTH_OUTDATED, "NNW", "for both, issued the second before", 0, both_before,
         both_long_before),
    USES(EKU_BOTH, "WNE", "a CA for servers and clients", 1, ca_both_after, ca_server_after),
    USES(EKU_BOTH_OUTDATED, "NNW", "a CA for both, issued the second before", 1, ca_both_before,
         ca_server_after),
};

const struct theme rules_dated = THEME(rows);
