/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/signerpath.h"

#include "lib/path/purpose.h"

/* The price of judging a signer, in candidates. */
enum { SIGNER_CANDIDATES = 100 };

/* A store of one anchor, whose fitness was judged already.  What the store of the query distrusts
 * for its purpose is distrusted here, too. */
struct one_anchor {
    const struct link *anchor;
    const struct judge_input *query;
};

static const struct link *find_only(void *store, const struct anchor_name *subject, size_t i)
{
    const struct link *anchor = ((const struct one_anchor *)store)->anchor;

    return i == 0 && name_id_eq(subject->id, &anchor->cert->subject_id) ? anchor : NULL;
}

static const struct anchor_block *blocked_there(void *store, const struct cert *cert,
                                                uint32_t purposes)
{
    const struct judge_input *query = ((const struct one_anchor *)store)->query;
    const struct anchors *anchors = &query->anchors;

    (void)purposes; /* those of the signer: any */
    return anchors->blocked == NULL
               ? NULL
               : anchors->blocked(anchors->store, cert, purpose_trust(query->purpose));
}

/* Lowers a counter; never raises it. */
static void lower(uint64_t *counter, uint64_t to)
{
    *counter = to < *counter ? to : *counter;
}

/* Takes what an inner judgement has used up from the budget of the outer one. */
static void use_up(struct budget *budget, const struct budget *left)
{
    lower(&budget->signatures, left->signatures);
    lower(&budget->candidates, left->candidates);
    lower(&budget->names, left->names);
    lower(&budget->comparisons, left->comparisons);
}

/* The question about the signer: all that is of the chain alone is left out. */
static struct judge_input question(const struct revoker *revoker, const struct link *signer,
                                   struct one_anchor *store)
{
    struct judge_input in = *revoker->in;

    in.leaf = *signer;
    in.anchors = (struct anchors){.store = store, .find = find_only, .blocked = blocked_there};
    in.purpose = PURPOSE_ANY;
    in.revocation = REVOCATION_OFF;
    in.hosts = NULL;
    in.num_hosts = 0;
    in.key_usage = 0;
    in.eku = 0;
    in.policy = (struct policy_input){0};
    in.warn = in.fail_within = (struct lead){0};
    in.keep_rejected = false;
    in.leaf_key = NULL;
    in.takes = NULL;
    in.key = NULL;
    in.broken_helper = in.broken_crl = (struct fail){0};
    in.num_ocsp = 0;
    in.ct_logs = NULL;
    in.ct_tiles = NULL;
    in.ct_client = CT_CLIENT_NONE;
    in.evidence = NULL;
    in.budget = *revoker->keys->budget;
    return in;
}

enum err signerpath_build(const struct path **out, struct revoker *revoker,
                          const struct link *signer, const struct link *anchor,
                          enum profile profile, int64_t time)
{
    struct one_anchor store = {.anchor = anchor, .query = revoker->in};
    struct report *report = ARENA_NEW(revoker->arena, struct report);

    *out = NULL;
    if (report == NULL || !budget_take(&revoker->keys->budget->candidates, SIGNER_CANDIDATES))
        return ERR_LIMIT;
    struct judge_input in = question(revoker, signer, &store);
    in.profile = profile;
    in.time = time;
    TRY(judge_chain(report, &in, revoker->arena));
    revoker->keys->verified += report->signatures_checked;
    use_up(revoker->keys->budget, &report->left);
    if (report->reason == REASON_LIMIT)
        return ERR_LIMIT;
    if (report->reason == REASON_OK)
        *out = &report->chosen;
    return ERR_OK;
}

enum err signerpath_is_unrevoked(bool *out, struct revoker *revoker, const struct path *path,
                                 unsigned depth)
{
    *out = true;
    for (size_t i = 0; i + 1 < path->num && *out; i++) {
        struct revstatus s;
        struct revstatus_query inner = {.path = path, .i = i, .depth = depth + 1};
        TRY(revstatus_of(&s, revoker, &inner));
        *out = s.verdict == REV_GOOD ||
               (s.verdict == REV_UNKNOWN && revoker->in->revocation != REVOCATION_HARD);
    }
    return ERR_OK;
}
