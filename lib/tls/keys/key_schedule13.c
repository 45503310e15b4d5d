/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/key_schedule13.h"

#include <assert.h>

#include "lib/base/wipe.h"

static const uint8_t zeros[SECRET_MAX];

static struct span secret_span(const struct secret *secret)
{
    return span_of(secret->v, secret->n);
}

void sched13_wipe(struct sched13 *sched)
{
    wipe(sched, sizeof *sched);
}

/* Appends to an HkdfLabel, whose length was checked. */
static void info_u8(struct sched13_info *info, size_t v)
{
    info->v[info->n++] = (uint8_t)v;
}

static void info_put(struct sched13_info *info, struct span bytes)
{
    if (bytes.n > 0)
        memcpy(info->v + info->n, bytes.p, bytes.n);
    info->n += bytes.n;
}

/* RFC 9846 7.1: uint16 length; opaque label<7..255> = "tls13 " + Label; opaque context<0..255>. */
static enum err make_info(struct sched13_info *info, size_t n, struct span label,
                          struct span context)
{
    const struct span prefix = SPAN_LIT("tls13 ");

    if (n > UINT16_MAX || label.n > UINT8_MAX - prefix.n || context.n > UINT8_MAX)
        return ERR_LIMIT;
    info->n = 0;
    info_u8(info, n >> 8);
    info_u8(info, n & 0xff);
    info_u8(info, prefix.n + label.n);
    info_put(info, prefix);
    info_put(info, label);
    info_u8(info, context.n);
    info_put(info, context);
    return ERR_OK;
}

enum err sched13_expand_label(enum digest digest, uint8_t *out, size_t n, struct span secret,
                              const struct sched13_label *use, struct sched13_info *info)
{
    struct sched13_info own;

    if (info == NULL)
        info = &own;
    TRY(make_info(info, n, use->label, use->context));
    return kdf_expand(digest, out, n, secret, span_of(info->v, info->n));
}

/* One call of HKDF-Expand-Label that a row of steps.def describes. */
struct expansion {
    enum step_id id;
    const char *secret_name;
    struct span secret;
    const char *context_name; /* NULL: the context is no input of the formula */
    struct span context;
};

/* HKDF-Expand-Label as a row of steps.def describes it, reported to the listener.  The table's
 * labels and lengths always fit; if they did not, the output would be zeros. */
static void expand(const struct sched13 *sched, uint8_t *out, size_t n,
                   const struct expansion *expansion)
{
    assert(sched->hash != DIGEST_NONE); /* sched13_early comes before all else */
    assert(expansion->secret.n == digest_size(sched->hash));
    struct sched13_info info;
    struct sched13_label use = {span_str(step_row(expansion->id)->label), expansion->context};
    struct step step = {
        .id = expansion->id, .in[0] = {expansion->secret_name, expansion->secret}, .num_in = 1};

    if (sched13_expand_label(sched->hash, out, n, expansion->secret, &use, &info) != ERR_OK) {
        wipe(out, n);
        return;
    }
    if (expansion->context_name != NULL)
        step.in[step.num_in++] = (struct step_input){expansion->context_name, expansion->context};
    step.info = span_of(info.v, info.n);
    step.out = span_of(out, n);
    step_tell(sched->listener, &step);
}

/* Derive-Secret(from, label, messages), given the hash of the messages. */
static void derive(const struct sched13 *sched, struct secret *out, enum step_id id,
                   const char *from_name, const struct secret *from, struct span hash)
{
    out->n = digest_size(sched->hash);
    expand(sched, out->v, out->n,
           &(struct expansion){id, from_name, secret_span(from), "transcript_hash", hash});
}

/* Derive-Secret(from, label, ""): over the hash of no messages. */
static void derive_bare(const struct sched13 *sched, struct secret *out, enum step_id id,
                        const char *from_name, const struct secret *from)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    digest_of(sched->hash, hash, (struct span){0});
    out->n = digest_size(sched->hash);
    expand(sched, out->v, out->n,
           &(struct expansion){id, from_name, secret_span(from), NULL, span_of(hash, out->n)});
}

/* HKDF-Extract into the current secret; a salt or input that is NULL is zeros. */
static void extract(struct sched13 *sched, enum step_id id, const struct step_input *salt,
                    const struct step_input *ikm)
{
    uint8_t out[DIGEST_MAX_SIZE];
    struct step step = {.id = id};
    struct span none = span_of(zeros, digest_size(sched->hash));

    kdf_extract(sched->hash, out, salt == NULL ? none : salt->value,
                ikm == NULL ? none : ikm->value);
    sched->current.n = digest_size(sched->hash);
    memcpy(sched->current.v, out, sched->current.n);
    if (salt != NULL)
        step.in[step.num_in++] = *salt;
    if (ikm != NULL)
        step.in[step.num_in++] = *ikm;
    step.out = secret_span(&sched->current);
    step_tell(sched->listener, &step);
    wipe(out, sizeof out);
}

