/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inbound_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_TLS_CORE_INBOUND_KIT_H
#define TB_TESTS_UNIT_TLS_CORE_INBOUND_KIT_H

#include "lib/tls/core/conn.h"

#include "lib/tls/tls.h"
#include "tests/unit/tls/bend.h"

/* A connection that is open, in either version. */
static inline struct talk *opened(struct bend *b, uint16_t version)
{
    struct talk *t = bend_open(b, version);

    talk_run(t);
    bend_well(t);
    return t;
}

/* A connection in which one thing is done ends so. */
static inline void does(uint16_t version, uint8_t message,
                        void (*mutation)(struct peer *p, struct buf *m), enum err e)
{
    struct bend b;

    bend_open(&b, version);
    bend_run(&b, message, mutation, e);
    talk_close(&b.talk);
}

#endif
