/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/ct/log_list.h"

#include "lib/base/b64.h"
#include "lib/base/cal.h"
#include "lib/base/lookup.h"
#include "lib/json/json_reader.h"

/* A list of public logs has some 1,500 values; a key of RSA has some 300 bytes. */
enum { VALUES_MAX = 1 << 16, KEY_MAX = 4096, SECONDS_A_DAY = 86400, SECONDS_DIGITS = 9 };

struct log_reader {
    struct log_list *out;
    struct arena *arena;
    struct fail *fail;
};

static enum err wrong(struct log_reader *reader, enum err e, struct span at)
{
    fail_set(reader->fail, e, at);
    return e;
}

/* The member of an object with this name and kind; NULL if there is none. */
static const struct json_value *member(const struct json_value *object, const char *name,
                                       enum json_kind kind)
{
    const struct json_value *v = jr_first(object);

    while (v != NULL && !span_eq(v->name, span_str(name)))
        v = jr_next(object, v);
    return v != NULL && v->kind == kind ? v : NULL;
}

/* A string; empty if there is none. */
static enum err take_text(struct log_reader *reader, struct span *out,
                          const struct json_value *object, const char *name)
{
    const struct json_value *v = member(object, name, JR_STRING);

    *out = (struct span){0};
    return v == NULL ? ERR_OK : jr_string(out, v, reader->arena);
}

/* Bytes in base64, which must be there. */
static enum err take_bytes(struct log_reader *reader, struct span *out,
                           const struct json_value *object, const char *name)
{
    struct fail fail = {0};
    struct span text;
    struct buf bytes;

    TRY(take_text(reader, &text, object, name));
    if (text.n == 0)
        return wrong(reader, ERR_LOG_LIST_FORM, object->text);
    buf_init(&bytes, KEY_MAX);
    enum err e = b64_decode(&bytes, text, &fail);
    if (e == ERR_OK)
        e = arena_copy(reader->arena, out, buf_span(&bytes));
    buf_free(&bytes);
    return e == ERR_OK ? ERR_OK : wrong(reader, e, text);
}

/* A time in seconds; `otherwise` if there is none. */
static enum err take_time(struct log_reader *reader, int64_t *out, const struct json_value *object,
                          const char *name, int64_t otherwise)
{
    struct span text;

    *out = otherwise;
    TRY(take_text(reader, &text, object, name));
    if (text.n > 0 && cal_parse(out, text) != ERR_OK)
        return wrong(reader, ERR_LOG_LIST_FORM, text);
    return ERR_OK;
}

/* A number of seconds; -1 if there is none, or not of this kind. */
static int64_t take_seconds(const struct json_value *object, const char *name)
{
    const struct json_value *v = member(object, name, JR_NUMBER);
    int64_t out = 0;

    if (v == NULL || v->text.n > SECONDS_DIGITS)
        return -1;
    for (size_t i = 0; i < v->text.n; i++) {
        if (v->text.p[i] < '0' || v->text.p[i] > '9')
            return -1;
        out = out * 10 + (v->text.p[i] - '0');
    }
    return out;
}

/* The id is the digest of the key (RFC 6962 3.2). */
static enum err take_key(struct log_reader *reader, struct ct_log *log,
                         const struct json_value *object)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct fail fail = {0};

    TRY(take_bytes(reader, &log->id, object, "log_id"));
    TRY(take_bytes(reader, &log->spki, object, "key"));
    digest_of(DIGEST_SHA256, digest, log->spki);
    if (!span_eq(log->id, span_of(digest, SCT_LOG_ID)) ||
        keyinfo_parse(&log->key, log->spki, &fail) != ERR_OK)
        return wrong(reader, ERR_LOG_LIST_KEY, object->text);
    if (log_list_find(reader->out, log->id) != NULL)
        return wrong(reader, ERR_LOG_LIST_TWICE, object->text);
    return ERR_OK;
}

/* The state is the name of the only member of `state`. */
static enum err take_state(struct log_reader *reader, struct ct_log *log,
                           const struct json_value *object)
{
    static const char names[LOG_STATES][12] = {
        [LOG_NO_STATE] = "",
        [LOG_PENDING] = ROW_TEXT("pending"),
        [LOG_QUALIFIED] = ROW_TEXT("qualified"),
        [LOG_USABLE] = ROW_TEXT("usable"),
        [LOG_READONLY] = ROW_TEXT("readonly"),
        [LOG_RETIRED] = ROW_TEXT("retired"),
        [LOG_REJECTED] = ROW_TEXT("rejected"),
    };
    const struct json_value *state = member(object, "state", JR_OBJECT);
    const struct json_value *v = state == NULL ? NULL : jr_first(state);
    int64_t seconds;

    log->state_ms = INT64_MIN;
    if (v == NULL)
        return ERR_OK;
    if (jr_next(state, v) != NULL)
        return wrong(reader, ERR_LOG_LIST_FORM, state->text);
    log->state_name = v->name;
    for (int i = LOG_PENDING; i < LOG_STATES; i++) {
        if (span_eq(v->name, span_str(names[i])))
            log->state = (enum log_state)i;
    }
    TRY(take_time(reader, &seconds, v, "timestamp", INT64_MIN));
    if (seconds != INT64_MIN)
        log->state_ms = seconds * 1000;
    return ERR_OK;
}

