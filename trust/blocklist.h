/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blocklist: what stores distrust expressly.
 *
 * Every certificate of every path is looked up, so an empty list costs nothing, and others cost one
 * digest and three short walks.
 */
#ifndef TB_TRUST_BLOCKLIST_H
#define TB_TRUST_BLOCKLIST_H

#include "lib/base/arena.h"
#include "lib/path/anchor.h"
#include "lib/x509/cert.h"

struct blocklist {
    struct blocklist_entry *first, *last; /* in the order in which they were added */
    struct blocklist_entry **buckets;
    size_t num_buckets; /* a power of two, and not below num */
    size_t num;
};

/* blocklist_add adds a block, whose spans must live as long as the arena.  Errors: those of the
 * issuer's Name, MEMORY, LIMIT. */
enum err blocklist_add(struct blocklist *list, const struct anchor_block *block,
                       struct arena *arena) MUST_CHECK;

/* blocklist_find is the block of a certificate for one of these purposes (EKU_*), or NULL. */
const struct anchor_block *blocklist_find(const struct blocklist *list, const struct cert *cert,
                                          uint32_t purposes);

/* blocklist_is_about: the block is one of this certificate or its key. */
bool blocklist_is_about(const struct anchor_block *block, const struct cert *cert);

/* blocklist_next walks over all: *at begins as NULL; NULL after the last. */
const struct anchor_block *blocklist_next(const struct blocklist *list,
                                          const struct blocklist_entry **at);

#endif
