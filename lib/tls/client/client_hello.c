/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/client/client_hello.h"

#include "lib/base/wipe.h"
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
enum { GREASE_SUITE, GREASE_GROUP, GREASE_VERSION, GREASE_FIRST, GREASE_LAST };

/* The versions that the configuration allows. */
static bool with13(const struct tls *t)
{
    return t->config.max_version == TLS_1_3;
}

static bool with12(const struct tls *t)
{
    return t->config.min_version == TLS_1_2;
}

/* Is this suite offered?  Unknown ids are, as the user asked for them. */
static bool offers(const struct tls *t, uint16_t id)
{
    const struct suite *s = suite_find(id);

    return s == NULL || s->kx == SUITE_KX_NONE || (suite_is_13(s) ? with13(t) : with12(t));
}

/* Is a suite with this key exchange of TLS 1.2 in the list? */
static bool offers_kx(const struct tls *t, enum suite_kx kx)
{
    for (size_t i = 0; i < t->config.suites.num; i++) {
        const struct suite *s = suite_find(t->config.suites.v[i]);
        if (s != NULL && s->kx == kx)
            return true;
    }
    return false;
}

static bool offers_cbc(const struct tls *t)
{
    for (size_t i = 0; i < t->config.suites.num; i++) {
        const struct suite *s = suite_find(t->config.suites.v[i]);
        if (s != NULL && s->kx != SUITE_KX_NONE && s->aead == AEAD_NONE)
            return true;
    }
    return false;
}

/* One function for each extension, which decides whether the extension is sent. */
static void put_sni(struct tls *t, struct buf *b)
{
    if (t->config.server_name.n > 0)
        ext_sni_put(b, t->config.server_name);
}

static void put_ems(struct tls *t, struct buf *b)
{
    if (with12(t) && !t->config.ems.off)
        ext_put(b, TLSX_EXTENDED_MASTER_SECRET, (struct span){0});
}

static void put_reneg(struct tls *t, struct buf *b)
{
    if (with12(t)) /* RFC 5746 3.4 */
        ext_reneg_put(b, (struct span){0});
}

static void put_groups(struct tls *t, struct buf *b)
{
    struct numbers list = {0};

    if (t->config.groups.num == 0 ||
        !(with13(t) || offers_kx(t, SUITE_KX_ECDHE) || offers_kx(t, SUITE_KX_DHE)))
        return;
    if (t->config.hello.grease)
        list.v[list.num++] = t->grease[GREASE_GROUP];
    for (size_t i = 0; i < t->config.groups.num && list.num < NAMES_MAX; i++)
        list.v[list.num++] = t->config.groups.v[i];
    ext_list16_put(b, TLSX_SUPPORTED_GROUPS, list.v, list.num);
}

static void put_points(struct tls *t, struct buf *b)
{
    if (with12(t) && offers_kx(t, SUITE_KX_ECDHE)) /* RFC 8422 5.1.2: uncompressed */
        ext_list8_put(b, TLSX_EC_POINT_FORMATS, span_of("", 1));
}

static void put_ticket(struct tls *t, struct buf *b)
{
    if (with12(t) && !t->config.without.tickets) /* RFC 5077 3.2 */
        ext_put(b, TLSX_SESSION_TICKET,
                t->offers.session12 ? buf_span(&t->config.session->ticket) : (struct span){0});
}

static void put_etm(struct tls *t, struct buf *b)
{
    if (with12(t) && !t->config.without.etm && offers_cbc(t)) /* RFC 7366 2 */
        ext_put(b, TLSX_ENCRYPT_THEN_MAC, (struct span){0});
}

static void put_alpn(struct tls *t, struct buf *b)
{
    if (t->config.alpn.n > 0)
        ext_alpn_put(b, t->config.alpn);
}

static void put_status(struct tls *t, struct buf *b)
{
    if (t->config.ocsp)
        ext_status_put(b);
}

