/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest_set: a set of digests of ids, which takes 16 bytes for each, and at most as much again. */
#ifndef TB_LIB_BASE_DIGEST_SET_H
#define TB_LIB_BASE_DIGEST_SET_H

#include "lib/base/err.h"

/* What stands for an id in a set: 128 bits, so that two of a billion ids are not taken for the
 * same. */
enum { LINE_ID_DIGEST = 16 };

/* A zero struct is an empty set. */
struct digest_set {
    uint8_t (*slots)[LINE_ID_DIGEST]; /* all zeros: free */
    size_t num_slots, num;
};

/* digest_set_reserve makes room for `num` digests, so that they are added without growing. */
enum err digest_set_reserve(struct digest_set *set, size_t num) MUST_CHECK;

/* digest_set_add adds a digest that the set may have already: *is_new says so.  On the error MEMORY
 * nothing has changed. */
enum err digest_set_add(struct digest_set *set, const uint8_t digest[LINE_ID_DIGEST],
                        bool *is_new) MUST_CHECK;

bool digest_set_has(const struct digest_set *set, const uint8_t digest[LINE_ID_DIGEST]);
void digest_set_free(struct digest_set *set);

#endif
