/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a proxy or a server says before TLS: in one piece and in small ones; and how it is shown. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/net/dialogue.h"
#include "lib/net/preamble.h"

const char fuzz_name[] = "talk";

enum { PREAMBLE_HTTP, PREAMBLE_SOCKS5, PREAMBLE_STARTTLS };

static const struct proxy proxy = {.kind = PROXY_HTTP, .user = "user", .password = "password"};

static enum preamble_state turn(struct preamble *t, unsigned kind)
{
    if (kind == PREAMBLE_HTTP)
        return proxy_http_talk(t);
    return kind == PREAMBLE_SOCKS5 ? proxy_socks5_talk(t) : starttls_talk(t);
}

/* How it ended, and what we said in all. */
struct end {
    enum preamble_state state;
    enum err err;
    size_t used;
    struct buf said;
};

static void hold(struct end *out, unsigned kind, struct span bytes, size_t chunk)
{
    struct preamble t = {.host = "a.example", .port = 443, .proxy = &proxy};

    t.protocol = (enum starttls)(kind < PREAMBLE_STARTTLS ? 0 : kind - PREAMBLE_STARTTLS + 1);
    preamble_reset(&t);
    *out = (struct end){.state = turn(&t, kind)};
    buf_init(&out->said, FUZZ_CAP);
    while (out->state == PREAMBLE_MORE && bytes.n > 0) {
        struct span part = span_head(bytes, chunk);
        bytes = span_tail(bytes, part.n);
        if (!preamble_feed(&t, part))
            break;
        out->used += part.n;
        out->state = turn(&t, kind);
        buf_put(&out->said, buf_span(&t.out));
        buf_truncate(&t.out, 0);
    }
    /* What is handed on to be shown is exactly what was read. */
    REQUIRE(t.in.err != ERR_OK || t.total > PREAMBLE_TOTAL_MAX ||
            preamble_heard(&t, false).n == out->used - t.in.n);
    out->used -= t.in.n;
    out->err = t.err;
    REQUIRE((out->state == PREAMBLE_FAILED) == (t.err != ERR_OK));
    REQUIRE((out->state == PREAMBLE_FAILED) == (t.why.n > 0));
    REQUIRE(t.why.err == ERR_OK && t.out.err == ERR_OK);
    REQUIRE(fuzz_harmless(&t.why));
    preamble_free(&t);
}

/* The meaning of a message has nothing of a peer in it but a host name.  What was redacted may be
 * shown again, if it is made of lines: what stands for XML or SOCKS is no such message. */
static void show(enum dialogue dialogue, bool sent, struct span bytes)
{
    struct dialogue_message m = {dialogue, sent, bytes};
    struct buf once, twice, words;

    buf_init(&once, FUZZ_CAP);
    buf_init(&twice, FUZZ_CAP);
    buf_init(&words, FUZZ_CAP);
    dialogue_redact(&once, &m);
    dialogue_redact(&twice, &(struct dialogue_message){dialogue, sent, buf_span(&once)});
    REQUIRE(dialogue == DIALOGUE_SOCKS5 || (bytes.n > 0 && bytes.p[0] == '<') ||
            span_eq(buf_span(&once), buf_span(&twice)));
    dialogue_words(&words, &m);
    REQUIRE(fuzz_harmless(&words));
    REQUIRE(dialogue_label(&m) == NULL || words.n > 0);
    REQUIRE(dialogue_guess(bytes, bytes) < DIALOGUE_COUNT);
    buf_free(&once);
    buf_free(&twice);
    buf_free(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = span_of(data, size);
    struct end whole, parts;

    if (size < 2)
        return 0;
    unsigned kind = data[0] % (PREAMBLE_STARTTLS + STARTTLS_COUNT - 1);
    in = span_head(span_tail(in, 2), PREAMBLE_IN_MAX);
    hold(&whole, kind, in, PREAMBLE_IN_MAX);
    hold(&parts, kind, in, data[1] % 16u + 1);
    /* Only what comes too early hangs on what comes together. */
    if (whole.err != ERR_NET_STARTTLS_INJECTED && parts.err != ERR_NET_STARTTLS_INJECTED) {
        REQUIRE(whole.state == parts.state && whole.err == parts.err);
        REQUIRE(span_eq(buf_span(&whole.said), buf_span(&parts.said)));
        REQUIRE(whole.state != PREAMBLE_DONE || whole.used == parts.used);
    }
    buf_free(&whole.said);
    buf_free(&parts.said);
    for (int sent = 0; sent < 2; sent++)
        show((enum dialogue)(DIALOGUE_HTTP + kind), sent == 1, in);
    return 0;
}
