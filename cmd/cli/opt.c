/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses options with getopt_long.  The includes of a table are expanded first (opt_flatten); each
 * row then knows where its value goes. */
#include "config.h"

#include "cmd/cli/opt.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/suggest.h"

/* getopt_long reports a long option as this plus its index in the flat table. */
enum { LONG_BASE = 256, NAME_MOST = 256 };

/* Appends a table; `base` is the offset of its struct in the command's option struct. */
static void flatten(struct opt_flat *out, const struct opt *table, size_t base)
{
    for (const struct opt *o = table; o->kind != OPT_END; o++) {
        if (o->kind == OPT_INCLUDE) {
            flatten(out, o->group, base + o->offset);
        } else if (out->num < OPT_MAX) {
            out->opt[out->num] = o;
            out->base[out->num++] = base;
        }
    }
}

void opt_flatten(struct opt_flat *out, const struct opt *table)
{
    out->num = 0;
    flatten(out, table, 0);
}

static enum err store_list(struct string_list *list, struct arena *arena, const char *text)
{
    TRY(ARENA_GROW(arena, list->v, list->num, list->cap));
    list->v[list->num++] = text;
    return ERR_OK;
}

void opt_arg(struct buf *out, const struct opt *opt)
{
    if (opt->kind == OPT_MAYBE)
        buf_printf(out, "[=%s]", opt->arg);
    else if (opt->arg != NULL)
        buf_printf(out, " %s", opt->arg);
}

/* Accepts only decimal digits, without a sign. */
static bool store_int(int *out, const char *text, int min, int max)
{
    size_t digits = strspn(text, "0123456789");

    /* Nine digits fit an int. */
    if (digits == 0 || text[digits] != '\0' || digits > 9 || atoi(text) < min || atoi(text) > max)
        return false;
    *out = atoi(text);
    return true;
}

static bool store_enum(int *out, const char *text, const char *const *names)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], text) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* The error for a value that is not one of the names. */
static void wrong_name(struct buf *wrong, const struct opt *opt, const char *text)
{
    buf_printf(wrong, "--%s: '%s' is not one of", opt->name, text);
    for (int i = 0; opt->names[i] != NULL; i++)
        buf_printf(wrong, "%s %s", i == 0 ? "" : ",", opt->names[i]);
}

/* Stores 1 without a value, else 2 + the index of its name. */
static bool store_maybe(int *out, const char *text, const char *const *names)
{
    int i = -1;

    if (text != NULL && !store_enum(&i, text, names))
        return false;
    *out = i + 2;
    return true;
}

/* Stores a value in the field of its row; false with a sentence in *wrong if it is not valid. */
static bool store(void *values, const struct opt *opt, size_t base, struct arena *arena,
                  const char *text, struct buf *wrong)
{
    void *field = (char *)values + base + opt->offset;
    enum err e = ERR_OK;

    switch (opt->kind) {
    case OPT_FLAG: *(bool *)field = true; return true;
    case OPT_SET: *(int *)field = opt->number; return true;
    case OPT_STRING: *(const char **)field = text; return true;
    case OPT_LIST: e = store_list(field, arena, text); break;
    case OPT_PARSE: e = opt->parse(field, arena, text); break;
    case OPT_INT:
        if (store_int(field, text, opt->least, opt->number))
            return true;
        buf_printf(wrong, "--%s: '%s' is not a number from %d to %d", opt->name, text, opt->least,
                   opt->number);
        return false;
    case OPT_ENUM:
        if (store_enum(field, text, opt->names))
            return true;
        wrong_name(wrong, opt, text);
        return false;
    case OPT_MAYBE:
        if (store_maybe(field, text, opt->names))
            return true;
        wrong_name(wrong, opt, text);
        return false;
    default: return true;
    }
    if (e == ERR_OK)
        return true;
    if (opt->is_private)
        buf_printf(wrong, "--%s: %s", opt->name, err_text(e));
    else
        buf_printf(wrong, "--%s: '%s': %s", opt->name, text, err_text(e));
    return false;
}

/* The error for a long option that getopt_long does not accept: ambiguous or unknown. */
static void wrong_long(struct buf *wrong, const struct opt_flat *flat, const char *arg)
{
    struct span given = span_head(span_str(arg), strcspn(arg, "="));
    struct span name = span_tail(given, 2);
    struct suggest near = {.to = name};
    int matches = 0;

    for (size_t i = 0; i < flat->num; i++) {
        const struct opt *o = flat->opt[i];

        if (!opt_is_option(o) || o->help == NULL)
            continue;
        suggest_try(&near, o->name);
        if (!span_starts(span_str(o->name), name))
            continue;
        if (matches++ == 0)
            buf_printf(wrong, "option '%.*s' is ambiguous:", (int)given.n, arg);
        buf_printf(wrong, "%s --%s", matches == 1 ? "" : ",", o->name);
    }
    if (matches > 0)
        return;
    buf_printf(wrong, "unknown option '%.*s'", (int)given.n, arg);
    if (near.best != NULL)
        buf_printf(wrong, " (did you mean --%s?)", near.best);
}

/* "-batch" is a cluster of letters whose first one is unknown: the long option of that name is
 * meant. */
