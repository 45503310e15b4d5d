/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/capture/capture_read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/capture/record_dump.h"
#include "app/file_error.h"
#include "lib/tls/wire/first_flight.h"

enum {
    CHUNK = 1 << 20,
    PART = 1 << 16,
    HEAD = 64,
    RAW_MAX = 64 << 20, /* records without a capture are few, and kept in memory */
};

/* --- bytes -------------------------------------------------------------------------------- */

/* The size is known only of a regular file; it is for the progress line. */
static enum err open_file(struct capture_reader *r, const char *path)
{
    struct stat st;

    r->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0 || fstat(r->fd, &st) != 0) {
        r->sys_errno = errno;
        return ERR_OPEN;
    }
    if (S_ISDIR(st.st_mode))
        return ERR_IS_DIRECTORY;
    r->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    return ERR_OK;
}

static void close_file(struct capture_reader *r)
{
    if (r->fd > STDIN_FILENO)
        close(r->fd);
    buf_wipe(&r->chunk);
}

/* read_chunk fills the chunk with what comes next, at least `least` bytes unless the file ends. */
static enum err read_chunk(struct capture_reader *r, size_t least)
{
    buf_truncate(&r->chunk, 0);
    uint8_t *at = buf_room(&r->chunk, CHUNK);
    size_t n = 0;

    if (at == NULL)
        return r->chunk.err;
    while (n < least && !r->is_at_end) {
        ssize_t got = read(r->fd, at + n, CHUNK - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            r->sys_errno = errno;
            return ERR_READ;
        }
        r->is_at_end = got == 0;
        n += (size_t)got;
    }
    r->done += n;
    buf_truncate(&r->chunk, n);
    return ERR_OK;
}

/* --- the two kinds of files --------------------------------------------------------------- */

uint64_t capture_read_weight(const struct capture_reader *r)
{
    return r->weight + capture_secrets_size(&r->secrets) + r->listener_n;
}

/* A chunk, in parts that are small against the memory there is. */
static enum err feed(struct capture_reader *r, struct span chunk)
{
    enum err e = ERR_OK;

    for (; chunk.n > 0 && e == ERR_OK; chunk = span_tail(chunk, PART)) {
        e = capture_feed(r->capture, span_head(chunk, PART));
        while (capture_read_weight(r) > CAPTURE_MEMORY && capture_evict(r->capture))
            ;
    }
    return e;
}

/* Reads to the end, or until the listener wants no more. */
static enum err read_capture(struct capture_reader *r)
{
    const struct capture_listener *l = &r->listener;
    struct capture_hooks hooks = capture_flows_hooks(r);
    enum err e = capture_new(&r->capture, &hooks);

    while (e == ERR_OK && r->chunk.n > 0) {
        e = feed(r, buf_span(&r->chunk));
        if (e == ERR_OK && l->progress != NULL && !l->progress(l->ctx))
            break;
        if (e == ERR_OK)
            e = read_chunk(r, 1);
    }
    if (r->capture == NULL)
        return e;
    /* Open connections are closed in any case: they were read so far. */
    enum err end = capture_end(r->capture);
    return e != ERR_OK ? e : end;
}

/* Records, binary or hexadecimal. */
static enum err read_raw(struct capture_reader *r)
{
    struct buf text, bytes;
    enum err e = ERR_OK;

    buf_init(&text, RAW_MAX);
    buf_init(&bytes, RAW_MAX);
    while (e == ERR_OK && r->chunk.n > 0) {
        buf_put(&text, buf_span(&r->chunk));
        e = text.err == ERR_LIMIT ? ERR_CAPTURE_NEITHER : text.err;
        if (e == ERR_OK)
            e = read_chunk(r, 1);
    }
    if (e == ERR_OK)
        e = first_flight_text(&bytes, buf_span(&text));
    if (e == ERR_OK)
        e = record_dump_read(r, buf_span(&bytes));
    buf_wipe(&text);
    buf_wipe(&bytes);
    return e;
}

/* The first bytes decide: a capture, or bare records. */
static enum err read_any(struct capture_reader *r)
{
    struct span head = buf_span(&r->chunk);

    if (head.n == 0)
        return ERR_EMPTY_INPUT;
    if (span_starts(head, SPAN_LIT("\x1f\x8b")))
        return ERR_CAPTURE_GZIP;
    return capture_is(head) ? read_capture(r) : read_raw(r);
}

/* Forgets the file before; the secrets stay. */
static void begin(struct capture_reader *r, const char *path)
{
    capture_free(r->capture);
    r->capture = NULL;
    r->path = path;
    r->sys_errno = 0;
    r->size = r->done = 0;
    r->num_tls = r->num_other = r->num_seen = r->evicted = 0;
    r->is_at_end = r->has_flow = r->is_table = false;
    r->looks_like = NULL;
    buf_init(&r->chunk, CHUNK);
}

/* The connection that was held back is handed over even after an error. */
enum err capture_read_file(struct capture_reader *r, const char *path)
{
    begin(r, path);
    enum err e = open_file(r, path);
    if (e == ERR_OK)
        e = read_chunk(r, HEAD);
    if (e == ERR_OK)
        e = read_any(r);
    capture_conn_last(r);
    close_file(r);
    return e;
}

void capture_read_close(struct capture_reader *r)
{
    capture_free(r->capture);
    r->capture = NULL;
    capture_secrets_free(&r->secrets);
}
