/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * static_file: the file of a folder that a request means, and nothing outside of it: each part of
 * the path is opened by itself below the one before, links are not followed, and names that begin
 * with a dot are not there (but .well-known, RFC 8615).
 */
#ifndef TB_APP_SERVE_STATIC_FILE_H
#define TB_APP_SERVE_STATIC_FILE_H

#include "lib/base/file.h"

/* static_file_root opens the folder itself; *sys_errno: of a failure. */
enum err static_file_root(int *root, const char *path, int *sys_errno) MUST_CHECK;
void static_file_root_close(int root);

/* static_file_open is 200 with the file open and its type, 301 for a folder without its slash, 400
 * for what is no path, 403 for what we may not read, 503 where the system has no descriptors or
 * memory left, 500 where it fails otherwise, or 404.  target: of the request, from its slash on;
 * what stands behind a question mark is not looked at. */
int static_file_open(struct file_parts *out, const char **type, int root, struct span target);

#endif
