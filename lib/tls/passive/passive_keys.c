/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From known secrets to keys, and which keys open a record. */
#include "config.h"

#include "lib/base/wipe.h"
#include "lib/tls/passive/passive_inside.h"

/* Looks up the secret of a step by its key-log label (RFC 9850 2); it must have the right
 * length. */
static bool find_secret(struct passive *passive, enum step_id id, size_t n, struct secret *out)
{
    *out = (struct secret){0};
    if (passive->config.secret == NULL || !passive->hellos.client)
        return false;
    bool found = passive->config.secret(passive->config.ctx, span_str(step_row(id)->keylog),
                                        passive->client_random, out) &&
                 out->n == n;
    if (!found)
        wipe(out, sizeof *out);
    return found;
}

/* Derives key and IV from a traffic secret and readies them for reading. */
static void set_keys13(struct passive *passive, struct readkeys *read, const struct suite *suite,
                       const struct secret *traffic, enum step_id what)
{
    struct traffic_keys keys;

    sched13_keys(&passive->sched, &keys, suite, traffic, what);
    passive_wipe(passive, read);
    readkeys_init(read, suite, TLS_1_3, false, &keys);
    wipe(&keys, sizeof keys);
}

/* --- the keys of a side -------------------------------------------------------------------- */

/* Does the record decrypt with these keys?  Sequence numbers stay as they are. */
static bool opens(struct passive *passive, struct readkeys *keys, const struct record *record)
{
    struct buf plain;
    uint8_t type;
    size_t padding;

    if (!passive_has(keys))
        return false;
    buf_init(&plain, RECORD_HEADER + RECORD_CIPHER12_MAX);
    bool yes = readkeys_try(passive->config.cache, keys, &plain, &type, &padding, record) == ERR_OK;
    buf_wipe(&plain);
    return yes;
}

bool passive_keys_open(struct passive *passive, struct passive_side *side,
                       const struct record *record)
{
    return opens(passive, &side->read, record) || opens(passive, &side->next, record);
}

void passive_keys_next(struct passive *passive, struct passive_side *side)
{
    passive_wipe(passive, &side->read);
    side->read = side->next;
    wipe(&side->next, sizeof side->next); /* its context is the other's now */
    side->epoch = side->next_epoch;
    side->early.may_come = false;
}

/* --- TLS 1.3 ------------------------------------------------------------------------------ */

/* Did the client offer this suite? */
static bool offers(const struct passive *passive, uint16_t number)
{
    for (size_t i = 0; i < passive->client.suites.n / 2; i++) {
        if (list16_at(passive->client.suites, i) == number)
            return true;
    }
    return false;
}

/* Does the first record of early data decrypt with keys of this suite?  If so, they become the
 * current ones.  The ServerHello may have come already: its hash stays that of the key schedule. */
static bool try_early(struct passive *passive, struct passive_side *side, const struct suite *suite,
                      const struct record *record)
{
    const struct secret *secret = &passive->sched.client_early;
    enum digest negotiated = passive->sched.hash;

    passive->sched.hash = suite->hash;
    passive->sched.listener = NULL; /* attempts emit no events */
    set_keys13(passive, &side->read, suite, secret, STEP_CLIENT_EARLY_KEY);
    passive->sched.listener = &passive->steps;
    bool opens = passive_keys_open(passive, side, record);
    passive_wipe(passive, &side->read);
    if (opens)
        set_keys13(passive, &side->read, suite, secret, STEP_CLIENT_EARLY_KEY);
    passive->sched.hash = negotiated;
    return opens;
}

/* Early data uses the suite of the earlier session, which no message names: it is the offered one
 * whose keys decrypt the first record.  Each is tried once; if none does, none ever will. */
bool passive_keys_early(struct passive *passive, struct passive_side *side,
                        const struct record *record)
{
    struct secret *secret = &passive->sched.client_early;
    const struct suite *suite;
    bool found = false;

    if (side->early.shut)
        return false;
    if (!passive_has(&side->read) && !find_secret(passive, STEP_CLIENT_EARLY_TRAFFIC, 32, secret) &&
        !find_secret(passive, STEP_CLIENT_EARLY_TRAFFIC, 48, secret))
        return false;
    if (passive_has(&side->read))
        found = passive_keys_open(passive, side, record);
    else
        for (size_t i = 0; !found && (suite = suite_at(i)) != NULL; i++)
            found = suite_is_13(suite) && suite->kx != SUITE_KX_NONE &&
                    digest_size(suite->hash) == secret->n && offers(passive, suite->id) &&
                    try_early(passive, side, suite, record);
    side->early.shut = !found;
    return found;
}

/* Sets the handshake keys of one side after ServerHello.  If only its application keys are known,
 * they are tried on each record until one decrypts. */
static void set_handshake(struct passive *passive, struct passive_side *side,
                          enum step_id handshake, enum step_id handshake_key)
{
    struct secret *secret =
        side->from_client ? &passive->sched.client_handshake : &passive->sched.server_handshake;
    enum step_id traffic = side->from_client ? STEP_CLIENT_TRAFFIC : STEP_SERVER_TRAFFIC;
    struct secret *later =
        side->from_client ? &passive->sched.client_traffic : &passive->sched.server_traffic;
    size_t n = digest_size(passive->info.suite->hash);

