/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * same_verdict: a judgement does not depend on what is known of other chains.
 *
 * The chain of a judgement is judged again: with a fresh known, with one that has seen all chains
 * before, and with one that is so small that it is always full; three times each, because an entry
 * is made at its second sight.  The same follows with a budget of which the last signature, the
 * last comparison, or the last one of a name with a subtree is missing.  The program aborts if a
 * report differs in any part from the one without a known.
 */
#ifndef TB_TESTS_FACTORY_SAME_VERDICT_H
#define TB_TESTS_FACTORY_SAME_VERDICT_H

#include "lib/path/judge.h"

void same_verdict(const struct judge_input *in);

/* same_verdict_each judges `rounds` times with each known; false if a report differs from the one
 * without. */
bool same_verdict_each(const struct judge_input *in, struct known *const *knowns, size_t num,
                       unsigned rounds);

#endif
