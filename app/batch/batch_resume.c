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
static void say_found(const struct batch *batch)
{
    const struct done_ids *d = &batch->done;
    struct buf line;

    buf_init(&line, LINE_BYTES);
    buf_printf(&line, "%s: ", batch->resume);
    buf_count(&line, d->num, "id");
    buf_str(&line, " of earlier results");
    if (d->no_id > 0)
        buf_printf(&line, "; results without an id: %" PRIu64, d->no_id);
    if (d->bad > 0)
        buf_printf(&line, "; lines that are no results: %" PRIu64 ", the first is line %" PRIu64,
                   d->bad, d->bad_line);
    output_say(batch->out, "%.*s", (int)line.n, (const char *)line.p);
    buf_free(&line);
}

/* A result after a part of a line would be lost in it. */
static enum err continue_file(struct batch *batch)
{
    const struct done_ids *d = &batch->done;
    int flags = fcntl(batch->sink.fd, F_GETFL);

    if (d->torn_n > 0 && ftruncate(batch->sink.fd, (off_t)d->whole_n) != 0)
        return ERR_WRITE;
    if (d->torn_n > 0)
        output_say(batch->out, "%s: its last line was not complete: %" PRIu64 " bytes cut off",
                   batch->resume, d->torn_n);
    /* What the shell has thrown away before we began is not seen by us. */
    if (d->whole_n + d->torn_n == 0 && flags >= 0 && (flags & O_APPEND) == 0)
        output_say(
            batch->out,
            "%s: empty, and not opened to append: '>' empties a file, use '>>' to continue it",
            batch->resume);
    return lseek(batch->sink.fd, 0, SEEK_END) < 0 ? ERR_WRITE : ERR_OK;
}

/* The requests, for example, which have the same ids: nothing would be judged. */
static bool is_other(const struct done_ids *d)
{
    return d->bad > 0 && d->num == 0 && d->no_id == 0 && stop_signal() == 0;
}

static enum err found(struct batch *batch)
{
    const struct done_ids *d = &batch->done;

    if (is_other(d)) {
        output_say(batch->out,
                   "%s: %s: line %" PRIu64 " is none; --resume names the output of an earlier run",
                   batch->resume, err_text(ERR_NO_RESULTS), d->bad_line);
        return ERR_NO_RESULTS;
    }
    say_found(batch);
    if (file_is_open_as(batch->resume, batch->sink.fd)) {
        enum err e = continue_file(batch);
        if (e != ERR_OK)
            (void)file_error_say(batch->out, batch->resume, e, errno);
        return e;
    }
    if (d->torn_n > 0)
        output_say(batch->out,
                   "%s: its last line is not complete: leave out %" PRIu64
                   " bytes after byte %" PRIu64 " before you append to it",
                   batch->resume, d->torn_n, d->whole_n);
    return ERR_OK;
}

enum err batch_resume_open(struct batch *batch)
{
    int sys_errno = 0;

    if (batch->resume == NULL)
        return ERR_OK;
    enum err e = done_ids_read(&batch->done, batch->resume, &sys_errno);

    if (e == ERR_OPEN && sys_errno == ENOENT) {
        output_say(batch->out, "%s: does not exist: no request has a result", batch->resume);
        return ERR_OK;
    }
    if (e == ERR_OK)
        return found(batch);
    if (e == ERR_READ && sys_errno == 0)
        output_say(batch->out, "%s: not a regular file [%s]", batch->resume,
                   reason_code(err_reason(e)));
    else
        (void)file_error_say(batch->out, batch->resume, e, sys_errno);
    return e;
}

void batch_resume_end(const struct batch *batch)
{
    if (batch->done.num > 0 && batch->tally.no_id > 0)
        output_say(batch->out,
                   "results without an id: %" PRIu64 ": an earlier run may have them, too",
                   batch->tally.no_id);
}