    side->sealed = true;
    passive_wipe(passive, &side->next);
    if (find_secret(passive, handshake, n, secret)) {
        struct readkeys *k = side->early.may_come ? &side->next : &side->read;
        set_keys13(passive, k, passive->info.suite, secret, handshake_key);
        side->next_epoch = EPOCH_HANDSHAKE;
        if (!side->early.may_come)
            side->epoch = EPOCH_HANDSHAKE;
        return;
    }
    if (find_secret(passive, traffic, n, later)) {
        set_keys13(passive, &side->next, passive->info.suite, later,
                   side->from_client ? STEP_CLIENT_KEY : STEP_SERVER_KEY);
        side->next_epoch = EPOCH_APPLICATION;
        side->epoch = EPOCH_HANDSHAKE;
        passive_free_turn(passive);
        return;
    }
    if (!side->early.may_come || !passive_has(&side->read))
        passive_blind(passive, side, PASSIVE_NO_SECRETS);
    side->epoch = EPOCH_HANDSHAKE;
}

/* Both sides encrypt after the ServerHello. */
void passive_keys_handshake(struct passive *passive)
{
    if (passive->info.suite == NULL || passive->info.suite->kx == SUITE_KX_NONE ||
        !suite_is_13(passive->info.suite)) {
        passive_blind(passive, &passive->side[0], PASSIVE_UNKNOWN_SUITE);
        passive_blind(passive, &passive->side[1], PASSIVE_UNKNOWN_SUITE);
        return;
    }
    passive->sched.hash = passive->info.suite->hash;
    set_handshake(passive, &passive->side[0], STEP_SERVER_HANDSHAKE_TRAFFIC,
                  STEP_SERVER_HANDSHAKE_KEY);
    set_handshake(passive, &passive->side[1], STEP_CLIENT_HANDSHAKE_TRAFFIC,
                  STEP_CLIENT_HANDSHAKE_KEY);
}

/* The side's own Finished is the last message under its handshake key. */
void passive_keys_traffic(struct passive *passive, struct passive_side *side)
{
    struct secret *secret =
        side->from_client ? &passive->sched.client_traffic : &passive->sched.server_traffic;

    enum step_id id = side->from_client ? STEP_CLIENT_TRAFFIC : STEP_SERVER_TRAFFIC;
    const struct suite *suite = passive->info.suite;

    /* Without a known suite there are no keys: this Finished was not encrypted. */
    if (suite == NULL || suite->kx == SUITE_KX_NONE ||
        !find_secret(passive, id, digest_size(suite->hash), secret)) {
        side->epoch = EPOCH_APPLICATION;
        passive_wipe(passive, &side->read);
        passive_wipe(passive, &side->next);
        passive_blocked(passive, PASSIVE_NO_SECRETS);
        return;
    }
    set_keys13(passive, &side->read, suite, secret,
               side->from_client ? STEP_CLIENT_KEY : STEP_SERVER_KEY);
    passive_wipe(passive, &side->next);
    side->epoch = EPOCH_APPLICATION;
}

/* RFC 9846 4.6: EndOfEarlyData is the last message under the early keys.  The handshake keys
 * follow; if they are unknown, the application keys wait for a record that they decrypt. */
void passive_keys_early_end(struct passive *passive, struct passive_side *side)
{
    if (!side->early.may_come)
        return;
    if (passive_has(&side->next) && side->next_epoch == EPOCH_HANDSHAKE) {
        passive_keys_next(passive, side);
        return;
    }
    side->early.may_come = false;
    if (passive_has(&side->next))
        passive_wipe(passive, &side->read);
    else
        passive_blind(passive, side, PASSIVE_NO_SECRETS);
}

/* Only the sender of the KeyUpdate changes its keys (RFC 9846 4.7.3). */
void passive_keys_update(struct passive *passive, struct passive_side *side)
{
    struct secret *secret =
        side->from_client ? &passive->sched.client_traffic : &passive->sched.server_traffic;

    if (secret->n == 0 || !passive_has(&side->read))
        return;
    sched13_update(&passive->sched, side->from_client ? SIDE_CLIENT : SIDE_SERVER);
    set_keys13(passive, &side->read, passive->info.suite, secret,
               side->from_client ? STEP_CLIENT_KEY : STEP_SERVER_KEY);
}

/* --- TLS 1.2 ------------------------------------------------------------------------------ */

/* Hands suite and randoms to the key schedule; false if the suite has no keys of TLS 1.2. */
static bool prepare12(struct passive *passive)
{
    const struct suite *s = passive->info.suite;

    if (s == NULL || s->kx == SUITE_KX_NONE || suite_is_13(s))
        return false;
    passive->prf.suite = s;
    passive->prf.listener = &passive->steps;
    memcpy(passive->prf.client_random, passive->client_random, RANDOM_SIZE);
    memcpy(passive->prf.server_random, passive->server_random, RANDOM_SIZE);
    return true;
}

