/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/wipe.h"
#include "lib/tls/passive/passive_inside.h"

/* Looks up the secret of a step by its key-log label (RFC 9850 2); it must have the right
 * length. */
static bool find_secret(struct passive *w, enum step_id id, size_t n, struct secret *out)
{
    *out = (struct secret){0};
    if (w->config.secret == NULL || !w->hellos.client)
        return false;
    bool found =
        w->config.secret(w->config.ctx, span_str(step_row(id)->keylog), w->client_random, out) &&
        out->n == n;
    if (!found)
        wipe(out, sizeof *out);
    return found;
}

/* Derives key and IV from a traffic secret and readies them for reading. */
static void set_keys13(struct passive *w, struct readkeys *k, const struct suite *suite,
                       const struct secret *traffic, enum step_id what)
{
    struct traffic_keys keys;

    sched13_keys(&w->sched, &keys, suite, traffic, what);
    passive_wipe(w, k);
    readkeys_init(k, suite, TLS_1_3, false, &keys);
    wipe(&keys, sizeof keys);
}

/* --- the keys of a side -------------------------------------------------------------------- */

/* Does the record decrypt with these keys?  Sequence numbers stay as they are. */
static bool opens(struct passive *w, struct readkeys *keys, const struct record *r)
{
    struct buf plain;
    uint8_t type;
    size_t padding;

    if (!passive_has(keys))
        return false;
    buf_init(&plain, RECORD_HEADER + RECORD_CIPHER12_MAX);
    bool yes = readkeys_try(w->config.cache, keys, &plain, &type, &padding, r) == ERR_OK;
    buf_wipe(&plain);
    return yes;
}

bool passive_keys_open(struct passive *w, struct passive_side *s, const struct record *r)
{
    return opens(w, &s->read, r) || opens(w, &s->next, r);
}

void passive_keys_next(struct passive *w, struct passive_side *s)
{
    passive_wipe(w, &s->read);
    s->read = s->next;
    wipe(&s->next, sizeof s->next); /* its context is the other's now */
    s->epoch = s->next_epoch;
    s->early.may_come = false;
}

/* --- TLS 1.3 ------------------------------------------------------------------------------ */

/* Did the client offer this suite? */
static bool offers(const struct passive *w, uint16_t number)
{
    for (size_t i = 0; i < w->client.suites.n / 2; i++) {
        if (list16_at(w->client.suites, i) == number)
            return true;
    }
    return false;
}

/* Does the first record of early data decrypt with keys of this suite?  If so, they become the
 * current ones. */
static bool try_early(struct passive *w, struct passive_side *s, const struct suite *suite,
                      const struct record *r)
{
    const struct secret *secret = &w->sched.client_early;

    w->sched.hash = suite->hash;
    w->sched.listener = NULL; /* attempts emit no events */
    set_keys13(w, &s->read, suite, secret, STEP_CLIENT_EARLY_KEY);
    w->sched.listener = &w->steps;
    bool opens = passive_keys_open(w, s, r);
    passive_wipe(w, &s->read);
    if (opens)
        set_keys13(w, &s->read, suite, secret, STEP_CLIENT_EARLY_KEY);
    return opens;
}

/* Early data uses the suite of the earlier session, which no message names: it is the offered one
 * whose keys decrypt the first record.  Each is tried once; if none does, none ever will. */
bool passive_keys_early(struct passive *w, struct passive_side *s, const struct record *r)
{
    struct secret *secret = &w->sched.client_early;
    const struct suite *suite;
    bool found = false;

    if (s->early.shut)
        return false;
    if (!passive_has(&s->read) && !find_secret(w, STEP_CLIENT_EARLY_TRAFFIC, 32, secret) &&
        !find_secret(w, STEP_CLIENT_EARLY_TRAFFIC, 48, secret))
        return false;
    if (passive_has(&s->read))
        found = passive_keys_open(w, s, r);
    else
        for (size_t i = 0; !found && (suite = suite_at(i)) != NULL; i++)
            found = suite_is_13(suite) && suite->kx != SUITE_KX_NONE &&
                    digest_size(suite->hash) == secret->n && offers(w, suite->id) &&
                    try_early(w, s, suite, r);
    s->early.shut = !found;
    return found;
}

/* Sets the handshake keys of one side after ServerHello.  If only its application keys are known,
 * they are tried on each record until one decrypts. */
static void set_handshake(struct passive *w, struct passive_side *s, enum step_id handshake,
                          enum step_id handshake_key)
{
    struct secret *secret =
        s->from_client ? &w->sched.client_handshake : &w->sched.server_handshake;
    enum step_id traffic = s->from_client ? STEP_CLIENT_TRAFFIC : STEP_SERVER_TRAFFIC;
    struct secret *later = s->from_client ? &w->sched.client_traffic : &w->sched.server_traffic;
    size_t n = digest_size(w->info.suite->hash);

