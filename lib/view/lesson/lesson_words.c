/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/lesson/lesson_words.h"

#include "lib/net/dialogue.h"
#include "lib/view/cert/label.h"
#include "lib/view/handshake/derive_command.h"
#include "lib/view/handshake/layout.h"
#include "lib/view/lesson/lesson_values.h"

enum { WORD_CAP = 1 << 16 };

/* The host that was asked for; else the SNI, else "the server". */
static void word_host(struct buf *out, const struct words *words)
{
    const struct lesson *l = words->lesson;

    if (l->v->host != NULL)
        buf_str(out, l->v->host);
    else if (l->sni.n > 0)
        buf_put(out, l->sni);
    else
        buf_str(out, lang_text(words->lang, N_("the server")));
}

/* True if the text has no character that a shell interprets. */
static bool is_plain(const char *text)
{
    for (; *text != 0; text++) {
        uint8_t c = span_lower((uint8_t)*text);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("-.:_/", c) != NULL))
            return false;
    }
    return true;
}

/* The server as an operand of a command line.  A name that a shell would interpret is replaced by
 * HOST. */
static void word_server(struct buf *out, const struct words *words)
{
    const struct hs_view *v = words->lesson->v;
    const char *name = v->events->side == EVENT_LOG_CLIENT ? v->input : v->host;

    buf_str(out, name != NULL && is_plain(name) ? name : "HOST");
}

const char *lesson_file_name(const char *name)
{
    return name != NULL && name[0] != '-' && is_plain(name) ? name : "FILE";
}

static void word_file(struct buf *out, const struct words *words)
{
    buf_str(out, lesson_file_name(words->lesson->v->input));
}

/* Quotes a word for the shell if necessary (POSIX.1 XCU 2.2.2).  Control characters are escaped
 * for the terminal, so a word with such characters cannot be copied. */
static void put_shell(struct buf *out, struct span word)
{
    bool plain = word.n > 0;

    for (size_t i = 0; i < word.n; i++) {
        uint8_t c = span_lower(word.p[i]);
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          (c != 0 && strchr("-.:_/,=+@%", c) != NULL));
    }
    if (plain) {
        buf_put(out, word);
        return;
    }
    buf_u8(out, '\'');
    for (struct span left = word; left.n > 0;) {
        size_t n = span_find(left, '\'');
        safe_put(out, span_head(left, n));
        buf_str(out, n < left.n ? "'\\''" : "");
        left = span_tail(left, n < left.n ? n + 1 : n);
    }
    buf_u8(out, '\'');
}

void lesson_options(struct buf *out, const struct span *words, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        buf_u8(out, ' ');
        put_shell(out, words[i]);
    }
}

/* The options that the same command needs to show the same connection again. */
static void word_again(struct buf *out, const struct words *words)
{
    const struct hs_view *v = words->lesson->v;

    for (size_t i = 0; i < v->num_keylogs; i++)
        buf_printf(out, " --keylog %s", lesson_file_name(v->keylogs[i]));
    if (v->flow > 0)
        buf_printf(out, " --flow %d", v->flow);
    lesson_options(out, v->options, v->num_options);
}

/* The options that decided how the chain was judged. */
static void word_judging(struct buf *out, const struct words *words)
{
    lesson_options(out, words->lesson->v->judging, words->lesson->v->num_judging);
}

static void word_address(struct buf *out, const struct words *words)
{
    buf_str(out, words->lesson->v->address);
}

static void word_version(struct buf *out, const struct words *words)
{
    const char *name = version_name(words->lesson->version);

    buf_str(out, name == NULL ? "?" : name);
}

static void word_starttls(struct buf *out, const struct words *words)
{
    buf_str(out, dialogue_title((enum dialogue)words->lesson->before.starttls));
}

static void word_resumed(struct buf *out, const struct words *words)
{
    const bool *facts = words->lesson->facts;

    buf_str(out, lang_text(words->lang, facts[FACT_V13]         ? N_("by session ticket and PSK")
                                        : facts[FACT_BY_TICKET] ? N_("by session ticket")
                                                                : N_("by session ID")));
}

static void word_verdict(struct buf *out, const struct words *words)
{
    enum reason reason = words->lesson->v->report->reason;

    buf_str(out, reason == REASON_OK ? lang_text(words->lang, N_("trusted")) : reason_code(reason));
}

