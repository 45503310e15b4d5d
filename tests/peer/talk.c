/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/peer/talk.h"

#include <stdlib.h>

#include "lib/tls/session/session_cache.h"
#include "lib/tls/tls.h"
#include "lib/x509/cert.h"

enum { ARENA_MAX = 1 << 26, ROUNDS_MAX = 1000, SESSIONS_MAX = 8 };

static int64_t now(void *ctx)
{
    return ((struct talk *)ctx)->now_ms;
}

static void listen(void *ctx, const struct event *e)
{
    struct talk *t = ctx;

    if (e->kind == EVENT_DATA && !e->sent)
        buf_put(&t->data, e->bytes);
}

static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct talk *t = ctx;

    t->judged++;
    t->waiting = *chain;
    out->pending = t->pends;
    if (out->pending)
        return;
    out->err = t->verdict;
    out->alert = t->verdict_alert;
    peer_judge(chain, out);
}

static void keep(void *ctx, const struct session *s)
{
    struct talk *t = ctx;

    t->sessions++;
    session_free(&t->session);
    t->has_session = session_copy(&t->session, s) == ERR_OK;
}

void talk_open(struct talk *t, uint16_t version)
{
    *t = (struct talk){.now_ms = FC_NOW * 1000, .verdict_alert = ALERT_NONE};
    arena_init(&t->arena, ARENA_MAX);
    session_init(&t->session);
    buf_init(&t->data, 1 << 24);
    t->randoms[0].state = 1;
    t->randoms[1].state = 2;
    t->client = tls_config_default();
    t->client.groups = peer_groups();
    t->client.server_name = span_str(FC_HOST);
    t->client.rng = peer_random(&t->randoms[0]);
    t->client.ctx = t;
    t->client.now_ms = now;
    t->client.event = listen;
    t->client.judge = judge;
    t->client.ticket = keep;
    t->server = peer_config_default(version);
    t->server.rng = peer_random(&t->randoms[1]);
    t->server.now_ms = &t->now_ms;
    if (session_cache_new(&t->memory, &t->server.rng, SESSIONS_MAX) != ERR_OK)
        abort();
    t->server.memory = t->memory;
    talk_key(t, FKEY_P256_C, SCHEME_ECDSA_SECP256R1_SHA256);
}

static void hang_up(struct talk *t)
{
    if (t->tls == NULL)
        return;
    tls_free(t->tls);
    t->tls = NULL;
    peer_close(&t->peer);
}

void talk_close(struct talk *t)
{
    hang_up(t);
    for (size_t i = 0; i < t->num_keys; i++)
        privkey_free(t->keys[i]);
    session_cache_free(t->memory);
    session_free(&t->session);
    buf_free(&t->data);
    arena_free(&t->arena);
}

/* --- keys --------------------------------------------------------------------------------- */

static const struct privkey *private_key(struct talk *t, enum fkey key)
{
    if (t->num_keys == TALK_KEYS ||
        privkey_new(&t->keys[t->num_keys], fkey_private(&t->arena, key)) != ERR_OK)
        abort();
    return t->keys[t->num_keys++];
}

static void set_chain(struct talk *t, enum fkey key, uint16_t scheme, const struct fc_spec *leaf)
{
    struct fc_spec ca = fc_intermediate(&t->arena);

    t->chain[0] = fc_cert(&t->arena, leaf);
    t->chain[1] = fc_cert(&t->arena, &ca);
    t->server.key = private_key(t, key);
    t->server.certs = t->chain;
    t->server.num_certs = 2;
    t->server.scheme = scheme;
}

void talk_usage(struct talk *t, enum fkey key, uint16_t scheme, uint32_t usage)
{
    struct fc_spec leaf = fc_leaf(&t->arena);

    fc_rekey(&t->arena, &leaf, key);
    fc_set(&leaf.exts, FC_OID_KU, true, fc_ku(&t->arena, usage));
    set_chain(t, key, scheme, &leaf);
}

void talk_key(struct talk *t, enum fkey key, uint16_t scheme)
{
    bool is_rsa = key == FKEY_RSA2048_A || key == FKEY_RSA2048_B || key == FKEY_RSA1024_A;

    talk_usage(t, key, scheme, KU_DIGITAL_SIGNATURE | (is_rsa ? KU_KEY_ENCIPHERMENT : 0));
}

