/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/ask.h"

#include "app/scan/fact_note.h"
#include "app/scan/usual_offer.h"
#include "lib/scan/dh_prime.h"
#include "lib/tls/wire/record.h"

struct ask_state *ask_state(struct question_run *run)
{
    if (run->state == NULL)
        run->state = ARENA_NEW(&run->host->arena, struct ask_state);
    return run->state;
}

/* --- the hello ----------------------------------------------------------------------------- */

void ask_hello_suites(struct ask_hello *hello, const uint16_t *v, size_t num)
{
    memmove(hello->suites, v, num * sizeof *v);
    hello->offer.suites = (struct offer_list){hello->suites, num};
}

void ask_hello_ids(struct ask_hello *hello, const struct scan_ids *suites)
{
    if (suites->num > 0)
        ask_hello_suites(hello, suites->v, suites->num);
}

unsigned ask_with(uint16_t version)
{
    const unsigned old = OFFER_EMS | OFFER_ETM | OFFER_TICKET | OFFER_RENEGOTIATION;

    if (version == TLS_SSL_3)
        return OFFER_NO_EXTENSIONS;
    if (version == TLS_1_3)
        return OFFER_EMS | OFFER_TICKET | OFFER_RENEGOTIATION | OFFER_STATUS | OFFER_SCT |
               OFFER_PSK_MODES | OFFER_SESSION_ID;
    return version == TLS_1_2 ? old | OFFER_STATUS | OFFER_SCT : old;
}

void ask_hello_init(struct ask_hello *hello, const struct question_run *run, uint16_t version)
{
    static const struct scan_ids none;
    const struct scan_manner *manner = &run->host->facts.manner;
    static const uint16_t newest[] = {TLS_1_3};
    struct hello_offer *o = &hello->offer;

    hello->version = version;
    usual_offer(o, run->host);
    o->version = version < TLS_1_2 ? version : TLS_1_2;
    o->versions = (struct offer_list){newest, version == TLS_1_3};
    o->with = ask_with(version);
    if (manner->needs_no_alpn)
        o->alpn = (struct span){0};
    if (!manner->needs_few) {
        o->groups = (struct offer_list){hello->groups, offer_groups(hello->groups, version, &none)};
        o->schemes = (struct offer_list){hello->schemes, offer_schemes(hello->schemes, &none)};
    }
    if (version < TLS_1_2)
        o->schemes = (struct offer_list){NULL, 0};
}

/* Appends a share of the first group that we can make one for.  Its private key is forgotten: no
 * handshake is completed. */
static void put_share(struct buf *out, const struct hello_offer *offer, const struct rng *rng)
{
    for (size_t i = 0; i < offer->groups.num; i++) {
        const struct kx_kind *kind = group_kx(group_find(offer->groups.v[i]));
        struct kx kx;

        if (kind == NULL || kx_start(&kx, kind, rng) != ERR_OK)
            continue;
        buf_u16(out, offer->groups.v[i]);
        struct buf_mark key = buf_open16(out);

        buf_put(out, span_of(kx.public, kx.public_n));
        buf_close(out, key);
        kx_wipe(&kx);
        break;
    }
}

bool ask_send(struct question_run *run, struct ask_hello *hello, struct attempt_ask *out,
              struct buf *records)
{
    const struct rng *rng = &run->host->plan->rng;
    struct buf share;

    buf_init(&share, 2 * KX_PUBLIC_MAX);
    if (run->host->facts.manner.needs_share && hello->offer.versions.num > 0 &&
        hello->offer.shares.n == 0) {
        put_share(&share, &hello->offer, rng);
        hello->offer.shares = buf_span(&share);
    }
    hello_offer_put(records, &hello->offer, rng);
    hello->offer.shares = (struct span){0};
    ((struct ask_state *)run->state)->message_n =
        hello->offer.record_n == 0 ? records->n - RECORD_HEADER : 0;
    out->depth = hello->version == TLS_1_3 ? ATTEMPT_HELLO : ATTEMPT_FLIGHT;
    enum err e = share.err;

    buf_free(&share);
    return e == ERR_OK && records->err == ERR_OK;
}

/* --- the answer ---------------------------------------------------------------------------- */

bool ask_refused(uint8_t alert)
{
    return alert == ALERT_HANDSHAKE_FAILURE || alert == ALERT_INSUFFICIENT_SECURITY ||
           alert == ALERT_PROTOCOL_VERSION || alert == ALERT_ILLEGAL_PARAMETER;
}

bool ask_hung_up(const struct attempt_outcome *o)
{
    return !ask_has_hello(o) && (o->kind == ATTEMPT_CLOSED || o->kind == ATTEMPT_RESET);
}

