/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/capture/capture_conn.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/capture/record_dump.h"
#include "lib/tls/wire/first_flight.h"
#include "lib/view/text/envelope.h"
#include "lib/view/cert/label.h"

enum {
    CHUNK = 1 << 20,
    PART = 1 << 16,
    HEAD = 64,
    RAW_MAX = 64 << 20, /* records without a capture are few, and kept in memory */
    KEY_MAX = 1 << 20,
    WAIT_US = 10000000,
    PROGRESS_FIRST = 1000000,
    PROGRESS_NEXT = 250000,
    MEGA = 1000000,
};
static const size_t keylog_max = SIZE_MAX / 2; /* they are mapped where they are huge */

/* --- secrets and keys --------------------------------------------------------------------- */

int decode_file_failed(struct decode_job *j, const char *path, enum err e, int sys_errno)
{
    int code = cmd_file_failed(j->run, path, e, sys_errno);
    struct buf why;

    buf_init(&why, PART);
    cmd_file_why(&why, path, e, sys_errno);
    buf_u8(&why, '\0');
    for (size_t i = 0; i < j->num_inputs && j->opts->result.json && why.err == ERR_OK; i++) {
        if (error_json(&j->run->out.data, j->command, j->inputs[i], cmd_file_reason(e),
                       (const char *)why.p) != ERR_OK)
            code = EXIT_FAULT;
    }
    buf_free(&why);
    return code;
}

static int open_keylog(struct decode_job *j, const char *path)
{
    struct file file = {0};
    uint64_t lines = j->secrets.lines, bad = j->secrets.bad;
    uint64_t wait_us = j->opts->timeout_us != 0 ? j->opts->timeout_us : WAIT_US;
    enum err e = file_read_within(&file, path, keylog_max, (int)(wait_us / 1000));

    if (e == ERR_OK)
        e = secret_index_add(&j->secrets, file.bytes);
    if (e == ERR_OK && j->secrets.lines == lines && j->secrets.bad > bad)
        e = first_flight_no_keylog(file.bytes, ERR_TLS_KEYLOG_LINE);
    else if (e == ERR_OK && j->secrets.bad > bad)
        output_say(&j->run->out,
                   "%s: lines that do not belong to a key log: %" PRIu64 "; ignored (%s)", path,
                   j->secrets.bad - bad, err_ref(ERR_TLS_KEYLOG_LINE));
    int sys_errno = file.sys_errno;
    file_wipe(&file);
    return e == ERR_OK ? EXIT_OK : decode_file_failed(j, path, e, sys_errno);
}

static int open_key(struct decode_job *j, const char *path)
{
    struct file file = {0};
    enum err e = file_read(&file, path, KEY_MAX);
    int sys_errno = file.sys_errno;

    if (e == ERR_OK)
        e = privkey_new(&j->keys[j->num_keys], file.bytes);
    if (e != ERR_OK && sys_errno == 0 && item_guess(file.bytes) == ITEM_PKCS12)
        e = ERR_IS_PKCS12;
    file_wipe(&file);
    if (e == ERR_OK && privkey_kind(j->keys[j->num_keys++]) != KEY_RSA)
        return cmd_wrong(j->run,
                         "%s: not an RSA key: only RSA keys can decrypt a connection",
                         path);
    return e == ERR_OK ? EXIT_OK : decode_file_failed(j, path, e, sys_errno);
}

int decode_open(struct decode_job *j)
{
    const struct decode_opts *o = j->opts;
    struct rng rng = rng_system(&j->random);
    int code = EXIT_OK;

    rng_fill(&rng, j->hash_key, sizeof j->hash_key);
    secret_index_init(&j->secrets, j->hash_key);
    sessions_init(&j->sessions, j->hash_key);
    j->keys = arena_alloc(j->run->arena, o->keys.num + 1, sizeof(struct privkey *));
    if (j->keys == NULL)
        return EXIT_FAULT;
    for (size_t i = 0; i < o->keylogs.num && code == EXIT_OK; i++)
        code = open_keylog(j, o->keylogs.v[i]);
    for (size_t i = 0; i < o->keys.num && code == EXIT_OK; i++)
        code = open_key(j, o->keys.v[i]);
    return code;
}

