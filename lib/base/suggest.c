/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/suggest.h"

enum { WORD_MAX = 63 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(struct span a, size_t i, struct span b, size_t j)
{
    return span_lower(a.p[i]) == span_lower(b.p[j]);
}

/*
 * The edit distance of two words: letters that are changed, missing, added, or swapped with their
 * neighbour, which is the most common slip (optimal string alignment).  Three rows of the table are
 * enough.  Words have at most WORD_MAX letters.
 */
static size_t distance(struct span a, struct span b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *two = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b.n; j++)
        row[j] = two[j] = j;
    for (size_t i = 0; i < a.n; i++) {
        size_t *spare = two;

        two = above;
        above = row;
        row = spare;
        row[0] = i + 1;
        for (size_t j = 0; j < b.n; j++) {
            size_t change = above[j] + !same(a, i, b, j);

            row[j + 1] = smaller(change, smaller(row[j], above[j + 1]) + 1);
            if (i > 0 && j > 0 && same(a, i, b, j - 1) && same(a, i - 1, b, j))
                row[j + 1] = smaller(row[j + 1], two[j - 1] + 1);
        }
    }
    return row[b.n];
}

void suggest_try(struct suggest *suggest, const char *candidate)
{
    struct span word = span_str(candidate);

    if (suggest->to.n == 0 || suggest->to.n > WORD_MAX || word.n > WORD_MAX)
        return;
    size_t d = distance(suggest->to, word);

    /* A word with more than a third of its letters wrong is a different word. */
    if (d * 3 <= word.n + 1 && (suggest->best == NULL || d < suggest->distance)) {
        suggest->best = candidate;
        suggest->distance = d;
    }
}