bool ask_has_hello(const struct attempt_outcome *o)
{
    return o->flight != NULL && o->flight->has_hello;
}

/* Some load balancers took a hello whose length has the high byte 1 for one of SSL 2.0, and so
 * clients pad theirs (RFC 7685 1). */
static void learn_length(struct question_run *run)
{
    size_t n = ((struct ask_state *)run->state)->message_n;

    if (n >> 8 == 1 && (n - MSG_HEADER) >> 8 == 1)
        fact_note(&run->host->facts, FEATURE_MEDIUM_HELLO_TOLERANT, SCAN_YES, NULL);
}

/* An alert that does not say that it refuses what was offered. */
static enum ask_reply read_other_alert(struct question_run *run, uint8_t alert)
{
    struct scan_facts *facts = &run->host->facts;
    struct ask_state *state = run->state;

    if (facts->chosen_version == 0)
        return REPLY_UNKNOWN;
    if (state->alert != alert && facts->manner.alert != alert) {
        state->alert = alert;
        return REPLY_AGAIN;
    }
    facts->manner.alert = alert;
    return REPLY_NONE;
}

enum ask_reply ask_read(struct question_run *run, const struct attempt_outcome *o, uint16_t version)
{
    if (ask_has_hello(o)) {
        ((struct ask_state *)run->state)->alert = 0;
        learn_length(run);
        return o->flight->version == version ? REPLY_CHOSE : REPLY_NONE;
    }
    if (o->kind == ATTEMPT_ALERTED)
        return ask_refused(o->alert) ? REPLY_NONE : read_other_alert(run, o->alert);
    return ask_hung_up(o) ? REPLY_NONE : REPLY_UNKNOWN;
}

/* --- what an answer shows ------------------------------------------------------------------ */

struct scan_version *ask_row(const struct question_run *run, uint16_t version)
{
    for (size_t i = SCAN_SSL_2; i < SCAN_VERSIONS; i++) {
        if (scan_version_numbers[i] == version)
            return &run->host->facts.versions[i];
    }
    return NULL;
}

void ask_found(const struct question_run *run, struct scan_ids *ids, uint16_t id)
{
    if (scan_ids_add(ids, id, &run->host->arena) != ERR_OK)
        arena_fail(&run->host->arena, ERR_MEMORY);
}

void ask_lied(const struct question_run *run)
{
    run->host->facts.only_alpn_unoffered = false;
    fact_note(&run->host->facts, FEATURE_CHOOSES_UNOFFERED, SCAN_YES, NULL);
}

static void learn_dh(const struct question_run *run, const struct server_flight *flight)
{
    struct scan_version *row = ask_row(run, flight->version);

    if (flight->dh_bits == 0 || (row->dh_bits != 0 && row->dh_bits < flight->dh_bits))
        return;
    row->dh_bits = flight->dh_bits;
    row->dh_common = dh_prime_name(flight->dh_p) != NULL;
}

/* The server answered an extension, or left it out. */
static void learn_ext(const struct question_run *run, const struct server_flight *flight,
                      enum scan_feature feature, uint16_t type)
{
    struct span data;
    bool is_there = flight->hello.has_exts && ext_get(flight->hello.exts, type, &data);

    fact_note(&run->host->facts, feature, is_there ? SCAN_YES : SCAN_NO, NULL);
}

void ask_learn_hello(const struct question_run *run, const struct server_flight *flight,
                     unsigned with)
{
    struct scan_version *row = ask_row(run, flight->version);

    if (row == NULL || flight->version >= TLS_1_3)
        return;
    learn_dh(run, flight);
    if (offer_group_fits(flight->group, flight->version))
        ask_found(run, &row->groups.ids, flight->group);
    if ((with & OFFER_EMS) != 0)
        learn_ext(run, flight, FEATURE_EMS, TLSX_EXTENDED_MASTER_SECRET);
    if ((with & OFFER_RENEGOTIATION) != 0)
        learn_ext(run, flight, FEATURE_SECURE_RENEGOTIATION, TLSX_RENEGOTIATION_INFO);
    /* RFC 7366 3: a server does not answer it if its suite is not one of CBC. */
    if ((with & OFFER_ETM) != 0 && offer_suite_has(flight->hello.suite, "_CBC_"))
        learn_ext(run, flight, FEATURE_ENCRYPT_THEN_MAC, TLSX_ENCRYPT_THEN_MAC);
}

bool ask_versions_done(const struct scan_facts *facts)
{
    for (size_t i = SCAN_SSL_3; i < SCAN_VERSIONS; i++) {
        if (!facts->versions[i].is_done)
            return false;
    }
    return true;
}
