/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index: certificates by subject, none of them parsed before it is asked for.
 *
 * An entry knows where its bytes are and the hash of its subject.  The bytes of a large bundle
 * stay in their file; those of small files are kept.
 */
#ifndef TB_TRUST_INDEX_H
#define TB_TRUST_INDEX_H

#include "lib/base/arena.h"
#include "lib/base/file.h"
#include "lib/path/report.h"

/* For which purposes a certificate is an anchor, EKU_* each; EKU_ANY is all that we do not know. */
struct trust {
    uint32_t named, rejected;
};
static const struct trust trust_all = {.named = UINT32_MAX};

/* Where bytes come from: memory, or else a file that is read again. */
struct source_bytes {
    struct source_bytes *next;
    const char *path;
    struct span mem;
    struct file file; /* owns mem, where it is not in the arena */
    struct file_parts parts;
};

struct index_entry {
    struct source_bytes *source;
    uint64_t at; /* offset in the source */
    size_t n;
    uint32_t subject_hash; /* name_hash */
    uint32_t der_size;     /* these two tell most certificates apart without a look at them */
    uint32_t serial;       /* its last four octets */
    uint64_t print;        /* of its DER, once others are like it; see index.c */
    bool is_pem, is_broken;
    struct trust trust;
    const struct link *link; /* once it is parsed */
};

struct index {
    struct arena arena;
    struct index_entry *entries;
    size_t num, cap;
    size_t num_good;   /* entries that are not known to be broken */
    size_t num_copies; /* certificates that were there already when they came */
    size_t num_broken;      /* objects that were met and do not decode, as far as that is known */
    enum err why;           /* what the file that was loaded last is instead, or OK */
    uint32_t *table;   /* open addressing: entry number + 1, or 0 */
    size_t table_size; /* a power of two */
    struct source_bytes *sources;
    struct buf front, text, other; /* scratch */
};

void index_init(struct index *index);
void index_free(struct index *index);

/* index_source makes a source that lives as long as the index; path is copied. */
enum err index_source(struct index *index, struct source_bytes **out, const char *path) MUST_CHECK;

/* index_source_again makes a source of bytes that belong to another one's file: its path is the
 * same, and mem lives as long as the index. */
enum err index_source_again(struct index *index, struct source_bytes **out,
                            const struct source_bytes *same, struct span mem) MUST_CHECK;

/*
 * index_add adds the certificate that stands at an offset of the source: base64 text or DER,
 * whose bytes are available now.  One that is there already is not added again: each copy's
 * settings can name further purposes, and what one of them rejects is rejected.  NO_CERTIFICATE,
 * and nothing added, where the front does not look like a certificate.
 */
enum err index_add(struct index *index, struct source_bytes *source, uint64_t at, struct span bytes,
                   bool is_pem, struct trust trust) MUST_CHECK;

/* index_link parses entry number i; NULL where it is broken. */
const struct link *index_link(struct index *index, size_t i);

/* index_find is the certificate number i, from 0, with this subject; NULL after the last. */
const struct link *index_find(struct index *index, struct span subject, size_t i);

#endif
