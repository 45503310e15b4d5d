/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/asn1/pem.h"

#define BODY  "Zm9v\n"
#define BLOCK "-----BEGIN CERTIFICATE-----\n" BODY "-----END CERTIFICATE-----\n"

/* How many blocks there are; *last is the last error. */
static size_t count(struct span text, enum err *last)
{
    size_t n = 0;

    *last = ERR_OK;
    for (;;) {
        struct pem_block block;
        struct fail f = {0};
        size_t before = text.n;
        if (pem_next(&text, &block, &f)) {
            assert_true(block.body.n < block.whole.n);
            n++;
        } else if (f.err == ERR_OK) {
            return n;
        } else {
            *last = f.err;
        }
        /* Every call gets further. */
        assert_true(text.n < before);
    }
}

static const struct {
    const char *text;
    size_t blocks;
    enum err err;
} rows[] = {
    {BLOCK, 1, ERR_OK},
    {"", 0, ERR_OK},
    {"text\n" BLOCK "more\n" BLOCK "and more", 2, ERR_OK},
    {"-----BEGIN CERTIFICATE-----\r\nZm9v\r\n-----END CERTIFICATE-----\r\n", 1, ERR_OK},
    {"-----BEGIN CERTIFICATE-----\rZm9v\r-----END CERTIFICATE-----\r", 1, ERR_OK},
    {"  \t-----BEGIN CERTIFICATE-----  \n  Zm9v \n  -----END CERTIFICATE-----  \n", 1, ERR_OK},
    {"\xef\xbb\xbf" BLOCK, 1, ERR_OK},
    /* No final line feed; the next block on the same line. */
    {"-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----", 1, ERR_OK},
    {"-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----"
     "-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----",
     2, ERR_OK},
    /* No line feeds at all. */
    {"-----BEGIN CERTIFICATE----- Zm9v -----END CERTIFICATE-----", 1, ERR_OK},
    {"-----BEGIN-----\nZm9v\n-----END-----\n", 0, ERR_OK},
    {"see -----BEGIN CERTIFICATE-----\n", 0, ERR_OK},
    {"---BEGIN CERTIFICATE---\n", 0, ERR_OK},
    {"------------------\n" BLOCK, 1, ERR_OK},
    {"-----BEGIN CERT\nIFICATE-----\n" BLOCK, 1, ERR_OK},
    /* Damage: the blocks behind it are found. */
    {"-----BEGIN CERTIFICATE-----\nZm9v\n", 0, ERR_PEM_END},
    {"-----BEGIN CERTIFICATE-----\nZm9v\n" BLOCK, 1, ERR_PEM_END},
    {"-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE\n" BLOCK, 1, ERR_PEM_END},
    {"-----BEGIN CERTIFICATE-----\nZm9v\n-----END X509 CRL-----\n" BLOCK, 1, ERR_PEM_LABEL},
    {"-----BEGIN CERTIFICATE-----", 0, ERR_PEM_END},
    {"-----END CERTIFICATE-----\n" BLOCK, 1, ERR_OK},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum err e;
        size_t n = count(span_str(rows[i].text), &e);
        if (n != rows[i].blocks || e != rows[i].err)
            fail_msg("row %zu: %zu blocks, %s", i, n, err_id(e));
    }
}

static void test_labels(void **state)
{
    static const char *const labels[] = {
#define PEM(id, label) label,
#include "lib/asn1/pem.def"
#undef PEM
        "OPENSSH PRIVATE KEY",
    };

    (void)state;
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        struct buf b;
        struct pem_block block;
        struct fail f = {0};
        buf_init(&b, 1024);
        pem_encode(&b, labels[i], SPAN_LIT("foo"));
        struct span text = buf_span(&b);
        assert_true(pem_next(&text, &block, &f));
        assert_int_equal(block.label, i + 1 < PEM_COUNT ? i + 1 : PEM_OTHER);
        assert_true(span_eq(block.label_text, span_str(labels[i])));
        assert_true(span_eq(block.body, SPAN_LIT("\nZm9v\n")));
        buf_free(&b);
    }
}

