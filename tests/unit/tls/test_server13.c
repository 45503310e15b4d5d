/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server of TLS 1.3, talking to our client. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/peer/pair.h"

static const struct tls_info *info(const struct pair *p, int end)
{
    return tls_info(p->ends[end].tls);
}

static void well(struct pair *p)
{
    if (!pair_carries(p))
        fail_msg("client %s (%s), server %s (%s)", err_id(p->ends[0].err),
                 tls_failure(p->ends[0].tls)->state, err_id(p->ends[1].err),
                 tls_failure(p->ends[1].tls)->state);
    assert_int_equal(info(p, PAIR_CLIENT)->version, TLS_1_3);
    assert_int_equal(info(p, PAIR_SERVER)->version, TLS_1_3);
}

static void full(void **state)
{
    struct pair p;

    (void)state;
    pair_open(&p, TLS_1_3);
    pair_identity(&p, FKEY_P256_C);
    pair_run(&p);
    well(&p);
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
