/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server13_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_TLS_SERVER_SERVER13_KIT_H
#define TB_TESTS_UNIT_TLS_SERVER_SERVER13_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/outbound.h"
#include "tests/peer/pair.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct tls_info *info(const struct pair *p, int end)
{
    return tls_info(p->ends[end].tls);
}

static inline void begin(struct pair *p, enum fkey key)
{
    pair_open(p, TLS_1_3);
    pair_identity(p, key);
    p->host.alpn = SPAN_LIT("\x02h2\x08http/1.1");
}

static inline void well(struct pair *p)
{
    pair_run(p);
    if (!pair_carries(p))
        fail_msg("client %s (%s), server %s (%s)", err_id(p->ends[0].err),
                 tls_failure(p->ends[0].tls)->state, err_id(p->ends[1].err),
                 tls_failure(p->ends[1].tls)->state);
    assert_int_equal(info(p, PAIR_CLIENT)->version, TLS_1_3);
    assert_int_equal(info(p, PAIR_SERVER)->version, TLS_1_3);
    assert_ptr_equal(info(p, PAIR_CLIENT)->suite, info(p, PAIR_SERVER)->suite);
    assert_int_equal(info(p, PAIR_CLIENT)->group, info(p, PAIR_SERVER)->group);
    assert_int_equal(info(p, PAIR_CLIENT)->resumed, info(p, PAIR_SERVER)->resumed);
    assert_int_equal(info(p, PAIR_CLIENT)->retried, info(p, PAIR_SERVER)->retried);
    assert_int_equal(info(p, PAIR_CLIENT)->early_data, info(p, PAIR_SERVER)->early_data);
    assert_true(span_eq(info(p, PAIR_CLIENT)->alpn, info(p, PAIR_SERVER)->alpn));
}

/* The server ends it with this error, and the client hears the error's alert. */
static inline void refused(struct pair *p, enum err e)
{
    pair_run(p);
    if (p->ends[PAIR_SERVER].err != e)
        fail_msg("%s instead of %s", err_id(p->ends[PAIR_SERVER].err), err_id(e));
    assert_int_equal(tls_failure(p->ends[PAIR_SERVER].tls)->err, e);
    assert_int_equal(p->ends[PAIR_SERVER].alert, err_alert(e));
    assert_int_equal(p->ends[PAIR_SERVER].level, 2);
    assert_int_equal(p->ends[PAIR_CLIENT].got_alert, err_alert(e));
}

static inline struct span heard(const struct pair *p, int end)
{
    return buf_span(&p->ends[end].heard);
}

static inline void retried(void **state)
{
    static const uint8_t flight[] = {HS_SERVER_HELLO, HS_SERVER_HELLO};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C); /* a group without a share */
    p.host.groups = (struct numbers){{GROUP_SECP384R1}, 1};
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->retried);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_SECP384R1);
    assert_true(span_starts(heard(&p, PAIR_CLIENT), span_of(flight, sizeof flight)));
    /* With a share it is not needed, though another group stands first. */
    p.host.groups = (struct numbers){{GROUP_SECP384R1, GROUP_X25519}, 2};
    well(&p);
    assert_false(info(&p, PAIR_SERVER)->retried);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_X25519);
    /* For its own sake: for another group, for a cookie, for both. */
    p.server.retries = true;
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_SECP384R1);
    p.server.cookie = SPAN_LIT("a cookie");
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->retried);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_X25519);
    p.host.groups = (struct numbers){{GROUP_SECP384R1}, 1};
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_SECP384R1);
    /* Where no group is left to ask for, there is a cookie of its own. */
    p.server.cookie = (struct span){0};
    p.client.groups = (struct numbers){{GROUP_SECP384R1}, 1};
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->retried);
    pair_close(&p);
}

#endif
