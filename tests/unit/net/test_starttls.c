/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/net/script.h"

#define GREETED S("220-mx.example\r\n220 ESMTP\r\n")
#define EHLO    S("EHLO [192.0.2.7]\r\n")
#define CAPABLE S("250-mx.example\r\n250-STARTTLS\r\n250 SIZE\r\n")
#define START   S("STARTTLS\r\n")
#define NONE    \
    {           \
        NULL, 0 \
    }

#define GOOD(NAME, protocol, n, ...)                                                         \
    {                                                                                        \
        NAME, STARTTLS_##protocol, {__VA_ARGS__}, n, PREAMBLE_DONE, ERR_OK, NULL, NONE, NONE \
    }
#define BAD(NAME, protocol, why, n, ...)                                                           \
    {                                                                                              \
        NAME, STARTTLS_##protocol, {__VA_ARGS__}, n, PREAMBLE_FAILED, ERR_NET_STARTTLS, why, NONE, \
            NONE                                                                                   \
    }
#define INJECTED(NAME, protocol, why, n, ...)                                                    \
    {                                                                                            \
        NAME, STARTTLS_##protocol, {__VA_ARGS__}, n, PREAMBLE_FAILED, ERR_NET_STARTTLS_INJECTED, \
            why, NONE, NONE                                                                      \
    }
#define WAITS(NAME, protocol, n, ...)                                                        \
    {                                                                                        \
        NAME, STARTTLS_##protocol, {__VA_ARGS__}, n, PREAMBLE_MORE, ERR_OK, NULL, NONE, NONE \
    }

