/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/ct_inputs.h"

#include "lib/view/text/safe.h"

enum { TILE_FILE_PATH = 4096 };

/* A file in one of the directories.  What is no regular file is not opened: a FIFO would make us
 * wait. */
static enum err read_tile(void *context, const struct tile_file *wanted, struct buf *out)
{
    const struct string_list *dirs = context;
    struct file file = {0};
    struct buf name;
    enum err e = ERR_TILE_MISSING;

    buf_init(&name, TILE_FILE_PATH);
    buf_printf(&name, "%s/%s", dirs->v[wanted->place], wanted->path);
    buf_u8(&name, '\0');
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

/* One line about a file that is no log list. */
static void explain(struct buf *why, const struct ct_inputs *inputs,
                    const struct trust_place *place, enum err err, const struct fail *fail)
{
    safe_put(why, span_str(place->path));
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
    return e;
}

void ct_inputs_close(struct ct_inputs *inputs)
{
    file_close(&inputs->file);
    *inputs = (struct ct_inputs){0};
}
