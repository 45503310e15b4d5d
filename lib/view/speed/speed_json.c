/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/speed/speed_scale.h"
#include "lib/view/text/envelope.h"

enum { CENT = 2 };

/* A figure, or null. */
static void put_figure(struct json_writer *json, const char *key, bool is_known, double value)
{
    if (is_known)
        jw_decimal(json, key, value, CENT);
    else
        jw_null(json, key);
}

static void put_length(struct json_writer *json, const char *key, size_t bytes)
{
    if (bytes > 0)
        jw_int(json, key, (int64_t)bytes);
    else
        jw_null(json, key);
}

static void put_line(struct json_writer *json, const struct speed_view *view,
                     const struct speed_line *line)
{
    bool is_measured = speed_is_measured(line);

    jw_open(json, NULL);
    jw_str(json, "group", view->groups[line->group].word);
    jw_str(json, "name", line->name);
    jw_str(json, "operation", *line->operation == '\0' ? NULL : line->operation);
    jw_str(json, "unit", line->bytes > 0 ? "bytes" : "runs");
    put_figure(json, "per_second", is_measured, line->rate);
    put_figure(json, "spread_percent", is_measured, line->spread);
    put_length(json, "message_bytes", line->bytes);
    put_length(json, "digest_bytes", line->digest_bytes);
    if (line->is_book) {
        put_figure(json, "ratio", line->ratio > 0, line->ratio);
        put_figure(json, "textbook_per_second", line->book_rate > 0, line->book_rate);
        put_figure(json, "textbook_ratio", line->book_ratio > 0, line->book_ratio);
    }
    jw_str(json, "meaning", line->meaning);
    jw_close(json);
}

enum err speed_json(struct buf *out, const struct speed_view *view)
{
    struct json_writer json = {.out = out};

    envelope_open(&json, "speed", "", REASON_OK);
    jw_list(&json, "findings");
    jw_list_end(&json);
    jw_decimal(&json, "seconds", view->seconds, 3);
    jw_int(&json, "rounds", (int64_t)view->rounds);
    jw_bool(&json, "stopped", view->is_stopped);
    jw_list(&json, "rows");
    for (size_t i = 0; i < view->num_lines; i++) {
        if (view->lines[i].state != SPEED_UNMEASURED)
            put_line(&json, view, &view->lines[i]);
    }
    jw_list_end(&json);
    return envelope_close(&json);
}
