/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each request begins with an empty arena; only what the block gets outlives it. */
#include "config.h"

#include "app/batch/answer.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "app/batch/pipeline.h"
#include "app/batch/request.h"
#include "app/batch/result_line.h"
#include "app/file_error.h"
#include "lib/net/net.h"

enum { WHY_MAX = 64 * 1024, DIGITS_MAX = 24 };

/* What one request at a time may have: the arena, by blocks of this size, and the result. */
enum { TURN_ARENA = 12 << 20, TURN_ARENA_BLOCK = 256 << 10, TURN_RESULT = 6 << 20 };

/* One request. */
struct question {
    struct batch *batch;
    struct batch_block *block;
    struct arena *arena;
    int64_t now;
    bool has_turn, is_full; /* is_full: the result is larger than the room for it */
    struct result_source source;
};

static void count(const struct question *q, enum reason reason)
{
    q->block->tally.results[reason]++;
    q->block->tally.no_id += q->source.id.n == 0;
}

/* Removes what was written of a result. */
static void take_back(struct question *q, size_t n, enum err e)
{
    buf_truncate(&q->block->answers, n);
    q->block->answers.err = e == ERR_LIMIT ? ERR_OK : e;
    q->is_full = e == ERR_LIMIT;
}

/* A result line without a verdict. */
static void put_error(struct question *q, enum reason reason, struct buf *why)
{
    size_t before = q->block->answers.n;

    buf_u8(why, '\0');
    const char *text = why->err == ERR_OK ? (const char *)why->p : err_text(why->err);
    enum err e = result_line_error(&q->block->answers, &q->source, reason, text);
    if (e != ERR_OK)
        take_back(q, before, e);
    else
        count(q, reason);
}

static void put_err(struct question *q, enum err e)
{
    struct buf why;

    buf_init(&why, WHY_MAX);
    buf_str(&why, err_text(e));
    put_error(q, err_reason(e), &why);
    buf_free(&why);
}

static void put_too_large(struct question *q)
{
    struct buf why;

    buf_init(&why, WHY_MAX);
    buf_printf(&why, "the result would be larger than %d MiB", TURN_RESULT >> 20);
    put_error(q, err_reason(ERR_LIMIT), &why);
    buf_free(&why);
}

static void put_verdict(struct question *q, struct verdict *verdict)
{
    size_t before = q->block->answers.n;

    verdict->view.input = q->source.input;
    verdict->view.is_request = q->block->kind == BLOCK_OF_LINES;
    enum err e = result_line(&q->block->answers, &q->source, &verdict->report, &verdict->view);

    if (e == ERR_OK) {
        count(q, verdict->reason);
        return;
    }
    take_back(q, before, e);
    if (q->is_full && q->has_turn)
        put_too_large(q);
    else if (!q->is_full)
        put_err(q, e);
}

/* What the chain had in common with others.  A certificate has its fingerprint from them. */
static void count_shared(const struct question *q, const struct chain_certs *certs,
                         const struct report *report)
{
    struct tally *tally = &q->block->tally;

    tally->signatures += report->signatures_checked;
    tally->signatures_known += report->signatures_known;
    tally->chains_known +=
        report->signatures_known > 0 && report->signatures_known == report->signatures_checked;
    tally->certs += certs->num;
    for (size_t i = 0; i < certs->num; i++)
        tally->certs_known += certs->v[i].cert->has_fingerprint;
}

/* Judges a chain that decodes. */
static void judge(struct question *q, const struct chain_certs *certs,
                  const struct verify_settings *settings)
{
    const struct verify_terms terms = {
        .now = q->now, .end_us = net_now_us() + q->batch->timeout_us, .settings = settings};
    struct verdict verdict;
    enum err e =
        verifier_judge(q->batch->verifier, certs, &settings->host, &terms, q->arena, &verdict);

    if (e == ERR_OK)
        count_shared(q, certs, &verdict.report);
    if (e == ERR_OK)
        put_verdict(q, &verdict);
    else
        put_err(q, e);
}

/* What is wrong with a line is never called the user's command line. */
static enum reason line_reason(enum err e)
{
    enum reason reason = err_reason(e);

    return reason == REASON_USAGE ? REASON_UNDECODABLE : reason;
}

static void answer_request(struct question *q, struct request *request,
                           const struct verify_settings *settings)
{
    struct chain_certs certs;
    struct buf why;

    buf_init(&why, WHY_MAX);
    request->origin = q->source.input;
    enum err e = request_certs(&certs, request, q->batch->verifier->known, &why, q->arena);
    if (e == ERR_OK)
        judge(q, &certs, settings);
    else
        put_error(q, line_reason(e), &why);
    buf_free(&why);
}

