/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust explain: where the stores are, who reads them, and how a root is added. */
#include "config.h"

#include <stdlib.h>

#include "app/trust/named_store.h"
#include "app/trust/system_advice.h"
#include "cmd/trust/trust.h"
#include "lib/base/file.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/text.h"

enum { INDENT = 2, WIDTH = 22, LINE_CAP = 1 << 16, RELEASE_MAX = 1 << 16, KNOWN_MAX = 1024 };

/* A store or a variable, and what is found there. */
struct trust_place_row {
    const char *name, *what, *readers;
    const char *path;         /* NULL: nothing is there, or it is not set */
    struct store_shelf shelf; /* read if there is a path */
};

static enum err open_row(struct trust_run *t, struct trust_place_row *row, const char *word)
{
    row->shelf.passphrase = passphrase_given(&t->passphrase);
    TRY(store_shelf_open(&row->shelf, word, t->run->arena));
    row->path = row->shelf.anchors.origin;
    return ERR_OK;
}

/* Appends a part of the right column: on this line if it fits, else on the next.  It stays whole: a
 * path is there to be copied. */
static void put_part(struct trust_run *t, int *at, struct span part)
{
    struct buf *out = &t->run->out.data;
    int start = INDENT + WIDTH, width = text_width(part);

    if (*at > start && *at + 1 + width > text_columns(&t->style)) {
        buf_u8(out, '\n');
        text_pad(out, start);
        *at = start;
    }
    text_pad(out, *at > start);
    buf_put(out, part);
    *at += (*at > start) + width;
}

/* "/etc/ssl/certs/ca-certificates.crt, 142 trust anchors" */
static void put_found(struct trust_run *t, const struct trust_place_row *row)
{
    const struct store_shelf *shelf = &row->shelf;
    struct buf part;
    int at = INDENT + WIDTH;
    const char *path;

    buf_init(&part, LINE_CAP);
    for (size_t i = 0; row->path != NULL && (path = store_shelf_path(shelf, i)) != NULL; i++) {
        buf_truncate(&part, 0);
        safe_put(&part, span_str(path));
        buf_u8(&part, ',');
        put_part(t, &at, buf_span(&part));
    }
    buf_truncate(&part, 0);
    if (row->path == NULL)
        buf_str(&part, lang_text(t->style.lang, N_("not on this machine")));
    else if (shelf->reason == REASON_OK)
        lang_count(&part, t->style.lang, N_("{n} trust anchor{s}"), shelf->anchors.num);
    else
        buf_str(&part, err_text(shelf->err));
    put_part(t, &at, buf_span(&part));
    buf_u8(&t->run->out.data, '\n');
    buf_free(&part);
}

static void put_label(struct trust_run *t, const char *name)
{
    text_pad(&t->run->out.data, INDENT);
    text_cell(&t->run->out.data, span_str(name), WIDTH);
}

/* A sentence in the right column. */
static void put_prose(struct trust_run *t, const char *lead, const char *english)
{
    struct buf line;

    buf_init(&line, LINE_CAP);
    buf_printf(&line, "%s%s", lang_text(t->style.lang, lead), lang_text(t->style.lang, english));
    text_pad(&t->run->out.data, INDENT + WIDTH);
    text_fold(&t->run->out.data, &t->style, INDENT + WIDTH, INDENT + WIDTH, buf_span(&line));
    buf_free(&line);
}

