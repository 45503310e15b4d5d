/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a ticket: read, written again, and read as a ticket that nobody sealed. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/tls/session/session_cache.h"
#include "lib/tls/session/ticket.h"

const char fuzz_name[] = "ticket";

static void ones(void *ctx, size_t n, uint8_t *out)
{
    (void)ctx;
    memset(out, 1, n);
}

static void forged(struct span ticket)
{
    struct rng rng = {NULL, ones};
    struct session s;
    struct session_cache *m;
    struct buf real;

    session_init(&s);
    buf_init(&real, FUZZ_CAP);
    REQUIRE(session_cache_new(&m, &rng, 0) == ERR_OK);
    REQUIRE(session_cache_seal(m, 0, &s, &real) == ERR_OK); /* now there is a key */
    REQUIRE(!session_cache_open(m, 0, ticket, &s));
    REQUIRE(s.version == 0 && s.secret.n == 0);
    buf_free(&real);
    session_cache_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = span_of(data, size);
    struct session s;
    struct fail f = {0};
    struct buf b;

    session_init(&s);
    buf_init(&b, FUZZ_CAP);
    if (ticket_parse(&s, bytes, &f) == ERR_OK) {
        REQUIRE(s.secret.n > 0 && s.secret.n <= SECRET_MAX);
        ticket_put(&b, &s);
        /* Flags and times that were not ours are read as the nearest that are. */
        REQUIRE(b.err == ERR_OK && b.n == size);
    } else {
        REQUIRE(s.version == 0 && s.secret.n == 0 && s.chain.n == 0);
    }
    REQUIRE(f.at.n == 0 || span_contains(bytes, f.at));
    buf_wipe(&b);
    session_free(&s);
    forged(bytes);
    return 0;
}
