/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/base/outfile.h"

enum {
    DATA_MAX = 1 << 30,       /* of one operand's text: a large CRL spelled out */
    DATA_FULL = 1 << 16,      /* written as soon as there is as much */
    LINE_MAX_BYTES = 1 << 18, /* an argument of 128 KiB, and what is said of it */
    COLUMNS_DEFAULT = 80,
    COLUMNS_MOST = 1000,
};

void output_init(struct output *output, const char *who)
{
    *output = (struct output){.who = who};
    buf_init(&output->data, DATA_MAX);
    buf_init(&output->said, LINE_MAX_BYTES);
}

void output_free(struct output *output)
{
    buf_wipe(&output->data); /* --secrets has gone through it */
    buf_free(&output->said);
}

/* Writes a diagnostic.  If standard error is closed too, its failure cannot be reported. */
static void line_put(const struct output *output, const struct buf *text)
{
    struct buf line;

    buf_init(&line, 8 * LINE_MAX_BYTES);
    buf_printf(&line, "%s: ", output->who);
    safe_put(&line, buf_span(text));
    buf_u8(&line, '\n');
    (void)outfile_write(STDERR_FILENO, buf_span(&line));
    buf_free(&line);
}

/* Standard output has failed, and nothing more is written to it.  NULL: the reader has closed the
 * pipe, which needs no message. */
static void fail(struct output *output, const char *why)
{
    struct buf text;

    output->failed = true;
    if (why == NULL)
        return;
    buf_init(&text, LINE_MAX_BYTES);
    buf_printf(&text, "standard output: %s: %s [%s]", err_text(ERR_WRITE), why,
               reason_code(err_reason(ERR_WRITE)));
    line_put(output, &text);
    buf_free(&text);
}

bool output_flush(struct output *output)
{
    if (output->failed)
        return false;
    if (output->data.err != ERR_OK)
        fail(output, err_text(output->data.err));
    else if (!outfile_write(STDOUT_FILENO, buf_span(&output->data)))
        fail(output, errno == EPIPE ? NULL : strerror(errno));
    buf_truncate(&output->data, 0);
    return !output->failed;
}

bool output_tick(struct output *output)
{
    if (output->data.n >= DATA_FULL || output->data.err != ERR_OK)
        return output_flush(output);
    return !output->failed;
}

void output_say(struct output *output, const char *format, ...)
{
    va_list ap;

    (void)output_flush(output);
    buf_free(&output->said);
    buf_init(&output->said, LINE_MAX_BYTES);
    va_start(ap, format);
    buf_vprintf(&output->said, format, ap);
    va_end(ap);
    line_put(output, &output->said);
}

void output_aside(struct output *output, struct span text)
{
    (void)output_flush(output);
    (void)outfile_write(STDERR_FILENO, text); /* a failure cannot be reported */
}

/* A terminal that obeys escape sequences. */
static bool is_terminal(int fd)
{
    const char *term = getenv("TERM");

    return term != NULL && *term != '\0' && strcmp(term, "dumb") != 0 && isatty(fd) == 1;
}

bool output_rewrites(void)
{
    return is_terminal(STDERR_FILENO);
}

/* By default there is color only on a terminal that can show it, unless NO_COLOR is set. */
static bool wants_color(enum color color, int fd)
{
    const char *no = getenv("NO_COLOR");

    if (color != COLOR_AUTO)
        return color == COLOR_ALWAYS;
    return (no == NULL || *no == '\0') && is_terminal(fd);
}

/* The encoding as the environment names it; asking the C library would load a locale. */
static bool wants_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && *value != '\0')
            return strcasestr(value, "UTF-8") != NULL || strcasestr(value, "UTF8") != NULL;
    }
    return false;
}

/* The language as the environment names it (POSIX.1 8.2).  Unknown ones are English. */
enum lang output_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum lang lang = LANG_EN;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && *value != '\0') {
            (void)lang_find(&lang, value);
            break;
        }
    }
    return lang;
}

/* The width of lines: COLUMNS, else the terminal's, else a default. */
static int wants_columns(int fd)
{
    const char *text = getenv("COLUMNS");
    struct winsize size;
    int n = text == NULL ? 0 : atoi(text);

    if (n <= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    if (n <= 0)
        return COLUMNS_DEFAULT;
    return n < COLUMNS_MOST ? n : COLUMNS_MOST;
}

static struct style style_for(enum color color, int fd)
{
    bool utf8 = wants_utf8();

    return (struct style){.color = wants_color(color, fd),
                          .utf8 = utf8,
                          .columns = wants_columns(fd),
                          /* A terminal of another encoding cannot show other languages. */
                          .lang = utf8 ? output_lang() : LANG_EN};
}

struct style output_style(enum color color)
{
    return style_for(color, STDOUT_FILENO);
}

struct style output_aside_style(enum color color)
{
    return style_for(color, STDERR_FILENO);
}