    s->sealed = true;
    passive_wipe(w, &s->next);
    if (find_secret(w, handshake, n, secret)) {
        struct readkeys *k = s->early.may_come ? &s->next : &s->read;
        set_keys13(w, k, w->info.suite, secret, handshake_key);
        s->next_epoch = EPOCH_HANDSHAKE;
        if (!s->early.may_come)
            s->epoch = EPOCH_HANDSHAKE;
        return;
    }
    if (find_secret(w, traffic, n, later)) {
        set_keys13(w, &s->next, w->info.suite, later,
                   s->from_client ? STEP_CLIENT_KEY : STEP_SERVER_KEY);
        s->next_epoch = EPOCH_APPLICATION;
        s->epoch = EPOCH_HANDSHAKE;
        passive_free_turn(w);
        return;
    }
    if (!s->early.may_come || !passive_has(&s->read))
        passive_blind(w, s, PASSIVE_NO_SECRETS);
    s->epoch = EPOCH_HANDSHAKE;
}

void passive_keys_handshake(struct passive *w)
{
    if (w->info.suite == NULL || w->info.suite->kx == SUITE_KX_NONE ||
        !suite_is_13(w->info.suite)) {
        passive_blind(w, &w->side[0], PASSIVE_UNKNOWN_SUITE);
        passive_blind(w, &w->side[1], PASSIVE_UNKNOWN_SUITE);
        return;
    }
    w->sched.hash = w->info.suite->hash;
    set_handshake(w, &w->side[0], STEP_SERVER_HANDSHAKE_TRAFFIC, STEP_SERVER_HANDSHAKE_KEY);
    set_handshake(w, &w->side[1], STEP_CLIENT_HANDSHAKE_TRAFFIC, STEP_CLIENT_HANDSHAKE_KEY);
}

void passive_keys_traffic(struct passive *w, struct passive_side *s)
{
    struct secret *secret = s->from_client ? &w->sched.client_traffic : &w->sched.server_traffic;

    enum step_id id = s->from_client ? STEP_CLIENT_TRAFFIC : STEP_SERVER_TRAFFIC;
    const struct suite *suite = w->info.suite;

    /* Without a known suite there are no keys: this Finished was not encrypted. */
    if (suite == NULL || suite->kx == SUITE_KX_NONE ||
        !find_secret(w, id, digest_size(suite->hash), secret)) {
        s->epoch = EPOCH_APPLICATION;
        passive_wipe(w, &s->read);
        passive_wipe(w, &s->next);
        passive_blocked(w, PASSIVE_NO_SECRETS);
        return;
    }
    set_keys13(w, &s->read, suite, secret, s->from_client ? STEP_CLIENT_KEY : STEP_SERVER_KEY);
    passive_wipe(w, &s->next);
    s->epoch = EPOCH_APPLICATION;
}

/* RFC 9846 4.6: EndOfEarlyData is the last message under the early keys.  The handshake keys
 * follow; if they are unknown, the application keys wait for a record that they decrypt. */
void passive_keys_early_end(struct passive *w, struct passive_side *s)
{
    if (!s->early.may_come)
        return;
    if (passive_has(&s->next) && s->next_epoch == EPOCH_HANDSHAKE) {
        passive_keys_next(w, s);
        return;
    }
    s->early.may_come = false;
    if (passive_has(&s->next))
        passive_wipe(w, &s->read);
    else
        passive_blind(w, s, PASSIVE_NO_SECRETS);
}

/* Only the sender of the KeyUpdate changes its keys (RFC 9846 4.7.3). */
void passive_keys_update(struct passive *w, struct passive_side *s)
{
    struct secret *secret = s->from_client ? &w->sched.client_traffic : &w->sched.server_traffic;

    if (secret->n == 0 || !passive_has(&s->read))
        return;
    sched13_update(&w->sched, s->from_client ? SIDE_CLIENT : SIDE_SERVER);
    set_keys13(w, &s->read, w->info.suite, secret,
               s->from_client ? STEP_CLIENT_KEY : STEP_SERVER_KEY);
}

/* --- TLS 1.2 ------------------------------------------------------------------------------ */

/* Hands suite and randoms to the key schedule; false if the suite has no keys of TLS 1.2. */
static bool prepare12(struct passive *w)
{
    const struct suite *s = w->info.suite;

    if (s == NULL || s->kx == SUITE_KX_NONE || suite_is_13(s))
        return false;
    w->prf.suite = s;
    w->prf.listener = &w->steps;
    memcpy(w->prf.client_random, w->client_random, RANDOM_SIZE);
    memcpy(w->prf.server_random, w->server_random, RANDOM_SIZE);
    return true;
}

