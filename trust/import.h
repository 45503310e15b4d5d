/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import: the formats of stores that say more about their anchors than the certificates.
 *
 * Each format has a reader in a file of its own.  A reader takes a whole file, and what it finds is
 * added after it has read all of it: a store that is cut off or damaged is refused as a whole,
 * since the missing part may be what it distrusts.
 */
#ifndef TB_TRUST_IMPORT_H
#define TB_TRUST_IMPORT_H

#include "trust/index.h"

/* The front of a file by which import_format recognizes it. */
enum { IMPORT_FRONT = 16 * 1024 };

/* import_format recognizes a format by the front of a file; PEM if it is none of the others. */
enum store_format import_format(struct span front);

/* import_file adds what a store in one of the other formats says; source->mem is the whole file,
 * and source->format its format.  Errors: STORE_*, LIMIT, MEMORY. */
enum err import_file(struct index *index, struct source_bytes *source) MUST_CHECK;

/* What a reader works with. */
struct import {
    struct index *index;
    struct source_bytes *source;
    struct span file;
    struct arena *arena;               /* of the index: lives as long as what it adds */
    struct import_entry *first, *last; /* what the reader has found */
};

/* What Java's own tools take for its store of anchors. */
extern const struct span import_passphrase;

/* The readers.  Each recognizes its format and reads it. */
bool certdata_is(struct span front);
bool p11kit_is(struct span front);
bool jks_is(struct span front);
bool javap12_is(struct span front);
bool chrome_is(struct span front);
bool ccadb_is(struct span front);

/* p11kit_has: an object of p11-kit is somewhere in a text that begins with plain PEM.  Read as PEM,
 * what it distrusts would be trusted. */
bool p11kit_has(struct span text);
enum err certdata_read(struct import *import) MUST_CHECK;
enum err p11kit_read(struct import *import) MUST_CHECK;
enum err jks_read(struct import *import) MUST_CHECK;
enum err javap12_read(struct import *import) MUST_CHECK;
enum err chrome_read(struct import *import) MUST_CHECK;
enum err ccadb_read(struct import *import) MUST_CHECK;

/*
 * import_terms makes terms that say nothing but the label, and where they are from.  import_der
 * adds a certificate, which is in the file or the arena; import_pem one whose base64 is in the
 * file.  One that is no certificate counts as broken.  import_block adds what is distrusted.  All
 * of them only note it; import_commit adds it to the index, what is distrusted first.
 */
enum err import_terms(struct import *import, struct anchor_terms **out,
                      struct span label) MUST_CHECK;
enum err import_der(struct import *import, struct span der, struct trust trust) MUST_CHECK;
enum err import_pem(struct import *import, struct span body, struct trust trust) MUST_CHECK;
enum err import_block(struct import *import, struct anchor_block block) MUST_CHECK;
enum err import_commit(struct import *import) MUST_CHECK;

/* import_constraints is a nameConstraints value that permits these DNS names. */
enum err import_constraints(struct import *import, struct span *out, const struct span *names,
                            size_t num) MUST_CHECK;

/* import_purposes is what a list of OIDs, the content of an extendedKeyUsage, stands for. */
uint32_t import_purposes(struct span oids, struct fail *fail);

/* import_time reads "YYMMDDhhmmssZ" or "YYYYMMDDhhmmssZ", the content of a Time (RFC 5280 4.1.2.5).
 * STORE_DATE for anything else. */
enum err import_time(int64_t *out, struct span text) MUST_CHECK;

/* import_line takes the next line, without white space at its ends; false at the end.  import_trim
 * takes that white space away.  import_word takes the next word of a line. */
bool import_line(struct span *rest, struct span *line);
struct span import_trim(struct span text);
struct span import_word(struct span *line);

#endif
