/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The five connections of RFC 8448, lived through by the client: it is given the ClientHello and
 * the ephemeral keys of the trace (and in section 6 the CertificateVerify, whose key is not
 * published), and everything else has to come out as it is printed: every record that it sends,
 * every secret, and it has to take every record of the server.
 */
#include "config.h"

#include "lib/tls/tls.h"

#include "lib/x509/cert.h"
#include "tests/factory/fkey.h"
#include "tests/unit/tls/rfc8448.h"

enum { SHARES = 2 };

struct play {
    struct vectors v;
    struct told told;
    struct tls_config config;
    struct tls_replay replay;
    struct kx shares[SHARES];
    struct tls *tls;
    struct session *keep; /* where a ticket goes */
    struct cert leaf;
    unsigned judged, tickets;
    struct buf data;
};

enum { TICKET_AT = 1000 * 1000 };

static int64_t now_ms(void *ctx)
{
    (void)ctx;
    return TICKET_AT;
}

static void no_random(void *ctx, size_t n, uint8_t *out)
{
    (void)ctx;
    (void)n;
    (void)out;
    fail_msg("a replay needs nothing random");
}

static void event(void *ctx, const struct event *e)
{
    struct play *p = ctx;

    if (e->kind == EVENT_STEP)
        told_step(&p->told, e->step);
    if (e->kind == EVENT_DATA && !e->sent)
        buf_put(&p->data, e->bytes);
}

/* The chain is trusted by injection: its RSA key has 1024 bits. */
static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct play *p = ctx;
    struct fail fail = {0};

    assert_int_equal(cert_parse(&p->leaf, chain->leaf, &fail), ERR_OK);
    out->key = p->leaf.key;
    out->may_sign = true;
    p->judged++;
}

static void ticket(void *ctx, const struct session *s)
{
    struct play *p = ctx;

    p->tickets++;
    assert_int_equal(session_copy(p->keep, s), ERR_OK);
}

static struct span get(struct play *p, const char *name)
{
    return vector_has(&p->v, name) ? vector_get(&p->v, name) : (struct span){0};
}

static void take_numbers(struct numbers *out, struct span exts, uint16_t type)
{
    struct fail fail = {0};
    struct span list;

    assert_true(ext_get(exts, type, &list));
    assert_int_equal(ext_list16_parse(&list, list, &fail), ERR_OK);
    for (out->num = 0; out->num < list.n / 2; out->num++)
        out->v[out->num] = list16_at(list, out->num);
}

static void set_share(struct play *p, enum kx_group group, const char *private, const char *public)
{
    struct kx *k = &p->shares[p->replay.num_shares++];

    assert_int_equal(kx_set(k, kx_kind(group), get(p, private)), ERR_OK);
    told_equal(span_of(k->public, k->public_n), get(p, public));
}

/* What the client of the trace was configured to, as far as its hello tells. */
static void configure(struct play *p)
{
    struct client_hello hello;
    struct fail fail = {0};
    struct msg m;

    assert_true(msg_split(&m, get(p, "client_hello")));
    assert_int_equal(client_hello_parse(&hello, m.body, &fail), ERR_OK);
    p->config = tls_config_default();
    take_numbers(&p->config.groups, hello.exts, TLSX_SUPPORTED_GROUPS);
    take_numbers(&p->config.schemes, hello.exts, TLSX_SIGNATURE_ALGORITHMS);
    p->config.server_name = SPAN_LIT("server");
    p->config.record_size_limit = RECORD_PLAIN_MAX + 1;
    p->config.rng = (struct rng){NULL, no_random};
    p->config.ctx = p;
    p->config.now_ms = now_ms;
    p->config.event = event;
    p->config.judge = judge;
    p->config.ticket = ticket;
    p->replay.client_hello[0] = get(p, "client_hello");
    p->replay.client_hello[1] = get(p, "client_hello2");
    p->replay.certificate_verify = get(p, "client_certificate_verify");
    p->replay.shares = p->shares;
    set_share(p, KX_X25519, "client.private", "client.public");
    if (vector_has(&p->v, "client2.private"))
        set_share(p, KX_P256, "client2.private", "client2.public");
    p->config.replay = &p->replay;
}

static void open_play(struct play *p, const char *path)
{
    *p = (struct play){0};
    vectors_open(&p->v, path);
    told_init(&p->told, &p->v.arena);
    buf_init(&p->data, 1 << 16);
    configure(p);
}

static void close_play(struct play *p)
{
    tls_free(p->tls);
    buf_free(&p->data);
    for (size_t i = 0; i < SHARES; i++)
        kx_wipe(&p->shares[i]);
    vectors_close(&p->v);
}

static void write_data(struct play *p, const char *name)
{
    struct span data = get(p, name);
    size_t taken;

    assert_true(tls_may_write(p->tls));
    assert_int_equal(tls_write(p->tls, data, &taken), ERR_OK);
    assert_int_equal(taken, data.n);
}

