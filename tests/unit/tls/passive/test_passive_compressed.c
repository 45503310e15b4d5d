/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed certificates of both sides, as a watcher with the secrets sees them. */
#include "config.h"

#include "tests/unit/tls/passive/passive_flight_kit.h"

static const struct numbers all = {
    {CERT_COMPRESSION_ZLIB, CERT_COMPRESSION_BROTLI, CERT_COMPRESSION_ZSTD}, 3};

static struct talk *open_tape(struct tape *t)
{
    struct talk *talk = tape_open(t, TLS_1_3);

    talk->client.compressions = talk->server.compressions = all;
    return talk;
}

static void same_as_the_client(void **state)
{
    struct tape t;
    struct talk *talk = open_tape(&t);
    struct tap o;

    (void)state;
    talk->server.asks_certificate = true;
    talk_identity(talk, FKEY_P256_D);
    talk_run(talk);
    tape_chat(talk);
    assert_true(talk_is_well(talk));
    tap_open(&o, buf_span(&t.lines));
    for (size_t chunk = 0; chunk < 3; chunk++) {
        tap_begin(&o);
        tap_see(&o, &t, chunk);
        tape_same(&t, &o);
        tape_same_info(&t, &o);
        assert_int_equal(passive_info(o.w)->compression.algorithm, CERT_COMPRESSION_ZLIB);
        assert_int_equal(passive_info(o.w)->client_compression.algorithm, CERT_COMPRESSION_ZLIB);
        assert_int_equal(passive_offer(o.w)->compressions.num, 3);
        assert_int_equal(o.chains[0], chunk + 1);
        assert_int_equal(o.chains[1], chunk + 1);
        assert_int_equal(passive_finished(o.w).wrong, 0);
    }
    bye(&t, &o);
}

/* What the server's message becomes on its way. */
static struct span instead;

static void replace(void *ctx, struct peer *p, enum fault_stage stage, uint8_t message,
                    struct buf *bytes)
{
    (void)ctx;
    (void)p;
    if (stage != FAULT_MESSAGE || message != HS_COMPRESSED_CERTIFICATE)
        return;
    buf_truncate(bytes, 0);
    buf_put(bytes, instead);
}

/* The error is that of the client. */
static void broken(void **state)
{
    static const struct {
        struct span message;
        enum err err;
    } rows[] = {
        {SPAN_INIT("\x19\0\0\x0a\0\1\0\0\4\0\0\2\x78\x9c"), ERR_TLS_COMPRESSED_DATA},
        {SPAN_INIT("\x19\0\0\x0a\0\4\0\0\4\0\0\2\x78\x9c"), ERR_TLS_COMPRESSED_ALGORITHM},
        {SPAN_INIT("\x19\0\0\x0a\0\1\xff\0\4\0\0\2\x78\x9c"), ERR_TLS_COMPRESSED_TOO_LONG},
        {SPAN_INIT("\x19\0\0\x10\0\2\0\0\5\0\0\10\x8f\1\x80\0\0\0\0\3"), ERR_TLS_COMPRESSED_LENGTH},
        {SPAN_INIT("\x19\0\0\x0e\0\2\0\0\1\0\0\6\x0b\0\x80x\3\0"), ERR_TLS_COMPRESSED_DATA},
        {SPAN_INIT("\x19\0\0\x08\0\1\0\0\4\0\0\0"), ERR_TLS_VECTOR},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tape t;
        struct talk *talk = open_tape(&t);
        struct tap o;
        instead = rows[i].message;
        talk->server.hook = replace;
        talk_run(talk);
        assert_int_equal(talk->err, rows[i].err);
        tap_open(&o, buf_span(&t.lines));
        tap_begin(&o);
        tap_see(&o, &t, 0);
        assert_int_equal(o.told.err, rows[i].err);
        assert_int_equal(o.chains[0], 0);
        bye(&t, &o);
    }
}

/* More than any honest connection has: they are shown as they are, whatever they would become. */
static void many(void **state)
{
    static const uint8_t one[] = {25, 0, 0, 15, 0, 2, 0, 0, 5, 0, 0, 7, 0x8f, 1, 0x80, 0, 0, 0, 3};
    static uint8_t all_of_them[20 * sizeof one];
    struct tape t;
    struct talk *talk = open_tape(&t);
    struct tap o;

    (void)state;
    for (size_t i = 0; i < 20; i++)
        memcpy(all_of_them + i * sizeof one, one, sizeof one);
    instead = span_of(all_of_them, sizeof all_of_them);
    talk->server.hook = replace;
    talk_run(talk);
    tap_open(&o, buf_span(&t.lines));
    tap_begin(&o);
    tap_see(&o, &t, 0);
    assert_int_equal(o.told.failed, 16);
    bye(&t, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_the_client),
        cmocka_unit_test(broken),
        cmocka_unit_test(many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
