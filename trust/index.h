/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index: certificates by subject, parsed only when they are needed.
 *
 * An entry records where its bytes are and the hash of its subject.  The bytes of a large bundle
 * stay in their file; those of small files are kept in memory.
 */
#ifndef TB_TRUST_INDEX_H
#define TB_TRUST_INDEX_H

#include <stdatomic.h>

#include "lib/base/arena.h"
#include "lib/base/file.h"
#include "lib/path/judge.h"
#include "trust/blocklist.h"
#include "trust/terms.h"

/* A source of bytes: memory, or a file that is read again when needed. */
struct source_bytes {
    struct source_bytes *next;
    const char *path;
    enum store_format format;
    struct span mem;
    struct file file; /* owns mem unless that is in the arena */
    struct file_parts parts;
};

/* The lists that an entry is in: of those with its subject, and of those that may be its copies. */
enum index_list { LIST_SUBJECT, LIST_COPIES, INDEX_LISTS };

/* A list, by the slot of its hash: entry numbers + 1, or 0. */
struct index_slot {
    uint32_t first, last;
};

struct index_entry {
    struct source_bytes *source;
    uint64_t at; /* offset in the source */
    size_t n;
    uint32_t subject_hash; /* name_hash */
    uint32_t der_size;     /* with the serial number: distinguishes most certificates */
    uint32_t serial;       /* a hash of its octets */
    uint64_t print;        /* fingerprint of its DER, made when needed; see index.c */
    uint32_t num_copies;   /* how often it was added again */
    bool is_pem, is_broken;
    bool is_system; /* the system's store has it */
    struct trust trust;
    uint32_t next[INDEX_LISTS];        /* the entry after it in its list, + 1; or 0 */
    _Atomic(const struct link *) link; /* NULL: not parsed yet, or broken */
};

/* What the folder of a file says about the certificates in it. */
enum index_folder {
    FOLDER_PLAIN,   /* nothing */
    FOLDER_P11KIT,  /* they are neither anchors nor distrusted unless the file says so */
    FOLDER_ANCHORS, /* they are anchors unless the file says otherwise */
    FOLDER_BLOCKED, /* they are distrusted, whatever the file says */
};

struct index {
    struct arena arena;
    struct index_entry *entries;
    size_t num, cap;
    size_t num_good;          /* entries not known to be broken */
    size_t num_copies;        /* certificates that were added again */
    size_t num_broken;        /* objects known not to decode */
    size_t num_unproven;      /* files whose integrity could not be checked */
    enum err why;             /* what the last file was instead, or OK */
    enum store_format format; /* of the last file */
    struct index_slot *slots; /* cap of them, a power of two, for each list */
    struct source_bytes *sources;
    struct blocklist blocked;      /* what is distrusted expressly */
    struct span passphrase;        /* of key stores; without a pointer: none is known */
    bool adds_system;              /* what is added now belongs to the system's store */
    enum index_folder folder;      /* of the file that is added now */
    struct buf front, text, other; /* scratch */
};

void index_init(struct index *index);
void index_free(struct index *index);

/* index_source makes an empty source that lives as long as the index; path is copied. */
enum err index_source(struct index *index, struct source_bytes **out, const char *path) MUST_CHECK;

/* index_source_again makes a source for bytes that come from another source's file: it has the same
 * path and format.  mem must live as long as the index. */
enum err index_source_again(struct index *index, struct source_bytes **out,
                            const struct source_bytes *same, struct span mem) MUST_CHECK;

/*
 * index_add adds the certificate at an offset of the source: base64 text or DER, whose bytes are
 * passed along.  A certificate that is there already is not added again: the purposes that its
 * copies name are combined, a purpose that one of them rejects is rejected, the terms of all hold,
 * and it belongs to the system's store if one of them does.  NO_CERTIFICATE, with nothing added, if
 * the front does not look like a certificate.  index->folder decides first: a
 * certificate may be distrusted instead, or left out.
 */
enum err index_add(struct index *index, struct source_bytes *source, uint64_t at, struct span bytes,
                   bool is_pem, struct trust trust) MUST_CHECK;

/* index_link returns entry number i, parsed; NULL if it is broken. */
const struct link *index_link(struct index *index, size_t i);

/* index_find returns certificate number i, from 0, with this subject; NULL after the last. */
const struct link *index_find(struct index *index, const struct anchor_name *subject, size_t i);

/* index_find_parsed is index_find for threads that hold no lock, after the last entry was added:
 * false if a certificate must be parsed first. */
bool index_find_parsed(struct index *index, const struct link **out,
                       const struct anchor_name *subject, size_t i) MUST_CHECK;

#endif
