/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server asks of a ClientHello. */
#include "config.h"

#include "tests/unit/tls/bent_hello.h"

/* --- the form of extensions ---------------------------------------------------------------- */

static uint16_t form_type;
static struct span form_data;

static void set_form(struct bent_hello *h)
{
    bent_set(h, form_type, form_data);
}

static void forms(void **state)
{
    static const struct {
        uint16_t type;
        struct span data;
        enum err err;
    } rows[] = {
        {TLSX_SERVER_NAME, SPAN_INIT("\0\x03\0\0\0"), ERR_TLS_VECTOR},
        {TLSX_SERVER_NAME,
         SPAN_INIT("\0\x08\0\0\x01"
                   "a"
                   "\0\0\x01"
                   "b"),
         ERR_TLS_SNI_TWICE},
        {TLSX_MAX_FRAGMENT_LENGTH, SPAN_INIT("\0"), ERR_TLS_MAX_FRAGMENT},
        {TLSX_MAX_FRAGMENT_LENGTH, SPAN_INIT("\x05"), ERR_TLS_MAX_FRAGMENT},
        {TLSX_MAX_FRAGMENT_LENGTH, SPAN_INIT("\x01\0"), ERR_TLS_TRAILING},
        {TLSX_STATUS_REQUEST, SPAN_INIT("\x01\0\0\0"), ERR_TLS_TRUNCATED},
        {TLSX_SUPPORTED_GROUPS, SPAN_INIT("\0\0"), ERR_TLS_VECTOR},
        {TLSX_SUPPORTED_GROUPS, SPAN_INIT("\0\x03\0\x1d\0"), ERR_TLS_VECTOR},
        {TLSX_SIGNATURE_ALGORITHMS, SPAN_INIT("\0\0"), ERR_TLS_VECTOR},
        {TLSX_ALPN, SPAN_INIT("\0\0"), ERR_TLS_VECTOR},
        {TLSX_ALPN, SPAN_INIT("\0\x02\0\0"), ERR_TLS_VECTOR},
        {TLSX_SCT, SPAN_INIT("\0"), ERR_TLS_EXT_FORM},
        {TLSX_RECORD_SIZE_LIMIT, SPAN_INIT("\0\x3f"), ERR_TLS_SIZE_LIMIT_VALUE},
        {TLSX_RECORD_SIZE_LIMIT, SPAN_INIT("\0"), ERR_TLS_TRUNCATED},
        {TLSX_PRE_SHARED_KEY, SPAN_INIT("\0\x01"), ERR_TLS_VECTOR},
        {TLSX_EARLY_DATA, SPAN_INIT("\0"), ERR_TLS_EXT_FORM},
        {TLSX_SUPPORTED_VERSIONS, SPAN_INIT("\0"), ERR_TLS_VECTOR},
        {TLSX_SUPPORTED_VERSIONS, SPAN_INIT("\x03\x03\x04\x03"), ERR_TLS_VECTOR},
        {TLSX_COOKIE, SPAN_INIT("\0\0"), ERR_TLS_VECTOR},
        {TLSX_COOKIE, SPAN_INIT("\0\x01x"), ERR_TLS_COOKIE},
        {TLSX_PSK_KEY_EXCHANGE_MODES, SPAN_INIT("\0"), ERR_TLS_VECTOR},
        {TLSX_CERTIFICATE_AUTHORITIES, SPAN_INIT("\0\0"), ERR_TLS_VECTOR},
        {TLSX_POST_HANDSHAKE_AUTH, SPAN_INIT("\0"), ERR_TLS_EXT_FORM},
        {TLSX_SIGNATURE_ALGORITHMS_CERT, SPAN_INIT("\0\0"), ERR_TLS_VECTOR},
        {TLSX_KEY_SHARE, SPAN_INIT("\0\x04\0\x1d\0\0"), ERR_TLS_VECTOR},
        {TLSX_OID_FILTERS, SPAN_INIT("\0\0"), ERR_TLS_EXT_FORBIDDEN},
    };
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        form_type = rows[i].type;
        form_data = rows[i].data;
        bent_run(&b, set_form, 0);
        bent_is(p, rows[i].err);
        /* Which one it is, is told. */
        assert_true(tls_failure(p->ends[PAIR_SERVER].tls)->has_extension);
        assert_int_equal(tls_failure(p->ends[PAIR_SERVER].tls)->extension, rows[i].type);
    }
    pair_close(p);
}

