/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/judging.h"

#include "lib/scan/leaf.h"

/* A certificate is late if the last quarter of its validity has begun, and 21 days are left at
 * most: those that are renewed automatically are renewed after two thirds. */
enum { LATE_SECONDS = 21 * 86400, LATE_PART = 4 };

static bool is_sha1(const struct sigalg *alg)
{
    return alg->digest == DIGEST_SHA1 || alg->mgf_digest == DIGEST_SHA1;
}

static void judge_verdict(struct judging *judging, const struct scan_chain *chain, int at,
                          const struct cert *leaf)
{
    if (!chain->is_judged)
        return;
    if (chain->reason == REASON_UNKNOWN_ISSUER && chain->num == 1 && !leaf->self_issued)
        judging_add(judging, (struct scan_finding){.rule = SCAN_RULE_CERT_NO_ISSUER, .chain = at});
    else if (chain->reason != REASON_OK)
        judging_add(judging, (struct scan_finding){.rule = SCAN_RULE_CERT_REFUSED,
                                                   .chain = at,
                                                   .reason = chain->reason,
                                                   .name = chain->sentence});
}

static void judge_validity(struct judging *judging, const struct scan_chain *chain, int at,
                           const struct cert *leaf)
{
    int64_t left = leaf->not_after - judging->now, all = leaf->not_after - leaf->not_before;

    bool is_refused = chain->is_judged && chain->reason != REASON_OK;

    if (!is_refused && leaf->has_not_after && leaf->has_not_before && left >= 0 &&
        left < LATE_SECONDS && left < all / LATE_PART)
        judging_add(judging, (struct scan_finding){
                                 .rule = SCAN_RULE_CERT_EXPIRES_SOON, .chain = at, .number = left});
}

static void judge_staple(struct judging *judging, const struct scan_chain *chain, int at,
                         const struct cert *leaf)
{
    if (!chain->is_stapled && leaf_names_responder(leaf) &&
        scan_answered(judging->facts, FEATURE_OCSP_STAPLE, SCAN_NO))
        judging_add(judging, (struct scan_finding){.rule = SCAN_RULE_NO_OCSP_STAPLE, .chain = at});
}

/* The signature of a self-issued certificate proves nothing, so its digest does not matter.  With
 * the verdict weak-signature there is a finding already. */
static void judge_digests(struct judging *judging, const struct scan_chain *chain, int at,
                          struct cert *scratch)
{
    bool found = false;

    for (size_t i = 0; i < chain->num && chain->reason != REASON_WEAK_SIGNATURE; i++) {
        struct fail fail = {0};
        if (cert_parse(scratch, chain->certs[i], &fail) == ERR_OK)
            found = found || (!scratch->self_issued && is_sha1(&scratch->sigalg));
    }
    if (found)
        judging_add(judging, (struct scan_finding){.rule = SCAN_RULE_CERT_SHA1, .chain = at});
}

static void judge_chain_shown(struct judging *judging, int at, struct cert *scratch)
{
    const struct scan_chain *chain = &judging->facts->chains[at];

    leaf_parse(scratch, chain);
    judge_verdict(judging, chain, at, scratch);
    judge_validity(judging, chain, at, scratch);
    judge_staple(judging, chain, at, scratch);
    judge_digests(judging, chain, at, scratch);
}

/* The chain for clients without SNI need not be for this name: only that it is another one is said,
 * if there is one to compare with. */
void judge_certs(struct judging *judging)
{
    struct cert *scratch = ARENA_NEW(judging->arena, struct cert);
    int other = -1;
    bool has_named = false;

    for (size_t i = 0; scratch != NULL && i < judging->facts->num_chains; i++) {
        if (judging->facts->chains[i].without_sni) {
            other = (int)i;
            continue;
        }
        has_named = true;
        judge_chain_shown(judging, (int)i, scratch);
    }
    if (other >= 0 && has_named)
        judging_add(judging, (struct scan_finding){.rule = SCAN_RULE_CERT_OTHER_WITHOUT_SNI,
                                                   .chain = other});
}
