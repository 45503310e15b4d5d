/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/ct_inputs.h"

enum { TILE_FILE_PATH = 4096 };

/* A file in one of the directories.  What is no regular file is not opened: a FIFO would make us
 * wait. */
static bool read_tile(void *context, size_t place, const char *path, struct buf *out, size_t max)
{
    const struct string_list *dirs = context;
    struct file file = {0};
    struct buf name;
    bool is_read = false;

    buf_init(&name, TILE_FILE_PATH);
    buf_printf(&name, "%s/%s", dirs->v[place], path);
    buf_u8(&name, '\0');
    if (name.err == ERR_OK && file_is_regular((const char *)name.p))
        is_read = file_read(&file, (const char *)name.p, max) == ERR_OK;
    if (is_read)
        buf_put(out, file.bytes);
    file_close(&file);
    buf_free(&name);
    return is_read && out->err == ERR_OK;
}

enum err ct_inputs_load(struct ct_inputs *inputs, struct trust_place *list,
                        const struct string_list *tiles, struct arena *arena, struct fail *fail)
{
    TRY(file_read_opened(&inputs->file, places_opened(list), LOG_LIST_MAX));
    TRY(log_list_read(&inputs->list, inputs->file.bytes, arena, fail));
    inputs->has_list = true;
    inputs->tiles =
        (struct tile_source){.context = (void *)tiles, .num = tiles->num, .read = read_tile};
    return ERR_OK;
}

void ct_inputs_close(struct ct_inputs *inputs)
{
    file_close(&inputs->file);
    *inputs = (struct ct_inputs){0};
}