void decode_close(struct decode_job *j)
{
    verifier_close(&j->verifier);
    secret_index_free(&j->secrets);
    sessions_free(&j->sessions);
    readkeys_cache_free(&j->contexts);
    for (size_t i = 0; i < j->num_keys; i++)
        privkey_free(j->keys[i]);
    j->num_keys = 0;
    buf_free(&j->pem);
    buf_wipe(&j->page);
}

/* --- reading ------------------------------------------------------------------------------ */

/* A file that is read in pieces. */
struct intake {
    struct decode_job *job;
    int fd;
    int sys_errno;
    uint64_t size, done;  /* size 0: not known */
    uint64_t began, next; /* of the progress line */
    bool shows, shown, ended;
    struct buf chunk;
};

static uint64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * MEGA + (uint64_t)t.tv_nsec / 1000;
}

static void say(struct buf *text)
{
    if (write(STDERR_FILENO, text->p, text->n) < 0)
        buf_truncate(text, 0); /* nobody can be told */
    buf_free(text);
}

static void progress_clear(struct intake *s)
{
    struct buf text;

    if (!s->shown)
        return;
    s->shown = false;
    buf_init(&text, CHUNK);
    buf_str(&text, "\r\033[K");
    say(&text);
}

static void progress(struct intake *s)
{
    uint64_t now = s->shows ? now_us() : 0;
    struct buf text;

    if (!s->shows || now < s->next)
        return;
    s->next = now + PROGRESS_NEXT;
    s->shown = true;
    buf_init(&text, CHUNK);
    buf_printf(&text, "\r\033[K%s: ", s->job->run->out.who);
    safe_put(&text, span_str(s->job->path));
    if (s->size > 0)
        buf_printf(&text, ": %" PRIu64 " %%", s->done * 100 / s->size);
    buf_printf(&text, ", %" PRIu64 " MB, %" PRIu64 " connection%s, %" PRIu64 " with TLS",
               s->done / MEGA, s->job->num_seen, buf_plural(s->job->num_seen), s->job->num_tls);
    say(&text);
}

static enum err intake_open(struct intake *s, struct decode_job *j, const char *path)
{
    struct stat st;

    *s = (struct intake){.job = j, .shows = isatty(STDERR_FILENO) == 1};
    buf_init(&s->chunk, CHUNK);
    s->began = now_us();
    s->next = s->began + PROGRESS_FIRST;
    s->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0 || fstat(s->fd, &st) != 0) {
        s->sys_errno = errno;
        return ERR_OPEN;
    }
    if (S_ISDIR(st.st_mode))
        return ERR_IS_DIRECTORY;
    s->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    return ERR_OK;
}

static void intake_close(struct intake *s)
{
    progress_clear(s);
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    buf_wipe(&s->chunk);
}

/* intake_read fills the chunk with what comes next, at least `least` bytes unless the end is
 * there. */
static enum err intake_read(struct intake *s, size_t least)
{
    buf_truncate(&s->chunk, 0);
    uint8_t *at = buf_room(&s->chunk, CHUNK);
    size_t n = 0;

    if (at == NULL)
        return s->chunk.err;
    while (n < least && !s->ended) {
        ssize_t got = read(s->fd, at + n, CHUNK - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            s->sys_errno = errno;
            return ERR_READ;
        }
        s->ended = got == 0;
        n += (size_t)got;
    }
    s->done += n;
    buf_truncate(&s->chunk, n);
    return ERR_OK;
}

/* What has been written so far goes out while the next piece is awaited. */
static bool between(struct intake *s)
{
    struct output *out = &s->job->run->out;

    if (out->data.n > 0)
        progress_clear(s);
    if (!output_flush(out))
        return false;
    progress(s);
    return true;
}

