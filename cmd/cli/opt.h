/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * opt: options of a command as one table, from which parsing, help, completions and the OPTIONS
 * of the man page come.
 *
 * A table ends with OPT_END.  Each row says where in the command's option struct its value goes.
 * OPT_INCLUDE takes in another table, for a struct at that offset: so what several commands
 * share is written once.
 */
#ifndef TB_CMD_CLI_OPT_H
#define TB_CMD_CLI_OPT_H

#include "lib/base/arena.h"
#include "lib/base/buf.h"
#include "lib/base/string_list.h"

enum opt_kind {
    OPT_END,
    OPT_GROUP,   /* no option: `help` is a heading for those that follow */
    OPT_INCLUDE, /* the table `group` */
    OPT_FLAG,    /* bool */
    OPT_SET,     /* takes no value: an int becomes `number` */
    OPT_STRING,  /* const char * */
    OPT_LIST,    /* struct string_list: may be given several times */
    OPT_INT,     /* int from `least` to `number` */
    OPT_ENUM,    /* int: the index among `names`, which ends with NULL */
    OPT_MAYBE,   /* --x or --x=NAME: an int becomes 1, or 2 + the index among `names` */
    OPT_PARSE,   /* whatever `parse` makes of the text */
    OPT_HELP,
    OPT_VERSION,
};

/* What a shell completes for a value. */
enum opt_complete { COMPLETE_NONE, COMPLETE_FILE, COMPLETE_DIR };

struct opt {
    enum opt_kind kind;
    const char *name; /* without dashes */
    char letter;      /* or 0 */
    size_t offset;
    const char *arg;  /* how help calls the value; NULL where there is none */
    const char *help; /* full sentences; NULL: the option is not shown to people */
    const char *const *names;
    int least, number;
    enum opt_complete complete;
    const char *(*value)(size_t i); /* what else a shell completes; NULL behind the last */
    bool has_commas;                /* several of them may be joined by commas */
    bool repeats; /* OPT_PARSE: each value counts, not the last alone */
    enum err (*parse)(void *field, struct arena *arena, const char *text);
    const struct opt *group;
};

/* A table with its includes taken in: rows are options and headings. */
enum { OPT_MAX = 120 };
struct opt_flat {
    const struct opt *opt[OPT_MAX];
    size_t base[OPT_MAX]; /* to be added to opt->offset */
    size_t num;
};
void opt_flatten(struct opt_flat *out, const struct opt *table);

/* opt_arg appends how help calls the value of an option, with what stands before it: " FILE",
 * "[=hex]"; nothing where there is none. */
void opt_arg(struct buf *out, const struct opt *opt);

/* opt_is_option is false for headings. */
static inline bool opt_is_option(const struct opt *opt)
{
    return opt->kind > OPT_INCLUDE;
}

enum opt_result { OPT_RUN, OPT_WANT_HELP, OPT_WANT_VERSION, OPT_WRONG };

/*
 * opt_parse reads argv into *values as GNU programs do: operands and options in any order, "--"
 * ends the options, long ones may be shortened while they stay unambiguous.  argv[0] is passed
 * over; afterwards the operands are argv[first] and what follows.  OPT_WRONG leaves one sentence in
 * *wrong.
 */
struct opt_words {
    int argc;
    char **argv;
    int first;
};

enum opt_result opt_parse(void *values, const struct opt *table, struct arena *arena,
                          struct opt_words *words, struct buf *wrong);

/* opt_again reads argv once more, and gives as words, each option by its whole name, those that
 * stand in `table`, and in groups that it includes, but not in `without` (names, ending with
 * NULL): what makes another command do the same.  *num: how many; NULL where there are none. */
struct span *opt_again(const struct opt *table, struct arena *arena, int argc, char **argv,
                       const char *const *without, size_t *num);

#endif
