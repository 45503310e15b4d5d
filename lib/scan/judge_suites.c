/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with the suites that a server accepts, by the parts of their names. */
#include "config.h"

#include "lib/scan/judging.h"

#include "lib/base/lookup.h"
#include "lib/tls/wire/tables.h"

/* Rows for ciphers and for key exchanges: the first of each kind that fits a name counts. */
struct suite_part {
    const char *part;
    enum scan_rule rule;
};

static const struct suite_part ciphers[] = {
    {"_NULL", SCAN_RULE_SUITE_NULL},         {"TLS_SHA", SCAN_RULE_SUITE_NULL},
    {"_EXPORT", SCAN_RULE_SUITE_EXPORT},     {"_RC4_", SCAN_RULE_SUITE_RC4},
    {"_DES_CBC", SCAN_RULE_SUITE_DES},       {"_3DES_", SCAN_RULE_SUITE_SMALL_BLOCK},
    {"_IDEA_", SCAN_RULE_SUITE_SMALL_BLOCK}, {"_28147_", SCAN_RULE_SUITE_SMALL_BLOCK},
};
static const struct suite_part exchanges[] = {
    {"_anon_", SCAN_RULE_SUITE_ANON},       {"TLS_RSA_", SCAN_RULE_SUITE_STATIC_RSA},
    {"TLS_DHE_", SCAN_RULE_SUITE_DHE},      {"TLS_PSK_DHE_", SCAN_RULE_SUITE_DHE},
    {"TLS_DH_", SCAN_RULE_SUITE_STATIC_DH}, {"TLS_ECDH_", SCAN_RULE_SUITE_STATIC_DH},
};

static bool is_weak(const struct suite *suite)
{
    return suite->status == STATUS_WEAK || suite->status == STATUS_BROKEN;
}

static bool is_cbc(const struct suite *suite)
{
    return strstr(suite->name, "_CBC_") != NULL;
}

/* Ephemeral keys: the names of ECDHE and DHE have these letters in common. */
static bool has_forward_secrecy(const struct suite *suite)
{
    return suite_is_13(suite) || strstr(suite->name, "DHE_") != NULL;
}

/* SCAN_RULE_COUNT: none. */
static enum scan_rule first_part(const struct suite_part *parts, size_t num,
                                 const struct suite *suite)
{
    size_t i = 0;

    while (i < num && strstr(suite->name, parts[i].part) == NULL)
        i++;
    return i < num ? parts[i].rule : SCAN_RULE_COUNT;
}

/* Calls `each` for the suites of all versions but SSL 2.0, the newest version first. */
static void each_suite(struct judging *judging, struct scan_ids *lists,
                       void (*each)(struct judging *judging, struct scan_ids *lists,
                                    const struct suite *suite))
{
    for (unsigned row = SCAN_VERSIONS; row-- > SCAN_SSL_3;) {
        const struct scan_ids *ids = &judging->facts->versions[row].suites.ids;

        for (size_t i = 0; i < ids->num; i++) {
            const struct suite *suite = suite_find(ids->v[i]);
            if (suite != NULL)
                each(judging, lists, suite);
        }
    }
}

static void put_suite(struct judging *judging, struct scan_ids *lists, const struct suite *suite)
{
    enum scan_rule cipher = first_part(ciphers, LOOKUP_COUNT(ciphers), suite);
    enum scan_rule exchange = first_part(exchanges, LOOKUP_COUNT(exchanges), suite);

    if (cipher != SCAN_RULE_COUNT)
        judging_id(judging, &lists[cipher], suite->id);
    else if (is_cbc(suite) && scan_answered(judging->facts, FEATURE_ENCRYPT_THEN_MAC, SCAN_NO))
        judging_id(judging, &lists[SCAN_RULE_SUITE_CBC], suite->id);
    if (strstr(suite->name, "_MD5") != NULL)
        judging_id(judging, &lists[SCAN_RULE_SUITE_MD5], suite->id);
    if (exchange != SCAN_RULE_COUNT)
        judging_id(judging, &lists[exchange], suite->id);
    if (cipher == SCAN_RULE_COUNT && exchange == SCAN_RULE_COUNT && !is_cbc(suite) &&
        is_weak(suite))
        judging_id(judging, &lists[SCAN_RULE_SUITE_OBSOLETE], suite->id);
}

/* Whether all that the version accepts is known, and none of it has forward secrecy. */
static bool lacks_forward_secrecy(const struct scan_version *version)
{
    const struct scan_ids *ids = &version->suites.ids;
    bool lacks = version->suites.complete && ids->num > 0;

    for (size_t i = 0; lacks && i < ids->num; i++) {
        const struct suite *suite = suite_find(ids->v[i]);
        lacks = suite != NULL && !has_forward_secrecy(suite);
    }
    return lacks;
}

static void judge_forward_secrecy(struct judging *judging)
{
    const struct scan_version *versions = judging->facts->versions;
    bool lacks = versions[SCAN_1_3].accepted == SCAN_NO, any = false;

    for (unsigned row = SCAN_SSL_3; row <= SCAN_1_2; row++) {
        bool accepted = versions[row].accepted == SCAN_YES;
        lacks = lacks && (accepted ? lacks_forward_secrecy(&versions[row])
                                   : versions[row].accepted == SCAN_NO);
        any = any || accepted;
    }
    if (lacks && any)
        judging_rule(judging, SCAN_RULE_NO_FORWARD_SECRECY);
}

/* RFC 9325 4.2.1: servers prefer the good suites.  A server that has no bad one, or nothing but bad
 * ones, need not choose. */
static void judge_order(struct judging *judging)
{
    struct scan_ids weak = {0};
    bool has_better = false;

    for (unsigned row = SCAN_SSL_3; row <= SCAN_1_2; row++) {
        const struct scan_list *list = &judging->facts->versions[row].suites;

        for (size_t i = 0; list->order == SCAN_ORDER_CLIENT && i < list->ids.num; i++) {
            const struct suite *suite = suite_find(list->ids.v[i]);
            if (suite != NULL && is_weak(suite))
                judging_id(judging, &weak, suite->id);
            has_better = has_better || (suite != NULL && !is_weak(suite));
        }
    }
    if (weak.num > 0 && has_better)
        judging_add(judging,
                    SCAN_FINDING(SCAN_RULE_CLIENT_ORDER, .topic = SCAN_ABOUT_SUITES, .ids = weak));
}

void judge_suites(struct judging *judging)
{
    struct scan_ids lists[SCAN_RULE_COUNT] = {{0}};

    each_suite(judging, lists, put_suite);
    for (unsigned rule = 0; rule < SCAN_RULE_COUNT; rule++) {
        if (lists[rule].num > 0)
            judging_add(judging, (struct scan_finding){.rule = rule,
                                                       .chain = -1,
                                                       .topic = SCAN_ABOUT_SUITES,
                                                       .ids = lists[rule]});
    }
    judge_forward_secrecy(judging);
    judge_order(judging);
}
