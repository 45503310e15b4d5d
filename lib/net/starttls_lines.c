/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line protocols: SMTP, IMAP, POP3 and so on.  lines.def has their steps; this file sends a
 * step's text and matches the lines of the answer. */
#include "config.h"

#include "lib/net/starttls.h"

#include <uv.h>

/* A row of lines.def: what is sent, then which lines may follow and which one ends the step. */
struct line_step {
    enum starttls protocol;
    const char *send, *waiting, *more, *good;
    bool block;
    const char *need;
};

static const struct line_step steps[] = {
#define LINE_STEP(ID, protocol, send, waiting, more, good, block, need) \
    {STARTTLS_##protocol, send, waiting, more, good, block, need},
#include "lib/net/lines.def"
#undef LINE_STEP
};

enum { NUM_STEPS = sizeof steps / sizeof steps[0] };

static bool is_word(uint8_t c)
{
    c = span_lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* The line begins with `head`, without regard to case, and if head ends with a word the word ends
 * there, too. */
static bool begins(struct span line, struct span head)
{
    return head.n > 0 && span_ieq(span_head(line, head.n), head) &&
           (line.n == head.n || !is_word(head.p[head.n - 1]) || !is_word(line.p[head.n]) ||
            head.p[head.n - 1] == '-');
}

/* The alternative that the line begins with; the empty span if none. */
static struct span match(struct span line, const char *alternatives)
{
    struct span left = span_str(alternatives);

    while (left.n > 0) {
        struct span one = span_head(left, span_find(left, '|'));
        if (begins(line, one))
            return one;
        left = span_tail(left, one.n + 1);
    }
    return (struct span){0};
}

/* RFC 5321 4.1.3: our own address as a literal, for EHLO. */
static void put_own_address(struct buf *out, const struct net_end *own)
{
    char ip[64] = "127.0.0.1";

    if (own->ip_n != 0)
        uv_inet_ntop(own->ip_n == 4 ? AF_INET : AF_INET6, own->ip, ip, sizeof ip);
    buf_printf(out, own->ip_n == 16 ? "[IPv6:%s]" : "[%s]", ip);
}

/* Sends the text of a step; "@" in it is our own address. */
static void begin_step(struct preamble *preamble, const struct line_step *state)
{
    for (const char *p = state->send; *p != '\0'; p++) {
        if (*p == '@')
            put_own_address(&preamble->out, &preamble->local);
        else
            buf_u8(&preamble->out, (uint8_t)*p);
    }
    preamble->waiting = state->waiting;
    preamble->seen = preamble->blocked = false;
}

/* The next line from *at on, without its end; false if it is incomplete.  The bytes stay in
 * `in`. */
static bool next_line(struct preamble *preamble, size_t *at, struct span *line)
{
    struct span in = span_tail(buf_span(&preamble->in), *at);
    size_t n = span_find(in, '\n');

    if (n == in.n)
        return false;
    *line = span_head(in, n);
    if (line->n > 0 && line->p[line->n - 1] == '\r')
        line->n--;
    *at += n + 1;
    return true;
}

/* IRC: the line without its prefix, ":irc.example 670 nick :…" */
static struct span without_origin(struct span line)
{
    return line.n > 0 && line.p[0] == ':' ? span_tail(line, span_find(line, ' ') + 1) : line;
}

/* The bytes cannot be a line of these protocols, complete or not.  Escape sequences of coloured
 * banners are allowed after the first byte. */
static bool is_binary(struct span answer)
{
    return (answer.n > 0 && answer.p[0] < 0x20 && answer.p[0] != '\t' && answer.p[0] != '\r') ||
           span_find(answer, 0) < answer.n;
}

enum reply_kind { ANSWER_MORE, ANSWER_GOOD, ANSWER_BAD };

/* How a line counts in this step.  After a line that opens a block all lines belong to it until a
 * good one.  `seen` records that the needed word was in one of them. */
static enum reply_kind judge(struct preamble *preamble, const struct line_step *state,
                             struct span line)
{
    struct span text = state->protocol == STARTTLS_IRC ? without_origin(line) : line;
    struct span more = match(text, state->more), good = match(text, state->good);
    struct span rest = span_tail(text, more.n > 0 ? more.n : good.n + 1);

    if (is_binary(line))
        return ANSWER_BAD;
    if (more.n + good.n > 0 && begins(rest, span_str(state->need)))
        preamble->seen = true;
    if (more.n > 0) {
        preamble->blocked = state->block;
        return ANSWER_MORE;
    }
    if (good.n > 0)
        return ANSWER_GOOD;
    return preamble->blocked ? ANSWER_MORE : ANSWER_BAD;
}

/* Reads lines until the step is done, and requires the needed word. */
static enum preamble_state answer(struct preamble *preamble, const struct line_step *state)
{
    size_t at = 0;
    struct span line;

    while (next_line(preamble, &at, &line)) {
        enum reply_kind a = judge(preamble, state, line);
        if (a == ANSWER_MORE)
            continue;
        if (a == ANSWER_BAD)
            return starttls_refuse(preamble, line);
        if (state->need[0] != '\0' && !preamble->seen)
            return preamble_fail(preamble, ERR_NET_STARTTLS, "the server does not offer %s",
                                 state->need);
        preamble_take(preamble, at);
        return starttls_silent(preamble);
    }
    preamble_take(preamble, at);
    if (is_binary(buf_span(&preamble->in)))
        return starttls_refuse(preamble, buf_span(&preamble->in));
    return PREAMBLE_MORE;
}

/* Runs the steps of the protocol, which follow each other in the table: each sends its
 * command, if it has one, and reads the answer. */
enum preamble_state starttls_lines(struct preamble *preamble)
{
    if (!preamble->begun) {
        while (steps[preamble->step].protocol != preamble->protocol)
            preamble->step++;
        begin_step(preamble, &steps[preamble->step]);
        preamble->begun = true;
    }
    for (;;) {
        enum preamble_state state = answer(preamble, &steps[preamble->step]);
        if (state != PREAMBLE_DONE)
            return state;
        preamble->step++;
        if (preamble->step == NUM_STEPS || steps[preamble->step].protocol != preamble->protocol)
            return PREAMBLE_DONE;
        begin_step(preamble, &steps[preamble->step]);
    }
}
