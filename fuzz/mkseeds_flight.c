/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_flight.h"

#include "lib/tls/wire/ssl2.h"
#include "tests/unit/tls/wire/flights.h"

typedef void put_fn(const char *, const char *, struct span);

#define POINT "\x03\0\x17\x02\x04\x05"
#define DH    "\0\x04\x01\x02\x03\x04\0\x01\x02\0\x03\x07\x08\x09"

/* Flights with a ServerKeyExchange (RFC 6101 5.6.3, RFC 4346 7.4.3, RFC 5246 7.4.3). */
static void flights(put_fn *put)
{
    static const struct {
        const char *name;
        uint16_t version, suite;
        struct span exchange;
    } rows[] = {
        {"ssl3-rsa", TLS_SSL_3, TLS_RSA_WITH_RC4_128_MD5, {NULL, 0}},
        {"ssl3-export", TLS_SSL_3, TLS_RSA_EXPORT_WITH_RC4_40_MD5,
         SPAN_INIT("\0\x02\x80\x01\0\x03\x01\0\x01\0\x03sig")},
        {"ssl3-anon", TLS_SSL_3, TLS_DH_anon_WITH_RC4_128_MD5, SPAN_INIT(DH)},
        {"tls11-ecdhe", TLS_1_1, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, SPAN_INIT(POINT "\0\x03sig")},
        {"tls12-dhe", TLS_1_2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
         SPAN_INIT(DH "\x04\x01\0\x03sig")},
        {"tls12-psk", TLS_1_2, TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA, SPAN_INIT("\0\x01h" POINT)},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b;

        buf_init(&b, 1 << 16);
        buf_put(&b, SPAN_LIT("\x01\x02"));
        flights_record(&b, CONTENT_ALERT, rows[i].version, SPAN_LIT("\x01\x70"));
        flights_hello(&b, rows[i].version, rows[i].suite, (struct span){0});
        flights_rest(&b, rows[i].version, rows[i].exchange);
        put("server_flight", rows[i].name, buf_span(&b));
        buf_free(&b);
    }
}

static void ssl2(put_fn *put)
{
    const struct ssl2_server_hello hello = {
        .certificate_type = SSL2_CERTIFICATE_X509,
        .version = TLS_SSL_2,
        .certificate = SPAN_LIT("der"),
        .kinds = SPAN_LIT("\x01\0\x80\x07\0\xc0"),
        .connection_id = SPAN_LIT("0123456789abcdef"),
    };
    struct buf b;

    buf_init(&b, 1 << 16);
    buf_put(&b, SPAN_LIT("\x01\x02"));
    ssl2_server_hello_put(&b, &hello);
    put("server_flight", "ssl2-hello", buf_span(&b));
    buf_truncate(&b, 2);
    ssl2_error_put(&b, 1);
    put("server_flight", "ssl2-error", buf_span(&b));
    buf_free(&b);
}

/* Such messages for the views and for the first flight, whose inputs begin with other octets. */
static void ssl2_views(put_fn *put)
{
    static const struct span client = SPAN_INIT("\x80\x1c\x01\3\1\0\x09\0\2\0\x08\1\0\x80\0\0\x04"
                                                "\x09\x09\x09id01234567"),
                             server = SPAN_INIT("\x80\x11\x04\0\1\0\2\0\1\0\3\0\2?\7\0\xc0id");
    const struct span both[] = {client, server};

    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        struct buf b;

        buf_init(&b, 1 << 16);
        buf_u8(&b, 0x10);
        buf_put(&b, both[i]);
        put("trace", i == 0 ? "ssl2-client" : "ssl2-server", buf_span(&b));
        buf_truncate(&b, 0);
        buf_u16(&b, 4);
        buf_put(&b, both[i]);
        put("flight", i == 0 ? "ssl2-client" : "ssl2-server", buf_span(&b));
        buf_free(&b);
    }
}

/* What the hello is made of. */
static void offers(put_fn *put)
{
    put("server_flight", "offer",
        SPAN_LIT("\x01\x02\x03\x03\x01\x3f\0\x40\x02\0\x04\x13\x01\0\x2f\x04\0\x1d\0\x17\x02\x04"
                 "\x03\x04\x03\x04\x03\x03\x09"
                 "a.example\0\0\x06"
                 "cookie"));
    put("server_flight", "offer-ssl3", SPAN_LIT("\x01\x02\x03\0\x28\0\0\0\0\0\x04\0\x04\0\x0a"));
    put("server_flight", "http", SPAN_LIT("\x01\x02HTTP/1.1 400 Bad Request\r\n"));
}

void mkseeds_flight(void (*put)(const char *, const char *, struct span))
{
    flights(put);
    ssl2(put);
    ssl2_views(put);
    offers(put);
}
