/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of HTTP/1: in one piece and in small ones; and the places that they name. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/http/http_response.h"
#include "lib/http/http_url.h"

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

/* What is accepted has nothing that ends a line of a request, and means itself. */
static void check_url(struct span text)
{
    struct http_url url, again;
    struct buf whole;

    if (http_url_parse(&url, text) != ERR_OK)
        return;
    REQUIRE(url.host[0] != '\0' && url.port > 0);
    for (size_t i = 0; i < url.target.n; i++)
        REQUIRE(url.target.p[i] > ' ' && url.target.p[i] < 0x7f);
    buf_init(&whole, FUZZ_CAP);
    http_url_join(&whole, &url, SPAN_LIT(""));
    REQUIRE(http_url_parse(&again, buf_span(&whole)) == ERR_OK);
    REQUIRE(strcmp(again.host, url.host) == 0 && again.port == url.port);
    REQUIRE(again.is_https == url.is_https && span_eq(again.target, url.target));
    buf_free(&whole);
}

/* A reference is joined whatever it is. */
static void check_place(struct span reference)
{
    struct http_url base;
    struct buf whole;

    REQUIRE(http_url_parse(&base, SPAN_LIT("http://a.example:81/b/c?d")) == ERR_OK);
    buf_init(&whole, FUZZ_CAP);
    http_url_join(&whole, &base, reference);
    check_url(buf_span(&whole));
    buf_free(&whole);
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
    REQUIRE(span_eq(buf_span(&whole.location), buf_span(&parts.location)));
    REQUIRE(whole.is_encoded == parts.is_encoded);
    check_place(buf_span(&whole.location));
    check_place(in);
    check_url(in);
    for (size_t i = 0; i < 2; i++)
        buf_free(&bodies[i]);
    http_response_free(&whole);
    http_response_free(&parts);
    return 0;
}
