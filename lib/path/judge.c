/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One judgement: is the leaf sound, is there a good path, and if not, which path explains it
 * best. */
#include "config.h"

#include "lib/path/judge.h"

#include "lib/path/build.h"
#include "lib/path/revstatus.h"
#include "lib/path/transparency.h"

/* The additional budget for explaining a refusal. */
static const struct budget explain_budget = {
    .signatures = 20, .candidates = 200, .names = 1 << 17, .comparisons = 20000};

/* The anchor that equals the leaf byte for byte, or NULL. */
static const struct link *own_anchor(const struct judge_input *in)
{
    const struct cert *leaf = in->leaf.cert;
    const struct anchor_name name = anchor_name_of(leaf->subject, &leaf->subject_id);
    const struct link *anchor;

    for (size_t i = 0; (anchor = in->anchors.find(in->anchors.store, &name, i)) != NULL; i++) {
        if (span_eq(anchor->cert->der, leaf->der))
            return anchor;
    }
    return NULL;
}

/* Whether the leaf has no error of its own.  If it has one no path can be accepted, and the search
 * begins in EXPLAIN mode. */
static enum err leaf_is_sound(const struct check *check, bool *out)
{
    struct link link = check->in->leaf;
    struct path alone = {.links = &link, .num = 1};

    TRY(check_cert(check, &alone, 0, ROLE_LEAF));
    TRY(check_leaf(check, &alone));
    *out = !path_has_error(&alone) || inherits_key(link.cert);
    return ERR_OK;
}

/* Removes the chosen path from the refused ones, so that it is reported once. */
static void drop_chosen(struct report *report)
{
    size_t kept = 0;

    for (size_t i = 0; i < report->num_rejected; i++) {
        if (report->rejected[i].links != report->chosen.links)
            report->rejected[kept++] = report->rejected[i];
    }
    report->num_rejected = kept;
}

/* A path of the leaf alone, for a search that ended before its first path. */
static enum err leaf_path(const struct check *check, struct path *out)
{
    *out =
        (struct path){.links = arena_alloc(check->report->arena, 1, sizeof *out->links), .num = 1};
    if (out->links == NULL)
        return ERR_LIMIT;
    out->links[0] = check->in->leaf;
    return ERR_OK;
}

/* No path is acceptable: walks all of them again in spite of errors, to find the one whose findings
 * help a user most. */
static enum err explain(const struct check *check, struct build_result *built)
{
    bool limit = built->limit;
    enum budget_spent spent = budget_spent(check->budget);

    if (budget_on_time(check->budget)) {
        check->budget->signatures += explain_budget.signatures;
        check->budget->candidates += explain_budget.candidates;
        check->budget->names += explain_budget.names;
        check->budget->comparisons += explain_budget.comparisons;
    }
    check->report->num_rejected = 0;
    /* The second search tries the same paths again.  If the first was cut short the counts of both
     * are reported. */
    if (!limit)
        check->report->paths_tried = 0;
    TRY(build_paths(built, check, BUILD_EXPLAIN));
    if (built->path.num == 0)
        TRY(leaf_path(check, &built->path));
    if (limit || path_headline(&built->path) == NULL)
        TRY(note(check, &built->path,
                 (struct finding){.rule = RULE_BUDGET, .cert = -1, .a = spent}));
    return ERR_OK;
}

/* A search that accepts, then if need be one that explains; the reason is that of the headline. */
static enum err judge(const struct check *check)
{
    struct build_result built = {0};
    struct report *r = check->report;
    bool sound;

    TRY(leaf_is_sound(check, &sound));
    if (sound)
        TRY(build_paths(&built, check, BUILD_ACCEPT));
    if (!built.accepted)
        TRY(explain(check, &built));
    r->chosen = built.path;
    r->answers = built.path.answers;
    r->num_answers = built.path.num_answers;
    drop_chosen(r);
    const struct finding *headline = path_headline(&r->chosen);
    if (headline != NULL)
        r->reason = rule_reason(headline->rule);
    else if (built.accepted)
        r->reason = REASON_OK;
    return ERR_OK;
}

