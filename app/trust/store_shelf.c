/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/trust/store_shelf.h"

#include <errno.h>
#include <unistd.h>

#include "app/file_error.h"
#include "app/trust/named_store.h"
#include "lib/base/suggest.h"
#include "lib/path/purpose.h"
#include "lib/view/cert/label.h"

enum { NAMED_MOST = 32, MESSAGE_MAX = 1 << 14 };

/* Splits a word into the store's name and its path. */
static enum err name_store(struct store_shelf *shelf, struct arena *arena)
{
    const char *word = shelf->word, *equals = strchr(word, '=');
    struct span name;

    shelf->anchors.name = word;
    shelf->path = word;
    if (named_store_is(word)) {
        bool is_system = strcmp(word, named_store_system) == 0;
        shelf->path = is_system ? NULL : named_store_path(word, arena);
        shelf->err = shelf->path == NULL && !is_system ? ERR_STORE_ABSENT : ERR_OK;
        return ERR_OK;
    }
    if (equals == NULL || equals == word || access(word, F_OK) == 0)
        return ERR_OK;
    size_t n = (size_t)(equals - word);
    TRY(arena_copy(arena, &name, span_of(word, n + 1)));
    memcpy((char *)(uintptr_t)name.p + n, "", 1);
    shelf->anchors.name = (const char *)name.p;
    shelf->path = equals + 1;
    return ERR_OK;
}

/* Reads what the word names. */
static enum err load(struct store_shelf *shelf)
{
    struct opened_file opened;
    const char *used = NULL;
    size_t added = 0;
    enum err e;

    if (shelf->path == NULL) {
        e = store_add_system(shelf->store, &used, &added);
        shelf->anchors.origin = used == NULL ? "" : used;
        return e == ERR_OK && added == 0 ? ERR_NO_ANCHORS : e;
    }
    shelf->anchors.origin = shelf->path;
    (void)file_open(&opened, shelf->path); /* the handle keeps the error */
    e = store_add_opened(shelf->store, shelf->path, &opened, &added);
    file_shut(&opened);
    shelf->sys_errno = e == ERR_OPEN || e == ERR_READ ? store_errno(shelf->store) : 0;
    if (e == ERR_OK)
        store_read_all(shelf->store);
    if (e == ERR_OK && store_size(shelf->store) + store_blocks(shelf->store) == 0)
        e = store_why(shelf->store) != ERR_OK ? store_why(shelf->store) : ERR_NO_CERTIFICATE;
    return e;
}

/* Purposes that the store distrusts are none of the anchor's, whatever else it says. */
static enum err limit(struct trust_anchor *anchor, const struct anchor_block *block,
                      struct arena *arena)
{
    uint32_t all = 0;

    for (enum purpose p = PURPOSE_SERVER; p <= PURPOSE_ANY; p++)
        all |= purpose_trust(p);
    if (block != NULL && (block->purposes & ~anchor->link->unfit) != 0) {
        struct link *own = ARENA_NEW(arena, struct link);
        if (own == NULL)
            return arena->err;
        *own = *anchor->link;
        own->unfit |= block->purposes;
        anchor->link = own;
    }
    anchor->is_distrusted = (anchor->link->unfit & all) == all;
    return ERR_OK;
}

/* Lists the anchors, and what is distrusted. */
static enum err list(struct store_shelf *shelf, struct arena *arena)
{
    struct trust_shelf *s = &shelf->anchors;
    size_t most = store_size(shelf->store) + 1;
    size_t cap = 0;
    struct store_cursor at = {0};
    struct store_entry entry;

    s->anchors = arena_alloc(arena, most, sizeof *s->anchors);
    s->distrusted = arena_alloc(arena, most, sizeof *s->distrusted);
    if (s->anchors == NULL || s->distrusted == NULL)
        return arena->err;
    while (store_next(shelf->store, &at, &entry)) {
        struct trust_anchor a = {.store = s->name,
                                 .link = entry.link,
                                 .format = store_format_names[entry.format],
                                 .num_copies = entry.num_copies};

        if (entry.link == NULL) {
            TRY(ARENA_GROW(arena, s->named, s->num_named, cap));
            s->named[s->num_named++] = entry.block;
            continue;
        }
        TRY(limit(&a, entry.block, arena));
        if (a.is_distrusted)
            s->distrusted[s->num_distrusted++] = a;
        else
            s->anchors[s->num++] = a;
    }
    return ERR_OK;
}

