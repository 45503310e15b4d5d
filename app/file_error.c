/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/file_error.h"

#include <string.h>

enum { MESSAGE_MAX = 1 << 18 };

/* Returns e, so that a caller can report and return in one statement. */
enum err file_error_put(struct buf *out, const char *path, enum err e, int sys_errno)
{
    buf_printf(out, "%s: %s%s%s", *path == '\0' ? "''" : path, err_text(e),
               sys_errno != 0 ? ": " : "", sys_errno != 0 ? strerror(sys_errno) : "");
    return e;
}

/* Of a file there is no verdict: what is weak or malformed in it cannot be used. */
enum reason file_error_reason(enum err e)
{
    enum reason reason = err_reason(e);

    return reason_exit(reason) == EXIT_VERDICT ? REASON_UNDECODABLE : reason;
}

int file_error_say(struct output *out, const char *path, enum err e, int sys_errno)
{
    struct buf why;

    buf_init(&why, MESSAGE_MAX);
    file_error_put(&why, path, e, sys_errno);
    output_say(out, "%.*s [%s]", (int)why.n, (const char *)why.p,
               reason_code(file_error_reason(e)));
    buf_free(&why);
    return reason_exit(file_error_reason(e));
}
