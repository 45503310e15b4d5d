/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of `verify --batch`: from its bytes to the certificates, and to the line of an error,
 * which is one line of JSON and repeats the id. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "app/batch/request.h"
#include "app/batch/result_line.h"
#include "lib/base/cal.h"
#include "lib/json/json_reader.h"
#include "lib/path/known.h"

const char fuzz_name[] = "batch";

enum { VALUES = 100, KNOWN_MAX = 1 << 20 };

/* The ids mean the same, though hidden characters of one are escaped in the other. */
static void same_id(const struct request *r, const struct json_value *id, struct arena *arena)
{
    struct span bytes = id->text;

    if (r->id.n == 0) {
        REQUIRE(id->kind == JR_NULL);
        return;
    }
    REQUIRE(id->kind == (r->id.p[0] == '"' ? JR_STRING : JR_NUMBER));
    if (id->kind == JR_STRING)
        REQUIRE(jr_string(&bytes, id, arena) == ERR_OK);
    REQUIRE(span_eq(bytes, r->id_bytes));
}

/* The result is a line of JSON that no terminal obeys, and its first key is the id. */
static void check_result(const struct request *r, const char *message, struct arena *arena)
{
    const struct result_source source = {.id = r->id, .input = "-", .line = 1};
    struct json_text t;
    struct fail fail = {0};
    struct buf line;

    buf_init(&line, FUZZ_CAP);
    REQUIRE(result_line_error(&line, &source, REASON_UNDECODABLE, message) == ERR_OK);
    REQUIRE(fuzz_harmless(&line) && span_find(buf_span(&line), '\n') == line.n - 1);
    REQUIRE(jr_read(&t, buf_span(&line), VALUES, arena, &fail) == ERR_OK);
    const struct json_value *id = jr_first(t.v);
    REQUIRE(span_eq(id->name, SPAN_LIT("id")));
    same_id(r, id, arena);
    buf_free(&line);
}

/* What a request gives is in the bounds of its options. */
static void check_request(const struct request *r)
{
    REQUIRE(r->num_items > 0);
    REQUIRE(r->at == AT_NOW || (r->at >= CAL_FIRST && r->at <= CAL_LAST));
    REQUIRE(r->purpose >= REQUEST_UNSET && r->purpose <= PURPOSE_ANY);
    REQUIRE(r->profile >= REQUEST_UNSET && r->profile < PROFILE_COUNT);
    REQUIRE((r->host.kind == HOST_NONE) == (r->host_text.n == 0));
}

/* Makes what the chains of all inputs share, at the first. */
static struct known *shared(void)
{
    static struct known *known;

    if (known == NULL)
        REQUIRE(known_new(&known, KNOWN_MAX) == ERR_OK);
    return known;
}

/* What is known of other chains changes nothing. */
static void check_certs(const struct request *r, struct buf *why, struct arena *arena)
{
    struct chain_certs certs, again;
    enum err e = request_certs(&certs, r, NULL, why, arena);

    buf_truncate(why, 0);
    REQUIRE(request_certs(&again, r, shared(), why, arena) == e);
    if (e != ERR_OK) {
        REQUIRE(why->n > 0 || e == ERR_LIMIT);
        return;
    }
    REQUIRE(certs.num > 0 && certs.num <= r->num_items);
    REQUIRE(certs.v[0].source == SOURCE_LEAF);
    REQUIRE(again.num == certs.num && again.broken.err == certs.broken.err);
    for (size_t i = 0; i < certs.num; i++)
        REQUIRE(span_eq(again.v[i].cert->der, certs.v[i].cert->der));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span line = span_of(data, size);
    struct verify_settings settings, defaults = VERIFY_SETTINGS_DEFAULTS;
    struct request r;
    struct fail fail = {0};
    struct arena arena;
    struct buf why;

    arena_init(&arena, FUZZ_CAP);
    buf_init(&why, FUZZ_CAP);
    enum err e = request_parse(&r, line, &arena, &fail);
    REQUIRE(e == fail.err && r.id.n <= REQUEST_ID_MAX && r.id_bytes.n <= r.id.n);
    if (e == ERR_OK) {
        check_request(&r);
        e = request_settings(&settings, &r, &defaults, &fail);
    }
    if (e != ERR_OK)
        request_error(&why, &fail, line);
    else
        check_certs(&r, &why, &arena);
    REQUIRE(fuzz_harmless(&why));
    buf_u8(&why, '\0');
    check_result(&r, (const char *)why.p, &arena);
    buf_free(&why);
    arena_free(&arena);
    return 0;
}
