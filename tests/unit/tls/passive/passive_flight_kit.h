/* SPDX-License-Identifier: GPL-3.0-or-later */
/* passive_flight_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_TLS_PASSIVE_PASSIVE_FLIGHT_KIT_H
#define TB_TESTS_UNIT_TLS_PASSIVE_PASSIVE_FLIGHT_KIT_H

#include "lib/tls/passive/passive.h"

#include "tests/unit/tls/tape.h"

/* A record of its own, in the clear. */
static inline void say(struct tap *o, bool from_client, uint8_t type, struct span fragment)
{
    struct buf b;

    buf_init(&b, 1 << 17);
    buf_u8(&b, type);
    buf_u16(&b, TLS_1_2);
    buf_u16(&b, (uint16_t)fragment.n);
    buf_put(&b, fragment);
    tap_feed(o, from_client, buf_span(&b));
    buf_free(&b);
}

static inline void bye(struct tape *t, struct tap *o)
{
    tap_close(o);
    tape_close(t);
}

static const struct span ccs = {(const uint8_t *)"\1", 1};

#endif
