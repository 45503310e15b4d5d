/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/view/hskit.h"

#include "lib/tls/tls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static int64_t now_ms(void *ctx)
{
    (void)ctx;
    return 1000000;
}

/* What is made of it is replaced by what the recording says. */
static void any_bytes(void *ctx, size_t n, uint8_t *out)
{
    (void)ctx;
    memset(out, 7, n);
}

static void event(void *ctx, const struct event *e)
{
    struct hskit *k = ctx;

    event_log_add(&k->events, k->us, e);
}

/* The keys of the recordings are too short for a verdict: this is not about that. */
static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct hskit *k = ctx;
    struct fail fail = {0};

    assert_int_equal(cert_parse(&k->leaf, chain->leaf, &fail), ERR_OK);
    *out = (struct tls_verdict){.key = k->leaf.key, .may_sign = true, .may_encipher = true};
}

static struct span get(struct hskit *k, const char *name)
{
    return vector_has(&k->vectors, name) ? vector_get(&k->vectors, name) : (struct span){0};
}

static void put_list(struct numbers *out, struct span list)
{
    for (out->num = 0; out->num < list.n / 2 && out->num < NAMES_MAX; out->num++)
        out->v[out->num] = list16_at(list, out->num);
}

static void take_numbers(struct numbers *out, struct span exts, uint16_t type)
{
    struct fail fail = {0};
    struct span list;

    if (ext_get(exts, type, &list)) {
        assert_int_equal(ext_list16_parse(&list, list, &fail), ERR_OK);
        put_list(out, list);
    }
}

static void set_share(struct hskit *k, enum kx_group group, const char *name)
{
    if (vector_has(&k->vectors, name))
        assert_int_equal(kx_set(&k->shares[k->replay.num_shares++], kx_kind(group), get(k, name)),
                         ERR_OK);
}

/* The client is told what its hello says. */
static void configure(struct hskit *k)
{
    struct client_hello hello;
    struct fail fail = {0};
    struct msg m;

    assert_true(msg_split(&m, get(k, "client_hello")));
    assert_int_equal(client_hello_parse(&hello, m.body, &fail), ERR_OK);
    k->config = tls_config_default();
    put_list(&k->config.suites, hello.suites);
    take_numbers(&k->config.groups, hello.exts, TLSX_SUPPORTED_GROUPS);
    take_numbers(&k->config.schemes, hello.exts, TLSX_SIGNATURE_ALGORITHMS);
    k->config.server_name = SPAN_LIT("server");
    k->config.record_size_limit = RECORD_PLAIN_MAX + 1;
    k->config.rng = (struct rng){NULL, any_bytes};
    k->config.ctx = k;
    k->config.now_ms = now_ms;
    k->config.event = event;
    k->config.judge = judge;
    k->replay.client_hello[0] = get(k, "client_hello");
    k->replay.client_hello[1] = get(k, "client_hello2");
    k->replay.client_key_exchange = get(k, "client_key_exchange");
    k->replay.premaster = get(k, "premaster");
    k->replay.shares = k->shares;
    set_share(k, KX_X25519, "client.private");
    set_share(k, KX_P256, "client2.private");
    k->config.replay = &k->replay;
    if (!vector_has(&k->vectors, "order")) {
        k->config.max_version = TLS_1_2;
        k->config.record_size_limit = 0;
    }
}

void hskit_open(struct hskit *k, const char *path, bool steps)
{
    memset(k, 0, sizeof *k);
    kit_open(&k->kit, "www.example.com");
    vectors_open(&k->vectors, path);
    event_log_init(&k->events, steps, false);
    configure(k);
    k->view = (struct hs_view){.input = "www.example.com:443",
                               .host = "www.example.com",
                               .address = "192.0.2.1:443",
                               .events = &k->events,
                               .config = &k->config,
                               .connection = 1,
                               .num_connections = 1};
}

void hskit_close(struct hskit *k)
{
    tls_free(k->tls);
    for (size_t i = 0; i < sizeof k->shares / sizeof k->shares[0]; i++)
        kx_wipe(&k->shares[i]);
    event_log_free(&k->events);
    vectors_close(&k->vectors);
    kit_close(&k->kit);
}

static void sent(struct hskit *k)
{
    tls_sent(k->tls, tls_pending(k->tls).n);
    k->us += 1000;
}

void hskit_start(struct hskit *k)
{
    k->us = 500;
    event_log_mark(&k->events, "resolved", 200);
    event_log_mark(&k->events, "connected", 400);
    assert_int_equal(tls_new(&k->tls, &k->config), ERR_OK);
    assert_int_equal(tls_start(k->tls), ERR_OK);
    k->view.info = tls_info(k->tls);
    k->view.failure = tls_failure(k->tls);
    sent(k);
}

enum err hskit_feed(struct hskit *k, struct span bytes)
{
    enum err e = tls_feed(k->tls, bytes);

    if (e != ERR_OK)
        k->view.reason = err_reason(e);
    sent(k);
    return e;
}

/* One record of RFC 8448's order. */
static void step13(struct hskit *k, const char *name)
{
    size_t taken;

    if (strncmp(name, "client_", 7) != 0) {
        assert_int_equal(hskit_feed(k, get(k, name)), ERR_OK);
        return;
    }
    if (strcmp(name, "client_data.record") == 0)
        assert_int_equal(tls_write(k->tls, get(k, "client_data"), &taken), ERR_OK);
    if (strcmp(name, "client_alert.record") == 0)
        assert_int_equal(tls_close(k->tls), ERR_OK);
    sent(k);
}

static void run13(struct hskit *k)
{
    struct span order = vector_text(&k->vectors, "order");

    while (order.n > 0) {
        char name[64];
        size_t n = span_find(order, ' ');
        snprintf(name, sizeof name, "%.*s", (int)n, (const char *)order.p);
        if (strcmp(name, "client_hello.record") != 0)
            step13(k, name);
        order = span_tail(order, n + 1);
    }
}

static void run12(struct hskit *k)
{
    static const char *const turns[] = {"server.1", "server.2", "server.3", "server.4"};
    size_t taken;

    for (size_t i = 0; i < 4 && vector_has(&k->vectors, turns[i]); i++) {
        if (i == 2)
            assert_int_equal(tls_write(k->tls, SPAN_LIT("ping\n"), &taken), ERR_OK);
        assert_int_equal(hskit_feed(k, get(k, turns[i])), ERR_OK);
    }
    assert_int_equal(tls_close(k->tls), ERR_OK);
}

void hskit_run(struct hskit *k)
{
    hskit_start(k);
    if (vector_has(&k->vectors, "order"))
        run13(k);
    else
        run12(k);
    assert_int_not_equal(tls_phase(k->tls), PHASE_FAILED);
}
