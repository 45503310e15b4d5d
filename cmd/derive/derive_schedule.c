/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/derive/derive.h"

#include "lib/base/wipe.h"
#include "lib/tls/keys/key_schedule12.h"

static const enum step_side sides[DERIVE_ENDS] = {
    [DERIVE_SERVER] = SIDE_SERVER, [DERIVE_CLIENT] = SIDE_CLIENT};
static const enum derive_id finished_hashes[DERIVE_ENDS] = {
    [DERIVE_SERVER] = DERIVE_SERVER_FINISHED_HASH, [DERIVE_CLIENT] = DERIVE_CLIENT_FINISHED_HASH};

struct span derive_finished_hash(const struct derive *d, enum derive_end end)
{
    struct span hash = derive_get(d, finished_hashes[end]);

    /* Without EndOfEarlyData and a client's Certificate, nothing stands between both Finished. */
    if (hash.n == 0 && end == DERIVE_CLIENT && suite_is_13(d->suite))
        hash = derive_get(d, DERIVE_SERVER_HASH);
    return hash;
}

static void finished12(const struct derive *d, const struct prf12 *p, struct derive_result *out,
                       enum derive_end end)
{
    struct span hash = derive_finished_hash(d, end);

    if (hash.n == 0)
        return;
    prf12_finished(p, sides[end], out->expected[end].v, hash);
    out->expected[end].n = VERIFY_DATA_SIZE;
}

static void climb12(const struct derive *d, const struct step_listener *listener,
                    struct derive_result *out)
{
    struct prf12 p = {.suite = d->suite, .listener = listener};
    struct traffic_keys client, server;
    struct span premaster = derive_get(d, DERIVE_PREMASTER);

    memcpy(p.client_random, d->opts->keylog != NULL ? d->random : d->v[DERIVE_CLIENT_RANDOM].v,
           sizeof p.client_random);
    memcpy(p.server_random, d->v[DERIVE_SERVER_RANDOM].v, sizeof p.server_random);
    memcpy(p.master, d->v[DERIVE_MASTER].v, MASTER_SIZE);
    if (premaster.n > 0 && derive_has(d, DERIVE_SESSION_HASH))
        prf12_master_extended(&p, premaster, derive_get(d, DERIVE_SESSION_HASH));
    else if (premaster.n > 0)
        prf12_master(&p, premaster);
    if (derive_has(d, DERIVE_SERVER_RANDOM))
        prf12_keys(&p, &client, &server);
    finished12(d, &p, out, DERIVE_CLIENT);
    finished12(d, &p, out, DERIVE_SERVER);
    wipe(&client, sizeof client);
    wipe(&server, sizeof server);
    prf12_wipe(&p);
}

/* keys are those of a traffic secret, where that is known. */
static void keys(const struct derive *d, const struct sched13 *s, const struct secret *traffic,
                 enum step_id what)
{
    struct traffic_keys out;

    if (traffic->n == 0)
        return;
    sched13_keys(s, &out, d->suite, traffic, what);
    wipe(&out, sizeof out);
}

static void finished13(const struct derive *d, const struct sched13 *s, struct derive_result *out,
                       enum derive_end end)
{
    const struct secret *base = end == DERIVE_CLIENT ? &s->client_handshake : &s->server_handshake;
    struct span hash = derive_finished_hash(d, end);

    if (base->n == 0 || hash.n == 0)
        return;
    sched13_finished(s, sides[end], out->expected[end].v, hash);
    out->expected[end].n = digest_size(s->hash);
}

static void climb_early(const struct derive *d, struct sched13 *s)
{
    uint8_t binder[SECRET_MAX];

    sched13_early(s, d->suite->hash, derive_get(d, DERIVE_PSK));
    if (!derive_has(d, DERIVE_PSK))
        return;
    if (derive_has(d, DERIVE_BINDER_HASH))
        sched13_binder(s, binder, d->opts->external, derive_get(d, DERIVE_BINDER_HASH));
    if (derive_has(d, DERIVE_HELLO_HASH))
        sched13_early_traffic(s, derive_get(d, DERIVE_HELLO_HASH));
    keys(d, s, &s->client_early, STEP_CLIENT_EARLY_KEY);
    /* RFC 9846 4.3.11: what was offered and not taken counts no more. */
    if (d->psk_refused)
        sched13_early(s, d->suite->hash, (struct span){NULL, 0});
}

/* take_secrets is what a key log has: the ladder is entered half-way. */
static void take_secrets(const struct derive *d, struct sched13 *s)
{
    s->hash = d->suite->hash;
    s->client_early = d->early;
    s->server_handshake = d->traffic[0][DERIVE_SERVER];
    s->client_handshake = d->traffic[0][DERIVE_CLIENT];
    s->server_traffic = d->traffic[1][DERIVE_SERVER];
    s->client_traffic = d->traffic[1][DERIVE_CLIENT];
    keys(d, s, &s->client_early, STEP_CLIENT_EARLY_KEY);
}

static void climb13(const struct derive *d, const struct step_listener *listener,
                    struct derive_result *out)
{
    struct sched13 s = {.listener = listener};
    struct secret psk;
    bool from_log = d->opts->keylog != NULL;

    if (from_log)
        take_secrets(d, &s);
    else
        climb_early(d, &s);
    if (!from_log && derive_has(d, DERIVE_HELLOS_HASH))
        sched13_handshake(&s, derive_get(d, DERIVE_SHARED), derive_get(d, DERIVE_HELLOS_HASH));
    keys(d, &s, &s.server_handshake, STEP_SERVER_HANDSHAKE_KEY);
    keys(d, &s, &s.client_handshake, STEP_CLIENT_HANDSHAKE_KEY);
    finished13(d, &s, out, DERIVE_SERVER);
    if (!from_log && s.server_handshake.n > 0 && derive_has(d, DERIVE_SERVER_HASH))
        sched13_master(&s, derive_get(d, DERIVE_SERVER_HASH));
    keys(d, &s, &s.server_traffic, STEP_SERVER_KEY);
    keys(d, &s, &s.client_traffic, STEP_CLIENT_KEY);
    finished13(d, &s, out, DERIVE_CLIENT);
    if (s.exporter.n > 0 && derive_has(d, DERIVE_CLIENT_HASH)) {
        sched13_resumption(&s, derive_get(d, DERIVE_CLIENT_HASH));
        if (derive_has(d, DERIVE_TICKET_NONCE))
            sched13_psk(&s, &psk, derive_get(d, DERIVE_TICKET_NONCE));
        wipe(&psk, sizeof psk);
    }
    sched13_wipe(&s);
}

void derive_schedule(const struct derive *d, const struct step_listener *listener,
                  struct derive_result *out)
{
    *out = (struct derive_result){0};
    if (suite_is_13(d->suite))
        climb13(d, listener, out);
    else
        climb12(d, listener, out);
}
