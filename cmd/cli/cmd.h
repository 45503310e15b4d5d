/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd: a command of tlsbox, and one run of it.
 *
 * Each command is a file cmd/NAME.c that holds its option struct, its option table, its `struct
 * cmd` and its run function, and a row in cmd/list.def.
 */
#ifndef TB_CMD_CLI_CMD_H
#define TB_CMD_CLI_CMD_H

#include "lib/base/suggest.h"
#include "cmd/cli/opt.h"
#include "app/output.h"

/* The kind of a command's operands, for completion. */
enum operand {
    OPERAND_NONE,
    OPERAND_FILE,
    OPERAND_DIR,
    OPERAND_REASON,
    OPERAND_COMMAND,
    OPERAND_WORD,       /* those of cmd->word */
    OPERAND_SUBCOMMAND, /* one of cmd->word, then files */
};

/* One run of a command. */
struct run {
    const struct cmd *cmd;
    void *opts;      /* the command's option struct, filled */
    char **operands;
    size_t num_operands;
    int argc; /* the whole command line, options first */
    char **argv;
    struct arena *arena; /* lives as long as the run */
    struct output out;
    bool is_plugin;    /* --nagios: main translates the exit code … */
    bool plugin_said;  /* … the line of the plugin is among the output … */
    bool is_critical;  /* … and an operand is critical, which is the worst that a plugin can say */
    unsigned warnings; /* how many the run has shown */
};

struct example {
    const char *line, *what;
};

struct cmd {
    const char *name;
    const char *summary; /* one line, no full stop */
    const char *usage;   /* what follows the name: "[OPTION]... FILE..." */
    const char *about;   /* paragraphs, separated by "\n" */
    const struct opt *opts;
    size_t opts_size;
    const void *defaults;           /* an option struct to start with; NULL: zeroes */
    const struct example *examples; /* ends with a NULL line */
    enum operand operand;
    const char *(*word)(size_t i); /* OPERAND_WORD: number i; NULL after the last */
    int (*run)(struct run *run); /* the exit code; output is flushed by the caller */
};

/*
 * cmd_register gives main's commands, and the run without a command, to this registry.  It is
 * called first.  Code that needs other commands uses the registry, so only main is linked with all
 * of them.
 */
void cmd_register(const struct cmd *const *list, size_t num, const struct cmd *top);

/* cmd_find is the command with this name, or NULL.  cmd_at is number i in the order of list.def,
 * NULL after the last.  cmd_top is tlsbox without a command. */
const struct cmd *cmd_find(const char *name);
const struct cmd *cmd_at(size_t i);
const struct cmd *cmd_top(void);

#define CMD(name) extern const struct cmd cmd_##name;
#include "cmd/list.def"
#undef CMD

/* The options that every command has, to be included at the end of its table. */
extern const struct opt cmd_common_opts[];

/* --color, for commands that write text: its struct is an int, an enum color. */
extern const struct opt cmd_color_opts[];

/* cmd_wrong prints what is wrong with the command line, with a pointer to --help, and returns
 * EXIT_USAGE. */
int cmd_wrong(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* cmd_unknown is cmd_wrong for an unknown word: "no such WHAT: 'GIVEN' (did you mean …?)". */
int cmd_unknown(struct run *run, const char *what, const char *given, const struct suggest *near);

#endif
