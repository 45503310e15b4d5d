/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of `verify --batch`: each rule is broken once, and certificates come in every form. */
#include "config.h"

#include "app/batch/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/b64.h"
#include "tests/factory/factory.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { MEMORY = 8 << 20 };

struct bench {
    struct arena arena;
    struct span leaf, ca; /* DER */
    struct buf line, why;
    struct request request;
    struct fail fail;
};

static int open_bench(void **state)
{
    static struct bench bench;
    struct fc_spec leaf, ca;

    bench = (struct bench){0};
    arena_init(&bench.arena, MEMORY);
    leaf = fc_leaf(&bench.arena);
    ca = fc_intermediate(&bench.arena);
    bench.leaf = fc_cert(&bench.arena, &leaf);
    bench.ca = fc_cert(&bench.arena, &ca);
    buf_init(&bench.line, MEMORY);
    buf_init(&bench.why, MEMORY);
    *state = &bench;
    return 0;
}

static int close_bench(void **state)
{
    struct bench *b = *state;

    buf_free(&b->line);
    buf_free(&b->why);
    arena_free(&b->arena);
    return 0;
}

static enum err parse(struct bench *b)
{
    b->fail = (struct fail){0};
    buf_truncate(&b->why, 0);
    assert_int_equal(b->line.err, ERR_OK);
    enum err e = request_parse(&b->request, buf_span(&b->line), &b->arena, &b->fail);
    assert_int_equal(b->fail.err, e);
    return e;
}

static enum err parse_text(struct bench *b, struct span text)
{
    buf_truncate(&b->line, 0);
    buf_put(&b->line, text);
    return parse(b);
}

/* The sentence about an error. */
static struct span sentence(struct bench *b)
{
    request_error(&b->why, &b->fail, buf_span(&b->line));
    return buf_span(&b->why);
}

/* Each row: a line, what is wrong with it, and its id in spite of that. */
struct row {
    const char *line, *want, *id;
};

