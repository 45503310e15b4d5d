/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/request.h"

#include "lib/base/cal.h"
#include "lib/base/suggest.h"
#include "lib/json/json_reader.h"
#include "lib/path/purpose.h"
#include "lib/view/text/safe.h"

/* The request that is read, and where it is kept. */
struct request_reader {
    struct request *out;
    struct arena *arena;
    struct fail *fail;
};

static enum err wrong(struct request_reader *reader, enum err e, struct span at)
{
    fail_set(reader->fail, e, at);
    return e;
}

/* The contents of a string; any other kind of value is the error e. */
static enum err take_text(struct request_reader *reader, struct span *out,
                          const struct json_value *value, enum err e)
{
    if (value->kind != JR_STRING)
        return wrong(reader, e, value->text);
    return jr_string(out, value, reader->arena);
}

/* An id is any string or number, and comes back as it was written. */
static enum err take_id(struct request_reader *reader, const struct json_value *value)
{
    if (value->kind != JR_STRING && value->kind != JR_NUMBER)
        return wrong(reader, ERR_REQUEST_ID, value->text);
    if (value->text.n > REQUEST_ID_MAX)
        return wrong(reader, ERR_REQUEST_ID_SIZE, value->text);
    reader->out->id = reader->out->id_bytes = value->text;
    return value->kind == JR_STRING ? jr_string(&reader->out->id_bytes, value, reader->arena)
                                    : ERR_OK;
}

static enum err add_item(struct request_reader *reader, struct item item, size_t string)
{
    struct request *r = reader->out;

    TRY(ARENA_GROW(reader->arena, r->items, r->num_items, r->cap_items));
    r->items[r->num_items++] = (struct request_item){item, string};
    return ERR_OK;
}

/* One string of the chain, which has whatever a file of text may have: PEM blocks, or base64.  One
 * without an object stands for a certificate that does not decode. */
static enum err take_string(struct request_reader *reader, const struct json_value *value,
                            size_t string)
{
    struct bundle bundle;
    struct item item;
    struct span text;

    TRY(take_text(reader, &text, value, ERR_REQUEST_CHAIN));
    enum err e = bundle_open(&bundle, text, reader->arena);

    if (e != ERR_OK && err_reason(e) != REASON_UNDECODABLE)
        return e;
    if (e != ERR_OK)
        return add_item(reader, (struct item){.kind = ITEM_CERT, .fail = {e, {0}}}, string);
    while (bundle_next(&bundle, &item)) {
        if (item.fail.err == ERR_LIMIT)
            return ERR_LIMIT;
        TRY(add_item(reader, item, string));
    }
    return ERR_OK;
}

/* An array of strings, or one string for all certificates. */
static enum err take_chain(struct request_reader *reader, const struct json_value *value)
{
    size_t string = 0;

    if (value->kind != JR_ARRAY)
        return take_string(reader, value, 0);
    for (const struct json_value *v = jr_first(value); v != NULL; v = jr_next(value, v))
        TRY(take_string(reader, v, string++));
    return ERR_OK;
}

static enum err take_host(struct request_reader *reader, const struct json_value *value)
{
    struct span text;

    TRY(take_text(reader, &text, value, ERR_REQUEST_STRING));
    char *copy = arena_alloc(reader->arena, text.n + 1, 1);
    if (copy == NULL)
        return reader->arena->err;
    if (text.n > 0)
        memcpy(copy, text.p, text.n);
    /* The text of a host ends at a zero byte: what follows must not be ignored. */
    enum err e = span_find(text, 0) < text.n ? ERR_HOST_FORM : host_parse(&reader->out->host, copy);
    reader->out->host_text = value->text;
    return e == ERR_OK ? ERR_OK : wrong(reader, e, value->text);
}

/* The forms of --at, or a number, which is @SECONDS. */
static enum err take_at(struct request_reader *reader, const struct json_value *value)
{
    enum { SECONDS_MAX = 20 };
    uint8_t seconds[1 + SECONDS_MAX] = {'@'};
    struct span text = span_of(seconds, 1 + value->text.n);

