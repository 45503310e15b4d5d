/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/key_schedule13.h"

#include "lib/tls/keys/transcript.h"
#include "tests/unit/tls/rfc8448.h"

/* A trace on its way through the schedule. */
struct climb {
    struct vectors v;
    struct told told;
    struct transcript transcript;
    struct sched13 s;
    uint8_t hash[DIGEST_MAX_SIZE];
};

static struct span get(struct climb *c, const char *name)
{
    return vector_has(&c->v, name) ? vector_get(&c->v, name) : (struct span){0};
}

/* add takes those messages into the transcript that the trace has; its hash. */
static struct span add(struct climb *c, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (vector_has(&c->v, *names))
            transcript_add(&c->transcript, vector_get(&c->v, *names));
    }
    return transcript_hash(&c->transcript, c->hash);
}
#define ADD(c, ...) add((c), (const char *const[]){__VA_ARGS__, NULL})

static void start(struct climb *c, const char *path)
{
    vectors_open(&c->v, path);
    told_init(&c->told, &c->v.arena);
    c->s = (struct sched13){.listener = &c->told.listener};
    transcript_init(&c->transcript);
    assert_int_equal(transcript_hash(&c->transcript, c->hash).n, 0);
    ADD(c, "client_hello");
    transcript_start(&c->transcript, DIGEST_SHA256);
    if (vector_has(&c->v, "hello_retry_request")) {
        transcript_retry(&c->transcript);
        ADD(c, "hello_retry_request", "client_hello2");
    }
}

static void hellos(struct climb *c, const struct suite *suite)
{
    struct traffic_keys keys;
    struct span psk = get(c, "secret.early.ikm");
    uint8_t binder[SECRET_MAX], hash[DIGEST_MAX_SIZE];
    bool has_psk = vector_has(&c->v, "binder");

    sched13_early(&c->s, DIGEST_SHA256, has_psk ? psk : (struct span){0});
    told_equal(told_in(told_last(&c->told, STEP_EARLY_SECRET), "psk"), psk);
    if (has_psk) {
        digest_of(DIGEST_SHA256, hash, get(c, "client_hello.prefix"));
        told_equal(span_of(hash, 32), get(c, "binder.hash"));
        sched13_binder(&c->s, binder, false, span_of(hash, 32));
        told_equal(span_of(binder, 32), get(c, "binder"));
        sched13_early_traffic(&c->s, transcript_hash(&c->transcript, c->hash));
        sched13_keys(&c->s, &keys, suite, &c->s.client_early, STEP_CLIENT_EARLY_KEY);
    }
    sched13_handshake(&c->s, get(c, "secret.shared"), ADD(c, "server_hello"));
    sched13_keys(&c->s, &keys, suite, &c->s.server_handshake, STEP_SERVER_HANDSHAKE_KEY);
    told_equal(span_of(keys.key, keys.key_n), get(c, "key.server_handshake"));
    told_equal(span_of(keys.iv, keys.iv_n), get(c, "iv.server_handshake"));
    sched13_keys(&c->s, &keys, suite, &c->s.client_handshake, STEP_CLIENT_HANDSHAKE_KEY);
}

static void finish(struct climb *c, const struct suite *suite)
{
    struct traffic_keys keys;
    struct secret psk;
    uint8_t finished[SECRET_MAX];

    sched13_finished(
        &c->s, SIDE_SERVER, finished,
        ADD(c, "encrypted_extensions", "certificate_request", "certificate", "certificate_verify"));
    told_equal(span_of(finished, 32), get(c, "server_finished.verify_data"));
    sched13_master(&c->s, ADD(c, "server_finished"));
    sched13_keys(&c->s, &keys, suite, &c->s.client_traffic, STEP_CLIENT_KEY);
    sched13_keys(&c->s, &keys, suite, &c->s.server_traffic, STEP_SERVER_KEY);
    sched13_finished(
        &c->s, SIDE_CLIENT, finished,
        ADD(c, "end_of_early_data", "client_certificate", "client_certificate_verify"));
    told_equal(span_of(finished, 32), get(c, "client_finished.verify_data"));
    sched13_resumption(&c->s, ADD(c, "client_finished"));
    if (vector_has(&c->v, "secret.resumption_psk"))
        sched13_psk(&c->s, &psk, get(c, "secret.resumption_psk.nonce"));
}

