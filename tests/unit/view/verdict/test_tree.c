/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/verdict/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/view/viewkit.h"

/* Paths that share their start share their branch. */
static void test_branches(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    struct link *links = k.t.report.chosen.links;
    struct finding old = {.rule = RULE_EXPIRED,
                          .severity = SEVERITY_ERROR,
                          .cert = 2,
                          .a = FC_NOW - FC_DAY,
                          .b = FC_NOW};
    struct finding lost = {.rule = RULE_UNKNOWN_ISSUER, .severity = SEVERITY_ERROR, .cert = 0};
    struct finding two[] = {lost, lost};
    struct link loop[] = {links[0], links[1], links[1]};
    struct path rejected[] = {
        {.links = loop, .num = 3, .findings = &old, .num_findings = 1},
        {.links = links, .num = 1, .findings = two, .num_findings = 2},
    };
    k.t.report.rejected = rejected;
    k.t.report.num_rejected = 2;
    k.t.report.paths_tried = 3;
    k.style.columns = 100;
    tree_put(&k.out, &k.t.report, &k.in, &k.style);
    kit_is(
        &k,
        "  paths tried: 3, signatures checked: 2\n"
        "  www.example.com (P-256, until 2026-07-01, sha256 d98b3fd6)\n"
        "  \u251c\u2500 \u2717 unknown-issuer: The issuer of the certificate \"www.example.com\", "
        "\"Example Intermediate\", was\n"
        "  \u2502    not sent and is not in the trust store. (and 1 more error)\n"
        "  \u2514\u2500 Example Intermediate (P-256, until 2031-11-22, sha256 081a6493)\n"
        "     \u251c\u2500 Example Intermediate (P-256, until 2031-11-22, sha256 081a6493)\n"
        "     \u2502  \u2514\u2500 \u2717 expired: The CA certificate \"Example Intermediate\" "
        "expired 24 hours ago: it was valid\n"
        "     \u2502       until 2026-05-31 00:00:00 UTC (checked at 2026-06-01 00:00:00 UTC).\n"
        "     \u2514\u2500 Example Root (P-256, until 2040-02-08, sha256 c35e386f, trust anchor)\n"
        "        \u2514\u2500 \u2713 accepted\n");
    k.t.report.num_rejected = 0;
    kit_close(&k);
}

/* Hundreds of paths are counted rather than drawn. */
static void test_many(void **state)
{
    enum { MANY = 300 };
    static struct path rejected[MANY];
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    struct finding lost = {.rule = RULE_UNKNOWN_ISSUER, .severity = SEVERITY_ERROR, .cert = 0};
    for (size_t i = 0; i < MANY; i++)
        rejected[i] = (struct path){
            .links = k.t.report.chosen.links, .num = 1, .findings = &lost, .num_findings = 1};
    k.t.report.rejected = rejected;
    k.t.report.num_rejected = MANY;
    tree_put(&k.out, &k.t.report, &k.in, &k.style);
    assert_true(kit_has(&k, "\u2713 accepted and 201 more"));
    k.t.report.num_rejected = 0;
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_branches),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
