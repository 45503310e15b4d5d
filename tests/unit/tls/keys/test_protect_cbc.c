/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/protect_cbc.h"

#include "tests/unit/tls/records.h"

/* All ways with CBC begin here. */
static const struct way *const cbc_ways = &ways[12];
enum { CBC_WAYS = COUNT(ways) - 12 };

/* A record made by hand: content, perhaps its MAC, then this tail, encrypted. */
static void seal(struct ends *e, struct span content, bool good_mac, struct span tail)
{
    bool etm = e->write.etm;
    size_t mac_n = e->keys.mac_n, n = content.n + (etm ? 0 : mac_n) + tail.n, total;
    uint8_t ad[RECORD_AD + CBC_BLOCK + RECORD_CIPHER12_MAX], mac[DIGEST_MAX_SIZE], *at, *iv;
    struct span key = span_of(e->keys.mac, mac_n);

    assert_int_equal(n % CBC_BLOCK, 0);
    total = CBC_BLOCK + n + (etm ? mac_n : 0);
    buf_truncate(&e->wire, 0);
    at = buf_room(&e->wire, RECORD_HEADER + total);
    record_header(at, CONTENT_APPLICATION_DATA, TLS_1_2, total);
    iv = at + RECORD_HEADER;
    memset(iv, 0x69, CBC_BLOCK);
    at = iv + CBC_BLOCK;
    if (content.n > 0)
        memcpy(at, content.p, content.n);
    if (!etm) {
        record_ad(ad, e->read.seq, CONTENT_APPLICATION_DATA, TLS_1_2, content.n);
        if (content.n > 0)
            memcpy(ad + RECORD_AD, content.p, content.n);
        mac_of(e->write.suite->mac, mac, key, span_of(ad, RECORD_AD + content.n));
        mac[0] ^= good_mac ? 0 : 1;
        memcpy(at + content.n, mac, mac_n);
    }
    memcpy(at + n - tail.n, tail.p, tail.n);
    cbc_run(&e->write.cbc, at, iv, span_of(at, n));
    if (etm) {
        record_ad(ad, e->read.seq, CONTENT_APPLICATION_DATA, TLS_1_2, CBC_BLOCK + n);
        memcpy(ad + RECORD_AD, iv, CBC_BLOCK + n);
        mac_of(e->write.suite->mac, mac, key, span_of(ad, RECORD_AD + CBC_BLOCK + n));
        mac[0] ^= good_mac ? 0 : 1;
        memcpy(at + n, mac, mac_n);
    }
}

static enum err take(struct ends *e)
{
    uint8_t type;
    size_t padding;

    buf_truncate(&e->plain, 0);
    return ends_read(e, buf_span(&e->wire), &type, &padding);
}

static const uint8_t *filled(uint8_t value)
{
    static uint8_t tail[256];

    memset(tail, value, sizeof tail);
    return tail;
}

/* content_for: how many bytes of content make whole blocks of what is encrypted. */
static size_t content_for(const struct ends *e, size_t tail)
{
    size_t n = 64 + tail + (e->write.etm ? 0 : e->keys.mac_n);

    return 64 + (CBC_BLOCK - n % CBC_BLOCK) % CBC_BLOCK;
}

/* RFC 5246 6.2.3.2: up to 255 bytes of padding, of any length that fills blocks. */
static void every_padding(void **state)
{
    uint8_t content[96];

    (void)state;
    memset(content, 'c', sizeof content);
    for (size_t i = 0; i < CBC_WAYS; i++) {
        for (size_t pad = 0; pad < 256; pad++) {
            struct ends e;
            uint8_t tail[256];
            size_t n;

            ends_open(&e, &cbc_ways[i]);
            n = content_for(&e, pad + 1);
            memcpy(tail, filled((uint8_t)pad), pad + 1);
            seal(&e, span_of(content, n), true, span_of(tail, pad + 1));
            assert_int_equal(take(&e), ERR_OK);
            assert_true(span_eq(buf_span(&e.plain), span_of(content, n)));
            /* One wrong byte anywhere in it. */
            for (size_t at = 0; at<pad; at += pad> 40 ? 7 : 1) {
                tail[at] ^= 0x80;
                seal(&e, span_of(content, n), true, span_of(tail, pad + 1));
                assert_int_equal(take(&e), ERR_TLS_BAD_RECORD_MAC);
                assert_int_equal(e.plain.n, 0);
                tail[at] ^= 0x80;
            }
            seal(&e, span_of(content, n), false, span_of(tail, pad + 1));
            assert_int_equal(take(&e), ERR_TLS_BAD_RECORD_MAC);
            assert_int_equal(e.plain.n, 0);
            ends_close(&e);
        }
    }
}

/* No content at all, and padding that claims more than the record has. */
static void small(void **state)
{
    (void)state;
    for (size_t i = 0; i < CBC_WAYS; i++) {
        struct ends e;
        size_t mac_n, pad;

        ends_open(&e, &cbc_ways[i]);
        mac_n = e.write.etm ? 0 : e.keys.mac_n;
        pad = CBC_BLOCK - mac_n % CBC_BLOCK;
        seal(&e, (struct span){0}, true, span_of(filled((uint8_t)(pad - 1)), pad));
        assert_int_equal(take(&e), ERR_OK);
        assert_int_equal(e.plain.n, 0);
        for (size_t claim = pad; claim < 256; claim++) {
            seal(&e, (struct span){0}, true, span_of(filled((uint8_t)claim), pad));
            assert_int_equal(take(&e), ERR_TLS_BAD_RECORD_MAC);
        }
        ends_close(&e);
    }
}

static void too_much(void **state)
{
    static uint8_t content[RECORD_PLAIN_MAX + 16];

    (void)state;
    for (size_t i = 0; i < CBC_WAYS; i++) {
        for (size_t over = 0; over < 2; over++) {
            struct ends e;
            size_t n = RECORD_PLAIN_MAX + over, mac_n, pad;

            ends_open(&e, &cbc_ways[i]);
            mac_n = e.write.etm ? 0 : e.keys.mac_n;
            pad = CBC_BLOCK - (n + mac_n) % CBC_BLOCK;
            seal(&e, span_of(content, n), true, span_of(filled((uint8_t)(pad - 1)), pad));
            assert_int_equal(take(&e), over ? ERR_TLS_RECORD_OVERFLOW : ERR_OK);
            assert_int_equal(e.plain.n, over ? 0 : n);
            ends_close(&e);
        }
    }
}

/* The explicit IV is new for each record, and comes from the random source (RFC 5246 6.2.3.2). */
static void fresh_ivs(void **state)
{
    (void)state;
    for (size_t i = 0; i < CBC_WAYS; i++) {
        struct ends e;
        uint8_t expected[CBC_BLOCK], next = 0;

        ends_open(&e, &cbc_ways[i]);
        for (int k = 0; k < 2; k++) {
            buf_truncate(&e.wire, 0);
            assert_int_equal(ends_seal(&e, CONTENT_APPLICATION_DATA, SPAN_LIT("same"), 0), ERR_OK);
            records_fill(&next, sizeof expected, expected);
            assert_memory_equal(e.wire.p + RECORD_HEADER, expected, sizeof expected);
        }
        ends_close(&e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_padding),
        cmocka_unit_test(small),
        cmocka_unit_test(too_much),
        cmocka_unit_test(fresh_ivs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
