/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a scan reads and writes besides targets and results. */
#include "config.h"

#include "cmd/scan/scan.h"

#include <errno.h>

#include "app/file_error.h"
#include "lib/base/suggest.h"
#include "lib/view/scan/requirement_text.h"

enum { REQUIREMENT_MAX = 64 << 10, PAGE_MAX = 64 << 20 };

/* A guideline that was misspelled looks like a file that does not exist. */
static int say_neither(struct run *run, const char *name)
{
    struct suggest near = {.to = span_str(name)};

    for (size_t i = 0; requirement_name(i) != NULL; i++)
        suggest_try(&near, requirement_name(i));
    output_say(&run->out,
               "--require: %s: neither a guideline (modern, intermediate or old) nor a file that "
               "can be opened%s%s%s [%s]",
               name, near.best == NULL ? "" : " (did you mean ", near.best == NULL ? "" : near.best,
               near.best == NULL ? "" : "?)", reason_code(REASON_UNREADABLE));
    return reason_exit(REASON_UNREADABLE);
}

/* A file of one's own.  Its text must live as long as the requirement. */
static int read_own(struct requirement *out, struct run *run, const char *path)
{
    struct requirement_fault fault = {0};
    struct file file = {0};
    struct span text;
    struct buf why;
    enum err e = file_read(&file, path, REQUIREMENT_MAX);

    if (e != ERR_OK && file.sys_errno == ENOENT)
        return say_neither(run, path);
    if (e != ERR_OK)
        return file_error_say(&run->out, path, e, file.sys_errno);
    e = arena_copy(run->arena, &text, file.bytes);
    file_close(&file);
    if (e == ERR_OK)
        e = requirement_read(out, text, run->arena, &fault);
    if (e == ERR_OK)
        return EXIT_OK;
    buf_init(&why, REQUIREMENT_MAX);
    requirement_fault_text(&why, &fault);
    output_say(&run->out, "%s: %.*s [%s]", path, (int)why.n, (const char *)why.p,
               reason_code(REASON_UNDECODABLE));
    buf_free(&why);
    return reason_exit(REASON_UNDECODABLE);
}

int scan_files_requirement(struct requirement *out, struct run *run, const char *name)
{
    bool is_found = false;

    if (name == NULL)
        return EXIT_OK;
    enum err e = requirement_find(&is_found, out, span_str(name), run->arena);
    if (e != ERR_OK)
        return reason_exit(err_reason(e));
    return is_found ? EXIT_OK : read_own(out, run, name);
}

/* Opens a file that is written at the end, and what its rows are kept in. */
static int open_one(struct side_file *file, struct spool *rows, struct run *run, const char *path)
{
    int sys_errno = 0;

    if (path == NULL)
        return EXIT_OK;
    enum err e = file->path != NULL ? ERR_OK : side_file_open(file, path, false, &sys_errno);

    if (e == ERR_OK) {
        e = spool_open(rows, path);
        sys_errno = rows->sys_errno;
    }
    return e == ERR_OK ? EXIT_OK : file_error_say(&run->out, path, ERR_WRITE, sys_errno);
}

int scan_files_open(struct scan_files *files, struct run *run, const struct scan_opts *opts)
{
    int code = open_one(&files->html, &files->rows, run, opts->html);

    scan_cbom_init(&files->inventory);
    for (size_t i = 0; i < CBOM_PARTS && code == EXIT_OK; i++)
        code = open_one(&files->cbom, &files->parts[i], run, opts->cbom);
    return code;
}

static enum err put_row(struct scan_files *files, const struct scan_view *view, enum lang lang)
{
    struct buf row;

    if (files->html.path == NULL)
        return ERR_OK;
    buf_init(&row, PAGE_MAX);
    scan_html_row(&row, view, lang);
    enum err e = row.err;
    if (e == ERR_OK)
        spool_put(&files->rows, buf_span(&row));
    buf_free(&row);
    return e;
}

enum err scan_files_put(struct scan_files *files, const struct scan_view *view, enum lang lang)
{
    TRY(put_row(files, view, lang));
    if (files->cbom.path == NULL)
        return ERR_OK;
    enum err e = scan_cbom_add(&files->inventory, view);

    for (size_t i = 0; i < CBOM_PARTS && e == ERR_OK; i++) {
        spool_put(&files->parts[i], buf_span(&files->inventory.rows[i]));
        buf_truncate(&files->inventory.rows[i], 0);
    }
    return e;
}

/* The head is about all targets. */
static int write_page(struct scan_files *files, struct run *run, const struct scan_totals *totals,
                      int64_t now, enum lang lang)
{
    struct buf head, tail;

    if (files->html.path == NULL)
        return EXIT_OK;
    buf_init(&head, PAGE_MAX);
    buf_init(&tail, PAGE_MAX);
    scan_html_open(&head, totals, now, lang);
    scan_html_close(&tail, lang);
    spool_put(&files->rows, buf_span(&tail));
    int code = side_file_write(&files->html, &head, &files->rows, &run->out);
    buf_free(&head);
    buf_free(&tail);
    return code;
}

/* The parts are joined behind the first of them. */
static int write_inventory(struct scan_files *files, struct run *run, int64_t now,
                           const uint8_t *serial)
{
    struct buf head, between;

    if (files->cbom.path == NULL)
        return EXIT_OK;
    buf_init(&head, PAGE_MAX);
    buf_init(&between, PAGE_MAX);
    scan_cbom_before(&head, &files->inventory, 0, serial, now);
    for (unsigned part = 1; part <= CBOM_PARTS; part++) {
        buf_truncate(&between, 0);
        scan_cbom_before(&between, &files->inventory, part, serial, now);
        spool_put(&files->parts[0], buf_span(&between));
        if (part < CBOM_PARTS)
            spool_append(&files->parts[0], &files->parts[part]);
    }
    int code = side_file_write(&files->cbom, &head, &files->parts[0], &run->out);
    buf_free(&head);
    buf_free(&between);
    return code;
}

int scan_files_close(struct scan_files *files, struct run *run, const struct scan_totals *totals,
                     int64_t now, enum lang lang, const uint8_t *serial)
{
    int page = write_page(files, run, totals, now, lang);
    int inventory = write_inventory(files, run, now, serial);

    spool_close(&files->rows);
    for (size_t i = 0; i < CBOM_PARTS; i++)
        spool_close(&files->parts[i]);
    side_file_close(&files->html);
    side_file_close(&files->cbom);
    scan_cbom_free(&files->inventory);
    return exit_worse(page, inventory);
}
