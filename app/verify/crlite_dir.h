/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crlite_dir: the files of a directory of CRLite filters (C2SP upki-revocation). */
#ifndef TB_APP_VERIFY_CRLITE_DIR_H
#define TB_APP_VERIFY_CRLITE_DIR_H

#include "lib/base/file.h"
#include "lib/crlite/crlite.h"

struct crlite_dir {
    struct crlite crlite; /* points into the files */
    struct file index;
    struct file *filters;
    size_t num_filters;
    const char *culprit; /* the file of an error */
    int sys_errno;       /* for strerror */
};

/*
 * crlite_dir_open maps all filters that the index names: a question reads few pages of them.
 * Everything but the files is in the arena.  A directory that is being updated is read again.
 * Errors: OPEN, READ, IS_DIRECTORY, CRLITE_DIR, SIZE_LIMIT, CRLITE_INDEX, CRLITE_NAME,
 * CRLITE_FILTERS, LIMIT, MEMORY.  crlite_dir_close accepts a zero struct, and one that was not
 * opened.
 */
enum err crlite_dir_open(struct crlite_dir *out, const char *path, struct arena *arena) MUST_CHECK;
void crlite_dir_close(struct crlite_dir *dir);

#endif
