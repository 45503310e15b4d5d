/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known_table: a table of fixed size that threads read without a lock.
 *
 * A hash names a set of ways, each with an entry of 64-bit words.  A new entry takes the way of its
 * set that has gone unused for the longest time.
 *
 * Each way has a sequence number, which is odd while an entry is being written (a seqlock; Boehm,
 * "Can Seqlocks Get Along With Programming Language Memory Models?", MSPC 2012).  A reader looks at
 * the number, reads the words, and looks at the number again: if it has changed, or was odd, what
 * was read is thrown away and counts as not found.  All words are atomic.  They are written with
 * release and read with acquire, so that a reader of any new word also sees the new number.
 * Writers never wait: if another one has the way, the entry is not added.
 */
#ifndef TB_LIB_PATH_KNOWN_TABLE_H
#define TB_LIB_PATH_KNOWN_TABLE_H

#include <stdatomic.h>

#include "lib/base/err.h"

enum { KNOWN_WAYS = 4 };

struct known_way {
    _Atomic uint64_t hash; /* 0: empty */
    _Atomic uint64_t sequence;
    _Atomic uint32_t used; /* the table's clock when it was last found */
};

struct known_table {
    struct known_way *ways; /* num_sets times KNOWN_WAYS */
    _Atomic uint64_t *words;
    size_t num_sets, num_words; /* num_words: of one entry */
    _Atomic uint32_t clock;     /* entries added, or refused for lack of memory */
    _Atomic uint32_t *sighted;  /* what known_table_again has seen */
};

/* known_table_init makes a table of entries that uses at most max_bytes.  If not even one set fits,
 * nothing is ever found in it.  known_table_free accepts a zero struct. */
enum err known_table_init(struct known_table *table, size_t max_bytes, size_t num_words) MUST_CHECK;
void known_table_free(struct known_table *table);

/* A way that is being read or written. */
struct known_look {
    size_t way;
    unsigned turn; /* how many ways of the set were looked at; starts as 0 */
    uint64_t sequence;
    _Atomic uint64_t *words;
};

/* known_table_next finds the next way that may have an entry of this hash; false after the last.
 * The words read from it count only if known_table_whole is true afterwards. */
bool known_table_next(const struct known_table *table, uint64_t hash, struct known_look *look);
bool known_table_whole(const struct known_table *table, const struct known_look *look);

/* known_table_again: this hash was asked for before, and not too long ago.  What occurs once in a
 * flood is not worth an entry. */
bool known_table_again(struct known_table *table, uint64_t hash);

/*
 * known_table_begin chooses a way for a new entry of this hash, whose words the caller then writes;
 * false if it is being written by another thread, or if the table is empty.  known_table_end makes
 * the entry available.  With a hash of 0 the way is empty.
 */
bool known_table_begin(struct known_table *table, uint64_t hash, struct known_look *look);
void known_table_end(struct known_table *table, uint64_t hash, const struct known_look *look);

/* known_table_claim begins to write one certain way; known_table_drop ends that without having
 * changed a word. */
bool known_table_claim(struct known_table *table, size_t way, struct known_look *look);
void known_table_drop(struct known_table *table, const struct known_look *look);

/* known_table_stale: the way has an entry that was not found while half as many entries as the
 * table holds were added or refused. */
bool known_table_stale(const struct known_table *table, size_t way);

/* Bytes in the words of an entry.  n bytes take known_words(n) words. */
static inline size_t known_words(size_t n)
{
    return (n + sizeof(uint64_t) - 1) / sizeof(uint64_t);
}
void known_write(_Atomic uint64_t *words, const void *bytes, size_t n);
void known_read(void *out, const _Atomic uint64_t *words, size_t n);
bool known_same(const _Atomic uint64_t *words, const void *bytes, size_t n);

#endif