static struct span leaf_of(struct span list)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct cert_entry entry = {0};

    return cert_entry_next(&r, false, &entry) ? entry.cert : (struct span){0};
}

/* Decrypts the premaster secret with the server's key (RFC 5246 7.4.7.1).  If the key is not that
 * of the certificate, the result is random, and the records will not decrypt. */
void passive_keys_premaster(struct passive *w, struct span encrypted)
{
    const struct privkey *key =
        w->config.key == NULL ? NULL : w->config.key(w->config.ctx, leaf_of(w->info.chain));
    uint8_t premaster[PREMASTER_RSA_SIZE], digest[DIGEST_MAX_SIZE];
    struct span hash = transcript_hash(&w->transcript, digest);

    if (key == NULL || !w->hellos.client || !prepare12(w) || (w->info.ems && hash.n == 0) ||
        privkey_decrypt(key, premaster, sizeof premaster, encrypted, &w->config.rng) != ERR_OK)
        return;
    if (w->info.ems)
        prf12_master_extended(&w->prf, span_of(premaster, sizeof premaster), hash);
    else
        prf12_master(&w->prf, span_of(premaster, sizeof premaster));
    w->has_master = true;
    wipe(premaster, sizeof premaster);
}

/* A resumed session has the master secret of the earlier one (RFC 5246 7.3, RFC 5077 3.1), found by
 * its ticket or id. */
static bool recall(struct passive *w, struct secret *master)
{
    struct span ticket, id = span_of(w->server_session_id, w->server_session_id_n);

    if (w->config.recall == NULL || w->hello_done)
        return false;
    if (ext_get(w->client.exts, TLSX_SESSION_TICKET, &ticket) && ticket.n > 0 &&
        w->config.recall(w->config.ctx, ticket, master))
        return true;
    return id.n > 0 && w->config.recall(w->config.ctx, id, master);
}

static bool find_master(struct passive *w)
{
    struct secret master = {0};

    if (w->has_master)
        return true;
    if (!find_secret(w, STEP_MASTER, MASTER_SIZE, &master) &&
        (!recall(w, &master) || master.n != MASTER_SIZE))
        return false;
    memcpy(w->prf.master, master.v, MASTER_SIZE);
    wipe(&master, sizeof master);
    w->has_master = true;
    return true;
}

/* Computes the keys of both directions once; returns why it cannot. */
static enum passive_block make_keys12(struct passive *w)
{
    if (w->info.version == 0)
        return PASSIVE_NO_SERVER_HELLO;
    if (w->info.version < TLS_1_2)
        return PASSIVE_OLD_VERSION;
    if (!prepare12(w))
        return PASSIVE_UNKNOWN_SUITE;
    if (w->keys[0].key_n > 0)
        return PASSIVE_NO_BLOCK;
    if (!find_master(w))
        return PASSIVE_NO_SECRETS;
    prf12_keys(&w->prf, &w->keys[1], &w->keys[0]);
    return PASSIVE_NO_BLOCK;
}

void passive_keys_ccs(struct passive *w, struct passive_side *s)
{
    if (w->info.version == TLS_1_3 || (w->info.version == 0 && w->turn != TURN_FREE))
        return; /* RFC 9846 E.4: it has no meaning */
    s->early.may_come = false;
    s->epoch = EPOCH_APPLICATION;
    if (s->sealed) {
        passive_blind(w, s, PASSIVE_NEW_HANDSHAKE);
        return;
    }
    if (!s->from_client && !w->hello_done)
        w->info.resumed = true;
    s->sealed = true;
    enum passive_block block = make_keys12(w);
    if (block != PASSIVE_NO_BLOCK) {
        passive_blind(w, s, block);
        return;
    }
    readkeys_init(&s->read, w->info.suite, TLS_1_2, w->info.etm, &w->keys[s->from_client ? 1 : 0]);
}

/* Keeps the master secret for later connections that resume this session. */
void passive_keys_remember(struct passive *w)
{
    struct secret master = {.n = MASTER_SIZE};
    struct span id = span_of(w->server_session_id, w->server_session_id_n);

    if (w->config.remember == NULL || !w->has_master)
        return;
    memcpy(master.v, w->prf.master, MASTER_SIZE);
    if (id.n > 0)
        w->config.remember(w->config.ctx, id, &master);
    if (w->ticket.n > 0)
        w->config.remember(w->config.ctx, buf_span(&w->ticket), &master);
    wipe(&master, sizeof master);
}