static void test_decode(void **state)
{
    static const struct {
        const char *body;
        enum err err;
    } bodies[] = {
        {"\nZm9v\n", ERR_OK},
        {"Zm9v", ERR_OK},
        {"", ERR_OK},
        {"\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nZm9v\n", ERR_PEM_HEADERS},
        {"\nComment: x\nZm9v\n", ERR_PEM_HEADERS},
        {"\nZm9v\n=24c\n", ERR_BASE64}, /* an OpenPGP checksum */
        {"\nZm9*\n", ERR_BASE64},
        {"\nZm9\n", ERR_BASE64},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct buf b;
        struct fail f = {0};
        struct span body = span_str(bodies[i].body);
        buf_init(&b, 64);
        assert_int_equal(pem_decode(&b, body, &f), bodies[i].err);
        assert_int_equal(f.err, bodies[i].err);
        assert_true(f.err == ERR_OK || span_contains(body, f.at));
        buf_free(&b);
    }
}

/*
 * The scan must be linear.  With a million BEGIN lines every call must get behind one line and
 * look no further than the next: the error's span shows how far it looked.
 */
static void test_linear(void **state)
{
    static const char line[] = "-----BEGIN CERTIFICATE-----\n";
    enum { LINES = 1000000 };
    struct buf b;
    size_t seen = 0, calls = 0;

    (void)state;
    buf_init(&b, 64 << 20);
    for (size_t i = 0; i < LINES; i++)
        buf_put(&b, SPAN_LIT("-----BEGIN CERTIFICATE-----\n"));
    struct span text = buf_span(&b);
    for (;; calls++) {
        struct pem_block block;
        struct fail f = {0};
        if (!pem_next(&text, &block, &f) && f.err == ERR_OK)
            break;
        assert_int_equal(f.err, ERR_PEM_END);
        seen += f.at.n;
    }
    assert_int_equal(calls, LINES);
    assert_true(seen <= LINES * sizeof line);
    buf_free(&b);
}

/* DER without armour begins 30 8x; what stood in the buffer before does not count. */
static void test_bare(void **state)
{
    static const struct {
        const char *text;
        bool found;
    } bare[] = {
        {"3080", true},   {"30 81", true}, {"\n30ff", true},  {"30", false},
        {"307f", false},  {"3180", false}, {"8030", false},   {"", false},
        {" \r\n", false}, {"MIA=", true},  {"\t MIAA", true}, {"MHA=", false},
        {"MI", false},    {"MA==", false}, {"NIA=", false},   {"MIA", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bare / sizeof bare[0]; i++) {
        struct buf b;

        buf_init(&b, 64);
        buf_put(&b, SPAN_LIT("x\x30\x80\x80"));
        buf_truncate(&b, 1);
        if (pem_bare(&b, span_str(bare[i].text)) != bare[i].found)
            fail_msg("row %zu", i);
        assert_int_equal(b.n > 1, bare[i].found);
        buf_free(&b);
    }
}

static void test_form(void **state)
{
    static const struct {
        struct span file;
        enum pem_form form;
    } forms[] = {
        {SPAN_INIT(""), FORM_EMPTY},
        {SPAN_INIT(" \r\n\t"), FORM_EMPTY},
        {SPAN_INIT("\xff\xfe-\0-\0"), FORM_UTF16},
        {SPAN_INIT("\xfe\xff\0-\0-"), FORM_UTF16},
        {SPAN_INIT("-\0-\0-\0-\0-\0B\0"), FORM_UTF16},
        {SPAN_INIT("\0-\0-\0-\0-\0-\0B"), FORM_UTF16},
        {SPAN_INIT("\xef\xbb\xbf" BLOCK), FORM_PEM},
        {SPAN_INIT("text\n" BLOCK), FORM_PEM},
        {SPAN_INIT("0 = a certificate\n" BLOCK), FORM_PEM},
        {SPAN_INIT("\x30\x82\x01\x00"), FORM_DER},
        {SPAN_INIT("\x30\x80"), FORM_DER},
        {SPAN_INIT("\x30\x03\x02\x01\x00"), FORM_DER},
        {SPAN_INIT("no certificate"), FORM_OTHER},
        {SPAN_INIT("\x7f"
                   "ELF"),
         FORM_OTHER},
        {SPAN_INIT("\0"), FORM_OTHER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (pem_form(forms[i].file) != forms[i].form)
            fail_msg("row %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),   cmocka_unit_test(test_labels), cmocka_unit_test(test_decode),
        cmocka_unit_test(test_linear), cmocka_unit_test(test_bare),   cmocka_unit_test(test_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
