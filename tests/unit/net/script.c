/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/net/script.h"

static void assert_said(const struct script *s, struct buf *out, struct span we)
{
    if (!span_eq(buf_span(out), we))
        fail_msg("%s: we said \"%.*s\" and not \"%.*s\"", s->name, (int)out->n,
                 out->p == NULL ? "" : (const char *)out->p, (int)we.n,
                 we.p == NULL ? "" : (const char *)we.p);
    buf_truncate(out, 0);
}

static enum preamble_state feed(script_talk *talk, struct preamble *t, struct span bytes,
                                size_t chunk)
{
    enum preamble_state state = PREAMBLE_MORE;

    while (bytes.n > 0 && state == PREAMBLE_MORE) {
        struct span part = span_head(bytes, chunk);
        if (!preamble_feed(t, part))
            return preamble_fail(t, ERR_LIMIT, "without end");
        state = talk(t);
        bytes = span_tail(bytes, part.n);
    }
    return state;
}

static void play(script_talk *talk, const struct script *s, struct preamble *t, size_t chunk)
{
    enum preamble_state state;

    preamble_reset(t);
    state = talk(t);
    for (size_t i = 0; i < s->num; i++) {
        if (state != PREAMBLE_MORE)
            fail_msg("%s: over before turn %zu: %.*s", s->name, i, (int)t->why.n,
                     t->why.p == NULL ? "" : (const char *)t->why.p);
        assert_said(s, &t->out, s->turns[i].we);
        state = feed(talk, t, s->turns[i].they, chunk);
    }
    if (state != s->end)
        fail_msg("%s: ends in %d and not in %d: %.*s", s->name, (int)state, (int)s->end,
                 (int)t->why.n, t->why.p == NULL ? "" : (const char *)t->why.p);
    if (state == PREAMBLE_DONE) {
        assert_said(s, &t->out, s->last);
        if (chunk > 1 && !span_eq(buf_span(&t->in), s->left))
            fail_msg("%s: %zu bytes are left", s->name, t->in.n);
    } else if (state == PREAMBLE_FAILED) {
        assert_string_equal(err_id(t->err), err_id(s->err));
        if (chunk > 1 && !span_eq(buf_span(&t->why), span_str(s->why)))
            fail_msg("%s: \"%.*s\" and not \"%s\"", s->name, (int)t->why.n,
                     t->why.p == NULL ? "" : (const char *)t->why.p, s->why);
    }
}

void script_play(script_talk *talk, const struct script *s, const char *host, uint16_t port,
                 const struct proxy *proxy)
{
    for (int single = 0; single < 2; single++) {
        struct preamble t = {.port = port, .proxy = proxy, .protocol = s->protocol};
        if (single && s->err == ERR_NET_STARTTLS_INJECTED)
            continue;
        snprintf(t.host, sizeof t.host, "%s", host);
        t.local = (struct net_end){.ip = {192, 0, 2, 7}, .ip_n = 4, .port = 40000};
        play(talk, s, &t, single ? 1 : SIZE_MAX);
        preamble_free(&t);
    }
}
