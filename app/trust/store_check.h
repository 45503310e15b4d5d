/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_check: what is wrong with the anchors of a store, and with its files. */
#ifndef TB_APP_TRUST_STORE_CHECK_H
#define TB_APP_TRUST_STORE_CHECK_H

#include "app/trust/store_shelf.h"
#include "lib/view/trust/trust_check.h"

/* What a check takes for granted. */
struct check_terms {
    int64_t now;
    struct lead expires; /* what "soon" is */
};

/* store_check checks a store.  Its anchors are sorted by name.  Errors: MEMORY, LIMIT. */
enum err store_check(struct store_report *out, const struct store_shelf *shelf,
                     const struct check_terms *terms, struct arena *arena) MUST_CHECK;

/* store_check_files is the part of it that is about files: permissions, hash links. */
enum err store_check_files(struct store_report *out, const struct store_shelf *shelf,
                           struct arena *arena) MUST_CHECK;

/* store_check_step adds what `directory` and the bundle of the system's store have apart. */
enum err store_check_step(struct store_report *out, const struct store_shelf *bundle,
                          const struct store_shelf *directory, struct arena *arena) MUST_CHECK;

/* store_check_add adds a finding; the item is copied and freed. */
enum err store_check_add(struct store_report *out, enum store_rule rule, struct buf *item,
                         struct arena *arena) MUST_CHECK;

#endif
