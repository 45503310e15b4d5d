/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/target_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void target_source_init(struct target_source *source, struct net_loop *loop,
                        const struct target_list *list, void (*ready)(void *ctx), void *ctx)
{
    *source = (struct target_source){.loop = loop, .list = list, .ready = ready, .ctx = ctx};
}

static void close_file(struct target_source *s)
{
    net_watch_end(s->watch);
    s->watch = NULL;
    file_shut(&s->file);
    s->path = NULL;
}

void target_source_close(struct target_source *source)
{
    close_file(source);
}

/* --- what a text means --------------------------------------------------------------------- */

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Removes blanks at both ends, and a comment. */
static struct span trim(struct span line)
{
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '#' && (i == 0 || is_blank(line.p[i - 1])))
            line.n = i;
    }
    while (line.n > 0 && is_blank(line.p[line.n - 1]))
        line.n--;
    while (line.n > 0 && is_blank(line.p[0]))
        line = span_tail(line, 1);
    return line;
}

/* The next address of the block. */
static void take_block(struct target_source *s, struct scan_target *out)
{
    char *text = s->block_text;

    net_block_address(text, &s->block, s->block_at++);
    out->text = span_str(text);
    out->err = connect_setup_server(&out->server, s->list->setup, out->text);
    if (s->block.port != 0) {
        bool v6 = s->block.ip_n == 16;
        out->server.port = s->block.port;
        snprintf(out->server.label, sizeof out->server.label, v6 ? "[%s]:%u" : "%s:%u", text,
                 s->block.port);
        out->text = span_str(out->server.label);
    }
    out->path = s->block_path;
    out->line = s->block_line;
}

/* A target, or a block whose first address is the target. */
static void take_text(struct target_source *s, struct scan_target *out)
{
    if (!net_block_is(out->text)) {
        out->err = connect_setup_server(&out->server, s->list->setup, out->text);
        return;
    }
    out->err = s->list->cidr ? net_block_parse(&s->block, out->text) : ERR_TARGET_BLOCK;
    if (out->err != ERR_OK) {
        s->block.num = 0;
        return;
    }
    s->block_at = 0;
    s->block_path = out->path;
    s->block_line = out->line;
    take_block(s, out);
}

/* --- files --------------------------------------------------------------------------------- */

static void on_readable(void *ctx)
{
    struct target_source *s = ctx;

    s->is_readable = true;
    net_watch_hold(s->watch, true);
    s->ready(s->ctx);
}

/* Opening does not wait for the writer of a FIFO: the wait for its first byte does. */
static enum err open_file(struct target_source *s, const char *path)
{
    bool is_stdin = span_eq(span_str(path), SPAN_LIT("-"));

    s->path = path;
    s->line = 0;
    s->at = s->held_n = 0;
    s->is_ended = s->is_passing = s->is_readable = false;
    s->read_err = ERR_OK;
    TRY(is_stdin ? file_open(&s->file, path) : file_open_at(&s->file, AT_FDCWD, path));
    if (s->file.is_directory)
        return ERR_IS_DIRECTORY;
    if (s->file.is_regular)
        return ERR_OK;
    enum err e = net_watch_new(&s->watch, s->loop, s->file.fd, on_readable, s);
    return e == ERR_NET_SYSTEM ? ERR_OK : e; /* /dev/null needs no watch either */
}

/* Reads more of the file; false: nothing can be read now. */
static bool read_more(struct target_source *s)
{
    if (s->watch != NULL && !s->is_readable)
        return false;
    memmove(s->held, s->held + s->at, s->held_n - s->at);
    s->held_n -= s->at;
    s->at = 0;
    ssize_t got = read(s->file.fd, s->held + s->held_n, sizeof s->held - s->held_n);
    if (got < 0 && errno != EINTR && errno != EAGAIN) {
        s->read_err = ERR_READ;
        s->file.sys_errno = errno;
    }
    s->is_ended = got == 0 || s->read_err != ERR_OK;
    s->held_n += got > 0 ? (size_t)got : 0;
    s->is_readable = false;
    if (s->watch != NULL)
        net_watch_hold(s->watch, false);
    return true;
}

