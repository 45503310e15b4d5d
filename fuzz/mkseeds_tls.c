/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_tls.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/hex.h"
#include "lib/tls/wire/msg.h"

typedef void put_fn(const char *, const char *, struct span);

static struct span bytes32(void)
{
    static uint8_t b[32];

    for (uint8_t i = 0; i < 32; i++)
        b[i] = i;
    return span_of(b, sizeof b);
}

/* Everything that a client of today sends. */
static void client_exts(struct buf *b)
{
    static const uint16_t groups[] = {0x2a2a, GROUP_X25519, GROUP_SECP256R1, GROUP_SECP384R1};
    static const uint16_t schemes[] = {SCHEME_ECDSA_SECP256R1_SHA256, SCHEME_RSA_PSS_RSAE_SHA256};
    static const uint16_t versions[] = {0x1a1a, TLS_1_3, TLS_1_2};
    static const uint16_t compressions[] = {2};
    const struct key_share shares[] = {{0x2a2a, SPAN_LIT("\0")}, {GROUP_X25519, bytes32()}};
    const struct psk_identity id = {SPAN_LIT("ticket"), 7};
    size_t binders;

    ext_put(b, 0x3a3a, (struct span){0});
    ext_sni_put(b, SPAN_LIT("example.com"));
    ext_put(b, TLSX_EXTENDED_MASTER_SECRET, (struct span){0});
    ext_reneg_put(b, (struct span){0});
    ext_list16_put(b, TLSX_SUPPORTED_GROUPS, groups, 4);
    ext_list8_put(b, TLSX_EC_POINT_FORMATS, SPAN_LIT("\0"));
    ext_put(b, TLSX_SESSION_TICKET, (struct span){0});
    ext_alpn_put(b, SPAN_LIT("\2h2\10http/1.1"));
    ext_status_put(b);
    ext_list16_put(b, TLSX_SIGNATURE_ALGORITHMS, schemes, 2);
    ext_put(b, TLSX_SCT, (struct span){0});
    ext_shares_put(b, shares, 2);
    ext_list8_put(b, TLSX_PSK_KEY_EXCHANGE_MODES, SPAN_LIT("\1"));
    ext_list8of16_put(b, TLSX_SUPPORTED_VERSIONS, versions, 3);
    ext_list8of16_put(b, TLSX_COMPRESS_CERTIFICATE, compressions, 1);
    ext_u16_put(b, TLSX_RECORD_SIZE_LIMIT, 0x4001);
    ext_cookie_put(b, SPAN_LIT("cookie"));
    ext_psk_put(b, &id, 32, &binders);
}

