/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/derive/derive.h"

#include "lib/base/wipe.h"
#include "lib/tls/keys/key_schedule12.h"

static const enum step_side sides[DERIVE_ENDS] = {
    [DERIVE_SERVER] = SIDE_SERVER, [DERIVE_CLIENT] = SIDE_CLIENT};
static const enum derive_id finished_hashes[DERIVE_ENDS] = {
    [DERIVE_SERVER] = DERIVE_SERVER_FINISHED_HASH, [DERIVE_CLIENT] = DERIVE_CLIENT_FINISHED_HASH};

/* An empty hash means that the Finished cannot be computed. */
struct span derive_finished_hash(const struct derive *derive, enum derive_end end)
{
    struct span hash = derive_get(derive, finished_hashes[end]);

    /* Without EndOfEarlyData and a client certificate, no message is between the two Finished. */
    if (hash.n == 0 && end == DERIVE_CLIENT && suite_is_13(derive->suite))
        hash = derive_get(derive, DERIVE_SERVER_HASH);
    return hash;
}

/* The Finished value of an end (RFC 5246 7.4.9), if its hash is known. */
static void finished12(const struct derive *derive, const struct prf12 *prf,
                       struct derive_result *out, enum derive_end end)
{
    struct span hash = derive_finished_hash(derive, end);

    if (hash.n == 0)
        return;
    prf12_finished(prf, sides[end], out->expected[end].v, hash);
    out->expected[end].n = VERIFY_DATA_SIZE;
}

/* The key schedule of TLS 1.2 (RFC 5246 8.1, 6.3; RFC 7627 4), from the premaster or the master
 * secret on. */
static void climb12(const struct derive *derive, const struct step_listener *listener,
                    struct derive_result *out)
{
    struct prf12 p = {.suite = derive->suite, .listener = listener};
    struct traffic_keys client, server;
    struct span premaster = derive_get(derive, DERIVE_PREMASTER);

    memcpy(p.client_random,
           derive->opts->keylog != NULL ? derive->random : derive->v[DERIVE_CLIENT_RANDOM].v,
           sizeof p.client_random);
    memcpy(p.server_random, derive->v[DERIVE_SERVER_RANDOM].v, sizeof p.server_random);
    memcpy(p.master, derive->v[DERIVE_MASTER].v, MASTER_SIZE);
    if (premaster.n > 0 && derive_has(derive, DERIVE_SESSION_HASH))
        prf12_master_extended(&p, premaster, derive_get(derive, DERIVE_SESSION_HASH));
    else if (premaster.n > 0)
        prf12_master(&p, premaster);
    if (derive_has(derive, DERIVE_SERVER_RANDOM))
        prf12_keys(&p, &client, &server);
    finished12(derive, &p, out, DERIVE_CLIENT);
    finished12(derive, &p, out, DERIVE_SERVER);
    wipe(&client, sizeof client);
    wipe(&server, sizeof server);
    prf12_wipe(&p);
}

/* Derives the keys of a traffic secret, if that is known. */
static void keys(const struct derive *derive, const struct sched13 *sched,
                 const struct secret *traffic, enum step_id what)
{
    struct traffic_keys out;

    if (traffic->n == 0)
        return;
    sched13_keys(sched, &out, derive->suite, traffic, what);
    wipe(&out, sizeof out);
}

/* The Finished value of an end (RFC 9846 4.5.3), if its secret and hash are known. */
static void finished13(const struct derive *derive, const struct sched13 *sched,
                       struct derive_result *out, enum derive_end end)
{
    const struct secret *base =
        end == DERIVE_CLIENT ? &sched->client_handshake : &sched->server_handshake;
    struct span hash = derive_finished_hash(derive, end);

    if (base->n == 0 || hash.n == 0)
        return;
    sched13_finished(sched, sides[end], out->expected[end].v, hash);
    out->expected[end].n = digest_size(sched->hash);
}

/* The early part of the key schedule (RFC 9846 7.1): the early secret, binder and 0-RTT keys. */
static void climb_early(const struct derive *derive, struct sched13 *sched)
{
    uint8_t binder[SECRET_MAX];

    sched13_early(sched, derive->suite->hash, derive_get(derive, DERIVE_PSK));
    if (!derive_has(derive, DERIVE_PSK))
        return;
    if (derive_has(derive, DERIVE_BINDER_HASH))
        sched13_binder(sched, binder, derive->opts->external,
                       derive_get(derive, DERIVE_BINDER_HASH));
    if (derive_has(derive, DERIVE_HELLO_HASH))
        sched13_early_traffic(sched, derive_get(derive, DERIVE_HELLO_HASH));
    keys(derive, sched, &sched->client_early, STEP_CLIENT_EARLY_KEY);
    /* RFC 9846 4.3.11: the server did not accept the key, so the schedule starts without it. */
    if (derive->psk_refused)
        sched13_early(sched, derive->suite->hash, (struct span){NULL, 0});
}

/* Takes the secrets of a key log: the key schedule starts half-way. */
static void take_secrets(const struct derive *derive, struct sched13 *sched)
{
    sched->hash = derive->suite->hash;
    sched->client_early = derive->early;
    sched->server_handshake = derive->traffic[0][DERIVE_SERVER];
    sched->client_handshake = derive->traffic[0][DERIVE_CLIENT];
    sched->server_traffic = derive->traffic[1][DERIVE_SERVER];
    sched->client_traffic = derive->traffic[1][DERIVE_CLIENT];
    keys(derive, sched, &sched->client_early, STEP_CLIENT_EARLY_KEY);
}

/* The key schedule of TLS 1.3 (RFC 9846 7.1), as far as the known values allow. */
static void climb13(const struct derive *derive, const struct step_listener *listener,
                    struct derive_result *out)
{
    struct sched13 s = {.listener = listener};
    struct secret psk;
    bool from_log = derive->opts->keylog != NULL;

    if (from_log)
        take_secrets(derive, &s);
    else
        climb_early(derive, &s);
    if (!from_log && derive_has(derive, DERIVE_HELLOS_HASH))
        sched13_handshake(&s, derive_get(derive, DERIVE_SHARED),
                          derive_get(derive, DERIVE_HELLOS_HASH));
    keys(derive, &s, &s.server_handshake, STEP_SERVER_HANDSHAKE_KEY);
    keys(derive, &s, &s.client_handshake, STEP_CLIENT_HANDSHAKE_KEY);
    finished13(derive, &s, out, DERIVE_SERVER);
    if (!from_log && s.server_handshake.n > 0 && derive_has(derive, DERIVE_SERVER_HASH))
        sched13_master(&s, derive_get(derive, DERIVE_SERVER_HASH));
    keys(derive, &s, &s.server_traffic, STEP_SERVER_KEY);
    keys(derive, &s, &s.client_traffic, STEP_CLIENT_KEY);
    finished13(derive, &s, out, DERIVE_CLIENT);
    if (s.exporter.n > 0 && derive_has(derive, DERIVE_CLIENT_HASH)) {
        sched13_resumption(&s, derive_get(derive, DERIVE_CLIENT_HASH));
        if (derive_has(derive, DERIVE_TICKET_NONCE))
            sched13_psk(&s, &psk, derive_get(derive, DERIVE_TICKET_NONCE));
        wipe(&psk, sizeof psk);
    }
    sched13_wipe(&s);
}

void derive_schedule(const struct derive *derive, const struct step_listener *listener,
                     struct derive_result *out)
{
    *out = (struct derive_result){0};
    if (suite_is_13(derive->suite))
        climb13(derive, listener, out);
    else
        climb12(derive, listener, out);
}
