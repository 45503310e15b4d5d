/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/wipe.h"
#include "lib/tls/passive/passive_inside.h"

/* The secret of a step, as key logs have it (RFC 9850 2), where it is as long as it has to be. */
static bool find_secret(struct passive *w, enum step_id id, size_t n, struct secret *out)
{
    *out = (struct secret){0};
    if (w->config.secret == NULL || !w->has_client)
        return false;
    bool found =
        w->config.secret(w->config.ctx, span_str(step_row(id)->keylog), w->client_random, out) &&
        out->n == n;
    if (!found)
        wipe(out, sizeof *out);
    return found;
}

static void set_keys13(struct passive *w, struct readkeys *k, const struct suite *suite,
                       const struct secret *traffic, enum step_id what)
{
    struct traffic_keys keys;

    sched13_keys(&w->sched, &keys, suite, traffic, what);
    passive_wipe(w, k);
    readkeys_init(k, suite, TLS_1_3, false, &keys);
    wipe(&keys, sizeof keys);
}

/* --- TLS 1.3 ------------------------------------------------------------------------------ */

static bool offers(const struct passive *w, uint16_t number)
{
    for (size_t i = 0; i < w->client.suites.n / 2; i++) {
        if (list16_at(w->client.suites, i) == number)
            return true;
    }
    return false;
}

/* Do keys of this suite open the first record of early data?  They are at hand then. */
static bool try_early(struct passive *w, struct passive_side *s, const struct suite *suite,
                      const struct record *r)
{
    const struct secret *secret = &w->sched.client_early;

    w->sched.hash = suite->hash;
    w->sched.listener = NULL; /* nothing is told of what is only tried */
    set_keys13(w, &s->read, suite, secret, STEP_CLIENT_EARLY_KEY);
    w->sched.listener = &w->steps;
    bool opens = passive_record_opens(w, s, r);
    passive_wipe(w, &s->read);
    if (opens)
        set_keys13(w, &s->read, suite, secret, STEP_CLIENT_EARLY_KEY);
    return opens;
}

/* Early data is under the suite of the session, which no message names: it is the one among those
 * offered that opens the first record.  Each is tried once: where none does, none will. */
bool passive_keys_early(struct passive *w, struct passive_side *s, const struct record *r)
{
    struct secret *secret = &w->sched.client_early;
    const struct suite *suite;
    bool found = false;

    if (s->early_shut)
        return false;
    if (!passive_has(&s->read) && !find_secret(w, STEP_CLIENT_EARLY_TRAFFIC, 32, secret) &&
        !find_secret(w, STEP_CLIENT_EARLY_TRAFFIC, 48, secret))
        return false;
    if (passive_has(&s->read))
        found = passive_record_opens(w, s, r);
    else
        for (size_t i = 0; !found && (suite = suite_at(i)) != NULL; i++)
            found = suite_is_13(suite) && suite->kx != SUITE_KX_NONE &&
                    digest_size(suite->hash) == secret->n && offers(w, suite->id) &&
                    try_early(w, s, suite, r);
    s->early_shut = !found;
    return found;
}

/* One side behind ServerHello: its handshake keys; where only those of its data are known, they
 * show when they are in use. */
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
        struct readkeys *k = s->early ? &s->next : &s->read;
        set_keys13(w, k, w->info.suite, secret, handshake_key);
        s->next_epoch = EPOCH_HANDSHAKE;
        if (!s->early)
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
    if (!s->early || !passive_has(&s->read))
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

    /* A suite that is not known came with no keys; whoever says Finished says it in the clear. */
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

/* RFC 9846 4.6: EndOfEarlyData is the last thing under those keys.  Those of the handshake follow;
 * where they are not known, those of the data wait for what opens under them. */
void passive_keys_early_end(struct passive *w, struct passive_side *s)
{
    if (!s->early)
        return;
    if (passive_has(&s->next) && s->next_epoch == EPOCH_HANDSHAKE) {
        passive_record_next(w, s);
        return;
    }
    s->early = false;
    if (passive_has(&s->next))
        passive_wipe(w, &s->read);
    else
        passive_blind(w, s, PASSIVE_NO_SECRETS);
}

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

/* RFC 5246 7.4.7.1, with the server's key.  Where it is another one than the certificate's, the
 * records say so. */
void passive_keys_premaster(struct passive *w, struct span encrypted)
{
    const struct privkey *key =
        w->config.key == NULL ? NULL : w->config.key(w->config.ctx, leaf_of(w->info.chain));
    uint8_t premaster[PREMASTER_RSA_SIZE], digest[DIGEST_MAX_SIZE];
    struct span hash = transcript_hash(&w->transcript, digest);

    if (key == NULL || !w->has_client || !prepare12(w) || (w->info.ems && hash.n == 0) ||
        privkey_decrypt(key, premaster, sizeof premaster, encrypted, &w->config.rng) != ERR_OK)
        return;
    if (w->info.ems)
        prf12_master_extended(&w->prf, span_of(premaster, sizeof premaster), hash);
    else
        prf12_master(&w->prf, span_of(premaster, sizeof premaster));
    w->has_master = true;
    wipe(premaster, sizeof premaster);
}

/* A session that goes on has its master secret from before (RFC 5246 7.3, RFC 5077 3.1). */
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

/* The keys of both directions, once. */
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
        return; /* RFC 9846 E.4: it means nothing */
    s->early = false;
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
