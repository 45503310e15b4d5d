/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/trust/system_advice.h"

#include <sys/utsname.h>

#include "lib/base/lookup.h"
#include "lib/view/text/lang.h"

static const struct {
    char ids[32], title[40], where[344], how[200];
} systems[] = {
#define SYSTEM(ids, title, where, how) \
    {ROW_TEXT(ids), ROW_TEXT(title), ROW_TEXT(where), ROW_TEXT(how)},
#define PROGRAM(name, what)
#define VARIABLE(name, what)
#include "app/trust/systems.def"
#undef SYSTEM
#undef PROGRAM
#undef VARIABLE
};

static const struct {
    char name[24], what[240];
} programs[] =
    {
#define SYSTEM(ids, title, where, how)
#define PROGRAM(name, what) {ROW_TEXT(name), ROW_TEXT(what)},
#define VARIABLE(name, what)
#include "app/trust/systems.def"
#undef PROGRAM
#undef VARIABLE
},
  variables[] = {
#define PROGRAM(name, what)
#define VARIABLE(name, what) {ROW_TEXT(name), ROW_TEXT(what)},
#include "app/trust/systems.def"
#undef SYSTEM
#undef PROGRAM
#undef VARIABLE
};

struct advice system_program(size_t i)
{
    return i < LOOKUP_COUNT(programs) ? (struct advice){programs[i].name, programs[i].what}
                                      : (struct advice){0};
}

struct advice system_variable(size_t i)
{
    return i < LOOKUP_COUNT(variables) ? (struct advice){variables[i].name, variables[i].what}
                                       : (struct advice){0};
}

struct system_advice system_advice(size_t i)
{
    return i < LOOKUP_COUNT(systems)
               ? (struct system_advice){systems[i].title, systems[i].where, systems[i].how}
               : (struct system_advice){0};
}

/* Takes the next word off a list that is separated by blanks. */
static struct span next_word(struct span *list)
{
    struct span word = span_head(*list, span_find(*list, ' '));

    *list = span_tail(*list, word.n + 1);
    return word;
}

const char *system_advice_ids(size_t i)
{
    return i < LOOKUP_COUNT(systems) ? systems[i].ids : NULL;
}

size_t system_advice_find(struct span id)
{
    for (size_t i = 0; i < LOOKUP_COUNT(systems); i++) {
        struct span ids = span_str(systems[i].ids);

        while (ids.n > 0) {
            if (span_ieq(next_word(&ids), id))
                return i;
        }
    }
    return SYSTEM_UNKNOWN;
}

/* The value of a variable in os-release(5), without quotation marks. */
static struct span value_of(struct span text, struct span name)
{
    while (text.n > 0) {
        struct span line = span_head(text, span_find(text, '\n'));

        text = span_tail(text, line.n + 1);
        if (!span_starts(line, name) || line.n == name.n || line.p[name.n] != '=')
            continue;
        line = span_tail(line, name.n + 1);
        if (line.n >= 2 && (line.p[0] == '"' || line.p[0] == '\'') &&
            line.p[line.n - 1] == line.p[0])
            line = span_head(span_tail(line, 1), line.n - 2);
        return line;
    }
    return (struct span){0};
}

size_t system_advice_here(struct span os_release)
{
    struct span like = value_of(os_release, SPAN_LIT("ID_LIKE"));
    size_t found = system_advice_find(value_of(os_release, SPAN_LIT("ID")));
    struct utsname kernel;

    while (found == SYSTEM_UNKNOWN && like.n > 0)
        found = system_advice_find(next_word(&like));
    if (found == SYSTEM_UNKNOWN && os_release.n == 0 && uname(&kernel) == 0)
        found = system_advice_find(span_str(kernel.sysname));
    return found;
}
