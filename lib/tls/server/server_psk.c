/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Resumption and early data in TLS 1.3.  The server keeps no list of sessions: a ticket is the
 * session itself, encrypted, and the client sends it back as the identity of a PSK.  With a binder
 * it proves that it knows the PSK.  Early data is only accepted with the first PSK, under the same
 * parameters, soon after it was sent, and once.
 */
#include "config.h"

#include "lib/tls/server/server_psk.h"

#include "lib/base/wipe.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/session/session_cache.h"

enum {
    IDENTITIES_MAX = 4, /* tried at most: each costs a decryption */
    PSK_DHE_KE = 1,     /* RFC 9846 4.3.9 */
    SKIP_MIN = 1 << 14, /* early data that is skipped at least, whatever our tickets allow now */
    LIFETIME_MAX = 7 * 24 * 3600, /* RFC 9846 4.7.1 */
    TICKET_MAX = 1 << 16,
};

/* RFC 9846 4.3.9: we accept a PSK only together with a key exchange. */
static bool takes_psk(const struct tls *tls)
{
    struct fail fail = {0};
    struct span modes;

    return ext_get(tls->hello_exts, TLSX_PSK_KEY_EXCHANGE_MODES, &modes) &&
           ext_list8_parse(&modes, modes, &fail) == ERR_OK &&
           span_find(modes, PSK_DHE_KE) < modes.n;
}

/* Does the session fit this connection (RFC 9846 4.3.11, 4.7.1)?  A client that must show a
 * certificate must have shown it then. */
static bool session_fits(const struct tls *tls, const struct session *session)
{
    const struct suite *was = suite_find(session->suite);

    return session->version == TLS_1_3 && was != NULL && was->hash == tls->suite->hash &&
           session->secret.n == digest_size(was->hash) &&
           span_ieq(buf_span(&session->server_name), tls->info.server_name) &&
           (tls->config.server->client_auth != CLIENT_AUTH_REQUIRE || session->chain.n > 0);
}

/* The offered PSK that was chosen. */
struct pick {
    struct session session;
    struct psk_identity identity;
    struct span binder;
    size_t binders_n; /* how long the list of binders is */
};

/* Takes the first ticket that we can decrypt and that fits. */
static bool pick_psk(struct tls *tls, struct pick *out, struct span data)
{
    struct fail fail = {0};
    struct psk_offer offer;

    if (ext_psk_parse(&offer, data, &fail) != ERR_OK)
        return false;
    struct rd ids = rd_init(offer.identities, &fail), binders = rd_init(offer.binders, &fail);
    out->binders_n = 2 + offer.binders.n;
    for (unsigned i = 0; i < IDENTITIES_MAX; i++) {
        if (!ext_psk_identity_next(&ids, &out->identity) ||
            !ext_psk_binder_next(&binders, &out->binder))
            return false;
        tls->psk_index = (uint16_t)i;
        if (fault_session(tls, &out->session) ||
            session_cache_open(tls->config.server->memory, tls->config.now_ms(tls->config.ctx),
                               out->identity.identity, &out->session)) {
            if (session_fits(tls, &out->session))
                return true;
            session_free(&out->session);
        }
    }
    return false;
}

/* RFC 9846 4.3.11.2: the client proves that it has the key, by a MAC over the hello up to the
 * binders and the messages before it. */
static enum err check_binder(struct tls *tls, const struct pick *p)
{
    struct span hello = buf_span(&tls->hello);
    uint8_t digest[DIGEST_MAX_SIZE], must[SECRET_MAX];
    size_t n = digest_size(tls->suite->hash);
    struct hasher h = tls->transcript.hash;

    sched13_early(&tls->sched, tls->suite->hash, span_of(p->session.secret.v, p->session.secret.n));
    if (!tls->info.retried)
        hasher_init(&h, tls->suite->hash);
    hasher_update(&h, span_head(hello, hello.n - p->binders_n));
    hasher_peek(&h, digest);
    sched13_binder(&tls->sched, must, false, span_of(digest, n));
    bool is_right = p->binder.n == n && (equal_ct(p->binder.p, must, n) || conn_is_null(tls));
    wipe(must, sizeof must);
    return is_right ? ERR_OK : conn_fail(tls, ERR_TLS_PSK_BINDER, p->binder);
}

/* RFC 9846 8.3: was the hello sent just now, by the ticket's age?  Ours and the client's clock may
 * differ, but not their speed. */
static bool is_fresh(const struct tls *tls, const struct pick *p)
{
    int64_t ours = tls->config.now_ms(tls->config.ctx) - p->session.received_ms;
    int64_t theirs = (uint32_t)(p->identity.obfuscated_age - p->session.age_add);
    int64_t apart = ours < theirs ? theirs - ours : ours - theirs;

    return apart <= SESSION_CACHE_FRESH_MS;
}

/* RFC 9846 4.3.10: early data needs the first pre-shared key, the same suite and application
 * protocol, and must never be accepted twice (8.1). */
