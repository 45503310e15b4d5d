/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/asn1/pem.h"
#include "lib/base/hex.h"
#include "lib/crypto/mldsa.h"
#include "lib/crypto/mlkem.h"
#include "lib/tls/wire/msg.h"

#define RANDOM "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a83301"

static void put_numbered(void (*put)(const char *, const char *, struct span), const char *target,
                         size_t i, struct span bytes)
{
    char name[8];

    snprintf(name, sizeof name, "%02zu", i);
    put(target, name, bytes);
}

/* The first octet is the size of the pieces. */
static void answers(void (*put)(const char *, const char *, struct span))
{
    static const char *const rows[] = {
        "3HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "2HTTP/1.0 404 Not Found\nServer: x\n\nup to the end",
        ("5HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5;a=b\r\nhello\r\n"
         "1F \r\n0123456789012345678901234567890\r\n0\r\nTrailer: x\r\n\r\n"),
        "1HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\nmore",
        "4HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nrest",
        "7HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "2SSH-2.0-x\r\nabc",
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        put_numbered(put, "http", i, span_str(rows[i]));
}

/* The first octet is the size of the pieces. */
static void requests(void (*put)(const char *, const char *, struct span))
{
    static const char *const rows[] = {
        "3GET /%66uzz/ HTTP/1.1\r\nHost: a.example:443\r\n\r\n",
        "1\r\nHEAD /a%2fb/../%2e%2e/c?d HTTP/1.0\r\nConnection: x, keep-alive\r\n\r\nGET",
        ("7GET https://[::1]:4433/json HTTP/1.1\r\nHost: [::1]:4433\r\n"
         "Accept: text/html;q=0.5, application/json;q=0.8;x=y,text/plain\r\n\r\n"),
        "2POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        "5GET https://a?b HTTP/1.9\r\nHost:\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx",
        "4GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "1PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "9OPTIONS * HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        "6GET /fuzz HTTP/1.1\nHost: a\n\n",
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        put_numbered(put, "request", i, span_str(rows[i]));
}

static void put_hex(struct buf *b, const char *hex)
{
    struct fail fail = {0};

    if (hex_decode(b, span_str(hex), &fail) != ERR_OK)
        exit(1);
}

/* A seed for each row of hex digits. */
static void put_rows(void (*put)(const char *, const char *, struct span), const char *target,
                     const char *const *rows, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        struct buf b;

        buf_init(&b, 1 << 12);
        put_hex(&b, rows[i]);
        put_numbered(put, target, i, buf_span(&b));
        buf_free(&b);
    }
}

/* The first two octets say how much of it comes at once. */
static void flights(void (*put)(const char *, const char *, struct span))
{
    static const char *const rows[] = {
        "0008 160301002f 0100002b 0303 " RANDOM " 00 0004 1301 c02f 01 00",
        "0020 1503010002 0170 1603030010 0200002b 0303 cf21ad74e59a6111be1d "
        "160303001f 8c021e65b891c2a211167abb8c5e079e09e2c8a83301 00 1301 00 0003 000000",
        "0004 15030300020228",
        "0010 0200002a 0303 " RANDOM " 00 c02f 00 0002 0000",
        "0003 485454502f312e3120343030",
        "0000 31362030332c30333a30300a",
    };

    put_rows(put, "flight", rows, sizeof rows / sizeof rows[0]);
}

/* The DER of a private key in PEM; false if it has none. */
static bool key_der(struct buf *der, struct span text)
{
    struct pem_block block = {0};
    struct fail fail = {0};

    while (pem_next(&text, &block, &fail) && block.label == PEM_EC_PARAMETERS)
        continue;
    return pem_decode(der, block.body, &fail) == ERR_OK;
}

static void keys(void (*put)(const char *, const char *, struct span))
{
    static const char *const rows[] = {
#define PRIVKEY(id, text) text,
#include "tests/unit/crypto/privkeys.def"
#include "tests/unit/crypto/privkeys_mldsa.def"
#undef PRIVKEY
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct span text = span_str(rows[i]);
        struct buf der;

        buf_init(&der, 1 << 14);
        put_numbered(put, "privkey", 2 * i, text);
        if (key_der(&der, text))
            put_numbered(put, "privkey", 2 * i + 1, buf_span(&der));
        buf_free(&der);
    }
}

/* The first octet is the parameter set and what follows, as fuzz_mlkem.c reads it. */
static void kem(void (*put)(const char *, const char *, struct span))
{
    static const struct mlkem_set *const sets[] = {&mlkem_512, &mlkem_768, &mlkem_1024};
    static const uint8_t zeros[MLKEM_SEED];
    uint8_t ek[1 + MLKEM_EK_MAX], dk[1 + MLKEM_DK_MAX], ciphertext[1 + MLKEM_CIPHERTEXT_MAX];
    uint8_t secret[MLKEM_SECRET];

    for (uint8_t i = 0; i < 3; i++) {
        const struct mlkem_set *set = sets[i];
        ek[0] = i;
        dk[0] = (uint8_t)(3 + i);
        ciphertext[0] = (uint8_t)(6 + i);
        mlkem_keygen(set, ek + 1, dk + 1, zeros, zeros);
        if (mlkem_encaps(set, ciphertext + 1, secret, span_of(ek + 1, set->ek_n), zeros) != ERR_OK)
            abort();
        put_numbered(put, "mlkem", ek[0], span_of(ek, 1 + set->ek_n));
        put_numbered(put, "mlkem", dk[0], span_of(dk, 1 + set->dk_n));
        put_numbered(put, "mlkem", ciphertext[0], span_of(ciphertext, 1 + set->ciphertext_n));
    }
}

/* The algorithm, the declared length, and the data: a text and some zeros by each of the three. */
static void compressed(void (*put)(const char *, const char *, struct span))
{
    static const char *const rows[] = {
        "00 003e "
        "78da0bc94855484e2d2ac94ccb4c4e2c492d56c84f5328c9c82c5648ce48ccccd301b2b1c9279640e4f5"
        "00e1e716e2",
        "01 003e "
        "a1f001c0ef488c6d54ec8b532af1355599199aa69b0379db202e616960034e24500a35c045ce175461e9"
        "d9d5c6c3f729364401",
        "02 003e "
        "28b52ffd243f5d0100a282080cc03d1b00d772fb5bf62e7702913847efe943e21c9df1faa6e7ea2134ec"
        "2d7a9d040100199f7a0212dbc947",
        "00 0003 78da63606060000000040001",
        "01 0003 8f01800000000003",
        "02 0003 28b52ffd005821000000000000",
        "01 ffff cfffff7ff82700e2b14020f7fe7f",
        ("02 ffff 28b52ffd04684c000008000100fcff39100202001000020010000200100002001000020010"
         "000200100003001000f13e16e1"),
    };

    put_rows(put, "decompress", rows, sizeof rows / sizeof rows[0]);
}

/* The same as kem, for fuzz_mldsa.c: signatures and public keys. */
static void signatures(void (*put)(const char *, const char *, struct span))
{
    static const uint8_t zeros[MLDSA_SEED];
    uint8_t sig[1 + MLDSA_SIGNATURE_MAX], key[1 + MLDSA_PUBLIC_MAX];
    struct mldsa_private *private;
    struct span none = {0};

    for (uint8_t i = 0; i < MLDSA_SETS; i++) {
        const struct mldsa_set *set = &mldsa_sets[i];
        if (mldsa_private_new(&private, set, span_of(zeros, sizeof zeros), none) != ERR_OK ||
            mldsa_sign(private, sig + 1, SPAN_LIT("tlsbox"), none, zeros) != ERR_OK)
            abort();
        sig[0] = i;
        key[0] = (uint8_t)(MLDSA_SETS + i);
        memcpy(key + 1, mldsa_private_public(private).p, set->public_n);
        put_numbered(put, "mldsa", sig[0], span_of(sig, 1 + set->signature_n));
        put_numbered(put, "mldsa", key[0], span_of(key, 1 + set->public_n));
        mldsa_private_free(private);
    }
}

/* Expanded private keys of ML-DSA-44, good and inconsistent ones: the end of the file. */
static void expanded(void (*put)(const char *, const char *, struct span))
{
    static const char *const rows[] = {
#define PRIVKEY(id, text) text,
#include "tests/unit/crypto/privkeys_mldsa.def"
#undef PRIVKEY
    };
    uint8_t key[1 + MLDSA_44_SECRET] = {2 * MLDSA_SETS + MLDSA_44};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf der;

        buf_init(&der, 1 << 14);
        if (key_der(&der, span_str(rows[i])) && der.n > MLDSA_44_SECRET) {
            memcpy(key + 1, der.p + der.n - MLDSA_44_SECRET, MLDSA_44_SECRET);
            put_numbered(put, "mldsa", 2 * MLDSA_SETS + i, span_of(key, sizeof key));
        }
        buf_free(&der);
    }
}