/* What TLS 1.2 alone knows is read where that is spoken, and passed over in TLS 1.3. */
static void forms_of_12(void **state)
{
    static const struct {
        uint16_t type;
        struct span data;
        enum err err;
    } rows[] = {
        {TLSX_EC_POINT_FORMATS, SPAN_INIT("\0"), ERR_TLS_VECTOR},
        {TLSX_EC_POINT_FORMATS, SPAN_INIT("\x01\x01"), ERR_TLS_POINT_FORMATS},
        {TLSX_ENCRYPT_THEN_MAC, SPAN_INIT("\0"), ERR_TLS_EXT_FORM},
        {TLSX_EXTENDED_MASTER_SECRET, SPAN_INIT("\0"), ERR_TLS_EXT_FORM},
        {TLSX_RENEGOTIATION_INFO, SPAN_INIT("\x01x"), ERR_TLS_RENEGOTIATION_INFO},
        {TLSX_RENEGOTIATION_INFO, SPAN_INIT("\x02x"), ERR_TLS_TRUNCATED},
    };
    struct bent b12, b13;
    struct pair *p12 = bent_open(&b12, TLS_1_2), *p13 = bent_open(&b13, TLS_1_3);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        form_type = rows[i].type;
        form_data = rows[i].data;
        bent_run(&b12, set_form, 0);
        bent_is(p12, rows[i].err);
        assert_true(tls_failure(p12->ends[PAIR_SERVER].tls)->has_extension);
        assert_int_equal(tls_failure(p12->ends[PAIR_SERVER].tls)->extension, rows[i].type);
        bent_run(&b13, set_form, 0);
        bent_well(p13);
    }
    pair_close(p12);
    pair_close(p13);
}

/* --- what is wrong with the whole ---------------------------------------------------------- */

static void ssl3(struct bent_hello *h)
{
    h->m.version = TLS_SSL_3;
}

static void old_versions(struct bent_hello *h)
{
    bent_set(h, TLSX_SUPPORTED_VERSIONS, SPAN_LIT("\x04\x03\x02\x03\x01"));
}

static void only_legacy(struct bent_hello *h)
{
    bent_drop(h, TLSX_SUPPORTED_VERSIONS);
    h->m.version = TLS_1_1;
}

static void fallback(struct bent_hello *h)
{
    static const uint8_t suites[] = {0xc0, 0x2b, 0x56, 0x00};

    bent_set(h, TLSX_SUPPORTED_VERSIONS, SPAN_LIT("\x02\x03\x03"));
    h->m.suites = span_of(suites, sizeof suites);
}

static void no_null(struct bent_hello *h)
{
    h->m.compression = SPAN_LIT("\x01");
}

static void deflate(struct bent_hello *h)
{
    h->m.compression = SPAN_LIT("\x01\0");
}

static void twice_null(struct bent_hello *h)
{
    h->m.compression = SPAN_LIT("\0\0");
}

static void no_schemes(struct bent_hello *h)
{
    bent_drop(h, TLSX_SIGNATURE_ALGORITHMS);
}

static void no_groups(struct bent_hello *h)
{
    bent_drop(h, TLSX_SUPPORTED_GROUPS);
}

static void no_shares(struct bent_hello *h)
{
    bent_drop(h, TLSX_KEY_SHARE);
}

static void neither(struct bent_hello *h)
{
    bent_drop(h, TLSX_SUPPORTED_GROUPS);
    bent_drop(h, TLSX_KEY_SHARE);
}

static void unlisted_share(struct bent_hello *h)
{
    bent_set(h, TLSX_SUPPORTED_GROUPS, SPAN_LIT("\0\x02\0\x17"));
}

static void double_share(struct bent_hello *h)
{
    struct span data;
    struct buf twice;

    buf_init(&twice, 1 << 10);
    assert_true(ext_get(buf_span(&h->exts), TLSX_KEY_SHARE, &data));
    data = span_tail(data, 2);
    buf_u16(&twice, (uint16_t)(2 * data.n));
    buf_put(&twice, data);
    buf_put(&twice, data);
    bent_set(h, TLSX_KEY_SHARE, buf_span(&twice));
    buf_free(&twice);
}

static void short_share(struct bent_hello *h)
{
    bent_set(h, TLSX_KEY_SHARE,
             SPAN_LIT("\0\x06\0\x1d\0\x02"
                      "xy"));
}