static const struct script lines[] = {
    GOOD("smtp", SMTP, 3, {NONE, GREETED}, {EHLO, CAPABLE}, {START, S("220 go\r\n")}),
    GOOD("smtp, capability last", SMTP, 3, {NONE, S("220 x\r\n")},
         {EHLO, S("250-x\r\n250 starttls\r\n")}, {START, S("220-\r\n220 go\r\n")}),
    GOOD("smtp, bare line feeds", SMTP, 3, {NONE, S("220\n")}, {EHLO, S("250-x\n250 STARTTLS\n")},
         {START, S("220 go\n")}),
    BAD("smtp, busy", SMTP, "the greeting is \"421 too busy\"", 1, {NONE, S("421 too busy\r\n")}),
    BAD("smtp, another code", SMTP, "the greeting is \"2201 x\"", 1, {NONE, S("2201 x\r\n")}),
    BAD("smtp, no EHLO", SMTP, "the answer to EHLO is \"502 what?\"", 2, {NONE, GREETED},
        {EHLO, S("502 what?\r\n")}),
    BAD("smtp, not offered", SMTP, "the server does not offer STARTTLS", 2, {NONE, GREETED},
        {EHLO, S("250-x\r\n250-STARTTLSX\r\n250 SIZE STARTTLS\r\n")}),
    BAD("smtp, refused", SMTP, "the answer to STARTTLS is \"454 not \\x1b[2J now\"", 3,
        {NONE, GREETED}, {EHLO, CAPABLE}, {START, S("454 not \x1b[2J now\r\n")}),
    BAD("smtp, HTTP", SMTP, "the greeting is \"HTTP/1.1 400 Bad Request\"", 1,
        {NONE, S("HTTP/1.1 400 Bad Request\r\n\r\n")}),
    BAD("smtp, binary", SMTP, "the greeting is \"\\x15\\x03\\x01\\x00\\x02\"", 1,
        {NONE, S("\x15\x03\x01\x00\x02")}),
    BAD("smtp, a zero", SMTP, "the greeting is \"220-\\x00x\"", 1, {NONE, S("220-\0x\r\n")}),
    BAD("smtp, half a line with a zero", SMTP, "the greeting is \"22\\x00\"", 1, {NONE, S("22\0")}),
    WAITS("smtp, silent", SMTP, 1, {NONE, NONE}),
    WAITS("smtp, half a line", SMTP, 2, {NONE, GREETED}, {EHLO, S("250-STARTTLS\r\n250 OK")}),
    INJECTED("smtp, behind the go-ahead", SMTP,
             "unexpected bytes after the answer to STARTTLS: \"250 evil\\x0d\\x0a\"", 3,
             {NONE, GREETED}, {EHLO, CAPABLE}, {START, S("220 go\r\n250 evil\r\n")}),
    INJECTED("smtp, behind the greeting", SMTP,
             "unexpected bytes after the greeting: \"250 STARTTLS\\x0d\\x0a\"", 1,
             {NONE, S("220 x\r\n250 STARTTLS\r\n")}),
    GOOD("lmtp", LMTP, 3, {NONE, GREETED}, {S("LHLO [192.0.2.7]\r\n"), CAPABLE},
         {START, S("220 go\r\n")}),
    BAD("lmtp, not offered", LMTP, "the server does not offer STARTTLS", 2, {NONE, GREETED},
        {S("LHLO [192.0.2.7]\r\n"), S("250 x\r\n")}),
    GOOD("imap", IMAP, 2, {NONE, S("* OK [CAPABILITY IMAP4rev1] ready\r\n")},
         {S("a1 STARTTLS\r\n"), S("* CAPABILITY x\r\na1 ok begin\r\n")}),
    BAD("imap, preauthenticated", IMAP, "the greeting is \"* PREAUTH hello\"", 1,
        {NONE, S("* PREAUTH hello\r\n")}),
    BAD("imap, bye", IMAP, "the greeting is \"* BYE\"", 1, {NONE, S("* BYE\r\n")}),
    BAD("imap, refused", IMAP, "the answer to STARTTLS is \"a1 BAD no\"", 2, {NONE, S("* OK\r\n")},
        {S("a1 STARTTLS\r\n"), S("a1 BAD no\r\n")}),
    INJECTED("imap, injected", IMAP, "unexpected bytes after the answer to STARTTLS: \"* x\"", 2,
             {NONE, S("* OK\r\n")}, {S("a1 STARTTLS\r\n"), S("a1 OK\r\n* x")}),
    GOOD("pop3", POP3, 2, {NONE, S("+OK <1@x>\r\n")}, {S("STLS\r\n"), S("+OK\r\n")}),
    BAD("pop3, refused", POP3, "the answer to STLS is \"-ERR no\"", 2, {NONE, S("+OK\r\n")},
        {S("STLS\r\n"), S("-ERR no\r\n")}),
    BAD("pop3, another word", POP3, "the greeting is \"+OKAY\"", 1, {NONE, S("+OKAY\r\n")}),
    INJECTED("pop3, injected", POP3, "unexpected bytes after the answer to STLS: \"+OK\"", 2,
             {NONE, S("+OK\r\n")}, {S("STLS\r\n"), S("+OK\r\n+OK")}),
    GOOD("ftp", FTP, 2, {NONE, S("220-Welcome\r\n421 is no answer here\r\n 220 x\r\n220 x\r\n")},
         {S("AUTH TLS\r\n"), S("234 go\r\n")}),
    BAD("ftp, closing", FTP, "the greeting is \"421 no\"", 1, {NONE, S("421 no\r\n")}),
    BAD("ftp, refused", FTP, "the answer to AUTH TLS is \"504 no\"", 2, {NONE, S("220 x\r\n")},
        {S("AUTH TLS\r\n"), S("504 no\r\n")}),
    INJECTED("ftp, injected", FTP, "unexpected bytes after the answer to AUTH TLS: \"230\"", 2,
             {NONE, S("220 x\r\n")}, {S("AUTH TLS\r\n"), S("234 go\r\n230")}),
    GOOD("nntp", NNTP, 2, {NONE, S("201 read only\r\n")}, {START, S("382 go\r\n")}),
    GOOD("nntp, posting", NNTP, 2, {NONE, S("200 hello\r\n")}, {START, S("382 go\r\n")}),
    BAD("nntp, refused", NNTP, "the answer to STARTTLS is \"580 no\"", 2, {NONE, S("200 x\r\n")},
        {START, S("580 no\r\n")}),
    INJECTED("nntp, injected", NNTP, "unexpected bytes after the answer to STARTTLS: \"x\"", 2,
             {NONE, S("200 x\r\n")}, {START, S("382 go\r\nx")}),
    GOOD("sieve", SIEVE, 2,
         {NONE, S("\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\n\"VERSION\" \"1.0\"\r\nOK\r\n")},
         {START, S("OK (x) \"go\"\r\n")}),
    BAD("sieve, not offered", SIEVE, "the server does not offer STARTTLS", 1,
        {NONE, S("\"IMPLEMENTATION\" \"STARTTLS\"\r\nOK\r\n")}),
    BAD("sieve, bye", SIEVE, "the greeting is \"BYE \\x22later\\x22\"", 1,
        {NONE, S("BYE \"later\"\r\n")}),
    BAD("sieve, refused", SIEVE, "the answer to STARTTLS is \"NO\"", 2,
        {NONE, S("\"STARTTLS\"\r\nOK\r\n")}, {START, S("NO\r\n")}),
    INJECTED("sieve, injected", SIEVE, "unexpected bytes after the answer to STARTTLS: \"OK\"", 2,
             {NONE, S("\"STARTTLS\"\r\nOK\r\n")}, {START, S("OK\r\nOK")}),
    GOOD("irc", IRC, 1,
         {START, S(":irc.example NOTICE * :\x02*** Looking up\x02\r\nNOTICE AUTH :x\r\n"
                   ":irc.example 670 * :go\r\n")}),
    BAD("irc, refused", IRC, "the answer to STARTTLS is \":irc.example 691 * :no\"", 1,
        {START, S(":irc.example 691 * :no\r\n")}),
    BAD("irc, error", IRC, "the answer to STARTTLS is \"ERROR :banned\"", 1,
        {START, S("ERROR :banned\r\n")}),
    INJECTED("irc, injected", IRC, "unexpected bytes after the answer to STARTTLS: \":x\"", 1,
             {START, S("670 go\r\n:x")}),
};

