/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/line_source.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "app/batch/stop.h"

/* What may be held of a line: one byte more shows that it is too long. */
enum { HELD_MAX = REQUEST_MAX + 1 + BLOCK_BYTES };

void line_source_init(struct line_source *source, char *const *inputs, size_t num)
{
    *source = (struct line_source){.inputs = inputs, .num_inputs = num, .block_bytes = BLOCK_BYTES};
    buf_init(&source->held, HELD_MAX);
    buf_init(&source->head, BLOCK_BYTES);
}

static void close_input(struct line_source *s)
{
    file_walk_close(&s->walk);
    file_shut(&s->file);
    s->input = NULL;
}

void line_source_close(struct line_source *source)
{
    close_input(source);
    buf_free(&source->held);
    buf_free(&source->head);
}

static enum filled unread(struct line_source *s, struct batch_block *block, enum err e)
{
    block->kind = BLOCK_UNREAD;
    block->input = s->input;
    block->err = e;
    block->sys_errno = s->file.sys_errno;
    return FILLED;
}

/* Opening does not wait for the writer of a FIFO: the wait for its first byte does. */
static enum err open_input(struct line_source *s)
{
    s->input = s->inputs[s->next_input++];
    s->line = 1;
    s->is_ended = false;
    s->at = s->looked = 0;
    s->passed_n = 0;
    buf_truncate(&s->held, 0);
    TRY(strcmp(s->input, "-") == 0 ? file_open(&s->file, s->input)
                                   : file_open_at(&s->file, AT_FDCWD, s->input));
    if (!s->file.is_directory)
        return ERR_OK;
    s->file.is_open = false;
    return file_walk_open(&s->walk, s->input, s->file.fd);
}

/* Reads into the buffer; at the end of the file, sets is_ended.  False: an error. */
static bool read_piece(struct line_source *s, size_t n)
{
    size_t before = s->held.n;
    uint8_t *p = buf_room(&s->held, n);

    if (p == NULL)
        return false;
    while (s->file.is_regular || stop_wait(s->file.fd)) {
        ssize_t got = read(s->file.fd, p, n);

        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        s->file.sys_errno = got < 0 ? errno : 0;
        s->is_ended = got == 0;
        buf_truncate(&s->held, before + (got > 0 ? (size_t)got : 0));
        return got >= 0;
    }
    buf_truncate(&s->held, before);
    return true;
}

/* Moves what is left of the last read to the front.  The room of a long line is given up. */
static void compact(struct line_source *s)
{
    size_t left = s->held.n - s->at;
    struct buf held = {0};

    if (s->held.room > 4 * BLOCK_BYTES && left <= BLOCK_BYTES) {
        buf_init(&held, HELD_MAX);
        buf_put(&held, span_of(s->held.p + s->at, left));
        buf_free(&s->held);
        s->held = held;
    } else if (s->at > 0) {
        memmove(s->held.p, s->held.p + s->at, left);
        buf_truncate(&s->held, left);
    }
    s->looked -= s->at;
    s->at = 0;
}

/* Keeps the first bytes of a line that is too long. */
static void keep_head(struct line_source *s, struct span bytes)
{
    if (s->passed_n == 0) {
        buf_truncate(&s->head, 0);
        buf_put(&s->head, span_head(bytes, BLOCK_BYTES));
    }
}

/* Reads what comes next.  In a line that is too long, what is held is counted and given up.  A long
 * one has all the room that it can need at once: what it does not touch costs nothing. */
static bool read_more(struct line_source *s)
{
    compact(s);
    if (s->passed_n > 0 || s->held.n > REQUEST_MAX) {
        keep_head(s, buf_span(&s->held));
        s->passed_n += s->held.n;
        s->looked = 0;
        buf_truncate(&s->held, 0);
    }
    if (s->held.n > s->block_bytes && s->held.room < HELD_MAX) {
        size_t n = s->held.n;

        (void)buf_room(&s->held, HELD_MAX - n);
        buf_truncate(&s->held, n);
    }
    return read_piece(s, s->held.n < s->block_bytes ? s->block_bytes - s->held.n : BLOCK_BYTES);
}

/* The end of the whole lines that fit in a block, and their number; 0 if the first is not complete.
 * What has no line feed at the end of the file is a line, too. */
static size_t find_lines(struct line_source *s, size_t *num)
{
    size_t end = s->at, from = s->looked, most = s->passed_n > 0 ? 1 : BLOCK_LINES;

    for (*num = 0; *num < most; ++*num) {
        size_t next = from + span_find(span_tail(buf_span(&s->held), from), '\n') + 1;

        if (next > s->held.n || (*num > 0 && next - s->at > s->block_bytes))
            break;
        from = end = next;
    }
    if (*num == 0) {
        s->looked = s->held.n;
        *num = s->is_ended && (s->held.n > s->at || s->passed_n > 0);
        end = s->held.n;
    }
    return end;
}