/* As fuzz_ecdsa.c reads them: keys 1 G, 2 G, near the order, and far away; sums of equal and of
 * opposite points; r and s at their ends; coordinates. */
static void ecdsa(void (*put)(const char *, const char *, struct span))
{
    static const char *const rows[] = {
        "16 0000 01 01 0000 01 01 0000 01 01",
        "17 0000 01 02 0000 01 02 0000 01 01",
        "16 0101 01 01 0000 01 05 0000 01 05",
        "17 0101 01 03 0000 01 07 0000 01 04",
        "06 0000 10 cf21ad74e59a6111be1d8c021e65b891 0380 02 a211 0000 04 e2c8a833",
        "07 0300 10 cf21ad74e59a6111be1d8c021e65b891 7f01 02 a211 0101 04 e2c8a833",
        "00 0000 01 01 0101 01 01 0101 01 01 20 " RANDOM,
        "01 0000 01 01 0100 00 0000 01 01 30 " RANDOM "cf21ad74e59a6111be1d8c021e65b891",
        "02 0000 01 01 0000 00 0000 01 01 02 0000",
        "00 0000 01 01 0000 01 01 0100 00 40 " RANDOM RANDOM,
        "08 0000 00 0000 20 66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4 "
        "0000 01 01 0000 01 01 00",
        "08 0200 00 0000 20 66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4 "
        "0000 01 01 0000 01 01 00",
    };

    put_rows(put, "ecdsa", rows, sizeof rows / sizeof rows[0]);
}

