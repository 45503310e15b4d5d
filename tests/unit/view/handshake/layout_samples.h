/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layout_samples: one message of each kind, every field of it filled. */
#ifndef TB_TESTS_UNIT_VIEW_HANDSHAKE_LAYOUT_SAMPLES_H
#define TB_TESTS_UNIT_VIEW_HANDSHAKE_LAYOUT_SAMPLES_H

/*
 * The walker leaves no byte out and counts none twice, whatever it is given; what a codec takes, it
 * reads to the end without a complaint; and what a codec finds cut off, it says is.
 */

#include "lib/view/handshake/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/view/handshake/layoutkit.h"

enum { CAP = 1 << 16 };

/* In memory of its own size, so that a read behind the end is seen. */
static inline struct tally walk_exact(struct span bytes, const struct layout_context *context)
{
    uint8_t *exact = malloc(bytes.n == 0 ? 1 : bytes.n);

    assert_non_null(exact);
    if (bytes.n > 0)
        memcpy(exact, bytes.p, bytes.n);
    struct tally t = walk(span_of(exact, bytes.n), context);
    free(exact);
    return t;
}

/* The messages, made by the codecs' writers, and the parsers that must take them. */
static inline void put_bytes(struct buf *b, uint16_t type, struct span data)
{
    ext_put(b, type, data);
}

static inline void put_client_exts(struct buf *b)
{
    static const uint16_t suites[] = {0x1a1a, 0x001d, 0x0017};
    static const uint8_t key[32] = {9};
    struct key_share shares[] = {{0x2a2a, SPAN_LIT("x")}, {GROUP_X25519, span_of(key, sizeof key)}};

    put_bytes(b, 0x4a4a, SPAN_LIT(""));
    put_bytes(b, 0x7777, SPAN_LIT("who knows"));
    ext_sni_put(b, SPAN_LIT("www.example.com"));
    put_bytes(b, TLSX_MAX_FRAGMENT_LENGTH, SPAN_LIT("\1"));
    ext_status_put(b);
    ext_list16_put(b, TLSX_SUPPORTED_GROUPS, suites, 3);
    ext_list8_put(b, TLSX_EC_POINT_FORMATS, SPAN_LIT("\0"));
    ext_list16_put(b, TLSX_SIGNATURE_ALGORITHMS, suites, 3);
    ext_list16_put(b, TLSX_SIGNATURE_ALGORITHMS_CERT, suites, 3);
    ext_alpn_put(b, SPAN_LIT("\2h2\10http/1.1"));
    put_bytes(b, TLSX_SCT, SPAN_LIT(""));
    put_bytes(b, TLSX_PADDING, SPAN_LIT("\0\0\0\0"));
    put_bytes(b, TLSX_ENCRYPT_THEN_MAC, SPAN_LIT(""));
    put_bytes(b, TLSX_EXTENDED_MASTER_SECRET, SPAN_LIT(""));
    ext_list8of16_put(b, TLSX_COMPRESS_CERTIFICATE, suites, 2);
    ext_u16_put(b, TLSX_RECORD_SIZE_LIMIT, 16385);
    ext_list16_put(b, TLSX_DELEGATED_CREDENTIAL, suites, 2);
    put_bytes(b, TLSX_SESSION_TICKET, SPAN_LIT("ticket"));
    put_bytes(b, TLSX_EARLY_DATA, SPAN_LIT(""));
    ext_list8of16_put(b, TLSX_SUPPORTED_VERSIONS, suites, 3);
    ext_cookie_put(b, SPAN_LIT("cookie"));
    ext_list8_put(b, TLSX_PSK_KEY_EXCHANGE_MODES, SPAN_LIT("\1\x0b"));
    put_bytes(b, TLSX_CERTIFICATE_AUTHORITIES, SPAN_LIT("\0\4\0\2\x30\0"));
    put_bytes(b, TLSX_TRUST_ANCHORS, SPAN_LIT("\0\5\4\x81\xfd\x59\1"));
    put_bytes(b, TLSX_POST_HANDSHAKE_AUTH, SPAN_LIT(""));
    ext_shares_put(b, shares, 2);
    put_bytes(b, TLSX_ALPS, SPAN_LIT("\0\3\2h2"));
    put_bytes(b, TLSX_ENCRYPTED_CLIENT_HELLO, SPAN_LIT("\0\0\1\0\1\7\0\2ab\0\3cde"));
    ext_reneg_put(b, SPAN_LIT(""));
    size_t binders;
    ext_psk_put(b, &(struct psk_identity){SPAN_LIT("identity"), 77}, 32, &binders);
}