static const struct row rows[] = {
    {"", "byte 0: the JSON ends too early (RFC 8259 2)", ""},
    {"[]", "byte 0: a request is a JSON object", ""},
    {"\"x\"", "byte 0: a request is a JSON object", ""},
    {"{}", "byte 0: no chain", ""},
    {"{\"id\":1,\"chain\":null}", "byte 0: no chain", "1"},
    {"{\"id\":1,\"chain\":[]}", "byte 0: no chain", "1"},
    {"{\"chain\":[],\"id\":\"a\"}", "byte 0: no chain", "\"a\""},
    /* ids */
    {"{\"id\":true}", "byte 6: an id is a string or a number", ""},
    {"{\"id\":[]}", "byte 6: an id is a string or a number", ""},
    {"{\"id\":{}}", "byte 6: an id is a string or a number", ""},
    {"{\"id\":null}", "byte 0: no chain", ""},
    {"{\"id\":1e999}", "byte 0: no chain", "1e999"},
    {"{\"id\":-0}", "byte 0: no chain", "-0"},
    {"{\"id\":\"\"}", "byte 0: no chain", "\"\""},
    {"{\"id\":\"\\u0041\xc3\xa9\"}", "byte 0: no chain", "\"\\u0041\xc3\xa9\""},
    {"{\"id\":1,\"id\":2}", "byte 8: the same name twice in one object: id (RFC 8259 4)", ""},
    {"{\"id\":1,\"\\u0069d\":2}",
     "byte 8: the same name twice in one object: \\u0069d (RFC 8259 4)", ""},
    {"{\"id\":1,\"host\":\"a\",\"host\":\"b\"}",
     "byte 19: the same name twice in one object: host (RFC 8259 4)", "1"},
    {"{\"id\":7,\"chain\":[\"", "byte 18: the JSON ends too early (RFC 8259 2)", "7"},
    {"{\"chain\":[\"x\"],\"id\":7,", "byte 22: the JSON ends too early (RFC 8259 2)", "7"},
    {"{\"id\":[7,", "byte 9: the JSON ends too early (RFC 8259 2)", ""},
    {"{\"id\":7", "byte 7: the JSON ends too early (RFC 8259 2)", ""},
    {"{\"id\":\"7\" ", "byte 10: the JSON ends too early (RFC 8259 2)", ""},
    {"{\"id\":07}", "byte 7: a comma or the closing bracket is required here (RFC 8259 2)", ""},
    {"{\"id\":7 \t}x", "byte 10: more follows after the JSON value (RFC 8259 2)", "7"},
    {"{\"id\":null,", "byte 11: the JSON ends too early (RFC 8259 2)", ""},
    {"{\"id\":true,", "byte 11: the JSON ends too early (RFC 8259 2)", ""},
    {"[{\"id\":7}", "byte 9: the JSON ends too early (RFC 8259 2)", ""},
    /* keys */
    {"{\"id\":1,\"hots\":\"a\"}", "byte 8: no such key: hots (did you mean host?)", "1"},
    {"{\"hots\":\"a\",\"id\":1}", "byte 1: no such key: hots (did you mean host?)", "1"},
    {"{\"Host\":\"a\"}", "byte 1: no such key: Host (did you mean host?)", ""},
    {"{\"xyzzy\":null}", "byte 1: no such key: xyzzy", ""},
    {"{\"\":null}", "byte 1: no such key: ", ""},
    {"{\"a\\u001b[31m\x7f\":null}", "byte 1: no such key: a\\u001b[31m\\7f", ""},
    {"{\"aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde\":1}",
     "byte 1: no such key: aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd...", ""},
    /* chain */
    {"{\"chain\":1}", "byte 9: a chain is an array of strings, or one string", ""},
    {"{\"chain\":{}}", "byte 9: a chain is an array of strings, or one string", ""},
    {"{\"chain\":[null]}", "byte 10: a chain is an array of strings, or one string", ""},
    {"{\"chain\":[\"x\",[\"x\"]]}", "byte 14: a chain is an array of strings, or one string", ""},
    /* host */
    {"{\"host\":1}", "byte 8: a string is required here", ""},
    {"{\"host\":[\"a\"]}", "byte 8: a string is required here", ""},
    {"{\"host\":\"\"}", "byte 8: the host name is empty (RFC 9525 6.1)", ""},
    {"{\"host\":\"a b\"}",
     "byte 8: not a DNS name, IP address, e-mail address or URI (RFC 9525 6.1)", ""},
    {"{\"host\":\"www.example.com\\u0000.evil\"}",
     "byte 8: not a DNS name, IP address, e-mail address or URI (RFC 9525 6.1)", ""},
    {"{\"host\":\"www.example.com:443\"}",
     "byte 8: give only a name or address, without a port (RFC 9525 6.1)", ""},
    /* at */
    {"{\"at\":true}", "byte 6: a time is a string, or a whole number of seconds since 1970", ""},
    {"{\"at\":1.5}", "byte 6: a time is a string, or a whole number of seconds since 1970", ""},
    {"{\"at\":1e9}", "byte 6: a time is a string, or a whole number of seconds since 1970", ""},
    {"{\"at\":253402300800}", "byte 6: a time is a string, or a whole number of seconds since 1970",
     ""},
    {"{\"at\":1000000000000000000000000}",
     "byte 6: a time is a string, or a whole number of seconds since 1970", ""},
    {"{\"at\":\"1780272000\"}",
     "byte 6: not a time (RFC 3339, YYYY-MM-DD, or @SECONDS) (RFC 3339 5.6)", ""},
    {"{\"at\":\"\"}", "byte 6: not a time (RFC 3339, YYYY-MM-DD, or @SECONDS) (RFC 3339 5.6)", ""},
    /* purpose and profile */
    {"{\"purpose\":0}", "byte 11: a string is required here", ""},
    {"{\"purpose\":\"sever\"}", "byte 11: no such purpose: sever (did you mean server?)", ""},
    {"{\"purpose\":\"Server\"}", "byte 11: no such purpose: Server (did you mean server?)", ""},
    {"{\"profile\":\"webpki \"}", "byte 11: no such profile: webpki  (did you mean webpki?)", ""},
    {"{\"profile\":[]}", "byte 11: a string is required here", ""},
};

static void test_errors(void **state)
{
    struct bench *b = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *r = &rows[i];

        assert_int_not_equal(parse_text(b, span_str(r->line)), ERR_OK);
        struct span got = sentence(b);
        if (!span_eq(got, span_str(r->want)))
            fail_msg("%s: %.*s", r->line, (int)got.n, (const char *)got.p);
        if (!span_eq(b->request.id, span_str(r->id)))
            fail_msg("%s: id %.*s", r->line, (int)b->request.id.n, (const char *)b->request.id.p);
        assert_int_equal(err_reason(b->fail.err) == REASON_UNDECODABLE ||
                             err_reason(b->fail.err) == REASON_USAGE,
                         true);
    }
}

