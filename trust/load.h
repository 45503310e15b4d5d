/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load: all certificates of a file into an index. */
#ifndef TB_TRUST_LOAD_H
#define TB_TRUST_LOAD_H

#include "trust/index.h"

/*
 * load_file adds what an open file holds: the certificates of PEM, DER or PKCS#7, or a store in one
 * of the formats of trust/import.h.  Everything else is skipped.  path is its name in messages.
 * *added counts all certificates found, also those that the index had already, and what is
 * distrusted expressly.  Errors: those of opening and reading, with *sys_errno for strerror;
 * SIZE_LIMIT, LIMIT, MEMORY, those of a store (import_file).
 */
enum err load_file(struct index *index, const char *path, struct opened_file *opened, size_t *added,
                   int *sys_errno) MUST_CHECK;

#endif
