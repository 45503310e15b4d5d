/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One function writes each extension if its conditions hold; `writers` lists them in our order.
 * Then come padding and the pre-shared key, whose binder covers all that is before it.
 */
#include "config.h"

#include "lib/tls/client/client_hello.h"

#include "lib/base/wipe.h"
#include "lib/tls/client/client_replay.h"
#include "lib/tls/client/client_shares.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/resume.h"

enum {
    EARLY_DATA_MAX = 1 << 23,
    PAD_FROM = 256,
    PAD_TO = 512,
    SCSV_FALLBACK = 0x5600,
    VECTOR_MAX = 0xffff
};

/* Where GREASE values are sent (RFC 8701 3.1). */
enum {
    GREASE_SUITE,
    GREASE_GROUP,
    GREASE_VERSION,
    GREASE_FIRST,
    GREASE_LAST,
    GREASE_SCHEME = GREASE_VERSION, /* the lists differ, so that the same value may be in both */
};

/* The versions that the configuration allows. */
static bool with13(const struct tls *tls)
{
    return tls->config.max_version == TLS_1_3;
}

static bool with12(const struct tls *tls)
{
    return tls->config.min_version == TLS_1_2;
}

/* Is this suite offered?  Unknown ids are, as the user asked for them. */
static bool offers(const struct tls *tls, uint16_t id)
{
    const struct suite *s = suite_find(id);

    return s == NULL || s->kx == SUITE_KX_NONE || (suite_is_13(s) ? with13(tls) : with12(tls));
}

/* Is a suite with this key exchange of TLS 1.2 in the list?  One that is not implemented may
 * have any. */
static bool offers_kx(const struct tls *tls, enum suite_kx kx)
{
    for (size_t i = 0; i < tls->config.suites.num; i++) {
        const struct suite *s = suite_find(tls->config.suites.v[i]);
        if (s == NULL || s->kx == kx || (s->kx == SUITE_KX_NONE && s->status != STATUS_SIGNAL))
            return true;
    }
    return false;
}

static bool offers_cbc(const struct tls *tls)
{
    for (size_t i = 0; i < tls->config.suites.num; i++) {
        const struct suite *s = suite_find(tls->config.suites.v[i]);
        if (s != NULL && s->kx != SUITE_KX_NONE && s->aead == AEAD_NONE)
            return true;
    }
    return false;
}

/* One function for each extension, which decides whether the extension is sent. */
static void put_sni(struct tls *tls, struct buf *out)
{
    if (tls->config.server_name.n > 0)
        ext_sni_put(out, tls->config.server_name);
}

static void put_ems(struct tls *tls, struct buf *out)
{
    if (with12(tls) && !tls->config.ems.off)
        ext_put(out, TLSX_EXTENDED_MASTER_SECRET, (struct span){0});
}

static void put_reneg(struct tls *tls, struct buf *out)
{
    if (with12(tls)) /* RFC 5746 3.4 */
        ext_reneg_put(out, (struct span){0});
}

/* Does a suite use a group: one of TLS 1.3, ECDHE or DHE? */
static bool uses_groups(const struct tls *tls)
{
    return with13(tls) || offers_kx(tls, SUITE_KX_ECDHE) || offers_kx(tls, SUITE_KX_DHE);
}

/* Were groups asked for, of which none can be offered? */
static bool lacks_groups(const struct tls *tls)
{
    struct numbers list = {0};

    client_shares_groups(tls, &list);
    return list.num == 0 && tls->config.groups.num > 0 && uses_groups(tls);
}

static void put_groups(struct tls *tls, struct buf *out)
{
    struct numbers list = {0};

    if (tls->config.groups.num == 0 || !uses_groups(tls))
        return;
    if (tls->config.hello.grease)
        list.v[list.num++] = tls->grease[GREASE_GROUP];
    client_shares_groups(tls, &list);
    ext_list16_put(out, TLSX_SUPPORTED_GROUPS, list.v, list.num);
}

