/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/keylog.h"

#include "lib/base/hex.h"

/* One line of SSLKEYLOGFILE (RFC 9850); steps that it has no label for add none. */
void keylog_put(struct buf *out, const struct step *step, struct span client_random)
{
    const char *label = step_row(step->id)->keylog;

    if (label[0] == 0)
        return;
    buf_str(out, label);
    buf_u8(out, ' ');
    hex_encode(out, client_random, 0);
    buf_u8(out, ' ');
    hex_encode(out, step->out, 0);
    buf_u8(out, '\n');
}

/* Files of Windows tools may be UTF-16, which would have no valid line. */
enum err keylog_check(struct span text)
{
    const struct span marks[] = {SPAN_LIT("\xff\xfe"), SPAN_LIT("\xfe\xff")};
    bool marked = span_starts(text, marks[0]) || span_starts(text, marks[1]);

    /* Without a mark: the first character is in ASCII, so one of its two bytes is zero. */
    return marked || (text.n >= 2 && (text.p[0] == 0) != (text.p[1] == 0)) ? ERR_TLS_KEYLOG_UTF16
                                                                           : ERR_OK;
}

/* Takes a line off the front, without its end: CR LF, LF or CR (RFC 9850 2). */
static struct span take_line(struct span *text)
{
    const struct span mark = SPAN_LIT("\xef\xbb\xbf"); /* of UTF-8 */
    size_t n = 0;

    while (n < text->n && text->p[n] != '\n' && text->p[n] != '\r')
        n++;
    struct span line = span_head(*text, n);
    *text = span_tail(*text, n);
    *text = span_tail(*text, span_starts(*text, SPAN_LIT("\r\n")) ? 2 : 1);
    return span_starts(line, mark) ? span_tail(line, mark.n) : line;
}

/* Takes the word before the next blank off the front, and the blank. */
static struct span take_word(struct span *line)
{
    struct span word = span_head(*line, span_find(*line, ' '));

    *line = span_tail(*line, word.n + 1);
    return word;
}

/* Decodes a word of at most max bytes; *n is 0 if it has none or more. */
static void take_hex(uint8_t *out, size_t *n, size_t max, struct span word, struct fail *fail)
{
    struct buf bytes;

    *n = 0;
    buf_init(&bytes, max);
    if (hex_decode(&bytes, word, fail) == ERR_OK && bytes.n > 0) {
        memcpy(out, bytes.p, bytes.n);
        *n = bytes.n;
    }
    buf_wipe(&bytes);
}

/* The next line that is neither empty nor a comment; false at the end, and with fail set if it is
 * malformed. */
bool keylog_next(struct span *text, struct keylog_line *out, struct fail *fail)
{
    struct span line, words;
    size_t random_n;

    do {
        if (text->n == 0)
            return false;
        line = take_line(text);
    } while (line.n == 0 || line.p[0] == '#');
    words = line;
    out->label = take_word(&words);
    take_hex(out->client_random, &random_n, KEYLOG_RANDOM, take_word(&words), fail);
    take_hex(out->secret, &out->secret_n, KEYLOG_SECRET_MAX, take_word(&words), fail);
    if (out->label.n == 0 || random_n != KEYLOG_RANDOM || out->secret_n == 0 || words.n > 0)
        fail_set(fail, ERR_TLS_KEYLOG_LINE, line);
    return fail->err == ERR_OK;
}
