/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads index.bin (C2SP upki-revocation, "Index file format").  Everything is checked at the
 * beginning, so that questions are asked of sound tables. */
#include "config.h"

#include "lib/crlite/crlite_index.h"

#include <stdlib.h>

#include "lib/base/rd.h"

enum {
    HEADER_SIZE = 8 + 2 + 4,
    LOG_SIZE = CRLITE_ID_SIZE + 8 + 2,
    ENTRY_SIZE = 2 + 8 + 8,
};

static const char magic[] = "upkiidx1";

/* A LogDirEntry. */
struct log_row {
    struct span log_id;
    uint64_t offset;
    uint16_t num_entries;
};

/* Where the entries of one log are in the file. */
struct section {
    uint64_t start, end;
};

static struct log_row row_at(const struct crlite_index *index, size_t i)
{
    struct fail f = {0};
    struct rd r = rd_init(span_tail(index->logs, i * LOG_SIZE), &f);
    struct log_row row = {.log_id = rd_bytes(&r, CRLITE_ID_SIZE)};

    row.offset = rd_u64(&r);
    row.num_entries = rd_u16(&r);
    return row;
}

/* The content of a slot of the filename table; a name ends at its first zero. */
static struct span slot_name(struct span names, size_t i)
{
    struct span slot = span_head(span_tail(names, i * CRLITE_NAME_MAX), CRLITE_NAME_MAX);

    return span_head(slot, span_find(slot, 0));
}

/* "Revocation cache directory layout": no name leads out of the directory. */
static bool is_name(struct span name)
{
    static const char others[] = "-._";

    for (size_t i = 0; i < name.n; i++) {
        uint8_t c = name.p[i], lower = span_lower(c);
        if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') &&
            memchr(others, c, sizeof others - 1) == NULL)
            return false;
    }
    return name.n > 0 && !span_eq(name, SPAN_LIT(".")) && !span_eq(name, SPAN_LIT(".."));
}

static void check_names(const struct crlite_index *index, struct fail *fail)
{
    for (size_t i = 0; i < index->num_names; i++) {
        struct span name = slot_name(index->names, i);
        if (!is_name(name))
            fail_set(fail, ERR_CRLITE_NAME, name);
    }
}

bool crlite_entry_next(struct crlite_entries *entries, struct crlite_entry *out)
{
    struct fail f = {0};
    struct rd r = rd_init(entries->rest, &f);

    if (!rd_more(&r))
        return false;
    out->filter = rd_u16(&r);
    out->low = rd_u64(&r);
    out->high = rd_u64(&r);
    entries->rest = r.left;
    return true;
}

static int by_start(const void *a, const void *b)
{
    const struct section *x = a, *y = b;

    return (x->start > y->start) - (x->start < y->start);
}

/* The entries of different logs do not overlap, so that to read all takes no longer than to read
 * the file. */
static void check_overlap(struct section *sections, size_t num, struct fail *fail)
{
    if (num > 1)
        qsort(sections, num, sizeof sections[0], by_start);
    for (size_t i = 1; i < num; i++) {
        if (sections[i].start < sections[i - 1].end)
            fail_set(fail, ERR_CRLITE_INDEX, (struct span){0});
    }
}

/* "Log directory": sorted, without duplicates, each section in the file and after the tables. */
static void check_logs(const struct crlite_index *index, struct section *sections,
                       struct fail *fail)
{
    uint64_t tables = (uint64_t)(index->logs.p - index->file.p) + index->logs.n;
    struct span last = {0};

    for (size_t i = 0; i < index->num_logs && fail->err == ERR_OK; i++) {
        struct log_row row = row_at(index, i);
        uint64_t size = (uint64_t)row.num_entries * ENTRY_SIZE;
        if ((i > 0 && span_cmp(last, row.log_id) >= 0) || row.offset < tables ||
            row.offset > index->file.n || size > index->file.n - row.offset)
            fail_set(fail, ERR_CRLITE_INDEX, row.log_id);
        sections[i] = (struct section){row.offset, row.offset + size};
        last = row.log_id;
    }
}

/* "Entry sections": each entry names a filter of the table.  Finds the latest time, too. */
static void check_entries(struct crlite_index *index, struct fail *fail)
{
    for (size_t i = 0; i < index->num_logs; i++) {
        struct crlite_entries entries = crlite_index_entries(index, row_at(index, i).log_id.p);
        struct crlite_entry e;
        while (crlite_entry_next(&entries, &e)) {
            if (e.filter >= index->num_names)
                fail_set(fail, ERR_CRLITE_INDEX, entries.rest);
            index->until = e.high > index->until ? e.high : index->until;
        }
    }
}

/* Cuts the tables off. */
static void read_tables(struct crlite_index *out, struct fail *fail)
{
    struct fail f = {0};
    struct rd r = rd_init(out->file, &f);
    struct span start = rd_bytes(&r, sizeof magic - 1);

    out->num_names = rd_u16(&r);
    out->num_logs = rd_u32(&r);
    size_t names = out->num_names * CRLITE_NAME_MAX;
    if (f.err != ERR_OK || !span_eq(start, span_str(magic)) || names > r.left.n ||
        out->num_logs > (r.left.n - names) / LOG_SIZE) {
        fail_set(fail, ERR_CRLITE_INDEX, span_head(out->file, HEADER_SIZE));
        return;
    }
    out->names = span_of(r.left.p, names);
    out->logs = span_of(r.left.p + names, out->num_logs * LOG_SIZE);
}

enum err crlite_index_open(struct crlite_index *out, struct span file, struct arena *scratch,
                           struct fail *fail)
{
    *out = (struct crlite_index){.file = file};
    read_tables(out, fail);
    if (fail->err != ERR_OK)
        return fail->err;
    struct section *sections = arena_alloc(scratch, out->num_logs, sizeof *sections);
    if (sections == NULL)
        return ERR_LIMIT;
    check_names(out, fail);
    check_logs(out, sections, fail);
    if (fail->err == ERR_OK)
        check_overlap(sections, out->num_logs, fail);
    if (fail->err == ERR_OK)
        check_entries(out, fail);
    return fail->err;
}

struct span crlite_index_name(const struct crlite_index *index, size_t i)
{
    return slot_name(index->names, i);
}

struct crlite_entries crlite_index_entries(const struct crlite_index *index, const uint8_t *log_id)
{
    size_t low = 0, high = index->num_logs;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct log_row row = row_at(index, middle);
        int c = memcmp(row.log_id.p, log_id, CRLITE_ID_SIZE);
        if (c == 0)
            return (struct crlite_entries){
                span_of(index->file.p + row.offset, (size_t)row.num_entries * ENTRY_SIZE)};
        low = c < 0 ? middle + 1 : low;
        high = c > 0 ? middle : high;
    }
    return (struct crlite_entries){0};
}