#define OPEN(kind)                                                                  \
    S("<?xml version='1.0'?><stream:stream to='a.example' xmlns='jabber:" kind "' " \
      "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>")
#define STREAM                                                                 \
    "<?xml version='1.0'?>\n<stream:stream from='a>b' id=\"'\" version='1.0' " \
    "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
#define FEATURES                                                                                \
    "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>" \
    "<mechanisms><mechanism>PLAIN</mechanism></mechanisms></stream:features>"
#define ASK     S("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
#define PROCEED "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

static const struct script xmpp[] = {
    GOOD("xmpp", XMPP, 2, {OPEN("client"), S(STREAM FEATURES)}, {ASK, S(PROCEED)}),
    GOOD("xmpp, two tags, spaces", XMPP, 2,
         {OPEN("client"), S(" \t\r\n" STREAM "\n\t \r" FEATURES)},
         {ASK, S("<proceed\txmlns='x'> </proceed>")}),
    GOOD("xmpp-server", XMPP_SERVER, 2, {OPEN("server"), S(STREAM FEATURES)}, {ASK, S(PROCEED)}),
    BAD("xmpp, not offered", XMPP, "the server does not offer STARTTLS", 1,
        {OPEN("client"), S(STREAM "<stream:features><bind/></stream:features>")}),
    BAD("xmpp, no features", XMPP, "the server does not offer STARTTLS", 1,
        {OPEN("client"), S(STREAM "<stream:features/>")}),
    BAD("xmpp, no such host", XMPP,
        "the list of stream features is \"<stream:error><host-unknown/></stream:error>\"", 1,
        {OPEN("client"), S("<stream:stream><stream:error><host-unknown/></stream:error>")}),
    BAD("xmpp, failure", XMPP, "the answer to <starttls/> is \"<failure/></stream:stream>\"", 2,
        {OPEN("client"), S(STREAM FEATURES)}, {ASK, S("<failure/></stream:stream>")}),
    BAD("xmpp, no stream", XMPP, "the stream header is \"<html>\"", 1,
        {OPEN("client"), S("<html>")}),
    BAD("xmpp, not XML", XMPP, "the stream header is \"HTTP/1.1 400\"", 1,
        {OPEN("client"), S("HTTP/1.1 400")}),
    BAD("xmpp, no features first", XMPP, "the list of stream features is \"<proceed/>\"", 1,
        {OPEN("client"), S(STREAM "<proceed/>")}),
    BAD("xmpp, text for an answer", XMPP, "the answer to <starttls/> is \"proceed\"", 2,
        {OPEN("client"), S(STREAM FEATURES)}, {ASK, S("proceed")}),
    BAD("xmpp, only the end of it", XMPP, "the answer to <starttls/> is \"</proceed>\"", 2,
        {OPEN("client"), S(STREAM FEATURES)}, {ASK, S("</proceed>")}),
    WAITS("xmpp, a > in quotes", XMPP, 1, {OPEN("client"), S("<stream:stream from='>")}),
    INJECTED("xmpp, injected", XMPP,
             "unexpected bytes after the answer to <starttls/>: "
             "\"<a/>\"",
             2, {OPEN("client"), S(STREAM FEATURES)}, {ASK, S(PROCEED "<a/>")}),
    INJECTED("xmpp, before it was asked", XMPP,
             "unexpected bytes after the list of stream features: \"<proceed/>\"", 1,
             {OPEN("client"), S(STREAM FEATURES "<proceed/>")}),
};

