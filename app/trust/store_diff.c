/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each store has its anchors in three orders: by certificate, by key and by name.  So comparing
 * takes time of n log n, whatever the stores hold. */
#include "config.h"

#include "app/trust/store_diff.h"

#include <stdlib.h>

#include "app/trust/anchor_filter.h"
#include "lib/path/purpose.h"
#include "lib/view/trust/anchor_words.h"

typedef int compare_function(const void *a, const void *b);

static const struct cert *cert_at(const void *slot)
{
    const struct trust_anchor *const *a = slot;

    return (*a)->link->cert;
}

static int by_print(const void *a, const void *b)
{
    return memcmp(cert_at(a)->fingerprint, cert_at(b)->fingerprint, CERT_FINGERPRINT);
}

static int by_key(const void *a, const void *b)
{
    return span_cmp(cert_at(a)->spki, cert_at(b)->spki);
}

static int by_name(const void *a, const void *b)
{
    return memcmp(&cert_at(a)->subject_id, &cert_at(b)->subject_id, sizeof(struct name_id));
}

/* The anchors of a store in one order. */
struct ordered {
    const struct trust_anchor **v;
    size_t num;
    compare_function *compare;
};

static enum err order(struct ordered *out, const struct trust_shelf *shelf,
                      compare_function *compare, struct arena *arena)
{
    *out = (struct ordered){.v = arena_alloc(arena, shelf->num + 1, sizeof *out->v),
                            .num = shelf->num,
                            .compare = compare};
    if (out->v == NULL)
        return arena->err;
    for (size_t i = 0; i < shelf->num; i++)
        out->v[i] = &shelf->anchors[i];
    qsort(out->v, out->num, sizeof *out->v, compare);
    return ERR_OK;
}

static const struct trust_anchor *find(const struct ordered *in, const struct trust_anchor *anchor)
{
    const struct trust_anchor **found =
        bsearch(&anchor, in->v, in->num, sizeof *in->v, in->compare);

    return found == NULL ? NULL : *found;
}

/* A store in its three orders. */
struct sorted_store {
    const struct trust_shelf *shelf;
    struct ordered prints, keys, names;
};

static enum err sort_store(struct sorted_store *out, const struct trust_shelf *shelf,
                           struct arena *arena)
{
    out->shelf = shelf;
    TRY(order(&out->prints, shelf, by_print, arena));
    TRY(order(&out->keys, shelf, by_key, arena));
    return order(&out->names, shelf, by_name, arena);
}

/* The anchors of one store that another lacks. */
static enum err take_only(const struct sorted_store *store, const struct sorted_store *other,
                          struct anchor_only **out, size_t *num, struct arena *arena)
{
    *out = arena_alloc(arena, store->shelf->num + 1, sizeof **out);
    if (*out == NULL)
        return arena->err;
    for (size_t i = 0; i < store->shelf->num; i++) {
        const struct trust_anchor *a = &store->shelf->anchors[i];
        struct anchor_only only = {.anchor = a};

        if (find(&other->prints, a) != NULL)
            continue;
        only.same_key = find(&other->keys, a);
        only.same_name = only.same_key == NULL ? find(&other->names, a) : NULL;
        (*out)[(*num)++] = only;
    }
    return ERR_OK;
}

static bool same_dates(const struct anchor_terms *a, const struct anchor_terms *b, int purpose)
{
    bool servers = purpose == ANCHOR_ANY_USE || purpose == PURPOSE_SERVER;
    bool email = purpose == ANCHOR_ANY_USE || purpose == PURPOSE_EMAIL;

    return (!servers ||
            (a->server_distrust_after == b->server_distrust_after &&
             a->issued_after == b->issued_after && a->sct_not_after == b->sct_not_after &&
             a->sct_all_after == b->sct_all_after)) &&
           (!email || a->email_distrust_after == b->email_distrust_after);
}

/* In what two lists of terms differ, set by set: CHANGED_DATES, CHANGED_CONSTRAINTS. */
static unsigned terms_differ(const struct link *left, const struct link *right, int purpose)
{
    const struct anchor_terms *a = anchor_terms_of(left), *b = anchor_terms_of(right);
    bool choice_a = false, choice_b = false;
    unsigned what = 0;

    while (a != NULL && b != NULL) {
        if (!same_dates(a, b, purpose) || choice_a != choice_b)
            what |= CHANGED_DATES;
        if (!span_eq(a->constraints, b->constraints) || a->path_len != b->path_len)
            what |= CHANGED_CONSTRAINTS;
        a = anchor_terms_next(a, &choice_a);
        b = anchor_terms_next(b, &choice_b);
    }
    return a == NULL && b == NULL ? what : what | CHANGED_DATES;
}

/* What two stores say differently of one certificate: CHANGED_*. */
static unsigned changes(const struct trust_anchor *left, const struct trust_anchor *right,
                        int purpose)
{
    unsigned what = terms_differ(left->link, right->link, purpose);
    uint32_t mask = 0;

    for (enum purpose p = PURPOSE_SERVER; p <= PURPOSE_ANY; p++)
        mask |= purpose == ANCHOR_ANY_USE || purpose == (int)p ? purpose_trust(p) : 0;
    if (((left->link->unfit ^ right->link->unfit) & mask) != 0)
        what |= CHANGED_PURPOSES;
    return what;
}

static enum err take_changes(struct trust_diff *diff, const struct sorted_store *right, int purpose,
                             struct arena *arena)
{
    diff->changed = arena_alloc(arena, diff->left->num + 1, sizeof *diff->changed);
    if (diff->changed == NULL)
        return arena->err;
    for (size_t i = 0; i < diff->left->num; i++) {
        struct anchor_change change = {.left = &diff->left->anchors[i]};

        change.right = find(&right->prints, change.left);
        if (change.right == NULL)
            continue;
        change.what = changes(change.left, change.right, purpose);
        diff->num_same += change.what == 0;
        if (change.what != 0)
            diff->changed[diff->num_changed++] = change;
    }
    return ERR_OK;
}

enum err store_diff(struct trust_diff *out, const struct trust_shelf *left,
                    const struct trust_shelf *right, int purpose, struct arena *arena)
{
    struct sorted_store l, r;

    *out = (struct trust_diff){.left = left, .right = right};
    anchor_filter_sort(left->anchors, left->num, false);
    anchor_filter_sort(right->anchors, right->num, false);
    TRY(sort_store(&l, left, arena));
    TRY(sort_store(&r, right, arena));
    TRY(take_only(&l, &r, &out->only_left, &out->num_only_left, arena));
    TRY(take_only(&r, &l, &out->only_right, &out->num_only_right, arena));
    return take_changes(out, &r, purpose, arena);
}
