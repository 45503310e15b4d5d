/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trust/places.h"

#include <limits.h>
#include <stdlib.h>

static const char *const known[] = {
#define PLACE(path) path,
#include "trust/places.def"
#undef PLACE
};

enum err places_list(struct places *out, const char *const *list, size_t num, struct arena *arena)
{
    *out = (struct places){.v = arena_alloc(arena, num + 1, sizeof *out->v), .num = num};
    if (out->v == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < num; i++)
        out->v[i] = (struct trust_place){.path = list[i]};
    return ERR_OK;
}

/* Adds a copy of a path.  An empty one, or one too long for the system, is skipped. */
static enum err add(struct places *places, struct span path, size_t *cap, struct arena *arena)
{
    if (path.n == 0 || path.n >= PATH_MAX)
        return ERR_OK;
    TRY(ARENA_GROW(arena, places->v, places->num, *cap));
    uint8_t *text = arena_alloc(arena, path.n + 1, 1);
    if (text == NULL)
        return ERR_MEMORY;
    memcpy(text, path.p, path.n);
    places->v[places->num++] = (struct trust_place){.path = (const char *)text};
    return ERR_OK;
}

/* Names a file, and directories separated by ':'.  Either argument may be NULL. */
static enum err places_env(struct places *out, const char *file, const char *dirs,
                           struct arena *arena)
{
    struct span rest = dirs == NULL ? (struct span){0} : span_str(dirs);
    size_t cap = 0;

    *out = (struct places){.is_env = true};
    if (file != NULL)
        TRY(add(out, span_str(file), &cap, arena));
    while (rest.n > 0) {
        size_t n = span_find(rest, ':');

        TRY(add(out, span_head(rest, n), &cap, arena));
        rest = span_tail(rest, n + 1);
    }
    return ERR_OK;
}

/* An empty variable counts as unset, as users of shells expect. */
static const char *env(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && *value != 0 ? value : NULL;
}

enum err places_system(struct places *out, struct arena *arena)
{
    const char *file = env("SSL_CERT_FILE"), *dirs = env("SSL_CERT_DIR");

    return file == NULL && dirs == NULL
               ? places_list(out, known, sizeof known / sizeof known[0], arena)
               : places_env(out, file, dirs, arena);
}

struct opened_file *places_opened(struct trust_place *place)
{
    if (!place->was_opened)
        (void)file_open(&place->opened, place->path); /* the handle keeps the error */
    place->was_opened = true;
    return &place->opened;
}

void places_open(struct places *places)
{
    for (size_t i = 0; i < places->num; i++)
        places_opened(&places->v[i]);
}

void places_close(struct places *places)
{
    for (size_t i = 0; i < places->num; i++)
        file_shut(&places->v[i].opened);
}

/* Loads a place.  A system's store may lack any of its places, so one that cannot be read or yields
 * nothing is no error.  later: anchors were found already, so a directory is not listed. */
static enum err load_place(struct trust_place *place, struct store *store, bool later,
                           size_t *added)
{
    struct opened_file *opened = places_opened(place);

    *added = 0;
    if (later && opened->is_open && opened->is_directory)
        return store_add_dir_later(store, place->path, opened);
    enum err e = store_try_opened(store, place->path, opened, added);

    file_shut(opened);
    return e == ERR_MEMORY || e == ERR_LIMIT ? e : ERR_OK;
}

enum err places_load(struct places *places, struct store *store, const char **used, size_t *added)
{
    size_t more = 0;
    enum err e = ERR_OK;

    *used = NULL;
    *added = 0;
    store_adds_system(store, true);
    for (size_t i = 0; e == ERR_OK && i < places->num && (places->is_env || *added == 0); i++) {
        e = load_place(&places->v[i], store, *added > 0, &more);
        *added += more;
        if (more > 0)
            *used = places->v[i].path;
    }
    store_adds_system(store, false);
    TRY(e);
    return places->is_env && *added > 0 ? store_keep_origin(store, used) : ERR_OK;
}

enum err store_add_system(struct store *store, const char **used, size_t *added)
{
    struct places places;
    struct arena arena;

    arena_init(&arena, (size_t)1 << 20);
    enum err e = places_system(&places, &arena);

    if (e == ERR_OK)
        e = places_load(&places, store, used, added);
    places_close(&places);
    arena_free(&arena);
    return e;
}