enum err store_shelf_open(struct store_shelf *shelf, const char *word, struct arena *arena)
{
    shelf->word = word;
    shelf->anchors.origin = "";
    TRY(name_store(shelf, arena));
    TRY(store_new(&shelf->store));
    store_passphrase(shelf->store, shelf->passphrase);
    if (shelf->err == ERR_OK)
        shelf->err = load(shelf);
    if (shelf->err == ERR_OK) {
        store_read_all(shelf->store);
        return list(shelf, arena);
    }
    enum reason own = err_reason(shelf->err);
    shelf->reason = own == REASON_INTERNAL || own == REASON_LIMIT ? own : REASON_NO_TRUST_STORE;
    return ERR_OK;
}

void store_shelf_close(struct store_shelf *shelf)
{
    store_free(shelf->store);
    shelf->store = NULL;
}

const char *store_shelf_path(const struct store_shelf *shelf, size_t i)
{
    const char *path = store_path(shelf->store, i);

    return i == 0 && path == NULL ? shelf->anchors.origin : path;
}

/* Appends the name of a store that was probably meant by a path that does not exist. */
static void put_near(struct buf *out, const struct store_shelf *shelf)
{
    struct suggest near = {.to = span_str(shelf->word)};
    const char *name;

    if (shelf->sys_errno != ENOENT || strchr(shelf->word, '/') != NULL)
        return;
    for (size_t i = 0; (name = named_store_word(i)) != NULL; i++)
        suggest_try(&near, name);
    if (near.best != NULL)
        buf_printf(out, " (did you mean %s?)", near.best);
}

int store_shelf_say(const struct store_shelf *shelf, struct output *out)
{
    struct buf text;

    if (shelf->reason == REASON_OK)
        return EXIT_OK;
    buf_init(&text, MESSAGE_MAX);
    (void)file_error_put(&text, label_input(shelf->word), shelf->err, shelf->sys_errno);
    put_near(&text, shelf);
    buf_printf(&text, " [%s]", reason_code(shelf->reason));
    output_say(out, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
    return reason_exit(shelf->reason);
}

/* The named stores that exist here: the system's always counts. */
static void add_all(struct store_shelves *shelves, struct arena *arena)
{
    const char *name;

    for (size_t i = 0; (name = named_store(i)) != NULL; i++) {
        if (strcmp(name, named_store_system) == 0 || named_store_path(name, arena) != NULL)
            shelves->v[shelves->num++] = (struct store_shelf){.word = name, .is_optional = true};
    }
}

enum err store_shelves_open(struct store_shelves *shelves, const struct string_list *words,
                            const char *otherwise, struct span passphrase, struct arena *arena)
{
    const struct string_list one = {.v = &otherwise, .num = 1};
    const struct string_list *list = words->num > 0 ? words : &one;

    *shelves =
        (struct store_shelves){.v = arena_alloc(arena, list->num * NAMED_MOST, sizeof *shelves->v)};
    if (shelves->v == NULL)
        return arena->err;
    for (size_t i = 0; i < list->num; i++) {
        if (strcmp(list->v[i], named_store_all) == 0)
            add_all(shelves, arena);
        else
            shelves->v[shelves->num++].word = list->v[i];
    }
    for (size_t i = 0; i < shelves->num; i++) {
        shelves->v[i].passphrase = passphrase;
        TRY(store_shelf_open(&shelves->v[i], shelves->v[i].word, arena));
    }
    return ERR_OK;
}

void store_shelves_close(struct store_shelves *shelves)
{
    for (size_t i = 0; i < shelves->num; i++)
        store_shelf_close(&shelves->v[i]);
}

int store_shelves_say(const struct store_shelves *shelves, struct output *out)
{
    int code = EXIT_OK;

    for (size_t i = 0; i < shelves->num; i++) {
        int own = store_shelf_say(&shelves->v[i], out);
        code = exit_worse(code, shelves->v[i].is_optional ? EXIT_OK : own);
    }
    return code;
}

int store_shelves_code(const struct store_shelves *shelves)
{
    int code = EXIT_OK;

    for (size_t i = 0; i < shelves->num; i++)
        code = exit_worse(code, reason_exit(shelves->v[i].reason));
    return code;
}