/* The first certificate of a TLS 1.2 list, or nothing. */
static struct span leaf_of(struct span list)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct cert_entry entry = {0};

    return cert_entry_next(&r, false, &entry) ? entry.cert : (struct span){0};
}

/* Decrypts the premaster secret with the server's key (RFC 5246 7.4.7.1).  If the key is not that
 * of the certificate, the result is random, and the records will not decrypt. */
void passive_keys_premaster(struct passive *passive, struct span encrypted)
{
    const struct privkey *key =
        passive->config.key == NULL
            ? NULL
            : passive->config.key(passive->config.ctx, leaf_of(passive->info.chain));
    uint8_t premaster[PREMASTER_RSA_SIZE], digest[DIGEST_MAX_SIZE];
    struct span hash = transcript_hash(&passive->transcript, digest);

    if (key == NULL || !passive->hellos.client || !prepare12(passive) ||
        (passive->info.ems && hash.n == 0) ||
        privkey_decrypt(key, premaster, sizeof premaster, encrypted, &passive->config.rng) !=
            ERR_OK)
        return;
    if (passive->info.ems)
        prf12_master_extended(&passive->prf, span_of(premaster, sizeof premaster), hash);
    else
        prf12_master(&passive->prf, span_of(premaster, sizeof premaster));
    passive->has_master = true;
    wipe(premaster, sizeof premaster);
}

/* A resumed session has the master secret of the earlier one (RFC 5246 7.3, RFC 5077 3.1), found by
 * its ticket or id. */
static bool recall(struct passive *passive, struct secret *master)
{
    struct span ticket, id = span_of(passive->server_session_id, passive->server_session_id_n);

    if (passive->config.recall == NULL || passive->hello_done)
        return false;
    if (ext_get(passive->client.exts, TLSX_SESSION_TICKET, &ticket) && ticket.n > 0 &&
        passive->config.recall(passive->config.ctx, ticket, master))
        return true;
    return id.n > 0 && passive->config.recall(passive->config.ctx, id, master);
}

/* The master secret: computed with the RSA key, from the key log, or from the session that is
 * resumed. */
static bool find_master(struct passive *passive)
{
    struct secret master = {0};

    if (passive->has_master)
        return true;
    if (!find_secret(passive, STEP_MASTER, MASTER_SIZE, &master) &&
        (!recall(passive, &master) || master.n != MASTER_SIZE))
        return false;
    memcpy(passive->prf.master, master.v, MASTER_SIZE);
    wipe(&master, sizeof master);
    passive->has_master = true;
    return true;
}

/* Computes the keys of both directions once; returns why it cannot. */
static enum passive_block make_keys12(struct passive *passive)
{
    if (passive->info.version == 0)
        return PASSIVE_NO_SERVER_HELLO;
    if (passive->info.version < TLS_1_2)
        return PASSIVE_OLD_VERSION;
    if (!prepare12(passive))
        return PASSIVE_UNKNOWN_SUITE;
    if (passive->keys[0].key_n > 0)
        return PASSIVE_NO_BLOCK;
    if (!find_master(passive))
        return PASSIVE_NO_SECRETS;
    prf12_keys(&passive->prf, &passive->keys[1], &passive->keys[0]);
    return PASSIVE_NO_BLOCK;
}

/* Up to TLS 1.2, the side encrypts from here on.  If that comes before ServerHelloDone, the server
 * resumes a session. */
void passive_keys_ccs(struct passive *passive, struct passive_side *side)
{
    if (passive->info.version == TLS_1_3 ||
        (passive->info.version == 0 && passive->turn != TURN_FREE))
        return; /* RFC 9846 E.4: it has no meaning */
    side->early.may_come = false;
    side->epoch = EPOCH_APPLICATION;
    if (side->sealed) {
        passive_blind(passive, side, PASSIVE_NEW_HANDSHAKE);
        return;
    }
    if (!side->from_client && !passive->hello_done)
        passive->info.resumed = true;
    side->sealed = true;
    enum passive_block block = make_keys12(passive);
    if (block != PASSIVE_NO_BLOCK) {
        passive_blind(passive, side, block);
        return;
    }
    readkeys_init(&side->read, passive->info.suite, TLS_1_2, passive->info.etm,
                  &passive->keys[side->from_client ? 1 : 0]);
}

/* Keeps the master secret for later connections that resume this session. */
void passive_keys_remember(struct passive *passive)
{
    struct secret master = {.n = MASTER_SIZE};
    struct span id = span_of(passive->server_session_id, passive->server_session_id_n);

    if (passive->config.remember == NULL || !passive->has_master)
        return;
    memcpy(master.v, passive->prf.master, MASTER_SIZE);
    if (id.n > 0)
        passive->config.remember(passive->config.ctx, id, &master);
    if (passive->ticket.n > 0)
        passive->config.remember(passive->config.ctx, buf_span(&passive->ticket), &master);
    wipe(&master, sizeof master);
}