/* The line feed does not count. */
static bool is_too_long(const struct line_source *s, size_t end)
{
    size_t n = end - s->at;

    return n - (n > 0 && s->held.p[end - 1] == '\n') > REQUEST_MAX;
}

/* A line that is too long, all of it: [at, end) is its last part. */
static enum filled pass_over(struct line_source *s, struct batch_block *block, size_t end)
{
    keep_head(s, span_tail(span_head(buf_span(&s->held), end), s->at));
    block->kind = BLOCK_TOO_LONG;
    buf_put(&block->data, buf_span(&s->head));
    block->input_n = block->line_n = s->passed_n + end - s->at;
    if (end > s->at && s->held.p[end - 1] == '\n')
        block->line_n--;
    s->passed_n = 0;
    s->at = s->looked = end;
    s->line++;
    return FILLED;
}

/* Moves what is held up to `end` into the block. */
static void give_lines(struct line_source *s, struct batch_block *block, size_t end)
{
    struct buf rest;

    if (!block->is_large || s->at > 0) {
        buf_put(&block->data, span_of(s->held.p + s->at, end - s->at));
        s->at = s->looked = end;
        return;
    }
    buf_init(&rest, HELD_MAX);
    buf_put(&rest, span_tail(buf_span(&s->held), end));
    buf_free(&block->data);
    block->data = s->held;
    buf_truncate(&block->data, end);
    s->held = rest;
    s->at = s->looked = 0;
}

/* Puts the whole lines that are held into the block; false if there is none. */
static bool take_lines(struct line_source *s, struct batch_block *block, bool may_be_large,
                       enum filled *out)
{
    size_t num, end = find_lines(s, &num);

    *out = FILLED;
    if (num == 0)
        return false;
    block->input = s->input;
    block->line = s->line;
    if (s->passed_n > 0 || (num == 1 && is_too_long(s, end))) {
        *out = pass_over(s, block, end);
        return true;
    }
    block->is_large = end - s->at > s->block_bytes;
    if (block->is_large && !may_be_large) {
        block->is_large = false;
        *out = FILLED_LARGE;
        return true;
    }
    block->kind = BLOCK_OF_LINES;
    block->input_n = end - s->at;
    give_lines(s, block, end);
    if (block->data.err != ERR_OK)
        *out = unread(s, block, block->data.err);
    s->line += num;
    return true;
}

/* Lines of the open file: false at its end.  After a signal, lines that were read are still
 * answered.  A long line is read when the one before it is answered. */
static bool fill_lines(struct line_source *s, struct batch_block *block, bool may_be_large,
                       enum filled *out)
{
    while (!take_lines(s, block, may_be_large, out)) {
        if (s->is_ended)
            return false;
        if (!may_be_large && s->held.n - s->at > s->block_bytes) {
            *out = FILLED_LARGE;
            return true;
        }
        if (stop_signal() != 0) {
            *out = FILLED_END;
            return true;
        }
        if (!read_more(s)) {
            *out = unread(s, block, s->held.err != ERR_OK ? s->held.err : ERR_READ);
            s->is_ended = true;
            s->passed_n = 0;
            s->at = s->looked = s->held.n;
            return true;
        }
    }
    return true;
}

/* Paths of the open directory: false at its end.  After a signal there are no more. */
static bool fill_paths(struct line_source *s, struct batch_block *block, enum filled *out)
{
    const char *found = s->walk.path;

    *out = stop_signal() == 0 ? FILLED : FILLED_END;
    if (*out == FILLED_END)
        return true;
    block->kind = BLOCK_OF_PATHS;
    while (s->walk_err == ERR_OK && block->num_paths < BLOCK_PATHS && found != NULL) {
        s->walk_err = file_walk_next(&s->walk, &found);
        s->file.sys_errno = s->walk_err == ERR_OPEN || s->walk_err == ERR_READ ? errno : 0;
        if (s->walk_err == ERR_OK && found != NULL) {
            buf_put(&block->data, span_of(found, strlen(found) + 1));
            block->num_paths++;
        }
    }
    if (block->num_paths > 0 || s->walk_err == ERR_OK)
        return block->num_paths > 0;
    *out = unread(s, block, s->walk_err);
    buf_put(&block->data, span_of(s->walk.path, strlen(s->walk.path) + 1));
    s->walk_err = ERR_OK;
    return true;
}

enum filled line_source_fill(struct line_source *source, struct batch_block *block,
                             bool may_be_large)
{
    enum filled out = FILLED;

    for (;;) {
        if (source->input == NULL && (source->next_input == source->num_inputs || stop_signal()))
            return FILLED_END;
        enum err e = source->input == NULL ? open_input(source) : ERR_OK;
        if (e != ERR_OK) {
            out = unread(source, block, e);
            close_input(source);
            return out;
        }
        if (source->file.is_directory ? fill_paths(source, block, &out)
                                      : fill_lines(source, block, may_be_large, &out))
            return out;
        close_input(source);
    }
}
