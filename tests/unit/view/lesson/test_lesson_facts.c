/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/lesson/lesson_facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/view/hskit.h"

static const struct event *client_hello(const struct event_log *j)
{
    for (size_t i = 0; i < j->num; i++) {
        const struct event *e = &j->v[i].event;
        if (e->kind == EVENT_MESSAGE && e->type == HS_CLIENT_HELLO)
            return e;
    }
    fail_msg("no ClientHello");
    return NULL;
}

/* The guess is that of the first hello, although the second one has taken its place. */
static void test_retry(void **state)
{
    struct lesson l;
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_RETRY, false);
    hskit_run(&k);
    lesson_read(&l, &k.view);
    assert_int_equal(l.guessed.group, 0x001d);
    assert_int_equal(l.offered.group, 0x0017);
    assert_true(l.facts[FACT_SHARE] && l.facts[FACT_SHARE_AGAIN]);
    hskit_close(&k);
}

/* Which certificates came says the message, and not which path was found. */
static void test_alone(void **state)
{
    struct lesson l;
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hskit_run(&k);
    lesson_read(&l, &k.view);
    assert_true(l.facts[FACT_ALONE]);
    struct tls_info info = *k.view.info;
    uint8_t two[8192];
    assert_true(2 * info.chain.n <= sizeof two);
    memcpy(two, info.chain.p, info.chain.n);
    memcpy(two + info.chain.n, info.chain.p, info.chain.n);
    info.chain = span_of(two, 2 * info.chain.n);
    k.view.info = &info;
    lesson_read(&l, &k.view);
    assert_false(l.facts[FACT_ALONE]);
    hskit_close(&k);
}

/* A renegotiation has randoms and secrets of its own: those of the first handshake are told. */
static void test_again(void **state)
{
    struct lesson before, after;
    struct hskit k;
    uint8_t hello[1024];

    (void)state;
    hskit_open(&k, HSKIT_RSA, false);
    hskit_run(&k);
    lesson_read(&before, &k.view);
    struct event again = *client_hello(&k.events);
    assert_true(again.bytes.n <= sizeof hello);
    memcpy(hello, again.bytes.p, again.bytes.n);
    hello[MSG_HEADER + 2] ^= 1; /* the random */
    again.bytes = span_of(hello, again.bytes.n);
    event_log_add(&k.events, 1000000, &again);
    lesson_read(&after, &k.view);
    assert_true(span_eq(after.hello.random, before.hello.random));
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_retry),
        cmocka_unit_test(test_alone),
        cmocka_unit_test(test_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
