/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static enum err split(struct span in, size_t max, struct record *r, bool *complete,
                      struct fail *fail)
{
    *fail = (struct fail){0};
    return record_split(r, complete, in, max, fail);
}

static void whole(void **state)
{
    struct span in = SPAN_LIT("\x16\x03\x01\0\x03"
                              "abc\x17");
    struct record r;
    struct fail fail;
    bool complete;

    (void)state;
    for (size_t n = 0; n <= in.n; n++) {
        assert_int_equal(split(span_head(in, n), RECORD_PLAIN_MAX, &r, &complete, &fail), ERR_OK);
        assert_int_equal(complete, n >= 8);
    }
    assert_int_equal(r.type, CONTENT_HANDSHAKE);
    assert_int_equal(r.version, 0x0301);
    assert_true(span_eq(r.fragment, SPAN_LIT("abc")));
    assert_true(r.bytes.p == in.p && r.bytes.n == 8);
    assert_int_equal(split(SPAN_LIT("\x17\x03\x03\0\0"), RECORD_PLAIN_MAX, &r, &complete, &fail),
                     ERR_OK);
    assert_true(complete && r.fragment.n == 0);
}

static void headers(void **state)
{
    static const struct {
        struct span in;
        size_t max;
        enum err err;
        size_t at, n;
    } rows[] = {
        {SPAN_INIT("\x13\x03\x03\0\0"), RECORD_PLAIN_MAX, ERR_TLS_RECORD_TYPE, 0, 1},
        {SPAN_INIT("\x18\x03\x03\0\0"), RECORD_PLAIN_MAX, ERR_TLS_RECORD_TYPE, 0, 1},
        {SPAN_INIT("\x16\x02\x03\0\0"), RECORD_PLAIN_MAX, ERR_TLS_RECORD_VERSION, 1, 2},
        {SPAN_INIT("\x16\x04\x03\0\0"), RECORD_PLAIN_MAX, ERR_TLS_RECORD_VERSION, 1, 2},
        {SPAN_INIT("\x16\x03\x00\x40\0"), RECORD_PLAIN_MAX, ERR_OK, 0, 0},
        {SPAN_INIT("\x16\x03\x7f\x40\0"), RECORD_PLAIN_MAX, ERR_OK, 0, 0},
        {SPAN_INIT("\x16\x03\x03\x40\x01"), RECORD_PLAIN_MAX, ERR_TLS_RECORD_OVERFLOW, 3, 2},
        {SPAN_INIT("\x16\x03\x03\0\x41"), 64, ERR_TLS_RECORD_OVERFLOW, 3, 2},
        {SPAN_INIT("\x17\x03\x03\x41\0"), RECORD_CIPHER13_MAX, ERR_OK, 0, 0},
        {SPAN_INIT("\x17\x03\x03\x41\x01"), RECORD_CIPHER13_MAX, ERR_TLS_CIPHERTEXT_OVERFLOW, 3, 2},
        {SPAN_INIT("\x17\x03\x03\x48\0"), RECORD_CIPHER12_MAX, ERR_OK, 0, 0},
        {SPAN_INIT("\x17\x03\x03\x48\x01"), RECORD_CIPHER12_MAX, ERR_TLS_CIPHERTEXT_OVERFLOW, 3, 2},
    };
    struct record r;
    struct fail fail;
    bool complete;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(split(rows[i].in, rows[i].max, &r, &complete, &fail), rows[i].err);
        assert_false(complete);
        assert_int_equal(fail.err, rows[i].err);
        assert_int_equal(fail.at.n, rows[i].n);
        assert_true(rows[i].n == 0 || fail.at.p == rows[i].in.p + rows[i].at);
        /* Not before the header is there. */
        assert_int_equal(split(span_head(rows[i].in, 4), rows[i].max, &r, &complete, &fail),
                         ERR_OK);
    }
}

