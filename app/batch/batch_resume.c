/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/batch_resume.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "app/batch/stop.h"
#include "app/file_error.h"
#include "lib/base/file.h"

enum { LINE_BYTES = 4096 };

/* What the file has, in one line. */
static void say_found(const struct done_ids *d, const struct batch_resume *resume)
{
    struct buf line;

    buf_init(&line, LINE_BYTES);
    buf_printf(&line, "%s: ", resume->path);
    buf_count(&line, d->ids.num, "id");
    buf_str(&line, " of earlier results");
    if (d->no_id > 0)
        buf_printf(&line, "; results without an id: %" PRIu64, d->no_id);
    if (d->bad > 0)
        buf_printf(&line, "; lines that are no results: %" PRIu64 ", the first is line %" PRIu64,
                   d->bad, d->bad_line);
    output_say(resume->out, "%.*s", (int)line.n, (const char *)line.p);
    buf_free(&line);
}

/* A result after a part of a line would be lost in it. */
static enum err continue_file(const struct done_ids *d, const struct batch_resume *resume)
{
    int flags = fcntl(resume->fd, F_GETFL);

    if (d->torn_n > 0 && ftruncate(resume->fd, (off_t)d->whole_n) != 0)
        return ERR_WRITE;
    if (d->torn_n > 0)
        output_say(resume->out, "%s: its last line was not complete: %" PRIu64 " bytes cut off",
                   resume->path, d->torn_n);
    /* What the shell has thrown away before we began is not seen by us. */
    if (d->whole_n + d->torn_n == 0 && flags >= 0 && (flags & O_APPEND) == 0)
        output_say(
            resume->out,
            "%s: empty, and not opened to append: '>' empties a file, use '>>' to continue it",
            resume->path);
    return lseek(resume->fd, 0, SEEK_END) < 0 ? ERR_WRITE : ERR_OK;
}

/* The requests, for example, which have the same ids: nothing would be judged. */
static bool is_other(const struct done_ids *d)
{
    return d->bad > 0 && d->ids.num == 0 && d->no_id == 0 && stop_signal() == 0;
}

static enum err found(const struct done_ids *d, const struct batch_resume *resume)
{
    if (is_other(d)) {
        output_say(resume->out,
                   "%s: %s of %s: line %" PRIu64
                   " is none; --resume names the output of an earlier run",
                   resume->path, err_text(ERR_NO_RESULTS), resume->run, d->bad_line);
        return ERR_NO_RESULTS;
    }
    say_found(d, resume);
    if (file_is_open_as(resume->path, resume->fd)) {
        enum err e = continue_file(d, resume);
        if (e != ERR_OK)
            (void)file_error_say(resume->out, resume->path, e, errno);
        return e;
    }
    if (d->torn_n > 0)
        output_say(resume->out,
                   "%s: its last line is not complete: leave out %" PRIu64
                   " bytes after byte %" PRIu64 " before you append to it",
                   resume->path, d->torn_n, d->whole_n);
    return ERR_OK;
}

enum err batch_resume_open(struct done_ids *done, const struct batch_resume *resume)
{
    int sys_errno = 0;

    if (resume->path == NULL)
        return ERR_OK;
    enum err e = done_ids_read(done, resume->path, resume->command, &sys_errno);

    if (e == ERR_OPEN && sys_errno == ENOENT) {
        output_say(resume->out, "%s: does not exist: no %s has a result", resume->path,
                   resume->what);
        return ERR_OK;
    }
    if (e == ERR_OK)
        return found(done, resume);
    if (e == ERR_READ && sys_errno == 0)
        output_say(resume->out, "%s: not a regular file [%s]", resume->path,
                   reason_code(err_reason(e)));
    else
        (void)file_error_say(resume->out, resume->path, e, sys_errno);
    return e;
}

void batch_resume_end(const struct done_ids *done, uint64_t no_id, struct output *out)
{
    if (done->ids.num > 0 && no_id > 0)
        output_say(out, "results without an id: %" PRIu64 ": an earlier run may have them, too",
                   no_id);
}
