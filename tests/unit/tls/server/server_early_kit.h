/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_early_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_TLS_SERVER_SERVER_EARLY_KIT_H
#define TB_TESTS_UNIT_TLS_SERVER_SERVER_EARLY_KIT_H

#include "tests/unit/tls/sessions.h"

#include "lib/tls/core/outbound.h"
#include "lib/tls/session/session_cache.h"
#include "lib/tls/tls.h"

static const char early_words[] = "before the handshake";

/* A connection whose client writes at once. */
static inline void run_early(struct pair *p, struct span data)
{
    size_t taken = 0;

    pair_begin(p);
    if (tls_may_write(p->ends[PAIR_CLIENT].tls))
        assert_int_equal(tls_write(p->ends[PAIR_CLIENT].tls, data, &taken), ERR_OK);
    assert_int_equal(taken, data.n);
    pair_move(p);
}

static inline void early_is(struct pair *p, enum early_data early)
{
    struct span said = span_str(early_words);

    run_early(p, said);
    if (!pair_is_well(p))
        fail_msg("client %s, server %s", err_id(p->ends[0].err), err_id(p->ends[1].err));
    assert_int_equal(sessions_info(p, PAIR_SERVER)->early_data, early);
    assert_int_equal(sessions_info(p, PAIR_CLIENT)->early_data, early);
    assert_true(span_eq(buf_span(&p->ends[PAIR_SERVER].data),
                        early == EARLY_ACCEPTED ? said : (struct span){0}));
    assert_true(span_eq(tls_unwritten(p->ends[PAIR_CLIENT].tls),
                        early == EARLY_REJECTED ? said : (struct span){0}));
    buf_truncate(&p->ends[PAIR_SERVER].data, 0);
    assert_true(pair_carries(p));
}

/* RFC 9846 8.3: the age that the client tells is the time that has gone by here, about. */
static inline void early_age(void **state)
{
    static const struct {
        int64_t off_ms;
        enum early_data early;
    } rows[] = {
        {0, EARLY_ACCEPTED},
        {SESSION_CACHE_FRESH_MS, EARLY_ACCEPTED},
        {SESSION_CACHE_FRESH_MS + 1, EARLY_REJECTED},
        {-SESSION_CACHE_FRESH_MS, EARLY_ACCEPTED},
        {-SESSION_CACHE_FRESH_MS - 1, EARLY_REJECTED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pair p;

        sessions_begin(&p);
        p.now_ms += 60 * 1000;
        p.session.received_ms += rows[i].off_ms;
        early_is(&p, rows[i].early);
        assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
        pair_close(&p);
    }
}

/* RFC 9846 4.6: it has no body, and is alone in its record; the handshake waits for it. */
static inline void end_of_early(void **state)
{
    static const uint8_t bodied[] = {HS_END_OF_EARLY_DATA, 0, 0, 1, 0};
    static const uint8_t finished[] = {HS_FINISHED, 0, 0, 0};
    static const struct {
        struct span message;
        enum err err;
    } rows[] = {
        {{bodied, sizeof bodied}, ERR_TLS_TRAILING},
        {{finished, sizeof finished}, ERR_TLS_UNEXPECTED_MESSAGE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pair p;

        sessions_begin(&p);
        pair_begin(&p);
        assert_int_equal(outbound_message(p.ends[PAIR_CLIENT].tls, rows[i].message), ERR_OK);
        assert_int_equal(outbound_flush(p.ends[PAIR_CLIENT].tls), ERR_OK);
        pair_move(&p);
        assert_int_equal(p.ends[PAIR_SERVER].err, rows[i].err);
        pair_close(&p);
    }
}

#endif