/* The next line that is held as a whole, or the beginning of a long one; false: there is none. */
static bool take_line(struct target_source *s, struct span *line)
{
    struct span rest = span_of(s->held + s->at, s->held_n - s->at);
    size_t n = span_find(rest, '\n');
    bool was_passing = s->is_passing, is_whole = n < rest.n || (s->is_ended && n > 0);

    if (!is_whole && n <= TARGET_LINE_MAX && !was_passing)
        return false;
    *line = span_head(rest, n);
    s->at += n + (n < rest.n);
    s->is_passing = !is_whole && (n > TARGET_LINE_MAX || was_passing) && !s->is_ended;
    if (!was_passing) {
        s->line++;
        return true;
    }
    *line = (struct span){0};
    return is_whole;
}

/* The next target of the open file. */
static enum target_state from_file(struct target_source *s, struct scan_target *out)
{
    struct span line;

    for (;;) {
        while (take_line(s, &line)) {
            if (s->line == 1 && span_starts(line, SPAN_LIT("\xef\xbb\xbf")))
                line = span_tail(line, 3);
            out->err = line.n > TARGET_LINE_MAX ? ERR_TARGET_LONG : ERR_OK;
            out->text = out->err == ERR_OK ? trim(line) : span_head(line, TARGET_LINE_MAX);
            out->line = s->line;
            if (out->err == ERR_OK && out->text.n > 0)
                take_text(s, out);
            if (out->text.n > 0)
                return TARGET_NEXT;
        }
        if (s->is_ended)
            return TARGET_END;
        if (!read_more(s))
            return TARGET_WAIT;
    }
}

/* The file cannot be read, or not to its end. */
static enum target_state unread(struct target_source *s, struct scan_target *out, enum err e)
{
    out->path = s->path;
    out->text = span_str(s->path);
    out->line = 0;
    out->is_file = true;
    out->err = e;
    out->sys_errno = s->file.sys_errno;
    close_file(s);
    return TARGET_NEXT;
}

/* --- the list ------------------------------------------------------------------------------ */

/* The lines of a file that can be read twice. */
static bool count_lines(uint64_t *num, const char *path)
{
    uint8_t piece[TARGET_PIECE];
    struct opened_file file = {0};
    ssize_t got = -1;

    if (span_eq(span_str(path), SPAN_LIT("-")) || file_open_at(&file, AT_FDCWD, path) != ERR_OK ||
        !file.is_regular) {
        file_shut(&file);
        return false;
    }
    while ((got = read(file.fd, piece, sizeof piece)) > 0) {
        for (ssize_t i = 0; i < got; i++)
            *num += piece[i] == '\n';
    }
    file_shut(&file);
    return got == 0;
}

uint64_t target_list_count(const struct target_list *list)
{
    struct net_block block;
    uint64_t num = 0;

    for (size_t i = 0; i < list->num_operands; i++) {
        struct span text = span_str(list->operands[i]);

        if (span_eq(text, SPAN_LIT("-")))
            return 0;
        num += net_block_is(text) && net_block_parse(&block, text) == ERR_OK ? block.num : 1;
    }
    for (size_t i = 0; i < list->files->num; i++) {
        if (!count_lines(&num, list->files->v[i]))
            return 0;
    }
    return num;
}

/* The next operand or file: false if there is none.  *text is the operand if it is a target. */
static bool take_input(struct target_source *s, struct span *text, const char **path)
{
    const struct target_list *l = s->list;

    *path = NULL;
    if (s->next_operand < l->num_operands) {
        *text = span_str(l->operands[s->next_operand]);
        if (span_eq(*text, SPAN_LIT("-")))
            *path = l->operands[s->next_operand];
        s->next_operand++;
        return true;
    }
    if (s->next_file == l->files->num)
        return false;
    *path = l->files->v[s->next_file++];
    return true;
}

enum target_state target_source_next(struct target_source *source, struct scan_target *out)
{
    struct target_source *s = source;

    for (;;) {
        *out = (struct scan_target){.path = s->path};
        if (s->block_at < s->block.num) {
            take_block(s, out);
            return TARGET_NEXT;
        }
        if (s->path != NULL) {
            enum target_state state = from_file(s, out);
            if (state == TARGET_END && s->read_err != ERR_OK)
                return unread(s, out, s->read_err);
            if (state != TARGET_END)
                return state;
            close_file(s);
        }
        const char *path;
        if (!take_input(s, &out->text, &path))
            return TARGET_END;
        if (path == NULL) {
            out->path = NULL;
            take_text(s, out);
            return TARGET_NEXT;
        }
        enum err e = open_file(s, path);
        if (e != ERR_OK)
            return unread(s, out, e);
    }
}