/* A line that is no request, or that would take more than the memory of one to read, is undecodable
 * in any case; only if the system has no memory, it is not the line's fault. */
static void put_bad_line(struct question *q, const struct fail *fail, struct span line,
                         uint64_t number)
{
    struct buf why;

    q->source.line = number;
    q->source.hint = request_hint(fail, line);
    buf_init(&why, WHY_MAX);
    request_error(&why, fail, line);
    put_error(q, fail->err == ERR_MEMORY ? err_reason(ERR_MEMORY) : REASON_UNDECODABLE, &why);
    buf_free(&why);
}

/* The shard of a request without an id is that of the number of its line. */
static bool is_of_shard(const struct question *q, struct span id, uint64_t number)
{
    const struct shard *shard = &q->batch->shard;
    char digits[DIGITS_MAX];
    unsigned own = 0;

    if (shard->of <= 1)
        return true;
    if (id.n == 0)
        id = span_of(digits, (size_t)snprintf(digits, sizeof digits, "%" PRIu64, number));
    /* Without memory for the digest the request is answered, and says so. */
    return line_id_shard(&own, id, shard->of, q->arena) != ERR_OK || own == shard->number;
}

static bool is_done(const struct question *q, struct span id)
{
    uint8_t digest[LINE_ID_DIGEST];

    return q->batch->done.ids.num > 0 && id.n > 0 &&
           line_id_digest(digest, id, q->arena) == ERR_OK &&
           digest_set_has(&q->batch->done.ids, digest);
}

/* Is this for us to answer?  If not, it is counted. */
static bool is_ours(const struct question *q, struct span id, uint64_t number)
{
    struct tally *tally = &q->block->tally;
    bool other = !is_of_shard(q, id, number), done = !other && is_done(q, id);

    tally->other_shard += other;
    tally->done_before += done;
    return !other && !done;
}

/* A request that is plainly not ours is not parsed. */
static void answer_line(struct question *q, struct span line, uint64_t number)
{
    struct verify_settings settings;
    struct request request;
    struct fail fail = {0};
    struct span id;
    bool quick = q->batch->selects && line_id_quick(&id, line);

    if (quick && !is_ours(q, id, number))
        return;
    enum err e = request_parse(&request, line, q->arena, &fail);

    q->source.id = request.id;
    if (!quick && !is_ours(q, request.id, number))
        return;
    if (e == ERR_OK)
        e = request_settings(&settings, &request, q->batch->verifier->settings, &fail);
    if (e == ERR_OK)
        answer_request(q, &request, &settings);
    else
        put_bad_line(q, &fail, line, number);
}

/* Reads and judges an open file as `verify` does, but says nothing about what is broken in it. */
static void answer_opened(struct question *q, const char *path, struct opened_file *opened)
{
    struct cert_input in;
    struct buf why;
    enum err e = cert_input_read_opened(&in, path, opened, CERT_INPUT_CHAIN,
                                        q->batch->verifier->known, q->arena);
    const struct chain_certs certs = {
        .v = in.certs, .num = in.num_certs, .broken = cert_input_broken(&in)};

    if (e == ERR_OK) {
        judge(q, &certs, q->batch->verifier->settings);
    } else {
        buf_init(&why, WHY_MAX);
        cert_input_error(&why, &in);
        put_error(q, err_reason(e), &why);
        buf_free(&why);
    }
    cert_input_close(&in);
}

/* Gives the worker the room of one that has its turn; false if no more can be written. */
static bool take_turn(struct question *q)
{
    struct buf *answers = &q->block->answers;

    if (!pipeline_turn(q->block))
        return false;
    if (q->has_turn)
        return true;
    q->has_turn = true;
    arena_free(q->arena);
    q->arena->cap = TURN_ARENA;
    q->arena->block = TURN_ARENA_BLOCK;
    /* All of it at once: what is not touched costs nothing. */
    answers->cap = TURN_RESULT;
    (void)buf_room(answers, TURN_RESULT);
    buf_truncate(answers, 0);
    return answers->err == ERR_OK;
}

/* Large files are answered one at a time, as large lines are, so that their memory is not
 * multiplied by the number of threads. */
