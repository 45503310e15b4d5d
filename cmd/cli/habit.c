/* SPDX-License-Identifier: GPL-3.0-or-later */
/* habits.def has three kinds of rows: words and options of other tools with an equivalent here, and
 * those without one (ABSENT). Each table below keeps one kind. */
#include "config.h"

#include "cmd/cli/habit.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/net/net.h"

/* Arrays, not pointers: a static program would have to relocate these at each start. */
struct habit {
    char word[24], tool[12], command[12], option[24], rest[28];
};

static const struct habit words[] = {
#define WORD(word, tool, command, rest) {word, tool, command, "", rest},
#define OPTION(word, tool, command, option, rest)
#define ABSENT(word, tool, why)
#include "cmd/cli/habits.def"
#undef WORD
#undef OPTION
#undef ABSENT
};

static const struct habit options[] = {
#define WORD(word, tool, command, rest)
#define OPTION(word, tool, command, option, rest) {word, tool, command, option, rest},
#define ABSENT(word, tool, why)
#include "cmd/cli/habits.def"
#undef WORD
#undef OPTION
#undef ABSENT
};

struct absence {
    char word[12], tool[12], why[80];
};

static const struct absence absences[] = {
#define WORD(word, tool, command, rest)
#define OPTION(word, tool, command, option, rest)
#define ABSENT(word, tool, why) {word, tool, why},
#include "cmd/cli/habits.def"
#undef WORD
#undef OPTION
#undef ABSENT
};

/* The row of a word, which may have "=VALUE" after it. */
static const struct habit *find(const struct habit *rows, size_t num, const char *text)
{
    struct span word = span_head(span_str(text), strcspn(text, "="));

    for (size_t i = 0; i < num; i++) {
        if (span_eq(span_str(rows[i].word), word))
            return &rows[i];
    }
    return NULL;
}

/* Appends the sentence about an equivalent; `command` is the command to use here. */
static void put(struct buf *out, const struct habit *habit, const char *command, const char *typed)
{
    buf_printf(out, "'%.*s' is from %s: use 'tlsbox %s%s%s%s%s'", (int)strcspn(typed, "="), typed,
               habit->tool, command, *habit->option != '\0' ? " --" : "", habit->option,
               *habit->rest != '\0' ? " " : "", habit->rest);
}

/* Appends why there is no equivalent; false if the word has no such row. */
static bool put_absence(struct buf *out, const char *typed)
{
    for (size_t i = 0; i < sizeof absences / sizeof absences[0]; i++) {
        const struct absence *a = &absences[i];

        if (!span_eq(span_str(a->word), span_head(span_str(typed), strcspn(typed, "="))))
            continue;
        buf_printf(out, "'%s' is of %s: %s", a->word, a->tool, a->why);
        return true;
    }
    return false;
}

bool habit_word(struct buf *out, const char *word)
{
    const struct habit *h = find(words, sizeof words / sizeof words[0], word);

    if (h == NULL)
        return put_absence(out, word);
    put(out, h, h->command, word);
    return true;
}

static bool has_option(const struct cmd *cmd, const char *option)
{
    struct opt_flat flat;
    struct span name = span_head(span_str(option), strcspn(option, "="));

    opt_flatten(&flat, cmd->opts);
    for (size_t i = 0; i < flat.num; i++) {
        if (opt_is_option(flat.opt[i]) && span_eq(span_str(flat.opt[i]->name), name))
            return true;
    }
    return false;
}

/* One of our commands has the option. */
static bool is_ours(const char *option)
{
    for (size_t i = 0; cmd_at(i) != NULL; i++) {
        if (has_option(cmd_at(i), option))
            return true;
    }
    return false;
}

/* openssl accepts its options with two dashes, too; a long option of ours is never one of them. */
static const struct habit *find_option(const char *typed)
{
    const struct habit *h = find(options, sizeof options / sizeof options[0], typed);
    bool is_long = strncmp(typed, "--", 2) == 0 && strcspn(typed, "=") > 3;

    if (h != NULL || !is_long || is_ours(typed + 2))
        return h;
    return find(options, sizeof options / sizeof options[0], typed + 1);
}

/* The typed command has the option, or takes such operands, so it can stay. */
static bool fits(const struct cmd *cmd, const struct habit *habit)
{
    char operand[8] = "";

    if (*habit->option != '\0')
        return has_option(cmd, habit->option);
    memcpy(operand, habit->rest, strnlen(habit->rest, 4)); /* HOST, FILE, PORT */
    return strstr(cmd->usage, operand) != NULL;
}

bool habit_option(struct buf *out, const struct cmd *cmd, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const struct habit *h = find_option(argv[i]);

        if (h == NULL && argv[i][0] == '-' && put_absence(out, argv[i]))
            return true;
        /* A single letter may mean anything, so it counts only if our command has the option. */
        if (h == NULL || (strlen(argv[i]) == 2 && !fits(cmd, h)))
            continue;
        put(out, h, fits(cmd, h) ? cmd->name : h->command, argv[i]);
        return true;
    }
    return false;
}

/* The part after the last dot; the whole name if there is none. */
static struct span end_of(struct span name)
{
    size_t at = name.n;

    while (at > 0 && name.p[at - 1] != '.')
        at--;
    return span_tail(name, at);
}

/* The name looks like a file of certificates, keys or a capture, or has no dot. */
static bool has_file_name(struct span name)
{
    static const char *const ends[] = {"pem", "crt", "cer",  "cert", "der",   "p7b", "p7c", "p7s",
                                       "key", "pub", "csr",  "req",  "crl",   "p12", "pfx", "jks",
                                       "txt", "bin", "hex",  "log",  "json",  "pcap", "pcapng"};
    struct span end = end_of(name);

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (span_ieq(end, span_str(ends[i])))
            return true;
    }
    return end.n == name.n;
}

bool habit_host(const char *operand)
{
    static const char scheme[] = "https://";
    struct target target;

    if (access(operand, F_OK) == 0 || target_parse(&target, span_str(operand)) != ERR_OK)
        return false;
    return strncmp(operand, scheme, sizeof scheme - 1) == 0 || target.port != 0 || target.is_ip ||
           (strchr(operand, '/') == NULL && !has_file_name(span_str(operand)));
}

static bool is_capture(const char *word)
{
    struct span end = end_of(span_str(word));

    return span_ieq(end, SPAN_LIT("pcap")) || span_ieq(end, SPAN_LIT("pcapng"));
}

bool habit_operand(struct buf *out, const char *word)
{
    struct stat st;
    bool is_file = stat(word, &st) == 0 && !S_ISDIR(st.st_mode), is_host = habit_host(word);

    if (is_host)
        buf_printf(out, "'%s' is not a command: to check a server, use 'tlsbox handshake %s'", word,
                   word);
    else if (is_file && is_capture(word))
        buf_printf(out, "'%s' is not a command: to read a capture, use 'tlsbox decode "
                        "%s'", word, word);
    else if (is_file)
        buf_printf(out, "'%s' is not a command: to check a file, use 'tlsbox verify %s'; to show "
                        "it, 'tlsbox show %s'", word, word, word);
    return is_file || is_host;
}
