/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tile never changes, and is kept for as long as the cache keeps anything.  A checkpoint is kept
 * for minutes: one that has the leaf proves as much as a newer one, and one that does not have it,
 * or is damaged, is fetched again.
 */
#include "config.h"

#include "app/fetch/tile_shelf.h"

#include <stdio.h>

enum { CHECKPOINT_SECONDS = 600, URL_MAX = 2048 };

enum shelf_state { SHELF_WANTED, SHELF_RUNNING, SHELF_CAME, SHELF_ABSENT, SHELF_FAILED };

/* One file of one log. */
struct shelf_file {
    struct tile_shelf *shelf;
    const struct ct_log *log;
    char path[TILE_PATH_SIZE];
    enum shelf_state state;
    struct fetch *running;
    struct span url;  /* with a zero after it */
    struct span body; /* or why it did not come: */
    struct span text;
    enum err err;
    bool from_cache, fresh;
};

struct tile_shelf {
    struct shelf_setup setup;
    struct tile_source source;
    struct shelf_file files[SHELF_FILES];
    size_t num, num_running, bytes;
    uint64_t end_us;
    enum err err;
};

static bool is_checkpoint(const struct shelf_file *file)
{
    return strcmp(file->path, TILE_CHECKPOINT) == 0;
}

/* The URL of a file: static-ct-api has the paths below the monitoring prefix. */
static enum err put_url(struct shelf_file *file)
{
    struct span base = file->log->monitoring_url;
    struct buf url;

    while (base.n > 0 && base.p[base.n - 1] == '/')
        base.n--;
    buf_init(&url, URL_MAX);
    buf_put(&url, base);
    buf_printf(&url, "/%s", file->path);
    buf_u8(&url, 0);
    enum err e = url.err != ERR_OK
                     ? url.err
                     : arena_copy(file->shelf->setup.arena, &file->url, buf_span(&url));
    buf_free(&url);
    if (e == ERR_OK)
        file->url.n--;
    return e;
}

static struct shelf_file *find(struct tile_shelf *shelf, const struct tile_file *wanted)
{
    for (size_t i = 0; i < shelf->num; i++) {
        struct shelf_file *f = &shelf->files[i];
        if (f->log == wanted->log && strcmp(f->path, wanted->path) == 0)
            return f;
    }
    return NULL;
}

/* Notes a file to be fetched.  There is no place for it if the URL is too long. */
static void note(struct tile_shelf *shelf, const struct tile_file *wanted)
{
    struct shelf_file *f = &shelf->files[shelf->num];

    if (shelf->num == SHELF_FILES)
        return;
    *f = (struct shelf_file){.shelf = shelf, .log = wanted->log};
    snprintf(f->path, sizeof f->path, "%s", wanted->path);
    enum err e = put_url(f);
    if (e == ERR_OK)
        shelf->num++;
    else if (shelf->setup.arena->err != ERR_OK)
        shelf->err = e;
}

static enum err read_file(void *context, const struct tile_file *wanted, struct buf *out)
{
    struct tile_shelf *shelf = context;
    const struct tile_source *given = &shelf->setup.inputs->tiles;

    if (!ct_inputs_is_fetched(shelf->setup.inputs, wanted->place))
        return given->read(given->context, wanted, out);
    if (wanted->log->monitoring_url.n == 0)
        return ERR_TILE_MISSING;
    const struct shelf_file *f = find(shelf, wanted);
    if (f == NULL)
        note(shelf, wanted);
    if (f != NULL && f->state == SHELF_ABSENT)
        return ERR_TILE_MISSING;
    if (f == NULL || f->state != SHELF_CAME)
        return ERR_TILE_UNREAD;
    if (f->body.n > wanted->max)
        return ERR_TILE_FORM;
    buf_put(out, f->body);
    return ERR_OK;
}

struct tile_shelf *shelf_new(const struct shelf_setup *setup)
{
    struct tile_shelf *shelf = ARENA_NEW(setup->arena, struct tile_shelf);

    if (shelf == NULL)
        return NULL;
    *shelf = (struct tile_shelf){.setup = *setup};
    shelf->source =
        (struct tile_source){.context = shelf, .num = setup->inputs->tiles.num, .read = read_file};
    return shelf;
}

const struct tile_source *shelf_source(const struct tile_shelf *shelf)
{
    return &shelf->source;
}

/* What the report says about the log, if it has a timestamp of it. */
static enum sct_inclusion inclusion_of(const struct report *report, const struct ct_log *log)
{
    for (size_t i = 0; i < report->num_scts; i++) {
        if (span_eq(report->scts[i].log_id, log->id) &&
            report->scts[i].inclusion != INCLUSION_NOT_CHECKED)
            return report->scts[i].inclusion;
    }
    return INCLUSION_NOT_CHECKED;
}

/* Fetching. */

static void start_more(struct tile_shelf *shelf);