static void put_scts(struct tls *t, struct buf *b)
{
    if (t->config.scts)
        ext_put(b, TLSX_SCT, (struct span){0});
}

static void put_schemes(struct tls *t, struct buf *b)
{
    if (t->config.schemes.num > 0)
        ext_list16_put(b, TLSX_SIGNATURE_ALGORITHMS, t->config.schemes.v, t->config.schemes.num);
}

static void put_cert_schemes(struct tls *t, struct buf *b)
{
    if (t->config.cert_schemes.num > 0)
        ext_list16_put(b, TLSX_SIGNATURE_ALGORITHMS_CERT, t->config.cert_schemes.v,
                       t->config.cert_schemes.num);
}

static void put_size_limit(struct tls *t, struct buf *b)
{
    if (t->config.record_size_limit > 0)
        ext_u16_put(b, TLSX_RECORD_SIZE_LIMIT, t->config.record_size_limit);
}

static void put_versions(struct tls *t, struct buf *b)
{
    uint16_t v[3];
    size_t num = 0;

    if (!with13(t))
        return;
    if (t->config.hello.grease)
        v[num++] = t->grease[GREASE_VERSION];
    v[num++] = TLS_1_3;
    if (with12(t))
        v[num++] = TLS_1_2;
    ext_list8of16_put(b, TLSX_SUPPORTED_VERSIONS, v, num);
}

static void put_shares(struct tls *t, struct buf *b)
{
    struct key_share v[SHARES_MAX + 1];
    size_t num = 0;

    if (!with13(t))
        return;
    /* RFC 9846 4.2.2: after a retry the list changes only if the retry names a group. */
    if (t->config.hello.grease && t->retry_group == 0)
        v[num++] = (struct key_share){t->grease[GREASE_GROUP], span_of("", 1)};
    for (size_t i = 0; i < t->num_shares; i++)
        v[num++] = (struct key_share){t->share_groups[i],
                                      span_of(t->shares[i].public, t->shares[i].public_n)};
    ext_shares_put(b, v, num);
}

static void put_modes(struct tls *t, struct buf *b)
{
    static const uint8_t psk_dhe_ke[] = {1};

    /* RFC 9846 4.3.9: without it no server may send tickets. */
    if (with13(t) && (!t->config.without.tickets || t->offers.psk))
        ext_list8_put(b, TLSX_PSK_KEY_EXCHANGE_MODES, span_of(psk_dhe_ke, 1));
}

static void put_cookie(struct tls *t, struct buf *b)
{
    if (t->cookie.n > 0)
        ext_cookie_put(b, buf_span(&t->cookie));
}

/* RFC 9846 4.3.10: with the suite and the ALPN protocol of the session; never after a retry. */
static void put_early(struct tls *t, struct buf *b)
{
    const struct session *s = t->config.session;

    if (t->config.early_data && t->offers.psk && !t->info.retried && s->max_early_data > 0 &&
        conn_lists(&t->config.suites, s->suite) &&
        (s->alpn.n == 0 || ext_alpn_has(t->config.alpn, buf_span(&s->alpn))))
        ext_put(b, TLSX_EARLY_DATA, (struct span){0});
}

/* RFC 9846 4.3.6: a client that sends this may be asked for a certificate later. */
static void put_post_auth(struct tls *t, struct buf *b)
{
    if (with13(t) && t->config.post_handshake_auth && t->config.identity != NULL)
        ext_put(b, TLSX_POST_HANDSHAKE_AUTH, (struct span){0});
}

static void (*const writers[])(struct tls *t, struct buf *b) = {
    put_sni,        put_ems,    put_reneg, put_groups,    put_points,
    put_ticket,     put_etm,    put_alpn,  put_status,    put_schemes,
    put_scts,       put_shares, put_modes, put_versions,  put_cert_schemes,
    put_size_limit, put_cookie, put_early, put_post_auth,
};
enum { WRITERS = sizeof writers / sizeof writers[0] };

