/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/trust/named_store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/lookup.h"
#include "lib/view/text/lang.h"

static const struct {
    char name[12], what[96], readers[112];
} stores[] = {
#define STORE(name, what, readers) {ROW_TEXT(name), ROW_TEXT(what), ROW_TEXT(readers)},
#define PLACED(path, name)
#include "app/trust/named_stores.def"
#undef STORE
#undef PLACED
};

static const struct {
    char name[12], path[72];
} places[] = {
#define STORE(name, what, readers)
#define PLACED(path, name) {ROW_TEXT(name), ROW_TEXT(path)},
#include "app/trust/named_stores.def"
#undef STORE
#undef PLACED
};

const char named_store_all[] = "all";
const char named_store_system[] = "system";

const char *named_store(size_t i)
{
    return i < LOOKUP_COUNT(stores) ? stores[i].name : NULL;
}

const char *named_store_what(size_t i)
{
    return stores[i].what;
}

const char *named_store_readers(size_t i)
{
    return stores[i].readers;
}

const char *named_store_word(size_t i)
{
    return i == LOOKUP_COUNT(stores) ? named_store_all : named_store(i);
}

bool named_store_is(const char *word)
{
    const char *known;

    for (size_t i = 0; (known = named_store_word(i)) != NULL; i++) {
        if (strcmp(known, word) == 0)
            return true;
    }
    return false;
}

const char *named_store_place(const char *name, size_t k)
{
    for (size_t i = 0; i < LOOKUP_COUNT(places); i++) {
        if (strcmp(places[i].name, name) == 0 && k-- == 0)
            return places[i].path;
    }
    return NULL;
}

/* The key store of the Java that the environment names. */
static const char *java_home(struct arena *arena)
{
    static const char tail[] = "/lib/security/cacerts";
    const char *home = getenv("JAVA_HOME");
    size_t n = home == NULL ? 0 : strlen(home);
    char *path = n == 0 ? NULL : arena_alloc(arena, n + sizeof tail, 1);

    if (path == NULL)
        return NULL;
    memcpy(path, home, n);
    memcpy(path + n, tail, sizeof tail);
    return access(path, F_OK) == 0 ? path : NULL;
}

const char *named_store_path(const char *name, struct arena *arena)
{
    const char *path = strcmp(name, "java") == 0 ? java_home(arena) : NULL;

    for (size_t k = 0; path == NULL && named_store_place(name, k) != NULL; k++) {
        if (access(named_store_place(name, k), F_OK) == 0)
            path = named_store_place(name, k);
    }
    return path;
}