static void put_points(struct tls *tls, struct buf *out)
{
    if (with12(tls) && offers_kx(tls, SUITE_KX_ECDHE)) /* RFC 8422 5.1.2: uncompressed */
        ext_list8_put(out, TLSX_EC_POINT_FORMATS, span_of("", 1));
}

static void put_ticket(struct tls *tls, struct buf *out)
{
    if (with12(tls) && !tls->config.without.tickets) /* RFC 5077 3.2 */
        ext_put(out, TLSX_SESSION_TICKET,
                tls->offers.session12 ? buf_span(&tls->config.session->ticket) : (struct span){0});
}

static void put_etm(struct tls *tls, struct buf *out)
{
    if (with12(tls) && !tls->config.without.etm && offers_cbc(tls)) /* RFC 7366 2 */
        ext_put(out, TLSX_ENCRYPT_THEN_MAC, (struct span){0});
}

static void put_alpn(struct tls *tls, struct buf *out)
{
    if (tls->config.alpn.n > 0)
        ext_alpn_put(out, tls->config.alpn);
}

static void put_status(struct tls *tls, struct buf *out)
{
    if (tls->config.ocsp)
        ext_status_put(out);
}

static void put_scts(struct tls *tls, struct buf *out)
{
    if (tls->config.scts)
        ext_put(out, TLSX_SCT, (struct span){0});
}

/* A scheme that no offered version has is not offered; unknown ids are, as the user asked for
 * them.  RFC 8701 3.1 allows GREASE among them. */
static void put_schemes(struct tls *tls, struct buf *out)
{
    const struct numbers *ours = &tls->config.schemes;
    size_t grease = tls->config.hello.grease ? 1 : 0;
    struct numbers list = {.v = {tls->grease[GREASE_SCHEME]}, .num = grease};

    for (size_t i = 0; i < ours->num && list.num < NAMES_MAX; i++) {
        const struct scheme *s = scheme_find(ours->v[i]);

        if (s == NULL || with13(tls) || scheme_allows(s, TLS_1_2))
            list.v[list.num++] = ours->v[i];
    }
    if (list.num > grease)
        ext_list16_put(out, TLSX_SIGNATURE_ALGORITHMS, list.v, list.num);
}

static void put_cert_schemes(struct tls *tls, struct buf *out)
{
    if (tls->config.cert_schemes.num > 0)
        ext_list16_put(out, TLSX_SIGNATURE_ALGORITHMS_CERT, tls->config.cert_schemes.v,
                       tls->config.cert_schemes.num);
}

/* RFC 8879 3: only TLS 1.3 has compressed certificates. */
static void put_compressions(struct tls *tls, struct buf *out)
{
    if (with13(tls) && tls->config.compressions.num > 0)
        ext_list8of16_put(out, TLSX_COMPRESS_CERTIFICATE, tls->config.compressions.v,
                          tls->config.compressions.num);
}

static void put_size_limit(struct tls *tls, struct buf *out)
{
    if (tls->config.record_size_limit > 0)
        ext_u16_put(out, TLSX_RECORD_SIZE_LIMIT, tls->config.record_size_limit);
}

/* RFC 9846 4.3.1: mandatory for TLS 1.3; without it the version in the hello is enough. */
static void put_versions(struct tls *tls, struct buf *out)
{
    uint16_t v[3];
    size_t num = 0;

    if (!with13(tls))
        return;
    if (tls->config.hello.grease)
        v[num++] = tls->grease[GREASE_VERSION];
    v[num++] = TLS_1_3;
    if (with12(tls))
        v[num++] = TLS_1_2;
    ext_list8of16_put(out, TLSX_SUPPORTED_VERSIONS, v, num);
}

static void put_shares(struct tls *tls, struct buf *out)
{
    struct key_share v[SHARES_MAX + 1];
    size_t num = 0;

    if (!with13(tls))
        return;
    /* RFC 9846 4.2.2: after a retry the list changes only if the retry names a group. */
    if (tls->config.hello.grease && tls->retry_group == 0)
        v[num++] = (struct key_share){tls->grease[GREASE_GROUP], span_of("", 1)};
    for (size_t i = 0; i < tls->num_shares; i++)
        v[num++] = (struct key_share){tls->share_groups[i], kx_kept_public(tls->shares[i])};
    ext_shares_put(out, v, num);
}

