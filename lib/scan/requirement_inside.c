/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/requirement_inside.h"

struct requirement_line requirement_line(const struct requirement_work *work,
                                         enum requirement_item item)
{
    return (struct requirement_line){
        .item = item, .chain = -1, .limit = work->requirement->items[item].number};
}

void requirement_put(struct requirement_work *work, const struct requirement_line *line)
{
    struct requirement_check *out = work->out;

    if (ARENA_GROW(work->arena, out->v, out->num, out->cap) != ERR_OK)
        return;
    out->v[out->num++] = *line;
    if (line->result > out->result)
        out->result = line->result;
}

void requirement_break(struct requirement_work *work, struct requirement_line *line, uint16_t id)
{
    enum err err = scan_ids_add(&line->ids, id, work->arena);

    if (err != ERR_OK)
        arena_fail(work->arena, err);
    line->result = REQUIREMENT_BROKEN;
}

void requirement_doubt(struct requirement_line *line)
{
    if (line->result == REQUIREMENT_MET)
        line->result = REQUIREMENT_UNKNOWN;
}
