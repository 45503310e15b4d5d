/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/loop.h"

#include <sys/socket.h>
#include <time.h>

#include "lib/path/judge.h"
#include "lib/tls/tls.h"
#include "trust/store.h"

struct ctx {
    struct store *store;
    struct reference_id host;
    struct tls_config config;
    struct rng_system rng;
};

enum { MOST_CERTS = 8, JUDGE_MEMORY = 4 << 20 };

static int64_t now_ms(void *ctx)
{
    (void)ctx;
    return (int64_t)time(NULL) * 1000;
}

static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct ctx *c = ctx;
    struct arena arena;
    struct fail fail = {0};
    struct rd r = rd_init(chain->list, &fail);
    struct cert_entry entry;
    struct link links[MOST_CERTS] = {0};
    struct report report;
    size_t num = 0;

    arena_init(&arena, JUDGE_MEMORY);
    while (num < MOST_CERTS && cert_entry_next(&r, chain->is_13, &entry)) {
        struct cert *cert = ARENA_NEW(&arena, struct cert);
        if (cert == NULL || cert_parse(cert, entry.cert, &fail) != ERR_OK)
            loop_die("tlsbox", "certificate");
        links[num++] = (struct link){.cert = cert, .source = SOURCE_INPUT};
    }
    struct judge_input in = {
        .leaf = links[0],
        .helpers = links + 1,
        .num_helpers = num - 1,
        .anchors = store_anchors(c->store),
        .time = time(NULL),
        .hosts = &c->host,
        .num_hosts = 1,
        .max_depth = -1,
        .budget = budget_default(),
    };
    if (judge_chain(&report, &in, &arena) != ERR_OK || report.reason != REASON_OK)
        loop_die("tlsbox", "verdict");
    *out = (struct tls_verdict){.alert = ALERT_NONE, .key = links[0].cert->key, .may_sign = true};
    arena_free(&arena);
}

static void *tlsbox_open(const char *roots, const char *host, int minor)
{
    static struct ctx c;
    size_t added;

    if (store_new(&c.store) != ERR_OK || store_add_file(c.store, roots, &added) != ERR_OK ||
        added == 0 || host_parse(&c.host, host) != ERR_OK)
        loop_die("tlsbox", "open");
    c.config = tls_config_default();
    c.config.min_version = c.config.max_version = minor == 3 ? TLS_1_3 : TLS_1_2;
    /* What the others offer: no library of Debian 12 has a hybrid. */
    c.config.groups = (struct numbers){{GROUP_X25519, GROUP_SECP256R1, GROUP_SECP384R1}, 3};
    c.config.server_name = span_str(host);
    c.config.rng = rng_system(&c.rng);
    c.config.ctx = &c;
    c.config.now_ms = now_ms;
    c.config.judge = judge;
    return &c;
}

static void flush(struct tls *t, int fd)
{
    struct span out = tls_pending(t);

    if (out.n > 0 && send(fd, out.p, out.n, 0) != (ssize_t)out.n)
        loop_die("tlsbox", "send");
    tls_sent(t, out.n);
}

static void tlsbox_shake(void *ctx, int fd)
{
    struct ctx *c = ctx;
    struct tls *t;
    uint8_t bytes[16384];

    if (tls_new(&t, &c->config) != ERR_OK || tls_start(t) != ERR_OK)
        loop_die("tlsbox", "start");
    flush(t, fd);
    while (tls_phase(t) == PHASE_HANDSHAKE) {
        ssize_t n = recv(fd, bytes, sizeof bytes, 0);
        if (n <= 0 || tls_feed(t, span_of(bytes, (size_t)n)) != ERR_OK)
            loop_die("tlsbox", "handshake");
        flush(t, fd);
    }
    if (tls_close(t) != ERR_OK)
        loop_die("tlsbox", "close");
    flush(t, fd);
    tls_free(t);
}

static void tlsbox_close(void *ctx)
{
    store_free(((struct ctx *)ctx)->store);
}

const struct loop_peer loop_tlsbox = {"tlsbox", tlsbox_open, tlsbox_shake, tlsbox_close};