static void put_modes(struct tls *tls, struct buf *out)
{
    static const uint8_t psk_dhe_ke[] = {1};

    /* RFC 9846 4.3.9: without it no server may send tickets. */
    if (with13(tls) && (!tls->config.without.tickets || tls->offers.psk))
        ext_list8_put(out, TLSX_PSK_KEY_EXCHANGE_MODES, span_of(psk_dhe_ke, 1));
}

static void put_cookie(struct tls *tls, struct buf *out)
{
    if (tls->cookie.n > 0)
        ext_cookie_put(out, buf_span(&tls->cookie));
}

/* RFC 9846 4.3.10: with the suite and the ALPN protocol of the session; never after a retry. */
static void put_early(struct tls *tls, struct buf *out)
{
    const struct session *s = tls->config.session;

    if (tls->config.early_data && tls->offers.psk && !tls->info.retried && s->max_early_data > 0 &&
        conn_lists(&tls->config.suites, s->suite) &&
        (s->alpn.n == 0 || ext_alpn_has(tls->config.alpn, buf_span(&s->alpn))))
        ext_put(out, TLSX_EARLY_DATA, (struct span){0});
}

/* RFC 9846 4.3.6: a client that sends this may be asked for a certificate later. */
static void put_post_auth(struct tls *tls, struct buf *out)
{
    if (with13(tls) && tls->config.post_handshake_auth && tls->config.identity != NULL)
        ext_put(out, TLSX_POST_HANDSHAKE_AUTH, (struct span){0});
}

static void (*const writers[])(struct tls *t, struct buf *b) = {
    put_sni,          put_ems,        put_reneg,  put_groups,   put_points,
    put_ticket,       put_etm,        put_alpn,   put_status,   put_schemes,
    put_scts,         put_shares,     put_modes,  put_versions, put_cert_schemes,
    put_compressions, put_size_limit, put_cookie, put_early,    put_post_auth,
};
enum { WRITERS = sizeof writers / sizeof writers[0] };

/* Chooses the random values that are the same in both hellos (RFC 9846 4.2.2). */
static void choose(struct tls *tls)
{
    const struct rng *rng = &tls->config.rng;
    uint8_t r[GREASE_COUNT + WRITERS];

    rng_fill(rng, tls->client_random, RANDOM_SIZE);
    rng_fill(rng, r, sizeof r);
    for (size_t i = 0; i < GREASE_COUNT; i++)
        tls->grease[i] = (uint16_t)(((r[i] & 0xf0) | 0x0a) * 0x0101);
    if (tls->grease[GREASE_LAST] == tls->grease[GREASE_FIRST]) /* no extension may appear twice */
        tls->grease[GREASE_LAST] ^= 0x1010;
    for (size_t i = 0; i < WRITERS; i++)
        tls->order[i] = (uint8_t)i;
    for (size_t i = WRITERS - 1; tls->config.hello.permute && i > 0; i--) {
        size_t j = r[GREASE_COUNT + i] % (i + 1);
        uint8_t o = tls->order[i];
        tls->order[i] = tls->order[j];
        tls->order[j] = o;
    }
    /* RFC 9846 E.4: TLS 1.3 always sends an id; so does a ticket (RFC 5077 3.4), because the echo
     * of the id shows whether the ticket was accepted. */
    const struct session *s = tls->config.session;
    if (tls->offers.session12 && s->session_id_n > 0) {
        tls->session_id_n = s->session_id_n;
        memcpy(tls->session_id, s->session_id, s->session_id_n);
    } else if (with13(tls) || tls->offers.session12) {
        tls->session_id_n = SESSION_ID_MAX;
        rng_fill(rng, tls->session_id, SESSION_ID_MAX);
    }
}

/* The suite of the session, whose hash the binder uses. */
static const struct suite *psk_suite(const struct tls *tls)
{
    return suite_find(tls->config.session->suite);
}

