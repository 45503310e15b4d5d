/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/habit.h"

#include <string.h>
#include <unistd.h>

#include "lib/net/net.h"

/* Arrays, not pointers: a static program would have to relocate these at each start. */
struct habit {
    char word[24], tool[12], command[12], option[24], rest[28];
};

static const struct habit words[] = {
#define WORD(word, tool, command, rest) {word, tool, command, "", rest},
#define OPTION(word, tool, command, option, rest)
#include "cmd/habits.def"
#undef WORD
#undef OPTION
};

static const struct habit options[] = {
#define WORD(word, tool, command, rest)
#define OPTION(word, tool, command, option, rest) {word, tool, command, option, rest},
#include "cmd/habits.def"
#undef WORD
#undef OPTION
};

static const struct habit *find(const struct habit *rows, size_t num, const char *text)
{
    struct span word = span_head(span_str(text), strcspn(text, "="));

    for (size_t i = 0; i < num; i++) {
        if (span_eq(span_str(rows[i].word), word))
            return &rows[i];
    }
    return NULL;
}

static void put(struct buf *out, const struct habit *h, const char *command)
{
    buf_printf(out, "'%s' is of %s: here it is 'tlsbox %s%s%s%s%s'", h->word, h->tool, command,
               *h->option != '\0' ? " --" : "", h->option, *h->rest != '\0' ? " " : "", h->rest);
}

bool habit_word(struct buf *out, const char *word)
{
    const struct habit *h = find(words, sizeof words / sizeof words[0], word);

    if (h != NULL)
        put(out, h, h->command);
    return h != NULL;
}

static bool has_option(const struct cmd *c, const char *option)
{
    struct opt_flat flat;
    struct span name = span_head(span_str(option), strcspn(option, "="));

    opt_flatten(&flat, c->opts);
    for (size_t i = 0; i < flat.num; i++) {
        if (opt_is_option(flat.opt[i]) && span_eq(span_str(flat.opt[i]->name), name))
            return true;
    }
    return false;
}

/* The command that was typed is the right one where it has the option, or takes such operands. */
static bool fits(const struct cmd *c, const struct habit *h)
{
    char operand[8] = "";

    if (*h->option != '\0')
        return has_option(c, h->option);
    memcpy(operand, h->rest, strnlen(h->rest, 4)); /* HOST, FILE, PORT */
    return strstr(c->usage, operand) != NULL;
}

bool habit_option(struct buf *out, const struct cmd *c, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const struct habit *h = find(options, sizeof options / sizeof options[0], argv[i]);

        /* A single letter may mean anything: it counts where it can have been meant. */
        if (h == NULL || (strlen(argv[i]) == 2 && !fits(c, h)))
            continue;
        put(out, h, fits(c, h) ? c->name : h->command);
        return true;
    }
    return false;
}

/* Names that files of certificates, keys and captures have. */
static bool has_file_name(struct span name)
{
    static const char *const ends[] = {"pem", "crt", "cer", "cert", "der",  "p7b", "p7c", "p7s",
                                       "key", "pub", "csr", "req",  "crl",  "p12", "pfx", "jks",
                                       "txt", "bin", "hex", "log",  "json", "pcap"};
    size_t at = name.n;

    while (at > 0 && name.p[at - 1] != '.')
        at--;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (span_ieq(span_tail(name, at), span_str(ends[i])))
            return true;
    }
    return at == 0;
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