/* --- the two kinds of files --------------------------------------------------------------- */

/* A chunk, in parts that are small against the memory there is. */
static enum err feed(struct decode_job *j, struct span chunk)
{
    enum err e = ERR_OK;

    for (; chunk.n > 0 && e == ERR_OK; chunk = span_tail(chunk, PART)) {
        e = capture_feed(j->capture, span_head(chunk, PART));
        while (decode_flow_weight(j) > DECODE_MEMORY && capture_evict(j->capture))
            ;
    }
    return e;
}

static enum err read_capture(struct intake *s)
{
    struct decode_job *j = s->job;
    struct capture_hooks hooks = decode_flow_hooks(j);
    enum err e = capture_new(&j->capture, &hooks);

    while (e == ERR_OK && s->chunk.n > 0) {
        e = feed(j, buf_span(&s->chunk));
        if (e == ERR_OK && !between(s))
            break;
        if (e == ERR_OK)
            e = intake_read(s, 1);
    }
    if (j->capture == NULL)
        return e;
    /* What is open is closed in any case: it has been told so far. */
    enum err end = capture_end(j->capture);
    return e != ERR_OK ? e : end;
}

/* Records, binary or hexadecimal. */
static enum err read_raw(struct intake *s)
{
    struct buf text, bytes;
    enum err e = ERR_OK;

    buf_init(&text, RAW_MAX);
    buf_init(&bytes, RAW_MAX);
    while (e == ERR_OK && s->chunk.n > 0) {
        buf_put(&text, buf_span(&s->chunk));
        e = text.err == ERR_LIMIT ? ERR_CAPTURE_NEITHER : text.err;
        if (e == ERR_OK)
            e = intake_read(s, 1);
    }
    if (e == ERR_OK)
        e = first_flight_text(&bytes, buf_span(&text));
    if (e == ERR_OK)
        e = decode_raw(s->job, buf_span(&bytes));
    buf_wipe(&text);
    buf_wipe(&bytes);
    return e;
}

/* --- what is said of a file --------------------------------------------------------------- */

/* Where a capture breaks off, what came before has been told. */
static int failed(struct intake *s, const char *path, enum err e)
{
    struct decode_job *j = s->job;

    if (j->capture == NULL || s->sys_errno != 0)
        return cmd_file_failed(j->run, path, e, s->sys_errno);
    output_say(&j->run->out, "%s: at byte %" PRIu64 ": %s%s%s%s [%s]", path,
               capture_offset(j->capture), err_text(e), err_ref(e)[0] != 0 ? " (" : "", err_ref(e),
               err_ref(e)[0] != 0 ? ")" : "", reason_code(err_reason(e)));
    return reason_exit(err_reason(e));
}

static enum err nothing_json(struct decode_job *j, const char *path, const char *why)
{
    struct json_writer w = {.out = &j->run->out.data};
    enum reason reason = err_reason(ERR_CAPTURE_NO_TLS);

    envelope_open(&w, j->command, path, reason);
    jw_list(&w, "findings");
    envelope_finding(&w, reason, why, "", NULL, NULL);
    jw_list_end(&w);
    decode_passed_json(&w, j->capture);
    return envelope_close(&w);
}

