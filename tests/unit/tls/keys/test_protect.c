/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "tests/unit/tls/records.h"

#include "tests/harness/vectors.h"

static uint8_t text[RECORD_PLAIN_MAX + 1];

static struct span text_of(size_t n)
{
    for (size_t i = 0; i < n; i++)
        text[i] = (uint8_t)(i * 31 + 5);
    return span_of(text, n);
}

static void round_trips(void **state)
{
    static const size_t sizes[] = {0,
                                   1,
                                   15,
                                   16,
                                   17,
                                   31,
                                   32,
                                   33,
                                   63,
                                   64,
                                   255,
                                   256,
                                   257,
                                   1000,
                                   4095,
                                   8192,
                                   RECORD_PLAIN_MAX - 1,
                                   RECORD_PLAIN_MAX};

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct ends e;
        uint8_t type;
        size_t padding;

        ends_open(&e, &ways[i]);
        for (size_t j = 0; j < COUNT(sizes); j++) {
            struct span plain = text_of(sizes[j]);
            uint8_t sent = j % 2 == 0 ? CONTENT_APPLICATION_DATA : CONTENT_HANDSHAKE;
            struct record r;
            struct fail fail = {0};
            bool complete;

            buf_truncate(&e.wire, 0);
            buf_truncate(&e.plain, 0);
            buf_str(&e.plain, "kept");
            assert_int_equal(ends_seal(&e, sent, plain, 0), ERR_OK);
            assert_true(e.wire.n <= plain.n + protect_overhead(&e.write));
            assert_int_equal(
                record_split(&r, &complete, buf_span(&e.wire),
                             ways[i].version == TLS_1_3 ? RECORD_CIPHER13_MAX : RECORD_CIPHER12_MAX,
                             &fail),
                ERR_OK);
            assert_true(complete && r.bytes.n == e.wire.n && r.version == TLS_1_2);
            assert_int_equal(r.type, ways[i].version == TLS_1_3 ? CONTENT_APPLICATION_DATA : sent);
            assert_int_equal(protect_open(&e.read, &e.plain, &type, &padding, &r), ERR_OK);
            assert_int_equal(type, sent);
            assert_int_equal(padding, 0);
            assert_true(span_starts(buf_span(&e.plain), SPAN_LIT("kept")));
            assert_true(span_eq(span_tail(buf_span(&e.plain), 4), plain));
        }
        assert_int_equal(ends_seal(&e, CONTENT_HANDSHAKE, span_of(text, sizeof text), 0),
                         ERR_TLS_RECORD_OVERFLOW);
        ends_close(&e);
    }
}

/* refused: the error, nothing in the clear, and the number of the record stays. */
static void refused(struct ends *e, struct span bytes, enum err err)
{
    uint64_t seq = e->read.seq;
    uint8_t type;
    size_t padding;

    buf_truncate(&e->plain, 0);
    assert_int_equal(ends_read(e, bytes, &type, &padding), err);
    assert_int_equal(e->plain.n, 0);
    assert_int_equal(e->read.seq, seq);
}

static void bit_flips(void **state)
{
    static const size_t sizes[] = {0, 20, 300};

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        for (size_t j = 0; j < COUNT(sizes); j++) {
            struct ends e;
            uint8_t type;
            size_t padding;

            ends_open(&e, &ways[i]);
            assert_int_equal(ends_seal(&e, CONTENT_APPLICATION_DATA, text_of(sizes[j]), 3), ERR_OK);
            for (size_t bit = 0; bit < 8 * e.wire.n; bit++) {
                enum err err = ways[i].version == TLS_1_3 && bit < 8 ? ERR_TLS_RECORD_OUTER_TYPE
                                                                     : ERR_TLS_BAD_RECORD_MAC;

                if (bit / 8 == 3 || bit / 8 == 4)
                    continue; /* the length: see lengths */
                e.wire.p[bit / 8] ^= (uint8_t)(1 << bit % 8);
                refused(&e, buf_span(&e.wire), err);
                e.wire.p[bit / 8] ^= (uint8_t)(1 << bit % 8);
            }
            /* Every other length, too: cut, empty, longer. */
            for (size_t n = RECORD_HEADER; n < e.wire.n; n++)
                refused(&e, span_head(buf_span(&e.wire), n), ERR_TLS_BAD_RECORD_MAC);
            assert_int_equal(ends_read(&e, buf_span(&e.wire), &type, &padding), ERR_OK);
            /* The same one again, and the one after the next. */
            refused(&e, buf_span(&e.wire), ERR_TLS_BAD_RECORD_MAC);
            buf_truncate(&e.wire, 0);
            assert_int_equal(ends_seal(&e, CONTENT_APPLICATION_DATA, text_of(9), 0), ERR_OK);
            buf_truncate(&e.wire, 0);
            assert_int_equal(ends_seal(&e, CONTENT_APPLICATION_DATA, text_of(9), 0), ERR_OK);
            refused(&e, buf_span(&e.wire), ERR_TLS_BAD_RECORD_MAC);
            ends_close(&e);
        }
    }
}

