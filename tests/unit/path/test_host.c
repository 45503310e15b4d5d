/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/path/host_kit.h"

#define LABEL63 "a23456789012345678901234567890123456789012345678901234567890123"

#define LABEL61 "a234567890123456789012345678901234567890123456789012345678901"

static void parse(const char *text, enum host_kind kind, struct span name)
{
    struct reference_id h;
    enum err err = host_parse(&h, text);

    if (err != ERR_OK)
        fail_msg("%s: %s", text, err_id(err));
    if (h.kind != kind || !span_eq(span_of(h.name, h.name_n), name))
        fail_msg("%s: kind %d, \"%.*s\"", text, (int)h.kind, (int)h.name_n, (char *)h.name);
    assert_int_equal(strncmp(h.text, text, HOST_TEXT_SIZE - 4), 0);
}

static void refuse(const char *text, enum err want)
{
    struct reference_id h;
    enum err err = host_parse(&h, text);

    if (err != want)
        fail_msg("\"%s\": %s, not %s", text, err_id(err), err_id(want));
    assert_int_equal(h.kind, HOST_NONE);
}

static void parse_dns(const char *text, const char *name)
{
    parse(text, HOST_DNS, span_str(name));
}

static void test_parse_dns(void **state)
{
    (void)state;
    parse_dns("example.com", "example.com");
    parse_dns("EXAMPLE.Com", "example.com");
    parse_dns("example.com.", "example.com");
    parse_dns("localhost", "localhost");
    parse_dns("_sip._tcp.example.com", "_sip._tcp.example.com");
    parse_dns("r3---sn-a.example.com", "r3---sn-a.example.com");
    parse_dns("3com.com", "3com.com");
    parse_dns("1.2.3.4.example", "1.2.3.4.example");
    parse_dns("0x7g", "0x7g");
    parse_dns(LABEL63 "." LABEL63 "." LABEL63 "." LABEL61,
              LABEL63 "." LABEL63 "." LABEL63 "." LABEL61);
    parse_dns(LABEL63 "." LABEL63 "." LABEL63 "." LABEL61 ".",
              LABEL63 "." LABEL63 "." LABEL63 "." LABEL61);
}

static void test_refuse_dns(void **state)
{
    static const char *const bad[] = {
        ".",
        "..",
        ".example.com",
        "example..com",
        "example.com..",
        "exa mple.com",
        " a.com",
        "a.com ",
        "a%20.com",
        "a\tb.com",
        "a\x01.com",
        "a\x7f.com",
        "a/b",
        "a\\b",

        "a,b",
        "(a)",
        "a#b",
        "1.2.3",
        "0177.0.0.1",
        "1.2.3.04",
        "256.1.1.1",
        "1",
        "1.2.3.4.5",
        "1.2.3.4.",
        "0x7f.1",
        "0x7f000001",
        "a.0x1",
        "a.1",
        "0x",
        LABEL63 "x.com",
        LABEL63 "." LABEL63 "." LABEL63 "." LABEL61 "x",
    };

    (void)state;
    refuse("", ERR_HOST_EMPTY);
    refuse("*", ERR_HOST_WILDCARD);
    refuse("*.example.com", ERR_HOST_WILDCARD);
    refuse("f*.example.com", ERR_HOST_WILDCARD);
    refuse("*.b\xc3\xbc"
           "cher.de",
           ERR_HOST_WILDCARD);
    refuse("xn--*-1b3c148a.example.com", ERR_HOST_WILDCARD);
    /* The fullwidth asterisk becomes one by mapping. */
    refuse("\xef\xbc\x8a.b\xc3\xbc"
           "cher.de",
           ERR_HOST_WILDCARD);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refuse(bad[i], ERR_HOST_FORM);
    refuse("example.com:443", ERR_HOST_PORT);
    refuse("192.0.2.1:443", ERR_HOST_PORT);
    refuse("example.com:", ERR_HOST_FORM);
    refuse(":443", ERR_HOST_FORM);
}

