/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_cbom: a list of the cryptographic parts of servers, CycloneDX 1.6 as JSON: services,
 * protocols with their suites, algorithms, certificates and their keys, and what depends on what.
 *
 * One document is about any number of targets.  It consists of three arrays, to each of which a
 * target adds rows; what several targets share is there once.  A caller with many targets keeps the
 * rows of each array in a file (lib/base/spool.h), and joins them at the end:
 *
 *     for each target: scan_cbom_add, and the rows are moved to the files
 *     for each part:   scan_cbom_before, and the rows of the file
 *     at the end:      scan_cbom_before with CBOM_PARTS
 *
 * The same facts in the same order give the same bytes; only the head has a time and a number of
 * its own.  16 bytes are kept for each part that was named, and at most as much again.
 */
#ifndef TB_LIB_VIEW_SCAN_SCAN_CBOM_H
#define TB_LIB_VIEW_SCAN_SCAN_CBOM_H

#include "lib/base/digest_set.h"
#include "lib/view/scan/scan_view.h"

enum scan_cbom_part { CBOM_SERVICES, CBOM_COMPONENTS, CBOM_DEPENDENCIES, CBOM_PARTS };
enum { CBOM_SERIAL = 16 };

struct scan_cbom {
    struct buf rows[CBOM_PARTS]; /* of the targets since the caller emptied them */
    size_t num[CBOM_PARTS];      /* of all rows */
    struct digest_set seen;
    enum err err; /* MEMORY: a row may be missing or be there twice */
};

void scan_cbom_init(struct scan_cbom *cbom);
void scan_cbom_free(struct scan_cbom *cbom);

/* scan_cbom_add adds the rows of a target; one that does not speak TLS has none.  Errors: MEMORY,
 * LIMIT. */
enum err scan_cbom_add(struct scan_cbom *cbom, const struct scan_view *view) MUST_CHECK;

/* scan_cbom_before appends what stands before the rows of a part, and after those of the last one.
 * serial: random bytes, for the number of the document. */
void scan_cbom_before(struct buf *out, const struct scan_cbom *cbom, unsigned part,
                      const uint8_t serial[CBOM_SERIAL], int64_t now);

#endif
