/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_trace.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/hex.h"
#include "lib/tls/wire/msg.h"

#define ZEROS32 "0000000000000000000000000000000000000000000000000000000000000000"

/* RSA, ECDHE, DHE, TLS 1.3, hex: as the target reads its first octet. */
enum { RSA = 1, ECDHE = 2, DHE = 3, TLS13 = 4, HEX = 8 };

void mkseeds_trace(void (*put)(const char *, const char *, struct span))
{
    static const struct {
        uint8_t mode, type;
        const char *hex;
    } rows[] = {
        {0, HS_CLIENT_HELLO,
         "0303" ZEROS32 "00 0004 1a1a 1301 01 00 0064"
         "2a2a 0000 0000 0008 0006 00 0003 616263 0005 0005 01 0000 0000 000a 0004 0002 001d"
         "0010 0005 0003 02 6832 001b 0003 02 0002 002b 0003 02 0304 002d 0002 01 01"
         "0033 000a 0008 001d 0004 01020304 fe0d 000d 00 0001 0001 07 0002 6162 0001 63"},
        {HEX, HS_SERVER_HELLO,
         "0303" ZEROS32 "00 1301 00 0016 002b 0002 0304 0033 0006 001d 0002 abcd 0029 0002 0000"},
        {0, HS_SERVER_HELLO, "0303" ZEROS32 "00 c02f 00 0009 0017 0000 ff01 0001 00"},
        {0, HS_SERVER_HELLO,
         "0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c 00 1301 00 000c"
         "002b 0002 0304 0033 0002 0017"},
        {TLS13, HS_ENCRYPTED_EXTENSIONS, "000d 0010 0005 0003 02 6832 0000 0000"},
        {0, HS_CERTIFICATE, "000007 000004 30023000"},
        {TLS13 | HEX, HS_CERTIFICATE,
         "00 000015 000001 30 000f 0005 0005 01 000001 dd 0012 0002 0000"},
        {0, HS_CERTIFICATE_REQUEST, "02 01 40 0004 0403 0804 0004 0002 3000"},
        {TLS13, HS_CERTIFICATE_REQUEST, "00 0008 000d 0004 0002 0403"},
        {TLS13, HS_CERTIFICATE_VERIFY, "0804 0003 aabbcc"},
        {ECDHE, HS_SERVER_KEY_EXCHANGE, "03 001d 03 ababab 0804 0003 010203"},
        {DHE, HS_SERVER_KEY_EXCHANGE, "0004 01020304 0001 02 0003 0a0b0c 0401 0002 eeff"},
        {RSA, HS_CLIENT_KEY_EXCHANGE, "0003 ababab"},
        {ECDHE, HS_CLIENT_KEY_EXCHANGE, "03 ababab"},
        {DHE, HS_CLIENT_KEY_EXCHANGE, "0003 0a0b0c"},
        {0, HS_CERTIFICATE_STATUS, "01 000002 3000"},
        {0, HS_NEW_SESSION_TICKET, "00015180 0003 aabbcc"},
        {TLS13, HS_NEW_SESSION_TICKET,
         "00015180 01020304 02 0000 0003 aabbcc 0008 002a 0004 00004000"},
        {TLS13, HS_KEY_UPDATE, "01"},
        {TLS13, HS_COMPRESSED_CERTIFICATE, "0001 000100 000002 789c"},
        {0, HS_FINISHED, "000102030405060708090a0b"},
        {0, HS_SERVER_HELLO_DONE, ""},
    };
    struct fail f = {0};
    struct buf b;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char name[24];
        buf_init(&b, 1 << 16);
        buf_u8(&b, rows[i].mode);
        struct buf_mark mark = msg_open(&b, rows[i].type);
        if (hex_decode(&b, span_str(rows[i].hex), &f) != ERR_OK)
            exit(1);
        buf_close(&b, mark);
        snprintf(name, sizeof name, "%02zu", i);
        put("trace", name, buf_span(&b));
        buf_free(&b);
    }
}
