/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/done_ids.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "app/batch/line_source.h"
#include "app/batch/stop.h"
#include "lib/base/mem.h"

enum { PIECE = 64 * 1024, LINE_MEMORY = 16 << 20 };

/* A file while it is read. */
struct reading {
    struct done_ids *done;
    struct span command;
    struct arena arena;
};

void done_ids_free(struct done_ids *done)
{
    digest_set_free(&done->ids);
    *done = (struct done_ids){0};
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
static void count_bad(struct done_ids *done)
{
    if (done->bad++ == 0)
        done->bad_line = done->lines + 1;
}

/* One whole line, or the beginning of a very long one. */
static enum err take_line(struct reading *r, struct span line, bool is_whole)
{
    uint8_t digest[LINE_ID_DIGEST];
    struct span id;
    bool is_new;
    enum err e = ERR_OK;

    if (!line_id_quick_result(&id, line, r->command) || (is_whole && line.p[line.n - 1] != '}'))
        e = line_id_read_result(&id, line, is_whole, r->command, &r->arena);
    if (e == ERR_MEMORY)
        return e;
    if (e != ERR_OK) {
        count_bad(r->done);
        return ERR_OK;
    }
    if (id.n == 0) {
        r->done->no_id++;
        return ERR_OK;
    }
    TRY(line_id_digest(digest, id, &r->arena));
    return digest_set_add(&r->done->ids, digest, &is_new);
}

/* What is after the last line feed: the beginning of a result, or something else. */
static void take_torn(struct done_ids *done, struct span torn)
{
    struct span head = SPAN_LIT("{\"id\":");

    done->torn_n = torn.n;
    if (!span_eq(span_head(torn, head.n), span_head(head, torn.n)))
        count_bad(done);
}

static enum err take_lines(struct reading *r, struct span rest)
{
    while (rest.n > 0) {
        size_t n = span_find(rest, '\n');

        if (n == rest.n) {
            take_torn(r->done, rest);
            return ERR_OK;
        }
        if (n > 0)
            TRY(take_line(r, span_head(rest, n), true));
        arena_reset(&r->arena);
        r->done->lines++;
        r->done->whole_n += n + 1;
        rest = span_tail(rest, n + 1);
    }
    return ERR_OK;
}

static enum err take_block(struct reading *r, const struct batch_block *block)
{
    switch (block->kind) {
    case BLOCK_OF_LINES: return take_lines(r, buf_span(&block->data));
    case BLOCK_TOO_LONG:
        if (block->input_n == block->line_n) {
            r->done->torn_n = block->line_n;
            return ERR_OK;
        }
        TRY(take_line(r, buf_span(&block->data), false));
        r->done->lines++;
        r->done->whole_n += block->input_n;
        return ERR_OK;
    case BLOCK_UNREAD: return block->err;
    case BLOCK_OF_PATHS: break;
    }
    return ERR_READ;
}

static enum err take_file(struct reading *r, char *path, int *sys_errno)
{
    struct line_source source;
    struct batch_block block = {0};
    enum err e = ERR_OK;

    arena_init(&r->arena, LINE_MEMORY);
    buf_init(&block.data, BLOCK_DATA_MAX);
    line_source_init(&source, &path, 1);
    while (e == ERR_OK && line_source_fill(&source, &block, true) == FILLED) {
        e = take_block(r, &block);
        *sys_errno = block.sys_errno;
        buf_truncate(&block.data, 0);
        block = (struct batch_block){.data = block.data};
    }
    line_source_close(&source);
    buf_free(&block.data);
    arena_free(&r->arena);
    return e;
}

enum err done_ids_read(struct done_ids *done, char *path, const char *command, int *sys_errno)
{
    struct reading r = {.done = done, .command = span_str(command)};
    size_t lines;

    *done = (struct done_ids){0};
    TRY(count_lines(&lines, path, sys_errno));
    TRY(digest_set_reserve(&done->ids, lines));
    return take_file(&r, path, sys_errno);
}
