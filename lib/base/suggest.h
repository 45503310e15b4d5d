/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nearest: the word that was probably meant, by edit distance. */
#ifndef TB_LIB_BASE_SUGGEST_H
#define TB_LIB_BASE_SUGGEST_H

#include "lib/base/span.h"

/* Starts with .to set; after all candidates were tried, `best` is the nearest or NULL where none
 * is near enough to be worth a mention. */
struct suggest {
    struct span to;
    const char *best;
    size_t distance;
};

void suggest_try(struct suggest *suggest, const char *candidate);

#endif
