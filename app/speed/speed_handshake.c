/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole handshakes: our client and our server, which talk to each other in memory. */
#include "config.h"

#include "app/speed/speed_pki.h"
#include "app/verify/peer_chain.h"
#include "lib/tls/session/session_cache.h"
#include "lib/tls/tls.h"

enum { CLIENT, SERVER, ENDS, ROUNDS_MAX = 20, SESSIONS = 8, JUDGE_MEMORY = 4 << 20 };

struct shaking {
    const struct speed_pki *pki;
    struct tls_config configs[ENDS];
    struct tls_server server;
    struct tls_identity identity;
    struct session session; /* that the client resumes */
    bool resumes, has_session;
    uint16_t group;
};

static int64_t now_ms(void *ctx)
{
    return ((const struct shaking *)ctx)->pki->now * 1000;
}

/* The chain that the server sent is the one that was made: it is judged as that. */
static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    const struct shaking *s = ctx;
    struct arena arena;
    struct speed_judging judging = {.arena = &arena, .key = &out->prepared};

    out->alert = ALERT_NONE;
    arena_init(&arena, JUDGE_MEMORY);
    out->err = span_eq(chain->leaf, s->pki->sent[0]) ? speed_pki_judge(s->pki, 0, &judging)
                                                     : ERR_SPEED_ANSWER;
    if (out->err == ERR_OK)
        peer_chain_key(out, judging.leaf);
    arena_free(&arena);
}

/* The first session is kept: TLS 1.2 resumes it again and again, and so do we in TLS 1.3, where a
 * client should take a fresh ticket each time (RFC 9846 C.4); the work is the same. */
static void keep(void *ctx, const struct session *session)
{
    struct shaking *s = ctx;

    if (s->resumes && !s->has_session)
        s->has_session = session_copy(&s->session, session) == ERR_OK;
}

static enum err configure(struct shaking *s, const struct speed_work *work)
{
    s->server = tls_server_default();
    s->server.identities = &s->identity;
    s->server.num_identities = 1;
    s->identity = (struct tls_identity){
        .certs = s->pki->sent, .num_certs = SPEED_SENT, .key = s->pki->leaf_key};
    for (int i = 0; i < ENDS; i++) {
        struct tls_config *c = &s->configs[i];

        *c = tls_config_default();
        c->min_version = c->max_version = (uint16_t)work->algorithm;
        /* In TLS 1.2 the curve of the certificate must be among them too (RFC 8422 5.1.1). */
        c->groups = (struct numbers){{(uint16_t)work->number, GROUP_SECP256R1}, 2};
        c->compressions.num = 0;
        c->rng = work->lab->rng;
        c->ctx = s;
        c->now_ms = now_ms;
        c->judge = judge;
    }
    s->group = (uint16_t)work->number;
    s->configs[CLIENT].server_name = span_str(SPEED_HOST);
    s->configs[CLIENT].ticket = keep;
    s->configs[SERVER].server = &s->server;
    if (!s->resumes)
        s->server.tickets = 0;
    return s->resumes ? session_cache_new(&s->server.memory, &work->lab->rng, SESSIONS) : ERR_OK;
}

/* What one end has to send reaches the other; *moved: there was something. */
static enum err carry(struct tls *from, struct tls *to, bool *moved)
{
    struct span sent = tls_pending(from);

    if (sent.n == 0)
        return ERR_OK;
    *moved = true;
    TRY(tls_feed(to, sent));
    tls_sent(from, sent.n);
    return ERR_OK;
}

/* Both ends are connected, in the group, and resumed if that was wanted. */
static enum err check(const struct shaking *s, struct tls *const tls[ENDS])
{
    bool resumed = s->configs[CLIENT].session != NULL;

    for (int i = 0; i < ENDS; i++) {
        const struct tls_info *info = tls_info(tls[i]);

        if (tls_phase(tls[i]) != PHASE_OPEN || info->resumed != resumed ||
            (!resumed && info->group != s->group))
            return ERR_SPEED_ANSWER;
    }
    return ERR_OK;
}

static enum err shake(const struct shaking *s, struct tls *const tls[ENDS])
{
    bool moved = true;

    for (int i = 0; i < ENDS; i++)
        TRY(tls_start(tls[i]));
    for (int round = 0; moved && round < ROUNDS_MAX; round++) {
        moved = false;
        TRY(carry(tls[CLIENT], tls[SERVER], &moved));
        TRY(carry(tls[SERVER], tls[CLIENT], &moved));
    }
    return check(s, tls);
}

static enum err handshake_run(void *state)
{
    struct shaking *s = state;
    struct tls *tls[ENDS] = {NULL, NULL};
    enum err e = ERR_OK;

    s->configs[CLIENT].session = s->has_session ? &s->session : NULL;
    for (int i = 0; i < ENDS && e == ERR_OK; i++)
        e = tls_new(&tls[i], &s->configs[i]);
    if (e == ERR_OK)
        e = shake(s, tls);
    for (int i = 0; i < ENDS; i++)
        tls_free(tls[i]);
    return e;
}

/* One handshake is made here; a second one resumes it. */
static enum err open_shaking(struct speed_work *work, bool resumes)
{
    struct speed_pki *pki = NULL;
    struct shaking *s = ARENA_NEW(&work->lab->arena, struct shaking);

    work->state = s;
    if (s == NULL)
        return work->lab->arena.err;
    session_init(&s->session);
    s->resumes = resumes;
    TRY(speed_pki_make(work->lab, &pki, KEY_P256, 0, 1));
    s->pki = pki;
    TRY(configure(s, work));
    TRY(handshake_run(s));
    if (!resumes)
        return ERR_OK;
    return s->has_session ? handshake_run(s) : ERR_SPEED_ANSWER;
}

static enum err handshake_open(struct speed_work *work)
{
    return open_shaking(work, false);
}

static enum err resume_open(struct speed_work *work)
{
    return open_shaking(work, true);
}

static void handshake_close(void *state)
{
    struct shaking *s = state;

    if (s == NULL)
        return;
    session_free(&s->session);
    session_cache_free(s->server.memory);
}

const struct speed_kind speed_handshake = {handshake_open, handshake_run, handshake_close};
const struct speed_kind speed_resume = {resume_open, handshake_run, handshake_close};