static void climb_trace(const char *path, size_t values_in_it)
{
    const struct suite *suite = suite_find(TLS_AES_128_GCM_SHA256);
    struct climb c;

    start(&c, path);
    hellos(&c, suite);
    finish(&c, suite);
    assert_int_equal(rfc8448_compare(&c.v, &c.told), values_in_it);
    told_equal(told_in(told_last(&c.told, STEP_SERVER_FINISHED13), "transcript_hash"),
               get(&c, "server_finished.hash"));
    told_equal(told_in(told_last(&c.told, STEP_CLIENT_FINISHED13), "transcript_hash"),
               get(&c, "client_finished.hash"));
    transcript_free(&c.transcript);
    vectors_close(&c.v);
    sched13_wipe(&c.s);
    for (size_t i = 0; i < sizeof c.s; i++)
        assert_int_equal(((const uint8_t *)&c.s)[i], 0);
}

static void rfc8448(void **state)
{
    (void)state;
    climb_trace("tests/vectors/rfc8448/3-simple-1rtt.txt", 25);
    climb_trace("tests/vectors/rfc8448/4-resumed-0rtt.txt", 31);
    climb_trace("tests/vectors/rfc8448/5-hello-retry-request.txt", 24);
    climb_trace("tests/vectors/rfc8448/6-client-authentication.txt", 24);
    climb_trace("tests/vectors/rfc8448/7-compatibility-mode.txt", 24);
}

/* What RFC 8448 does not show is recomputed from RFC 9846's own words, with HKDF-Expand alone. */
static void expect_expand(struct span got, struct span secret, const char *info, size_t info_n)
{
    uint8_t out[64];

    assert_int_equal(kdf_expand(DIGEST_SHA256, out, got.n, secret, span_of(info, info_n)), ERR_OK);
    told_equal(got, span_of(out, got.n));
}
#define EXPAND(got, secret, info) expect_expand((got), (secret), info, sizeof info - 1)

static struct span of(const struct secret *s)
{
    return span_of(s->v, s->n);
}

#define EMPTY_HASH                                                                                 \
    "\xe3\xb0\xc4\x42\x98\xfc\x1c\x14\x9a\xfb\xf4\xc8\x99\x6f\xb9\x24\x27\xae\x41\xe4\x64\x9b\x93" \
    "\x4c\xa4\x95\x99\x1b\x78\x52\xb8\x55"

static void updates(void **state)
{
    struct sched13 s = {0};
    struct secret client, server;
    struct span hash = SPAN_LIT(EMPTY_HASH);

    (void)state;
    sched13_early(&s, DIGEST_SHA256, (struct span){0});
    sched13_handshake(&s, SPAN_LIT("shared"), hash);
    sched13_master(&s, hash);
    client = s.client_traffic;
    server = s.server_traffic;
    sched13_update(&s, SIDE_CLIENT);
    EXPAND(of(&s.client_traffic), of(&client), "\0\x20\x11tls13 traffic upd\0");
    assert_memory_equal(s.server_traffic.v, server.v, server.n);
    sched13_update(&s, SIDE_SERVER);
    EXPAND(of(&s.server_traffic), of(&server), "\0\x20\x11tls13 traffic upd\0");
}

