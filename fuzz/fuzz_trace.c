/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trace: the first octet says in which connection (the key exchange, TLS 1.3, with hex, SSL
 * 2.0), the rest is a message, of any kind.  No byte of it is left out or shown twice, and nothing
 * of it steers the terminal. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/view/handshake/hs.h"
#include "lib/view/handshake/hs_message.h"

const char fuzz_name[] = "trace";

struct tally {
    struct span message;
    size_t at;
    int depth;
};

static void count(void *ctx, const struct layout_item *it)
{
    struct tally *t = ctx;

    REQUIRE(it->label != NULL && it->id < LAYOUT_COUNT);
    REQUIRE(it->bytes.n == 0 || it->bytes.p == t->message.p + t->at);
    REQUIRE(it->depth >= 0 && it->depth <= t->depth);
    t->at += it->bytes.n;
    t->depth = it->shape == SHAPE_OPEN ? it->depth + 1 : it->depth;
}

/* All views of a connection in which nothing but this was sent. */
static void views(struct span message, bool hex)
{
    struct event sent = {.kind = EVENT_MESSAGE, .sent = true, .bytes = message};
    struct style style = {.columns = 80, .utf8 = !hex};
    struct event_log j;
    struct buf b;

    event_log_init(&j, false, false);
    sent.type = message.n > 0 ? message.p[0] : 0;
    event_log_add(&j, 1, &sent);
    sent.sent = false;
    event_log_add(&j, 2, &sent);
    struct hs_view v = {.input = "x", .events = &j};
    buf_init(&b, FUZZ_CAP);
    hs_trace(&b, &v, &style, hex);
    hs_packets(&b, &v, &style);
    hs_diagram(&b, &v, HS_DIAGRAM_TEXT, &style);
    hs_text(&b, &v, &style);
    REQUIRE(b.err == ERR_OK && fuzz_harmless(&b));
    buf_truncate(&b, 0);
    REQUIRE(hs_json(&b, &v, false) == ERR_OK && fuzz_harmless(&b));
    buf_free(&b);
    event_log_free(&j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum suite_kx kinds[] = {SUITE_KX_NONE, SUITE_KX_RSA, SUITE_KX_ECDHE,
                                          SUITE_KX_DHE};
    struct span message = span_tail(span_of(data, size), 1);
    struct style style = {.columns = 80};
    struct layout_context context = {0};
    struct buf b;

    if (size == 0)
        return 0;
    context.kx = kinds[data[0] & 3];
    context.version = (data[0] & 0x10) != 0 ? TLS_SSL_2 : (data[0] & 4) != 0 ? TLS_1_3 : TLS_1_2;
    struct tally t = {.message = message};
    struct layout_sink sink = {&t, count};
    layout_walk(&sink, message, &context);
    REQUIRE(t.at == message.n);

    buf_init(&b, FUZZ_CAP);
    hs_message_put(&b, message, &context, &style, (data[0] & 8) != 0);
    REQUIRE(b.err == ERR_OK && fuzz_harmless(&b));
    buf_free(&b);
    views(message, (data[0] & 8) != 0);
    layout_learn(&context, message);
    return 0;
}
