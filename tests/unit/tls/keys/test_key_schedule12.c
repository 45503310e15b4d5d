/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/key_schedule12.h"

#include <stdio.h>

#include "lib/base/rd.h"
#include "lib/tls/keys/transcript.h"
#include "tests/unit/tls/told.h"

static struct span get(struct vectors *v, const char *name)
{
    return vector_has(v, name) ? vector_get(v, name) : (struct span){0};
}

static const struct suite *suite_of(struct vectors *v)
{
    return suite_find(list16_at(get(v, "suite"), 0));
}

static void start(struct prf12 *p, struct vectors *v, const struct step_listener *listener)
{
    *p = (struct prf12){.suite = suite_of(v), .listener = listener};
    assert_non_null(p->suite);
    memcpy(p->client_random, get(v, "client_random").p, 32);
    memcpy(p->server_random, get(v, "server_random").p, 32);
}

/* open is the plaintext of a recorded record under our keys. */
static struct span open_record(struct vectors *v, struct protect *p, const char *name)
{
    struct fail fail = {0};
    struct record r;
    struct buf out;
    struct span copy;
    uint8_t type;
    size_t padding;
    bool complete;

    assert_int_equal(record_split(&r, &complete, vector_get(v, name), RECORD_CIPHER12_MAX, &fail),
                     ERR_OK);
    assert_true(complete);
    buf_init(&out, 1 << 15);
    assert_int_equal(protect_open(p, &out, &type, &padding, &r), ERR_OK);
    assert_int_equal(arena_copy(&v->arena, &copy, buf_span(&out)), ERR_OK);
    buf_free(&out);
    return copy;
}

/* Both Finished messages, and data, open under the keys of the block, and say what we compute. */
static void finished_and_data(struct vectors *v, struct prf12 *p)
{
    bool etm = get(v, "etm").p[0] == 1;
    struct traffic_keys keys[2];
    struct protect read[2];
    struct transcript t;
    uint8_t verify[VERIFY_DATA_SIZE], hash[DIGEST_MAX_SIZE];
    struct span client, server;

    prf12_keys(p, &keys[0], &keys[1]);
    for (int i = 0; i < 2; i++)
        protect_init(&read[i], p->suite, TLS_1_2, false, etm, &keys[i]);
    transcript_init(&t);
    transcript_start(&t, p->suite->hash);
    transcript_add(&t, get(v, "client_hello"));
    transcript_add(&t, get(v, "server_hello"));
    transcript_add(&t, get(v, "certificate"));
    transcript_add(&t, get(v, "server_key_exchange"));
    transcript_add(&t, get(v, "server_hello_done"));
    transcript_add(&t, get(v, "client_key_exchange"));
    client = open_record(v, &read[0], "client_finished.record");
    prf12_finished(p, SIDE_CLIENT, verify, transcript_hash(&t, hash));
    told_equal(span_tail(client, 4), span_of(verify, sizeof verify));
    transcript_add(&t, client);
    server = open_record(v, &read[1], "server_finished.record");
    prf12_finished(p, SIDE_SERVER, verify, transcript_hash(&t, hash));
    told_equal(span_tail(server, 4), span_of(verify, sizeof verify));
    told_equal(open_record(v, &read[0], "client_data.record"), get(v, "client_data"));
    told_equal(open_record(v, &read[1], "server_data.record"), get(v, "server_data"));
    told_equal(open_record(v, &read[0], "client_alert.record"), SPAN_LIT("\x01\0"));
    told_equal(open_record(v, &read[1], "server_alert.record"), SPAN_LIT("\x01\0"));
    transcript_free(&t);
    protect_wipe(&read[0]);
    protect_wipe(&read[1]);
}

static void master(struct vectors *v, struct prf12 *p, struct told *told)
{
    struct span premaster = get(v, "premaster");
    bool ems = get(v, "ems").p[0] == 1;
    enum step_id id = ems ? STEP_MASTER_EXTENDED : STEP_MASTER;

    if (ems)
        prf12_master_extended(p, premaster, get(v, "session_hash"));
    else
        prf12_master(p, premaster);
    told_equal(told_last(told, STEP_PREMASTER)->out, premaster);
    told_equal(told_last(told, id)->out, get(v, "master"));
    told_equal(told_in(told_last(told, id), "premaster_secret"), premaster);
    if (ems)
        told_equal(told_in(told_last(told, id), "session_hash"), get(v, "session_hash"));
    told_equal(span_of(p->master, MASTER_SIZE), get(v, "master"));
}