void talk_pss(struct talk *t, enum fkey key, uint16_t scheme)
{
    struct fc_spec leaf = fc_leaf(&t->arena);

    fc_rekey(&t->arena, &leaf, key);
    leaf.spki = fkey_spki_with(&t->arena, "1.2.840.113549.1.1.10", (struct span){0},
                               fkey_bits(&t->arena, key));
    set_chain(t, key, scheme, &leaf);
}

void talk_identity(struct talk *t, enum fkey key)
{
    struct fc_spec ca = fc_intermediate(&t->arena), leaf = fc_leaf(&t->arena);

    fc_rekey(&t->arena, &leaf, key);
    t->client_chain[0] = fc_cert(&t->arena, &leaf);
    t->client_chain[1] = fc_cert(&t->arena, &ca);
    t->identity =
        (struct tls_identity){.certs = t->client_chain, .num_certs = 2, .key = private_key(t, key)};
    t->client.identity = &t->identity;
}

/* RFC 7919 A.1: ffdhe2048. */
static const char ffdhe2048[] = "ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1d8b9c583ce2d3695a9"
                                "e13641146433fbcc939dce249b3ef9"
                                "7d2fe363630c75d8f681b202aec4617ad3df1ed5d5fd65612433f51f5f066ed085"
                                "6365553ded1af3b557135e7f57c935"
                                "984f0c70e0e68b77e2a689daf3efe8721df158a136ade73530acca4f483a797abc"
                                "0ab182b324fb61d108a94bb2c8e3fb"
                                "b96adab760d7f4681d4f42a3de394df4ae56ede76372bb190b07a7c8ee0a6d709e"
                                "02fce1cdf7e2ecc03404cd28342f61"
                                "9172fe9ce98583ff8e4f1232eef28183c3fe3b1b4c6fad733bb5fcbc2ec22005c5"
                                "8ef1837d1683b2c6f34a26c1b2effa"
                                "886b423861285c97ffffffffffffffff";

void talk_dh(struct talk *t)
{
    t->server.dh_p = fd_hex(&t->arena, ffdhe2048);
    t->server.dh_g = SPAN_LIT("\x02");
}

/* --- talking ------------------------------------------------------------------------------ */

static void note(struct talk *t, enum err e)
{
    if (t->err == ERR_OK)
        t->err = e;
}

/* What is fed to the client lies in memory of just its size, so that a sanitizer sees the end. */
static void feed_client(struct talk *t, struct span in)
{
    while (in.n > 0) {
        struct span part = span_head(in, t->chunk > 0 ? t->chunk : in.n);
        struct buf exact;

        buf_init(&exact, part.n);
        buf_put(&exact, part);
        note(t, tls_feed(t->tls, buf_span(&exact)));
        buf_free(&exact);
        in = span_tail(in, part.n);
    }
}

void talk_move(struct talk *t)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct span said = tls_pending(t->tls);
        size_t n = said.n;

        if (n > 0)
            peer_feed(&t->peer, said);
        tls_sent(t->tls, n);
        struct buf answer = t->peer.out;
        t->peer.out = peer_new();
        feed_client(t, buf_span(&answer));
        n += answer.n;
        buf_free(&answer);
        if (n == 0)
            return;
    }
    note(t, ERR_LIMIT);
}

void talk_run(struct talk *t)
{
    hang_up(t);
    t->err = ERR_OK;
    t->judged = t->sessions = 0;
    buf_truncate(&t->data, 0);
    t->client.session = t->resumes && t->has_session ? &t->session : NULL;
    peer_open(&t->peer, &t->server);
    if (tls_new(&t->tls, &t->client) != ERR_OK)
        abort();
    note(t, tls_start(t->tls));
    if (t->early.n > 0 && tls_may_write(t->tls)) {
        size_t taken;

        note(t, tls_write(t->tls, t->early, &taken));
    }
    talk_move(t);
}

void talk_eof(struct talk *t)
{
    note(t, tls_eof(t->tls));
    talk_move(t);
}

void talk_verdict(struct talk *t)
{
    struct tls_verdict v = {.err = t->verdict, .alert = t->verdict_alert};

    peer_judge(&t->waiting, &v);
    note(t, tls_verdict(t->tls, &v));
    talk_move(t);
}

bool talk_is_well(const struct talk *t)
{
    return t->err == ERR_OK && tls_phase(t->tls) == PHASE_OPEN && t->peer.finished &&
           !t->peer.alerted && t->peer.trouble == NULL;
}