/* As fuzz_rsa.c reads them: moduli of one limb to 256, of ones and of zeros, of whole blocks and
 * not; exponents 3, 65537 and long ones; bases at both ends, and the modulus itself. */
static void rsa(void (*put)(const char *, const char *, struct span))
{
    static const char *const rows[] = {
        "03fe 03 010001 ff 00 00 5a 02 a55a 01 07",
        "03fe 01 03 00 04 80000000 02 0001 7f 00 00",
        "03ff 03 010001 ff 00 00 ff 01 00 00",
        "07fe 03 010001 ff 00 00 ff 00 01 fe",
        "07fe 03 010001 ff 00 00 ff 00 00",
        "07fe 08 ffffffffffffffff 55 20 " RANDOM " 20 " RANDOM " 33 00 00",
        "07ff 08 8000000000000001 00 01 01 20 " RANDOM " 00 00 01 02",
        "0ffe 03 010001 c3 20 " RANDOM " 01 01 3c 00 20 " RANDOM,
        "3ffe 03 010001 ff 08 ffffffff00000000 00 ff 08 fffffffeffffffff 00",
        "003e 01 05 00 08 ffffffffffffffc5 00 00 00 01 01",
        "0000 01 03 00 00 00 00 00 01 02",
        "0200 0c 0fffffffffffffffffffffff 00 00 08 ffffffffffffffff 00 00 01 ff",
    };

    put_rows(put, "rsa", rows, sizeof rows / sizeof rows[0]);
}

