/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hellos of both sides: parsed, written again, walked, and their fingerprints taken. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/tls/wire/fingerprint.h"

const char fuzz_name[] = "hello";

static void walk(struct span exts)
{
    struct fail f = {0};
    struct rd r = rd_init(exts, &f);
    struct span found;
    struct ext x;

    while (ext_next(&r, &x)) {
        REQUIRE(x.data.n == 0 || span_contains(exts, x.data));
        REQUIRE(ext_get(exts, x.type, &found) && found.p == x.data.p && found.n == x.data.n);
    }
    REQUIRE(f.err == ERR_OK);
}

static void same(const struct buf *b, enum message_type type, struct span body)
{
    struct msg m;

    REQUIRE(b->err == ERR_OK && msg_split(&m, buf_span(b)));
    REQUIRE(m.type == type && m.bytes.n == b->n && span_eq(m.body, body));
}

static void fingerprints(const struct client_hello *h)
{
    struct buf b;

    buf_init(&b, FUZZ_CAP);
    ja4(&b, h);
    REQUIRE(b.err == ERR_OK && b.n == JA4_SIZE && fuzz_harmless(&b));
    ja4_raw(&b, h);
    buf_truncate(&b, 0);
    ja3_string(&b, h);
    REQUIRE(b.err == ERR_OK && fuzz_harmless(&b));
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span body = span_of(data, size);
    struct fail f = {0}, g = {0};
    struct client_hello c;
    struct server_hello s;
    struct buf b;

    buf_init(&b, FUZZ_CAP);
    if (client_hello_parse(&c, body, &f) == ERR_OK) {
        walk(c.exts);
        fingerprints(&c);
        client_hello_put(&b, &c);
        same(&b, HS_CLIENT_HELLO, body);
    }
    REQUIRE(f.at.n == 0 || span_contains(body, f.at));
    buf_truncate(&b, 0);
    if (server_hello_parse(&s, body, &g) == ERR_OK) {
        walk(s.exts);
        server_hello_put(&b, &s);
        same(&b, HS_SERVER_HELLO, body);
        buf_truncate(&b, 0);
        ja3s_string(&b, &s);
        REQUIRE(b.err == ERR_OK && fuzz_harmless(&b));
    }
    REQUIRE(g.at.n == 0 || span_contains(body, g.at));
    buf_free(&b);
    return 0;
}
