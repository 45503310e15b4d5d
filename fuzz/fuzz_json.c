/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of JSON, and the same text read by jansson: they accept the same texts, but for bounds
 * that only one of them has, and find the same in them. */
#include "config.h"

#include "fuzz/fuzz.h"

#include <jansson.h>

#include "lib/base/utf8.h"
#include "lib/json/json_reader.h"

const char fuzz_name[] = "json";

enum { VALUES = 500 };

/* A decoded string is UTF-8 and no longer than what stands for it. */
static void check_string(struct span decoded, struct span text)
{
    uint32_t c;

    REQUIRE(text.n >= 2 && text.p[0] == '"' && text.p[text.n - 1] == '"');
    REQUIRE(decoded.n <= text.n - 2);
    while (decoded.n > 0)
        REQUIRE(utf8_next(&c, &decoded));
}

/* What holds for each value, whether the text is good or ends in an error. */
static void check_value(const struct json_text *t, size_t i, struct span text, struct arena *arena)
{
    const struct json_value *v = &t->v[i];
    struct span decoded;

    REQUIRE(v->size > 0 && v->size <= t->num - i);
    REQUIRE(v->text.n > 0 && span_contains(text, v->text));
    if (v->name_text.p != NULL) {
        REQUIRE(span_contains(text, v->name_text));
        check_string(v->name, v->name_text);
    }
    if (v->kind == JR_STRING && jr_string(&decoded, v, arena) == ERR_OK)
        check_string(decoded, v->text);
    REQUIRE(v->size == 1 || v->kind == JR_ARRAY || v->kind == JR_OBJECT);
}

static size_t count(const struct json_value *parent)
{
    size_t n = 0;

    for (const struct json_value *v = jr_first(parent); v != NULL; v = jr_next(parent, v))
        n++;
    return n;
}

static void same(const struct json_value *ours, json_t *theirs, struct arena *arena);

static void same_members(const struct json_value *ours, json_t *theirs, struct arena *arena)
{
    REQUIRE(json_is_object(theirs) && json_object_size(theirs) == count(ours));
    for (const struct json_value *v = jr_first(ours); v != NULL; v = jr_next(ours, v)) {
        json_t *other = json_object_getn(theirs, (const char *)v->name.p, v->name.n);
        REQUIRE(other != NULL);
        same(v, other, arena);
    }
}

static void same_elements(const struct json_value *ours, json_t *theirs, struct arena *arena)
{
    size_t i = 0;

    REQUIRE(json_is_array(theirs) && json_array_size(theirs) == count(ours));
    for (const struct json_value *v = jr_first(ours); v != NULL; v = jr_next(ours, v))
        same(v, json_array_get(theirs, i++), arena);
}

/* Both readers found the same. */
static void same(const struct json_value *ours, json_t *theirs, struct arena *arena)
{
    struct span s;

    switch (ours->kind) {
    case JR_NULL: REQUIRE(json_is_null(theirs)); break;
    case JR_FALSE: REQUIRE(json_is_false(theirs)); break;
    case JR_TRUE: REQUIRE(json_is_true(theirs)); break;
    case JR_NUMBER: REQUIRE(json_is_number(theirs)); break;
    case JR_STRING:
        REQUIRE(json_is_string(theirs));
        if (jr_string(&s, ours, arena) == ERR_OK)
            REQUIRE(span_eq(s, span_of(json_string_value(theirs), json_string_length(theirs))));
        break;
    case JR_ARRAY: same_elements(ours, theirs, arena); break;
    case JR_OBJECT: same_members(ours, theirs, arena); break;
    }
}

/* Only we refuse these: what exceeds our bounds, and zero bytes between values, which jansson
 * passes over. */
static bool is_ours_alone(enum err e, struct span text)
{
    return e == ERR_JSON_DEPTH || e == ERR_JSON_MEMBERS || e == ERR_JSON_VALUES || e == ERR_LIMIT ||
           span_find(text, 0) < text.n;
}

/* Only jansson refuses these: large numbers, and zeros in names. */
static bool is_theirs_alone(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);

    return code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of(data, size);
    struct json_text t;
    struct fail fail = {0};
    struct arena arena;
    json_error_t error;

    arena_init(&arena, FUZZ_CAP);
    enum err e = jr_read(&t, text, VALUES, &arena, &fail);
    REQUIRE(e == fail.err);
    REQUIRE(e == ERR_OK || fail.at.n == 0 || span_contains(text, fail.at));
    REQUIRE(e != ERR_OK || span_find(text, 0) == text.n);
    REQUIRE(e != ERR_OK || (t.num > 0 && t.v[0].size == t.num));
    for (size_t i = 0; i < t.num; i++)
        check_value(&t, i, text, &arena);
    json_t *theirs = json_loadb((const char *)data, size,
                                JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (theirs == NULL && e == ERR_OK)
        REQUIRE(is_theirs_alone(&error));
    if (theirs != NULL && e != ERR_OK)
        REQUIRE(is_ours_alone(e, text));
    if (theirs != NULL && e == ERR_OK)
        same(t.v, theirs, &arena);
    json_decref(theirs);
    arena_free(&arena);
    return 0;
}
