/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust diff: how two stores differ. */
#include "config.h"

#include "app/trust/named_store.h"
#include "app/trust/store_diff.h"
#include "cmd/trust/trust.h"

/* The two stores: operands, or the values of --store.  One alone is compared with the system's. */
static int choose(struct trust_run *t, struct string_list *words)
{
    const struct string_list *given = &t->opts->stores;

    *words = (struct string_list){.v = arena_alloc(t->run->arena, 3, sizeof *words->v)};
    if (words->v == NULL)
        return trust_failed(t, t->run->arena->err);
    if (given->num + t->num_operands == 0 || given->num + t->num_operands > 2)
        return cmd_wrong(t->run, "diff compares two stores: STORE STORE, or system with one STORE");
    if (given->num + t->num_operands == 1)
        words->v[words->num++] = named_store_system;
    for (size_t i = 0; i < given->num; i++)
        words->v[words->num++] = given->v[i];
    for (size_t i = 0; i < t->num_operands; i++)
        words->v[words->num++] = t->operands[i];
    for (size_t i = 0; i < words->num; i++) {
        if (strcmp(words->v[i], named_store_all) == 0)
            return cmd_wrong(t->run, "diff compares two stores: 'all' is none");
    }
    return EXIT_OK;
}

static int compare(struct trust_run *t, struct store_shelves *shelves)
{
    struct trust_shelf *left = &shelves->v[0].anchors, *right = &shelves->v[1].anchors;
    struct trust_diff diff;

    anchor_filter_apply(left, &t->opts->filter, t->now);
    anchor_filter_apply(right, &t->opts->filter, t->now);
    enum err e = store_diff(&diff, left, right, t->opts->filter.purpose, t->run->arena);
    if (e == ERR_OK && t->opts->json)
        e = trust_diff_json(&t->run->out.data, &diff);
    else if (e == ERR_OK)
        trust_diff_text(&t->run->out.data, &diff, t->now, &t->style);
    if (e != ERR_OK)
        return trust_failed(t, e);
    return trust_diff_is_equal(&diff) ? EXIT_OK : EXIT_VERDICT;
}

int trust_compare(struct trust_run *t)
{
    struct store_shelves shelves = {0};
    struct string_list words;
    int code = choose(t, &words);

    if (code != EXIT_OK)
        return code;
    enum err e = store_shelves_open(&shelves, &words, named_store_system,
                                    passphrase_given(&t->passphrase), t->run->arena);
    code = e == ERR_OK ? trust_unusable(t, &shelves) : trust_failed(t, e);
    if (code == EXIT_OK)
        code = compare(t, &shelves);
    store_shelves_close(&shelves);
    return code;
}