/* The first secret: HKDF-Extract(0, PSK), or of zeros without a PSK. */
void sched13_early(struct sched13 *sched, enum digest hash, struct span psk)
{
    assert(digest_size(hash) <= SECRET_MAX);
    const struct step_listener *listener = sched->listener;
    struct step_input in = {"psk", psk};

    sched13_wipe(sched);
    sched->listener = listener;
    sched->hash = hash;
    if (psk.n == 0)
        in.value = span_of(zeros, digest_size(hash));
    extract(sched, STEP_EARLY_SECRET, NULL, &in);
}

/* HMAC, with a key derived from the early secret, over the hash of the ClientHello up to its
 * binders (RFC 9846 4.3.11.2). */
void sched13_binder(const struct sched13 *sched, uint8_t out[SECRET_MAX], bool external,
                    struct span truncated_hash)
{
    struct secret key, finished = {.n = digest_size(sched->hash)};
    uint8_t mac[DIGEST_MAX_SIZE];

    derive_bare(sched, &key, external ? STEP_BINDER_KEY_EXTERNAL : STEP_BINDER_KEY, "early_secret",
                &sched->current);
    expand(sched, finished.v, finished.n,
           &(struct expansion){.id = STEP_BINDER_FINISHED_KEY,
                               .secret_name = "binder_key",
                               .secret = secret_span(&key)});
    mac_of(sched->hash, mac, secret_span(&finished), truncated_hash);
    memcpy(out, mac, finished.n);
    step_tell(sched->listener,
              &(struct step){.id = STEP_BINDER,
                             .in = {{"binder_finished_key", secret_span(&finished)},
                                    {"transcript_hash", truncated_hash}},
                             .num_in = 2,
                             .out = span_of(out, finished.n)});
    wipe(&key, sizeof key);
    wipe(&finished, sizeof finished);
}

/* The secret for early data, and the exporter that belongs to it. */
void sched13_early_traffic(struct sched13 *sched, struct span hello_hash)
{
    derive(sched, &sched->client_early, STEP_CLIENT_EARLY_TRAFFIC, "early_secret", &sched->current,
           hello_hash);
    derive(sched, &sched->early_exporter, STEP_EARLY_EXPORTER, "early_secret", &sched->current,
           hello_hash);
}

/* To the next extracted secret: Derive-Secret(current, "derived", ""), then HKDF-Extract with that
 * as the salt. */
static void climb(struct sched13 *sched, enum step_id rung, const char *from_name, enum step_id top,
                  const struct step_input *ikm)
{
    struct secret derived;
    struct step_input salt = {"derived_secret", {NULL, 0}};

    derive_bare(sched, &derived, rung, from_name, &sched->current);
    salt.value = secret_span(&derived);
    extract(sched, top, &salt, ikm);
    wipe(&derived, sizeof derived);
}

/* Mixes in the shared secret (zeros if only a PSK is used), and derives the handshake traffic
 * secrets. */
void sched13_handshake(struct sched13 *sched, struct span shared, struct span hellos_hash)
{
    struct step_input in = {"shared_secret", shared};

    if (shared.n == 0)
        in.value = span_of(zeros, digest_size(sched->hash));
    else
        step_tell(sched->listener, &(struct step){.id = STEP_SHARED_SECRET, .out = shared});
    climb(sched, STEP_DERIVED_EARLY, "early_secret", STEP_HANDSHAKE_SECRET, &in);
    derive(sched, &sched->client_handshake, STEP_CLIENT_HANDSHAKE_TRAFFIC, "handshake_secret",
           &sched->current, hellos_hash);
    derive(sched, &sched->server_handshake, STEP_SERVER_HANDSHAKE_TRAFFIC, "handshake_secret",
           &sched->current, hellos_hash);
}

/* The last extraction has no new input; the hash is that of the messages up to the server's
 * Finished. */
void sched13_master(struct sched13 *sched, struct span server_hash)
{
    climb(sched, STEP_DERIVED_HANDSHAKE, "handshake_secret", STEP_MASTER_SECRET13, NULL);
    derive(sched, &sched->client_traffic, STEP_CLIENT_TRAFFIC, "master_secret", &sched->current,
           server_hash);
    derive(sched, &sched->server_traffic, STEP_SERVER_TRAFFIC, "master_secret", &sched->current,
           server_hash);
    derive(sched, &sched->exporter, STEP_EXPORTER, "master_secret", &sched->current, server_hash);
}

/* The secret from which the PSKs of tickets are derived. */
void sched13_resumption(struct sched13 *sched, struct span client_hash)
{
    derive(sched, &sched->resumption, STEP_RESUMPTION, "master_secret", &sched->current,
           client_hash);
}

