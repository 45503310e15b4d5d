/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a scan reads and writes besides targets and results. */
#include "config.h"

#include "cmd/scan/scan.h"

#include "app/file_error.h"
#include "lib/view/scan/requirement_text.h"

enum { REQUIREMENT_MAX = 64 << 10, PAGE_MAX = 64 << 20 };

/* A file of one's own.  Its text must live as long as the requirement. */
static int read_own(struct requirement *out, struct run *run, const char *path)
{
    struct requirement_fault fault = {0};
    struct file file = {0};
    struct span text;
    struct buf why;
    enum err e = file_read(&file, path, REQUIREMENT_MAX);

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

int scan_files_open(struct scan_files *files, struct run *run, const char *html)
{
    int sys_errno = 0;

    if (html == NULL)
        return EXIT_OK;
    enum err e = side_file_open(&files->html, html, false, &sys_errno);

    if (e == ERR_OK) {
        e = spool_open(&files->rows, html);
        sys_errno = files->rows.sys_errno;
    }
    return e == ERR_OK ? EXIT_OK : file_error_say(&run->out, html, ERR_WRITE, sys_errno);
}

enum err scan_files_put(struct scan_files *files, const struct scan_view *view, enum lang lang)
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

/* The head is about all targets. */
int scan_files_close(struct scan_files *files, struct run *run, const struct scan_totals *totals,
                     int64_t now, enum lang lang)
{
    struct buf head, tail;
    int code = EXIT_OK;

    if (files->html.path != NULL) {
        buf_init(&head, PAGE_MAX);
        buf_init(&tail, PAGE_MAX);
        scan_html_open(&head, totals, now, lang);
        scan_html_close(&tail, lang);
        spool_put(&files->rows, buf_span(&tail));
        code = side_file_write(&files->html, &head, &files->rows, &run->out);
        buf_free(&head);
        buf_free(&tail);
    }
    spool_close(&files->rows);
    side_file_close(&files->html);
    return code;
}