static void test_idn(void **state)
{
    (void)state;
    parse_dns("b\xc3\xbc"
              "cher.de",
              "xn--bcher-kva.de");
    parse_dns("B\xc3\x9c"
              "CHER.de.",
              "xn--bcher-kva.de");
    parse_dns("xn--bcher-kva.de", "xn--bcher-kva.de");
    parse_dns("XN--BCHER-KVA.DE", "xn--bcher-kva.de");
    /* Not NFC: u, combining diaeresis. */
    parse_dns("bu\xcc\x88"
              "cher.de",
              "xn--bcher-kva.de");
    /* Mixed U- and A-labels, and the ideographic full stop. */
    parse_dns("b\xc3\xbc"
              "cher.xn--bcher-kva.example",
              "xn--bcher-kva.xn--bcher-kva.example");
    parse_dns("b\xc3\xbc"
              "cher\xe3\x80\x82"
              "de",
              "xn--bcher-kva.de");
    /* IDNA 2008, not transitional: sharp s is a letter of its own. */
    parse_dns("fa\xc3\x9f.de", "xn--fa-hia.de");
    /* UTS 46 mapping of fullwidth letters. */
    parse_dns("\xef\xbd\x81\xef\xbd\x82.com", "ab.com");
    parse_dns("_x.b\xc3\xbc"
              "cher.de",
              "_x.xn--bcher-kva.de");
}

/* In A-form a name is compared as it stands, whether its labels decode or not. */
static void test_a_labels_as_they_are(void **state)
{
    (void)state;
    parse_dns("xn--a.com", "xn--a.com");
    parse_dns("XN--I-7IQ.ws", "xn--i-7iq.ws");
    parse_dns("xn--fasss.de", "xn--fasss.de");
}

static void test_refuse_idn(void **state)
{
    static const char *const bad[] = {
        "\xe2\x98\x83.com", /* a symbol */
        "-\xc3\xbc.de",
        "\xc3\xbc-.de",
        "a\xc3\xa9--b.de",
        "\xff.de",
        "\xc3\xbc\xed\xa0\x80.de",
        "\xc3.de",
        "a.\xc3\xbc \xc3\xbc.de",
    };
    char label[64 * 4 + 8] = "", name[1100] = "";

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refuse(bad[i], ERR_HOST_IDN);
    /* Mapped to what could be an address. */
    refuse("\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1", ERR_HOST_FORM);
    refuse("b\xc3\xbc"
           "cher..de",
           ERR_HOST_FORM);
    refuse("b\xc3\xbc"
           "cher.de..",
           ERR_HOST_FORM);
    for (size_t i = 0; i < 63; i++)
        memcpy(label + 2 * i, "\xc3\xbc", 3);
    refuse(label, ERR_HOST_IDN);
    for (size_t i = 0; i < 1090; i += 2)
        memcpy(name + i, "\xc3\xbc", 3);
    refuse(name, ERR_HOST_FORM);
}