static void longer(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct ends e;

        ends_open(&e, &ways[i]);
        assert_int_equal(ends_seal(&e, CONTENT_APPLICATION_DATA, text_of(20), 0), ERR_OK);
        for (size_t n = 0; n < 40; n++) {
            buf_u8(&e.wire, (uint8_t)n);
            refused(&e, buf_span(&e.wire), ERR_TLS_BAD_RECORD_MAC);
        }
        ends_close(&e);
    }
}

/* RFC 9846 5.5: no key seals more than it may.  The end that opens leaves the limit to the sender,
 * but for the sequence number, which does not wrap. */
static void limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct ends e;
        uint8_t type;
        size_t padding;
        enum aead_kind aead = suite_find(ways[i].suite)->aead;

        ends_open(&e, &ways[i]);
        if (aead == AEAD_AES_128_GCM || aead == AEAD_AES_256_GCM)
            assert_int_equal(e.write.limit, 23726566);
        assert_true(e.write.limit <= (uint64_t)1 << 48);
        assert_true(aead == AEAD_CHACHA20_POLY1305 || e.write.limit <= (uint64_t)1 << 25);
        e.write.seq = e.read.seq = e.write.limit - 1;
        assert_int_equal(ends_seal(&e, CONTENT_APPLICATION_DATA, text_of(3), 0), ERR_OK);
        assert_int_equal(ends_read(&e, buf_span(&e.wire), &type, &padding), ERR_OK);
        assert_int_equal(ends_seal(&e, CONTENT_APPLICATION_DATA, text_of(3), 0),
                         ERR_TLS_KEY_EXHAUSTED);
        e.write.limit++;
        buf_truncate(&e.wire, 0);
        assert_int_equal(ends_seal(&e, CONTENT_APPLICATION_DATA, text_of(3), 0), ERR_OK);
        assert_int_equal(ends_read(&e, buf_span(&e.wire), &type, &padding), ERR_OK);
        e.write.limit = UINT64_MAX;
        e.write.seq = e.read.seq = UINT64_MAX - 1;
        buf_truncate(&e.wire, 0);
        assert_int_equal(ends_seal(&e, CONTENT_APPLICATION_DATA, text_of(3), 0), ERR_OK);
        assert_int_equal(ends_read(&e, buf_span(&e.wire), &type, &padding), ERR_OK);
        refused(&e, buf_span(&e.wire), ERR_TLS_KEY_EXHAUSTED);
        ends_close(&e);
    }
}

/* RFC 9846 5.4. */
static void padding13(void **state)
{
    static const size_t pads[] = {0, 1, 100, RECORD_PLAIN_MAX};
    struct ends e;
    uint8_t type;
    size_t padding;

    (void)state;
    for (size_t i = 0; i < COUNT(pads); i++) {
        size_t fits = pads[i] < RECORD_PLAIN_MAX ? pads[i] : RECORD_PLAIN_MAX - 5;

        ends_open(&e, &ways[0]);
        assert_int_equal(ends_seal(&e, CONTENT_ALERT, SPAN_LIT("a\0b\0\0"), pads[i]), ERR_OK);
        assert_int_equal(e.wire.n, RECORD_HEADER + 5 + 1 + fits + 16);
        assert_int_equal(ends_read(&e, buf_span(&e.wire), &type, &padding), ERR_OK);
        assert_int_equal(type, CONTENT_ALERT);
        assert_int_equal(padding, fits);
        assert_true(span_eq(buf_span(&e.plain), SPAN_LIT("a\0b\0\0")));
        ends_close(&e);
    }
    /* TLS 1.2 has no such padding. */
    ends_open(&e, &ways[5]);
    assert_int_equal(ends_seal(&e, CONTENT_ALERT, SPAN_LIT("ab"), 100), ERR_OK);
    assert_int_equal(e.wire.n, RECORD_HEADER + 8 + 2 + 16);
    assert_true(
        span_eq(span_head(span_tail(buf_span(&e.wire), 5), 8), SPAN_LIT("\0\0\0\0\0\0\0\0")));
    assert_int_equal(ends_seal(&e, CONTENT_ALERT, SPAN_LIT("ab"), 0), ERR_OK);
    /* RFC 5288 3: the sequence number is the explicit part of the nonce. */
    assert_true(
        span_eq(span_head(span_tail(buf_span(&e.wire), 36), 8), SPAN_LIT("\0\0\0\0\0\0\0\1")));
    ends_close(&e);
}