static bool is_ours(const char *name)
{
    return strncmp(name, "client_", 7) == 0 || strncmp(name, "early_data", 10) == 0 ||
           strncmp(name, "end_of_early_data", 17) == 0;
}

/* One record of the trace: the next that we have to send, or the next that we get. */
static void step(struct play *p, const char *name)
{
    struct span record = get(p, name);

    if (!is_ours(name)) {
        assert_int_equal(tls_feed(p->tls, record), ERR_OK);
        return;
    }
    if (strcmp(name, "early_data.record") == 0)
        write_data(p, "early_data");
    if (strcmp(name, "client_data.record") == 0)
        write_data(p, "client_data");
    if (strcmp(name, "client_alert.record") == 0)
        assert_int_equal(tls_close(p->tls), ERR_OK);
    told_equal(span_head(tls_pending(p->tls), record.n), record);
    tls_sent(p->tls, record.n);
}

static void run(struct play *p)
{
    struct span order = vector_text(&p->v, "order");

    assert_int_equal(tls_new(&p->tls, &p->config), ERR_OK);
    assert_int_equal(tls_start(p->tls), ERR_OK);
    while (order.n > 0) {
        char name[64];
        size_t n = span_find(order, ' ');
        assert_true(n < sizeof name);
        memcpy(name, order.p, n);
        name[n] = 0;
        step(p, name);
        order = span_tail(order, n + 1);
    }
    assert_int_equal(tls_phase(p->tls), PHASE_CLOSED);
    assert_int_equal(tls_pending(p->tls).n, 0);
    assert_int_equal(tls_info(p->tls)->version, TLS_1_3);
    told_equal(buf_span(&p->data), get(p, "server_data"));
}

/* values: how many secrets the trace prints; all of them were told, and right. */
static void replay(struct play *p, size_t values)
{
    run(p);
    assert_int_equal(rfc8448_compare(&p->v, &p->told), values);
}

/* Sections 3 and 4: the second connection resumes the first. */
static void simple_then_resumed(void **state)
{
    struct play p;
    struct session session;

    (void)state;
    open_play(&p, "tests/vectors/rfc8448/3-simple-1rtt.txt");
    p.keep = &session;
    replay(&p, 25);
    assert_int_equal(p.judged, 1);
    assert_int_equal(p.tickets, 1);
    assert_int_equal(tls_info(p.tls)->group, GROUP_X25519);
    assert_int_equal(tls_info(p.tls)->scheme, SCHEME_RSA_PSS_RSAE_SHA256);
    assert_int_equal(session.max_early_data, 1024);
    close_play(&p);

    open_play(&p, "tests/vectors/rfc8448/4-resumed-0rtt.txt");
    p.config.session = &session;
    replay(&p, 31);
    assert_int_equal(p.judged, 0);
    assert_true(tls_info(p.tls)->resumed);
    assert_int_equal(tls_info(p.tls)->early_data, EARLY_ACCEPTED);
    assert_int_equal(tls_unwritten(p.tls).n, 0);
    close_play(&p);
    session_free(&session);
}

static void hello_retry_request(void **state)
{
    struct play p;

    (void)state;
    open_play(&p, "tests/vectors/rfc8448/5-hello-retry-request.txt");
    replay(&p, 24);
    assert_true(tls_info(p.tls)->retried);
    assert_int_equal(tls_info(p.tls)->group, GROUP_SECP256R1);
    close_play(&p);
}

static void client_authentication(void **state)
{
    struct play p;
    struct cert_entry own;
    struct certificate_msg m;
    struct fail fail = {0};

    (void)state;
    open_play(&p, "tests/vectors/rfc8448/6-client-authentication.txt");
    assert_int_equal(
        certificate_parse(&m, true, span_tail(get(&p, "client_certificate"), 4), &fail), ERR_OK);
    struct rd r = rd_init(m.list, &fail);
    assert_true(cert_entry_next(&r, true, &own));
    /* The key is another one: what it would have signed is taken from the trace. */
    struct privkey *key;
    assert_int_equal(privkey_new(&key, fkey_private(&p.v.arena, FKEY_RSA2048_A)), ERR_OK);
    struct tls_identity identity = {.key = key, .certs = &own.cert, .num_certs = 1};
    identity.schemes.v[identity.schemes.num++] = SCHEME_RSA_PSS_RSAE_SHA256;
    p.config.identity = &identity;
    replay(&p, 24);
    assert_true(tls_info(p.tls)->client_certificate_asked);
    assert_true(tls_info(p.tls)->client_certificate_sent);
    assert_int_equal(tls_info(p.tls)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    privkey_free(key);
    close_play(&p);
}

static void compatibility_mode(void **state)
{
    struct play p;

    (void)state;
    open_play(&p, "tests/vectors/rfc8448/7-compatibility-mode.txt");
    replay(&p, 24);
    close_play(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simple_then_resumed),
        cmocka_unit_test(hello_retry_request),
        cmocka_unit_test(client_authentication),
        cmocka_unit_test(compatibility_mode),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
