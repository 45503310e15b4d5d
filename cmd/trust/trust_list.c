/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust list: the anchors of stores. */
#include "config.h"

#include "app/trust/named_store.h"
#include "cmd/trust/trust.h"

/* A line of JSON goes out before the next is made. */
static int list_json(struct trust_run *t, const struct trust_anchor *anchors, size_t num)
{
    for (size_t i = 0; i < num && output_tick(&t->run->out); i++) {
        enum err e = trust_anchor_json(&t->run->out.data, &anchors[i]);
        if (e != ERR_OK)
            return trust_failed(t, e);
    }
    return EXIT_OK;
}

static int list_shelf(struct trust_run *t, struct store_shelf *shelf, bool is_first)
{
    const struct trust_shelf *s = &shelf->anchors;
    struct buf *out = &t->run->out.data;

    anchor_filter_apply(&shelf->anchors, &t->opts->filter, t->now);
    if (t->opts->json)
        return exit_worse(list_json(t, s->anchors, s->num),
                          list_json(t, s->distrusted, s->num_distrusted));
    if (!is_first)
        buf_u8(out, '\n');
    trust_shelf_heading(out, s, &t->style);
    trust_table(out, s->anchors, s->num, t->now, &t->style);
    trust_distrusted(out, s, t->now, &t->style);
    return EXIT_OK;
}

int trust_list(struct trust_run *t)
{
    struct store_shelves shelves = {0};
    struct string_list words;
    enum err e = trust_words(t, &words);
    int code = EXIT_OK;

    if (e == ERR_OK)
        e = store_shelves_open(&shelves, &words, named_store_system,
                               passphrase_given(&t->passphrase), t->run->arena);
    code = e == ERR_OK ? trust_unusable(t, &shelves) : trust_failed(t, e);
    for (size_t i = 0; e == ERR_OK && i < shelves.num; i++) {
        if (shelves.v[i].reason == REASON_OK)
            code = exit_worse(code, list_shelf(t, &shelves.v[i], i == 0));
    }
    store_shelves_close(&shelves);
    return code;
}