#define LDAP_ASK                             \
    S("\x30\x1d\x02\x01\x01\x77\x18\x80\x16" \
      "1.3.6.1.4.1.1466.20037")
#define PG_ASK S("\x00\x00\x00\x08\x04\xd2\x16\x2f")

static const struct script binary[] = {
    GOOD("ldap", LDAP, 1,
         {LDAP_ASK, S("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00")}),
    GOOD("ldap, long lengths", LDAP, 1,
         {LDAP_ASK, S("\x30\x84\x00\x00\x00\x0e\x02\x01\x01\x78\x82\x00\x07\x0a\x01\x00\x04\x00"
                      "\x04\x00")}),
    BAD("ldap, refused", LDAP, "the server refused StartTLS with result 52, \"no\"", 1,
        {LDAP_ASK, S("\x30\x0e\x02\x01\x01\x78\x09\x0a\x01\x34\x04\x00\x04\x02no")}),
    BAD("ldap, disconnects", LDAP, "the server refused StartTLS with result 2, \"\"", 1,
        {LDAP_ASK, S("\x30\x0c\x02\x01\x00\x78\x07\x0a\x01\x02\x04\x00\x04\x00")}),
    BAD("ldap, another answer", LDAP,
        "the answer to StartTLS is "
        "\"0\\x0c\\x02\\x01\\x02x\\x07\\x0a\\x01\\x00\\x04\\x00\\x04\\x00\"",
        1, {LDAP_ASK, S("\x30\x0c\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00")}),
    BAD("ldap, indefinite", LDAP, "the answer to StartTLS is \"0\\x80\"", 1,
        {LDAP_ASK, S("\x30\x80")}),
    BAD("ldap, indefinite within", LDAP,
        "the answer to StartTLS is "
        "\"0\\x0c\\x02\\x01\\x01x\\x07\\x0a\\x01\\x00\\x04\\x00\\x04\\x80\"",
        1, {LDAP_ASK, S("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x80")}),
    BAD("ldap, five octets of length", LDAP, "the answer to StartTLS is \"0\\x85\"", 1,
        {LDAP_ASK, S("\x30\x85")}),
    BAD("ldap, endless", LDAP, "the answer to StartTLS is \"0\\x83\\xff\\xff\\xff\"", 1,
        {LDAP_ASK, S("\x30\x83\xff\xff\xff")}),
    BAD("ldap, another protocol", LDAP, "the answer to StartTLS is \"H\"", 1, {LDAP_ASK, S("H")}),
    BAD("ldap, parts that overlap", LDAP,
        "the answer to StartTLS is \"0\\x05\\x02\\x01\\x01x\\x07\"", 1,
        {LDAP_ASK, S("\x30\x05\x02\x01\x01\x78\x07")}),
    WAITS("ldap, half", LDAP, 1, {LDAP_ASK, S("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01")}),
    INJECTED("ldap, injected", LDAP, "unexpected bytes after the answer to StartTLS: \"0\"", 1,
             {LDAP_ASK, S("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00\x30")}),
    GOOD("postgres", POSTGRES, 1, {PG_ASK, S("S")}),
    BAD("postgres, none", POSTGRES, "the server does not offer TLS", 1, {PG_ASK, S("N")}),
    BAD("postgres, error", POSTGRES, "the answer to SSLRequest is \"E\"", 1, {PG_ASK, S("E")}),
    WAITS("postgres, silent", POSTGRES, 1, {PG_ASK, NONE}),
    INJECTED("postgres, injected", POSTGRES,
             "unexpected bytes after the answer to SSLRequest: "
             "\"R\"",
             1, {PG_ASK, S("SR")}),
};

