/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * static_file: finds the file of a folder for a request, and nothing outside of the folder.  Each
 * part of the path is opened by itself below the one before, links are not followed, and names that
 * begin with a dot do not exist (except .well-known, RFC 8615).
 */
#ifndef TB_APP_SERVE_STATIC_FILE_H
#define TB_APP_SERVE_STATIC_FILE_H

#include "lib/base/file.h"

/* static_file_root opens the folder itself; on a failure *sys_errno is its errno. */
enum err static_file_root(int *root, const char *path, int *sys_errno) MUST_CHECK;
void static_file_root_close(int root);

/*
 * static_file_open opens the file for a request target, from its slash on, without the part after
 * "?".  It returns 200 with the open file and its type; 301 for a folder without its slash; 400 for
 * a malformed path; 403 for a file that we may not read; 404; 503 if the system is out of
 * descriptors or memory; 500 for other failures.
 */
int static_file_open(struct file_parts *out, const char **type, int root, struct span target);

#endif