static void hellos(put_fn *put)
{
    struct client_hello c = {.version = TLS_1_2,
                             .random = bytes32(),
                             .session_id = bytes32(),
                             .suites = SPAN_LIT("\x1a\x1a\x13\x01\x13\x02\xc0\x2f\x00\x2f"),
                             .compression = SPAN_LIT("\0"),
                             .has_exts = true};
    struct server_hello s = {
        .version = TLS_1_2, .random = bytes32(), .suite = TLS_AES_128_GCM_SHA256, .has_exts = true};
    const struct key_share share = {GROUP_X25519, bytes32()};
    struct buf exts, b;

    buf_init(&exts, 1 << 16);
    buf_init(&b, 1 << 16);
    client_exts(&exts);
    c.exts = buf_span(&exts);
    client_hello_put(&b, &c);
    put("hello", "client", span_tail(buf_span(&b), MSG_HEADER));
    buf_truncate(&b, 0);
    c = (struct client_hello){.version = TLS_1_0,
                              .random = bytes32(),
                              .suites = SPAN_LIT("\0\x2f"),
                              .compression = SPAN_LIT("\1\0")};
    client_hello_put(&b, &c);
    put("hello", "client-bare", span_tail(buf_span(&b), MSG_HEADER));
    buf_truncate(&b, 0);

    buf_truncate(&exts, 0);
    ext_share_put(&exts, &share);
    ext_u16_put(&exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    s.exts = buf_span(&exts);
    server_hello_put(&b, &s);
    put("hello", "server", span_tail(buf_span(&b), MSG_HEADER));
    buf_truncate(&b, 0);
    s.random = span_of(hello_retry_random, RANDOM_SIZE);
    server_hello_put(&b, &s);
    put("hello", "retry", span_tail(buf_span(&b), MSG_HEADER));
    buf_free(&b);
    buf_free(&exts);
}

/* A row of seeds: the number in front picks the parser, in the order of the target's table. */
static void numbered(put_fn *put, const char *target, const char *const *hex, size_t num)
{
    struct fail f = {0};
    char name[24];
    struct buf b;

    for (size_t i = 0; i < num; i++) {
        buf_init(&b, 1 << 16);
        buf_u8(&b, (uint8_t)i);
        if (hex_decode(&b, span_str(hex[i]), &f) != ERR_OK)
            exit(1);
        snprintf(name, sizeof name, "%02zu", i);
        put(target, name, buf_span(&b));
        buf_free(&b);
    }
}

#define ZEROS32 "0000000000000000000000000000000000000000000000000000000000000000"

static void messages(put_fn *put)
{
    static const char *const hex[] = {
        "000d 0010 0005 0003 02 6832 0000 0000",                      /* EncryptedExtensions */
        "00000a 000003 aabbcc 000001 dd",                             /* Certificate 1.2 */
        "02 abcd 000012 000003 aabbcc 0004 0012 0000 000001 dd 0000", /* Certificate 1.3 */
        "0001 000100 000002 789c",                                    /* CompressedCertificate */
        "02 01 40 0004 0403 0804 0004 0002 3000",                     /* CertificateRequest 1.2 */
        "00 0008 000d 0004 0002 0403",                                /* CertificateRequest 1.3 */
        "0804 0003 aabbcc",                                           /* CertificateVerify */
        "03 001d 03 ababab 0804 0003 010203",                         /* ServerKeyExchange, ECDHE */
        "0004 01020304 0001 02 0003 0a0b0c 0401 0002 eeff",           /* DHE */
        "0003 ababab",                                                /* ClientKeyExchange, RSA */
        "0003 0a0b0c",                                                /* DHE */
        "03 ababab",                                                  /* ECDHE */
        "01 000002 3000",                                             /* CertificateStatus */
        "00015180 0003 aabbcc",                                       /* NewSessionTicket 1.2 */
        "00015180 01020304 02 0000 0003 aabbcc 0008 002a 0004 00004000", /* 1.3 */
        "01",                                                            /* KeyUpdate */
    };

    numbered(put, "messages", hex, sizeof hex / sizeof hex[0]);
}

static void extensions(put_fn *put)
{
    static const char *const hex[] = {
        "0006 00 0003 616263", /* server_name */
        "0006 001d 0017 0018", /* lists */
        "04 0304 0303",
        "02 00 01",
        "00004000",                           /* a number */
        "000c 02 6832 08 687474702f312e31",   /* ALPN */
        "000c 001d 0002 abcd 0017 0002 0405", /* key_share */
        "001d 0002 abcd",
        ("0007 0001 aa 01020304 0021 20" ZEROS32),          /* pre_shared_key */
        "0003 abcdef",                                    /* cookie */
        "02 abcd",                                        /* renegotiation_info */
        "01 0005 0003 616263 0002 3000",                  /* status_request */
        "01 000002 3000",                                 /* the response */
        "0007 0002 abcd 0001 ef",                         /* SCTs */
        "0004 0002 3000",                                 /* certificate_authorities */
        "0010 05 0603551d25 0002 3000 03 060101 0000",    /* oid_filters */
        "00015180 0403 000002 3000 0804 0003 aabbcc",     /* delegated_credential */
        "00 0001 0003 07 0001 aa 0002 bbcc",              /* encrypted_client_hello */
        "0017 0000 0023 0002 abcd 0010 0005 0003 026832", /* a list of extensions */
    };

    numbered(put, "extensions", hex, sizeof hex / sizeof hex[0]);
}

void mkseeds_tls(void (*put)(const char *, const char *, struct span))
{
    hellos(put);
    messages(put);
    extensions(put);
    put("suites", "suites",
        SPAN_LIT("\0ECDHE-RSA-AES128-GCM-SHA256:0x1301,all,-modern TLS_AES_256_GCM_SHA384"));
    put("suites", "groups", SPAN_LIT("\1-x25519:P-256,ffdhe2048 default"));
    put("suites", "schemes", SPAN_LIT("\2modern,RSA+SHA256:ed25519,-0x0804"));
}
