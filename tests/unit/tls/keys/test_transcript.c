/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/transcript.h"

#include "tests/unit/tls/told.h"

static void expect(const struct transcript *t, struct span messages, enum digest d)
{
    uint8_t got[DIGEST_MAX_SIZE], expected[DIGEST_MAX_SIZE];

    digest_of(d, expected, messages);
    told_equal(transcript_hash(t, got), span_of(expected, digest_size(d)));
}

static void grows(void **state)
{
    struct transcript t;
    uint8_t out[DIGEST_MAX_SIZE];

    (void)state;
    transcript_init(&t);
    assert_int_equal(transcript_hash(&t, out).n, 0);
    transcript_add(&t, SPAN_LIT("one"));
    transcript_add(&t, SPAN_LIT("two"));
    assert_int_equal(transcript_hash(&t, out).n, 0);
    transcript_start(&t, DIGEST_SHA384);
    expect(&t, SPAN_LIT("onetwo"), DIGEST_SHA384);
    transcript_add(&t, SPAN_LIT("three"));
    expect(&t, SPAN_LIT("onetwothree"), DIGEST_SHA384);
    told_equal(buf_span(&t.messages), SPAN_LIT("onetwothree"));
    transcript_drop(&t);
    transcript_add(&t, SPAN_LIT("four"));
    assert_int_equal(t.messages.n, 0);
    expect(&t, SPAN_LIT("onetwothreefour"), DIGEST_SHA384);
    transcript_free(&t);
    assert_int_equal(t.hash.digest, DIGEST_NONE);
}

/* RFC 9846 4.1: Hash(message_hash || 00 00 Hash.length || Hash(ClientHello1) || ...). */
static void retry(void **state)
{
    struct transcript t;
    struct buf b;
    uint8_t hash[DIGEST_MAX_SIZE];

    (void)state;
    transcript_init(&t);
    transcript_add(&t, SPAN_LIT("hello"));
    transcript_start(&t, DIGEST_SHA256);
    transcript_retry(&t);
    transcript_add(&t, SPAN_LIT("retry"));
    buf_init(&b, 128);
    digest_of(DIGEST_SHA256, hash, SPAN_LIT("hello"));
    buf_put(&b, SPAN_LIT("\xfe\0\0\x20"));
    buf_put(&b, span_of(hash, 32));
    buf_str(&b, "retry");
    expect(&t, buf_span(&b), DIGEST_SHA256);
    told_equal(buf_span(&t.messages), buf_span(&b));
    buf_free(&b);
    transcript_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(grows), cmocka_unit_test(retry)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
