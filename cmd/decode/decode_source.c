/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/decode/decode_source.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "app/file_error.h"
#include "cmd/decode/decode_passed.h"
#include "lib/view/text/envelope.h"

enum {
    WHY_MAX = 1 << 16,
    TEXT_MAX = 1 << 20,
    NOTHING_MAX = 1 << 10,
    WAIT_US = 10000000,
    PROGRESS_FIRST = 1000000,
    PROGRESS_NEXT = 250000,
    MEGA = 1000000,
};

/* --- secrets and keys --------------------------------------------------------------------- */

/* Nothing can be read without this file, so JSON gets an error for each input. */
int decode_source_failed(struct decode_source *source, const char *path, enum err e, int sys_errno)
{
    int code = file_error_say(&source->run->out, path, e, sys_errno);
    struct buf why;

    buf_init(&why, WHY_MAX);
    file_error_put(&why, path, e, sys_errno);
    buf_u8(&why, '\0');
    for (size_t i = 0; i < source->num_inputs && source->json && why.err == ERR_OK; i++) {
        if (error_json(&source->run->out.data, source->command, source->inputs[i],
                       file_error_reason(e), (const char *)why.p) != ERR_OK)
            code = EXIT_FAULT;
    }
    buf_free(&why);
    return code;
}

/* Wrong lines are ignored and counted, if at least one line is good. */
static int open_keylog(struct decode_source *source, const char *path, int wait_ms)
{
    uint64_t bad = 0;
    int sys_errno = 0;
    enum err e = capture_secrets_keylog(&source->reader.secrets, path, wait_ms, &bad, &sys_errno);

    if (e != ERR_OK)
        return decode_source_failed(source, path, e, sys_errno);
    if (bad > 0)
        output_say(&source->run->out,
                   "%s: lines that do not belong to a key log: %" PRIu64 "; ignored (%s)", path,
                   bad, err_ref(ERR_TLS_KEYLOG_LINE));
    return EXIT_OK;
}

static int open_key(struct decode_source *source, const char *path)
{
    enum key_kind kind;
    int sys_errno = 0;
    enum err e =
        capture_secrets_key(&source->reader.secrets, path, &kind, &source->passphrase, &sys_errno);

    if (e != ERR_OK)
        return decode_source_failed(source, path, e, sys_errno);
    if (kind != KEY_RSA)
        return cmd_wrong(source->run, "%s: not an RSA key: only RSA keys can decrypt a connection",
                         path);
    return EXIT_OK;
}

/* --- progress ----------------------------------------------------------------------------- */

static uint64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * MEGA + (uint64_t)t.tv_nsec / 1000;
}

/* Writes to standard error at once and frees the text. */
static void say(struct buf *text)
{
    if (write(STDERR_FILENO, text->p, text->n) < 0)
        buf_truncate(text, 0); /* nobody reads it */
    buf_free(text);
}

void decode_source_quiet(struct decode_source *source)
{
    struct buf text;

    if (!source->progress.is_shown)
        return;
    source->progress.is_shown = false;
    buf_init(&text, TEXT_MAX);
    buf_str(&text, "\r\033[K");
    say(&text);
}

/* At most one line every PROGRESS_NEXT, and none during the first second. */
static void show_progress(struct decode_source *source)
{
    const struct capture_reader *r = &source->reader;
    struct decode_progress *p = &source->progress;
    uint64_t now = p->is_wanted ? now_us() : 0;
    struct buf text;

    if (!p->is_wanted || now < p->next_us)
        return;
    p->next_us = now + PROGRESS_NEXT;
    p->is_shown = true;
    buf_init(&text, TEXT_MAX);
    buf_printf(&text, "\r\033[K%s: ", source->run->out.who);
    safe_put(&text, span_str(r->path));
    if (r->size > 0)
        buf_printf(&text, ": %" PRIu64 " %%", r->done * 100 / r->size);
    buf_printf(&text, ", %" PRIu64 " MB, %" PRIu64 " connection%s, %" PRIu64 " with TLS",
               r->done / MEGA, r->num_seen, buf_plural(r->num_seen), r->num_tls);
    say(&text);
}

/* What was written so far goes out before the next piece is awaited. */
static bool on_progress(void *ctx)
{
    struct decode_source *s = ctx;
    struct output *out = &s->run->out;

    if (out->data.n > 0)
        decode_source_quiet(s);
    if (!output_flush(out))
        return false;
    show_progress(s);
    return true;
}

/* --- messages about a file ---------------------------------------------------------------- */

static void on_skipped(void *ctx, enum err e, uint64_t offset)
{
    struct decode_source *s = ctx;

    output_say(&s->run->out, "%s: at byte %" PRIu64 ": %s: ignored%s%s%s", s->reader.path, offset,
               err_text(e), err_ref(e)[0] != 0 ? " (" : "", err_ref(e),
               err_ref(e)[0] != 0 ? ")" : "");
}

