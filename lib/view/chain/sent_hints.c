/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the usual servers want to be told about a file of a chain.  Paths are written as words of a
 * shell would be, since a name can have a blank. */
#include "config.h"

#include "lib/base/shell_word.h"
#include "lib/view/chain/sent_view.h"
#include "lib/view/text/text.h"

#include <string.h>

enum { LINE_CAP = 1 << 16, INDENT = 2 };

/* {file} is the file, {key} the file of the key, {both} one with both. */
static const struct {
    char server[8], line[80];
} lines[] = {
    {"nginx", "ssl_certificate {file}; ssl_certificate_key {key};"},
    {"Apache", "SSLCertificateFile {file}"},
    {"", "SSLCertificateKeyFile {key}"},
    {"HAProxy", "(umask 077; cat {file} {key} >{both})"},
    {"", "bind :443 ssl crt {both}"},
};

/* The name of a path in its directory. */
static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

/* A name that neither file has: the shell empties the file that it writes before cat reads. */
static const char *name_of_both(const char *file, const char *key)
{
    static const char names[3][16] = {"site.pem", "combined.pem", "haproxy.pem"};
    size_t i = 0;

    while (i < 2 &&
           (strcmp(last_part(file), names[i]) == 0 || strcmp(last_part(key), names[i]) == 0))
        i++;
    return names[i];
}

static void put_line(struct buf *out, const struct sent_view *view, const char *line)
{
    const char *key = view->key == NULL ? "KEY" : view->key;
    const struct {
        struct span mark;
        const char *path;
    } words[] = {{SPAN_LIT("{file}"), view->fixed->path},
                 {SPAN_LIT("{key}"), key},
                 {SPAN_LIT("{both}"), name_of_both(view->fixed->path, key)}};
    struct span rest = span_str(line);

    while (rest.n > 0) {
        struct span plain = span_head(rest, span_find(rest, '{'));

        buf_put(out, plain);
        rest = span_tail(rest, plain.n);
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (!span_starts(rest, words[i].mark))
                continue;
            shell_word_put(out, words[i].path);
            rest = span_tail(rest, words[i].mark.n);
        }
    }
}

void sent_hints(struct buf *out, const struct sent_view *view, const struct style *style)
{
    struct buf text;

    if (view->fixed == NULL || view->fixed->refused != REASON_OK ||
        strcmp(view->fixed->form, "pem") != 0)
        return;
    buf_u8(out, '\n');
    buf_init(&text, LINE_CAP);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        text_pad(out, INDENT);
        text_cell(out, span_str(lines[i].server), (int)sizeof lines[i].server + 1);
        buf_truncate(&text, 0);
        put_line(&text, view, lines[i].line);
        safe_put(out, buf_span(&text));
        buf_u8(out, '\n');
    }
    text_prose(out, style, INK_DIM, INDENT, 0,
               span_str(lang_text(
                   style->lang,
                   N_("Apache reads the whole chain from SSLCertificateFile since 2.4.8: remove "
                      "SSLCertificateChainFile, which is obsolete."))));
    buf_free(&text);
}