static enum err take_interval(struct log_reader *reader, struct ct_log *log,
                              const struct json_value *object)
{
    const struct json_value *interval = member(object, "temporal_interval", JR_OBJECT);

    log->from = INT64_MIN;
    log->until = INT64_MAX;
    if (interval == NULL)
        return ERR_OK;
    TRY(take_time(reader, &log->from, interval, "start_inclusive", INT64_MIN));
    return take_time(reader, &log->until, interval, "end_exclusive", INT64_MAX);
}

/* Operators before the present one, each with the time at which it ended. */
static enum err take_previous(struct log_reader *reader, struct ct_log *log,
                              const struct json_value *object)
{
    const struct json_value *list = member(object, "previous_operators", JR_ARRAY);
    const struct json_value *v = list == NULL ? NULL : jr_first(list);

    for (; v != NULL; v = jr_next(list, v)) {
        struct log_operator one;
        int64_t seconds;
        TRY(take_text(reader, &one.name, v, "name"));
        TRY(take_time(reader, &seconds, v, "end_time", INT64_MIN));
        if (one.name.n == 0 || seconds == INT64_MIN || log->num_previous == LOG_PREVIOUS_MAX)
            return wrong(reader, ERR_LOG_LIST_FORM, v->text);
        one.until_ms = seconds * 1000;
        log->previous[log->num_previous++] = one;
    }
    return ERR_OK;
}

static enum err take_log(struct log_reader *reader, const struct json_value *object,
                         struct span operator_name, bool is_tiled)
{
    struct log_list *out = reader->out;
    struct ct_log log = {.operator_name = operator_name, .is_tiled = is_tiled};

    if (object->kind != JR_OBJECT)
        return wrong(reader, ERR_LOG_LIST_FORM, object->text);
    if (out->num == LOG_LIST_LOGS)
        return wrong(reader, ERR_LOG_LIST_SIZE, object->text);
    TRY(take_key(reader, &log, object));
    TRY(take_text(reader, &log.description, object, "description"));
    TRY(take_text(reader, &log.url, object, is_tiled ? "submission_url" : "url"));
    if (is_tiled)
        TRY(take_text(reader, &log.monitoring_url, object, "monitoring_url"));
    log.mmd = take_seconds(object, "mmd");
    TRY(take_state(reader, &log, object));
    TRY(take_interval(reader, &log, object));
    TRY(take_previous(reader, &log, object));
    TRY(ARENA_GROW(reader->arena, out->logs, out->num, out->cap));
    out->logs[out->num++] = log;
    return ERR_OK;
}

static enum err take_logs(struct log_reader *reader, const struct json_value *object,
                          struct span operator_name, bool is_tiled)
{
    const struct json_value *list = member(object, is_tiled ? "tiled_logs" : "logs", JR_ARRAY);
    const struct json_value *v = list == NULL ? NULL : jr_first(list);

    for (; v != NULL; v = jr_next(list, v))
        TRY(take_log(reader, v, operator_name, is_tiled));
    return ERR_OK;
}

static enum err take_operators(struct log_reader *reader, const struct json_value *list)
{
    for (const struct json_value *v = jr_first(list); v != NULL; v = jr_next(list, v)) {
        struct span name;
        if (v->kind != JR_OBJECT)
            return wrong(reader, ERR_LOG_LIST_FORM, v->text);
        TRY(take_text(reader, &name, v, "name"));
        if (name.n == 0)
            return wrong(reader, ERR_LOG_LIST_FORM, v->text);
        TRY(take_logs(reader, v, name, false));
        TRY(take_logs(reader, v, name, true));
    }
    return ERR_OK;
}

enum err log_list_read(struct log_list *out, struct span text, struct arena *arena,
                       struct fail *fail)
{
    struct log_reader reader = {out, arena, fail};
    struct json_text json;

    *out = (struct log_list){0};
    if (text.n > LOG_LIST_MAX)
        return wrong(&reader, ERR_LOG_LIST_SIZE, text);
    TRY(jr_read(&json, text, VALUES_MAX, arena, fail));
    const struct json_value *operators = member(json.v, "operators", JR_ARRAY);
    TRY(take_text(&reader, &out->version, json.v, "version"));
    TRY(take_time(&reader, &out->timestamp, json.v, "log_list_timestamp", INT64_MIN));
    if (operators == NULL || out->timestamp == INT64_MIN)
        return wrong(&reader, ERR_LOG_LIST_FORM, span_head(text, 1));
    return take_operators(&reader, operators);
}

const struct ct_log *log_list_find(const struct log_list *list, struct span id)
{
    for (size_t i = 0; i < list->num; i++) {
        if (span_eq(list->logs[i].id, id))
            return &list->logs[i];
    }
    return NULL;
}

/* The first to end of those that had not ended yet. */
struct span log_operator_at(const struct ct_log *log, int64_t ms)
{
    struct log_operator found = {log->operator_name, INT64_MAX};

    for (size_t i = 0; i < log->num_previous; i++) {
        if (ms < log->previous[i].until_ms && log->previous[i].until_ms < found.until_ms)
            found = log->previous[i];
    }
    return found.name;
}

bool log_takes(const struct ct_log *log, int64_t not_after)
{
    return not_after >= log->from && not_after < log->until;
}

int64_t log_list_age(const struct log_list *list, int64_t time)
{
    return (time - list->timestamp) / SECONDS_A_DAY;
}

bool log_list_is_stale(const struct log_list *list, int64_t time)
{
    return time - list->timestamp > (int64_t)LOG_LIST_DAYS * SECONDS_A_DAY;
}
