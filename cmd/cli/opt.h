/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * opt: the options of a command as one table, the source of parsing, help, completions and the
 * OPTIONS of the man page.
 *
 * A table ends with OPT_END.  Each row has the offset of its value in the command's option struct.
 * OPT_INCLUDE inserts another table, for a struct at that offset, so that options which several
 * commands share are written once.
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
    OPT_PARSE,   /* `parse` stores the value */
    OPT_HELP,
    OPT_VERSION,
};

/* What a shell completes as the value. */
enum opt_complete { COMPLETE_NONE, COMPLETE_FILE, COMPLETE_DIR };

/* Each row is relocated at each start, so it has no gaps. */
struct opt {
    const char *name;               /* without dashes */
    const char *arg;                /* name of the value in help; NULL: no value */
    const char *help;               /* full sentences; NULL: the option is not shown to people */
    const char *(*value)(size_t i); /* completion number i; NULL after the last */
    union {
        const char *const *names;                                              /* ENUM, MAYBE */
        enum err (*parse)(void *field, struct arena *arena, const char *text); /* PARSE */
        const struct opt *group;                                               /* INCLUDE */
    };
    int least, number;
    uint16_t offset;
    uint8_t kind;     /* enum opt_kind */
    uint8_t complete; /* enum opt_complete */
    char letter;      /* or 0 */
    bool has_commas;  /* a list of them, separated by commas, is allowed */
    bool repeats;     /* OPT_PARSE: every value counts, not only the last */
    bool is_private;  /* OPT_PARSE: the value may have a password, and no error repeats it */
};

/* A table with all includes expanded: rows are options and headings. */
enum { OPT_MAX = 120 };
struct opt_flat {
    const struct opt *opt[OPT_MAX];
    size_t base[OPT_MAX]; /* added to opt->offset */
    size_t num;
};
void opt_flatten(struct opt_flat *out, const struct opt *table);

/* opt_arg appends the name of an option's value with what precedes it, " FILE" or "[=hex]"; nothing
 * if there is none. */
void opt_arg(struct buf *out, const struct opt *opt);

/* opt_names are the values that an option takes, ended by NULL; NULL if it takes others. */
static inline const char *const *opt_names(const struct opt *opt)
{
    return opt->kind == OPT_ENUM || opt->kind == OPT_MAYBE ? opt->names : NULL;
}

/* opt_is_option is false for headings. */
static inline bool opt_is_option(const struct opt *opt)
{
    return opt->kind > OPT_INCLUDE;
}

enum opt_result { OPT_RUN, OPT_WANT_HELP, OPT_WANT_VERSION, OPT_WRONG };

/*
 * opt_parse reads argv into *values as GNU programs do: operands and options in any order, "--"
 * ends the options, long ones may be shortened while they are unambiguous.  argv[0] is skipped.
 * Afterwards the operands start at argv[first].  OPT_WRONG leaves one sentence in *wrong.
 */
struct opt_words {
    int argc;
    char **argv;
    int first;
};

enum opt_result opt_parse(void *values, const struct opt *table, struct arena *arena,
                          struct opt_words *words, struct buf *wrong);

/*
 * opt_again reads argv once more and returns the words of another command line that does the same:
 * each option by its full name with its value, if it is in `table` or a group that it includes, and
 * not in `without` (names, ended by NULL).  *num: how many.  The words are in the arena; NULL if
 * that is full.
 */
struct span *opt_again(const struct opt *table, struct arena *arena, int argc, char **argv,
                       const char *const *without, size_t *num);

#endif
