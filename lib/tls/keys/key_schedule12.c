/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/key_schedule12.h"

#include "lib/base/wipe.h"

enum { RANDOM_N = 32 };

void prf12_wipe(struct prf12 *prf)
{
    wipe(prf, sizeof *prf);
}

/* The inputs of steps, under their names in steps.def. */
static struct step_input master_input(const struct prf12 *prf)
{
    return (struct step_input){"master_secret", span_of(prf->master, MASTER_SIZE)};
}

static struct step_input client_random_input(const struct prf12 *prf)
{
    return (struct step_input){"client_random", span_of(prf->client_random, RANDOM_N)};
}

static struct step_input server_random_input(const struct prf12 *prf)
{
    return (struct step_input){"server_random", span_of(prf->server_random, RANDOM_N)};
}

/* Computes the PRF that a step describes and reports it: the first input is the secret, the two
 * after it are the seed. */
static void run(const struct prf12 *prf, struct step *step, uint8_t *out, size_t n)
{
    const struct span seed[2] = {step->in[1].value, step->in[2].value};

    kdf_prf12(prf->suite->hash, out, n, step->in[0].value, span_str(step_row(step->id)->label),
              seed);
    step->out = span_of(out, n);
    step_tell(prf->listener, step);
}

static void tell_premaster(const struct prf12 *prf, struct span premaster)
{
    step_tell(prf->listener, &(struct step){.id = STEP_PREMASTER, .out = premaster});
}

void prf12_master(struct prf12 *prf, struct span premaster)
{
    struct step step = {
        .id = STEP_MASTER,
        .in = {{"premaster_secret", premaster}, client_random_input(prf), server_random_input(prf)},
        .num_in = 3};

    tell_premaster(prf, premaster);
    run(prf, &step, prf->master, MASTER_SIZE);
}

/* RFC 7627 4: the hash of the messages takes the place of both randoms. */
void prf12_master_extended(struct prf12 *prf, struct span premaster, struct span session_hash)
{
    struct step step = {.id = STEP_MASTER_EXTENDED,
                        .in = {{"premaster_secret", premaster}, {"session_hash", session_hash}},
                        .num_in = 2};

    tell_premaster(prf, premaster);
    run(prf, &step, prf->master, MASTER_SIZE);
}

void prf12_resume(struct prf12 *prf, const uint8_t master[MASTER_SIZE])
{
    memcpy(prf->master, master, MASTER_SIZE);
    step_tell(prf->listener,
              &(struct step){.id = STEP_MASTER_RESUMED, .out = span_of(prf->master, MASTER_SIZE)});
}

/* Takes the next n bytes off the key block; a suite that has no such key has no such step. */
static void piece(const struct prf12 *prf, enum step_id id, struct span block, size_t *at,
                  uint8_t *out, size_t n)
{
    struct span s = span_head(span_tail(block, *at), n);

    if (n == 0)
        return;
    memcpy(out, s.p, s.n);
    *at += n;
    step_tell(prf->listener,
              &(struct step){.id = id, .in = {{"key_block", block}}, .num_in = 1, .out = s});
}

/* RFC 5246 6.3: the MAC keys, the keys, the IVs, each the client's first. */
void prf12_keys(const struct prf12 *prf, struct traffic_keys *client, struct traffic_keys *server)
{
    uint8_t block[2 * (RECORD_MAC_MAX + RECORD_KEY_MAX + RECORD_IV_MAX)];
    struct step step = {
        .id = STEP_KEY_BLOCK,
        .in = {master_input(prf), server_random_input(prf), client_random_input(prf)},
        .num_in = 3};
    struct span all;
    size_t at = 0;

    traffic_keys_sizes(client, prf->suite, TLS_1_2);
    traffic_keys_sizes(server, prf->suite, TLS_1_2);
    all = span_of(block, 2 * (client->mac_n + client->key_n + client->iv_n));
    run(prf, &step, block, all.n);
    piece(prf, STEP_CLIENT_MAC_KEY, all, &at, client->mac, client->mac_n);
    piece(prf, STEP_SERVER_MAC_KEY, all, &at, server->mac, server->mac_n);
    piece(prf, STEP_CLIENT_WRITE_KEY, all, &at, client->key, client->key_n);
    piece(prf, STEP_SERVER_WRITE_KEY, all, &at, server->key, server->key_n);
    piece(prf, STEP_CLIENT_WRITE_IV, all, &at, client->iv, client->iv_n);
    piece(prf, STEP_SERVER_WRITE_IV, all, &at, server->iv, server->iv_n);
    wipe(block, sizeof block);
}

void prf12_finished(const struct prf12 *prf, enum step_side side, uint8_t out[VERIFY_DATA_SIZE],
                    struct span handshake_hash)
{
    struct step step = {.id = side == SIDE_CLIENT ? STEP_CLIENT_FINISHED12 : STEP_SERVER_FINISHED12,
                        .in = {master_input(prf), {"handshake_hash", handshake_hash}},
                        .num_in = 2};

    run(prf, &step, out, VERIFY_DATA_SIZE);
}

/* RFC 5705 4: the randoms, then the context with its length, if there is a context. */
enum err prf12_export(const struct prf12 *prf, uint8_t *out, size_t n, struct span label,
                      bool has_context, struct span context)
{
    struct buf seed;
    enum err e;

    buf_init(&seed, 2 * RANDOM_N + 2 + UINT16_MAX);
    buf_put(&seed, span_of(prf->client_random, RANDOM_N));
    buf_put(&seed, span_of(prf->server_random, RANDOM_N));
    if (has_context) {
        struct buf_mark mark = buf_open16(&seed);

        buf_put(&seed, context);
        buf_close(&seed, mark);
    }
    e = seed.err;
    if (e == ERR_OK)
        kdf_prf12(prf->suite->hash, out, n, span_of(prf->master, MASTER_SIZE), label,
                  (const struct span[2]){buf_span(&seed)});
    buf_wipe(&seed);
    return e;
}