static void put_title(struct trust_run *t, const char *english)
{
    struct buf *out = &t->run->out.data;

    if (out->n > 0)
        buf_u8(out, '\n');
    text_ink(out, &t->style, INK_BOLD);
    buf_str(out, lang_text(t->style.lang, english));
    text_ink(out, &t->style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* The rows of named stores, then of variables that are set. */
struct trust_place_rows {
    struct trust_place_row *v;
    size_t num, num_stores;
};

enum { ROWS_MOST = 64 };

static enum err read_stores(struct trust_run *t, struct trust_place_rows *rows)
{
    for (size_t i = 0; named_store(i) != NULL && rows->num < ROWS_MOST; i++) {
        struct trust_place_row *row = &rows->v[rows->num++];

        *row = (struct trust_place_row){
            .name = named_store(i), .what = named_store_what(i), .readers = named_store_readers(i)};
        if (strcmp(row->name, named_store_system) == 0 ||
            named_store_path(row->name, t->run->arena) != NULL)
            TRY(open_row(t, row, row->name));
    }
    rows->num_stores = rows->num;
    return ERR_OK;
}

/* JAVA_HOME names no store itself. */
static enum err read_variables(struct trust_run *t, struct trust_place_rows *rows)
{
    for (size_t i = 0; system_variable(i).name != NULL && rows->num < ROWS_MOST; i++) {
        const struct advice variable = system_variable(i);
        const char *value = getenv(variable.name);
        struct trust_place_row *row = &rows->v[rows->num];

        if (value == NULL || *value == '\0')
            continue;
        rows->num++;
        *row = (struct trust_place_row){.name = variable.name, .what = variable.what};
        TRY(open_row(t, row, strcmp(row->name, "JAVA_HOME") == 0 ? "java" : value));
    }
    return ERR_OK;
}

static void put_rows(struct trust_run *t, const struct trust_place_row *v, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        put_label(t, v[i].name);
        put_found(t, &v[i]);
        put_prose(t, "", v[i].what);
        if (v[i].readers != NULL)
            put_prose(t, N_("read by: "), v[i].readers);
    }
}

static void put_system(struct trust_run *t, size_t number)
{
    const struct system_advice advice = system_advice(number);

    text_prose(&t->run->out.data, &t->style, INK_PLAIN, INDENT, 0, span_str(advice.title));
    put_prose(t, N_("stores: "), advice.where);
    put_prose(t, N_("to add a root: "), advice.how);
}

static void put_text(struct trust_run *t, const struct trust_place_rows *rows, size_t here)
{
    size_t num_set = rows->num - rows->num_stores;

    put_title(t, N_("Stores of this machine, by the names that --store takes"));
    put_rows(t, rows->v, rows->num_stores);
    put_title(t, N_("Variables of the environment that name other stores"));
    put_rows(t, rows->v + rows->num_stores, num_set);
    if (num_set == 0)
        text_prose(&t->run->out.data, &t->style, INK_PLAIN, INDENT, 0,
                   span_str(lang_text(t->style.lang, N_("none is set"))));
    put_title(t, N_("Programs with ways of their own"));
    for (size_t i = 0; system_program(i).name != NULL; i++) {
        put_label(t, system_program(i).name);
        text_fold(&t->run->out.data, &t->style, INDENT + WIDTH, INDENT + WIDTH,
                  span_str(lang_text(t->style.lang, system_program(i).what)));
    }
    put_title(t, here == SYSTEM_UNKNOWN ? N_("How a root is added, by system")
                                        : N_("How a root is added here"));
    for (size_t i = 0; system_advice(i).title != NULL; i++) {
        if (here == SYSTEM_UNKNOWN || here == i)
            put_system(t, i);
    }
}

static void put_row_json(struct json_writer *json, const struct trust_place_row *row)
{
    jw_open(json, NULL);
    jw_str(json, "name", row->name);
    if (row->path == NULL)
        jw_null(json, "path");
    else
        jw_text(json, "path", span_str(row->path));
    if (row->path != NULL && row->shelf.reason == REASON_OK)
        jw_int(json, "anchors", (int64_t)row->shelf.anchors.num);
    else
        jw_null(json, "anchors");
    jw_str(json, "what", row->what);
    jw_str(json, "readers", row->readers);
    jw_close(json);
}

static enum err put_json(struct trust_run *t, const struct trust_place_rows *rows, size_t here)
{
    struct json_writer json = {.out = &t->run->out.data};

    envelope_open(&json, "trust", "", REASON_OK);
    jw_list(&json, "findings");
    jw_list_end(&json);
    jw_list(&json, "stores");
    for (size_t i = 0; i < rows->num_stores; i++)
        put_row_json(&json, &rows->v[i]);
    jw_list_end(&json);
    jw_list(&json, "variables");
    for (size_t i = rows->num_stores; i < rows->num; i++)
        put_row_json(&json, &rows->v[i]);
    jw_list_end(&json);
    jw_str(&json, "system", here == SYSTEM_UNKNOWN ? NULL : system_advice(here).title);
    jw_str(&json, "to_add_a_root", here == SYSTEM_UNKNOWN ? NULL : system_advice(here).how);
    return envelope_close(&json);
}

static size_t this_system(void)
{
    struct file release = {0};
    size_t here;

    if (file_read(&release, "/etc/os-release", RELEASE_MAX) != ERR_OK)
        return system_advice_here((struct span){0});
    here = system_advice_here(release.bytes);
    file_close(&release);
    return here;
}

/* Lists the systems that there are: a guess would be right for misspellings only. */
static int wrong_system(struct trust_run *t, const char *given)
{
    struct buf known;
    const char *ids;

    buf_init(&known, KNOWN_MAX);
    for (size_t i = 0; (ids = system_advice_ids(i)) != NULL; i++)
        buf_printf(&known, " %s", ids);
    int code = cmd_wrong(t->run, "no such system: '%s' (known:%.*s)", given, (int)known.n,
                         (const char *)known.p);
    buf_free(&known);
    return code;
}

int trust_places(struct trust_run *t)
{
    struct trust_place_rows rows = {.v = arena_alloc(t->run->arena, ROWS_MOST, sizeof *rows.v)};
    size_t here =
        t->num_operands == 1 ? system_advice_find(span_str(t->operands[0])) : this_system();
    enum err e = rows.v == NULL ? t->run->arena->err : ERR_OK;

    if (t->num_operands > 1)
        return cmd_wrong(t->run, "explain takes one system at most: debian, fedora, alpine, …");
    if (t->num_operands == 1 && here == SYSTEM_UNKNOWN)
        return wrong_system(t, t->operands[0]);
    if (e == ERR_OK)
        e = read_stores(t, &rows);
    if (e == ERR_OK)
        e = read_variables(t, &rows);
    if (e == ERR_OK && t->opts->json)
        e = put_json(t, &rows, here);
    else if (e == ERR_OK)
        put_text(t, &rows, here);
    for (size_t i = 0; i < rows.num; i++)
        store_shelf_close(&rows.v[i].shelf);
    return trust_failed(t, e);
}
