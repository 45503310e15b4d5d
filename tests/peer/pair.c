/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/peer/pair.h"

#include <stdlib.h>

#include "lib/tls/session/session_cache.h"
#include "lib/tls/tls.h"
#include "lib/x509/cert.h"

enum { ARENA_MAX = 1 << 26, ROUNDS_MAX = 1000, DATA_MAX = 1 << 24 };

static int64_t now(void *ctx)
{
    return ((struct pair_end *)ctx)->pair->now_ms;
}

static void listen(void *ctx, const struct event *e)
{
    struct pair_end *end = ctx;

    if (e->kind == EVENT_DATA && !e->sent)
        buf_put(&end->data, e->bytes);
    if (e->kind == EVENT_MESSAGE && !e->sent)
        buf_u8(&end->heard, e->type);
    if (e->kind == EVENT_ALERT && e->sent) {
        end->alert = e->alert;
        end->level = e->level;
    }
    if (e->kind == EVENT_ALERT && !e->sent)
        end->got_alert = e->alert;
}

static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct pair_end *end = ctx;

    end->judged++;
    end->chain = *chain;
    out->pending = end->pair->pends[end - end->pair->ends];
    if (out->pending)
        return;
    out->err = end->pair->verdicts[end - end->pair->ends];
    peer_judge(chain, out);
}

static void keep(void *ctx, const struct session *s)
{
    struct pair *p = ((struct pair_end *)ctx)->pair;

    session_free(&p->session);
    p->has_session = session_copy(&p->session, s) == ERR_OK;
}

static struct tls_config make_config(struct pair *p, int end, uint16_t version)
{
    struct tls_config c = tls_config_default();
    struct span at;

    if (names_suites(&c.suites, SPAN_LIT("all"), &at) != ERR_OK)
        abort();
    c.groups = peer_groups();
    p->randoms[end].state = (uint64_t)end + 1;
    c.max_version = version;
    c.rng = peer_random(&p->randoms[end]);
    c.ctx = &p->ends[end];
    c.now_ms = now;
    c.event = listen;
    c.judge = judge;
    return c;
}

void pair_open(struct pair *p, uint16_t version)
{
    *p = (struct pair){.now_ms = FC_NOW * 1000};
    arena_init(&p->arena, ARENA_MAX);
    session_init(&p->session);
    for (int i = 0; i < 2; i++) {
        p->ends[i].pair = p;
        buf_init(&p->ends[i].data, DATA_MAX);
        buf_init(&p->ends[i].heard, DATA_MAX);
    }
    p->client = make_config(p, PAIR_CLIENT, version);
    p->client.server_name = span_str(FC_HOST);
    p->client.ticket = keep;
    p->host = make_config(p, PAIR_SERVER, version);
    p->host.server = &p->server;
    p->server = tls_server_default();
    p->server.identities = p->identities;
    if (session_cache_new(&p->memory, &p->host.rng, PAIR_SESSIONS) != ERR_OK)
        abort();
    p->server.memory = p->memory;
}

static void hang_up(struct pair *p)
{
    for (int i = 0; i < 2; i++) {
        struct pair_end *end = &p->ends[i];

        tls_free(end->tls);
        end->tls = NULL;
        end->err = ERR_OK;
        end->alert = end->got_alert = end->level = 0;
        end->judged = 0;
        buf_truncate(&end->data, 0);
        buf_truncate(&end->heard, 0);
    }
}

void pair_close(struct pair *p)
{
    hang_up(p);
    for (int i = 0; i < 2; i++) {
        buf_free(&p->ends[i].data);
        buf_free(&p->ends[i].heard);
    }
    for (size_t i = 0; i < p->num_keys; i++)
        privkey_free(p->keys[i]);
    session_cache_free(p->memory);
    session_free(&p->session);
    arena_free(&p->arena);
}

static struct tls_identity make_identity(struct pair *p, enum fkey key)
{
    struct fc_spec ca = fc_intermediate(&p->arena), leaf = fc_leaf(&p->arena);
    size_t i = p->num_keys++;