/* The pre-shared key is the last extension (RFC 9846 4.3.11); its binder is still zero. */
static void put_psk(struct tls *tls, struct buf *out)
{
    const struct session *s = tls->config.session;
    size_t binders;

    if (!tls->offers.psk)
        return;
    struct psk_identity id = {buf_span(&s->ticket),
                              session_age(s, tls->config.now_ms(tls->config.ctx))};
    ext_psk_put(out, &id, digest_size(psk_suite(tls)->hash), &binders);
}

/* RFC 7685 4: some servers hang on a ClientHello of 256 to 511 bytes.  n is the length of the
 * message without this extension. */
static void put_padding(struct tls *tls, struct buf *out, size_t n)
{
    enum { OVERHEAD = 4 };
    bool is_risky = tls->config.hello.padded && n >= PAD_FROM && n < PAD_TO;
    size_t to = tls->config.hello.size > n ? tls->config.hello.size : is_risky ? PAD_TO : 0;

    if (to == 0)
        return;
    size_t pad = to - n > OVERHEAD ? to - n - OVERHEAD : 1;
    struct buf_mark m = ext_open(out, TLSX_PADDING);
    uint8_t *zeros = buf_room(out, pad);
    if (zeros != NULL)
        memset(zeros, 0, pad);
    buf_close(out, m);
}

/* The PSK extension must be last, and padding before it: so its length is measured first. */
static void put_exts(struct tls *tls, struct buf *exts, size_t before)
{
    size_t psk_n = 0;

    if (tls->config.hello.grease)
        ext_put(exts, tls->grease[GREASE_FIRST], (struct span){0});
    for (size_t i = 0; i < WRITERS; i++)
        writers[tls->order[i]](tls, exts);
    if (tls->config.hello.grease)
        ext_put(exts, tls->grease[GREASE_LAST], span_of("", 1));
    if (tls->offers.psk) {
        size_t n = exts->n;
        put_psk(tls, exts);
        psk_n = exts->n - n;
        buf_truncate(exts, n);
    }
    put_padding(tls, exts, before + exts->n + psk_n);
    put_psk(tls, exts);
}

/* Writes the message twice: the padding depends on the length without it. */
static enum err build(struct tls *tls)
{
    struct buf suites, exts;

    buf_init(&suites, VECTOR_MAX);
    buf_init(&exts, VECTOR_MAX);
    if (tls->config.hello.grease)
        buf_u16(&suites, tls->grease[GREASE_SUITE]);
    for (size_t i = 0; i < tls->config.suites.num; i++) {
        if (offers(tls, tls->config.suites.v[i]))
            buf_u16(&suites, tls->config.suites.v[i]);
    }
    bool is_empty = suites.n == (tls->config.hello.grease ? 2 : 0) || lacks_groups(tls);
    if (tls->config.hello.fallback_scsv) /* RFC 7507 4 */
        buf_u16(&suites, SCSV_FALLBACK);
    struct client_hello m = {
        .version = TLS_1_2, /* RFC 9846 4.2.2: legacy_version */
        .random = span_of(tls->client_random, RANDOM_SIZE),
        .session_id = span_of(tls->session_id, tls->session_id_n),
        .suites = buf_span(&suites),
        .compression = span_of("", 1),
        .has_exts = true,
    };
    buf_truncate(&tls->hello, 0);
    client_hello_put(&tls->hello, &m);
    put_exts(tls, &exts, tls->hello.n);
    m.exts = buf_span(&exts);
    buf_truncate(&tls->hello, 0);
    client_hello_put(&tls->hello, &m);
    enum err e = is_empty               ? ERR_TLS_OFFER_EMPTY
                 : suites.err != ERR_OK ? suites.err
                 : exts.err != ERR_OK   ? exts.err
                                        : tls->hello.err;
    buf_free(&suites);
    buf_free(&exts);
    return e;
}

/* Reads our own message again: what counts is what is in it, also after a replay. */
static enum err note(struct tls *tls)
{
    struct msg m;
    struct client_hello hello;
    struct fail fail = {0};