static inline void make_client_hello(struct buf *b)
{
    struct buf exts;

    buf_init(&exts, CAP);
    put_client_exts(&exts);
    struct client_hello m = {.version = TLS_1_2,
                             .random = span_of(hello_retry_random, RANDOM_SIZE),
                             .session_id = SPAN_LIT("session"),
                             .suites = SPAN_LIT("\x13\1\x1a\x1a\xc0\x2f"),
                             .compression = SPAN_LIT("\0"),
                             .exts = buf_span(&exts),
                             .has_exts = true};
    client_hello_put(b, &m);
    buf_free(&exts);
}

static inline void put_server_hello(struct buf *b, struct span random, struct span exts,
                                    bool has_exts)
{
    struct server_hello m = {.version = TLS_1_2,
                             .random = random,
                             .session_id = SPAN_LIT("s"),
                             .suite = 0x1301,
                             .exts = exts,
                             .has_exts = has_exts};

    server_hello_put(b, &m);
}

static const uint8_t server_random[RANDOM_SIZE] = {1, 2, 3};

static inline void make_server_hello13(struct buf *b)
{
    struct buf exts;

    buf_init(&exts, CAP);
    ext_u16_put(&exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    ext_share_put(&exts, &(struct key_share){GROUP_X25519, SPAN_LIT("key")});
    ext_u16_put(&exts, TLSX_PRE_SHARED_KEY, 0);
    put_server_hello(b, span_of(server_random, RANDOM_SIZE), buf_span(&exts), true);
    buf_free(&exts);
}

static inline void make_server_hello12(struct buf *b)
{
    struct buf exts;

    buf_init(&exts, CAP);
    put_bytes(&exts, TLSX_SERVER_NAME, SPAN_LIT(""));
    ext_alpn_put(&exts, SPAN_LIT("\2h2"));
    put_bytes(&exts, TLSX_STATUS_REQUEST, SPAN_LIT(""));
    put_bytes(&exts, TLSX_SCT, SPAN_LIT("\0\4\0\2ab"));
    put_bytes(&exts, TLSX_SESSION_TICKET, SPAN_LIT(""));
    ext_reneg_put(&exts, SPAN_LIT("abc"));
    put_server_hello(b, span_of(server_random, RANDOM_SIZE), buf_span(&exts), true);
    buf_free(&exts);
}

static inline void make_server_hello_old(struct buf *b)
{
    put_server_hello(b, span_of(server_random, RANDOM_SIZE), (struct span){0}, false);
}

static inline void make_retry(struct buf *b)
{
    struct buf exts;

    buf_init(&exts, CAP);
    ext_u16_put(&exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    ext_u16_put(&exts, TLSX_KEY_SHARE, GROUP_SECP256R1);
    ext_cookie_put(&exts, SPAN_LIT("cookie"));
    put_server_hello(b, span_of(hello_retry_random, RANDOM_SIZE), buf_span(&exts), true);
    buf_free(&exts);
}

static inline void make_encrypted_extensions(struct buf *b)
{
    struct buf exts;

    buf_init(&exts, CAP);
    put_bytes(&exts, TLSX_SERVER_NAME, SPAN_LIT(""));
    ext_alpn_put(&exts, SPAN_LIT("\2h2"));
    put_bytes(&exts, TLSX_EARLY_DATA, SPAN_LIT(""));
    put_bytes(&exts, TLSX_QUIC_TRANSPORT_PARAMETERS, SPAN_LIT("abc"));
    encrypted_extensions_put(b, buf_span(&exts));
    buf_free(&exts);
}

static inline void make_certificate(struct buf *b, bool is_13)
{
    struct buf exts;

    buf_init(&exts, CAP);
    ext_ocsp_put(&exts, SPAN_LIT("response"));
    put_bytes(&exts, TLSX_SCT, SPAN_LIT("\0\4\0\2ab"));
    struct cert_entry v[] = {{SPAN_LIT("not DER"), buf_span(&exts)}, {SPAN_LIT("neither"), {0}}};
    certificate_put(b, is_13, is_13 ? SPAN_LIT("ctx") : (struct span){0}, v, 2);
    buf_free(&exts);
}

static inline void make_certificate12(struct buf *b)
{
    make_certificate(b, false);
}

static inline void make_certificate13(struct buf *b)
{
    make_certificate(b, true);
}

static inline void make_request12(struct buf *b)
{
    struct certificate_request12 m = {SPAN_LIT("\1\x40"), SPAN_LIT("\4\3\x08\4"),
                                      SPAN_LIT("\0\2\x30\0")};

    certificate_request12_put(b, &m);
}

static inline void make_request13(struct buf *b)
{
    static const uint16_t schemes[] = {SCHEME_ED25519};
    struct buf exts;

    buf_init(&exts, CAP);
    ext_list16_put(&exts, TLSX_SIGNATURE_ALGORITHMS, schemes, 1);
    put_bytes(&exts, TLSX_OID_FILTERS, SPAN_LIT("\0\6\3\6\1\x2a\0\0"));
    certificate_request13_put(b, &(struct certificate_request13){SPAN_LIT("c"), buf_span(&exts)});
    buf_free(&exts);
}

static inline void make_verify(struct buf *b)
{
    certificate_verify_put(
        b, &(struct certificate_verify){SCHEME_RSA_PSS_RSAE_SHA256, SPAN_LIT("signature")});
}

static inline void make_ske_ecdhe(struct buf *b)
{
    struct server_key_exchange m = {.curve_type = 3,
                                    .group = GROUP_X25519,
                                    .key = SPAN_LIT("point"),
                                    .scheme = SCHEME_RSA_PKCS1_SHA512,
                                    .signature = SPAN_LIT("signature")};
    struct buf params;

    buf_init(&params, CAP);
    server_key_exchange_params(&params, SUITE_KX_ECDHE, &m);
    m.params = buf_span(&params);
    server_key_exchange_put(b, &m);
    buf_free(&params);
}

static inline void make_ske_dhe(struct buf *b)
{
    struct server_key_exchange m = {.p = SPAN_LIT("prime"),
                                    .g = SPAN_LIT("\2"),
                                    .key = SPAN_LIT("Y"),
                                    .scheme = SCHEME_RSA_PKCS1_SHA512,
                                    .signature = SPAN_LIT("signature")};
    struct buf params;

    buf_init(&params, CAP);
    server_key_exchange_params(&params, SUITE_KX_DHE, &m);
    m.params = buf_span(&params);
    server_key_exchange_put(b, &m);
    buf_free(&params);
}

static inline void make_cke_rsa(struct buf *b)
{
    client_key_exchange_put(b, SUITE_KX_RSA, SPAN_LIT("premaster"));
}

static inline void make_cke_ecdhe(struct buf *b)
{
    client_key_exchange_put(b, SUITE_KX_ECDHE, SPAN_LIT("point"));
}

static inline void make_cke_dhe(struct buf *b)
{
    client_key_exchange_put(b, SUITE_KX_DHE, SPAN_LIT("Y"));
}

static inline void make_status(struct buf *b)
{
    certificate_status_put(b, SPAN_LIT("response"));
}

static inline void make_ticket12(struct buf *b)
{
    new_session_ticket12_put(
        b, &(struct new_session_ticket){.lifetime = 9, .ticket = SPAN_LIT("ticket")});
}

static inline void make_ticket13(struct buf *b)
{
    struct buf exts;

    buf_init(&exts, CAP);
    ext_u32_put(&exts, TLSX_EARLY_DATA, 1024);
    new_session_ticket13_put(b, &(struct new_session_ticket){.lifetime = 9,
                                                             .age_add = 5,
                                                             .nonce = SPAN_LIT("n"),
                                                             .ticket = SPAN_LIT("ticket"),
                                                             .exts = buf_span(&exts)});
    buf_free(&exts);
}

static inline void make_key_update(struct buf *b)
{
    key_update_put(b, 1);
}

static inline void make_finished(struct buf *b)
{
    msg_put(b, HS_FINISHED, SPAN_LIT("verify data"));
}

static inline void make_done(struct buf *b)
{
    msg_put(b, HS_SERVER_HELLO_DONE, (struct span){0});
}

static const struct sample {
    const char *name;
    void (*make)(struct buf *b);
    enum err (*parse)(struct span body, struct fail *fail);
    struct layout_context context;
} samples[] = {
    {"ClientHello", make_client_hello, parse_client_hello, {0}},
    {"ServerHello", make_server_hello13, parse_server_hello, {0}},
    {"ServerHello", make_server_hello12, parse_server_hello, {0}},
    {"ServerHello", make_server_hello_old, parse_server_hello, {0}},
    {"HelloRetryRequest", make_retry, parse_server_hello, {0}},
    {"EncryptedExtensions", make_encrypted_extensions, parse_ee, {.version = TLS_1_3}},
    {"Certificate", make_certificate12, parse_cert12, {.version = TLS_1_2}},
    {"Certificate", make_certificate13, parse_cert13, {.version = TLS_1_3}},
    {"CertificateRequest", make_request12, parse_request12, {.version = TLS_1_2}},
    {"CertificateRequest", make_request13, parse_request13, {.version = TLS_1_3}},
    {"CertificateVerify", make_verify, parse_verify, {.version = TLS_1_2}},
    {"ServerKeyExchange", make_ske_ecdhe, parse_ske_ecdhe, {TLS_1_2, SUITE_KX_ECDHE, 0}},
    {"ServerKeyExchange", make_ske_dhe, parse_ske_dhe, {TLS_1_2, SUITE_KX_DHE, 0}},
    {"ClientKeyExchange", make_cke_rsa, parse_cke_rsa, {TLS_1_2, SUITE_KX_RSA, 0}},
    {"ClientKeyExchange", make_cke_ecdhe, parse_cke_ecdhe, {TLS_1_2, SUITE_KX_ECDHE, 0}},
    {"ClientKeyExchange", make_cke_dhe, parse_cke_dhe, {TLS_1_2, SUITE_KX_DHE, 0}},
    {"CertificateStatus", make_status, parse_status, {.version = TLS_1_2}},
    {"NewSessionTicket", make_ticket12, parse_ticket12, {.version = TLS_1_2}},
    {"NewSessionTicket", make_ticket13, parse_ticket13, {.version = TLS_1_3}},
    {"KeyUpdate", make_key_update, parse_key_update, {.version = TLS_1_3}},
    {"Finished", make_finished, parse_any, {.version = TLS_1_3}},
    {"ServerHelloDone", make_done, parse_any, {.version = TLS_1_2}},
};
enum { SAMPLES = sizeof samples / sizeof samples[0] };

static inline struct buf made(const struct sample *s)
{
    struct buf b;

    buf_init(&b, CAP);
    s->make(&b);
    assert_int_equal(b.err, ERR_OK);
    return b;
}

#endif