static void answer_file(struct question *q, const char *path)
{
    struct opened_file opened;
    struct buf why;

    (void)file_open_at(&opened, AT_FDCWD, path); /* an error stays in what is opened */
    if (opened.is_open && opened.size > REQUEST_MAX) {
        buf_init(&why, WHY_MAX);
        buf_printf(&why, "%s: %s (%d MiB)", path, err_text(ERR_SIZE_LIMIT), REQUEST_MAX >> 20);
        put_error(q, err_reason(ERR_SIZE_LIMIT), &why);
        buf_free(&why);
        file_shut(&opened);
        return;
    }
    if (opened.is_open && opened.size > q->batch->file_bytes && !q->has_turn && !take_turn(q)) {
        file_shut(&opened);
        return;
    }
    answer_opened(q, path, &opened);
}

/* The path of a file is the id of its request. */
static void answer_path(struct question *q, const char *path)
{
    struct buf id;

    buf_init(&id, WHY_MAX);
    line_id_path(&id, path);
    q->source = (struct result_source){.id = buf_span(&id), .input = path};
    if (is_ours(q, q->source.id, 0))
        answer_file(q, path);
    buf_free(&id);
}

static bool is_blank(struct span line)
{
    size_t i = 0;

    while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t' || line.p[i] == '\r'))
        i++;
    return i == line.n;
}

static void answer_too_long(struct question *q)
{
    struct buf why;

    buf_init(&why, WHY_MAX);
    buf_printf(&why,
               "a line of %" PRIu64 " bytes is longer than %d MiB and was not read as a request",
               q->block->line_n, REQUEST_MAX >> 20);
    q->source = (struct result_source){.input = q->block->input, .line = q->block->line};
    if (line_id_read(&q->source.id, buf_span(&q->block->data), false, q->arena) != ERR_OK ||
        q->source.id.n > REQUEST_ID_MAX)
        q->source.id = (struct span){0};
    if (is_ours(q, q->source.id, q->block->line))
        put_error(q, REASON_UNDECODABLE, &why);
    buf_free(&why);
}

static void answer_unread(struct question *q)
{
    const struct batch_block *b = q->block;
    const char *path = b->data.n > 0 ? (const char *)b->data.p : b->input;
    struct buf why;

    buf_init(&why, WHY_MAX);
    (void)file_error_put(&why, path, b->err, b->sys_errno);
    q->source = (struct result_source){.input = path};
    put_error(q, file_error_reason(b->err), &why);
    buf_free(&why);
}

/* A request is what is between two ends in the block; the number is that of a line. */
static void answer_once(struct question *q, struct span request, uint64_t number)
{
    q->is_full = false;
    q->source = (struct result_source){.input = q->block->input};
    switch (q->block->kind) {
    case BLOCK_OF_LINES:
        if (!is_blank(request))
            answer_line(q, request, number);
        break;
    case BLOCK_OF_PATHS: answer_path(q, (const char *)request.p); break;
    case BLOCK_TOO_LONG: answer_too_long(q); break;
    case BLOCK_UNREAD: answer_unread(q); break;
    }
    q->is_full = q->is_full || q->arena->err == ERR_LIMIT;
    arena_reset(q->arena);
}

/* Answers a request, again if there was too little room.  With its turn, a block has each result
 * written at once.  False if no more can be written. */
static bool answer_request_of(struct question *q, struct span request, uint64_t number)
{
    struct batch_block *block = q->block;
    const struct tally before = block->tally;
    size_t n = block->answers.n;

    if (q->has_turn && !take_turn(q))
        return false;
    answer_once(q, request, number);
    if (!q->is_full || q->has_turn)
        return true;
    buf_truncate(&block->answers, n);
    block->tally = before;
    if (!take_turn(q))
        return false;
    answer_once(q, request, number);
    return true;
}

static void answer_all(struct question *q)
{
    uint8_t end = q->block->kind == BLOCK_OF_PATHS ? '\0' : '\n';
    struct span rest = buf_span(&q->block->data);
    uint64_t number = q->block->line;

    if (q->block->kind == BLOCK_TOO_LONG || q->block->kind == BLOCK_UNREAD) {
        (void)answer_request_of(q, rest, number);
        return;
    }
    while (rest.n > 0) {
        size_t n = span_find(rest, end);

        if (!answer_request_of(q, span_head(rest, n), number++))
            return;
        rest = span_tail(rest, n + 1);
    }
}

/* Each block takes the time again, since a batch may run for weeks. */
void answer_block(struct batch *batch, struct batch_block *block, struct arena *arena)
{
    struct question q = {
        .batch = batch, .block = block, .arena = arena, .now = (int64_t)time(NULL)};
    size_t arena_cap = arena->cap, arena_block = arena->block;

    if (!block->is_large || take_turn(&q))
        answer_all(&q);
    if (!q.has_turn)
        return;
    arena_free(arena);
    arena->cap = arena_cap;
    arena->block = arena_block;
}