/* Key and IV of one direction: in steps.def the row of an IV follows that of its key. */
void sched13_keys(const struct sched13 *sched, struct traffic_keys *out, const struct suite *suite,
                  const struct secret *traffic, enum step_id what)
{
    static const char *const names[STEP_COUNT] = {
        [STEP_CLIENT_EARLY_KEY] = "client_early_traffic_secret",
        [STEP_CLIENT_HANDSHAKE_KEY] = "client_handshake_traffic_secret",
        [STEP_SERVER_HANDSHAKE_KEY] = "server_handshake_traffic_secret",
        [STEP_CLIENT_KEY] = "client_application_traffic_secret_N",
        [STEP_SERVER_KEY] = "server_application_traffic_secret_N",
    };
    struct expansion x = {.id = what, .secret_name = names[what], .secret = secret_span(traffic)};

    traffic_keys_sizes(out, suite, TLS_1_3);
    expand(sched, out->key, out->key_n, &x);
    x.id = what + 1;
    expand(sched, out->iv, out->iv_n, &x);
}

/* How a Finished is computed: its key from the base secret, then the value. */
struct finishing {
    enum step_id key, value;
    const char *base_name;
    const struct secret *base;
};

/* A Finished is an HMAC over the transcript, under a key of its own (RFC 9846 4.5.3). */
static void finish(const struct sched13 *sched, uint8_t out[SECRET_MAX],
                   const struct finishing *finishing, struct span transcript_hash)
{
    struct secret key = {.n = digest_size(sched->hash)};
    uint8_t mac[DIGEST_MAX_SIZE];

    expand(sched, key.v, key.n,
           &(struct expansion){.id = finishing->key,
                               .secret_name = finishing->base_name,
                               .secret = secret_span(finishing->base)});
    mac_of(sched->hash, mac, secret_span(&key), transcript_hash);
    memcpy(out, mac, key.n);
    step_tell(sched->listener,
              &(struct step){.id = finishing->value,
                             .in = {{step_row(finishing->key)->name, secret_span(&key)},
                                    {"transcript_hash", transcript_hash}},
                             .num_in = 2,
                             .out = span_of(out, key.n)});
    wipe(&key, sizeof key);
}

void sched13_finished(const struct sched13 *sched, enum step_side side, uint8_t out[SECRET_MAX],
                      struct span transcript_hash)
{
    const struct finishing client = {STEP_CLIENT_FINISHED_KEY, STEP_CLIENT_FINISHED13,
                                     "client_handshake_traffic_secret", &sched->client_handshake},
                           server = {STEP_SERVER_FINISHED_KEY, STEP_SERVER_FINISHED13,
                                     "server_handshake_traffic_secret", &sched->server_handshake};

    finish(sched, out, side == SIDE_CLIENT ? &client : &server, transcript_hash);
}

/* The Finished of a client certificate that was asked for after the handshake (RFC 9846 4.5). */
void sched13_finished_later(const struct sched13 *sched, uint8_t out[SECRET_MAX],
                            struct span transcript_hash)
{
    const struct finishing client = {STEP_LATER_FINISHED_KEY, STEP_LATER_FINISHED,
                                     "client_application_traffic_secret_N", &sched->client_traffic};

    finish(sched, out, &client, transcript_hash);
}

/* Replaces a traffic secret with its successor; the old one is gone, which is the purpose (RFC 9846
 * 7.2). */
void sched13_update(struct sched13 *sched, enum step_side side)
{
    bool client = side == SIDE_CLIENT;
    struct secret *traffic = client ? &sched->client_traffic : &sched->server_traffic;
    struct secret next = {.n = digest_size(sched->hash)};

    expand(sched, next.v, next.n,
           &(struct expansion){.id = client ? STEP_CLIENT_UPDATE : STEP_SERVER_UPDATE,
                               .secret_name = client ? "client_application_traffic_secret_N"
                                                     : "server_application_traffic_secret_N",
                               .secret = secret_span(traffic)});
    *traffic = next;
    wipe(&next, sizeof next);
}

/* The PSK of one ticket, by its nonce (RFC 9846 4.7.1). */
void sched13_psk(const struct sched13 *sched, struct secret *out, struct span nonce)
{
    out->n = digest_size(sched->hash);
    expand(sched, out->v, out->n,
           &(struct expansion){STEP_TICKET_PSK, "resumption_master_secret",
                               secret_span(&sched->resumption), "ticket_nonce", nonce});
}

/* RFC 9846 7.5: Derive-Secret(exporter_master_secret, label, ""), then "exporter" over the hash of
 * the context. */
enum err sched13_export(const struct sched13 *sched, uint8_t *out, size_t n, struct span label,
                        struct span context)
{
    uint8_t hash[DIGEST_MAX_SIZE];
    struct secret secret = {.n = digest_size(sched->hash)};
    const struct sched13_label derived = {label, span_of(hash, secret.n)};
    const struct sched13_label exported = {SPAN_LIT("exporter"), span_of(hash, secret.n)};
    enum err e;

    digest_of(sched->hash, hash, (struct span){0});
    e = sched13_expand_label(sched->hash, secret.v, secret.n, secret_span(&sched->exporter),
                             &derived, NULL);
    if (e == ERR_OK) {
        digest_of(sched->hash, hash, context);
        e = sched13_expand_label(sched->hash, out, n, secret_span(&secret), &exported, NULL);
    }
    wipe(&secret, sizeof secret);
    return e;
}
