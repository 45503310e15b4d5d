/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/ct_inputs.h"

#include "app/file_error.h"
#include "lib/ct/tiles.h"
#include "lib/view/text/safe.h"

enum { TILE_FILE_PATH = 4096 };

/* The word that stands for the logs themselves. */
static bool is_fetch(const char *tiles)
{
    return strcmp(tiles, "fetch") == 0;
}

bool ct_tiles_are_fetched(const struct verify_settings *settings)
{
    for (size_t i = 0; i < settings->ct_tiles.num; i++) {
        if (is_fetch(settings->ct_tiles.v[i]))
            return true;
    }
    return false;
}

bool ct_inputs_is_fetched(const struct ct_inputs *inputs, size_t place)
{
    const struct string_list *dirs = inputs->tiles.context;

    return is_fetch(dirs->v[place]);
}

static void put_path(struct buf *out, const char *directory, const char *path)
{
    buf_printf(out, "%s/%s", directory, path);
    buf_u8(out, '\0');
}

/* A file in one of the directories.  What is no regular file is not opened: a FIFO would make us
 * wait. */
static enum err read_tile(void *context, const struct tile_file *wanted, struct buf *out)
{
    const struct string_list *dirs = context;
    struct file file = {0};
    struct buf name;
    enum err e = ERR_TILE_MISSING;

    if (is_fetch(dirs->v[wanted->place]))
        return ERR_TILE_UNREAD;
    buf_init(&name, TILE_FILE_PATH);
    put_path(&name, dirs->v[wanted->place], wanted->path);
    if (name.err == ERR_OK && file_is_regular((const char *)name.p))
        e = file_read(&file, (const char *)name.p, wanted->max);
    if (e == ERR_OK)
        buf_put(out, file.bytes);
    else if (e != ERR_TILE_MISSING)
        e = ERR_TILE_UNREAD;
    file_close(&file);
    buf_free(&name);
    return e;
}

/* Each directory has the checkpoint of a log. */
static enum err check_places(const struct string_list *tiles, struct buf *why)
{
    struct buf name;

    buf_init(&name, TILE_FILE_PATH);
    for (size_t i = 0; i < tiles->num; i++) {
        buf_truncate(&name, 0);
        put_path(&name, tiles->v[i], TILE_CHECKPOINT);
        if (is_fetch(tiles->v[i]) || (name.err == ERR_OK && file_is_regular((const char *)name.p)))
            continue;
        safe_put(why, span_str(tiles->v[i]));
        buf_printf(why, ": %s", err_text(ERR_CHECKPOINT_NONE));
        buf_free(&name);
        return ERR_CHECKPOINT_NONE;
    }
    buf_free(&name);
    return ERR_OK;
}

/* One line about a file that is no log list. */
static void explain(struct buf *why, const struct ct_inputs *inputs,
                    const struct trust_place *place, enum err err, const struct fail *fail)
{
    safe_put(why, span_str(file_error_name(place->path)));
    if (err_reason(err) == REASON_UNDECODABLE)
        buf_str(why, ": --ct-logs takes a log list, a JSON file of version 3");
    buf_printf(why, ": %s", err_text(err));
    if (fail->at.p != NULL)
        buf_printf(why, " (at byte %zu)", (size_t)(fail->at.p - inputs->file.bytes.p));
    if (err == ERR_OPEN && place->opened.sys_errno != 0)
        buf_printf(why, ": %s", strerror(place->opened.sys_errno));
}

enum err ct_inputs_load(struct ct_inputs *inputs, struct trust_place *list,
                        const struct string_list *tiles, struct arena *arena, struct buf *why)
{
    struct fail fail = {0};
    enum err e = file_read_opened(&inputs->file, places_opened(list), LOG_LIST_MAX);

    if (e == ERR_OK)
        e = log_list_read(&inputs->list, inputs->file.bytes, arena, &fail);
    inputs->has_list = e == ERR_OK;
    inputs->tiles =
        (struct tile_source){.context = (void *)tiles, .num = tiles->num, .read = read_tile};
    if (e != ERR_OK)
        explain(why, inputs, list, e, &fail);
    return e == ERR_OK ? check_places(tiles, why) : e;
}

void ct_inputs_close(struct ct_inputs *inputs)
{
    file_close(&inputs->file);
    *inputs = (struct ct_inputs){0};
}
