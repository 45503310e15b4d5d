/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The changes that are worth most to a server, as text and in JSON. */
#include "config.h"

#include "lib/view/scan/scan_changes.h"

#include "lib/scan/advice.h"
#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_rows.h"

enum { LINE_CAP = 1 << 16, ARENA_CAP = 1 << 16, LINES_INDENT = 6 };

/* The lines of a configuration are copied from the screen: they are not folded. */
static void put_lines(const struct scan_sheet *sheet, struct span lines)
{
    while (lines.n > 0) {
        struct span line = span_head(lines, span_find(lines, '\n'));
        text_pad(sheet->out, LINES_INDENT);
        text_ink(sheet->out, sheet->style, INK_GOOD);
        buf_put(sheet->out, line);
        text_ink(sheet->out, sheet->style, INK_PLAIN);
        buf_u8(sheet->out, '\n');
        lines = span_tail(lines, line.n + 1);
    }
}

static void put_change(const struct scan_sheet *sheet, const struct scan_advice *advice,
                       size_t number, struct span lines)
{
    enum lang lang = sheet->style->lang;
    struct buf line;

    buf_init(&line, LINE_CAP);
    buf_printf(&line, "%zu. %s%s%s%s", number, lang_text(lang, scan_change_text(advice->change)),
               scan_say(sheet, N_(" (")), scan_say(sheet, scan_level_word(advice->level)),
               scan_say(sheet, N_("; ")));
    if (advice->fixes > 0)
        lang_count(&line, lang, N_("{n} finding{s}"), advice->fixes);
    else
        buf_str(&line, scan_say(sheet, N_("required")));
    buf_str(&line, scan_say(sheet, N_(")")));
    text_pad(sheet->out, 2);
    text_fold(sheet->out, sheet->style, 2, 5, buf_span(&line));
    put_lines(sheet, lines);
    buf_free(&line);
}

/* Where the lines go, if there are any. */
static void put_place(const struct scan_sheet *sheet, enum scan_server server)
{
    struct buf line;

    buf_init(&line, LINE_CAP);
    buf_printf(&line, "%s %s%s", scan_say(sheet, N_("The lines are for")), scan_server_name(server),
               scan_say(sheet, N_(" (")));
    buf_str(&line, scan_say(sheet, scan_server_place(server)));
    buf_str(&line, scan_say(sheet, N_(")")));
    buf_str(&line, scan_say(sheet, N_(".")));
    buf_str(&line,
            scan_say(sheet, N_(" They help only if it handles TLS itself, and not another program "
                               "in front of it.")));
    text_prose(sheet->out, sheet->style, INK_DIM, 2, 0, buf_span(&line));
    buf_free(&line);
}

/* The changes are advice: without memory for them the rest is still shown. */
static size_t choose(struct scan_advice advice[SCAN_ADVICE_MAX], const struct scan_view *view,
                     struct arena *arena)
{
    size_t num = 0;

    if (view->findings != NULL &&
        scan_advise(advice, &num, view->findings, view->check, arena) != ERR_OK)
        num = 0;
    return num;
}

/* All three programs have lines for the changes for which nginx has some. */
static void put_hint(const struct scan_sheet *sheet)
{
    text_prose(
        sheet->out, sheet->style, INK_DIM, 2, 0,
        span_str(scan_say(sheet, N_("The server does not say that it is nginx, Apache or HAProxy: "
                                    "tlsbox-scan(1) has the lines for each."))));
}

void scan_put_changes(const struct scan_sheet *sheet)
{
    const struct scan_view *view = sheet->view;
    enum scan_server server = scan_server_of(view->facts);
    bool is_named = server != SCAN_SERVER_UNKNOWN, has_lines = false;
    struct scan_advice advice[SCAN_ADVICE_MAX];
    struct arena arena;
    struct buf lines;

    arena_init(&arena, ARENA_CAP);
    size_t num = choose(advice, view, &arena);
    if (num > 0)
        scan_title(sheet, N_("What to change first"));
    for (size_t i = 0; i < num; i++) {
        buf_init(&lines, LINE_CAP);
        if (scan_server_lines(&lines, is_named ? server : SCAN_SERVER_NGINX, advice[i].change,
                              view->facts, &arena) != ERR_OK)
            buf_truncate(&lines, 0);
        has_lines = has_lines || lines.n > 0;
        put_change(sheet, &advice[i], i + 1, is_named ? buf_span(&lines) : (struct span){0});
        buf_free(&lines);
    }
    if (has_lines && is_named)
        put_place(sheet, server);
    else if (has_lines)
        put_hint(sheet);
    arena_free(&arena);
}

static void put_json(struct json_writer *json, const struct scan_advice *advice,
                     const struct scan_facts *facts, struct arena *arena)
{
    enum scan_server server = scan_server_of(facts);
    struct buf lines;

    buf_init(&lines, LINE_CAP);
    if (scan_server_lines(&lines, server, advice->change, facts, arena) != ERR_OK)
        buf_truncate(&lines, 0);
    jw_open(json, NULL);
    jw_str(json, "change", scan_change_id(advice->change));
    jw_str(json, "message", scan_change_text(advice->change));
    jw_str(json, "level", scan_level_name(advice->level));
    jw_int(json, "findings", (int64_t)advice->fixes);
    jw_str(json, "server", lines.n > 0 ? scan_server_name(server) : NULL);
    jw_buf_read(json, "lines", lines.n > 0, &lines);
    jw_close(json);
}

void scan_changes_json(struct json_writer *json, const struct scan_view *view)
{
    struct scan_advice advice[SCAN_ADVICE_MAX];
    struct arena arena;

    arena_init(&arena, ARENA_CAP);
    size_t num = choose(advice, view, &arena);
    jw_list(json, "changes");
    for (size_t i = 0; i < num; i++)
        put_json(json, &advice[i], view->facts, &arena);
    jw_list_end(json);
    arena_free(&arena);
}
