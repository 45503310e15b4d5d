/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session_cache_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_TLS_SESSION_SESSION_CACHE_KIT_H
#define TB_TESTS_UNIT_TLS_SESSION_SESSION_CACHE_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/crypto/aead.h"
#include "lib/tls/session/session_cache.h"
#include "lib/tls/session/ticket.h"
#include "tests/unit/crypto/kit_rng.h"
#include "tests/unit/tls/rich.h"

enum { HOUR = 3600 * 1000, NOW = RICH_NOW, PLACES = 4 };

static inline struct session_cache *new_memory(uint32_t seed, size_t sessions)
{
    static struct kit_rng state;
    struct rng rng = kit_rng(&state);
    struct session_cache *m;

    state = (struct kit_rng){.seed = seed};
    assert_int_equal(session_cache_new(&m, &rng, sessions), ERR_OK);
    return m;
}

#endif