static int say_nothing(struct decode_job *j, const char *path)
{
    struct output *out = &j->run->out;
    enum err e = ERR_CAPTURE_NO_TLS;
    struct buf text;

    buf_init(&text, 1 << 10);
    if (j->opts->flow > 0 && j->capture != NULL && !j->has_number)
        buf_printf(&text, "there is no connection %d: the number of connections is "
                          "%" PRIu64, j->opts->flow,
                   j->num_seen);
    else if (j->opts->flow > 0 && j->capture != NULL)
        buf_printf(&text, "connection %d is not TLS", j->opts->flow);
    else
        buf_printf(&text, "%s: %" PRIu64 " TCP connection%s", err_text(e), j->num_seen,
                   buf_plural(j->num_seen));
    if (j->looks_like != NULL)
        buf_printf(&text, "; seen: %s", j->looks_like);
    size_t before = text.n;
    buf_str(&text, "; ignored: ");
    size_t begun = text.n;
    decode_passed_text(&text, j->capture);
    if (text.n == begun)
        buf_truncate(&text, before);
    buf_u8(&text, 0);
    const char *why = (const char *)text.p;
    enum err put = j->opts->result.json ? nothing_json(j, path, why) : ERR_OK;
    output_say(out, "%s: %s [%s]", path, why, reason_code(err_reason(e)));
    buf_free(&text);
    return reason_exit(err_reason(put != ERR_OK ? put : e));
}

static void say_sums(const struct decode_job *j)
{
    const struct capture_sums *sums = capture_sums(j->capture);
    struct buf *out = &j->run->out.data;

    if (j->opts->result.json || j->opts->result.quiet || !j->is_table || j->details)
        return;
    buf_printf(out, "\n%" PRIu64 " connection%s with TLS, %" PRIu64 " without", j->num_tls,
               buf_plural(j->num_tls), j->num_other);
    if (sums->gaps > 0)
        buf_printf(out, "; bytes are missing in %" PRIu64 " place%s", sums->gaps,
                   buf_plural(sums->gaps));
    buf_str(out, ".  --flow N shows one of them, --all each.\n");
    struct buf text;
    buf_init(&text, 1 << 12);
    decode_passed_text(&text, j->capture);
    if (text.n > 0)
        buf_printf(out, "Ignored: %.*s.\n", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

static void put_name(struct buf *out, const char *path)
{
    safe_put(out, span_str(label_input(path)));
    buf_str(out, ":\n");
}

static void begin(struct decode_job *j, const char *path)
{
    j->path = path;
    j->capture = NULL;
    j->num_tls = j->num_other = j->num_seen = 0;
    j->has_number = j->is_table = j->has_heading = false;
    j->looks_like = NULL;
    j->evicted = 0;
    if (j->run->num_operands > 1 && !j->opts->result.json && !j->opts->result.quiet &&
        !j->to_stdout && j->show == NULL)
        put_name(&j->run->out.data, path);
}

int decode_file(struct decode_job *j, const char *path)
{
    struct intake s;
    int code = EXIT_OK;
    enum err e = intake_open(&s, j, path);

    begin(j, path);
    if (e == ERR_OK)
        e = intake_read(&s, HEAD);
    bool is_capture = e == ERR_OK && capture_is(buf_span(&s.chunk));
    if (e == ERR_OK && s.chunk.n == 0)
        e = ERR_EMPTY_INPUT;
    else if (e == ERR_OK && span_starts(buf_span(&s.chunk), SPAN_LIT("\x1f\x8b")))
        e = ERR_CAPTURE_GZIP;
    else if (e == ERR_OK)
        e = is_capture ? read_capture(&s) : read_raw(&s);
    progress_clear(&s);
    decode_show_end(j);
    if (j->evicted > 0)
        output_say(&j->run->out,
                   "%s: connections given up before their end: %" PRIu64 "; those open at the "
                   "same time needed more than %d MiB, or were more than %d",
                   path, j->evicted, DECODE_MEMORY >> 20, CAPTURE_FLOWS_MAX);
    if (e != ERR_OK)
        code = failed(&s, path, e);
    else if (j->num_tls == 0 && !j->run->out.failed)
        code = say_nothing(j, path);
    else if (is_capture && j->show == NULL)
        say_sums(j);
    if (e != ERR_OK && j->opts->result.json &&
        error_json(&j->run->out.data, j->command, path, err_reason(e), err_text(e)) != ERR_OK)
        code = cmd_worse(code, EXIT_FAULT);
    capture_free(j->capture);
    j->capture = NULL;
    intake_close(&s);
    return code;
}
