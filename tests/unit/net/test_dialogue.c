/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/net/dialogue.h"

#define S(text) SPAN_INIT(text)

static const char *text_of(struct buf *out)
{
    static char text[1024];

    assert_int_equal(out->err, ERR_OK);
    assert_true(out->n < sizeof text);
    if (out->n > 0)
        memcpy(text, out->p, out->n);
    text[out->n] = '\0';
    buf_free(out);
    return text;
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(dialogue_name(dialogue_of(PROXY_HTTP)), "http-proxy");
    assert_string_equal(dialogue_name(dialogue_of(PROXY_SOCKS5)), "socks5-proxy");
    assert_int_equal(dialogue_of(PROXY_NONE), DIALOGUE_NONE);
    assert_int_equal(dialogue_starttls(STARTTLS_NONE), DIALOGUE_NONE);
    for (int i = STARTTLS_NONE + 1; i < STARTTLS_COUNT; i++) {
        enum dialogue d = dialogue_starttls((enum starttls)i);
        assert_string_equal(dialogue_name(d), starttls_name((enum starttls)i));
        assert_false(dialogue_is_proxy(d));
    }
    assert_string_equal(dialogue_title(DIALOGUE_POSTGRES), "PostgreSQL");
}

/* What may be shown of a message, and what may not. */
static const struct {
    struct dialogue_message message;
    const char *shown;
} redacted[] = {
    {{DIALOGUE_HTTP, true,
      S("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nProxy-Authorization: Basic dTpw\r\n\r\n")},
     "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nProxy-Authorization: ********\r\n\r\n"},
    {{DIALOGUE_HTTP, true, S("CONNECT a:443 HTTP/1.1\nproxy-AUTHORIZATION:Basic dTpw")},
     "CONNECT a:443 HTTP/1.1\nproxy-AUTHORIZATION: ********\r\n"},
    {{DIALOGUE_HTTP, false, S("HTTP/1.1 200\r\n\r\n")}, "HTTP/1.1 200\r\n\r\n"},
    {{DIALOGUE_SOCKS5, true, S("\x01\x04user\x06secret")}, "\x01********"},
    {{DIALOGUE_SOCKS5, true, S("\x05\x01\x02")}, "\x05\x01\x02"},
    /* RFC 9112 5.2: a value on lines of its own; other fields; the server inside. */
    {{DIALOGUE_HTTP, true,
      S("CONNECT a:443 HTTP/1.1\r\nProxy-Authorization:\r\n Basic\r\n\tdTpw\r\nHost: a\r\n"
        " b\r\nCookie : c\r\nodd\r\n\r\nAUTH PLAIN AHVzZXIAcGFzcw==\r\n")},
     "CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: ********\r\nHost: a\r\n b\r\n"
     "Cookie : ********\r\nodd\r\n\r\n[not shown]\r\n"},
    {{DIALOGUE_HTTP, true, S("a1 LOGIN user secret\r\n")}, "[not shown]\r\n"},
    /* A field that lacks its colon. */
    {{DIALOGUE_HTTP, true,
      S("CONNECT a:443 HTTP/1.1\r\nProxy-Authorization Basic dTpw\r\nHost: a\r\n\r\n")},
     "CONNECT a:443 HTTP/1.1\r\n[not shown]\r\nHost: a\r\n\r\n"},
    /* All at once: the methods, the password, and the request. */
    {{DIALOGUE_SOCKS5, true, S("\x05\x01\x02\x01\x04user\x06secret\x05\x01")},
     "\x05\x01\x02\x01********"},
    {{DIALOGUE_SOCKS5, true, S("\x05\x02\x01\x02\x01\x04user\x06secret")},
     "\x05\x02\x01\x02\x01********"},
    {{DIALOGUE_SOCKS5, true, S("AUTH PLAIN AHVzZXIAcGFzcw==\r\n")}, "[not shown]"},
    {{DIALOGUE_SOCKS5, true, S("\x05")}, "\x05"},
    /* A log-in before TLS, in a capture. */
    {{DIALOGUE_SMTP, true, S("AUTH PLAIN AHVzZXIAcGFzcw==\r\nSTARTTLS\r\n")},
     "[not shown]\r\nSTARTTLS\r\n"},
    {{DIALOGUE_SMTP, true, S("dXNlcg==\r\n")}, "[not shown]\r\n"},
    {{DIALOGUE_POP3, true, S("capa\r\nPASS secret")}, "capa\r\n[not shown]\r\n"},
    {{DIALOGUE_IMAP, true, S("x1 login user secret\r\nx2 starttls\r\n")},
     "[not shown]\r\nx2 starttls\r\n"},
    {{DIALOGUE_FTP, true, S("AUTH TLS\r\n")}, "AUTH TLS\r\n"},
    {{DIALOGUE_XMPP, true, S("<?xml version='11.0'?><stream:stream to='a'>")},
     "<?xml version='11.0'?><stream:stream to='a'>"},
    {{DIALOGUE_XMPP, true, S("<stream:stream to='a'><auth>AHVzZXIAcGFzcw==</auth>")},
     "[not shown]"},
    {{DIALOGUE_XMPP, true, S("<stream:stream to='a'>AHVzZXIAcGFzcw==")}, "[not shown]"},
    {{DIALOGUE_LDAP, true,
      S("\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
        "1.3.6.1.4.1.1466.20037")},
     "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
     "1.3.6.1.4.1.1466.20037"},
    {{DIALOGUE_LDAP, true, S("\x30\x11\x02\x01\x01\x60\x0c\x02\x01\x03\x04\x01u\x80\x04pass")},
     "[not shown]"},
    {{DIALOGUE_MYSQL, true, S("\x25\x01\x01\x01user")}, "[not shown]"},
    {{DIALOGUE_SOCKS5, true, S("\x05\x01\x02")}, "\x05\x01\x02"},
    {{DIALOGUE_SOCKS5, false, S("\x01\x07")}, "\x01\x07"},
    {{DIALOGUE_SMTP, true, S("EHLO a\r\n")}, "EHLO a\r\n"},
    {{DIALOGUE_SMTP, true, {NULL, 0}}, ""},
};

