/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load: all certificates of a file into an index. */
#ifndef TB_TRUST_LOAD_H
#define TB_TRUST_LOAD_H

#include "trust/index.h"

/*
 * load_file adds the certificates of an open PEM, DER or PKCS#7 file and skips everything else;
 * path is its name in messages.  *added counts all certificates found, also those that the index
 * had already.  Errors: those of opening and reading, with *sys_errno for strerror; SIZE_LIMIT,
 * LIMIT, MEMORY.
 */
enum err load_file(struct index *index, const char *path, struct opened_file *opened, size_t *added,
                   int *sys_errno) MUST_CHECK;

#endif
