/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/view/schema.h"

#include <regex.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* One place in the schema and one in the value. */
struct at {
    struct schema *s;
    json_t *schema;
    const json_t *value;
};

static bool check(struct at a);

static bool no(struct schema *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool no(struct schema *s, const char *format, ...)
{
    va_list ap;

    if (s->why[0] == 0) {
        va_start(ap, format);
        vsnprintf(s->why, sizeof s->why, format, ap);
        va_end(ap);
    }
    return false;
}

static bool is_type(const json_t *v, const char *type)
{
    static const struct {
        const char *name;
        json_type a, b;
    } types[] = {
        {"object", JSON_OBJECT, JSON_OBJECT}, {"array", JSON_ARRAY, JSON_ARRAY},
        {"string", JSON_STRING, JSON_STRING}, {"integer", JSON_INTEGER, JSON_INTEGER},
        {"boolean", JSON_TRUE, JSON_FALSE},   {"null", JSON_NULL, JSON_NULL},
        {"number", JSON_INTEGER, JSON_REAL},
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].name, type) == 0)
            return json_typeof(v) == types[i].a || json_typeof(v) == types[i].b;
    }
    return false;
}

static bool check_type(struct at a, json_t *arg)
{
    size_t i;
    json_t *one;

    if (json_is_string(arg) && is_type(a.value, json_string_value(arg)))
        return true;
    json_array_foreach(arg, i, one)
    {
        if (is_type(a.value, json_string_value(one)))
            return true;
    }
    return no(a.s, "a value of the wrong type");
}

static bool check_required(struct at a, json_t *arg)
{
    size_t i;
    json_t *key;

    if (!json_is_object(a.value))
        return true;
    json_array_foreach(arg, i, key)
    {
        if (json_object_get(a.value, json_string_value(key)) == NULL)
            return no(a.s, "\"%s\" is missing", json_string_value(key));
    }
    return true;
}

static bool check_properties(struct at a, json_t *arg)
{
    const char *key;
    json_t *sub;

    json_object_foreach(arg, key, sub)
    {
        json_t *v = json_object_get(a.value, key);
        if (v != NULL && !check((struct at){a.s, sub, v}))
            return no(a.s, "\"%s\" does not fit", key);
    }
    return true;
}

/* Only with false, which allows no key that "properties" does not name. */
static bool check_additional(struct at a, json_t *arg)
{
    const char *key;
    json_t *v, *known = json_object_get(a.schema, "properties");

    if (!json_is_false(arg))
        return no(a.s, "additionalProperties is not false");
    json_object_foreach((json_t *)(uintptr_t)a.value, key, v)
    {
        if (json_object_get(known, key) == NULL)
            return no(a.s, "\"%s\" must not be there", key);
    }
    return true;
}

static bool check_items(struct at a, json_t *arg)
{
    size_t i;
    json_t *v;

    json_array_foreach(a.value, i, v)
    {
        if (!check((struct at){a.s, arg, v}))
            return false;
    }
    return true;
}

static bool check_enum(struct at a, json_t *arg)
{
    size_t i;
    json_t *v;

    json_array_foreach(arg, i, v)
    {
        if (json_equal(v, a.value))
            return true;
    }
    return no(a.s, "a value that is not one of those listed");
}

static bool check_const(struct at a, json_t *arg)
{
    return json_equal(arg, a.value) || no(a.s, "another value than the one required");
}

static bool check_pattern(struct at a, json_t *arg)
{
    regex_t re;

    if (!json_is_string(a.value))
        return true;
    if (regcomp(&re, json_string_value(arg), REG_EXTENDED | REG_NOSUB) != 0)
        return no(a.s, "a pattern that is none");
    bool fits = regexec(&re, json_string_value(a.value), 0, NULL, 0) == 0;
    regfree(&re);
    return fits || no(a.s, "\"%.200s\" is not of its form", json_string_value(a.value));
}

static bool check_minimum(struct at a, json_t *arg)
{
    return !json_is_integer(a.value) || json_integer_value(a.value) >= json_integer_value(arg) ||
           no(a.s, "a number below the least one allowed");
}

static bool check_min_items(struct at a, json_t *arg)
{
    return (json_int_t)json_array_size(a.value) >= json_integer_value(arg) ||
           no(a.s, "too few elements");
}

