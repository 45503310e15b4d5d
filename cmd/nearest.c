/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/nearest.h"

enum { WORD_MAX = 63 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* distance is Levenshtein's, in one row; words are at most WORD_MAX long. */
static size_t distance(struct span a, struct span b)
{
    size_t row[WORD_MAX + 1];

    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 0; i < a.n; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < b.n; j++) {
            size_t change = diagonal + (span_lower(a.p[i]) != span_lower(b.p[j]));

            diagonal = row[j + 1];
            row[j + 1] = smaller(change, smaller(row[j], row[j + 1]) + 1);
        }
    }
    return row[b.n];
}

void nearest_try(struct nearest *n, const char *candidate)
{
    struct span word = span_str(candidate);

    if (n->to.n == 0 || n->to.n > WORD_MAX || word.n > WORD_MAX)
        return;
    size_t d = distance(n->to, word);

    /* More than a third of the letters wrong is another word. */
    if (d * 3 <= word.n + 1 && (n->best == NULL || d < n->distance)) {
        n->best = candidate;
        n->distance = d;
    }
}
