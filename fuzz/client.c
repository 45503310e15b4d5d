/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/client.h"

#include "fuzz/fuzz.h"
#include "lib/tls/tls.h"
#include "lib/x509/cert.h"

enum { PENDING_MAX = 8 << 20 };

/* The client's own key, Ed25519, and its certificate. */
static const uint8_t own_key[] = {
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    0x61, 0xe9, 0x13, 0x15, 0x5a, 0x94, 0x8a, 0xaf, 0x0f, 0x33, 0xf9, 0x2a, 0x14, 0x9f, 0xbf, 0x50,
    0xc4, 0xb4, 0xe1, 0x09, 0x25, 0x30, 0x95, 0x4d, 0x64, 0xcc, 0xd8, 0x01, 0xd7, 0x36, 0xc7, 0xb3};

static const uint8_t own_cert[] = {
    0x30, 0x81, 0xd4, 0x30, 0x81, 0x87, 0x02, 0x14, 0x7e, 0x2c, 0xb6, 0x47, 0xcb, 0xdd, 0x3d, 0x2e,
    0xb0, 0x1e, 0xb9, 0x23, 0xa2, 0xeb, 0x4a, 0xb3, 0x10, 0x74, 0x41, 0xc9, 0x30, 0x05, 0x06, 0x03,
    0x2b, 0x65, 0x70, 0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01,
    0x63, 0x30, 0x20, 0x17, 0x0d, 0x32, 0x36, 0x31, 0x31, 0x32, 0x31, 0x31, 0x35, 0x34, 0x34, 0x30,
    0x38, 0x5a, 0x18, 0x0f, 0x32, 0x30, 0x35, 0x31, 0x30, 0x37, 0x31, 0x33, 0x31, 0x35, 0x34, 0x34,
    0x30, 0x38, 0x5a, 0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01,
    0x63, 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, 0xcb, 0xe4, 0xcc,
    0xcb, 0x0a, 0x2f, 0xf4, 0x56, 0xa7, 0xd4, 0xb3, 0x8c, 0xb0, 0xa4, 0x6d, 0x77, 0xab, 0x62, 0xeb,
    0xc1, 0x92, 0xfe, 0x25, 0x5b, 0x3c, 0x5e, 0x5d, 0x2a, 0xfa, 0xe7, 0xc6, 0x3d, 0x30, 0x05, 0x06,
    0x03, 0x2b, 0x65, 0x70, 0x03, 0x41, 0x00, 0xa3, 0xdb, 0x0e, 0xbc, 0x9b, 0x4d, 0x82, 0x6e, 0x50,
    0xd4, 0xbf, 0x32, 0x9f, 0x95, 0x1a, 0xda, 0x88, 0xbe, 0x3a, 0x20, 0x42, 0x3e, 0xc6, 0x5b, 0xad,
    0x4a, 0x4c, 0xf4, 0x4a, 0xe0, 0xa9, 0x62, 0x08, 0x8f, 0x51, 0x7d, 0x92, 0x3c, 0x6a, 0x10, 0xcb,
    0x2f, 0xf6, 0x67, 0xb9, 0xde, 0xce, 0x50, 0x71, 0x87, 0x9d, 0xfd, 0x7e, 0xae, 0x9b, 0x36, 0xaa,
    0x6a, 0x38, 0x0a, 0xb5, 0x44, 0xa5, 0x04};

static void fill(void *ctx, size_t n, uint8_t *out)
{
    uint64_t *state = ctx;

    for (size_t i = 0; i < n; i++) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        out[i] = (uint8_t)(*state >> 56);
    }
}

static int64_t now_ms(void *ctx)
{
    (void)ctx;
    return CLIENT_NOW_MS;
}

/* Every span that is told must be readable. */
static void event(void *ctx, const struct event *e)
{
    struct span all[] = {e->bytes, e->at};
    volatile uint8_t sum = 0;

    (void)ctx;
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < all[k].n; i++)
            sum = (uint8_t)(sum + all[k].p[i]);
    }
}

/* The judge answers at once, or when all has come. */
static bool pends, was_asked;
static struct tls_chain waiting;

static void decide(const struct tls_chain *chain, struct tls_verdict *out)
{
    struct cert cert;
    struct fail f = {0};

    if (cert_parse(&cert, chain->leaf, &f) != ERR_OK) {
        out->err = ERR_TLS_LEAF_DECODE;
        return;
    }
    out->key = cert.key;
    out->may_sign = out->may_encipher = true;
}

static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    (void)ctx;
    was_asked = true;
    waiting = *chain;
    out->pending = pends;
    if (!pends)
        decide(chain, out);
}

static void ticket(void *ctx, const struct session *s)
{
    struct session copy;

    (void)ctx;
    REQUIRE(session_copy(&copy, s) == ERR_OK);
    session_free(&copy);
}

static void make_session(struct session *s, bool is_12)
{
    session_init(s);
    s->version = is_12 ? TLS_1_2 : TLS_1_3;
    s->suite = is_12 ? TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 : TLS_AES_128_GCM_SHA256;
    s->secret.n = is_12 ? 48 : 32;
    memset(s->secret.v, 0x5e, s->secret.n);
    buf_put(&s->ticket, SPAN_LIT("0123456789abcdef0123456789abcdef"));
    buf_put(&s->server_name, SPAN_LIT("www.example.com"));
    s->ems = true;
    s->received_ms = CLIENT_NOW_MS - 1000;
    s->lifetime = 3600;
    s->max_early_data = 100;
}

void client_hooks(struct tls_config *config, uint64_t *random, bool deep)
{
    *random = 1;
    config->rng = (struct rng){random, fill};
    config->null_encryption = deep;
    config->now_ms = now_ms;
    config->event = event;
    config->judge = judge;
}