    fc_rekey(&p->arena, &leaf, key);
    fc_set(&leaf.exts, FC_OID_KU, true,
           fc_ku(&p->arena, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT));
    if (i == PAIR_KEYS || privkey_new(&p->keys[i], fkey_private(&p->arena, key)) != ERR_OK)
        abort();
    p->chains[i][0] = fc_cert(&p->arena, &leaf);
    p->chains[i][1] = fc_cert(&p->arena, &ca);
    return (struct tls_identity){.certs = p->chains[i], .num_certs = 2, .key = p->keys[i]};
}

void pair_identity(struct pair *p, enum fkey key)
{
    p->identities[p->server.num_identities] = make_identity(p, key);
    p->server.num_identities++;
}

void pair_client_identity(struct pair *p, enum fkey key)
{
    p->client_identity = make_identity(p, key);
    p->client.identity = &p->client_identity;
}

static void note(struct pair_end *end, enum err e)
{
    if (end->err == ERR_OK)
        end->err = e;
}

/* What is fed lies in memory of just its size, so that a sanitizer sees the end. */
static void feed(struct pair *p, struct pair_end *end, struct span in)
{
    while (in.n > 0) {
        struct span part = span_head(in, p->chunk > 0 ? p->chunk : in.n);
        struct buf exact;

        buf_init(&exact, part.n);
        buf_put(&exact, part);
        note(end, tls_feed(end->tls, buf_span(&exact)));
        buf_free(&exact);
        in = span_tail(in, part.n);
    }
}

/* What an end has to say goes to the other one; false where it is silent. */
static bool carry(struct pair *p, int from)
{
    struct span said = tls_pending(p->ends[from].tls);
    struct buf b;

    if (said.n == 0)
        return false;
    buf_init(&b, DATA_MAX);
    buf_put(&b, said);
    tls_sent(p->ends[from].tls, said.n);
    if (p->bend != NULL)
        p->bend(p->ctx, from, &b);
    feed(p, &p->ends[1 - from], buf_span(&b));
    buf_free(&b);
    return true;
}

void pair_move(struct pair *p)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        bool was_said = carry(p, PAIR_CLIENT);

        if (!carry(p, PAIR_SERVER) && !was_said)
            return;
    }
    abort();
}

void pair_begin(struct pair *p)
{
    const struct tls_config *configs[] = {&p->client, &p->host};

    hang_up(p);
    p->client.session = p->resumes && p->has_session ? &p->session : NULL;
    for (int i = 0; i < 2; i++) {
        if (tls_new(&p->ends[i].tls, configs[i]) != ERR_OK)
            abort();
        note(&p->ends[i], tls_start(p->ends[i].tls));
    }
}

void pair_run(struct pair *p)
{
    pair_begin(p);
    pair_move(p);
}

void pair_say(struct pair *p, int end, struct span data)
{
    size_t taken = 0;

    note(&p->ends[end], tls_write(p->ends[end].tls, data, &taken));
    if (taken != data.n)
        note(&p->ends[end], ERR_LIMIT);
    pair_move(p);
}

bool pair_is_well(const struct pair *p)
{
    for (int i = 0; i < 2; i++) {
        const struct pair_end *end = &p->ends[i];

        if (end->err != ERR_OK || tls_phase(end->tls) != PHASE_OPEN || end->alert != 0)
            return false;
    }
    return true;
}

bool pair_carries(struct pair *p)
{
    static const char *const words[] = {"said by the client", "said by the server"};

    if (!pair_is_well(p))
        return false;
    for (int i = 0; i < 2; i++) {
        pair_say(p, i, span_str(words[i]));
        if (!span_eq(buf_span(&p->ends[1 - i].data), span_str(words[i])))
            return false;
    }
    return pair_is_well(p);
}

void pair_verdict(struct pair *p, int end)
{
    struct tls_verdict v = {.err = p->verdicts[end], .alert = ALERT_NONE};

    peer_judge(&p->ends[end].chain, &v);
    note(&p->ends[end], tls_verdict(p->ends[end].tls, &v));
    pair_move(p);
}