    if (value->kind != JR_NUMBER)
        TRY(take_text(reader, &text, value, ERR_REQUEST_AT));
    else if (value->text.n > SECONDS_MAX)
        return wrong(reader, ERR_REQUEST_AT, value->text);
    else
        memcpy(seconds + 1, value->text.p, value->text.n);
    enum err e = cal_parse(&reader->out->at, text);

    if (e == ERR_OK)
        return ERR_OK;
    return wrong(reader, value->kind == JR_NUMBER ? ERR_REQUEST_AT : e, value->text);
}

/* The number of a name in a list that ends with NULL; the error e if it is none of them. */
static enum err take_name(struct request_reader *reader, int *out, const struct json_value *value,
                          const char *const *names, enum err e)
{
    struct span text;

    TRY(take_text(reader, &text, value, ERR_REQUEST_STRING));
    for (int i = 0; names[i] != NULL; i++) {
        if (span_eq(span_str(names[i]), text)) {
            *out = i;
            return ERR_OK;
        }
    }
    return wrong(reader, e, value->text);
}

static enum err take_purpose(struct request_reader *reader, const struct json_value *value)
{
    return take_name(reader, &reader->out->purpose, value, purpose_names, ERR_REQUEST_PURPOSE);
}

static enum err take_profile(struct request_reader *reader, const struct json_value *value)
{
    return take_name(reader, &reader->out->profile, value, profile_names, ERR_REQUEST_PROFILE);
}

static const struct {
    struct span name;
    enum err (*take)(struct request_reader *reader, const struct json_value *value);
} keys[] = {
    {SPAN_INIT("id"), take_id},           {SPAN_INIT("chain"), take_chain},
    {SPAN_INIT("host"), take_host},       {SPAN_INIT("at"), take_at},
    {SPAN_INIT("purpose"), take_purpose}, {SPAN_INIT("profile"), take_profile},
};

enum { NUM_KEYS = sizeof keys / sizeof keys[0] };

/* A key that is not known is an error: a misspelt "host" would pass certificates for any name. */
static enum err take_member(struct request_reader *reader, const struct json_value *value)
{
    size_t i = 0;

    while (i < NUM_KEYS && !span_eq(keys[i].name, value->name))
        i++;
    if (i == NUM_KEYS)
        return wrong(reader, ERR_REQUEST_KEY, value->name_text);
    return value->kind == JR_NULL ? ERR_OK : keys[i].take(reader, value);
}

/* The id first, so that an error elsewhere has it. */
static enum err take_members(struct request_reader *reader, const struct json_value *object)
{
    for (int pass = 0; pass < 2; pass++) {
        const struct json_value *v = jr_first(object);
        for (; v != NULL; v = jr_next(object, v)) {
            if (span_eq(v->name, keys[0].name) == (pass == 0))
                TRY(take_member(reader, v));
        }
    }
    return ERR_OK;
}

