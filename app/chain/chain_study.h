/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain_study: what is sent, what should be, and which stores each list reaches.
 *
 * Every list is judged by the verifier of all commands, alone: only its own certificates help to
 * build a path.  So whatever is called good here is good for a client that gets nothing else.
 */
#ifndef TB_APP_CHAIN_CHAIN_STUDY_H
#define TB_APP_CHAIN_CHAIN_STUDY_H

#include "app/chain/chain_source.h"
#include "app/chain/chain_stores.h"
#include "lib/chain/sent_chain.h"

struct chain_study {
    /* The caller sets these. */
    struct verifier *verifier; /* decides; its settings name no intermediates */
    struct chain_stores *stores;
    const struct chain_source *source;
    const struct link *helpers; /* of --intermediates, and what was fetched */
    size_t num_helpers;
    int64_t now;
    uint64_t end_us;
    struct arena *arena;

    struct verdict sent_verdict; /* on what is sent, alone */
    struct verdict full_verdict; /* with the helpers */
    struct issuer_graph graph;
    struct chain_offer *offers;
    size_t num_offers, cap_offers;
    size_t best; /* of the offers; GRAPH_NONE: none is good */
    enum offer_why why;
    struct chain_offer partial; /* without a good one: the known part of the right list */
    struct sent_chain sent;
};

/* chain_study_run fills in the rest; it can be run again with other helpers.  If the anchors cannot
 * be read, sent_verdict has the reason, and nothing else is filled in.  Errors: MEMORY, LIMIT. */
enum err chain_study_run(struct chain_study *study) MUST_CHECK;

/* chain_study_judge judges a list alone; *out must stay where it is. */
enum err chain_study_judge(const struct chain_study *study, struct verifier *verifier,
                           const struct link *const *links, size_t num,
                           struct verdict *out) MUST_CHECK;

/* chain_study_certs is all that is known, for a judgement: the leaf, what is sent, the helpers. */
enum err chain_study_certs(const struct chain_study *study, struct chain_certs *out) MUST_CHECK;

/* chain_study_reason is that of what is sent: the verdict, or WRONG_CHAIN. */
enum reason chain_study_reason(const struct chain_study *study);

#endif
