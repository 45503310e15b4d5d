/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/asn1/foreign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    struct span head;
    enum err err;
} files[] = {
    {SPAN_INIT("\xfe\xed\xfe\xed"), ERR_IS_JKS},
    {SPAN_INIT("\xce\xce\xce\xce"), ERR_IS_JCEKS},
    {SPAN_INIT("\xd4\xc3\xb2\xa1"), ERR_IS_CAPTURE},
    {SPAN_INIT("\x16\x03"), ERR_IS_TLS_RECORDS},
    {SPAN_INIT("\x1f\x8b"), ERR_IS_GZIP},
    {SPAN_INIT("PK\x03\x04"), ERR_IS_COMPRESSED},
    {SPAN_INIT("ssh-ed25519 "), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("---- BEGIN SSH2 "), ERR_IS_SSH_PUBLIC},
    {SPAN_INIT("PuTTY-User-Key-File-"), ERR_IS_PUTTY},
    {SPAN_INIT("<html"), ERR_IS_HTML},
    {SPAN_INIT("CLIENT_RANDOM "), ERR_IS_KEYLOG},
    {SPAN_INIT("# SSL/TLS secrets log"), ERR_IS_KEYLOG},
};

static enum err says(struct span front, struct span head)
{
    uint8_t bytes[64];

    assert_true(front.n + head.n < sizeof bytes);
    if (front.n > 0)
        memcpy(bytes, front.p, front.n);
    memcpy(bytes + front.n, head.p, head.n);
    return foreign_file(span_of(bytes, front.n + head.n));
}

/* Its first bytes say what a file is, behind a mark and white space too, all of them. */
static void test_files(void **state)
{
    static const struct span fronts[] = {
        SPAN_INIT(""),     SPAN_INIT(" "),  SPAN_INIT("\t"),   SPAN_INIT("\n"),
        SPAN_INIT("\x0b"), SPAN_INIT("\r"), SPAN_INIT("\r\n "), SPAN_INIT("\xef\xbb\xbf"),
        SPAN_INIT("\xef\xbb\xbf \n"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        for (size_t f = 0; f < sizeof fronts / sizeof fronts[0]; f++) {
            if (says(fronts[f], files[i].head) != files[i].err)
                fail_msg("row %zu, front %zu", i, f);
        }
        struct span cut = span_head(files[i].head, files[i].head.n - 1);
        assert_int_equal(says(fronts[0], cut), ERR_PEM_NONE);
        assert_int_equal(says(SPAN_LIT("x"), files[i].head), ERR_PEM_NONE);
        assert_int_equal(says(SPAN_LIT("\x08"), files[i].head), ERR_PEM_NONE);
        assert_int_equal(says(SPAN_LIT("\x0e"), files[i].head), ERR_PEM_NONE);
    }
    assert_int_equal(foreign_file((struct span){0}), ERR_PEM_NONE);
    assert_int_equal(foreign_file(SPAN_LIT("<HTML>")), ERR_IS_HTML);
}

static void test_labels(void **state)
{
    (void)state;
    assert_int_equal(foreign_label(SPAN_LIT("OPENSSH PRIVATE KEY")), ERR_IS_SSH_PRIVATE);
    assert_int_equal(foreign_label(SPAN_LIT("SSH2 PUBLIC KEY")), ERR_IS_SSH_PUBLIC);
    assert_int_equal(foreign_label(SPAN_LIT("PGP MESSAGE")), ERR_IS_PGP);
    assert_int_equal(foreign_label(SPAN_LIT("PGP")), ERR_OK);
    assert_int_equal(foreign_label(SPAN_LIT("CERTIFICATE")), ERR_OK);
    assert_int_equal(foreign_label((struct span){0}), ERR_OK);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_labels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
