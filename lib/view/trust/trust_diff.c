/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/trust/trust_diff.h"

#include <stdlib.h>

#include "lib/base/hex.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"
#include "lib/view/trust/anchor_words.h"

enum { INDENT = 2, LINE_MAX_BYTES = 1 << 20, NAMES_MAX_BYTES = 1 << 26, PRINT_BYTES = 6 };

/* A sentence with {s}, the name of a store, and {n}, a number. */
static void put_sentence(struct buf *out, const struct style *style, const char *english,
                         const char *store, size_t n)
{
    struct buf text;
    const char *s;

    buf_init(&text, LINE_MAX_BYTES);
    lang_count(&text, style->lang, english, n);
    buf_u8(&text, '\0');
    for (s = text.err == ERR_OK ? (const char *)text.p : ""; *s != '\0'; s++) {
        if (strncmp(s, "{store}", strlen("{store}")) == 0) {
            safe_put(out, span_str(store));
            s += strlen("{store}") - 1;
        } else {
            buf_u8(out, (uint8_t)*s);
        }
    }
    buf_free(&text);
}

static void put_heading(struct buf *out, const struct style *style, const char *english,
                        const char *store, size_t n)
{
    buf_u8(out, '\n');
    text_ink(out, style, INK_BOLD);
    put_sentence(out, style, english, store, n);
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* What the other store has in place of an anchor. */
static void put_instead(struct buf *out, const struct style *style, const char *english,
                        const struct trust_anchor *instead)
{
    struct buf line;

    if (instead == NULL)
        return;
    buf_init(&line, LINE_MAX_BYTES);
    put_sentence(&line, style, english, instead->store, 0);
    label_cert(&line, instead->link->cert);
    buf_str(&line, ", ");
    hex_encode(&line, span_of(instead->link->cert->fingerprint, PRINT_BYTES), 0);
    text_prose(out, style, INK_WARN, 2 * INDENT, INDENT, buf_span(&line));
    buf_free(&line);
}

/* "Example Root, P-384, 2040-12-10 (14 years left), e38655f4b019" */
static void put_anchor(struct buf *out, const struct cert *cert, int64_t now,
                       const struct style *style)
{
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    label_cert(&line, cert);
    buf_str(&line, ", ");
    keyinfo_print(&line, &cert->key);
    buf_str(&line, ", ");
    label_date(&line, cert->has_not_after, cert->not_after);
    buf_str(&line, " (");
    label_left(&line, cert, now, style->lang);
    buf_str(&line, "), ");
    hex_encode(&line, span_of(cert->fingerprint, PRINT_BYTES), 0);
    text_prose(out, style, INK_PLAIN, INDENT, 2 * INDENT, buf_span(&line));
    buf_free(&line);
}

static void put_only(struct buf *out, const struct anchor_only *only, size_t num, const char *store,
                     int64_t now, const struct style *style)
{
    if (num == 0)
        return;
    put_heading(out, style, N_("Only in {store}: {n}"), store, num);
    for (size_t i = 0; i < num; i++) {
        const struct cert *c = only[i].anchor->link->cert;

        put_anchor(out, c, now, style);
        anchor_notes(out, only[i].anchor->link, 2 * INDENT, style);
        put_instead(out, style, N_("{store} has another certificate for the same key: "),
                    only[i].same_key);
        put_instead(out, style, N_("{store} has another key under the same name: "),
                    only[i].same_name);
    }
}

/* Appends the dates or the constraints of one set of terms. */
static void put_set(struct buf *out, const struct anchor_terms *terms, unsigned what)
{
    struct anchor_date dates[ANCHOR_DATES];
    size_t start = out->n;

    anchor_dates(dates, terms);
    for (size_t i = 0; (what & CHANGED_DATES) && i < ANCHOR_DATES; i++) {
        if (!dates[i].is_set)
            continue;
        buf_printf(out, "%s%s ", out->n > start ? ", " : "", dates[i].key);
        text_date(out, dates[i].time);
    }
    if (!(what & CHANGED_CONSTRAINTS))
        return;
    if (terms->path_len >= 0)
        buf_printf(out, "%spath_length %lld", out->n > start ? ", " : "",
                   (long long)terms->path_len);
    if (terms->constraints.n > 0)
        buf_str(out, out->n > start ? ", " : "");
    anchor_subtrees(out, terms->constraints);
}

/* Appends what a store says in the respects that differ. */
static void put_terms(struct buf *out, const struct trust_anchor *anchor, unsigned what)
{
    const struct anchor_terms *t = anchor_terms_of(anchor->link);
    size_t start = out->n;
    bool is_choice = false;

    if (what & CHANGED_PURPOSES)
        anchor_purposes(out, anchor->link);
    for (; t != NULL && what != CHANGED_PURPOSES; t = anchor_terms_next(t, &is_choice)) {
        size_t before = out->n;

        buf_str(out, is_choice ? " or " : before > start ? ", " : "");
        size_t own = out->n;
        put_set(out, t, what);
        if (out->n == own)
            buf_truncate(out, before);
    }
    if (out->n == start)
        buf_str(out, "none");
}

/* "system: all; mozilla: server,email": the same for many anchors, which are listed below it. */
static void put_change(struct buf *out, const struct anchor_change *change)
{
    safe_put(out, span_str(change->left->store));
    buf_str(out, ": ");
    put_terms(out, change->left, change->what);
    buf_str(out, "; ");
    safe_put(out, span_str(change->right->store));
    buf_str(out, ": ");
    put_terms(out, change->right, change->what);
}

/* A change, by number, and its line. */
struct change_row {
    struct span head;
    size_t number;
};

static int by_head(const void *a, const void *b)
{
    const struct change_row *x = a, *y = b;
    int c = span_cmp(x->head, y->head);

    return c != 0 ? c : (x->number > y->number) - (x->number < y->number);
}

static int by_number(const void *a, const void *b)
{
    const struct change_row *const *x = a, *const *y = b;

    return ((*x)->number > (*y)->number) - ((*x)->number < (*y)->number);
}

/* Makes the rows, sorted by their lines: those of one group stand together. */
static enum err make_rows(struct change_row *rows, const struct trust_diff *diff,
                          struct arena *arena)
{
    struct buf line;
    enum err e = ERR_OK;

    buf_init(&line, LINE_MAX_BYTES);
    for (size_t i = 0; i < diff->num_changed && e == ERR_OK; i++) {
        buf_truncate(&line, 0);
        put_change(&line, &diff->changed[i]);
        rows[i].number = i;
        e = line.err == ERR_OK ? arena_copy(arena, &rows[i].head, buf_span(&line)) : line.err;
    }
    buf_free(&line);
    if (e == ERR_OK)
        qsort(rows, diff->num_changed, sizeof *rows, by_head);
    return e;
}

/* The anchors that are changed in the same way: the row and those after it with the same line. */
static void put_group(struct buf *out, const struct trust_diff *diff, const struct change_row *row,
                      const struct change_row *end, const struct style *style)
{
    const struct span head = row->head;
    struct buf names;

    buf_init(&names, NAMES_MAX_BYTES);
    for (size_t n = 0; row < end && span_eq(row->head, head); row++) {
        buf_str(&names, n++ == 0 ? "" : "; ");
        label_cert(&names, diff->changed[row->number].left->link->cert);
    }
    text_prose(out, style, INK_WARN, INDENT, INDENT, head);
    text_prose(out, style, INK_PLAIN, 2 * INDENT, 0, buf_span(&names));
    if (names.err != ERR_OK)
        out->err = names.err;
    buf_free(&names);
}

/* The groups in the order of their first anchors. */
static enum err put_groups(struct buf *out, const struct trust_diff *diff, struct arena *arena,
                           const struct style *style)
{
    size_t num = diff->num_changed, num_groups = 0;
    struct change_row *rows = arena_alloc(arena, num, sizeof *rows);
    const struct change_row **groups = arena_alloc(arena, num, sizeof *groups);

    if (rows == NULL || groups == NULL)
        return arena->err;
    TRY(make_rows(rows, diff, arena));
    for (size_t i = 0; i < num; i++) {
        if (i == 0 || !span_eq(rows[i].head, rows[i - 1].head))
            groups[num_groups++] = &rows[i];
    }
    qsort(groups, num_groups, sizeof *groups, by_number);
    for (size_t i = 0; i < num_groups; i++)
        put_group(out, diff, groups[i], rows + num, style);
    return ERR_OK;
}

static void put_changed(struct buf *out, const struct trust_diff *diff, const struct style *style)
{
    struct arena arena;

    if (diff->num_changed == 0)
        return;
    put_heading(out, style, N_("In both, on other terms: {n}"), "", diff->num_changed);
    arena_init(&arena, (size_t)1 << 30);
    enum err e = put_groups(out, diff, &arena, style);

    if (e != ERR_OK)
        out->err = e;
    arena_free(&arena);
}

void trust_diff_text(struct buf *out, const struct trust_diff *diff, int64_t now,
                     const struct style *style)
{
    trust_shelf_heading(out, diff->left, style);
    trust_shelf_heading(out, diff->right, style);
    put_only(out, diff->only_left, diff->num_only_left, diff->left->name, now, style);
    put_only(out, diff->only_right, diff->num_only_right, diff->right->name, now, style);
    put_changed(out, diff, style);
    if (trust_diff_is_equal(diff))
        put_heading(out, style, N_("Both have the same trust anchors, on the same terms."), "", 0);
    else
        put_heading(out, style, N_("The same in both: {n}"), "", diff->num_same);
}

/* The digest of an anchor, or null. */
static void put_print(struct json_writer *json, const char *key, const struct trust_anchor *anchor)
{
    if (anchor == NULL)
        jw_null(json, key);
    else
        jw_hex(json, key, span_of(anchor->link->cert->fingerprint, CERT_FINGERPRINT));
}

static void put_only_json(struct json_writer *json, const char *key, const struct anchor_only *only,
                          size_t num)
{
    jw_list(json, key);
    for (size_t i = 0; i < num; i++) {
        jw_open(json, NULL);
        trust_anchor_keys(json, only[i].anchor);
        put_print(json, "same_key", only[i].same_key);
        put_print(json, "same_name", only[i].same_name);
        jw_close(json);
    }
    jw_list_end(json);
}

static void put_changed_json(struct json_writer *json, const struct trust_diff *diff)
{
    static const char *const words[] = {"purposes", "dates", "constraints"};

    jw_list(json, "changed");
    for (size_t i = 0; i < diff->num_changed; i++) {
        const struct anchor_change *c = &diff->changed[i];

        jw_open(json, NULL);
        trust_anchor_keys(json, c->left);
        jw_list(json, "differs_in");
        for (unsigned k = 0; k < sizeof words / sizeof words[0]; k++) {
            if (c->what & 1u << k)
                jw_str(json, NULL, words[k]);
        }
        jw_list_end(json);
        jw_open(json, "other");
        trust_anchor_keys(json, c->right);
        jw_close(json);
        jw_close(json);
    }
    jw_list_end(json);
}

enum err trust_diff_json(struct buf *out, const struct trust_diff *diff)
{
    struct json_writer json = {.out = out};

    envelope_open(&json, "trust", diff->left->name,
                  trust_diff_is_equal(diff) ? REASON_OK : REASON_STORES_DIFFER);
    jw_list(&json, "findings");
    jw_list_end(&json);
    jw_str(&json, "left", diff->left->name);
    jw_str(&json, "right", diff->right->name);
    put_only_json(&json, "only_left", diff->only_left, diff->num_only_left);
    put_only_json(&json, "only_right", diff->only_right, diff->num_only_right);
    put_changed_json(&json, diff);
    jw_int(&json, "same", (int64_t)diff->num_same);
    return envelope_close(&json);
}
