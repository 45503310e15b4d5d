/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the text of a requirement is read, and what is said about one that is wrong. */
#include "config.h"

#include "lib/scan/requirement.h"

#include <stdio.h>

#include "lib/base/file.h"
#include "lib/crypto/pubkey.h"
#include "tests/unit/path/arena_kit.h"
#include "tests/unit/scan/facts_kit.h"

static struct requirement requirement;

static void require(const char *text)
{
    facts_require(&requirement, text, &arena);
}

static void test_text(void **state)
{
    (void)state;
    require("\xef\xbb\xbf# ours\r\n\r\n  title = Our servers  \r\n\tversions=TLS 1.3 , TLS 1.2 # "
            "both\r\n");
    assert_true(span_eq(requirement.title, SPAN_LIT("Our servers")));
    assert_int_equal(requirement.items[REQUIRE_VERSIONS].ids.num, 2);
    require("like = intermediate\ncertificate-days = 47\nocsp-staple = no\n"
            "title = ours");
    assert_int_equal(requirement.items[REQUIRE_DAYS].number, 47);
    assert_int_equal(requirement.items[REQUIRE_SUITES].ids.num, 9);
    assert_false(requirement.items[REQUIRE_STAPLE].is_asked);
    assert_true(span_eq(requirement.title, SPAN_LIT("ours")));
    require("like = intermediate\nversions = TLS 1.3"); /* a list is replaced, and not longer */
    assert_int_equal(requirement.items[REQUIRE_VERSIONS].ids.num, 1);
}

/* The example for people is right, and asks for everything that it names. */
static void test_example(void **state)
{
    struct requirement_fault fault;
    struct file file;
    char path[1024];

    (void)state;
    (void)snprintf(path, sizeof path, "%s/contrib/require/servers.conf", getenv("top_srcdir"));
    assert_int_equal(file_read(&file, path, 1 << 16), ERR_OK);
    enum err err = requirement_read(&requirement, file.bytes, &arena, &fault);
    if (err != ERR_OK)
        fail_msg("line %zu: %s", fault.line, err_id(err));
    assert_true(span_eq(requirement.title, SPAN_LIT("Our servers")));
    assert_int_equal(requirement.items[REQUIRE_DAYS].number, 100);
    assert_int_equal(requirement.items[REQUIRE_RSA_BITS].number, 2048);
    assert_int_equal(requirement.features[FEATURE_POST_QUANTUM], SCAN_YES);
    file_close(&file);
}

/* Names of keys are those that certificates are shown with. */
static void test_key_names(void **state)
{
    struct buf out;

    (void)state;
    for (unsigned kind = KEY_RSA; kind <= KEY_MLDSA87; kind++) {
        buf_init(&out, 100);
        buf_str(&out, "certificate-keys = ");
        keyinfo_print(&out, &(struct keyinfo){.kind = kind});
        buf_u8(&out, 0);
        require((const char *)out.p);
        assert_int_equal(requirement.items[REQUIRE_KEYS].ids.v[0], kind);
        buf_free(&out);
    }
}

static void test_faults(void **state)
{
    static const struct {
        const char *text;
        enum err err;
        size_t line;
        const char *at, *meant;
    } rows[] = {
        {"", ERR_REQUIREMENT_EMPTY, 0, "", NULL},
        {"# nothing\n\n", ERR_REQUIREMENT_EMPTY, 2, "", NULL},
        {"title = ours\n", ERR_REQUIREMENT_EMPTY, 1, "", NULL},
        {"ocsp-staple = no", ERR_REQUIREMENT_EMPTY, 1, "", NULL},
        {"versions = TLS 1.3\nversions", ERR_REQUIREMENT_LINE, 2, "versions", NULL},
        {"sutes = modern", ERR_REQUIREMENT_KEY, 1, "sutes", "suites"},
        {"version = TLS 1.3", ERR_REQUIREMENT_KEY, 1, "version", "versions"},
        {"= modern", ERR_REQUIREMENT_KEY, 1, "", NULL},
        {"earlydata = no", ERR_REQUIREMENT_KEY, 1, "earlydata", "early_data"},
        {"dh-bits = 2048\n\ndh_bits = 3072", ERR_REQUIREMENT_TWICE, 3, "dh_bits", NULL},
        {"versions = TLS 1.2, TLS 1.4", ERR_REQUIREMENT_VALUE, 1, "TLS 1.4", "TLS 1.0"},
        {"versions = TLS 1.22", ERR_REQUIREMENT_VALUE, 1, "TLS 1.22", "TLS 1.2"},
        {"versions =", ERR_REQUIREMENT_VALUE, 1, "", NULL},
        {"versions = TLS 1.2,,TLS 1.3", ERR_REQUIREMENT_VALUE, 1, "", NULL},
        {"suites = modern, TLS_FOO", ERR_TLS_SUITE_NAME, 1, "TLS_FOO", NULL},
        {"groups = x25519 x25520", ERR_TLS_GROUP_NAME, 1, "x25520", NULL},
        {"signature-schemes = rsa", ERR_TLS_SCHEME_NAME, 1, "rsa", NULL},
        {"certificate-keys = P-255", ERR_REQUIREMENT_VALUE, 1, "P-255", "P-256"},
        {"certificate-signatures = ecdsa-with-SHA257", ERR_REQUIREMENT_VALUE, 1,
         "ecdsa-with-SHA257", "ecdsa-with-SHA256"},
        {"dh-bits = 0x800", ERR_REQUIREMENT_NUMBER, 1, "0x800", NULL},
        {"dh-bits = 20-48", ERR_REQUIREMENT_NUMBER, 1, "20-48", NULL},
        {"dh-bits = 1234567890", ERR_REQUIREMENT_NUMBER, 1, "1234567890", NULL},
        {"dh-bits =", ERR_REQUIREMENT_NUMBER, 1, "", NULL},
        {"server-order = server", ERR_REQUIREMENT_YES, 1, "server", NULL},
        {"early-data = 0", ERR_REQUIREMENT_YES, 1, "0", NULL},
        {"dh-bits = 2048\nlike = modern", ERR_REQUIREMENT_LIKE, 2, "modern", NULL},
        {"title = ours\ndh-bits = 1\nlike = old", ERR_REQUIREMENT_LIKE, 3, "old", NULL},
        {"like = moderm", ERR_REQUIREMENT_VALUE, 1, "moderm", "modern"},
    };
    struct requirement_fault fault;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum err err = requirement_read(&requirement, span_str(rows[i].text), &arena, &fault);
        if (err != rows[i].err || fault.err != err || fault.line != rows[i].line)
            fail_msg("%s: %s in line %zu", rows[i].text, err_id(err), fault.line);
        if (!span_eq(fault.at, span_str(rows[i].at)))
            fail_msg("%s: at %.*s", rows[i].text, (int)fault.at.n, (const char *)fault.at.p);
        if (rows[i].meant == NULL ? fault.meant != NULL
                                  : fault.meant == NULL || strcmp(fault.meant, rows[i].meant) != 0)
            fail_msg("%s: meant %s", rows[i].text, fault.meant == NULL ? "-" : fault.meant);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_key_names),
        cmocka_unit_test(test_example),
        cmocka_unit_test(test_faults),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
