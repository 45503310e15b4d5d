/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/file_error.h"

#include <string.h>

enum { MESSAGE_MAX = 1 << 18 };

const char *file_error_name(const char *path)
{
    return *path == '\0' ? "''" : path;
}

/* Returns e, so that a caller can report and return in one statement. */
enum err file_error_put(struct buf *out, const char *path, enum err e, int sys_errno)
{
    bool says_more = sys_errno != 0 && e != ERR_IS_DIRECTORY;

    buf_printf(out, "%s: %s%s%s", file_error_name(path), err_text(e), says_more ? ": " : "",
               says_more ? strerror(sys_errno) : "");
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