/* The pieces, put together in the order of RFC 5246 6.3, are the block. */
static void pieces(struct told *told)
{
    static const enum step_id order[] = {STEP_CLIENT_MAC_KEY,   STEP_SERVER_MAC_KEY,
                                         STEP_CLIENT_WRITE_KEY, STEP_SERVER_WRITE_KEY,
                                         STEP_CLIENT_WRITE_IV,  STEP_SERVER_WRITE_IV};
    struct span block = told_last(told, STEP_KEY_BLOCK)->out, left = block;

    for (size_t i = 0; i < told->num; i++) {
        if (told->steps[i].id >= STEP_CLIENT_MAC_KEY && told->steps[i].id <= STEP_SERVER_WRITE_IV)
            told_equal(told_in(&told->steps[i], "key_block"), block);
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        for (size_t j = 0; j < told->num; j++) {
            struct span out = told->steps[j].out;

            if (told->steps[j].id != order[i])
                continue;
            assert_true(span_starts(left, out));
            left = span_tail(left, out.n);
        }
    }
    assert_int_equal(left.n, 0);
}

static void recorded(void **state)
{
    static const char *const files[] = {
        "rsa-cbc-sha",    "rsa-cbc-sha256-ems", "rsa-cbc-sha256-etm",
        "rsa-gcm-sha256", "rsa-gcm-sha384",     "rsa-ccm",
        "rsa-ccm8",       "ecdhe-chacha",       "ecdhe-cbc-sha384"};

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[64];
        struct vectors v;
        struct told told;
        struct prf12 p;

        (void)snprintf(path, sizeof path, "tests/vectors/tls12/%s.txt", files[i]);
        vectors_open(&v, path);
        told_init(&told, &v.arena);
        start(&p, &v, &told.listener);
        if (vector_has(&v, "premaster"))
            master(&v, &p, &told);
        else
            memcpy(p.master, get(&v, "master").p, MASTER_SIZE);
        finished_and_data(&v, &p);
        pieces(&told);
        prf12_wipe(&p);
        for (size_t j = 0; j < sizeof p; j++)
            assert_int_equal(((const uint8_t *)&p)[j], 0);
        vectors_close(&v);
    }
}

/* RFC 5705 4: no context and an empty one differ; the seed is put together here by hand. */
static void exporter(void **state)
{
    struct prf12 p = {.suite = suite_find(TLS_RSA_WITH_AES_128_CBC_SHA)};
    uint8_t none[20], empty[20], some[20], expected[20], seed[64 + 2 + 3] = {0};
    struct span label = SPAN_LIT("EXPERIMENTAL x");
    struct buf huge;

    (void)state;
    memset(p.client_random, 1, 32);
    memset(p.server_random, 2, 32);
    memset(p.master, 3, MASTER_SIZE);
    memset(seed, 1, 32);
    memset(seed + 32, 2, 32);
    memcpy(seed + 64,
           "\0\x03"
           "abc",
           5);
    assert_int_equal(prf12_export(&p, none, 20, label, false, (struct span){0}), ERR_OK);
    assert_int_equal(prf12_export(&p, empty, 20, label, true, (struct span){0}), ERR_OK);
    assert_int_equal(prf12_export(&p, some, 20, label, true, SPAN_LIT("abc")), ERR_OK);
    kdf_prf12(DIGEST_SHA256, expected, 20, span_of(p.master, MASTER_SIZE), label,
              (struct span[2]){span_of(seed, 64)});
    assert_memory_equal(none, expected, 20);
    kdf_prf12(DIGEST_SHA256, expected, 20, span_of(p.master, MASTER_SIZE), label,
              (struct span[2]){span_of(seed, sizeof seed)});
    assert_memory_equal(some, expected, 20);
    assert_memory_not_equal(none, empty, 20);
    buf_init(&huge, 1 << 17);
    memset(buf_room(&huge, 1 << 16), 0, 1 << 16);
    assert_int_equal(prf12_export(&p, some, 20, label, true, buf_span(&huge)), ERR_LIMIT);
    buf_free(&huge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(recorded), cmocka_unit_test(exporter)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