#define MY_GREETING(low, high) \
    "\x0a"                     \
    "8.0\0\1\0\0\0AAAAAAAA\0" low high "\x21\2\0\0\0"
#define MY_TLS S("\x19\0\0\0" MY_GREETING("\xff", "\xff"))
#define MY_ASK S("\x20\0\0\1\x01\xaa\0\0\0\0\0\1\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")

static const struct script mysql[] = {
    {"mysql", STARTTLS_MYSQL, {{NONE, MY_TLS}}, 1, PREAMBLE_DONE, ERR_OK, NULL, MY_ASK, NONE},
    BAD("mysql, none", MYSQL, "the server does not offer TLS", 1,
        {NONE, S("\x19\0\0\0" MY_GREETING("\xff", "\xf7"))}),
    BAD("mysql, blocked", MYSQL, "the greeting is \"blocked\"", 1,
        {NONE, S("\x0a\0\0\0\xff\x69\x04"
                 "blocked")}),
    BAD("mysql, another version", MYSQL, "the greeting is \"\\x18\\x00\\x00\\x00\\x09\"", 1,
        {NONE, S("\x18\0\0\0\x09")}),
    BAD("mysql, too short", MYSQL,
        "the greeting is \"\\x03\\x00\\x00\\x00\\x0a"
        "8\\x00\"",
        1,
        {NONE, S("\x03\0\0\0\x0a"
                 "8\0")}),
    BAD("mysql, too long", MYSQL, "the greeting is \"\\xff\\xff\\xff\\x00\\x0a\"", 1,
        {NONE, S("\xff\xff\xff\0\x0a")}),
    BAD("mysql, not the first packet", MYSQL, "the greeting is \"\\x18\\x00\\x00\\x02\\x0a\"", 1,
        {NONE, S("\x18\0\0\2\x0a")}),
    WAITS("mysql, half", MYSQL, 1,
          {NONE, S("\x18\0\0\0\x0a"
                   "8.0\0\1\0\0\0")}),
    INJECTED("mysql, injected", MYSQL, "unexpected bytes after the greeting: \"x\"", 1,
             {NONE, S("\x19\0\0\0" MY_GREETING("\xff", "\xff") "x")}),
};

static void play_all(const struct script *scripts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        script_play(starttls_talk, &scripts[i], "a.example", 0, NULL);
}

static void test_lines(void **state)
{
    (void)state;
    play_all(lines, sizeof lines / sizeof lines[0]);
}

static void test_xmpp(void **state)
{
    (void)state;
    play_all(xmpp, sizeof xmpp / sizeof xmpp[0]);
}