static const char *meant_long(const struct opt_flat *flat, const char *arg)
{
    if (arg == NULL || arg[0] != '-')
        return NULL;
    struct span name = span_head(span_str(arg + 1), strcspn(arg + 1, "="));

    for (size_t i = 0; i < flat->num; i++) {
        const struct opt *o = flat->opt[i];
        if (opt_is_option(o) && o->help != NULL && span_eq(span_str(o->name), name))
            return o->name;
    }
    return NULL;
}

/* The error for what getopt_long has refused with '?' or ':'. */
static void wrong_option(struct buf *wrong, const struct opt_flat *flat, int code, char **argv)
{
    const struct opt *o = NULL;

    if (optopt >= LONG_BASE) {
        o = flat->opt[optopt - LONG_BASE];
        if (code == ':')
            buf_printf(wrong, "option '--%s' needs a value: %s", o->name, o->arg);
        else
            buf_printf(wrong, "option '--%s' takes no value", o->name);
    } else if (optopt != 0) {
        buf_printf(wrong, code == ':' ? "option '-%c' needs a value" : "unknown option '-%c'",
                   optopt);
        const char *meant = code == ':' ? NULL : meant_long(flat, argv[optind]);
        if (meant != NULL)
            buf_printf(wrong, " (did you mean --%s?)", meant);
    } else {
        wrong_long(wrong, flat, argv[optind - 1]);
    }
}

/* A flat table in the form of getopt_long. */
struct getopt_form {
    struct option longs[OPT_MAX + 1];
    char shorts[2 * OPT_MAX + 2];
};

/* Makes the tables of getopt_long. */
static void getopt_form(struct getopt_form *out, const struct opt_flat *flat)
{
    size_t longs = 0, shorts = 0;

    out->shorts[shorts++] = ':'; /* distinguishes a missing value from an unknown option */
    for (size_t i = 0; i < flat->num; i++) {
        const struct opt *o = flat->opt[i];
        int has_arg = o->kind == OPT_MAYBE ? optional_argument
                      : o->arg != NULL     ? required_argument
                                           : no_argument;

        if (!opt_is_option(o))
            continue;
        out->longs[longs++] = (struct option){o->name, has_arg, NULL, LONG_BASE + (int)i};
        if (o->letter != 0) {
            out->shorts[shorts++] = o->letter;
            if (has_arg == required_argument)
                out->shorts[shorts++] = ':';
        }
    }
    out->longs[longs] = (struct option){0};
    out->shorts[shorts] = '\0';
}

/* The index of an option by its letter; flat->num if there is none. */
static size_t find_letter(const struct opt_flat *flat, int letter)
{
    size_t i = 0;

    while (i < flat->num && (!opt_is_option(flat->opt[i]) || flat->opt[i]->letter != letter))
        i++;
    return i;
}

enum opt_result opt_parse(void *values, const struct opt *table, struct arena *arena,
                          struct opt_words *words, struct buf *wrong)
{
    struct opt_flat flat;
    struct getopt_form form;
    int code;

    opt_flatten(&flat, table);
    getopt_form(&form, &flat);
    opterr = 0;
    optind = 0;
    while ((code = getopt_long(words->argc, words->argv, form.shorts, form.longs, NULL)) != -1) {
        if (code == '?' || code == ':') {
            wrong_option(wrong, &flat, code, words->argv);
            return OPT_WRONG;
        }
        size_t i = code >= LONG_BASE ? (size_t)(code - LONG_BASE) : find_letter(&flat, code);
        if (i >= flat.num)
            continue; /* getopt_long returns only options of the table */
        const struct opt *o = flat.opt[i];

        if (o->kind == OPT_HELP)
            return OPT_WANT_HELP;
        if (o->kind == OPT_VERSION)
            return OPT_WANT_VERSION;
        if (!store(values, o, flat.base[i], arena, optarg, wrong))
            return OPT_WRONG;
    }
    words->first = optind;
    return OPT_RUN;
}

static bool is_among(const char *const *names, const char *name)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* getopt_long resolves letters and shortened names, so the words have the full names of the
 * table. */
struct span *opt_again(const struct opt *table, struct arena *arena, int argc, char **argv,
                       const char *const *without, size_t *num)
{
    struct opt_flat flat;
    struct getopt_form form;
    /* Each word of argv makes at most two: a name and its value. */
    struct span *out = arena_alloc(arena, 2 * (size_t)argc + 1, sizeof *out);
    int code;

    *num = 0;
    opt_flatten(&flat, table);
    getopt_form(&form, &flat);
    opterr = 0;
    optind = 0;
    while (out != NULL && (code = getopt_long(argc, argv, form.shorts, form.longs, NULL)) != -1) {
        size_t i = code >= LONG_BASE ? (size_t)(code - LONG_BASE) : find_letter(&flat, code);
        struct buf name;

        if (i >= flat.num || is_among(without, flat.opt[i]->name))
            continue;
        buf_init(&name, NAME_MOST);
        buf_printf(&name, "--%s", flat.opt[i]->name);
        if (arena_copy(arena, &out[*num], buf_span(&name)) == ERR_OK)
            ++*num;
        buf_free(&name);
        if (optarg != NULL)
            out[(*num)++] = span_str(optarg);
    }
    return out;
}