static void test_parse_ip(void **state)
{
    (void)state;
    parse("192.0.2.1", HOST_IP, SPAN_LIT("\xc0\0\2\1"));
    parse("::1", HOST_IP, SPAN_LIT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"));
    parse("[::1]", HOST_IP, SPAN_LIT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"));
    parse("::ffff:192.0.2.1", HOST_IP, SPAN_LIT("\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\2\1"));
    refuse("[192.0.2.1]", ERR_HOST_FORM);
    refuse("[::1", ERR_HOST_FORM);
    refuse("::1]", ERR_HOST_FORM);
    refuse("[]", ERR_HOST_FORM);
    refuse("[", ERR_HOST_FORM);
    refuse("[::1]:443", ERR_HOST_PORT);
    refuse("fe80::1%eth0", ERR_HOST_FORM);
    refuse("[fe80::1%25eth0]", ERR_HOST_FORM);
    refuse("1:2:3:4:5:6:7", ERR_HOST_FORM);
    refuse(":::", ERR_HOST_FORM);
    refuse("::1/128", ERR_HOST_FORM);
}

static void test_parse_email(void **state)
{
    char longer[600];

    (void)state;
    parse("Joe@Example.COM", HOST_EMAIL, SPAN_LIT("Joe@example.com"));
    parse("\"a@b\"@example.com", HOST_EMAIL, SPAN_LIT("\"a@b\"@example.com"));
    parse("joe@b\xc3\xbc"
          "cher.de",
          HOST_EMAIL, SPAN_LIT("joe@xn--bcher-kva.de"));
    parse("j\xc3\xb6@example.com", HOST_EMAIL, SPAN_LIT("j\xc3\xb6@example.com"));
    parse("joe@[192.0.2.1]", HOST_EMAIL, SPAN_LIT("joe@[192.0.2.1]"));
    refuse("@example.com", ERR_HOST_FORM);
    refuse("joe@", ERR_HOST_FORM);
    refuse("joe@@example.com", ERR_HOST_FORM);
    refuse("a b@example.com", ERR_HOST_FORM);
    refuse("j\xff@example.com", ERR_HOST_FORM);
    refuse("joe@192.0.2.1", ERR_HOST_FORM);
    refuse("joe@[192.0.2]", ERR_HOST_FORM);
    refuse("joe@*.example.com", ERR_HOST_WILDCARD);
    memset(longer, 'a', sizeof longer);
    memcpy(longer + sizeof longer - 4, "@b.c", 5 - 1);
    longer[sizeof longer - 1] = 0;
    refuse(longer, ERR_HOST_FORM);
}

static void test_parse_uri(void **state)
{
    struct reference_id h;

    (void)state;
    parse("https://Example.com/X", HOST_URI, SPAN_LIT("https://Example.com/X"));
    assert_int_equal(host_parse(&h, "https://u@Example.com:8/X"), ERR_OK);
    assert_true(span_eq(span_of(h.uri_host, h.uri_host_n), SPAN_LIT("example.com")));
    parse("https://u@b\xc3\xbc"
          "cher.de:8/x",
          HOST_URI, SPAN_LIT("https://u@xn--bcher-kva.de:8/x"));
    parse("https://B\xc3\x9c"
          "cher.de",
          HOST_URI, SPAN_LIT("https://xn--bcher-kva.de"));
    assert_int_equal(host_parse(&h, "http://[::1]/"), ERR_OK);
    assert_true(span_eq(span_of(h.uri_host, h.uri_host_n), SPAN_LIT("::1")));
    refuse("https://", ERR_HOST_FORM);
    refuse("https:///x", ERR_HOST_FORM);
    refuse("://example.com", ERR_HOST_FORM);
    refuse("https://exa mple.com/", ERR_HOST_FORM);
    refuse("https://*.example.com/", ERR_HOST_FORM);
    refuse("https://example.com/\xc3\xbc", ERR_HOST_FORM);
    refuse("https://a@b@example.com/", ERR_HOST_FORM);
}

/* A text that is cut is cut between characters. */
static void test_text(void **state)
{
    char text[800] = "x";
    struct reference_id h;

    (void)state;
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xbc", 3);
    assert_int_equal(host_parse(&h, text), ERR_HOST_IDN);
    assert_int_equal(strlen(h.text), HOST_TEXT_SIZE - 1);
    text[1] = 'x';
    memmove(text + 2, text + 3, sizeof text - 3);
    assert_int_equal(host_parse(&h, text), ERR_HOST_IDN);
    assert_int_equal(strlen(h.text), HOST_TEXT_SIZE - 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_dns),   cmocka_unit_test(test_refuse_dns),
        cmocka_unit_test(test_idn),         cmocka_unit_test(test_a_labels_as_they_are),
        cmocka_unit_test(test_refuse_idn),  cmocka_unit_test(test_parse_ip),
        cmocka_unit_test(test_parse_email), cmocka_unit_test(test_parse_uri),
        cmocka_unit_test(test_text),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
