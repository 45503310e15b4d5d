/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trust/places.h"

#include <limits.h>
#include <stdlib.h>

#include "lib/base/file.h"

const char *const places[] = {
#define PLACE(path) path,
#include "trust/places.def"
#undef PLACE
    NULL,
};

enum err places_add(struct store *store, const char *const *list, const char **used, size_t *added)
{
    *used = NULL;
    *added = 0;
    for (; *list != NULL; list++) {
        TRY(store_add_place(store, *list, added));
        if (*added > 0) {
            *used = *list;
            break;
        }
    }
    return ERR_OK;
}

enum err places_add_env(struct store *store, const char *file, const char *dirs, size_t *added)
{
    size_t more = 0;

    *added = 0;
    if (file != NULL && *file != 0) {
        TRY(store_add_place(store, file, &more));
        *added += more;
    }
    while (dirs != NULL && *dirs != 0) {
        char path[PATH_MAX];
        size_t n = strcspn(dirs, ":");
        if (n > 0 && n < sizeof path) {
            memcpy(path, dirs, n);
            path[n] = 0;
            bool later = *added > 0 && file_is_directory(path);
            TRY(later ? store_add_dir_later(store, path) : store_add_place(store, path, &more));
            *added += later ? 0 : more;
        }
        dirs += n + (dirs[n] == ':');
    }
    return ERR_OK;
}

/* An empty variable counts as unset, as users of shells expect. */
static const char *env(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && *value != 0 ? value : NULL;
}

enum err store_add_system(struct store *store, const char **used, size_t *added)
{
    const char *file = env("SSL_CERT_FILE"), *dirs = env("SSL_CERT_DIR");

    if (file == NULL && dirs == NULL)
        return places_add(store, places, used, added);
    TRY(places_add_env(store, file, dirs, added));
    *used = NULL;
    return *added > 0 ? store_keep_origin(store, used) : ERR_OK;
}