/* A comma or brace follows: what was read is all of the value, and not the start of a number. */
static bool is_whole(const struct json_value *value, struct span line)
{
    struct span rest = span_tail(line, (size_t)(value->text.p - line.p) + value->text.n);

    while (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t'))
        rest = span_tail(rest, 1);
    return rest.n > 0 && (rest.p[0] == ',' || rest.p[0] == '}');
}

/* Is this name, as it is written, that of the id?  Without memory it may be. */
static bool is_id(struct request_reader *reader, struct span name_text)
{
    const struct json_value name = {.kind = JR_STRING, .has_escapes = true, .text = name_text};
    struct span text;

    return jr_string(&text, &name, reader->arena) != ERR_OK || span_eq(text, keys[0].name);
}

/* The id of a line that is no JSON, if it came before the error. */
static void take_broken_id(struct request_reader *reader, const struct json_text *text,
                           struct span line)
{
    struct fail unused = {0};
    struct request_reader quiet = {reader->out, reader->arena, &unused};
    const struct json_value *v = text->num == 0 ? NULL : jr_first(text->v);

    if (reader->fail->err == ERR_JSON_DUPLICATE && is_id(reader, reader->fail->at))
        return;
    while (v != NULL && !span_eq(v->name, keys[0].name))
        v = jr_next(text->v, v);
    if (v != NULL && is_whole(v, line) && take_id(&quiet, v) != ERR_OK)
        reader->out->id = reader->out->id_bytes = (struct span){0};
}

static enum err parse(struct request_reader *reader, struct span line)
{
    struct json_text text;
    enum err e = jr_read(&text, line, REQUEST_VALUES_MAX, reader->arena, reader->fail);

    if (e != ERR_OK) {
        take_broken_id(reader, &text, line);
        return e;
    }
    if (text.v->kind != JR_OBJECT)
        return wrong(reader, ERR_REQUEST_OBJECT, text.v->text);
    TRY(take_members(reader, text.v));
    return reader->out->num_items > 0 ? ERR_OK : wrong(reader, ERR_REQUEST_NO_CHAIN, text.v->text);
}

enum err request_parse(struct request *out, struct span line, struct arena *arena,
                       struct fail *fail)
{
    struct request_reader r = {out, arena, fail};

    *out = (struct request){.at = AT_NOW, .purpose = REQUEST_UNSET, .profile = REQUEST_UNSET};
    enum err e = parse(&r, line);
    if (e != ERR_OK)
        fail_set(fail, e, (struct span){0}); /* one of the arena has no place */
    return e;
}

enum err request_settings(struct verify_settings *out, const struct request *request,
                          const struct verify_settings *defaults, struct fail *fail)
{
    *out = *defaults;
    if (request->host.kind != HOST_NONE)
        out->host = request->host;
    if (request->at != AT_NOW)
        out->at = request->at;
    if (request->purpose != REQUEST_UNSET)
        out->purpose = request->purpose;
    if (request->profile != REQUEST_UNSET)
        out->profile = request->profile;
    enum err e = verify_settings_check(out);
    if (e != ERR_OK)
        fail_set(fail, e, request->host_text);
    return e;
}

/* The word that was meant, among those that are allowed where an error is. */
static const char *meant(enum err e, struct span word)
{
    struct suggest near = {.to = word};
    const char *const *names = e == ERR_REQUEST_PURPOSE   ? purpose_names
                               : e == ERR_REQUEST_PROFILE ? profile_names
                                                          : NULL;

    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        suggest_try(&near, names[i]);
    for (size_t i = 0; e == ERR_REQUEST_KEY && i < NUM_KEYS; i++)
        suggest_try(&near, (const char *)keys[i].name.p);
    return near.best;
}

void request_error(struct buf *out, const struct fail *fail, struct span line)
{
    enum { WORD_MAX = 40 };
    bool quotes = fail->err == ERR_REQUEST_KEY || fail->err == ERR_REQUEST_PURPOSE ||
                  fail->err == ERR_REQUEST_PROFILE || fail->err == ERR_JSON_DUPLICATE;

    if (span_contains(line, fail->at))
        buf_printf(out, "byte %zu: ", (size_t)(fail->at.p - line.p));
    buf_str(out, err_text(fail->err));
    if (quotes) {
        struct span word = span_of(fail->at.p + 1, fail->at.n - 2);
        const char *near = meant(fail->err, word);
        buf_str(out, ": ");
        safe_cut(out, word, WORD_MAX);
        if (near != NULL)
            buf_printf(out, " (did you mean %s?)", near);
    }
    if (err_ref(fail->err)[0] != '\0')
        buf_printf(out, " (%s)", err_ref(fail->err));
}

const char *request_hint(const struct fail *fail, struct span line)
{
    bool is_array = span_starts(line, SPAN_LIT("["));

    switch (fail->err) {
    case ERR_JSON_TRUNCATED: return "write each request in one line, as jq -c does";
    case ERR_JSON_BOM: return "remove the byte order mark from the beginning of the file";
    case ERR_REQUEST_OBJECT:
        return is_array ? "make a line of each element, as jq -c '.[]' does" : NULL;
    default: return NULL;
    }
}