static void fail(struct shelf_file *file, enum err err, struct span text)
{
    struct arena *arena = file->shelf->setup.arena;

    /* The full tile may have taken the place of a partial one (static-ct-api, "Merkle Tree"). */
    file->state =
        err == ERR_FETCH_STATUS && strstr(file->path, ".p/") != NULL ? SHELF_ABSENT : SHELF_FAILED;
    file->err = err;
    if (text.n == 0)
        text = span_str(err_text(err));
    if (arena_copy(arena, &file->text, text) != ERR_OK)
        file->shelf->err = arena->err;
}

static void on_fetched(void *ctx, const struct fetch_result *result)
{
    struct shelf_file *f = ctx;
    struct tile_shelf *shelf = f->shelf;
    enum err e = result->err;

    f->running = NULL;
    f->from_cache = result->from_cache;
    if (e == ERR_OK && result->body.n > SHELF_BYTES - shelf->bytes)
        e = ERR_FETCH_LARGE;
    if (e != ERR_OK) {
        fail(f, e, result->text);
    } else {
        shelf->bytes += result->body.n;
        f->state = SHELF_CAME;
        if (arena_copy(shelf->setup.arena, &f->body, result->body) != ERR_OK)
            shelf->err = shelf->setup.arena->err;
    }
    shelf->num_running--;
    start_more(shelf);
    if (shelf->num_running == 0)
        shelf->setup.done(shelf->setup.ctx);
}

static struct fetch_request request_of(const struct shelf_file *file)
{
    return (struct fetch_request){.kind = FETCH_TILE,
                                  .url = file->url,
                                  .end_us = file->shelf->end_us,
                                  .now = file->shelf->setup.now,
                                  .fresh = file->fresh};
}

/* Starts what is wanted, as far as the number at a time allows. */
static void start_more(struct tile_shelf *shelf)
{
    for (size_t i = 0; i < shelf->num && shelf->num_running < SHELF_PARALLEL; i++) {
        struct shelf_file *f = &shelf->files[i];
        const struct fetch_request request = request_of(f);

        if (f->state != SHELF_WANTED)
            continue;
        enum err e = fetch_start(&f->running, shelf->setup.fetcher, &request, on_fetched, f);
        if (e != ERR_OK) {
            shelf->err = e;
            f->state = SHELF_FAILED;
            continue;
        }
        f->state = SHELF_RUNNING;
        shelf->num_running++;
    }
}

/* Something of the log is still to be fetched, so that there is no proof yet. */
static bool is_incomplete(const struct tile_shelf *shelf, const struct ct_log *log)
{
    for (size_t i = 0; i < shelf->num; i++) {
        if (shelf->files[i].log == log && shelf->files[i].state == SHELF_WANTED)
            return true;
    }
    return false;
}

/* What came from the cache, and led to no proof, is wanted once more. */
static void want_fresh(struct tile_shelf *shelf, const struct ct_log *log)
{
    for (size_t i = 0; i < shelf->num; i++) {
        struct shelf_file *f = &shelf->files[i];

        if (f->log == log && f->from_cache) {
            f->from_cache = false;
            f->fresh = true;
            f->state = SHELF_WANTED;
        }
    }
}

bool shelf_start(struct tile_shelf *shelf, const struct report *report, uint64_t end_us)
{
    shelf->end_us = end_us;
    for (size_t i = 0; i < shelf->num; i++) {
        const struct ct_log *log = shelf->files[i].log;

        if (shelf->files[i].from_cache && !is_incomplete(shelf, log) &&
            inclusion_of(report, log) != INCLUSION_PROVEN)
            want_fresh(shelf, log);
    }
    start_more(shelf);
    return shelf->num_running > 0;
}

void shelf_drop(struct tile_shelf *shelf)
{
    for (size_t i = 0; i < shelf->num; i++) {
        if (shelf->files[i].running != NULL)
            fetch_drop(shelf->files[i].running);
        shelf->files[i].running = NULL;
    }
    shelf->num_running = 0;
}

enum err shelf_error(const struct tile_shelf *shelf)
{
    return shelf->err;
}

/* The end. */

static void keep(struct tile_shelf *shelf, const struct shelf_file *file)
{
    const struct fetch_request request = request_of(file);

    if (file->state == SHELF_CAME && !file->from_cache)
        fetch_keep(shelf->setup.fetcher, &request, file->body,
                   is_checkpoint(file) ? shelf->setup.now + CHECKPOINT_SECONDS : INT64_MAX);
}

void shelf_conclude(struct tile_shelf *shelf, const struct report *report, struct output *out)
{
    const struct ct_log *said = NULL; /* one line for each log is enough */

    for (size_t i = 0; i < shelf->num; i++) {
        const struct shelf_file *f = &shelf->files[i];

        if (inclusion_of(report, f->log) == INCLUSION_PROVEN) {
            keep(shelf, f);
        } else if (f->state == SHELF_FAILED && f->log != said) {
            fetch_say(out, (const char *)f->url.p, f->err, f->text);
            said = f->log;
        }
    }
}