/* The id that --resume and --shard use is what the string means. */
static void test_id_bytes(void **state)
{
    struct bench *b = *state;

    (void)parse_text(b, SPAN_LIT("{\"id\":\"\\u0061/\\\"\"}"));
    assert_true(span_eq(b->request.id_bytes, SPAN_LIT("a/\"")));
    (void)parse_text(b, SPAN_LIT("{\"id\":1.50}"));
    assert_true(span_eq(b->request.id_bytes, SPAN_LIT("1.50")));
    (void)parse_text(b, SPAN_LIT("{}"));
    assert_int_equal(b->request.id_bytes.n, 0);
}

/* An id of length n, with its quotation marks. */
static enum err parse_long_id(struct bench *b, size_t n)
{
    buf_truncate(&b->line, 0);
    buf_str(&b->line, "{\"id\":\"");
    for (size_t i = 2; i < n; i++)
        buf_u8(&b->line, 'a');
    buf_str(&b->line, "\"}");
    return parse(b);
}

static void test_id_size(void **state)
{
    struct bench *b = *state;

    assert_int_equal(parse_long_id(b, REQUEST_ID_MAX), ERR_REQUEST_NO_CHAIN);
    assert_int_equal(b->request.id.n, REQUEST_ID_MAX);
    assert_int_equal(parse_long_id(b, REQUEST_ID_MAX + 1), ERR_REQUEST_ID_SIZE);
    assert_int_equal(b->request.id.n, 0);
    assert_int_equal(parse_long_id(b, 1 << 20), ERR_REQUEST_ID_SIZE);
    assert_true(span_eq(sentence(b), SPAN_LIT("byte 6: an id has at most 4096 bytes")));
    /* The same before an error of the JSON. */
    buf_truncate(&b->line, b->line.n - 1);
    assert_int_equal(parse(b), ERR_JSON_TRUNCATED);
    assert_int_equal(b->request.id.n, 0);
}

static void put_base64(struct bench *b, struct span der)
{
    buf_u8(&b->line, '"');
    b64_encode(&b->line, der, 0);
    buf_u8(&b->line, '"');
}

/* A PEM block without its quotation marks; eol: its line ends, escaped. */
static void put_pem(struct bench *b, struct span der, const char *eol)
{
    struct buf text;

    buf_init(&text, MEMORY);
    pem_encode(&text, "CERTIFICATE", der);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            buf_str(&b->line, eol);
        else
            buf_u8(&b->line, text.p[i]);
    }
    buf_free(&text);
}

/* The two certificates, whatever form they came in. */
static void has_both(struct bench *b)
{
    struct chain_certs certs;

    buf_str(&b->line, "}\r\n");
    assert_int_equal(parse(b), ERR_OK);
    assert_int_equal(request_certs(&certs, &b->request, NULL, &b->why, &b->arena), ERR_OK);
    assert_int_equal(certs.num, 2);
    assert_int_equal(certs.broken.err, ERR_OK);
    assert_true(span_eq(certs.v[0].cert->der, b->leaf));
    assert_true(span_eq(certs.v[1].cert->der, b->ca));
    assert_int_equal(certs.v[0].source, SOURCE_LEAF);
    assert_int_equal(certs.v[1].source, SOURCE_INPUT);
    assert_null(certs.v[0].origin);
    buf_truncate(&b->line, 0);
}

static void test_forms(void **state)
{
    static const char *const eols[] = {"\\n", "\\r\\n", "\\u000a", " \\n\\t", " "};
    struct bench *b = *state;

    buf_truncate(&b->line, 0);
    buf_str(&b->line, "{\"chain\":[");
    put_base64(b, b->leaf);
    buf_str(&b->line, ", ");
    put_base64(b, b->ca);
    buf_str(&b->line, "]");
    has_both(b);
    for (size_t i = 0; i < COUNT(eols); i++) {
        buf_str(&b->line, "{\"chain\":[\"");
        put_pem(b, b->leaf, eols[i]);
        buf_str(&b->line, "\",");
        put_base64(b, b->ca);
        buf_str(&b->line, "]");
        has_both(b);
    }
    /* All in one string, in an array or alone. */
    buf_str(&b->line, "{\"chain\":[\"leaf:\\n");
    put_pem(b, b->leaf, "\\n");
    put_pem(b, b->ca, "\\n");
    buf_str(&b->line, "\"]");
    has_both(b);
    buf_str(&b->line, "{\"chain\":\"");
    put_pem(b, b->leaf, "\\n");
    put_pem(b, b->ca, "\\n");
    buf_str(&b->line, "\"");
    has_both(b);
}

