/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sessions: our client and our server of TLS 1.3, the client with a ticket of the server's. */
#ifndef TB_TESTS_UNIT_TLS_SESSIONS_H
#define TB_TESTS_UNIT_TLS_SESSIONS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/tls.h"
#include "tests/peer/pair.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static inline const struct tls_info *sessions_info(const struct pair *p, int end)
{
    return tls_info(p->ends[end].tls);
}

static inline void sessions_well(struct pair *p)
{
    pair_run(p);
    if (!pair_carries(p))
        fail_msg("client %s (%s), server %s (%s)", err_id(p->ends[0].err),
                 tls_failure(p->ends[0].tls)->state, err_id(p->ends[1].err),
                 tls_failure(p->ends[1].tls)->state);
    assert_int_equal(sessions_info(p, PAIR_CLIENT)->resumed,
                     sessions_info(p, PAIR_SERVER)->resumed);
    assert_int_equal(sessions_info(p, PAIR_CLIENT)->early_data,
                     sessions_info(p, PAIR_SERVER)->early_data);
}

/* A first connection, whose ticket the next ones offer. */
static inline void sessions_begin(struct pair *p)
{
    pair_open(p, TLS_1_3);
    pair_identity(p, FKEY_P256_C);
    p->host.alpn = SPAN_LIT("\x02h2\x08http/1.1");
    p->client.alpn = SPAN_LIT("\x02h2");
    p->server.max_early_data = 1000;
    sessions_well(p);
    assert_false(sessions_info(p, PAIR_SERVER)->resumed);
    assert_true(p->has_session);
    p->resumes = true;
    p->client.early_data = true;
}

static inline void sessions_are(struct pair *p, bool resumed, enum early_data early)
{
    sessions_well(p);
    assert_int_equal(sessions_info(p, PAIR_SERVER)->resumed, resumed);
    assert_int_equal(sessions_info(p, PAIR_SERVER)->early_data, early);
}

#endif
