/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/chain/chain_stores.h"

#include <string.h>

static const struct result_settings no_result;

/* Prepares a store; path NULL: the system's.  What only concerns the verdict is left out, because
 * a list reaches a store by its signatures and dates. */
static enum err add(struct chain_stores *stores, const struct verify_settings *settings,
                    const char *path, struct output *out, struct arena *arena)
{
    struct chain_store *s = &stores->v[stores->num];

    for (size_t i = 0; path != NULL && i < stores->num; i++) {
        if (stores->v[i].path != NULL && strcmp(stores->v[i].path, path) == 0)
            return ERR_OK;
    }
    s->settings = *settings;
    s->settings.roots = s->settings.add_roots = (struct string_list){0};
    s->settings.intermediates = s->settings.crls = (struct string_list){0};
    s->settings.revocation = REVOCATION_OFF;
    s->settings.ct_logs = NULL;
    s->settings.ct_client = CT_CLIENT_NONE;
    s->settings.ct_tiles = (struct string_list){0};
    s->path = s->name = path;
    if (path != NULL) {
        const char **one = ARENA_NEW(arena, const char *);
        if (one == NULL)
            return arena->err;
        *one = path;
        s->settings.roots = (struct string_list){.v = one, .num = 1, .cap = 1};
    }
    verifier_init(&s->verifier, &s->settings, &no_result, out, arena);
    stores->num++;
    return ERR_OK;
}

static enum err add_all(struct chain_stores *stores, const struct verify_settings *settings,
                        const struct string_list *more, struct output *out, struct arena *arena)
{
    const struct string_list *const lists[] = {&settings->roots, &settings->add_roots, more};

    if (settings->roots.num == 0)
        TRY(add(stores, settings, NULL, out, arena));
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
        for (size_t i = 0; i < lists[k]->num; i++)
            TRY(add(stores, settings, lists[k]->v[i], out, arena));
    }
    return ERR_OK;
}

/* Reads the anchors of each. */
static enum reason read_all(struct chain_stores *stores, struct buf *why)
{
    for (size_t i = 0; i < stores->num; i++) {
        struct chain_store *s = &stores->v[i];
        const struct trust_inputs *inputs = verifier_open(&s->verifier);

        if (inputs->reason != REASON_OK) {
            buf_put(why, buf_span(&inputs->message));
            return inputs->reason;
        }
        if (s->name == NULL)
            s->name = store_origin(inputs->store);
        stores->anchors[i] = store_anchors(inputs->store);
    }
    return REASON_OK;
}

enum reason chain_stores_open(struct chain_stores *stores, const struct verify_settings *settings,
                              const struct string_list *more, struct output *out,
                              struct arena *arena, struct buf *why)
{
    size_t most = 1 + settings->roots.num + settings->add_roots.num + more->num;

    *stores = (struct chain_stores){0};
    if (most > GRAPH_STORES_MAX + 1) {
        buf_printf(why, "more than %d trust stores", GRAPH_STORES_MAX);
        return REASON_LIMIT;
    }
    stores->v = arena_alloc(arena, most, sizeof *stores->v);
    stores->anchors = arena_alloc(arena, most, sizeof *stores->anchors);
    enum err e = stores->v == NULL || stores->anchors == NULL
                     ? arena->err
                     : add_all(stores, settings, more, out, arena);

    if (e != ERR_OK) {
        buf_str(why, err_text(e));
        return err_reason(e);
    }
    return read_all(stores, why);
}

void chain_stores_close(struct chain_stores *stores)
{
    for (size_t i = 0; i < stores->num; i++)
        verifier_close(&stores->v[i].verifier);
    *stores = (struct chain_stores){0};
}
