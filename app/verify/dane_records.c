/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/dane_records.h"

#include <string.h>

#include "lib/base/file.h"

enum { ZONE_MAX = 16 << 20, RECORDS_MAX = 1000 };

static enum err add(struct dane_records *records, struct arena *arena, struct span text)
{
    struct tlsa record;

    TRY(tlsa_parse_text(&record, text, arena));
    if (records->num == RECORDS_MAX)
        return ERR_LIMIT;
    TRY(ARENA_GROW(arena, records->v, records->num, records->cap));
    records->v[records->num++] = record;
    return ERR_OK;
}

/* A line that has a record of another type, or none. */
static bool is_other(struct span line)
{
    struct span text = span_head(line, span_find(line, ';'));
    bool has_word = false, has_tlsa = false;

    for (size_t i = 0; i < text.n; i++)
        has_word = has_word || (text.p[i] != ' ' && text.p[i] != '\t' && text.p[i] != '\r');
    for (size_t i = 0; i + 4 <= text.n && !has_tlsa; i++)
        has_tlsa = span_ieq(span_head(span_tail(text, i), 4), span_str("TLSA"));
    return !has_word || (!has_tlsa && (text.p[0] < '0' || text.p[0] > '9'));
}

static enum err read_zone(struct dane_records *records, struct span rest, struct arena *arena,
                          size_t *line_number)
{
    while (rest.n > 0) {
        size_t n = span_find(rest, '\n');
        struct span line = span_head(rest, n);
        rest = n < rest.n ? span_tail(rest, n + 1) : (struct span){0};
        ++*line_number;
        if (!is_other(line))
            TRY(add(records, arena, line));
    }
    return ERR_OK;
}

enum err dane_records_read(struct dane_records *records, const char *value, struct arena *arena,
                           struct buf *wrong)
{
    struct file file = {0};
    size_t line = 0, before = records->num;

    if (add(records, arena, span_str(value)) == ERR_OK)
        return ERR_OK;
    enum err e = file_read(&file, value, ZONE_MAX);
    if (e != ERR_OK) {
        buf_printf(wrong, "--dane %s: neither a TLSA record (\"3 1 1 0123…\") nor a file: %s",
                   value, file.sys_errno != 0 ? strerror(file.sys_errno) : err_text(e));
        return e;
    }
    e = read_zone(records, file.bytes, arena, &line);
    if (e != ERR_OK)
        buf_printf(wrong, "%s: line %zu: %s", value, line, err_text(e));
    if (e == ERR_OK && records->num == before) {
        e = ERR_TLSA;
        buf_printf(wrong, "%s: holds no TLSA record", value);
    }
    file_close(&file);
    return e;
}
