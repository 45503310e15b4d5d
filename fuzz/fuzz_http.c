/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of HTTP/1: in one piece and in small ones. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/http/http_response.h"

const char fuzz_name[] = "http";

static void feed(struct http_response *h, struct buf *body, struct span in)
{
    while (in.n > 0) {
        enum http_response_state was = h->state;
        size_t before = in.n;
        struct span part = http_response_feed(h, &in);

        REQUIRE(in.n < before || h->state != was);
        buf_put(body, part);
    }
}

static void hold(struct http_response *h, struct buf *body, struct span in, size_t chunk)
{
    http_response_init(h);
    buf_init(body, FUZZ_CAP);
    for (; in.n > 0; in = span_tail(in, chunk))
        feed(h, body, span_head(in, chunk));
    REQUIRE(body->n == h->body);
    REQUIRE(http_response_complete(h, false) == (h->state == HTTP_RESPONSE_DONE));
    REQUIRE(http_response_complete(h, true) || h->state != HTTP_RESPONSE_REST);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_response whole, parts;
    struct buf bodies[2];

    if (size < 1)
        return 0;
    struct span in = span_of(data + 1, size - 1);

    hold(&whole, &bodies[0], in, in.n);
    hold(&parts, &bodies[1], in, data[0] % 16u + 1);
    /* What comes together makes no difference; what is no HTTP is not lost. */
    REQUIRE(whole.state == parts.state && whole.status == parts.status);
    REQUIRE(span_eq(buf_span(&bodies[0]), buf_span(&bodies[1])));
    REQUIRE(span_starts(in, SPAN_LIT("HTTP/1.")) || whole.state == HTTP_RESPONSE_HEAD ||
            span_eq(buf_span(&bodies[0]), in));
    for (size_t i = 0; i < 2; i++)
        buf_free(&bodies[i]);
    http_response_free(&whole);
    http_response_free(&parts);
    return 0;
}