/* Chooses the random values that are the same in both hellos (RFC 9846 4.2.2). */
static void choose(struct tls *t)
{
    const struct rng *rng = &t->config.rng;
    uint8_t r[GREASE_COUNT + WRITERS];

    rng_fill(rng, t->client_random, RANDOM_SIZE);
    rng_fill(rng, r, sizeof r);
    for (size_t i = 0; i < GREASE_COUNT; i++)
        t->grease[i] = (uint16_t)(((r[i] & 0xf0) | 0x0a) * 0x0101);
    if (t->grease[GREASE_LAST] == t->grease[GREASE_FIRST]) /* no extension may appear twice */
        t->grease[GREASE_LAST] ^= 0x1010;
    for (size_t i = 0; i < WRITERS; i++)
        t->order[i] = (uint8_t)i;
    for (size_t i = WRITERS - 1; t->config.hello.permute && i > 0; i--) {
        size_t j = r[GREASE_COUNT + i] % (i + 1);
        uint8_t o = t->order[i];
        t->order[i] = t->order[j];
        t->order[j] = o;
    }
    /* RFC 9846 E.4: TLS 1.3 always sends an id; so does a ticket (RFC 5077 3.4), because the echo
     * of the id shows whether the ticket was accepted. */
    const struct session *s = t->config.session;
    if (t->offers.session12 && s->session_id_n > 0) {
        t->session_id_n = s->session_id_n;
        memcpy(t->session_id, s->session_id, s->session_id_n);
    } else if (with13(t) || t->offers.session12) {
        t->session_id_n = SESSION_ID_MAX;
        rng_fill(rng, t->session_id, SESSION_ID_MAX);
    }
}

/* Key pairs for the first groups, or for the one that the server wants (RFC 9846 4.3.8). */
static enum err make_shares(struct tls *t)
{
    const struct numbers *groups = &t->config.groups;

    for (size_t i = 0; i < SHARES_MAX; i++)
        kx_wipe(&t->shares[i]);
    t->num_shares = 0;
    if (t->retry_group != 0) {
        t->share_groups[0] = t->retry_group;
        t->num_shares = 1;
        return kx_start(&t->shares[0], group_kx(conn_group(t, t->retry_group)), &t->config.rng);
    }
    for (size_t i = 0; i < groups->num && i < t->config.num_shares; i++) {
        const struct group *g = conn_group(t, groups->v[i]);
        if (g == NULL || g->kx == KX_NONE)
            continue;
        t->share_groups[t->num_shares] = g->id;
        TRY(kx_start(&t->shares[t->num_shares++], group_kx(g), &t->config.rng));
    }
    return ERR_OK;
}

/* The suite of the session, whose hash the binder uses. */
static const struct suite *psk_suite(const struct tls *t)
{
    return suite_find(t->config.session->suite);
}

/* The pre-shared key is the last extension (RFC 9846 4.3.11); its binder is still zero. */
static void put_psk(struct tls *t, struct buf *b)
{
    const struct session *s = t->config.session;
    size_t binders;

    if (!t->offers.psk)
        return;
    struct psk_identity id = {buf_span(&s->ticket),
                              session_age(s, t->config.now_ms(t->config.ctx))};
    ext_psk_put(b, &id, digest_size(psk_suite(t)->hash), &binders);
}

/* RFC 7685 4: some servers hang on a ClientHello of 256 to 511 bytes. n is the length of the
 * message without this extension. */
static void put_padding(struct tls *t, struct buf *b, size_t n)
{
    enum { OVERHEAD = 4 };

    if (!t->config.hello.padded || n < PAD_FROM || n >= PAD_TO)
        return;
    size_t pad = PAD_TO - n > OVERHEAD ? PAD_TO - n - OVERHEAD : 1;
    struct buf_mark m = ext_open(b, TLSX_PADDING);
    uint8_t *zeros = buf_room(b, pad);
    if (zeros != NULL)
        memset(zeros, 0, pad);
    buf_close(b, m);
}

