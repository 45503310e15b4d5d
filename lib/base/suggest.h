/* SPDX-License-Identifier: GPL-3.0-or-later */
/* suggest: the word that was probably meant, by edit distance. */
#ifndef TB_LIB_BASE_SUGGEST_H
#define TB_LIB_BASE_SUGGEST_H

#include "lib/base/span.h"

/* The caller sets .to and tries all candidates.  `best` is then the nearest, or NULL if none is
 * near enough to be worth a mention. */
struct suggest {
    struct span to;
    const char *best;
    size_t distance;
};

/* suggest_try considers one candidate, which must outlive *suggest. */
void suggest_try(struct suggest *suggest, const char *candidate);

#endif
