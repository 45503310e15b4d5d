/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_error: what is said of a file that cannot be read or written, the same by every command. */
#ifndef TB_APP_FILE_ERROR_H
#define TB_APP_FILE_ERROR_H

#include "app/output.h"

/* file_error_name is the path for messages: an empty one is seen. */
const char *file_error_name(const char *path);

/* file_error_put appends "PATH: what is wrong", with the system's words if sys_errno is not 0, and
 * returns e. */
enum err file_error_put(struct buf *out, const char *path, enum err e, int sys_errno);

/* file_error_reason is the reason for which a file cannot be used: never one of a verdict. */
enum reason file_error_reason(enum err e);

/* file_error_say prints the line of file_error_put with its reason on standard error; the exit
 * code for it. */
int file_error_say(struct output *out, const char *path, enum err e, int sys_errno);

#endif
