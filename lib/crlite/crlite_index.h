/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crlite_index: index.bin of a directory of CRLite filters (C2SP upki-revocation, "Index file
 * format"), which says which files cover a log and a time, so that others need not be opened.
 */
#ifndef TB_LIB_CRLITE_CRLITE_INDEX_H
#define TB_LIB_CRLITE_CRLITE_INDEX_H

#include "lib/base/arena.h"
#include "lib/crlite/clubcard.h"

/* The longest name of a filter's file, and the most filters that an index can name. */
enum { CRLITE_NAME_MAX = 32, CRLITE_FILTERS_MAX = UINT16_MAX };

struct crlite_index {
    struct span file, names, logs; /* `names` and `logs` are the tables in the file */
    size_t num_names, num_logs;
    uint64_t until; /* the latest time that any filter covers: milliseconds since 1970 */
};

/* crlite_index_open checks the whole file; the arena is for scratch.  Errors: CRLITE_INDEX,
 * CRLITE_NAME, LIMIT. */
enum err crlite_index_open(struct crlite_index *out, struct span file, struct arena *scratch,
                           struct fail *fail) MUST_CHECK;

/* crlite_index_name is the name of filter i: letters, digits, '-', '.' and '_', and neither "." nor
 * "..". */
struct span crlite_index_name(const struct crlite_index *index, size_t i);

/* The entries of one log, in order. */
struct crlite_entries {
    struct span rest;
};
struct crlite_entry {
    uint16_t filter;
    uint64_t low, high; /* milliseconds since 1970, both inclusive */
};

/* crlite_index_entries finds those of a log: none if the index does not have it. */
struct crlite_entries crlite_index_entries(const struct crlite_index *index, const uint8_t *log_id);
bool crlite_entry_next(struct crlite_entries *entries, struct crlite_entry *out);

#endif