static void others(void **state)
{
    static const struct {
        struct span in;
        const char *name;
    } rows[] = {
        {SPAN_INIT("HTTP/1.1 400 Bad Request\r\n"), "HTTP"},
        {SPAN_INIT("<html>\n"), "HTTP"},
        {SPAN_INIT("<!doctype html>"), "HTTP"},
        {SPAN_INIT("220 mail.example ESMTP ready\r\n"), "SMTP"},
        {SPAN_INIT("220 mail.example LMTP\r\n"), "LMTP"},
        {SPAN_INIT("220-Welcome to Pure-FTPd\r\n220 y"), "FTP"},
        {SPAN_INIT("220 mail.example\r\n250 FTP"), "SMTP or FTP"},
        {SPAN_INIT("554 no\r\n"), "SMTP"},
        {SPAN_INIT("421 busy\r\n"), "SMTP or FTP"},
        {SPAN_INIT("500 what\r\n"), "SMTP or FTP"},
        {SPAN_INIT("200 news.example\r\n"), "NNTP"},
        {SPAN_INIT("201 read only\r\n"), "NNTP"},
        {SPAN_INIT("SSH-2.0-OpenSSH_9.2\r\n"), "SSH"},
        {SPAN_INIT("+OK ready\r\n"), "POP3"},
        {SPAN_INIT("-ERR what\r\n"), "POP3"},
        {SPAN_INIT("* OK IMAP4rev1\r\n"), "IMAP"},
        {SPAN_INIT("* BYE\r\n"), "IMAP"},
        {SPAN_INIT("* BAD what\r\n"), "IMAP"},
        {SPAN_INIT("* PREAUTH\r\n"), "IMAP"},
        {SPAN_INIT("\"IMPLEMENTATION\" \"x\"\r\n"), "ManageSieve"},
        {SPAN_INIT("<?xml version='1.0'?>"), "XMPP"},
        {SPAN_INIT("<stream:stream"), "XMPP"},
        {SPAN_INIT("NOTICE AUTH :*** x\r\n"), "IRC"},
        {SPAN_INIT("ERROR :closing\r\n"), "IRC"},
        {SPAN_INIT("RFB 003.008\n"), "VNC"},
        {SPAN_INIT("GET / HTTP/1.1\r\n"), "HTTP"},
        {SPAN_INIT("HEAD / HTTP/1.1\r\n"), "HTTP"},
        {SPAN_INIT("POST /form HTTP/1.1\r\n"), "HTTP"},
        {SPAN_INIT("PUT /x HTTP/1.1\r\n"), "HTTP"},
        {SPAN_INIT("DELETE /x HTTP/1.1\r\n"), "HTTP"},
        {SPAN_INIT("CONNECT www.example:443 HTTP/1.1\r\n"), "HTTP"},
        {SPAN_INIT("OPTIONS * HTTP/1.1\r\n"), "HTTP"},
        {SPAN_INIT("TRACE / HTTP/1.1\r\n"), "HTTP"},
        {SPAN_INIT("PATCH /x HTTP/1.1\r\n"), "HTTP"},
        {SPAN_INIT("PRI * HTTP/2.0\r\n"), "HTTP"},
        {SPAN_INIT("POST /form\r\n"), NULL},
        {SPAN_INIT("GET away\r\n"), NULL},
        {SPAN_INIT("E\0\0\0\x8dSFATAL"), "PostgreSQL"},
        {SPAN_INIT("EFATAL: unsupported"), "PostgreSQL"},
        {SPAN_INIT("\x5b\0\0\0\x0a"
                   "8.0.36"),
         "MySQL"},
        {SPAN_INIT("\x45\0\0\0\xffx"), "MySQL"},
        {SPAN_INIT("\x80\x2e\x04\0\x01\0\x02"), "SSL 2.0"},
        {SPAN_INIT("\x80\x03\0\0\x01"), "SSL 2.0"},
        {SPAN_INIT("\x16\x03\x03\0\x7a\x02"), NULL},
        {SPAN_INIT("\x15\x03\x03\0\x02\x02\x28"), NULL},
        {SPAN_INIT("HTT"), NULL},
        {SPAN_INIT("22"), NULL},
        {SPAN_INIT("hello\r\n"), NULL},
        {SPAN_INIT("\x80\x2e"), NULL},
        {SPAN_INIT(""), NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *got = record_looks_like(rows[i].in);

        if (rows[i].name == NULL)
            assert_null(got);
        else
            assert_string_equal(got, rows[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(whole), cmocka_unit_test(headers),
                                       cmocka_unit_test(others)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