static void test_redact(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof redacted / sizeof redacted[0]; i++) {
        struct buf out;
        buf_init(&out, 1024);
        dialogue_redact(&out, &redacted[i].message);
        assert_string_equal(text_of(&out), redacted[i].shown);
    }
}

static const struct {
    struct dialogue_message message;
    const char *words, *label;
} meant[] = {
    {{DIALOGUE_HTTP, true, S("CONNECT a:443 HTTP/1.1\r\n")},
     "asks the proxy for a connection to this host and port",
     NULL},
    {{DIALOGUE_HTTP, false, S("HTTP/1.1 407 Who\r\n\r\n")},
     "the proxy asks for a user name and a password",
     NULL},
    {{DIALOGUE_HTTP, false, S("HTTP/1.1 503 No\r\n\r\n")}, "", NULL},
    {{DIALOGUE_SOCKS5, true, S("\x05\x01\0")},
     "offers one method: no authentication",
     "methods offered"},
    {{DIALOGUE_SOCKS5, true,
      S("\x05\x01\0\x03\x09"
        "a.example"
        "\x01\xbb")},
     "asks the proxy for a connection to a.example port 443",
     "CONNECT"},
    {{DIALOGUE_SOCKS5, true, S("\x05\x01\0\x01\xc0\0\2\1\0\x50")},
     "asks the proxy for a connection to 192.0.2.1 port 80",
     "CONNECT"},
    {{DIALOGUE_SOCKS5, true, S("\x05\x01\0\x04\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\0\x50")},
     "asks the proxy for a connection to 2001:db8::1 port 80",
     "CONNECT"},
    /* A name with a control character, and one that is cut off. */
    {{DIALOGUE_SOCKS5, true,
      S("\x05\x01\0\x03\x03"
        "a\x1b"
        "b"
        "\x01\xbb")},
     "asks the proxy for a connection to  port 443",
     "CONNECT"},
    {{DIALOGUE_SOCKS5, true,
      S("\x05\x01\0\x03\x09"
        "a.ex")},
     "asks the proxy for a connection to a host",
     "CONNECT"},
    /* A type of address that there is not. */
    {{DIALOGUE_SOCKS5, true, S("\x05\x01\0\x09\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\0\x50")},
     "asks the proxy for a connection to a host",
     "CONNECT"},
    /* Answers to other requests, and an error in place of the greeting. */
    {{DIALOGUE_LDAP, false, S("\x30\x0c\2\1\1\x78\7\x0a\1\0\4\0\4\0")},
     "ExtendedResponse: the answer to StartTLS",
     "StartTLS response"},
    {{DIALOGUE_LDAP, false, S("\x30\x84\0\0\0\x0c\2\1\1\x78\7\x0a\1\0\4\0\4\0")},
     "ExtendedResponse: the answer to StartTLS",
     "StartTLS response"},
    {{DIALOGUE_LDAP, false, S("\x30\x0c\2\1\1\x61\7\x0a\1\0\4\0\4\0")}, "", NULL},
    {{DIALOGUE_LDAP, false, S("\x30\x0c\2")}, "", NULL},
    {{DIALOGUE_MYSQL, false, S("\x4a\0\0\0\x0a")},
     "the server's greeting, with a list of what it supports",
     "greeting"},
    {{DIALOGUE_MYSQL, false, S("\x15\0\0\0\xff\x10\x04Too many connections")}, "", NULL},
    {{DIALOGUE_SOCKS5, false, S("\x05\0\0\x01\0\0\0\0\0\0")},
     "the proxy has connected: from here on it passes bytes on in both directions",
     "reply: connected"},
    {{DIALOGUE_SOCKS5, false, S("\x05\x04\0\x01\0\0\0\0\0\0")},
     "the proxy cannot connect: reply 4",
     "reply: not connected"},
    {{DIALOGUE_SOCKS5, false, S("\x05")},
     "the proxy cannot connect: reply",
     "reply: not connected"},
    {{DIALOGUE_POSTGRES, false, S("S")}, "the server begins TLS", "S: yes"},
    {{DIALOGUE_POSTGRES, false, S("Sorry")}, "", NULL},
    {{DIALOGUE_MYSQL, true, S("\x20\0\0\1\x05")},
     "SSLRequest: asks the server to begin TLS",
     "SSLRequest"},
    {{DIALOGUE_IMAP, true, S("a1 STARTTLS\r\n")}, "asks the server to begin TLS", NULL},
    {{DIALOGUE_IMAP, false, S("STARTTLS\r\n")}, "", NULL},
};

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
        struct buf out;
        buf_init(&out, 1024);
        dialogue_words(&out, &meant[i].message);
        assert_string_equal(text_of(&out), meant[i].words);
        const char *label = dialogue_label(&meant[i].message);
        assert_true((label == NULL) == (meant[i].label == NULL));
        if (label != NULL)
            assert_string_equal(label, meant[i].label);
    }
}