static void same_extension(struct bent_hello *h)
{
    ext_put(&h->exts, TLSX_PADDING, SPAN_LIT("\0"));
    ext_put(&h->exts, TLSX_PADDING, SPAN_LIT("\0"));
}

static void no_suites(struct bent_hello *h)
{
    h->m.suites = (struct span){0};
}

static void only_grease(struct bent_hello *h)
{
    h->m.suites = SPAN_LIT("\x0a\x0a\x1a\x1a");
}

static void only_12_suites(struct bent_hello *h)
{
    h->m.suites = SPAN_LIT("\xc0\x2b\xc0\x2f");
}

/* As long as its vectors allow (RFC 9846 4.2.2): suites, and extensions by padding. */
static void longest(struct bent_hello *h)
{
    enum { MOST = 65534 };
    static uint8_t suites[MOST], padding[MOST];

    for (size_t i = 0; i < MOST; i += 2)
        memcpy(suites + i, "\x13\x01", 2);
    h->m.suites = span_of(suites, MOST);
    bent_drop(h, TLSX_PADDING);
    bent_set(h, TLSX_PADDING, span_of(padding, MOST - 3 - h->exts.n));
}

static void long_hello(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    bent_run(&b, longest, 0);
    bent_well(p);
    pair_close(p);
}

static void long_session_id(struct bent_hello *h)
{
    h->m.session_id = SPAN_LIT("0123456789abcdef0123456789abcdef0");
}

static void wrong(void **state)
{
    static const struct {
        void (*mutation)(struct bent_hello *h);
        enum err err;
    } rows[] = {
        {ssl3, ERR_TLS_CLIENT_VERSION},
        {old_versions, ERR_TLS_CLIENT_VERSION},
        {only_legacy, ERR_TLS_CLIENT_VERSION},
        {fallback, ERR_TLS_FALLBACK},
        {no_null, ERR_TLS_CLIENT_COMPRESSION},
        {deflate, ERR_TLS_CLIENT_COMPRESSION},
        {twice_null, ERR_TLS_CLIENT_COMPRESSION},
        {no_schemes, ERR_TLS_EXT_MISSING},
        {no_groups, ERR_TLS_EXT_MISSING},
        {no_shares, ERR_TLS_EXT_MISSING},
        {neither, ERR_TLS_EXT_MISSING},
        {unlisted_share, ERR_TLS_SHARE_GROUP},
        {double_share, ERR_TLS_SHARE_GROUP},
        {short_share, ERR_TLS_KEY_SHARE_FORM},
        {same_extension, ERR_TLS_EXT_DUPLICATE},
        {no_suites, ERR_TLS_VECTOR},
        {only_grease, ERR_TLS_NO_COMMON_SUITE},
        {only_12_suites, ERR_TLS_NO_COMMON_SUITE},
        {long_session_id, ERR_TLS_VECTOR},
    };
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bent_run(&b, rows[i].mutation, 0);
        bent_is(p, rows[i].err);
    }
    pair_close(p);
}

/* What TLS 1.2 asks too. */
static void wrong_in_12(void **state)
{
    static const struct {
        void (*mutation)(struct bent_hello *h);
        enum err err;
    } rows[] = {
        {no_null, ERR_TLS_CLIENT_COMPRESSION},
        {ssl3, ERR_TLS_CLIENT_VERSION},
        {only_legacy, ERR_TLS_CLIENT_VERSION},
        {same_extension, ERR_TLS_EXT_DUPLICATE},
        {long_session_id, ERR_TLS_VECTOR},
        {only_grease, ERR_TLS_NO_COMMON_SUITE},
        {deflate, ERR_OK}, /* RFC 5246 7.4.1.2: beside the null method it may be there */
    };
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_2);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bent_run(&b, rows[i].mutation, 0);
        if (rows[i].err == ERR_OK)
            bent_well(p);
        else
            bent_is(p, rows[i].err);
    }
    pair_close(p);
}

/* --- with a session ------------------------------------------------------------------------ */

static void psk_not_last(struct bent_hello *h)
{
    ext_put(&h->exts, TLSX_PADDING, SPAN_LIT("\0"));
}

static void psk_without_modes(struct bent_hello *h)
{
    bent_drop(h, TLSX_PSK_KEY_EXCHANGE_MODES);
}