static bool check_ref(struct at a, json_t *arg)
{
    const char *ref = json_string_value(arg), *lead = "#/$defs/";
    json_t *defs = json_object_get(a.s->root, "$defs");
    json_t *def = NULL;

    if (strncmp(ref, lead, strlen(lead)) == 0)
        def = json_object_get(defs, ref + strlen(lead));
    if (def == NULL)
        return no(a.s, "%s leads nowhere", ref);
    return check((struct at){a.s, def, a.value});
}

/* How many of the schemas fit; what did not is told only where none does. */
static size_t count(struct at a, json_t *list)
{
    struct schema first = *a.s;
    size_t i, fits = 0;
    json_t *one;

    json_array_foreach(list, i, one)
    {
        struct schema quiet = {.root = a.s->root};
        fits += check((struct at){&quiet, one, a.value});
        if (i == 0)
            first = quiet;
    }
    if (fits == 0)
        no(a.s, "%s", first.why);
    return fits;
}

static bool check_all_of(struct at a, json_t *arg)
{
    size_t i;
    json_t *one;

    json_array_foreach(arg, i, one)
    {
        if (!check((struct at){a.s, one, a.value}))
            return false;
    }
    return true;
}

static bool check_any_of(struct at a, json_t *arg)
{
    return count(a, arg) > 0;
}

static bool check_one_of(struct at a, json_t *arg)
{
    size_t fits = count(a, arg);

    return fits == 1 || no(a.s, "%zu of the kinds of object fit", fits);
}

static bool check_if(struct at a, json_t *arg)
{
    struct schema quiet = {.root = a.s->root};
    bool fits = check((struct at){&quiet, arg, a.value});
    json_t *next = json_object_get(a.schema, fits ? "then" : "else");

    return next == NULL || check((struct at){a.s, next, a.value});
}

static bool pass(struct at a, json_t *arg)
{
    (void)a;
    (void)arg;
    return true;
}

static const struct {
    const char *word;
    bool (*check)(struct at a, json_t *arg);
} words[] = {
    {"type", check_type},
    {"required", check_required},
    {"properties", check_properties},
    {"additionalProperties", check_additional},
    {"items", check_items},
    {"enum", check_enum},
    {"const", check_const},
    {"pattern", check_pattern},
    {"minimum", check_minimum},
    {"minItems", check_min_items},
    {"$ref", check_ref},
    {"allOf", check_all_of},
    {"anyOf", check_any_of},
    {"oneOf", check_one_of},
    {"if", check_if},
    {"then", pass},
    {"else", pass},
    {"$defs", pass},
    {"$schema", pass},
    {"$id", pass},
    {"title", pass},
    {"description", pass},
    {"examples", pass},
};

static bool check(struct at a)
{
    const char *key;
    json_t *arg;

    if (json_is_boolean(a.schema))
        return json_is_true(a.schema) || no(a.s, "a value where there must be none");
    json_object_foreach(a.schema, key, arg)
    {
        size_t i = 0, num = sizeof words / sizeof words[0];
        while (i < num && strcmp(words[i].word, key) != 0)
            i++;
        if (i == num)
            return no(a.s, "the keyword \"%s\" is not understood", key);
        if (!words[i].check(a, arg))
            return false;
    }
    return true;
}

bool schema_load(struct schema *s, const char *path)
{
    *s = (struct schema){.root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL)};
    return json_is_object(s->root);
}

bool schema_load_own(struct schema *s)
{
    const char *srcdir = getenv("srcdir");
    char path[4096];

    snprintf(path, sizeof path, "%s/doc/tlsbox.schema.json", srcdir == NULL ? "." : srcdir);
    return schema_load(s, path);
}

void schema_free(struct schema *s)
{
    json_decref(s->root);
    *s = (struct schema){0};
}

struct schema schema_own;

int schema_set_up(void **state)
{
    (void)state;
    return schema_load_own(&schema_own) ? 0 : -1;
}

int schema_tear_down(void **state)
{
    (void)state;
    schema_free(&schema_own);
    return 0;
}

bool schema_check(struct schema *s, const json_t *value)
{
    s->why[0] = 0;
    return check((struct at){s, s->root, value});
}

bool schema_check_as(struct schema *s, const char *def, const json_t *value)
{
    s->why[0] = 0;
    return check((struct at){s, json_object_get(json_object_get(s->root, "$defs"), def), value});
}
