/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/preamble.h"

#include "lib/net/dialogue.h"

/* How many bytes of a peer's text are printed. */
enum { QUOTE_MAX = 120 };

void preamble_reset(struct preamble *preamble)
{
    if (preamble->in.cap == 0)
        buf_init(&preamble->in, PREAMBLE_IN_MAX);
    if (preamble->heard.cap == 0)
        buf_init(&preamble->heard, PREAMBLE_IN_MAX + PREAMBLE_TOTAL_MAX);
    buf_truncate(&preamble->heard, 0);
    buf_put(&preamble->heard, buf_span(&preamble->in)); /* of the dialogue before */
    if (preamble->why.cap == 0)
        buf_init(&preamble->why, 1024);
    if (preamble->out.cap == 0)
        buf_init(&preamble->out, 4096);
    preamble->total = 0;
    preamble->step = 0;
    preamble->begun = preamble->seen = preamble->blocked = false;
    preamble->err = ERR_OK;
    preamble->waiting = "an answer";
}

void preamble_free(struct preamble *preamble)
{
    buf_free(&preamble->in);
    buf_free(&preamble->heard);
    buf_wipe(&preamble->out);
    buf_free(&preamble->why);
}

bool preamble_feed(struct preamble *preamble, struct span bytes)
{
    preamble->total += bytes.n;
    buf_put(&preamble->in, bytes);
    buf_put(&preamble->heard, bytes);
    return preamble->in.err == ERR_OK && preamble->total <= PREAMBLE_TOTAL_MAX;
}

void preamble_take(struct preamble *preamble, size_t n)
{
    size_t left = preamble->in.n - n;

    if (left > 0)
        memmove(preamble->in.p, preamble->in.p + n, left);
    buf_truncate(&preamble->in, left);
}

struct span preamble_heard(const struct preamble *preamble, bool all)
{
    size_t n = preamble->heard.n, unread = all ? 0 : preamble->in.n;

    /* Without memory for it, less was kept than has come. */
    return span_head(buf_span(&preamble->heard), n > unread ? n - unread : 0);
}

void preamble_told(struct preamble *preamble, size_t n)
{
    size_t left = preamble->heard.n - n;

    if (left > 0)
        memmove(preamble->heard.p, preamble->heard.p + n, left);
    buf_truncate(&preamble->heard, left);
}

enum preamble_state preamble_fail(struct preamble *preamble, enum err err, const char *format, ...)
{
    va_list ap;

    preamble->err = err;
    va_start(ap, format);
    buf_vprintf(&preamble->why, format, ap);
    va_end(ap);
    return PREAMBLE_FAILED;
}

static void quote(struct buf *out, struct span text)
{
    static const char digits[] = "0123456789abcdef";

    buf_str(out, "\"");
    for (size_t i = 0; i < text.n && i < QUOTE_MAX; i++) {
        uint8_t c = text.p[i];
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            buf_u8(out, c);
        } else {
            buf_str(out, "\\x");
            buf_u8(out, (uint8_t)digits[c >> 4]);
            buf_u8(out, (uint8_t)digits[c & 15]);
        }
    }
    buf_str(out, text.n > QUOTE_MAX ? "…\"" : "\"");
}

void preamble_quote(struct preamble *preamble, struct span text)
{
    static const struct proxy none;
    struct buf shown;

    buf_init(&shown, 2 * PREAMBLE_IN_MAX);
    dialogue_mask(&shown, text, preamble->proxy == NULL ? &none : preamble->proxy);
    quote(&preamble->why, buf_span(&shown));
    buf_free(&shown);
}
