/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/hybrid_parts.h"
#include "lib/tls/wire/tables.h"
#include "tests/unit/view/handshake/layout_samples.h"

/* Nothing breaks off, nothing is left over, and the layout has been found. */
static void test_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        struct span message = buf_span(&b);
        struct fail fail = {0};
        assert_int_equal(samples[i].parse(span_tail(message, MSG_HEADER), &fail), ERR_OK);
        struct tally t = walk_exact(message, &samples[i].context);
        assert_int_equal(t.broken, 0);
        assert_int_equal(t.left, 0);
        assert_string_equal(layout_message_name(message), samples[i].name);
        assert_non_null(layout_message_why(message, &samples[i].context));
        buf_free(&b);
    }
}

/* Cut off anywhere, with the old length in the header. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        for (size_t n = 0; n < b.n; n++) {
            struct tally t = walk_exact(span_head(buf_span(&b), n), &samples[i].context);
            assert_true(t.broken > 0);
            assert_int_equal(t.left, 0);
        }
        buf_free(&b);
    }
}

/* Cut off anywhere, with a header that knows: what the codec finds cut off breaks off. */
static void test_short(void **state)
{
    size_t refused = 0;

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        for (size_t n = MSG_HEADER; n < b.n; n++) {
            struct fail fail = {0};
            b.p[2] = (uint8_t)((n - MSG_HEADER) >> 8);
            b.p[3] = (uint8_t)(n - MSG_HEADER);
            struct span message = span_head(buf_span(&b), n);
            struct tally t = walk_exact(message, &samples[i].context);
            enum err e = samples[i].parse(span_tail(message, MSG_HEADER), &fail);
            if (e == ERR_TLS_TRUNCATED)
                assert_true(t.broken > 0);
            if (e == ERR_OK)
                assert_int_equal(t.broken + t.left, 0);
            refused += e == ERR_TLS_TRUNCATED ? 1 : 0;
        }
        buf_free(&b);
    }
    assert_true(refused > 500);
}

/* Records of SSL 2.0: whole, cut off anywhere, with any byte changed. */
static void test_ssl2(void **state)
{
    static const struct layout_context ssl2 = {.version = TLS_SSL_2};
    static const struct span records[] = {
        SPAN_INIT("\x80\x1c\x01\3\1\0\x09\0\2\0\x08\1\0\x80\0\0\x04\x09\x09\x09id01234567"),
        SPAN_INIT("\x80\x11\x04\0\1\0\2\0\1\0\3\0\2?\7\0\xc0id"),
        SPAN_INIT("\x80\x03\0\0\2"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        struct buf b;

        buf_init(&b, 1 << 10);
        buf_put(&b, records[i]);
        struct tally t = walk_exact(buf_span(&b), &ssl2);
        assert_int_equal(t.broken + t.left, 0);
        assert_non_null(layout_ssl2_name(records[i]));
        assert_non_null(layout_message_why(records[i], &ssl2));
        for (size_t n = 0; n < b.n; n++)
            assert_true(walk_exact(span_head(buf_span(&b), n), &ssl2).broken > 0);
        for (size_t at = 0; at < b.n; at++) {
            uint8_t old = b.p[at];

            for (unsigned value = 0; value <= UINT8_MAX; value++) {
                b.p[at] = (uint8_t)value;
                walk(buf_span(&b), &ssl2);
            }
            b.p[at] = old;
        }
        buf_u8(&b, 7);
        assert_int_equal(walk_exact(buf_span(&b), &ssl2).left, 1);
        buf_free(&b);
    }
    assert_null(layout_ssl2_name(SPAN_LIT("\x80\x01")));
}

/* A byte more within the message, and one behind it. */
static void test_long(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        buf_u8(&b, 7);
        struct tally t = walk_exact(buf_span(&b), &samples[i].context);
        assert_int_equal(t.left, 1);
        assert_int_equal(t.last.value.n, 1);
        buf_free(&b);
    }
}

/* Any byte changed to any of some telling values. */
static void test_changed(void **state)
{
    static const uint8_t telling[] = {0x00, 0x01, 0x02, 0x7f, 0x80, 0xfe, 0xff};

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        for (size_t at = 0; at < b.n; at++) {
            uint8_t old = b.p[at];
            for (size_t k = 0; k < sizeof telling; k++) {
                b.p[at] = telling[k];
                walk(buf_span(&b), &samples[i].context);
            }
            b.p[at] = old;
        }
        buf_free(&b);
    }
}