static void psk_without_groups(struct bent_hello *h)
{
    bent_drop(h, TLSX_SUPPORTED_GROUPS);
}

static void psk_alone(struct bent_hello *h)
{
    bent_drop(h, TLSX_SUPPORTED_GROUPS);
    bent_drop(h, TLSX_KEY_SHARE);
}

/* psk_ke: nothing to resume with, and so the rest of the hello counts. */
static void psk_ke_no_schemes(struct bent_hello *h)
{
    bent_set(h, TLSX_PSK_KEY_EXCHANGE_MODES, SPAN_LIT("\x01\0"));
    bent_drop(h, TLSX_SIGNATURE_ALGORITHMS);
}

static void with_session(void **state)
{
    static const struct {
        void (*mutation)(struct bent_hello *h);
        enum err err;
    } rows[] = {
        {psk_not_last, ERR_TLS_PSK_LAST},          {psk_without_modes, ERR_TLS_EXT_MISSING},
        {psk_without_groups, ERR_TLS_EXT_MISSING}, {psk_alone, ERR_TLS_EXT_MISSING},
        {psk_ke_no_schemes, ERR_TLS_EXT_MISSING},
    };
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    bent_run(&b, NULL, 0);
    bent_well(p);
    p->resumes = true;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bent_run(&b, rows[i].mutation, 0);
        bent_is(p, rows[i].err);
    }
    bent_run(&b, NULL, 0);
    bent_well(p);
    assert_true(tls_info(p->ends[PAIR_SERVER].tls)->resumed);
    pair_close(p);
}

/* Only psk_ke: a full handshake, and no ticket that could not be used (RFC 9846 4.3.9). */
static void psk_ke(struct bent_hello *h)
{
    bent_set(h, TLSX_PSK_KEY_EXCHANGE_MODES, SPAN_LIT("\x01\0"));
}

static void no_tickets_for_psk_ke(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    bent_run(&b, psk_ke, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->tickets, 0);
    pair_close(p);
}

/* --- what is passed over ------------------------------------------------------------------- */

static void unknown_things(struct bent_hello *h)
{
    ext_put(&h->exts, 0x1234, SPAN_LIT("whatever"));
    ext_put(&h->exts, TLSX_MAX_FRAGMENT_LENGTH, SPAN_LIT("\x01"));
    ext_put(&h->exts, TLSX_POST_HANDSHAKE_AUTH, SPAN_LIT(""));
    ext_put(&h->exts, TLSX_STATUS_REQUEST, SPAN_LIT("\x09 of a type to come"));
    h->m.version = 0x0399; /* RFC 9846 4.3.1: supported_versions counts */
}

static void passed_over(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    bent_run(&b, unknown_things, 0);
    bent_well(p);
    p->client.hello.grease = p->client.hello.permute = p->client.hello.padded = true;
    bent_run(&b, NULL, 0);
    bent_well(p);
    pair_close(p);
}

/* RFC 9846 E.4: no session id, no ChangeCipherSpec. */
static void empty_id(struct bent_hello *h)
{
    h->m.session_id = (struct span){0};
}

static unsigned ccs_seen;

static void count_ccs(void *ctx, int from, struct buf *bytes)
{
    struct span left = buf_span(bytes);
    struct record r;
    struct fail f = {0};
    bool complete;

    (void)ctx;
    while (from == PAIR_SERVER &&
           record_split(&r, &complete, left, RECORD_CIPHER13_MAX, &f) == ERR_OK && complete) {
        ccs_seen += r.type == CONTENT_CHANGE_CIPHER_SPEC;
        left = span_tail(left, r.bytes.n);
    }
}

static void without_id(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    ccs_seen = 0;
    p->bend = count_ccs;
    bent_run(&b, empty_id, 0);
    /* The client had sent one, and takes no other back. */
    assert_int_equal(p->ends[PAIR_CLIENT].err, ERR_TLS_SESSION_ID_ECHO);
    assert_int_equal(ccs_seen, 0);
    bent_run(&b, NULL, 0);
    assert_int_equal(ccs_seen, 1);
    pair_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms), cmocka_unit_test(forms_of_12),
        cmocka_unit_test(wrong),
        cmocka_unit_test(wrong_in_12),
        cmocka_unit_test(with_session),
        cmocka_unit_test(no_tickets_for_psk_ke),
        cmocka_unit_test(passed_over),
        cmocka_unit_test(long_hello),
        cmocka_unit_test(without_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
