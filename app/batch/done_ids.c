/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open hash set with linear probing.  Its keys are digests, so that nobody can make ids that
 * collide, and their first bytes choose the slot. */
#include "config.h"

#include "app/batch/done_ids.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "app/batch/line_source.h"
#include "app/batch/stop.h"
#include "lib/base/mem.h"

enum { PIECE = 64 * 1024, LINE_MEMORY = 16 << 20 };

void done_ids_free(struct done_ids *ids)
{
    mem_free(ids->slots, ids->num_slots * sizeof *ids->slots);
    *ids = (struct done_ids){0};
}

static bool is_free(const uint8_t slot[LINE_ID_DIGEST])
{
    static const uint8_t zeros[LINE_ID_DIGEST];

    return memcmp(slot, zeros, LINE_ID_DIGEST) == 0;
}

/* The slot that has a digest, or the free one where it belongs. */
static size_t find(const struct done_ids *ids, const uint8_t digest[LINE_ID_DIGEST])
{
    uint64_t head;

    memcpy(&head, digest, sizeof head);
    size_t i = (size_t)(head % ids->num_slots);
    while (!is_free(ids->slots[i]) && memcmp(ids->slots[i], digest, LINE_ID_DIGEST) != 0)
        i = i + 1 < ids->num_slots ? i + 1 : 0;
    return i;
}

bool done_ids_has(const struct done_ids *ids, const uint8_t digest[LINE_ID_DIGEST])
{
    return ids->num > 0 && !is_free(ids->slots[find(ids, digest)]);
}

/* The set was made for one id in each line, and a third more: it is full only if the file grows
 * meanwhile. */
static enum err add(struct done_ids *ids, const uint8_t digest[LINE_ID_DIGEST])
{
    size_t i = find(ids, digest);

    if (!is_free(ids->slots[i]))
        return ERR_OK;
    if (ids->num + 1 == ids->num_slots)
        return ERR_LIMIT;
    memcpy(ids->slots[i], digest, LINE_ID_DIGEST);
    ids->num++;
    return ERR_OK;
}

static enum err count_lines(size_t *num, const char *path, int *sys_errno)
{
    uint8_t piece[PIECE];
    ssize_t got = 0;
    struct opened_file file;
    enum err e = file_open_at(&file, AT_FDCWD, path);

    *num = 0;
    *sys_errno = file.sys_errno;
    if (e == ERR_OK && !file.is_regular) {
        file_shut(&file);
        e = ERR_READ;
    }
    TRY(e);
    while (stop_signal() == 0 && (got = read(file.fd, piece, sizeof piece)) > 0) {
        for (ssize_t i = 0; i < got; i++)
            *num += piece[i] == '\n';
    }
    *sys_errno = got < 0 ? errno : 0;
    file_shut(&file);
    return got < 0 ? ERR_READ : ERR_OK;
}

/* The number of a line that is no result is one more than that of those before it. */
static void count_bad(struct done_ids *ids)
{
    if (ids->bad++ == 0)
        ids->bad_line = ids->lines + 1;
}

/* One whole line, or the beginning of a very long one. */
static enum err take_line(struct done_ids *ids, struct span line, bool is_whole,
                          struct arena *arena)
{
    uint8_t digest[LINE_ID_DIGEST];
    struct span id;
    enum err e = ERR_OK;

    if (!line_id_quick_result(&id, line) || (is_whole && line.p[line.n - 1] != '}'))
        e = line_id_read_result(&id, line, is_whole, arena);
    if (e == ERR_MEMORY)
        return e;
    if (e != ERR_OK) {
        count_bad(ids);
        return ERR_OK;
    }
    if (id.n == 0) {
        ids->no_id++;
        return ERR_OK;
    }
    TRY(line_id_digest(digest, id, arena));
    return add(ids, digest);
}

/* What is after the last line feed: the beginning of a result, or something else. */
static void take_torn(struct done_ids *ids, struct span torn)
{
    struct span head = SPAN_LIT("{\"id\":");

    ids->torn_n = torn.n;
    if (!span_eq(span_head(torn, head.n), span_head(head, torn.n)))
        count_bad(ids);
}

static enum err take_lines(struct done_ids *ids, struct span rest, struct arena *arena)
{
    while (rest.n > 0) {
        size_t n = span_find(rest, '\n');

        if (n == rest.n) {
            take_torn(ids, rest);
            return ERR_OK;
        }
        if (n > 0)
            TRY(take_line(ids, span_head(rest, n), true, arena));
        arena_reset(arena);
        ids->lines++;
        ids->whole_n += n + 1;
        rest = span_tail(rest, n + 1);
    }
    return ERR_OK;
}

static enum err take_block(struct done_ids *ids, const struct batch_block *block,
                           struct arena *arena)
{
    switch (block->kind) {
    case BLOCK_OF_LINES: return take_lines(ids, buf_span(&block->data), arena);
    case BLOCK_TOO_LONG:
        if (block->input_n == block->line_n) {
            ids->torn_n = block->line_n;
            return ERR_OK;
        }
        TRY(take_line(ids, buf_span(&block->data), false, arena));
        ids->lines++;
        ids->whole_n += block->input_n;
        return ERR_OK;
    case BLOCK_UNREAD: return block->err;
    case BLOCK_OF_PATHS: break;
    }
    return ERR_READ;
}

static enum err take_file(struct done_ids *ids, char *path, int *sys_errno)
{
    struct line_source source;
    struct batch_block block = {0};
    struct arena arena;
    enum err e = ERR_OK;

    arena_init(&arena, LINE_MEMORY);
    buf_init(&block.data, BLOCK_DATA_MAX);
    line_source_init(&source, &path, 1);
    while (e == ERR_OK && line_source_fill(&source, &block, true) == FILLED) {
        e = take_block(ids, &block, &arena);
        *sys_errno = block.sys_errno;
        buf_truncate(&block.data, 0);
        block = (struct batch_block){.data = block.data};
    }
    line_source_close(&source);
    buf_free(&block.data);
    arena_free(&arena);
    return e;
}

enum err done_ids_read(struct done_ids *ids, char *path, int *sys_errno)
{
    size_t lines;

    *ids = (struct done_ids){0};
    TRY(count_lines(&lines, path, sys_errno));
    ids->num_slots = lines + lines / 3 + 2;
    ids->slots = mem_new(ids->num_slots * sizeof *ids->slots);
    return ids->slots == NULL ? ERR_MEMORY : take_file(ids, path, sys_errno);
}