/* Without the suite the keys of TLS 1.2 cannot be taken apart: they are shown whole. */
static void test_unknown(void **state)
{
    struct layout_context nothing = {.version = TLS_1_2};
    struct buf b = made(&samples[11]);

    (void)state;
    struct tally t = walk(buf_span(&b), &nothing);
    assert_int_equal(t.num, 3);
    assert_int_equal(t.last.id, LAYOUT_FIELD_BODY);
    b.p[0] = 99;
    t = walk(buf_span(&b), &nothing);
    assert_int_equal(t.last.id, LAYOUT_FIELD_BODY);
    assert_null(layout_message_name(buf_span(&b)));
    assert_null(layout_message_name((struct span){0}));
    buf_free(&b);
}

/* A curve in numbers has another form, which is shown as bytes; an inner hello has none. */
static void test_stop(void **state)
{
    struct span hello = SPAN_LIT("\1\0\0\x30\3\3rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\0"
                                 "\0\2\x13\1\1\0\0\5\xfe\x0d\0\1\1");
    struct span curve = SPAN_LIT("\x0c\0\0\7\1\0\x1d\1\xaa\6\1");
    struct tally t = walk_exact(curve, &samples[11].context);

    (void)state;
    assert_int_equal(t.num, 4);
    assert_int_equal(t.broken + t.left, 0);
    assert_int_equal(t.last.id, LAYOUT_FIELD_SKE_STOP);
    assert_int_equal(t.last.value.n, 6);
    t = walk_exact(hello, &samples[0].context);
    assert_int_equal(t.broken + t.left, 0);
    assert_int_equal(t.last.number, 1);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(layout_name(AS_SUITE, 0xc030), "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    assert_string_equal(layout_name(AS_GROUP, 0x001d), "x25519");
    assert_string_equal(layout_name(AS_SCHEME, 0x0601), "rsa_pkcs1_sha512");
    assert_string_equal(layout_name(AS_EXTENSION, 0x2a2a), "GREASE");
    assert_string_equal(layout_name(AS_PSK_MODE, 0x2a), "GREASE");
    assert_string_equal(layout_name(AS_COMPRESSION, 0), "null");
    assert_null(layout_name(AS_SUITE, 0xeeee));
    assert_null(layout_name(AS_SUITE, 0x1001d));
    assert_null(layout_name(AS_NUMBER, 0));
}

/* What a ServerHello says is what later messages are read with. */
static void test_learn(void **state)
{
    struct layout_context c = {0};
    struct buf b = made(&samples[1]);

    (void)state;
    layout_learn(&c, buf_span(&b));
    assert_int_equal(c.version, TLS_1_3);
    assert_int_equal(c.suite, 0x1301);
    buf_free(&b);
    b = made(&samples[2]);
    layout_learn(&c, buf_span(&b));
    assert_int_equal(c.version, TLS_1_2);
    buf_free(&b);
    b = made(&samples[0]);
    c.version = 1;
    layout_learn(&c, buf_span(&b));
    layout_learn(&c, (struct span){0});
    assert_int_equal(c.version, 1);
    buf_free(&b);
}

/* The parts of a share, as they were passed to the sink. */
struct parts {
    struct layout_item v[8];
    size_t num;
    bool was_share;
};

static void take_part(void *ctx, const struct layout_item *it)
{
    struct parts *p = ctx;

    p->was_share = p->was_share || it->id == LAYOUT_FIELD_HYBRID_SHARES ||
                   it->id == LAYOUT_FIELD_SHARE_KEY || it->id == LAYOUT_FIELD_X_SHARE_KEY;
    if (p->was_share && p->num < 8)
        p->v[p->num++] = *it;
}

/* A hello with one share of n bytes. */
static void put_share_hello(struct buf *out, uint16_t group, bool from_client, size_t n)
{
    uint8_t random[RANDOM_SIZE] = {0}, key[2048];
    struct buf_mark body, exts;

    memset(key, 0x5a, sizeof key);
    buf_u8(out, from_client ? HS_CLIENT_HELLO : HS_SERVER_HELLO);
    body = buf_open24(out);
    buf_u16(out, TLS_1_2);
    buf_put(out, span_of(random, sizeof random));
    buf_u8(out, 0);
    buf_put(out, from_client ? SPAN_LIT("\0\2\x13\1\1\0") : SPAN_LIT("\x13\1\0"));
    exts = buf_open16(out);
    if (!from_client)
        ext_u16_put(out, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    struct key_share share = {group, span_of(key, n)};
    if (from_client)
        ext_shares_put(out, &share, 1);
    else
        ext_share_put(out, &share);
    buf_close(out, exts);
    buf_close(out, body);
    assert_int_equal(out->err, ERR_OK);
}

static struct parts walk_share(uint16_t group, bool from_client, size_t n)
{
    const struct layout_context context = {.version = TLS_1_3};
    struct parts p = {0};
    struct layout_sink sink = {&p, take_part};
    struct buf b;

    buf_init(&b, CAP);
    put_share_hello(&b, group, from_client, n);
    struct tally t = walk_exact(buf_span(&b), &context);
    assert_int_equal(t.broken + t.left, 0);
    layout_walk(&sink, buf_span(&b), &context);
    buf_free(&b);
    return p;
}

/* The lengths of RFC 10024 and FIPS 203 8, in the order of the concatenation.  A share of another
 * length, or of a group whose parts are not known, is shown whole. */
static void test_hybrid(void **state)
{
    static const struct {
        uint16_t group;
        const char *names[2];
        size_t start[2], respond[2];
        bool kem[2];
    } rows[] = {
        {GROUP_X25519MLKEM768, {"ML-KEM-768", "X25519"}, {1184, 32}, {1088, 32}, {true, false}},
        {GROUP_SECP256R1MLKEM768, {"P-256", "ML-KEM-768"}, {65, 1184}, {65, 1088}, {false, true}},
        {GROUP_SECP384R1MLKEM1024, {"P-384", "ML-KEM-1024"}, {97, 1568}, {97, 1568}, {false, true}},
    };

    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        bool from_client = i % 2 == 0;
        const size_t *sizes = from_client ? rows[i / 2].start : rows[i / 2].respond;
        size_t n = sizes[0] + sizes[1];
        struct parts p = walk_share(rows[i / 2].group, from_client, n);
        assert_int_equal(p.num, 3);
        assert_int_equal(p.v[0].shape, SHAPE_OPEN);
        for (size_t k = 0; k < 2; k++) {
            const struct layout_item *it = &p.v[1 + k];
            assert_string_equal(it->name, rows[i / 2].names[k]);
            assert_int_equal(it->value.n, sizes[k]);
            assert_int_equal(it->id, !rows[i / 2].kem[k] ? LAYOUT_FIELD_HYBRID_PUBLIC
                                     : from_client       ? LAYOUT_FIELD_HYBRID_ENCAPSULATION
                                                         : LAYOUT_FIELD_HYBRID_CIPHERTEXT);
        }
        for (size_t more = 0; more < 3; more += 2) {
            p = walk_share(rows[i / 2].group, from_client, n - 1 + more);
            assert_int_equal(p.num, 1);
            assert_int_equal(p.v[0].shape, SHAPE_BYTES);
        }
    }
    /* Every hybrid that is implemented has parts with names. */
    const struct group *g;
    for (size_t i = 0; (g = group_at(i)) != NULL; i++) {
        struct hybrid_part parts[HYBRID_PARTS];
        const struct kx_kind *kind = group_kx(g);
        assert_int_equal(hybrid_parts(parts, g->id), kind != NULL && kind->halves[0] != NULL);
    }
    assert_int_equal(walk_share(GROUP_X25519KYBER768DRAFT00, true, 1216).num, 1);
    assert_int_equal(walk_share(GROUP_X25519, true, 32).num, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),   cmocka_unit_test(test_cut),
        cmocka_unit_test(test_short),   cmocka_unit_test(test_ssl2),
        cmocka_unit_test(test_long),    cmocka_unit_test(test_changed),
        cmocka_unit_test(test_unknown), cmocka_unit_test(test_stop),
        cmocka_unit_test(test_names),   cmocka_unit_test(test_learn),
        cmocka_unit_test(test_hybrid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
