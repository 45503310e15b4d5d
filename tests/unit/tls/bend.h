/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bend: a talk of client and server in which one message of the server is bent. */
#ifndef TB_TESTS_UNIT_TLS_BEND_H
#define TB_TESTS_UNIT_TLS_BEND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/tls.h"
#include "lib/tls/wire/edit.h"
#include "tests/peer/talk.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct bend {
    struct talk talk;
    uint8_t message; /* when it is about to go out … */
    void (*mutation)(struct peer *p, struct buf *m);
    bool done;
};

/* The mutation is done once. */
static inline void bend_hook(void *ctx, struct peer *p, enum fault_stage stage, uint8_t message,
                             struct buf *bytes)
{
    struct bend *b = ctx;

    if (stage != FAULT_MESSAGE || message != b->message || b->done)
        return;
    b->done = true;
    b->mutation(p, bytes);
}

static inline struct talk *bend_open(struct bend *b, uint16_t version)
{
    *b = (struct bend){0};
    talk_open(&b->talk, version);
    return &b->talk;
}

/* bend_mutation sets what is done to which message of the next connections. */
static inline void bend_mutation(struct bend *b, uint8_t message,
                                 void (*mutation)(struct peer *p, struct buf *m))
{
    b->message = message;
    b->mutation = mutation;
    b->done = false;
    b->talk.server.ctx = b;
    b->talk.server.hook = bend_hook;
}

/* bend_is: the client ended with this error, told it as its failure, and sent the error's alert. */
static inline void bend_is(const struct talk *t, enum err e)
{
    uint8_t out[8];

    if (t->err != e)
        fail_msg("%s instead of %s", err_id(t->err), err_id(e));
    assert_int_equal(tls_phase(t->tls), PHASE_FAILED);
    assert_int_equal(tls_failure(t->tls)->err, e);
    assert_int_equal(t->peer.alerted, err_alert(e) != ALERT_NONE);
    if (t->peer.alerted) {
        assert_int_equal(t->peer.alert_level, 2);
        assert_int_equal(t->peer.alert, err_alert(e));
    }
    /* An error is final: whatever comes, it is the same one, and nothing goes out. */
    assert_int_equal(tls_feed(t->tls, SPAN_LIT("x")), e);
    assert_int_equal(tls_eof(t->tls), e);
    assert_int_equal(tls_key_update(t->tls, false), e);
    assert_int_equal(tls_pending(t->tls).n, 0);
    assert_false(tls_may_write(t->tls));
    /* Nor is there anything left to do it with. */
    assert_null(t->tls->read);
    assert_null(t->tls->write);
    assert_null(t->tls->kx);
    for (size_t i = 0; i < SHARES_MAX; i++)
        assert_null(t->tls->shares[i]);
    assert_int_equal(t->tls->session.ticket.room, 0);
    assert_int_equal(tls_export(t->tls, out, sizeof out, SPAN_LIT("label"), false, SPAN_LIT("")),
                     ERR_TLS_NOT_DONE);
}

static inline void bend_well(const struct talk *t)
{
    if (!talk_is_well(t))
        fail_msg("%s; %s", err_id(t->err), t->peer.trouble == NULL ? "-" : t->peer.trouble);
}

/* bend_run: a connection with this mutation ends with this error. */
static inline void bend_run(struct bend *b, uint8_t message,
                            void (*mutation)(struct peer *p, struct buf *m), enum err e)
{
    bend_mutation(b, message, mutation);
    talk_run(&b->talk);
    assert_true(b->done);
    if (e == ERR_OK)
        bend_well(&b->talk);
    else
        bend_is(&b->talk, e);
}

#endif