/* The certificates are from the file that the caller names: sentences say so. */
static void test_origin(void **state)
{
    struct bench *b = *state;
    struct chain_certs certs;

    buf_truncate(&b->line, 0);
    buf_str(&b->line, "{\"chain\":[");
    put_base64(b, b->leaf);
    buf_str(&b->line, "]}");
    assert_int_equal(parse(b), ERR_OK);
    b->request.origin = "requests";
    assert_int_equal(request_certs(&certs, &b->request, NULL, &b->why, &b->arena), ERR_OK);
    assert_string_equal(certs.v[0].origin, "requests");
}

/* A chain of one good certificate among these strings. */
static enum err certs_of(struct bench *b, struct chain_certs *out, const char *before,
                         const char *after)
{
    buf_truncate(&b->line, 0);
    buf_printf(&b->line, "{\"chain\":[%s", before);
    put_base64(b, b->leaf);
    buf_printf(&b->line, "%s]}", after);
    assert_int_equal(parse(b), ERR_OK);
    return request_certs(out, &b->request, NULL, &b->why, &b->arena);
}

/* A broken helper is left out and remembered, as in a file. */
static void test_broken_helper(void **state)
{
    struct bench *b = *state;
    struct chain_certs certs;

    assert_int_equal(certs_of(b, &certs, "", ",\"\",\"MIIBAAAA\""), ERR_OK);
    assert_int_equal(certs.num, 1);
    assert_int_equal(certs.broken.err, ERR_EMPTY_INPUT);
    assert_int_equal(certs_of(b, &certs, "", ",\"nonsense\""), ERR_OK);
    assert_int_equal(certs.broken.err, ERR_PEM_NONE);
    assert_int_equal(
        certs_of(b, &certs, "", ",\"-----BEGIN CERTIFICATE-----\\n!\\n-----END CERTIFICATE-----\""),
        ERR_OK);
    assert_int_equal(certs.broken.err, ERR_BASE64);
}

/* A public key as a string of JSON. */
#define PUBLIC_KEY                                                                    \
    "\"-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbL" \
    "DFw4rXAxZuE=\\n-----END PUBLIC KEY-----\""

static void refuses(struct bench *b, const char *before, enum err want, const char *why)
{
    struct chain_certs certs;

    assert_int_equal(certs_of(b, &certs, before, ""), want);
    if (!span_eq(buf_span(&b->why), span_str(why)))
        fail_msg("%s: %.*s", before, (int)b->why.n, (const char *)b->why.p);
    assert_int_equal(err_reason(want), REASON_UNDECODABLE);
}

/* The first certificate is the one to judge: nothing else takes its place. */
static void test_broken_leaf(void **state)
{
    struct bench *b = *state;

    refuses(b, "\"\",", ERR_EMPTY_INPUT, "chain[0]: is empty");
    refuses(b, "\"nonsense\",", ERR_PEM_NONE, "chain[0]: neither PEM nor DER (RFC 7468 2)");
    refuses(b, PUBLIC_KEY ",", ERR_IS_PUBLIC_KEY,
            "chain[0]: holds a public key, not a certificate (RFC 7468 13)");
    refuses(b, PUBLIC_KEY ",\"\",", ERR_IS_PUBLIC_KEY,
            "chain[0]: holds a public key, not a certificate (RFC 7468 13)");
    /* DER as a string of its bytes, which is not DER any more. */
    refuses(b, "\"0\\u0003\\u0002\\u0001\\u0001\",", ERR_DER_TAG,
            "chain[0]: another tag is in the place of the required one (X.690 8.1.2)");
    refuses(b, "\"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\",",
            ERR_DER_TRUNCATED,
            "chain[0]: byte 0 decoded: ends in the middle of a value "
            "(X.690 8.1.3)");
}

static void test_no_certificate(void **state)
{
    static const char *const key = "{\"chain\":[" PUBLIC_KEY "]}";
    struct bench *b = *state;
    struct chain_certs certs;

    assert_int_equal(parse_text(b, span_str(key)), ERR_OK);
    assert_int_equal(request_certs(&certs, &b->request, NULL, &b->why, &b->arena),
                     ERR_IS_PUBLIC_KEY);
    assert_true(span_eq(buf_span(&b->why),
                        SPAN_LIT("chain[0]: holds a public key, not a certificate (RFC 7468 13)")));
}