static void exporter(void **state)
{
    struct sched13 s = {0};
    struct secret derived = {.n = 32};
    struct span hash = SPAN_LIT(EMPTY_HASH);
    uint8_t out[40], again[40];
    char long_label[256] = {0};

    (void)state;
    sched13_early(&s, DIGEST_SHA256, (struct span){0});
    sched13_handshake(&s, SPAN_LIT("shared"), hash);
    sched13_master(&s, hash);
    assert_int_equal(sched13_export(&s, out, sizeof out, SPAN_LIT("EXPORTER-x"), (struct span){0}),
                     ERR_OK);
    assert_int_equal(kdf_expand(DIGEST_SHA256, derived.v, 32, of(&s.exporter),
                                SPAN_LIT("\0\x20\x10tls13 EXPORTER-x\x20" EMPTY_HASH)),
                     ERR_OK);
    EXPAND(span_of(out, sizeof out), of(&derived), "\0\x28\x0etls13 exporter\x20" EMPTY_HASH);
    assert_int_equal(
        sched13_export(&s, again, sizeof again, SPAN_LIT("EXPORTER-x"), SPAN_LIT("context")),
        ERR_OK);
    assert_memory_not_equal(out, again, sizeof out);
    assert_int_equal(sched13_export(&s, out, 4, span_of(long_label, 250), (struct span){0}),
                     ERR_LIMIT);
    assert_int_equal(sched13_export(&s, out, 4, span_of(long_label, 249), (struct span){0}),
                     ERR_OK);
}

/* psk_ke (no key exchange) and an external PSK; the other hash. */
static void others(void **state)
{
    struct arena a;
    struct told told;
    struct sched13 s;
    struct traffic_keys keys;
    uint8_t zeros[48] = {0}, binder[SECRET_MAX], hash[48] = {1};
    struct span psk = SPAN_LIT("an external key");

    (void)state;
    arena_init(&a, 1 << 20);
    told_init(&told, &a);
    s = (struct sched13){.listener = &told.listener};
    sched13_early(&s, DIGEST_SHA384, psk);
    told_equal(told_in(told_last(&told, STEP_EARLY_SECRET), "psk"), psk);
    sched13_binder(&s, binder, true, span_of(hash, sizeof hash));
    assert_non_null(strstr((const char *)told_last(&told, STEP_BINDER_KEY_EXTERNAL)->info.p + 3,
                           "tls13 ext binder"));
    sched13_handshake(&s, (struct span){0}, span_of(hash, sizeof hash));
    told_equal(told_in(told_last(&told, STEP_HANDSHAKE_SECRET), "shared_secret"),
               span_of(zeros, sizeof zeros));
    assert_int_equal(s.client_handshake.n, 48);
    sched13_keys(&s, &keys, suite_find(TLS_AES_256_GCM_SHA384), &s.client_handshake,
                 STEP_CLIENT_HANDSHAKE_KEY);
    assert_int_equal(keys.key_n, 32);
    assert_int_equal(keys.iv_n, 12);
    for (size_t i = 0; i < told.num; i++)
        assert_int_not_equal(told.steps[i].id, STEP_SHARED_SECRET);
    arena_free(&a);
}

static void labels(void **state)
{
    struct sched13_info info;
    uint8_t out[8], context[256] = {0};
    struct span secret = SPAN_LIT("0123456789abcdef0123456789abcdef");

    (void)state;
    assert_int_equal(sched13_expand_label(DIGEST_SHA256, out, 8, secret,
                                          &(struct sched13_label){SPAN_LIT("key"), SPAN_LIT("ctx")},
                                          &info),
                     ERR_OK);
    told_equal(span_of(info.v, info.n), SPAN_LIT("\0\x08\x09tls13 key\x03"
                                                 "ctx"));
    EXPAND(span_of(out, 8), secret,
           "\0\x08\x09tls13 key\x03"
           "ctx");
    assert_int_equal(sched13_expand_label(
                         DIGEST_SHA256, out, 8, secret,
                         &(struct sched13_label){SPAN_LIT("key"), span_of(context, 255)}, &info),
                     ERR_OK);
    assert_int_equal(sched13_expand_label(
                         DIGEST_SHA256, out, 8, secret,
                         &(struct sched13_label){SPAN_LIT("key"), span_of(context, 256)}, &info),
                     ERR_LIMIT);
    assert_int_equal(
        sched13_expand_label(DIGEST_SHA256, out, 255 * 32 + 1, secret,
                             &(struct sched13_label){SPAN_LIT("key"), (struct span){0}}, &info),
        ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc8448), cmocka_unit_test(updates), cmocka_unit_test(exporter),
        cmocka_unit_test(others),  cmocka_unit_test(labels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
