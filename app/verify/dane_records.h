/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dane_records: the TLSA records that --dane gives, as text or in files. */
#ifndef TB_APP_VERIFY_DANE_RECORDS_H
#define TB_APP_VERIFY_DANE_RECORDS_H

#include "lib/path/dane.h"

struct dane_records {
    struct tlsa *v;
    size_t num, cap;
};

/*
 * dane_records_read adds the record that the value of an option is, or those of the file that it
 * names: one in each line, as in a zone; blank lines, comments and lines of other types are
 * skipped.  Everything is in the arena.  *wrong gets a line of text.  Errors: TLSA, those of
 * reading, those of the arena.
 */
enum err dane_records_read(struct dane_records *records, const char *value, struct arena *arena,
                           struct buf *wrong) MUST_CHECK;

#endif
