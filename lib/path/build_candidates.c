/* SPDX-License-Identifier: GPL-3.0-or-later */
/* build_candidates: which certificates may be the issuer of another, and how likely each is. */
#include "config.h"

#include "lib/path/build_inside.h"

#include "lib/path/purpose.h"

/* The store has the anchor but does not trust it for the purpose that is judged. */
bool build_is_unfit(const struct build *build, const struct link *anchor)
{
    return (anchor->unfit & purpose_trust(build->k->in->purpose)) != 0;
}

/* Both certificates have a key identifier, and the two are not the same (RFC 5280 4.2.1.1). */
bool build_key_ids_differ(const struct cert *cert, const struct cert *issuer)
{
    return cert->aki.key_id.n > 0 && issuer->key_id.n > 0 &&
           !span_eq(cert->aki.key_id, issuer->key_id);
}

/* RFC 4158 5.2: a path must not contain the same name with the same key twice.  This also keeps the
 * search from running in circles. */
bool build_is_visited(const struct build *build, const struct link *link)
{
    for (size_t i = 0; i < build->num; i++) {
        const struct cert *c = build->stack[i].cert;
        /* The leaf may have the name and key of the anchor that issued it, if it is not that
         * anchor. */
        if (i == 0 && link->source == SOURCE_ANCHOR && !span_eq(c->der, link->cert->der))
            continue;
        if (name_id_eq(&c->subject_id, &link->cert->subject_id) &&
            span_eq(c->spki, link->cert->spki))
            return true;
    }
    return false;
}

/* How likely the certificate is the issuer: the key identifier counts most, then being an anchor,
 * then being valid now.  Between 0 and SCORE_MAX. */
static int score(const struct build *build, const struct link *link)
{
    const struct cert *subject = build->stack[build->num - 1].cert, *c = link->cert;
    int key_id = build_key_ids_differ(subject, c)               ? 0
                 : subject->aki.key_id.n > 0 && c->key_id.n > 0 ? 2
                                                                : 1;
    bool is_valid = c->not_before <= build->k->in->time && build->k->in->time <= c->not_after;

    /* A matching identifier outweighs everything; a differing one (0) is worse than none (1). */
    return key_id * 4 + (link->source == SOURCE_ANCHOR) * 2 + is_valid;
}

/* The store has exactly this certificate but does not trust it for the purpose.  A copy among the
 * helpers must not bring the trust back. */
static bool is_distrusted(const struct build *build, const struct candidates *all,
                          const struct link *link)
{
    for (size_t i = 0; i < all->num; i++) {
        const struct link *known = all->list[i].link;
        if (!build_is_unfit(build, known))
            continue;
        /* Without budget for the comparison the copy counts as distrusted. */
        if (!budget_take(&build->k->budget->comparisons, 1 + link->cert->der.n / LOOK_BYTES) ||
            span_eq(known->cert->der, link->cert->der))
            return true;
    }
    return false;
}

/* Adds a candidate, unless the path has it already or the store distrusts it. */
static enum err add_candidate(struct build *build, struct candidates *all, const struct link *link,
                              struct helper *helper)
{
    if (build_is_visited(build, link) || (helper != NULL && is_distrusted(build, all, link)))
        return ERR_OK;
    TRY(ARENA_GROW(build->k->report->arena, all->list, all->num, all->cap));
    all->list[all->num++] =
        (struct candidate){.link = link, .helper = helper, .score = score(build, link)};
    return ERR_OK;
}

/* Pays for the next lookup: a store walks over i anchors of a name to find the next one. */
static bool may_find(const struct build *build, size_t i)
{
    enum { FEW = 8 };

    return i < FEW || budget_take(&build->k->budget->comparisons, i / FEW);
}

/* Finds the anchors that have the helper's issuer name.  The lookup is by the bytes of the name,
 * which may be long, so it is made once for each helper. */
static enum err look_up(const struct build *build, struct helper *helper)
{
    const struct anchors *anchors = &build->k->in->anchors;
    const struct cert *cert = helper->link->cert;
    const struct link *anchor;

    if (helper->looked_up)
        return ERR_OK;
    const struct anchor_name issuer = anchor_name_of(cert->issuer, &cert->issuer_id);
    while (may_find(build, helper->num_anchors) &&
           (anchor = anchors->find(anchors->store, &issuer, helper->num_anchors))) {
        TRY(ARENA_GROW(build->k->report->arena, helper->anchors, helper->num_anchors,
                       helper->cap_anchors));
        helper->anchors[helper->num_anchors++] = anchor;
    }
    helper->looked_up = true;
    return ERR_OK;
}

/* Collects all anchors and helpers whose subject is the issuer of the top certificate. */
enum err build_candidates(struct build *build, struct candidates *all)
{
    const struct judge_input *in = build->k->in;
    const struct cert *top = build->stack[build->num - 1].cert;
    struct helper *child = build->helper[build->num - 1];

    /* Anchors first: with equal scores they are tried before helpers. */
    TRY(look_up(build, child));
    for (size_t i = 0; i < child->num_anchors; i++)
        TRY(add_candidate(build, all, child->anchors[i], NULL));
    for (size_t i = 0; i < in->num_helpers; i++) {
        struct helper *h = &build->helpers[i];
        if (name_id_eq(&h->link->cert->subject_id, &top->issuer_id) &&
            budget_take(&build->k->budget->comparisons, 1))
            TRY(add_candidate(build, all, h->link, h));
    }
    build->out->limit = build->k->budget->comparisons == 0;
    return ERR_OK;
}