static void word_failure(struct buf *out, const struct words *words)
{
    const struct hs_view *v = words->lesson->v;

    buf_str(out, v->message != NULL ? v->message
                                    : lang_text(words->lang, err_text(v->failure->err)));
}

/* --- Certificates -------------------------------------------------------------------------- */

static void word_leaf(struct buf *out, const struct words *words)
{
    if (words->cert == NULL) /* it could not be parsed */
        buf_u8(out, '?');
    else
        label_cert(out, words->cert);
}

static void word_cert_key(struct buf *out, const struct words *words)
{
    if (words->cert == NULL)
        buf_u8(out, '?');
    else
        keyinfo_print(out, &words->cert->key);
}

static void word_cert_until(struct buf *out, const struct words *words)
{
    label_date(out, words->cert->has_not_after, words->cert->not_after);
}

static void word_cert_issuer(struct buf *out, const struct words *words)
{
    label_name(out, words->cert->issuer);
}

static void word_anchor(struct buf *out, const struct words *words)
{
    const struct path *p = &words->lesson->v->report->chosen;

    if (p->num > 0)
        label_cert(out, p->links[p->num - 1].cert);
}

/* --- All of them --------------------------------------------------------------------------- */

const struct lesson_word lesson_connection[] = {
    {"address", word_address, CODE},
    {"again", word_again, PROSE},
    {"anchor", word_anchor, PROSE},
    {"cert_issuer", word_cert_issuer, PROSE},
    {"cert_key", word_cert_key, PROSE},
    {"cert_until", word_cert_until, PROSE},
    {"failure", word_failure, PROSE},
    {"file", word_file, PROSE},
    {"host", word_host, PROSE},
    {"judging", word_judging, PROSE},
    {"leaf", word_leaf, PROSE},
    {"leaf_key", word_cert_key, PROSE},
    {"resumed", word_resumed, PROSE},
    {"server", word_server, PROSE},
    {"starttls", word_starttls, PROSE},
    {"verdict", word_verdict, PROSE},
    {"version", word_version, PROSE},
    {NULL, NULL, PROSE},
};

/* The row of the word in one of the tables, or NULL. */
static const struct lesson_word *find_word(const struct lesson_word *const *tables,
                                           struct span name)
{
    for (; *tables != NULL; tables++) {
        for (const struct lesson_word *w = *tables; w->word != NULL; w++) {
            if (span_eq(name, span_str(w->word)))
                return w;
        }
    }
    return NULL;
}

/* A word that is in no table of a connection is the name of a secret. */
static void put_word(struct buf *out, const struct words *words, struct span word)
{
    const struct lesson_word *row = find_word(words->tables, word);
    enum look look = CODE;
    struct buf value;

    buf_init(&value, WORD_CAP);
    if (row != NULL) {
        row->put(&value, words);
        look = row->look;
    }
    if (value.n == 0 && words->lesson != NULL)
        lesson_hex(&value, words, lesson_secret(words->lesson, word));
    struct span rest = buf_span(&value);
    while (look == LINES && span_find(rest, '\n') < rest.n) {
        struct span line = span_head(rest, span_find(rest, '\n'));
        prose_mark(words->sheet, out, line, false);
        buf_u8(out, '\n');
        rest = span_tail(rest, line.n + 1);
    }
    prose_mark(words->sheet, out, rest, look == CODE);
    buf_wipe(&value);
}

/* A sentence consists of plain text, {words}, and names of the protocol between backticks. */
void words_fill(struct buf *out, const struct words *words, const char *sentence)
{
    struct span rest = span_str(lang_text(words->lang, sentence));

    while (rest.n > 0) {
        size_t n = 0;
        while (n < rest.n && rest.p[n] != '{' && rest.p[n] != '`')
            n++;
        prose_mark(words->sheet, out, span_head(rest, n), false);
        struct span from = span_tail(rest, n);
        if (from.n == 0)
            return;
        struct span inside = span_tail(from, 1);
        inside = span_head(inside, span_find(inside, from.p[0] == '{' ? '}' : '`'));
        if (from.p[0] == '{')
            put_word(out, words, inside);
        else
            prose_mark(words->sheet, out, inside, true);
        rest = span_tail(from, inside.n + 2);
    }
}
