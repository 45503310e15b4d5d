/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main: tlsbox without a command, which command is meant, and running it. */
#include "config.h"

#include "cmd/cli/cmd.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cli/cli.h"
#include "cmd/cli/habit.h"
#include "cmd/cli/help.h"
#include "cmd/cli/install.h"
#include "cmd/cli/plugin.h"

/* For options and what a command keeps over all its operands. */
enum { RUN_MEMORY = 512 << 20, WRONG_MAX = 1 << 18 };

struct top {
    bool list, install, symbolic;
    const char *dump;
};

static const struct opt top_opts[] = {
    {.kind = OPT_GROUP, .help = "Options"},
    {.kind = OPT_FLAG, .name = "list", .offset = offsetof(struct top, list),
     .help = "Print the names of all commands, one per line."},
    {.kind = OPT_FLAG, .name = "install", .offset = offsetof(struct top, install),
     .help = "For every command, make a link tlsbox-COMMAND to this program in DIR. A file of that "
             "name that is not such a link is not changed, and is an error."},
    {.kind = OPT_FLAG, .name = "symbolic", .letter = 's', .offset = offsetof(struct top, symbolic),
     .help = "With --install, make symbolic links instead of hard links."},
    {.kind = OPT_STRING, .name = "dump-cli", .arg = "WHAT", .offset = offsetof(struct top, dump)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example top_examples[] = {
    {"tlsbox verify --host example.org chain.pem",
     "Would a client trust this chain for example.org, now?"},
    {"tlsbox show cert.pem", "Everything in a certificate."},
    {"tlsbox handshake example.org", "Does TLS work there, how, and who answered?"},
    {"tlsbox explain unknown-issuer", "What a verdict means and how to fix it."},
    {"tlsbox --install -s ~/bin", "Make links, so that 'tlsbox-verify' is a command of its own."},
    {NULL, NULL},
};

/* `tlsbox` without a command: one of --list, --install and --dump-cli. */
static int top_run(struct run *run)
{
    const struct top *t = run->opts;

    if (t->dump != NULL)
        return cli_dump(run, t->dump);
    if (t->install && run->num_operands == 1)
        return install_links(run, run->operands[0], t->symbolic);
    if (t->install)
        return cmd_wrong(run, "--install needs one DIR");
    if (t->symbolic)
        return cmd_wrong(run, "-s goes with --install");
    if (!t->list)
        return cmd_wrong(run, "no command given");
    if (run->num_operands > 0)
        return cmd_wrong(run, "--list takes no operand");
    for (size_t i = 0; cmd_at(i) != NULL; i++)
        buf_printf(&run->out.data, "%s\n", cmd_at(i)->name);
    return EXIT_OK;
}

static const struct cmd top_cmd = {
    .name = "tlsbox",
    .summary = "check, show and explain X.509 certificates and TLS handshakes",
    .usage = "COMMAND [OPTION]... [OPERAND]...",
    .about = "Checks, shows and explains X.509 certificates and TLS handshakes.\n"
             "A command can also be run through a link named tlsbox-COMMAND or COMMAND: see "
             "--install.",
    .opts = top_opts,
    .opts_size = sizeof(struct top),
    .examples = top_examples,
    .operand = OPERAND_COMMAND,
    .run = top_run,
};

static void put_version(struct buf *out)
{
    buf_str(out, PACKAGE_STRING "\n"
                 "License GPL-3.0-or-later: GNU GPL version 3 or later "
                 "<https://gnu.org/licenses/gpl.html>\n"
                 "This is free software: you may change and redistribute it. There is NO WARRANTY, "
                 "to the extent permitted by law.\n");
}

/* The exact word -h or --help.  getopt_long also finds -h in -host, which is an option of another
 * tool. */
static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)
            return true;
    }
    return false;
}

/* is_habit says how another tool's option is called here, if there is one. */
static bool is_habit(struct run *run, int argc, char **argv, int *code)
{
    struct buf said;

    buf_init(&said, WRONG_MAX);
    bool is = !asks_for_help(argc, argv) && habit_option(&said, run->cmd, argc, argv);
    if (is)
        *code = cmd_wrong(run, "%.*s", (int)said.n, (const char *)said.p);
    buf_free(&said);
    return is;
}

