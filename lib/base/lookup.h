/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lookup: rows of tables by number. */
#ifndef TB_LIB_BASE_LOOKUP_H
#define TB_LIB_BASE_LOOKUP_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define LOOKUP_COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* LOOKUP16 is the row of a table, an array, whose number is v, or NULL.  Each row begins with a
 * uint16_t, and the rows are in ascending order of it: tests/lint/tables.sh holds the registries to
 * that. */
#define LOOKUP16(rows, v) \
    bsearch(&(uint16_t){v}, (rows), LOOKUP_COUNT(rows), sizeof((rows)[0]), lookup_compare16)

static inline int lookup_compare16(const void *key, const void *row)
{
    uint16_t k = *(const uint16_t *)key, r = *(const uint16_t *)row;

    return (k > r) - (k < r);
}

#endif