static bool takes_early(struct tls *tls, const struct pick *p)
{
    const struct tls_server *server = tls->config.server;
    const struct session *s = &p->session;

    return ext_rules_has(tls, TLSX_EARLY_DATA) && !tls->info.retried && tls->psk_index == 0 &&
           server->max_early_data > 0 && s->max_early_data > 0 && s->suite == tls->suite->id &&
           span_eq(buf_span(&s->alpn), tls->info.alpn) && is_fresh(tls, p) &&
           session_cache_once(server->memory, tls->config.now_ms(tls->config.ctx), p->binder);
}

void server_psk_reject_early(struct tls *tls)
{
    uint32_t most = tls->config.server->max_early_data;

    tls->skips_early = ext_rules_has(tls, TLSX_EARLY_DATA);
    tls->early_room = most > SKIP_MIN ? most : SKIP_MIN;
    if (tls->skips_early)
        tls->info.early_data = EARLY_REJECTED;
}

/* RFC 9846 4.7.1: tickets issued in resumed connections expire with the first one, so that the
 * client's certificate is asked for again some day. */
static uint32_t time_left(const struct tls *tls, const struct session *session)
{
    int64_t gone = (tls->config.now_ms(tls->config.ctx) - session->received_ms) / 1000;

    return gone < session->lifetime ? (uint32_t)(session->lifetime - gone) : 0;
}

/* The binder is checked before anything of the session is used. */
static enum err take(struct tls *tls, const struct pick *p)
{
    TRY(check_binder(tls, p));
    tls->time_left = time_left(tls, &p->session);
    TRY(resume_accepted(tls, &p->session));
    if (takes_early(tls, p)) {
        tls->info.early_data = EARLY_ACCEPTED;
        tls->skips_early = false;
        tls->early_room = p->session.max_early_data;
    }
    return ERR_OK;
}

enum err server_psk_take(struct tls *tls)
{
    struct pick pick = {0};
    struct span data;
    enum err e = ERR_OK;

    session_init(&pick.session);
    if (tls->config.server->memory != NULL && takes_psk(tls) &&
        ext_get(tls->hello_exts, TLSX_PRE_SHARED_KEY, &data) && pick_psk(tls, &pick, data))
        e = take(tls, &pick);
    else
        sched13_early(&tls->sched, tls->suite->hash, (struct span){0});
    session_free(&pick.session);
    return e;
}

/* --- tickets ------------------------------------------------------------------------------- */

/* The lifetime of the next ticket, in seconds. */
static uint32_t lifetime(const struct tls *tls)
{
    uint32_t most = tls->info.resumed ? tls->time_left : LIFETIME_MAX;

    return tls->config.server->lifetime < most ? tls->config.server->lifetime : most;
}

/* The session in the ticket; its nonce gives it a PSK of its own. */
static enum err make_session(struct tls *tls, struct span nonce)
{
    const struct tls_server *server = tls->config.server;
    struct session *s = &tls->session;
    uint8_t add[4];

    TRY(resume_fill(tls));
    rng_fill(&tls->config.rng, add, sizeof add);
    s->ems = true;
    s->age_add = (uint32_t)add[0] << 24 | (uint32_t)add[1] << 16 | (uint32_t)add[2] << 8 | add[3];
    s->lifetime = lifetime(tls);
    s->max_early_data = server->max_early_data;
    sched13_psk(&tls->sched, &s->secret, nonce);
    return ERR_OK;
}

/* Writes a NewSessionTicket into t->scratch. */
static enum err put_ticket(struct tls *tls, struct span nonce, struct span ticket)
{
    const struct session *s = &tls->session;
    struct buf exts;

    buf_init(&exts, TICKET_MAX);
    if (s->max_early_data > 0)
        ext_u32_put(&exts, TLSX_EARLY_DATA, s->max_early_data);
    buf_truncate(&tls->scratch, 0);
    new_session_ticket13_put(&tls->scratch, &(struct new_session_ticket){
                                                .lifetime = s->lifetime,
                                                .age_add = s->age_add,
                                                .nonce = nonce,
                                                .ticket = ticket,
                                                .exts = buf_span(&exts),
                                            });
    enum err e = exts.err != ERR_OK ? exts.err : tls->scratch.err;
    buf_free(&exts);
    return e;
}

/* The number of tickets so far is the nonce, so that each ticket has a PSK of its own. */
enum err server_psk_ticket(struct tls *tls)
{
    const struct tls_server *server = tls->config.server;
    uint8_t nonce = (uint8_t)tls->info.tickets;
    struct buf ticket;

    /* RFC 9846 4.3.9: not for a client that cannot use it. */
    if (server->memory == NULL || lifetime(tls) == 0 || !takes_psk(tls))
        return ERR_OK;
    buf_init(&ticket, TICKET_MAX);
    enum err e = make_session(tls, span_of(&nonce, 1));
    if (e == ERR_OK)
        e = session_cache_seal(server->memory, tls->config.now_ms(tls->config.ctx), &tls->session,
                               &ticket);
    bool has_ticket = e == ERR_OK;
    if (has_ticket)
        e = put_ticket(tls, span_of(&nonce, 1), buf_span(&ticket));
    session_free(&tls->session);
    buf_wipe(&ticket);
    if (e == ERR_LIMIT) /* a client's chain may be too long for a ticket */
        return ERR_OK;
    TRY(e);
    tls->info.tickets++;
    return outbound_message(tls, buf_span(&tls->scratch));
}
