/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/preamble.h"

/* What is shown of a peer's words. */
enum { QUOTE_MAX = 120 };

void preamble_reset(struct preamble *t)
{
    if (t->in.cap == 0)
        buf_init(&t->in, PREAMBLE_IN_MAX);
    if (t->why.cap == 0)
        buf_init(&t->why, 1024);
    if (t->out.cap == 0)
        buf_init(&t->out, 4096);
    t->total = 0;
    t->step = 0;
    t->begun = t->seen = t->blocked = false;
    t->err = ERR_OK;
    t->waiting = "an answer";
}

void preamble_free(struct preamble *t)
{
    buf_free(&t->in);
    buf_wipe(&t->out);
    buf_free(&t->why);
}

bool preamble_feed(struct preamble *t, struct span bytes)
{
    t->total += bytes.n;
    buf_put(&t->in, bytes);
    return t->in.err == ERR_OK && t->total <= PREAMBLE_TOTAL_MAX;
}

void preamble_take(struct preamble *t, size_t n)
{
    size_t left = t->in.n - n;

    if (left > 0)
        memmove(t->in.p, t->in.p + n, left);
    buf_truncate(&t->in, left);
}

enum preamble_state preamble_fail(struct preamble *t, enum err e, const char *format, ...)
{
    va_list ap;

    t->err = e;
    va_start(ap, format);
    buf_vprintf(&t->why, format, ap);
    va_end(ap);
    return PREAMBLE_FAILED;
}

void preamble_quote(struct buf *out, struct span text)
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