/* One search, over the anchors that are known by now. */
static enum err judge_once(struct report *out, const struct judge_input *in, struct arena *arena)
{
    struct budget budget = in->budget;
    struct keyring keys;
    struct namecons names = {.arena = arena,
                             .known = in->known == NULL ? NULL : known_nc_of(in->known)};
    struct revoker revoker = {.in = in, .keys = &keys, .arena = arena};
    struct check k = {.in = in,
                      .report = out,
                      .budget = &budget,
                      .keys = &keys,
                      .names = &names,
                      .revoker = &revoker};

    /* Not good until proven: an early return must not leave a verdict of OK. */
    *out = (struct report){.arena = arena, .reason = REASON_INTERNAL};
    keyring_init(&keys, arena, &budget);
    keys.known = in->known;
    k.own_anchor = own_anchor(in);
    enum err e = judge(&k);
    out->signatures_checked = keys.verified;
    out->signatures_known = keys.verified_before;
    out->left = budget;
    if (in->leaf_key != NULL) {
        pubkey_free(*in->leaf_key);
        *in->leaf_key = keyring_take(&keys, in->leaf.cert);
    }
    keyring_free(&keys);
    return e;
}

/* Helpers that did not decode: if the issuer was not found, the broken one may be it and is the
 * reason; else it is a warning, since anyone can put rubbish beside a chain. */
static enum err note_broken(struct report *r, const struct judge_input *in)
{
    bool needed = r->reason == REASON_UNKNOWN_ISSUER;
    struct finding helper = {.rule = RULE_BROKEN_HELPER,
                             .severity = needed ? SEVERITY_ERROR : SEVERITY_WARNING,
                             .err = in->broken_helper.err,
                             .cert = -1};
    struct finding crl = {
        .rule = RULE_BAD_CRL, .severity = SEVERITY_WARNING, .err = in->broken_crl.err, .cert = -1};

    if (crl.err != ERR_OK)
        TRY(report_add(r, &r->chosen, crl));
    return helper.err == ERR_OK ? ERR_OK : report_add(r, &r->chosen, helper);
}

/* Which certificate that came with the leaf the key belongs to, from 1; 0 if it is none. */
static int64_t owner_of(const struct judge_input *in)
{
    for (size_t i = 0; i < in->num_helpers; i++) {
        if (in->helpers[i].source == SOURCE_INPUT &&
            privkey_fits(in->key, &in->helpers[i].cert->key))
            return (int64_t)i + 1;
    }
    return 0;
}

/* The private key is that of the leaf.  A key of the leaf that cannot be read is no other key. */
static enum err note_key(struct report *r, const struct judge_input *in)
{
    const struct cert *leaf = in->leaf.cert;

    if (in->key == NULL || leaf->key.err != ERR_OK || privkey_fits(in->key, &leaf->key))
        return ERR_OK;
    return report_add(r, &r->chosen,
                      (struct finding){.rule = RULE_KEY_MISMATCH,
                                       .severity = SEVERITY_ERROR,
                                       .at = leaf->spki,
                                       .a = owner_of(in)});
}

enum err judge_chain(struct report *out, const struct judge_input *in, struct arena *arena)
{
    const struct anchors *a = &in->anchors;

    TRY(judge_once(out, in, arena));
    /* A lookup may have missed an anchor, so a refusal is final only if the store has no more to
     * read. */
    if (out->reason != REASON_OK && a->more != NULL && a->more(a->store, a->generation))
        TRY(judge_once(out, in, arena));
    TRY(note_broken(out, in));
    TRY(note_key(out, in));
    TRY(judge_transparency(out, in));
    const struct finding *headline = path_headline(&out->chosen);

    if (headline != NULL)
        out->reason = rule_reason(headline->rule);
    return ERR_OK;
}
