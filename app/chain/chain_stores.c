/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/chain/chain_stores.h"

#include <string.h>

#include "app/file_error.h"
#include "app/trust/named_store.h"

static const struct result_settings no_result;

/* What the stores are added with. */
struct adding {
    struct chain_stores *stores;
    const struct verify_settings *settings;
    struct output *out;
    struct arena *arena;
    struct span passphrase;
    struct buf *why; /* of the reason */
    enum reason reason;
};

static bool fail(struct adding *a, enum err e, const char *word)
{
    file_error_put(a->why, word, e, 0);
    a->reason = e == ERR_STORE_ABSENT ? REASON_NO_TRUST_STORE : err_reason(e);
    return false;
}

static bool is_there(const struct chain_stores *stores, const char *path)
{
    for (size_t i = 0; i < stores->num; i++) {
        const char *known = stores->v[i].path;
        if (path == NULL ? known == NULL : known != NULL && strcmp(known, path) == 0)
            return true;
    }
    return false;
}

/* The settings of a store; what only concerns the verdict is left out, because a list reaches a
 * store by its signatures and dates. */
static bool set_up(struct adding *a, struct chain_store *s)
{
    s->settings = *a->settings;
    s->settings.roots = s->settings.add_roots = (struct string_list){0};
    s->settings.intermediates = s->settings.crls = (struct string_list){0};
    s->settings.revocation = REVOCATION_OFF;
    s->settings.ct_logs = NULL;
    s->settings.ct_client = CT_CLIENT_NONE;
    s->settings.ct_tiles = (struct string_list){0};
    if (s->path != NULL) {
        const char **one = ARENA_NEW(a->arena, const char *);
        if (one == NULL)
            return fail(a, a->arena->err, s->path);
        *one = s->path;
        s->settings.roots = (struct string_list){.v = one, .num = 1, .cap = 1};
    }
    verifier_init(&s->verifier, &s->settings, &no_result, a->out, a->arena);
    trust_inputs_passphrase(&s->verifier.inputs, a->passphrase);
    return true;
}

/* Adds a store and reads its anchors; path NULL: the system's, name NULL: as it is called there.
 * One that is optional may be unreadable: then it is none. */
static bool add(struct adding *a, const char *path, const char *name, bool is_optional)
{
    struct chain_store *s = &a->stores->v[a->stores->num];

    if (is_there(a->stores, path))
        return true;
    if (a->stores->num == GRAPH_STORES_MAX) {
        buf_printf(a->why, "more than %d trust stores", GRAPH_STORES_MAX);
        a->reason = REASON_LIMIT;
        return false;
    }
    *s = (struct chain_store){.path = path, .name = name};
    if (!set_up(a, s))
        return false;
    const struct trust_inputs *inputs = verifier_open(&s->verifier);

    if (inputs->reason != REASON_OK) {
        if (!is_optional) {
            buf_put(a->why, buf_span(&inputs->message));
            a->reason = inputs->reason;
        } else {
            output_say(a->out, "%.*s; left out", (int)inputs->message.n,
                       (const char *)inputs->message.p);
        }
        verifier_close(&s->verifier);
        return is_optional;
    }
    if (name == NULL)
        s->name = store_origin(inputs->store);
    a->stores->anchors[a->stores->num++] = store_anchors(inputs->store);
    return true;
}

/* Adds the named stores that exist here; the system's always counts. */
static bool add_named(struct adding *a)
{
    const char *name;

    for (size_t i = 0; (name = named_store(i)) != NULL; i++) {
        bool is_system = strcmp(name, named_store_system) == 0;
        const char *path = is_system ? NULL : named_store_path(name, a->arena);
        if ((is_system || path != NULL) && !add(a, path, name, true))
            return false;
    }
    return true;
}

/* Adds what a word of --store means: a store's name, a file or a directory. */
static bool add_word(struct adding *a, const char *word)
{
    bool is_system = strcmp(word, named_store_system) == 0;

    if (!named_store_is(word))
        return add(a, word, word, false);
    if (strcmp(word, named_store_all) == 0)
        return add_named(a);
    const char *path = is_system ? NULL : named_store_path(word, a->arena);

    return is_system || path != NULL ? add(a, path, word, false) : fail(a, ERR_STORE_ABSENT, word);
}

static bool add_all(struct adding *a, const struct string_list *more)
{
    const struct string_list *const lists[] = {&a->settings->roots, &a->settings->add_roots};

    if (a->settings->roots.num == 0 && !add(a, NULL, NULL, false))
        return false;
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
        for (size_t i = 0; i < lists[k]->num; i++) {
            if (!add(a, lists[k]->v[i], lists[k]->v[i], false))
                return false;
        }
    }
    for (size_t i = 0; i < more->num; i++) {
        if (!add_word(a, more->v[i]))
            return false;
    }
    return true;
}

enum reason chain_stores_open(struct chain_stores *stores, const struct verifier *like,
                              const struct string_list *more, struct span passphrase,
                              struct buf *why)
{
    struct arena *arena = like->inputs.arena;
    struct adding a = {.stores = stores,
                       .settings = like->settings,
                       .out = like->inputs.out,
                       .arena = arena,
                       .passphrase = passphrase,
                       .why = why,
                       .reason = REASON_OK};

    /* One more, which the limit keeps from being used. */
    *stores = (struct chain_stores){
        .v = arena_alloc(arena, GRAPH_STORES_MAX + 1, sizeof *stores->v),
        .anchors = arena_alloc(arena, GRAPH_STORES_MAX + 1, sizeof *stores->anchors)};
    if (stores->v == NULL || stores->anchors == NULL)
        (void)fail(&a, arena->err, "trust stores");
    else
        (void)add_all(&a, more);
    return a.reason;
}

void chain_stores_close(struct chain_stores *stores)
{
    for (size_t i = 0; i < stores->num; i++)
        verifier_close(&stores->v[i].verifier);
    *stores = (struct chain_stores){0};
}