/* The PSK extension must be last, and padding before it: so its length is measured first. */
static void put_exts(struct tls *t, struct buf *exts, size_t before)
{
    size_t psk_n = 0;

    if (t->config.hello.grease)
        ext_put(exts, t->grease[GREASE_FIRST], (struct span){0});
    for (size_t i = 0; i < WRITERS; i++)
        writers[t->order[i]](t, exts);
    if (t->config.hello.grease)
        ext_put(exts, t->grease[GREASE_LAST], span_of("", 1));
    if (t->offers.psk) {
        size_t n = exts->n;
        put_psk(t, exts);
        psk_n = exts->n - n;
        buf_truncate(exts, n);
    }
    put_padding(t, exts, before + exts->n + psk_n);
    put_psk(t, exts);
}

/* Writes the message twice: the padding depends on the length without it. */
static enum err build(struct tls *t)
{
    struct buf suites, exts;

    buf_init(&suites, VECTOR_MAX);
    buf_init(&exts, VECTOR_MAX);
    if (t->config.hello.grease)
        buf_u16(&suites, t->grease[GREASE_SUITE]);
    for (size_t i = 0; i < t->config.suites.num; i++) {
        if (offers(t, t->config.suites.v[i]))
            buf_u16(&suites, t->config.suites.v[i]);
    }
    bool is_empty = suites.n == (t->config.hello.grease ? 2 : 0);
    if (t->config.hello.fallback_scsv) /* RFC 7507 4 */
        buf_u16(&suites, SCSV_FALLBACK);
    struct client_hello m = {
        .version = TLS_1_2, /* RFC 9846 4.2.2: legacy_version */
        .random = span_of(t->client_random, RANDOM_SIZE),
        .session_id = span_of(t->session_id, t->session_id_n),
        .suites = buf_span(&suites),
        .compression = span_of("", 1),
        .has_exts = true,
    };
    buf_truncate(&t->hello, 0);
    client_hello_put(&t->hello, &m);
    put_exts(t, &exts, t->hello.n);
    m.exts = buf_span(&exts);
    buf_truncate(&t->hello, 0);
    client_hello_put(&t->hello, &m);
    enum err e = is_empty               ? ERR_TLS_OFFER_EMPTY
                 : suites.err != ERR_OK ? suites.err
                 : exts.err != ERR_OK   ? exts.err
                                        : t->hello.err;
    buf_free(&suites);
    buf_free(&exts);
    return e;
}

/* In a replay (tests, examples) the caller gives the message and the keys of its shares. */
static enum err replay(struct tls *t, struct span message)
{
    const struct tls_replay *r = t->config.replay;

    buf_truncate(&t->hello, 0);
    buf_put(&t->hello, message);
    TRY(t->hello.err);
    size_t used = t->num_shares;
    t->num_shares = 0;
    struct msg m;
    struct client_hello hello;
    struct fail fail = {0};
    struct span shares;
    if (!msg_split(&m, buf_span(&t->hello)) || client_hello_parse(&hello, m.body, &fail) != ERR_OK)
        return ERR_TLS_MESSAGE_FORM;
    memcpy(t->client_random, hello.random.p, RANDOM_SIZE);
    t->session_id_n = hello.session_id.n;
    if (t->session_id_n > 0)
        memcpy(t->session_id, hello.session_id.p, t->session_id_n);
    if (!ext_get(hello.exts, TLSX_KEY_SHARE, &shares))
        return ERR_OK;
    TRY(ext_shares_parse(&shares, shares, &fail));
    struct rd rd = rd_init(shares, &fail);
    struct key_share share;
    while (ext_share_next(&rd, &share) && t->num_shares < SHARES_MAX && used < r->num_shares) {
        t->share_groups[t->num_shares] = share.group;
        t->shares[t->num_shares++] = r->shares[used++];
    }
    return ERR_OK;
}

