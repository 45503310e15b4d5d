/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/session/session.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct session some(uint16_t version, uint32_t lifetime)
{
    struct session s;

    session_init(&s);
    s.version = version;
    s.lifetime = lifetime;
    s.received_ms = 1000000;
    return s;
}

/* Checked at the last millisecond of a lifetime, and the one after it. */
static void lasts(uint16_t version, uint32_t lifetime, int64_t seconds)
{
    struct session s = some(version, lifetime);

    assert_int_equal(session_is_fresh(&s, s.received_ms), seconds > 0);
    assert_int_equal(session_is_fresh(&s, s.received_ms + seconds * 1000 - 1), seconds > 0);
    assert_false(session_is_fresh(&s, s.received_ms + seconds * 1000));
    assert_false(session_is_fresh(&s, s.received_ms - 1)); /* the clock was set back */
}

static void fresh(void **state)
{
    struct session none = some(0, 100);

    (void)state;
    lasts(TLS_1_3, 1, 1);
    lasts(TLS_1_3, 604800, 604800);
    lasts(TLS_1_3, 604801, 604800); /* RFC 9846 4.7.1: seven days at most */
    lasts(TLS_1_3, UINT32_MAX, 604800);
    lasts(TLS_1_3, 0, 0);
    lasts(TLS_1_2, 100, 100);
    lasts(TLS_1_2, UINT32_MAX, 604800);
    lasts(TLS_1_2, 0, 86400); /* RFC 5246 F.1.4 */
    assert_false(session_is_fresh(&none, none.received_ms));
}

/* RFC 9846 4.3.11.1: modulo 2^32 */
static void age(void **state)
{
    struct session s = some(TLS_1_3, 100);

    (void)state;
    s.age_add = 5;
    assert_int_equal(session_age(&s, s.received_ms), 5);
    assert_int_equal(session_age(&s, s.received_ms + 7), 12);
    s.age_add = UINT32_MAX;
    assert_int_equal(session_age(&s, s.received_ms + 7), 6);
}

static void copies(void **state)
{
    struct session s = some(TLS_1_2, 9), copy;
    struct buf *const from[] = {&s.ticket, &s.alpn, &s.server_name, &s.chain, &s.ocsp, &s.scts};
    struct buf *const to[] = {&copy.ticket, &copy.alpn, &copy.server_name,
                              &copy.chain,  &copy.ocsp, &copy.scts};

    (void)state;
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        buf_printf(from[i], "field %zu", i);
    s.secret.n = 48;
    memset(s.secret.v, 7, 48);
    assert_int_equal(session_copy(&copy, &s), ERR_OK);
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        assert_true(span_eq(buf_span(to[i]), buf_span(from[i])));
        assert_ptr_not_equal(to[i]->p, from[i]->p);
    }
    assert_int_equal(copy.lifetime, 9);
    assert_int_equal(copy.secret.n, 48);
    assert_memory_equal(copy.secret.v, s.secret.v, 48);
    session_free(&s);
    session_free(&copy);
    for (size_t i = 0; i < sizeof copy.secret; i++)
        assert_int_equal(((const uint8_t *)&copy.secret)[i], 0);
    assert_int_equal(copy.version, 0);
    session_free(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fresh),
        cmocka_unit_test(age),
        cmocka_unit_test(copies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
