/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_batch.h"

#include <stdio.h>

#include "lib/asn1/pem.h"
#include "lib/base/b64.h"
#include "tests/factory/factory.h"

enum { LINE_MAX = 1 << 16 };

static void texts(void (*put)(const char *, const char *, struct span))
{
    static const struct span rows[] = {
        SPAN_INIT(" {\"a\":[1,-2.5e+10,true,false,null],\"b\":{\"c\":\"\\\"\\\\\\/"
                  "\\b\\f\\n\\r\\t\"}}\r\n"),
        SPAN_INIT(
            "[\"\\u0061\\ud83d\\ude00\\u0000\",\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\",0,-0,1E9]"),
        SPAN_INIT("{\"id\":1,\"\\u0069d\":2}"),
        SPAN_INIT("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"),
        SPAN_INIT("\"\\ud800\""),
        SPAN_INIT("[1e999,123456789012345678901234567890]"),
        SPAN_INIT("[1,]"),
        SPAN_INIT("{\"a\":1,}"),
        SPAN_INIT("\xef\xbb\xbf{}"),
        SPAN_INIT("\"\xed\xa0\x80\""),
        SPAN_INIT("\t2\0"),
        SPAN_INIT("[1\0]"),
    };
    char name[8];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(name, sizeof name, "%02zu", i);
        put("json", name, rows[i]);
    }
}

static void put_base64(struct buf *line, struct span der)
{
    buf_u8(line, '"');
    b64_encode(line, der, 0);
    buf_u8(line, '"');
}

static void put_pem(struct buf *line, struct span der)
{
    struct buf text;

    buf_init(&text, LINE_MAX);
    pem_encode(&text, "CERTIFICATE", der);
    buf_u8(line, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            buf_str(line, "\\n");
        else
            buf_u8(line, text.p[i]);
    }
    buf_u8(line, '"');
    buf_free(&text);
}

/* Requests with the certificates of the factory, in both forms. */
static void lines(void (*put)(const char *, const char *, struct span), struct arena *arena)
{
    static const struct {
        const char *name, *before, *after;
        bool is_pem;
    } rows[] = {
        {"base64", "{\"id\":1,\"host\":\"www.example.com\",\"chain\":[", "]}\n", false},
        {"pem", "{\"id\":\"\\u0061\xc3\xa9\",\"chain\":[", "],\"at\":1780272000}\n", true},
        {"options", "{\"at\":\"2026-06-01\",\"purpose\":\"any\",\"profile\":\"cabf\",\"chain\":[",
         "]}", false},
        {"nulls", "{\"id\":null,\"host\":null,\"at\":null,\"purpose\":null,\"chain\":[", "]}",
         false},
        {"misspelt", "{\"id\":\"x\x7f\xe2\x80\xae\",\"hots\":\"a\",\"chain\":[", "]}", false},
        {"broken", "{\"id\":2,\"host\":\"a@b.example\",\"chain\":[\"MII\",", ",\"\"]}", true},
        {"cut", "{\"id\":3,\"chain\":[", "", true},
    };
    struct fc_spec leaf = fc_leaf(arena), ca = fc_intermediate(arena);
    struct span der[] = {fc_cert(arena, &leaf), fc_cert(arena, &ca)};
    struct buf line;

    buf_init(&line, LINE_MAX);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void (*put_cert)(struct buf *, struct span) = rows[i].is_pem ? put_pem : put_base64;

        buf_truncate(&line, 0);
        buf_str(&line, rows[i].before);
        put_cert(&line, der[0]);
        buf_u8(&line, ',');
        put_cert(&line, der[1]);
        buf_str(&line, rows[i].after);
        put("batch", rows[i].name, buf_span(&line));
    }
    buf_free(&line);
}

void mkseeds_batch(void (*put)(const char *, const char *, struct span), struct arena *arena)
{
    texts(put);
    lines(put, arena);
}