static void test_binary(void **state)
{
    (void)state;
    play_all(binary, sizeof binary / sizeof binary[0]);
}

static void test_mysql(void **state)
{
    (void)state;
    play_all(mysql, sizeof mysql / sizeof mysql[0]);
}

static bool has_good(const struct script *rows, size_t n, enum starttls protocol)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].protocol == protocol && rows[i].end == PREAMBLE_DONE)
            return true;
    }
    return false;
}

/* Every protocol has a good script above, a name and a port, and the error for other names has its
 * name. */
static void test_names(void **state)
{
    enum starttls found;

    (void)state;
    for (int p = STARTTLS_NONE + 1; p < STARTTLS_COUNT; p++) {
        enum starttls protocol = (enum starttls)p;
        assert_true(starttls_find(&found, span_str(starttls_name(protocol))));
        assert_int_equal(found, protocol);
        assert_true(starttls_port(protocol) > 0);
        assert_true(has_good(lines, sizeof lines / sizeof lines[0], protocol) ||
                    has_good(xmpp, sizeof xmpp / sizeof xmpp[0], protocol) ||
                    has_good(binary, sizeof binary / sizeof binary[0], protocol) ||
                    has_good(mysql, sizeof mysql / sizeof mysql[0], protocol));
        assert_non_null(strstr(err_text(ERR_NET_STARTTLS_NAME), starttls_name(protocol)));
    }
    assert_true(starttls_find(&found, SPAN_LIT("SMTP")));
    assert_int_equal(found, STARTTLS_SMTP);
    assert_false(starttls_find(&found, SPAN_LIT("none")));
    assert_false(starttls_find(&found, SPAN_LIT("smtps")));
    assert_false(starttls_find(&found, SPAN_LIT("")));
}

/* Our own address as RFC 5321 4.1.3 writes it. */
static void test_own_address(void **state)
{
    struct preamble t = {.protocol = STARTTLS_SMTP, .local = {.ip = {[15] = 1}, .ip_n = 16}};

    (void)state;
    preamble_reset(&t);
    assert_int_equal(starttls_talk(&t), PREAMBLE_MORE);
    assert_true(preamble_feed(&t, SPAN_LIT("220 x\r\n")));
    assert_int_equal(starttls_talk(&t), PREAMBLE_MORE);
    assert_true(span_eq(buf_span(&t.out), SPAN_LIT("EHLO [IPv6:::1]\r\n")));
    preamble_free(&t);
}

/* Answers without end: too much at once, and too much in all. */
static void test_endless(void **state)
{
    static const char line[] = "250-and so on and so on and so on and so on\r\n";
    struct preamble t = {.protocol = STARTTLS_SMTP};
    size_t n = 0;

    (void)state;
    preamble_reset(&t);
    assert_int_equal(starttls_talk(&t), PREAMBLE_MORE);
    assert_true(preamble_feed(&t, SPAN_LIT("220 x\r\n")));
    assert_int_equal(starttls_talk(&t), PREAMBLE_MORE);
    while (preamble_feed(&t, span_str(line))) {
        n += sizeof line - 1;
        assert_true(n <= PREAMBLE_TOTAL_MAX);
        assert_int_equal(starttls_talk(&t), PREAMBLE_MORE);
    }
    assert_true(n > PREAMBLE_IN_MAX);
    preamble_free(&t);

    t = (struct preamble){.protocol = STARTTLS_SMTP};
    preamble_reset(&t);
    assert_int_equal(starttls_talk(&t), PREAMBLE_MORE);
    for (n = 0; preamble_feed(&t, SPAN_LIT("a")); n++)
        assert_int_equal(starttls_talk(&t), PREAMBLE_MORE);
    assert_int_equal(n, PREAMBLE_IN_MAX);
    preamble_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_xmpp),
        cmocka_unit_test(test_binary),  cmocka_unit_test(test_mysql),
        cmocka_unit_test(test_names),   cmocka_unit_test(test_own_address),
        cmocka_unit_test(test_endless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