/* If a capture breaks off, what came before has been shown. */
static int failed(struct decode_source *source, enum err e)
{
    const struct capture_reader *r = &source->reader;

    if (r->capture == NULL || r->sys_errno != 0)
        return file_error_say(&source->run->out, r->path, e, r->sys_errno);
    output_say(&source->run->out, "%s: at byte %" PRIu64 ": %s%s%s%s [%s]", r->path,
               capture_offset(r->capture), err_text(e), err_ref(e)[0] != 0 ? " (" : "", err_ref(e),
               err_ref(e)[0] != 0 ? ")" : "", reason_code(err_reason(e)));
    return reason_exit(err_reason(e));
}

/* A file without TLS has an object too, with the packets that were ignored. */
static enum err nothing_json(struct decode_source *source, const char *why)
{
    struct json_writer w = {.out = &source->run->out.data};
    enum reason reason = err_reason(ERR_CAPTURE_NO_TLS);

    envelope_open(&w, source->command, source->reader.path, reason);
    jw_list(&w, "findings");
    envelope_finding(&w, reason, why, "", NULL, NULL);
    jw_list_end(&w);
    decode_passed_json(&w, source->reader.capture);
    return envelope_close(&w);
}

/* Why there is nothing to show. */
static void put_nothing(struct buf *text, const struct capture_reader *r)
{
    if (r->flow > 0 && r->capture != NULL && !r->has_flow)
        buf_printf(text, "there is no connection %d: the number of connections is %" PRIu64,
                   r->flow, r->num_seen);
    else if (r->flow > 0 && r->capture != NULL)
        buf_printf(text, "connection %d is not TLS", r->flow);
    else
        buf_printf(text, "%s: %" PRIu64 " TCP connection%s", err_text(ERR_CAPTURE_NO_TLS),
                   r->num_seen, buf_plural(r->num_seen));
    if (r->looks_like != NULL)
        buf_printf(text, "; seen: %s", r->looks_like);
    size_t before = text->n;
    buf_str(text, "; ignored: ");
    size_t begun = text->n;
    decode_passed_text(text, r->capture);
    if (text->n == begun)
        buf_truncate(text, before);
    buf_u8(text, 0);
}

static int say_nothing(struct decode_source *source)
{
    enum err e = ERR_CAPTURE_NO_TLS;
    struct buf text;

    buf_init(&text, NOTHING_MAX);
    put_nothing(&text, &source->reader);
    const char *why = (const char *)text.p;
    enum err put = source->json ? nothing_json(source, why) : ERR_OK;
    output_say(&source->run->out, "%s: %s [%s]", source->reader.path, why,
               reason_code(err_reason(e)));
    buf_free(&text);
    return reason_exit(err_reason(put != ERR_OK ? put : e));
}

static void say_evicted(struct decode_source *source)
{
    if (source->reader.evicted > 0)
        output_say(&source->run->out,
                   "%s: connections given up before their end: %" PRIu64 "; those open at the "
                   "same time needed more than %d MiB, or were more than %d",
                   source->reader.path, source->reader.evicted, CAPTURE_MEMORY >> 20,
                   CAPTURE_FLOWS_MAX);
}

/* --- the whole ---------------------------------------------------------------------------- */

/* Stops at the first file that cannot be used. */
int decode_source_open(struct decode_source *source, const struct string_list *keylogs,
                       const struct string_list *keys, uint64_t timeout_us)
{
    int wait_ms = (int)((timeout_us != 0 ? timeout_us : WAIT_US) / 1000);
    int code = EXIT_OK;

    source->reader.listener.ctx = source;
    source->reader.listener.skipped = on_skipped;
    source->reader.listener.progress = on_progress;
    capture_secrets_init(&source->reader.secrets, source->run->arena);
    for (size_t i = 0; i < keylogs->num && code == EXIT_OK; i++)
        code = open_keylog(source, keylogs->v[i], wait_ms);
    for (size_t i = 0; i < keys->num && code == EXIT_OK; i++)
        code = open_key(source, keys->v[i]);
    passphrase_close(&source->passphrase);
    return code;
}

/* Even after a failure, the connections before it have been shown. */
int decode_source_read(struct decode_source *source, const char *path)
{
    struct capture_reader *r = &source->reader;
    int code = EXIT_OK;

    source->progress = (struct decode_progress){.is_wanted = output_rewrites(),
                                                .next_us = now_us() + PROGRESS_FIRST};
    enum err e = capture_read_file(r, path);
    decode_source_quiet(source);
    say_evicted(source);
    if (e != ERR_OK)
        code = failed(source, e);
    else if (r->num_tls == 0 && !source->run->out.failed)
        code = say_nothing(source);
    if (e != ERR_OK && source->json &&
        error_json(&source->run->out.data, source->command, path, err_reason(e), err_text(e)) !=
            ERR_OK)
        code = exit_worse(code, EXIT_FAULT);
    return r->out_of_memory ? exit_worse(code, EXIT_LIMIT) : code;
}

void decode_source_close(struct decode_source *source)
{
    capture_read_close(&source->reader);
}