/* A hint about another tool's option is printed instead of the error, or instead of the help. */
static int parse_and_run(struct run *run, int argc, char **argv)
{
    struct buf wrong;
    struct style style;
    struct opt_words words = {argc, argv, argc};
    int code = EXIT_OK;

    buf_init(&wrong, WRONG_MAX);
    switch (opt_parse(run->opts, run->cmd->opts, run->arena, &words, &wrong)) {
    case OPT_RUN:
        run->argc = argc;
        run->argv = argv;
        run->operands = argv + words.first;
        run->num_operands = (size_t)(argc - words.first);
        code = run->cmd->run(run);
        break;
    case OPT_WANT_HELP:
        if (is_habit(run, argc, argv, &code)) /* -host is no -h */
            break;
        style = output_style(COLOR_AUTO);
        help_text(&run->out.data, run->cmd, &style);
        break;
    case OPT_WANT_VERSION: put_version(&run->out.data); break;
    case OPT_WRONG:
        if (!is_habit(run, argc, argv, &code))
            code = cmd_wrong(run, "%.*s", (int)wrong.n, (const char *)wrong.p);
        break;
    }
    buf_free(&wrong);
    return code;
}

/* The options start with the command's defaults.  A failed write makes the exit code worse. */
static int run_cmd(const struct cmd *cmd, int argc, char **argv)
{
    char who[64] = "tlsbox";
    struct arena arena;
    struct run r = {.cmd = cmd, .arena = &arena};
    int code = EXIT_FAULT;

    arena_init(&arena, RUN_MEMORY);
    if (cmd != &top_cmd)
        snprintf(who, sizeof who, "tlsbox %s", cmd->name);
    output_init(&r.out, who);
    r.opts = arena_alloc(&arena, 1, cmd->opts_size);
    if (r.opts != NULL) {
        if (cmd->defaults != NULL)
            memcpy(r.opts, cmd->defaults, cmd->opts_size);
        code = parse_and_run(&r, argc, argv);
    }
    plugin_finish(&r, argc, argv, code);
    if (!output_flush(&r.out))
        code = exit_worse(code, reason_exit(REASON_UNWRITABLE));
    output_free(&r.out);
    arena_free(&arena);
    return plugin_exit(&r, code);
}

/* run_named finds the command that the first word names. */
static int run_named(int argc, char **argv)
{
    const struct cmd *c = cmd_find(argv[0]);
    struct run top = {.cmd = &top_cmd};
    struct suggest near = {.to = span_str(argv[0])};
    struct buf said;

    if (c != NULL)
        return run_cmd(c, argc, argv);
    output_init(&top.out, "tlsbox");
    buf_init(&said, WRONG_MAX);
    for (size_t i = 0; cmd_at(i) != NULL; i++)
        suggest_try(&near, cmd_at(i)->name);
    if (habit_word(&said, argv[0]) || habit_operand(&said, argv[0]))
        (void)cmd_wrong(&top, "%.*s", (int)said.n, (const char *)said.p);
    else
        (void)cmd_unknown(&top, "command", argv[0], &near);
    buf_free(&said);
    output_free(&top.out);
    return EXIT_USAGE;
}

/* Opens closed standard streams on /dev/null, in the mode in which their use still fails.
 * Otherwise a file or socket would get their number, and a message could go to a server. */
static void hold_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

static const struct cmd *const cmds[] = {
#define CMD(name) &cmd_##name,
#include "cmd/list.def"
#undef CMD
};

/* The command is named by the program's own name (a link), or by the first word. */
int main(int argc, char **argv)
{
    const char *name = argc > 0 ? argv[0] : "tlsbox";
    const char *slash = strrchr(name, '/');
    const struct cmd *c = NULL;

    cmd_register(cmds, sizeof cmds / sizeof cmds[0], &top_cmd);
    hold_streams();
    /* A closed pipe must be a failed write, not the end of the process. */
    signal(SIGPIPE, SIG_IGN);
    if (slash != NULL)
        name = slash + 1;
    c = cmd_find(strncmp(name, "tlsbox-", 7) == 0 ? name + 7 : name);
    if (c != NULL)
        return run_cmd(c, argc, argv);
    if (argc < 2 || argv[1][0] == '-')
        return run_cmd(&top_cmd, argc, argv);
    return run_named(argc - 1, argv + 1);
}