/* Values that are not given, or null, are the defaults. */
static void test_settings(void **state)
{
    static const struct verify_settings defaults = {
        .host = {.kind = HOST_DNS, .text = "a.example"},
        .at = 77,
        .purpose = PURPOSE_EMAIL,
        .profile = PROFILE_RFC5280,
        .max_depth = 3,
    };
    struct bench *b = *state;
    struct verify_settings s;

    (void)parse_text(b, SPAN_LIT("{\"host\":null,\"at\":null,\"purpose\":null,\"profile\":null}"));
    assert_int_equal(b->fail.err, ERR_REQUEST_NO_CHAIN);
    b->fail = (struct fail){0};
    assert_int_equal(request_settings(&s, &b->request, &defaults, &b->fail), ERR_OK);
    assert_string_equal(s.host.text, "a.example");
    assert_int_equal(s.at, 77);
    assert_int_equal(s.purpose, PURPOSE_EMAIL);
    assert_int_equal(s.profile, PROFILE_RFC5280);
    assert_int_equal(s.max_depth, 3);
    (void)parse_text(b, SPAN_LIT("{\"host\":\"\\u0062.example\",\"at\":-1,\"purpose\":\"any\","
                                 "\"profile\":\"cabf\"}"));
    b->fail = (struct fail){0};
    assert_int_equal(request_settings(&s, &b->request, &defaults, &b->fail), ERR_OK);
    assert_string_equal(s.host.text, "b.example");
    assert_int_equal(s.at, -1);
    assert_int_equal(s.purpose, PURPOSE_ANY);
    assert_int_equal(s.profile, PROFILE_CABF);
    (void)parse_text(b, SPAN_LIT("{\"at\":\"2026-06-01\",\"purpose\":\"server\","
                                 "\"profile\":\"webpki\"}"));
    assert_int_equal(b->request.at, FC_NOW);
    assert_int_equal(b->request.purpose, PURPOSE_SERVER);
    assert_int_equal(b->request.profile, PROFILE_WEBPKI);
}

/* A host must fit the purpose, whichever of them is a default. */
static void test_host_and_purpose(void **state)
{
    static const struct verify_settings defaults = {.purpose = PURPOSE_SERVER};
    struct bench *b = *state;
    struct verify_settings s;

    (void)parse_text(b, SPAN_LIT("{\"host\":\"a@b.example\"}"));
    b->fail = (struct fail){0};
    assert_int_equal(request_settings(&s, &b->request, &defaults, &b->fail), ERR_HOST_SERVER_EMAIL);
    assert_true(
        span_eq(sentence(b), SPAN_LIT("byte 8: a server has no e-mail address (RFC 9525 6.1)")));
    (void)parse_text(b, SPAN_LIT("{\"host\":\"https://b.example/\"}"));
    b->fail = (struct fail){0};
    assert_int_equal(request_settings(&s, &b->request, &defaults, &b->fail), ERR_HOST_SERVER_URI);
    (void)parse_text(b, SPAN_LIT("{\"host\":\"a@b.example\",\"purpose\":\"email\"}"));
    b->fail = (struct fail){0};
    assert_int_equal(request_settings(&s, &b->request, &defaults, &b->fail), ERR_OK);
}

/* An array of too many strings is bounded before they are decoded. */
static void test_many(void **state)
{
    struct bench *b = *state;

    buf_truncate(&b->line, 0);
    buf_str(&b->line, "{\"chain\":[\"\"");
    for (int i = 0; i < REQUEST_VALUES_MAX - 3; i++)
        buf_str(&b->line, ",\"\"");
    buf_str(&b->line, "]}");
    assert_int_equal(parse(b), ERR_OK);
    buf_truncate(&b->line, b->line.n - 2);
    buf_str(&b->line, ",\"\"]}");
    assert_int_equal(parse(b), ERR_JSON_VALUES);
}

/* A full arena is the error LIMIT, and no certificate is lost in silence. */
static void test_memory(void **state)
{
    struct bench *b = *state;

    buf_truncate(&b->line, 0);
    buf_str(&b->line, "{\"chain\":[");
    put_base64(b, b->leaf);
    buf_str(&b->line, "]}");
    for (size_t cap = 0; cap < 4096; cap += 64) {
        struct request r;
        struct fail fail = {0};
        struct arena small;

        arena_init(&small, cap);
        small.block = 64;
        enum err e = request_parse(&r, buf_span(&b->line), &small, &fail);
        if (e == ERR_OK)
            assert_int_equal(r.num_items, 1);
        else
            assert_int_equal(e, ERR_LIMIT);
        arena_free(&small);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(test_errors),      TEST(test_id_bytes),
        TEST(test_id_size),     TEST(test_forms),
        TEST(test_origin),      TEST(test_broken_helper),
        TEST(test_broken_leaf), TEST(test_no_certificate),
        TEST(test_settings),    TEST(test_host_and_purpose),
        TEST(test_many),        TEST(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