void client_make(struct client *c, uint8_t options, bool deep)
{
    struct tls_config *config = &c->config;
    struct span at;

    *c = (struct client){0};
    *config = tls_config_default();
    names_default_compressions(&config->compressions);
    REQUIRE(names_suites(&config->suites, SPAN_LIT("all"), &at) == ERR_OK);
    REQUIRE(names_schemes(&config->schemes, SPAN_LIT("all"), &at) == ERR_OK);
    if ((options & CLIENT_ONLY_12) != 0)
        config->max_version = TLS_1_2;
    else if ((options & CLIENT_ONLY_13) != 0)
        config->min_version = TLS_1_3;
    /* Hybrids need more time, so only some inputs meet them. */
    if ((options & CLIENT_EXTRAS) == 0)
        REQUIRE(names_groups(&config->groups, SPAN_LIT("x25519,secp256r1,secp384r1"), &at) ==
                ERR_OK);
    config->server_name = SPAN_LIT("www.example.com");
    client_hooks(config, &c->random, deep);
    config->ticket = ticket;
    config->early_data = (options & CLIENT_EARLY) != 0;
    config->false_start.allowed = config->false_start.without_alpn =
        (options & CLIENT_FALSE_START) != 0;
    make_session(&c->session, (options & CLIENT_ONLY_12) != 0);
    config->session = (options & CLIENT_RESUMES) != 0 ? &c->session : NULL;
    if ((options & CLIENT_EXTRAS) != 0) {
        config->ocsp = config->scts = config->hello.grease = config->hello.permute = true;
        config->alpn = SPAN_LIT("\2h2");
        config->record_size_limit = 1000;
    }
    if ((options & CLIENT_IDENTITY) != 0) {
        REQUIRE(privkey_new(&c->key, span_of(own_key, sizeof own_key)) == ERR_OK);
        c->chain[0] = span_of(own_cert, sizeof own_cert);
        c->identity = (struct tls_identity){.certs = c->chain, .num_certs = 1, .key = c->key};
        config->identity = &c->identity;
    }
}

void client_free(struct client *c)
{
    session_free(&c->session);
    privkey_free(c->key);
}

static void write_some(struct tls *t)
{
    size_t taken;

    if (!tls_may_write(t))
        return;
    REQUIRE(tls_write(t, SPAN_LIT("some data"), &taken) == ERR_OK);
    REQUIRE(taken > 0 && taken <= 9);
}

/* What must hold of a connection whatever came. */
static void hold(const struct tls *t, const struct tls_config *config, enum err e)
{
    const struct tls_info *info = tls_info(t);
    uint8_t out[16];

    REQUIRE(tls_pending(t).n < PENDING_MAX);
    REQUIRE((e != ERR_OK) == (tls_phase(t) == PHASE_FAILED));
    REQUIRE(tls_failure(t)->err == e);
    REQUIRE(e == ERR_OK || err_reason(e) != REASON_INTERNAL);
    if (tls_phase(t) != PHASE_OPEN)
        return;
    REQUIRE(info->version >= config->min_version && info->version <= config->max_version);
    REQUIRE(info->suite != NULL && suite_is_13(info->suite) == (info->version == TLS_1_3));
    REQUIRE(tls_export(t, out, sizeof out, SPAN_LIT("EXPORTER"), true, (struct span){0}) == ERR_OK);
}

static enum err live(struct tls *t, const struct tls_config *config, struct span in, size_t piece)
{
    enum err e = tls_start(t);
    bool wrote = false;

    REQUIRE(e == ERR_OK);
    write_some(t);
    while (in.n > 0 && e == ERR_OK) {
        struct span part = span_head(in, piece);
        e = tls_feed(t, part);
        hold(t, config, e);
        in = span_tail(in, part.n);
        if (tls_phase(t) == PHASE_OPEN && !wrote) {
            wrote = true;
            write_some(t);
        }
    }
    if (e == ERR_OK && tls_phase(t) == PHASE_OPEN && tls_info(t)->version == TLS_1_3)
        REQUIRE(tls_key_update(t, true) == ERR_OK);
    if (e == ERR_OK)
        e = tls_eof(t);
    if (tls_is_waiting(t)) {
        struct tls_verdict v = {.alert = ALERT_NONE};
        REQUIRE(e == ERR_OK);
        decide(&waiting, &v);
        e = tls_verdict(t, &v);
    }
    tls_sent(t, tls_pending(t).n);
    REQUIRE(tls_pending(t).n == 0);
    return e;
}

enum err client_live(const struct tls_config *config, struct span in, size_t piece)
{
    struct tls *t;

    REQUIRE(tls_new(&t, config) == ERR_OK);
    enum err e = live(t, config, in, piece);
    REQUIRE(tls_failure(t)->err == e);
    tls_free(t);
    return e;
}

void client_compare(enum err (*once)(struct span input, bool deep), struct span input, bool deep)
{
    if (input.n == 0)
        return;
    was_asked = pends = false;
    enum err at_once = once(input, deep);
    if (!was_asked)
        return;
    pends = true;
    enum err later = once(input, deep);
    REQUIRE(later == at_once || (later == ERR_LIMIT && input.n > TLS_HELD_MAX));
}

static enum err once(struct span input, bool deep)
{
    size_t piece = (input.p[0] & CLIENT_PIECES) != 0 ? 1 : input.n;
    struct client c;

    client_make(&c, input.p[0], deep);
    enum err e = client_live(&c.config, span_tail(input, 1), piece);
    client_free(&c);
    return e;
}

int client_fuzz(struct span input, bool deep)
{
    client_compare(once, input, deep);
    return 0;
}