/* seal13 seals what no honest sender would: the inner plaintext as it is. */
static void seal13(struct ends *e, struct span inner)
{
    uint8_t *at = buf_room(&e->wire, RECORD_HEADER + inner.n + 16), nonce[AEAD_NONCE_SIZE];
    size_t n = inner.n + 16;

    memcpy(nonce, e->keys.iv, sizeof nonce);
    memcpy(at, (const uint8_t[]){0x17, 3, 3, (uint8_t)(n >> 8), (uint8_t)n}, RECORD_HEADER);
    aead_seal(&e->write.aead, at + RECORD_HEADER, nonce, span_of(at, RECORD_HEADER), inner);
}

static void inner13(void **state)
{
    static uint8_t inner[RECORD_PLAIN_MAX + 2];
    struct ends e;
    uint8_t type;
    size_t padding;

    (void)state;
    for (size_t n = 0; n < 40; n += 13) { /* nothing but zeros, or nothing */
        memset(inner, 0, sizeof inner);
        ends_open(&e, &ways[0]);
        seal13(&e, span_of(inner, n));
        buf_truncate(&e.plain, 0);
        assert_int_equal(ends_read(&e, buf_span(&e.wire), &type, &padding), ERR_TLS_RECORD_NO_TYPE);
        assert_int_equal(e.plain.n, 0);
        ends_close(&e);
    }
    memset(inner, 23, sizeof inner);
    ends_open(&e, &ways[0]);
    seal13(&e, span_of(inner, RECORD_PLAIN_MAX + 1));
    assert_int_equal(ends_read(&e, buf_span(&e.wire), &type, &padding), ERR_OK);
    assert_int_equal(e.plain.n, RECORD_PLAIN_MAX);
    ends_close(&e);
    ends_open(&e, &ways[0]);
    seal13(&e, span_of(inner, RECORD_PLAIN_MAX + 2));
    refused(&e, buf_span(&e.wire), ERR_TLS_RECORD_OVERFLOW);
    ends_close(&e);
}

/* TLS 1.2 with an AEAD: one byte more than a record may hold. */
static void overflow12(void **state)
{
    struct ends e;

    (void)state;
    ends_open(&e, &ways[5]);
    assert_non_null(buf_room(&e.wire, RECORD_HEADER + 8 + RECORD_PLAIN_MAX + 1 + 16));
    memcpy(e.wire.p, "\x17\x03\x03\x40\x19", RECORD_HEADER);
    refused(&e, buf_span(&e.wire), ERR_TLS_RECORD_OVERFLOW);
    ends_close(&e);
}

static void in_the_clear(void **state)
{
    struct protect p = {0};
    struct buf wire, plain;
    struct record r;
    struct fail fail = {0};
    uint8_t type;
    size_t padding;
    bool complete;

    (void)state;
    buf_init(&wire, 1 << 16);
    buf_init(&plain, 1 << 16);
    assert_int_equal(protect_overhead(&p), RECORD_HEADER);
    assert_int_equal(
        protect_seal(&p, &wire,
                     &(struct protect_content){CONTENT_HANDSHAKE, 0x0301, SPAN_LIT("hi"), 7}, NULL),
        ERR_OK);
    assert_true(span_eq(buf_span(&wire), SPAN_LIT("\x16\x03\x01\0\x02hi")));
    assert_int_equal(record_split(&r, &complete, buf_span(&wire), RECORD_PLAIN_MAX, &fail), ERR_OK);
    assert_int_equal(protect_open(&p, &plain, &type, &padding, &r), ERR_OK);
    assert_int_equal(type, CONTENT_HANDSHAKE);
    assert_true(span_eq(buf_span(&plain), SPAN_LIT("hi")));
    r.fragment = span_of(text, RECORD_PLAIN_MAX + 1);
    assert_int_equal(protect_open(&p, &plain, &type, &padding, &r), ERR_TLS_RECORD_OVERFLOW);
    assert_int_equal(protect_seal(&p, &wire,
                                  &(struct protect_content){CONTENT_HANDSHAKE, 0x0301,
                                                            span_of(text, RECORD_PLAIN_MAX + 1), 0},
                                  NULL),
                     ERR_TLS_RECORD_OVERFLOW);
    buf_free(&wire);
    buf_free(&plain);
}

