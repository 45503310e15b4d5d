/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/peer_chain.h"

#include <time.h>

/* The alert that fits a verdict (RFC 9846 6.2); for a name that does not match RFC 6125 6.6.4 asks
 * for bad_certificate, for a staple that is missing RFC 7633 4.2.3.1 for its own. */
static enum alert verdict_alert(enum reason reason)
{
    static const struct {
        enum reason reason;
        enum alert alert;
    } rows[] = {
        {REASON_EXPIRED, ALERT_CERTIFICATE_EXPIRED},
        {REASON_NOT_YET_VALID, ALERT_CERTIFICATE_EXPIRED},
        {REASON_REVOKED, ALERT_CERTIFICATE_REVOKED},
        {REASON_UNKNOWN_ISSUER, ALERT_UNKNOWN_CA},
        {REASON_SELF_SIGNED, ALERT_UNKNOWN_CA},
        {REASON_DISTRUSTED, ALERT_UNKNOWN_CA},
        {REASON_NO_TRUST_STORE, ALERT_UNKNOWN_CA},
        {REASON_HOST_MISMATCH, ALERT_BAD_CERTIFICATE},
        {REASON_BAD_SIGNATURE, ALERT_BAD_CERTIFICATE},
        {REASON_MALFORMED, ALERT_BAD_CERTIFICATE},
        {REASON_KEY_USAGE, ALERT_UNSUPPORTED_CERTIFICATE},
        {REASON_EXTENDED_KEY_USAGE, ALERT_UNSUPPORTED_CERTIFICATE},
        {REASON_UNKNOWN_CRITICAL_EXTENSION, ALERT_UNSUPPORTED_CERTIFICATE},
        {REASON_MUST_STAPLE, ALERT_BAD_CERTIFICATE_STATUS_RESPONSE},
        {REASON_LIMIT, ALERT_INTERNAL_ERROR},
        {REASON_INTERNAL, ALERT_INTERNAL_ERROR},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].reason == reason)
            return rows[i].alert;
    }
    return ALERT_CERTIFICATE_UNKNOWN;
}

void verifier_close(struct verifier *d)
{
    if (d->is_open)
        trust_inputs_close(&d->loaded);
    d->is_open = false;
}

struct trust_inputs *verifier_open(struct verifier *d)
{
    if (!d->is_open)
        trust_inputs_open(&d->loaded, d->out, d->arena, d->opts);
    d->is_open = true;
    return &d->loaded;
}

/* Decodes one certificate of the chain into the array of links. */
static enum err take_cert(struct chain_certs *out, struct arena *arena, size_t *cap,
                          struct span der, struct fail *fail)
{
    struct cert *c = ARENA_NEW(arena, struct cert);

    if (c == NULL)
        return ERR_LIMIT;
    TRY(cert_parse(c, der, fail));
    TRY(ARENA_GROW(arena, out->v, out->num, *cap));
    out->v[out->num] =
        (struct link){.cert = c, .source = out->num == 0 ? SOURCE_LEAF : SOURCE_INPUT};
    out->num++;
    return ERR_OK;
}

enum err peer_chain_certs(struct chain_certs *out, struct arena *arena, struct span list,
                          bool is_13)
{
    struct fail list_fail = {0};
    struct rd r = rd_init(list, &list_fail);
    struct cert_entry entry;
    size_t cap = 0, number = 0;

    *out = (struct chain_certs){0};
    while (cert_entry_next(&r, is_13, &entry)) {
        struct fail fail = {0};
        enum err e = take_cert(out, arena, &cap, entry.cert, &fail);

        number++;
        if (e == ERR_LIMIT)
            return e;
        if (e != ERR_OK && number == 1)
            return ERR_TLS_LEAF_DECODE;
        if (e == ERR_OK)
            continue;
        out->broken_at = out->num_broken++ == 0 ? number : out->broken_at;
        fail_set(&out->broken, e, fail.at);
    }
    return out->num == 0 ? ERR_TLS_LEAF_DECODE : ERR_OK;
}

/* say_broken names the first helper that is broken, and counts the others: a server may send any
 * number of them. */
