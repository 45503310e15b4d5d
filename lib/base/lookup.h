/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lookup: rows of tables by number or by name. */
#ifndef TB_LIB_BASE_LOOKUP_H
#define TB_LIB_BASE_LOOKUP_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/span.h"

/* ROW_TEXT is a string for a member of a row that is an array.  Tables have arrays rather than
 * pointers, which would have to be relocated at each start of the program, page by page, whether a
 * run uses the table or not.  The second zero makes the compiler warn if the array has no room for
 * the first. */
#define ROW_TEXT(text) text "\0"

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

/* LOOKUP is the index of the first row of an array whose `member` is v, a number that is never
 * negative; LOOKUP_NAME that of the row whose `member`, a string, is a span.  LOOKUP_COUNT(rows) if
 * there is none. */
#define LOOKUP(rows, member, v) \
    lookup_number(LOOKUP_ROWS(rows, member), sizeof((rows)[0].member), (uint64_t)(v))
#define LOOKUP_NAME(rows, member, name) lookup_name(LOOKUP_ROWS(rows, member), name)
/* LOOKUP_TEXT is LOOKUP_NAME for a `member` that is an array (ROW_TEXT). */
#define LOOKUP_TEXT(rows, member, name) lookup_text(LOOKUP_ROWS(rows, member), name)

/* The members of all rows. */
struct lookup_rows {
    const unsigned char *first;
    size_t num, step;
};
#define LOOKUP_ROWS(rows, member)                                                       \
    ((struct lookup_rows){(const unsigned char *)&(rows)[0].member, LOOKUP_COUNT(rows), \
                          sizeof((rows)[0])})

static inline uint64_t lookup_read(const unsigned char *at, size_t width)
{
    uint64_t v64 = 0;
    uint32_t v32 = 0;
    uint16_t v16 = 0;

    switch (width) {
    case 8: memcpy(&v64, at, 8); return v64;
    case 4: memcpy(&v32, at, 4); return v32;
    case 2: memcpy(&v16, at, 2); return v16;
    default: return *at;
    }
}

static inline size_t lookup_number(struct lookup_rows rows, size_t width, uint64_t v)
{
    size_t i = 0;

    while (i < rows.num && lookup_read(rows.first + i * rows.step, width) != v)
        i++;
    return i;
}

static inline size_t lookup_name(struct lookup_rows rows, struct span name)
{
    size_t i = 0;

    for (; i < rows.num; i++) {
        const char *own = NULL;
        memcpy(&own, rows.first + i * rows.step, sizeof own);
        if (span_eq(span_str(own), name))
            break;
    }
    return i;
}

static inline size_t lookup_text(struct lookup_rows rows, struct span name)
{
    size_t i = 0;

    while (i < rows.num && !span_eq(span_str((const char *)rows.first + i * rows.step), name))
        i++;
    return i;
}

#endif