static void logs(void (*put)(const char *, const char *, struct span))
{
    static const char *const rows[] = {
        "# a comment\nCLIENT_RANDOM " RANDOM " " RANDOM "cf21ad74e59a6111be1d8c021e65b891\n",
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " RANDOM "\r\n\r\n"
        "EXPORTER_SECRET " RANDOM " " RANDOM "\n",
        "SERVER_TRAFFIC_SECRET_0 " RANDOM " 0",
        "X " RANDOM "ff " RANDOM " more\n",
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        put_numbered(put, "keylog", i, span_str(rows[i]));
}

/* Handshakes of the three forms: TLS 1.3 with a retry and a pre-shared key, TLS 1.2 full and
 * resumed. */
static void handshakes(void (*put)(const char *, const char *, struct span))
{
    static const struct {
        uint8_t type;
        const char *hex;
    } rows[] = {
        {HS_CLIENT_HELLO, "0303" RANDOM "00 0002 1301 01 00 0007 002b 0003 02 0304"},
        {HS_SERVER_HELLO,
         "0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c 00 1301 00 000c"
         "002b 0002 0304 0033 0002 0017"},
        {HS_CLIENT_HELLO,
         "0303" RANDOM "00 0002 1301 01 00 0036 002b 0003 02 0304 0029 002b 0006 0000 00000000"
         "0021 20" RANDOM},
        {HS_SERVER_HELLO,
         "0303" RANDOM "00 1301 00 0014 002b 0002 0304 0029 0002 0000 0033 0004 001d 0000"},
        {HS_ENCRYPTED_EXTENSIONS, "0000"},
        {HS_FINISHED, RANDOM},
        {HS_FINISHED, RANDOM},
        {HS_NEW_SESSION_TICKET, "00015180 01020304 02 0000 0003 aabbcc 0000"},
        {0, NULL},
        {HS_CLIENT_HELLO, "0303" RANDOM "00 0002 c02f 01 00 0004 0017 0000"},
        {HS_SERVER_HELLO, "0303" RANDOM "00 c02f 00 0004 0017 0000"},
        {HS_CERTIFICATE, "000007 000004 30023000"},
        {HS_SERVER_KEY_EXCHANGE, "03 001d 03 ababab 0804 0003 010203"},
        {HS_SERVER_HELLO_DONE, ""},
        {HS_CLIENT_KEY_EXCHANGE, "03 ababab"},
        {HS_FINISHED, "000102030405060708090a0b"},
        {HS_NEW_SESSION_TICKET, "00015180 0003 aabbcc"},
        {HS_FINISHED, "000102030405060708090a0b"},
        {0, NULL},
        {HS_CLIENT_HELLO, "0303" RANDOM "00 0002 009d 01 00"},
        {HS_SERVER_HELLO, "0303" RANDOM "00 009d 00"},
        {HS_FINISHED, "000102030405060708090a0b"},
        {HS_FINISHED, "000102030405060708090a0b"},
        {0, NULL},
    };
    struct buf b;
    size_t number = 0;

    buf_init(&b, 1 << 14);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].hex == NULL) {
            put_numbered(put, "derive", number++, buf_span(&b));
            buf_truncate(&b, 0);
            continue;
        }
        struct buf_mark mark = msg_open(&b, rows[i].type);
        put_hex(&b, rows[i].hex);
        buf_close(&b, mark);
    }
    buf_free(&b);
}

void mkseeds_cmd(void (*put)(const char *, const char *, struct span))
{
    answers(put);
    requests(put);
    flights(put);
    keys(put);
    kem(put);
    compressed(put);
    signatures(put);
    expanded(put);
    ecdsa(put);
    rsa(put);
    logs(put);
    handshakes(put);
}
