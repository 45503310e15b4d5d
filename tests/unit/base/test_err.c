/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/err.h"

/* Every row of both tables is whole, and codes and names stand once. */
static void test_tables(void **state)
{
    (void)state;
    for (enum err e = 0; e < ERR_COUNT; e++) {
        assert_true(strlen(err_text(e)) > 0);
        assert_true(err_reason(e) < REASON_COUNT);
        for (enum err other = 0; other < e; other++)
            assert_string_not_equal(err_id(e), err_id(other));
    }
    for (enum reason r = 0; r < REASON_COUNT; r++) {
        const char *code = reason_code(r);
        assert_int_equal(strspn(code, "abcdefghijklmnopqrstuvwxyz-"), strlen(code));
        assert_true(strlen(reason_meaning(r)) > 0);
        enum reason found;
        assert_true(reason_find(&found, span_str(code)));
        assert_int_equal(found, r);
    }
    enum reason found;
    assert_false(reason_find(&found, SPAN_LIT("no-such-reason")));
    assert_false(reason_find(&found, SPAN_LIT("")));
}

/* The exit codes of the contract.  One verdict says yes; notes are no verdicts. */
static void test_exits(void **state)
{
    (void)state;
    for (enum reason r = 0; r < REASON_COUNT; r++) {
        int code = reason_exit(r);
        assert_true(code == 70 || (code >= 0 && code <= 6));
        bool is_note = r > REASON_OK && r < REASON_REVOKED; /* reason.def begins with them */
        assert_int_equal(code == 0, r == REASON_OK || is_note);
        assert_int_equal(reason_rank(r) < 20, code == 0);
    }
    assert_int_equal(reason_exit(REASON_NO_TRUST_STORE), 3);
    assert_int_equal(reason_exit(REASON_EXPIRED), 1);
    assert_int_equal(reason_exit(REASON_LIMIT), 6);
    static const int order[] = {0, 1, 6, 3, 4, 5};
    for (size_t i = 1; i < sizeof order / sizeof order[0]; i++)
        assert_true(exit_rank(order[i]) > exit_rank(order[i - 1]));
}

/* What no RFC forbids is no violation: how much of it is taken is a limit of our own, and who shows
 * no certificate, or asks for a new handshake, does what it may (RFC 9846 4.5.1, RFC 5246 7.4.1.1).
 */
static void test_no_violations(void **state)
{
    static const struct {
        enum err err;
        enum reason reason;
    } rows[] = {
        {ERR_TLS_TOO_MANY_EMPTY, REASON_LIMIT},
        {ERR_TLS_TOO_MANY_WARNINGS, REASON_LIMIT},
        {ERR_TLS_TOO_MANY_KEY_UPDATES, REASON_LIMIT},
        {ERR_TLS_TOO_MANY_TICKETS, REASON_LIMIT},
        {ERR_TLS_TOO_MANY_REQUESTS, REASON_LIMIT},
        {ERR_TLS_TOO_MANY_CCS, REASON_LIMIT},
        {ERR_TLS_MESSAGE_TOO_LONG, REASON_LIMIT},
        {ERR_TLS_CERTIFICATE_REQUIRED, REASON_CLIENT_CERTIFICATE},
        {ERR_TLS_NO_CLIENT_CERTIFICATE, REASON_CLIENT_CERTIFICATE},
        {ERR_TLS_CLIENT_RENEGOTIATION, REASON_RENEGOTIATION},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(err_reason(rows[i].err), rows[i].reason);
}

static void test_first_error_stays(void **state)
{
    struct fail f = {0};
    struct span at = SPAN_LIT("x");

    (void)state;
    fail_set(&f, ERR_DER_TAG, at);
    fail_set(&f, ERR_DER_TRUNCATED, (struct span){0});
    assert_int_equal(f.err, ERR_DER_TAG);
    assert_ptr_equal(f.at.p, at.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_exits),
        cmocka_unit_test(test_no_violations),
        cmocka_unit_test(test_first_error_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
