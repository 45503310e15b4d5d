/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain_stores: the trust stores whose reach is compared, each with a verifier of its own. */
#ifndef TB_APP_CHAIN_CHAIN_STORES_H
#define TB_APP_CHAIN_CHAIN_STORES_H

#include "app/verify/verifier.h"
#include "lib/chain/issuer_graph.h"

struct chain_store {
    const char *name; /* for people */
    const char *path; /* NULL: the system's store */
    struct verify_settings settings;
    struct verifier verifier;
};

struct chain_stores {
    struct chain_store *v;
    size_t num;
    struct anchors *anchors; /* of each */
};

/* chain_stores_open opens the stores that the settings of a verifier name, each --roots and
 * --add-root being one and the system's without --roots, and then those of the list: names of
 * stores (app/trust), files and directories; the passphrase is for key stores.  They are all open
 * and read afterwards.  One that cannot be read makes the reason; *why has its name. */
enum reason chain_stores_open(struct chain_stores *stores, const struct verifier *like,
                              const struct string_list *more, struct span passphrase,
                              struct buf *why);
void chain_stores_close(struct chain_stores *stores); /* accepts a zero struct */

#endif