    if (!msg_split(&m, buf_span(&tls->hello)))
        return ERR_TLS_MESSAGE_FORM;
    TRY(client_hello_parse(&hello, m.body, &fail));
    tls->hello_exts = hello.exts;
    tls->info.client_random = span_of(tls->client_random, RANDOM_SIZE);
    tls->info.newest_offered = tls->config.max_version;
    memcpy(tls->prf.client_random, tls->client_random, RANDOM_SIZE);
    tls->offers.psk = tls->config.session != NULL && ext_rules_has(tls, TLSX_PRE_SHARED_KEY);
    return ERR_OK;
}

/* RFC 9846 4.3.11.2: the binder covers the hello up to the list of binders, and the messages before
 * it. */
static void bind(struct tls *tls)
{
    const struct secret *psk = &tls->config.session->secret;
    enum digest d = psk_suite(tls)->hash;
    size_t binder_n = digest_size(d), list_n = 2 + 1 + binder_n;
    uint8_t hash[DIGEST_MAX_SIZE], binder[SECRET_MAX];
    struct hasher h = tls->transcript.hash;

    if (!tls->info.retried) {
        hasher_init(&h, d);
        sched13_early(&tls->sched, d, span_of(psk->v, psk->n));
    }
    hasher_update(&h, span_head(buf_span(&tls->hello), tls->hello.n - list_n));
    hasher_peek(&h, hash);
    sched13_binder(&tls->sched, binder, false, span_of(hash, binder_n));
    memcpy(tls->hello.p + tls->hello.n - binder_n, binder, binder_n);
}

/* RFC 9846 4.3.10: data may be written at once, with keys that come from the PSK. */
static enum err begin_early(struct tls *tls)
{
    const struct session *s = tls->config.session;
    uint8_t hash[DIGEST_MAX_SIZE];
    struct traffic_keys keys;

    tls->suite = psk_suite(tls);
    tls->info.early_data = EARLY_OFFERED;
    tls->early_left = s->max_early_data < EARLY_DATA_MAX ? s->max_early_data : EARLY_DATA_MAX;
    /* RFC 9846 E.4: directly after the ClientHello. */
    if (tls->compat_ccs_due)
        TRY(outbound_ccs(tls));
    digest_of(tls->suite->hash, hash, buf_span(&tls->hello));
    sched13_early_traffic(&tls->sched, span_of(hash, digest_size(tls->suite->hash)));
    sched13_keys(&tls->sched, &keys, tls->suite, &tls->sched.client_early, STEP_CLIENT_EARLY_KEY);
    enum err e = outbound_keys(tls, EPOCH_EARLY, &keys);
    wipe(&keys, sizeof keys);
    tls->may_write = e == ERR_OK;
    return e;
}

/* Makes, binds and sends the hello.  With early data, the keys for it follow at once. */
enum err client_hello_send(struct tls *tls)
{
    const struct tls_replay *r = tls->config.replay;

    if (r != NULL && r->client_hello[tls->info.retried].n > 0) {
        tls->offers.session12 =
            tls->config.session != NULL && tls->config.session->version == TLS_1_2;
        TRY(client_replay_hello(tls, r->client_hello[tls->info.retried]));
    } else {
        tls->offers.psk =
            with13(tls) && resume_fits13(tls) && (!tls->info.retried || tls->offers.psk);
        if (!tls->info.retried) {
            tls->offers.session12 = with12(tls) && resume_fits12(tls);
            choose(tls);
        }
        if (with13(tls) && (!tls->info.retried || tls->retry_group != 0))
            TRY(client_shares_make(tls));
        TRY(build(tls));
    }
    TRY(note(tls));
    if (tls->offers.psk)
        bind(tls);
    tls->compat_ccs_due = !tls->info.retried && with13(tls) && tls->session_id_n > 0;
    TRY(outbound_message(tls, buf_span(&tls->hello)));
    return ext_rules_has(tls, TLSX_EARLY_DATA) && tls->offers.psk ? begin_early(tls) : ERR_OK;
}