static void say_broken(struct endpoint *v, const struct chain_certs *c)
{
    struct output *out = v->plan->out;

    if (c->num_broken > 0)
        output_say(out, "%s: certificate %zu of the chain: %s; ignored", v->server->label,
                   c->broken_at, err_text(c->broken.err));
    if (c->num_broken > 1)
        output_say(out, "%s: further certificates that do not decode: %zu", v->server->label,
                   c->num_broken - 1);
}

/* take_chain copies the chain and decodes it; helpers that are broken are said and left out. */
static enum err take_chain(struct endpoint *v, const struct tls_chain *chain, struct fail *broken)
{
    struct chain_certs certs;

    v->chain_is_13 = chain->is_13;
    TRY(arena_copy(&v->arena, &v->chain, chain->list));
    TRY(peer_chain_certs(&certs, &v->arena, v->chain, chain->is_13));
    v->certs = certs.v;
    v->num_certs = certs.num;
    *broken = certs.broken;
    say_broken(v, &certs);
    return ERR_OK;
}

static void describe_leaf(const struct cert *leaf, struct tls_verdict *out)
{
    /* One that cannot be read forbids nothing; the verdict speaks of it. */
    bool any = !leaf->ext[EXT_KU].is_read;

    out->key = leaf->key;
    out->may_sign = any || (leaf->key_usage & KU_DIGITAL_SIGNATURE) != 0;
    out->may_encipher = any || (leaf->key_usage & KU_KEY_ENCIPHERMENT) != 0;
}

/* When judging has to end, so that the answer goes out before the connection's time is over. */
static uint64_t end_of(const struct endpoint *v)
{
    uint64_t now = net_now_us(), left = v->deadline_us > now ? v->deadline_us - now : 1;

    return v->deadline_us == 0 ? 0 : now + left - left / 10;
}

static enum err judge(struct endpoint *v, struct fail broken, struct pubkey **leaf_key)
{
    struct verifier *d = v->plan->verifier;
    const struct trust_inputs *loaded = verifier_open(d);

    if (loaded->reason != REASON_OK) {
        endpoint_fail(v, loaded->reason, "not verified: %.*s", (int)loaded->message.n,
                      (const char *)loaded->message.p);
        return ERR_OK;
    }
    v->ask = (struct verification_request){
        .opts = d->opts,
        .loaded = loaded,
        .host = v->plan->host != NULL ? v->plan->host : &v->server->host,
        .certs = v->certs,
        .num_certs = v->num_certs,
        .broken_cert = broken.err != ERR_OK ? broken : loaded->broken_cert,
        .result = d->result,
        .is_guest = v->plan->is_guest,
        .now = (int64_t)time(NULL),
        .leaf_key = leaf_key,
        .end_us = end_of(v),
    };
    TRY(verification_make(&v->judgement, &v->ask, &v->arena));
    /* It points to our caller's. */
    v->ask.leaf_key = v->judgement.judge.leaf_key = NULL;
    v->has_judgement = true;
    v->judged = verification_view(&v->judgement, &v->ask, v->input);
    v->judged.no_sni = v->plan->how != NULL && v->plan->how->no_sni;
    v->verdict = v->judgement.report.reason;
    return ERR_OK;
}

enum err peer_chain_judge(struct endpoint *v, const struct tls_chain *chain,
                          struct tls_verdict *out)
{
    struct fail broken = {0};
    enum err e = take_chain(v, chain, &broken);

    out->alert = ALERT_NONE;
    if (e != ERR_OK)
        return e;
    describe_leaf(v->certs[0].cert, out);
    if (v->plan->verifier == NULL)
        return ERR_OK;
    TRY(judge(v, broken, &out->prepared));
    event_log_mark(&v->events, "judged", net_now_us() - v->began_us);
    /* Without anchors nothing can be said, and going on in spite of it is not asked for. */
    if (endpoint_reason(v) == REASON_OK || (v->has_judgement && v->plan->insecure))
        return ERR_OK;
    out->alert = verdict_alert(endpoint_reason(v));
    return ERR_TLS_VERDICT;
}