/* Reads our own message again: what counts is what is in it, also after a replay. */
static enum err note(struct tls *t)
{
    struct msg m;
    struct client_hello hello;
    struct fail fail = {0};

    if (!msg_split(&m, buf_span(&t->hello)))
        return ERR_TLS_MESSAGE_FORM;
    TRY(client_hello_parse(&hello, m.body, &fail));
    t->hello_exts = hello.exts;
    t->info.client_random = span_of(t->client_random, RANDOM_SIZE);
    memcpy(t->prf.client_random, t->client_random, RANDOM_SIZE);
    t->offers.psk = t->config.session != NULL && ext_rules_has(t, TLSX_PRE_SHARED_KEY);
    return ERR_OK;
}

/* RFC 9846 4.3.11.2: the binder covers the hello up to the list of binders, and the messages before
 * it. */
static void bind(struct tls *t)
{
    const struct secret *psk = &t->config.session->secret;
    enum digest d = psk_suite(t)->hash;
    size_t binder_n = digest_size(d), list_n = 2 + 1 + binder_n;
    uint8_t hash[DIGEST_MAX_SIZE], binder[SECRET_MAX];
    struct hasher h = t->transcript.hash;

    if (!t->info.retried) {
        hasher_init(&h, d);
        sched13_early(&t->sched, d, span_of(psk->v, psk->n));
    }
    hasher_update(&h, span_head(buf_span(&t->hello), t->hello.n - list_n));
    hasher_peek(&h, hash);
    sched13_binder(&t->sched, binder, false, span_of(hash, binder_n));
    memcpy(t->hello.p + t->hello.n - binder_n, binder, binder_n);
}

/* RFC 9846 4.3.10: data may be written at once, with keys that come from the PSK. */
static enum err begin_early(struct tls *t)
{
    const struct session *s = t->config.session;
    uint8_t hash[DIGEST_MAX_SIZE];
    struct traffic_keys keys;

    t->suite = psk_suite(t);
    t->info.early_data = EARLY_OFFERED;
    t->early_left = s->max_early_data < EARLY_DATA_MAX ? s->max_early_data : EARLY_DATA_MAX;
    /* RFC 9846 E.4: directly after the ClientHello. */
    if (t->compat_ccs_due)
        TRY(outbound_ccs(t));
    digest_of(t->suite->hash, hash, buf_span(&t->hello));
    sched13_early_traffic(&t->sched, span_of(hash, digest_size(t->suite->hash)));
    sched13_keys(&t->sched, &keys, t->suite, &t->sched.client_early, STEP_CLIENT_EARLY_KEY);
    enum err e = outbound_keys(t, EPOCH_EARLY, &keys);
    wipe(&keys, sizeof keys);
    t->may_write = e == ERR_OK;
    return e;
}

/* Makes, binds and sends the hello.  With early data, the keys for it follow at once. */
enum err client_hello_send(struct tls *t)
{
    const struct tls_replay *r = t->config.replay;

    if (r != NULL && r->client_hello[t->info.retried].n > 0) {
        t->offers.session12 = t->config.session != NULL && t->config.session->version == TLS_1_2;
        TRY(replay(t, r->client_hello[t->info.retried]));
    } else {
        t->offers.psk = with13(t) && resume_fits13(t) && (!t->info.retried || t->offers.psk);
        if (!t->info.retried) {
            t->offers.session12 = with12(t) && resume_fits12(t);
            choose(t);
        }
        if (with13(t) && (!t->info.retried || t->retry_group != 0))
            TRY(make_shares(t));
        TRY(build(t));
    }
    TRY(note(t));
    if (t->offers.psk)
        bind(t);
    t->compat_ccs_due = !t->info.retried && with13(t) && t->session_id_n > 0;
    TRY(outbound_message(t, buf_span(&t->hello)));
    return ext_rules_has(t, TLSX_EARLY_DATA) && t->offers.psk ? begin_early(t) : ERR_OK;
}
