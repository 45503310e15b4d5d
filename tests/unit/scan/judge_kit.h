/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge_kit: whether a rule finds something in the facts of a server. */
#ifndef TB_TESTS_UNIT_SCAN_JUDGE_KIT_H
#define TB_TESTS_UNIT_SCAN_JUDGE_KIT_H

#include "tests/unit/scan/facts_kit.h"

extern struct arena arena;
extern struct scan_facts facts;
extern bool raised[SCAN_RULE_COUNT];

/* good makes facts in which nothing is found. */
void good(void);

/* find_rule is the finding of a rule, or NULL; raise_rule and refuse_rule fail the test if there is
 * none, or one. */
const struct scan_finding *find_rule(enum scan_rule rule);
const struct scan_finding *raise_rule(enum scan_rule rule);
void refuse_rule(enum scan_rule rule);

/* Tests in other files. */
void test_suites(void **state);
void test_all_broken_suites(void **state);
void test_cbc(void **state);
void test_forward_secrecy(void **state);
void test_order(void **state);
void test_primes(void **state);
void test_groups_and_schemes(void **state);
void test_verdicts(void **state);
void test_self_signed(void **state);
void test_expiry(void **state);
void test_digests(void **state);
void test_staple(void **state);
void test_without_sni(void **state);

#endif
