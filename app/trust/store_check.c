/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules about anchors. */
#include "config.h"

#include "app/trust/store_check.h"

#include <stdlib.h>

#include "app/trust/anchor_filter.h"
#include "lib/base/hex.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/text.h"
#include "lib/view/trust/anchor_words.h"

enum { ITEM_MAX = 1 << 16, PRINT_BYTES = 6 };

/* The check of one store. */
struct checking {
    struct store_report *out;
    const struct check_terms *terms;
    struct arena *arena;
    bool is_one_file; /* in a directory a certificate is often also in a bundle */
};

/* Adds "NAME, 0123456789ab, DETAIL"; the detail may be empty and is freed. */
static enum err add_anchor(struct checking *c, enum store_rule rule, const struct cert *cert,
                           struct buf *detail)
{
    struct buf item;

    buf_init(&item, ITEM_MAX);
    label_cert(&item, cert);
    buf_str(&item, ", ");
    hex_encode(&item, span_of(cert->fingerprint, PRINT_BYTES), 0);
    if (detail->n > 0)
        buf_str(&item, ", ");
    buf_put(&item, buf_span(detail));
    buf_free(detail);
    return store_check_add(c->out, rule, &item, c->arena);
}

static enum err check_times(struct checking *c, const struct cert *cert)
{
    struct buf detail;

    buf_init(&detail, ITEM_MAX);
    label_date(&detail, cert->has_not_after, cert->not_after);
    if (!cert->has_not_after || cert->not_after < c->terms->now)
        return add_anchor(c, STORE_RULE_EXPIRED, cert, &detail);
    if (cert->has_not_before && cert->not_before > c->terms->now) {
        buf_truncate(&detail, 0);
        label_date(&detail, true, cert->not_before);
        return add_anchor(c, STORE_RULE_NOT_YET_VALID, cert, &detail);
    }
    if (anchor_ends_within(cert, &c->terms->expires, c->terms->now))
        return add_anchor(c, STORE_RULE_EXPIRES_SOON, cert, &detail);
    buf_free(&detail);
    return ERR_OK;
}

/* A certificate of version 1 has no extensions to say that it is a CA's; as an anchor it may be one
 * (RFC 5280 6.1.4 (k)). */
static bool is_ca(const struct cert *cert)
{
    bool may_sign = !cert->ext[EXT_KU].present || cert_ext_state(cert, EXT_KU) == EXT_UNREADABLE ||
                    (cert->key_usage & KU_KEY_CERT_SIGN) != 0;

    return may_sign &&
           (cert->version < 3 || cert->is_ca || cert_ext_state(cert, EXT_BC) == EXT_UNREADABLE);
}

/* Whether the root's own signature is wrong.  One that cannot be checked here is not. */
static bool has_bad_signature(const struct cert *cert)
{
    struct pubkey *key = NULL;

    if (!cert->self_issued || pubkey_new(&key, &cert->key) != ERR_OK)
        return false;
    enum err e = pubkey_verify(key, &cert->sigalg, cert->tbs, cert->signature);

    pubkey_free(key);
    return e == ERR_SIG_MISMATCH || e == ERR_SIG_FORM || e == ERR_ALG_KEY_MISMATCH;
}

static enum err check_form(struct checking *c, const struct cert *cert)
{
    struct buf detail = {0};

    if (!is_ca(cert))
        TRY(add_anchor(c, STORE_RULE_NOT_A_CA, cert, &detail));
    if (!cert->self_issued)
        TRY(add_anchor(c, STORE_RULE_NOT_SELF_ISSUED, cert, &detail));
    else if (has_bad_signature(cert))
        TRY(add_anchor(c, STORE_RULE_SELF_SIGNATURE, cert, &detail));
    else if (sigalg_is_weak(&cert->sigalg))
        TRY(add_anchor(c, STORE_RULE_WEAK_SIGNATURE, cert, &detail));
    if (keyinfo_is_weak(&cert->key)) {
        buf_init(&detail, ITEM_MAX);
        keyinfo_print(&detail, &cert->key);
        TRY(add_anchor(c, STORE_RULE_WEAK_KEY, cert, &detail));
    }
    if (cert->num_defects > 0) {
        buf_init(&detail, ITEM_MAX);
        buf_str(&detail, err_text(cert->defects[0].err));
        TRY(add_anchor(c, STORE_RULE_MALFORMED, cert, &detail));
    }
    return ERR_OK;
}

/* Dates of distrust, also those that have passed. */
static enum err check_dates(struct checking *c, const struct link *link)
{
    const struct anchor_terms *t = anchor_terms_of(link);
    struct anchor_date dates[ANCHOR_DATES];
    bool ignored;

    for (; t != NULL; t = anchor_terms_next(t, &ignored)) {
        anchor_dates(dates, t);
        for (size_t i = 0; i < ANCHOR_DATES; i++) {
            struct buf detail;

            if (!dates[i].is_set)
                continue;
            buf_init(&detail, ITEM_MAX);
            buf_str(&detail, dates[i].sentence);
            text_date(&detail, dates[i].time);
            TRY(add_anchor(c, STORE_RULE_LEAVES, link->cert, &detail));
        }
    }
    return ERR_OK;
}

static enum err check_anchor(struct checking *c, const struct trust_anchor *anchor)
{
    struct buf detail;

    if (anchor->num_copies > 0 && c->is_one_file) {
        buf_init(&detail, ITEM_MAX);
        buf_printf(&detail, "%zu times", anchor->num_copies + 1);
        TRY(add_anchor(c, STORE_RULE_DUPLICATE, anchor->link->cert, &detail));
    }
    TRY(check_times(c, anchor->link->cert));
    TRY(check_form(c, anchor->link->cert));
    return check_dates(c, anchor->link);
}

static int by_subject(const void *a, const void *b)
{
    const struct trust_anchor *const *x = a, *const *y = b;

    return memcmp(&(*x)->link->cert->subject_id, &(*y)->link->cert->subject_id,
                  sizeof(struct name_id));
}

/* Anchors of one name that have different keys. */
static enum err check_names(struct checking *c, const struct trust_shelf *shelf)
{
    const struct trust_anchor **v = arena_alloc(c->arena, shelf->num + 1, sizeof *v);

    if (v == NULL)
        return c->arena->err;
    for (size_t i = 0; i < shelf->num; i++)
        v[i] = &shelf->anchors[i];
    qsort(v, shelf->num, sizeof *v, by_subject);
    for (size_t i = 1; i < shelf->num; i++) {
        const struct cert *one = v[i - 1]->link->cert, *two = v[i]->link->cert;
        struct buf detail;

        if (!name_id_eq(&one->subject_id, &two->subject_id) || span_eq(one->spki, two->spki))
            continue;
        buf_init(&detail, ITEM_MAX);
        buf_str(&detail, "and ");
        hex_encode(&detail, span_of(two->fingerprint, PRINT_BYTES), 0);
        TRY(add_anchor(c, STORE_RULE_SAME_NAME, one, &detail));
    }
    return ERR_OK;
}

enum err store_check(struct store_report *out, const struct store_shelf *shelf,
                     const struct check_terms *terms, struct arena *arena)
{
    const struct trust_shelf *anchors = &shelf->anchors;
    struct checking c = {out, terms, arena, file_is_regular(anchors->origin)};

    *out = (struct store_report){.shelf = anchors};
    TRY(store_check_files(out, shelf, arena));
    anchor_filter_sort(anchors->anchors, anchors->num, false);
    for (size_t i = 0; i < anchors->num; i++)
        TRY(check_anchor(&c, &anchors->anchors[i]));
    return check_names(&c, anchors);
}