/* All that our client says in protocols of lines is shown. */
static void test_own_lines(void **state)
{
    static const struct dialogue_message rows[] = {
#define LINE_STEP(ID, protocol, send, waiting, more, good, block, need) \
    {DIALOGUE_##protocol, true, S(send)},
#include "lib/net/lines.def"
#undef LINE_STEP
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf out;
        buf_init(&out, 1024);
        dialogue_redact(&out, &rows[i]);
        assert_true(span_eq(buf_span(&out), rows[i].bytes));
        buf_free(&out);
    }
}

/* The credentials for a proxy, in what it says. */
static void test_mask(void **state)
{
    static const struct {
        const char *user, *password;
        struct span heard;
        const char *shown;
    } rows[] = {
        {"user", "hunter2", S("a dXNlcjpodW50ZXIy b hunter2hunter2"),
         "a ******** b ****************"},
        {"user", "hunter2", S("dXNlcjpodW50ZXI"), "dXNlcjpodW50ZXI"},
        {"user", "hunter2", S("user hunter"), "user hunter"},
        {"u", "abc", S("abc dTphYmM="), "abc ********"},
        {"", "", S("a Og== b"), "a Og== b"},
        {"user", "hunter2", {NULL, 0}, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct proxy proxy = {.kind = PROXY_HTTP};
        struct buf out;
        buf_init(&out, 1024);
        snprintf(proxy.user, sizeof proxy.user, "%s", rows[i].user);
        snprintf(proxy.password, sizeof proxy.password, "%s", rows[i].password);
        dialogue_mask(&out, rows[i].heard, &proxy);
        assert_string_equal(text_of(&out), rows[i].shown);
    }
}

static void test_guess(void **state)
{
    static const struct {
        struct span client, server;
        enum dialogue dialogue;
    } rows[] = {
        {S("CONNECT a:443 HTTP/1.1\r\n"), S("HTTP/1.1 200 OK\r\n"), DIALOGUE_HTTP},
        {S("\x05\x01\0"), S("\x05\0"), DIALOGUE_SOCKS5},
        {S("EHLO a\r\n"), S("220 mx\r\n"), DIALOGUE_SMTP},
        {S("AUTH TLS\r\n"), S("220 ftp\r\n"), DIALOGUE_FTP},
        {S("x STARTTLS\r\n"), S("* OK\r\n"), DIALOGUE_IMAP},
        {S("STARTTLS\r\n"), S("200 news\r\n"), DIALOGUE_NNTP},
        {S("\0\0\0\x08\x04\xd2\x16\x2f"), S("S"), DIALOGUE_POSTGRES},
        {S("\x20\0\0\x01\x05"), S("\x4a\0\0\0\x0a"), DIALOGUE_MYSQL},
        {S("GET / HTTP/1.1\r\n"), S("HTTP/1.1 200 OK\r\n"), DIALOGUE_NONE},
        {{NULL, 0}, {NULL, 0}, DIALOGUE_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(dialogue_guess(rows[i].client, rows[i].server), rows[i].dialogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),     cmocka_unit_test(test_redact),
        cmocka_unit_test(test_words),     cmocka_unit_test(test_mask),
        cmocka_unit_test(test_own_lines), cmocka_unit_test(test_guess),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
