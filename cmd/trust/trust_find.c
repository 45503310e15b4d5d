/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust find: anchors by name, by fingerprint, or by the certificates of a file. */
#include "config.h"

#include "app/trust/anchor_search.h"
#include "app/trust/named_store.h"
#include "cmd/trust/trust.h"
#include "lib/view/cert/label.h"

static void add(struct trust_shelf *all, const struct trust_anchor *anchors, size_t num)
{
    for (size_t i = 0; i < num; i++)
        all->anchors[all->num++] = anchors[i];
}

/* All matches of all stores in one array, what is distrusted too. */
static enum err gather(struct trust_run *t, const struct store_shelves *shelves,
                       struct trust_shelf *all)
{
    size_t num = 0;

    for (size_t i = 0; i < shelves->num; i++)
        num += shelves->v[i].anchors.num + shelves->v[i].anchors.num_distrusted;
    *all =
        (struct trust_shelf){.anchors = arena_alloc(t->run->arena, num + 1, sizeof *all->anchors)};
    if (all->anchors == NULL)
        return t->run->arena->err;
    for (size_t i = 0; i < shelves->num; i++) {
        const struct trust_shelf *s = &shelves->v[i].anchors;

        add(all, s->anchors, s->num);
        add(all, s->distrusted, s->num_distrusted);
    }
    return ERR_OK;
}

/* Anchors of one certificate stand together after sorting. */
static void put_text(struct trust_run *t, struct trust_shelf *all)
{
    size_t n;

    anchor_filter_sort(all->anchors, all->num, false);
    for (size_t i = 0; i < all->num && output_tick(&t->run->out); i += n) {
        const struct trust_anchor *first = &all->anchors[i];

        for (n = 1; i + n < all->num && span_eq(first[n].link->cert->der, first->link->cert->der);
             n++)
            continue;
        if (i > 0)
            buf_u8(&t->run->out.data, '\n');
        trust_found(&t->run->out.data, first, n, t->now, &t->style);
    }
}

/* What to add about a word that may be too short a fingerprint. */
static const char *short_print(const char *word)
{
    _Static_assert(ANCHOR_PRINT_LEAST == 8, "the sentence has the number");

    return anchor_print_is_short(word) ? "; a fingerprint needs at least 8 digits" : "";
}

/* What the stores distrust without having it. */
static void put_blocks(struct trust_run *t, const struct store_shelves *shelves)
{
    struct buf *out = &t->run->out.data;

    for (size_t i = 0; i < shelves->num; i++) {
        const struct trust_shelf *s = &shelves->v[i].anchors;

        if (s->num_named == 0)
            continue;
        buf_str(out, out->n > 0 ? "\n" : "");
        safe_put(out, span_str(label_input(s->name)));
        buf_str(out, ": ");
        trust_blocks(out, N_("distrusted by issuer and number, or by key: {n}"), s, &t->style);
    }
}

/* What was found.  Without a match the exit code is 1, and 3 if a store could not be read. */
static int show(struct trust_run *t, const char *word, const struct store_shelves *shelves)
{
    struct trust_shelf all;
    enum err e = gather(t, shelves, &all);

    if (e == ERR_OK && all.num == 0) {
        output_say(&t->run->out, "%s: no anchor of these stores matches%s [%s]", label_input(word),
                   short_print(word), reason_code(REASON_UNKNOWN_ISSUER));
        if (!t->opts->json)
            put_blocks(t, shelves);
        return exit_worse(EXIT_VERDICT, store_shelves_code(shelves));
    }
    if (e == ERR_OK && !t->opts->json) {
        put_text(t, &all);
        put_blocks(t, shelves);
    }
    for (size_t i = 0; e == ERR_OK && t->opts->json && i < all.num && output_tick(&t->run->out);
         i++)
        e = trust_anchor_json(&t->run->out.data, &all.anchors[i]);
    return trust_failed(t, e);
}

int trust_find(struct trust_run *t)
{
    struct store_shelves shelves = {0};
    struct anchor_search search;

    if (t->num_operands != 1 || *t->operands[0] == '\0')
        return cmd_wrong(t->run, "find takes one NAME, FINGERPRINT or FILE");
    enum err e = anchor_search_open(&search, t->operands[0], t->run->arena);
    if (e != ERR_OK) {
        int code = trust_bad_input(t, &search.input, e);
        anchor_search_close(&search);
        return code;
    }
    e = store_shelves_open(&shelves, &t->opts->stores, named_store_all,
                           passphrase_given(&t->passphrase), t->run->arena);
    int code = e == ERR_OK ? trust_unusable(t, &shelves) : trust_failed(t, e);
    for (size_t i = 0; e == ERR_OK && i < shelves.num; i++) {
        anchor_filter_apply(&shelves.v[i].anchors, &t->opts->filter, t->now);
        anchor_search_apply(&search, &shelves.v[i].anchors);
    }
    if (e == ERR_OK)
        code = exit_worse(code, show(t, search.word, &shelves));
    store_shelves_close(&shelves);
    anchor_search_close(&search);
    return code;
}