/* What stands in a trace: the keys, and the records under them, in order. */
static const struct {
    const char *file, *key;
    const char *plain[4];
    uint8_t type[4];
} traces[] = {
    {"3-simple-1rtt", "server_handshake", {"server_flight"}, {22}},
    {"3-simple-1rtt", "client_handshake", {"client_finished"}, {22}},
    {"3-simple-1rtt",
     "server_application",
     {"new_session_ticket", "server_data", "server_alert"},
     {22, 23, 21}},
    {"3-simple-1rtt", "client_application", {"client_data", "client_alert"}, {23, 21}},
    {"4-resumed-0rtt", "client_early", {"early_data", "end_of_early_data"}, {23, 22}},
    {"4-resumed-0rtt", "server_handshake", {"server_flight"}, {22}},
    {"4-resumed-0rtt", "client_handshake", {"client_finished"}, {22}},
    {"4-resumed-0rtt", "client_application", {"client_data", "client_alert"}, {23, 21}},
    {"4-resumed-0rtt", "server_application", {"server_data", "server_alert"}, {23, 21}},
    {"5-hello-retry-request", "server_handshake", {"server_flight"}, {22}},
    {"5-hello-retry-request", "client_handshake", {"client_finished"}, {22}},
    {"5-hello-retry-request", "client_application", {"client_alert"}, {21}},
    {"5-hello-retry-request", "server_application", {"server_alert"}, {21}},
    {"6-client-authentication", "server_handshake", {"server_flight"}, {22}},
    {"6-client-authentication", "client_handshake", {"client_flight"}, {22}},
    {"6-client-authentication", "client_application", {"client_alert"}, {21}},
    {"6-client-authentication", "server_application", {"server_alert"}, {21}},
    {"7-compatibility-mode", "server_handshake", {"server_flight"}, {22}},
    {"7-compatibility-mode", "client_handshake", {"client_finished"}, {22}},
    {"7-compatibility-mode", "client_application", {"client_alert"}, {21}},
    {"7-compatibility-mode", "server_application", {"server_alert"}, {21}},
};

static void named_key(struct vectors *v, uint8_t *out, const char *kind, const char *name)
{
    char full[64];
    struct span s;

    (void)snprintf(full, sizeof full, "%s.%s", kind, name);
    s = vector_get(v, full);
    memcpy(out, s.p, s.n);
}

static void trace(struct vectors *v, size_t i)
{
    struct ends e;
    uint8_t type;
    size_t padding;

    ends_open(&e, &ways[0]);
    named_key(v, e.keys.key, "key", traces[i].key);
    named_key(v, e.keys.iv, "iv", traces[i].key);
    protect_init(&e.write, e.write.suite, TLS_1_3, true, false, &e.keys);
    protect_init(&e.read, e.read.suite, TLS_1_3, false, false, &e.keys);
    for (size_t j = 0; j < COUNT(traces[i].plain) && traces[i].plain[j] != NULL; j++) {
        struct span plain = vector_get(v, traces[i].plain[j]), record;
        char name[64];

        (void)snprintf(name, sizeof name, "%s.record", traces[i].plain[j]);
        if (!vector_has(v, name)) /* the server's flight is in one record */
            fail_msg("no %s", name);
        record = vector_get(v, name);
        buf_truncate(&e.wire, 0);
        buf_truncate(&e.plain, 0);
        assert_int_equal(ends_seal(&e, traces[i].type[j], plain, 0), ERR_OK);
        assert_true(span_eq(buf_span(&e.wire), record));
        assert_int_equal(ends_read(&e, record, &type, &padding), ERR_OK);
        assert_int_equal(type, traces[i].type[j]);
        assert_true(span_eq(buf_span(&e.plain), plain));
    }
    ends_close(&e);
}

static void rfc8448(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(traces); i++) {
        char path[64];
        struct vectors v;

        (void)snprintf(path, sizeof path, "tests/vectors/rfc8448/%s.txt", traces[i].file);
        vectors_open(&v, path);
        trace(&v, i);
        vectors_close(&v);
    }
}

static void wiped(void **state)
{
    struct ends e;

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        ends_open(&e, &ways[i]);
        protect_wipe(&e.write);
        for (size_t j = 0; j < sizeof e.write; j++)
            assert_int_equal(((const uint8_t *)&e.write)[j], 0);
        ends_close(&e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips), cmocka_unit_test(bit_flips),    cmocka_unit_test(longer),
        cmocka_unit_test(limits),      cmocka_unit_test(padding13),    cmocka_unit_test(inner13),
        cmocka_unit_test(overflow12),  cmocka_unit_test(in_the_clear), cmocka_unit_test(rfc8448),
        cmocka_unit_test(wiped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
