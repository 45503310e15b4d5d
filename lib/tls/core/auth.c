/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/auth.h"

#include "lib/tls/core/cert_compress.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/core/outbound.h"

enum { CERTIFICATE_MAX = 1 << 24 }; /* of our own chain */

/* --- the other end's chain ---------------------------------------------------------------- */

/* The staples of an entry (RFC 9846 4.5.1.1): those of the leaf are kept, and none may be there
 * that we did not ask for.  A server asks for none. */
static enum err take_staples(struct tls *tls, struct span exts, bool is_leaf)
{
    struct fail f = {0};
    struct span data, value;

    if (conn_is_server(tls)) {
        tls->exts = exts;
        return exts.n > 0 ? conn_fail(tls, ERR_TLS_EXT_UNSOLICITED, exts) : ERR_OK;
    }
    TRY(ext_rules_allow(tls, exts, IN_CT));
    if (ext_get(exts, TLSX_STATUS_REQUEST, &data)) {
        TRY(conn_parsed(tls, ext_ocsp_parse(&value, data, &f), &f));
        if (is_leaf)
            TRY(buf_keep(&tls->ocsp, &tls->info.ocsp, value));
    }
    if (ext_get(exts, TLSX_SCT, &data)) {
        TRY(conn_parsed(tls, ext_sct_parse(&value, data, &f), &f));
        if (is_leaf)
            TRY(buf_keep(&tls->scts, &tls->info.scts, value));
    }
    return ERR_OK;
}

/* Reads the chain's form and keeps it; nothing is judged yet. */
enum err auth_chain(struct tls *tls, struct span list, bool is_13)
{
    struct fail f = {0};
    struct rd r = rd_init(list, &f);
    struct cert_entry entry;
    bool is_leaf = true;

    /* RFC 9846 4.5.1.3: a server always has one; RFC 5246 7.4.2 asks for it with every key
     * exchange that is negotiated here. */
    if (list.n == 0)
        return conn_fail(tls, ERR_TLS_CERTIFICATE_EMPTY, list);
    while (cert_entry_next(&r, is_13, &entry)) {
        if (is_13)
            TRY(take_staples(tls, entry.exts, is_leaf));
        is_leaf = false;
    }
    TRY(conn_parsed(tls, f.err, &f));
    return buf_keep(&tls->chain, &tls->info.chain, list);
}

/* Takes the leaf's key, prepared by the judge or here: without it no signature of the peer can be
 * checked. */
static enum err take_key(struct tls *tls, const struct tls_verdict *v)
{
    pubkey_free(tls->peer_key);
    tls->peer_key = v->prepared;
    if (tls->peer_key != NULL)
        return ERR_OK;
    if (v->key.kind == KEY_NONE)
        return ERR_KEY_UNKNOWN;
    return v->key.err != ERR_OK ? v->key.err : pubkey_new(&tls->peer_key, &v->key);
}

/* What the judge is asked about: auth_chain has checked that there is a leaf. */
static struct tls_chain chain_of(const struct tls *tls)
{
    bool is_13 = tls->info.version == TLS_1_3;
    struct fail f = {0};
    struct rd r = rd_init(buf_span(&tls->chain), &f);
    struct cert_entry leaf = {0};

    cert_entry_next(&r, is_13, &leaf);
    return (struct tls_chain){.list = buf_span(&tls->chain),
                              .is_13 = is_13,
                              .leaf = leaf.cert,
                              .ocsp = buf_span(&tls->ocsp),
                              .scts = buf_span(&tls->scts),
                              .resumed = tls->info.resumed};
}

/* The verdict says whether the handshake continues, and what the leaf's key may be used for. */
static enum err take_verdict(struct tls *tls, const struct tls_verdict *verdict)
{
    struct span leaf = chain_of(tls).leaf;

    if (verdict->err != ERR_OK) {
        pubkey_free(verdict->prepared);
        tls->verdict_alert = verdict->alert == ALERT_NONE ? 0 : (uint8_t)verdict->alert;
        return conn_fail(tls, verdict->err, leaf);
    }

    enum err e = take_key(tls, verdict);
    if (e == ERR_MEMORY)
        return conn_fail(tls, e, leaf);
    if (e != ERR_OK)
        return conn_fail(tls, ERR_TLS_LEAF_KEY, verdict->key.key);
    tls->peer_keyinfo = verdict->key;
    tls->peer_may.sign = verdict->may_sign;
    tls->peer_may.encipher = verdict->may_encipher;
    return ERR_OK;
}

enum err auth_judge(struct tls *tls, enum hs_state wait)
{
    struct tls_chain chain = chain_of(tls);
    struct tls_verdict verdict = {.alert = ALERT_NONE};

    tls->config.judge(tls->config.ctx, &chain, &verdict);
    if (verdict.pending) {
        pubkey_free(verdict.prepared);
        conn_state(tls, wait);
        return ERR_OK;
    }
    TRY(take_verdict(tls, &verdict));
    return state_machine_judged(tls, wait);
}

enum err auth_verdict(struct tls *tls, const struct tls_verdict *verdict)
{
    TRY(take_verdict(tls, verdict));
    return state_machine_judged(tls, tls->state);
}

/* --- what the other end signs ------------------------------------------------------------- */

/* A key that signs needs digitalSignature in keyUsage (RFC 5246 7.4.2, RFC 8422 5.3, RFC 9846
 * 4.5.1.2).  For RSA keys in TLS 1.2 the caller may ignore it: old servers got it wrong. */
static bool may_sign(const struct tls *tls)
{
    bool is_rsa = tls->peer_keyinfo.kind == KEY_RSA || tls->peer_keyinfo.kind == KEY_RSA_PSS;
    bool is_lenient = tls->config.ignore.key_usage && tls->info.version < TLS_1_3;

    return tls->peer_may.sign || (is_rsa && is_lenient);
}

/* Checks the peer's signature: the scheme must be one that we offered, allowed in this version, and
 * fit the key. */
enum err auth_verify(struct tls *tls, uint16_t id, struct span content, struct span signature)
{
    const struct scheme *s = scheme_find(id);
    const uint8_t wire[2] = {(uint8_t)(id >> 8), (uint8_t)id};
    struct span at = span_of(wire, sizeof wire);

    /* RFC 9846 4.5.2, RFC 5246 7.4.3: one of those that were offered … */
    if (!conn_lists(&tls->config.schemes, id) || s == NULL || s->sig == SIG_UNKNOWN)
        return conn_fail(tls, ERR_TLS_SCHEME, at);
    /* … in TLS 1.3 neither PKCS#1 v1.5 nor SHA-1 (RFC 9846 4.3.3), in TLS 1.2 no ML-DSA,
     * whatever was offered … */
    if (!scheme_allows(s, tls->info.version))
        return conn_fail(tls, ERR_TLS_SCHEME, at);
    /* … and one that the key can make: in TLS 1.3 the curve belongs to the scheme. */
    if (!scheme_fits(s, tls->peer_keyinfo.kind, tls->info.version))
        return conn_fail(tls, ERR_TLS_SCHEME_KEY, at);
    if (!may_sign(tls))
        return conn_fail(tls, ERR_TLS_LEAF_USAGE, at);

    struct sigalg alg = scheme_sigalg(s);
    enum err e =
        conn_is_null(tls) ? ERR_OK : pubkey_verify(tls->peer_key, &alg, content, signature);

    if (e == ERR_ALG_KEY_MISMATCH) /* PSS needs more room than a short modulus has */
        return conn_fail(tls, ERR_TLS_SCHEME_KEY, at);
    if (e == ERR_MEMORY)
        return conn_fail(tls, e, at);
    if (e != ERR_OK)
        return conn_fail(tls, ERR_TLS_SIGNATURE, signature);
    *(conn_is_server(tls) ? &tls->info.client_scheme : &tls->info.scheme) = id;
    return ERR_OK;
}

struct span auth_content13(const struct tls *tls, bool of_server, uint8_t out[AUTH_CONTENT_MAX])
{
    /* RFC 9846 4.5.2: 64 blanks, the context string, a zero byte, the transcript's hash. */
    static const char server[] = "TLS 1.3, server CertificateVerify";
    static const char client[] = "TLS 1.3, client CertificateVerify";
    uint8_t hash[DIGEST_MAX_SIZE];
    struct span h = transcript_hash(&tls->transcript, hash);

    memset(out, ' ', 64);
    memcpy(out + 64, of_server ? server : client, sizeof server);
    memcpy(out + 64 + sizeof server, h.p, h.n);
    return span_of(out, 64 + sizeof server + h.n);
}

/* --- our own certificate ------------------------------------------------------------------ */

/* ClientCertificateType (RFC 5246 7.4.4, RFC 8422 5.5: EdDSA goes as ecdsa_sign); ML-DSA has none,
 * because it is for TLS 1.3 alone. */
enum { CERT_TYPE_NONE = 0, CERT_TYPE_RSA_SIGN = 1, CERT_TYPE_ECDSA_SIGN = 64 };

static uint8_t cert_type(enum key_kind kind)
{
    switch (kind) {
    case KEY_RSA:
    case KEY_RSA_PSS: return CERT_TYPE_RSA_SIGN;
    case KEY_MLDSA44:
    case KEY_MLDSA65:
    case KEY_MLDSA87: return CERT_TYPE_NONE;
    default: return CERT_TYPE_ECDSA_SIGN;
    }
}

static bool type_asked(const struct tls *tls, enum key_kind kind)
{
    struct span types = buf_span(&tls->request_types);
    uint8_t want = cert_type(kind);

    return want != CERT_TYPE_NONE && span_find(types, want) < types.n;
}

/* PSS needs a modulus of two hashes and two bytes (RFC 8017 9.1.1). */
static bool has_room(const struct scheme *scheme, const struct privkey *key)
{
    return scheme->sig != SIG_RSA_PSS ||
           (privkey_bits(key) + 6) / 8 >= 2 * digest_size(scheme->digest) + 2;
}

/* What we show of ourselves. */
static const struct tls_identity *ours(const struct tls *tls)
{
    return conn_is_server(tls) ? tls->identity : tls->config.identity;
}

bool auth_scheme_works(const struct tls *tls, const struct tls_identity *id,
                       const struct scheme *scheme)
{
    return scheme != NULL && list16_has(buf_span(&tls->request_schemes), scheme->id) &&
           scheme_fits(scheme, privkey_kind(id->key), tls->info.version) &&
           has_room(scheme, id->key);
}

/* Nothing fits the request: then an empty Certificate is sent, and the server decides whether to
 * continue (RFC 5246 7.4.6, RFC 9846 4.5.1). */
static enum err unfit(struct tls *tls, enum tls_unfit why, struct span at)
{
    tls->info.unfit = why;
    return tls->config.identity_must_fit ? conn_fail(tls, ERR_TLS_NO_COMMON_SCHEME, at) : ERR_OK;
}

/* The first scheme that the key can make and the server accepts.  info.unfit says why there is
 * none. */
enum err auth_choose(struct tls *tls, uint16_t *scheme)
{
    const struct tls_identity *id = tls->config.identity;
    struct numbers usual;
    const struct numbers *order = &usual;

    *scheme = 0;
    tls->info.unfit = UNFIT_NONE;
    if (id == NULL || id->key == NULL || id->num_certs == 0)
        return ERR_OK;
    if (tls->info.version < TLS_1_3 && !type_asked(tls, privkey_kind(id->key)))
        return unfit(tls, UNFIT_TYPE, buf_span(&tls->request_types));
    if (id->schemes.num > 0)
        order = &id->schemes;
    else
        names_default_schemes(&usual); /* SHA-1 only on request (RFC 9155 2) */
    for (size_t i = 0; i < order->num; i++) {
        if (auth_scheme_works(tls, id, scheme_find(order->v[i]))) {
            *scheme = tls->info.client_scheme = order->v[i];
            return ERR_OK;
        }
    }
    /* RFC 9846 4.5.1.2, RFC 5246 7.4.8: the scheme must be one of those in the request. */
    return unfit(tls, UNFIT_SCHEME, buf_span(&tls->request_schemes));
}

bool auth_staples(const struct tls *tls, uint16_t ext_type)
{
    struct status_request r;
    struct fail f = {0};
    struct span data;

    if (tls->identity == NULL || !ext_get(tls->hello_exts, ext_type, &data))
        return false;
    if (ext_type == TLSX_SCT)
        return tls->identity->scts.n > 0;
    return tls->identity->ocsp.n > 0 && ext_status_parse(&r, data, &f) == ERR_OK &&
           r.type == STATUS_OCSP;
}

void auth_put_scts(const struct tls *tls, struct buf *out)
{
    struct buf_mark x = ext_open(out, TLSX_SCT), list = buf_open16(out);

    buf_put(out, tls->identity->scts);
    buf_close(out, list);
    buf_close(out, x);
}

/* RFC 9846 4.5.1.1: with the leaf, where the client has asked for them. */
static void put_staples(const struct tls *tls, struct buf *out)
{
    if (auth_staples(tls, TLSX_STATUS_REQUEST))
        ext_ocsp_put(out, tls->identity->ocsp);
    if (auth_staples(tls, TLSX_SCT))
        auth_put_scts(tls, out);
}

/* The message with the first num of our certificates. */
static enum err put_certificates(struct tls *tls, bool is_13, size_t num, struct buf *out)
{
    const struct tls_identity *id = ours(tls);
    struct buf list, staples;

    buf_init(&list, CERTIFICATE_MAX);
    buf_init(&staples, CERTIFICATE_MAX);
    struct cert_entry *entries =
        (struct cert_entry *)(void *)buf_room(&list, num * sizeof *entries);
    for (size_t i = 0; i < num && entries != NULL; i++)
        entries[i] = (struct cert_entry){.cert = id->certs[i]};
    if (is_13 && conn_is_server(tls) && entries != NULL) {
        put_staples(tls, &staples);
        entries[0].exts = buf_span(&staples);
    }
    if (list.err == ERR_OK && staples.err == ERR_OK)
        certificate_put(out, is_13, buf_span(&tls->request_context), entries, num);
    enum err e = list.err != ERR_OK ? list.err : staples.err != ERR_OK ? staples.err : out->err;
    buf_free(&list);
    buf_free(&staples);
    return e;
}

/* What a server sends depends on the staples that the client asked for: a cache for each. */
static struct buf *cache_of(const struct tls *tls)
{
    struct tls_compressed *all = ours(tls)->compressed;
    size_t form = 0;

    if (auth_staples(tls, TLSX_STATUS_REQUEST))
        form |= 1;
    if (auth_staples(tls, TLSX_SCT))
        form |= 2;
    return all == NULL ? NULL : &all->forms[form];
}

/* Only TLS 1.3 compresses (RFC 8879 3). */
static enum err send_certificates(struct tls *tls, bool is_13, struct span message)
{
    return is_13 && ours(tls) != NULL ? cert_compress_send(tls, message, cache_of(tls))
                                      : outbound_message(tls, message);
}

enum err auth_send_certificate(struct tls *tls, bool is_13, uint16_t scheme)
{
    /* A client without a scheme sends an empty list; a server with RSA key exchange sends its
     * chain, but signs nothing. */
    size_t num = scheme == 0 && !conn_is_server(tls) ? 0 : ours(tls)->num_certs;
    struct buf b;

    buf_init(&b, CERTIFICATE_MAX);
    enum err e = put_certificates(tls, is_13, num, &b);
    e = e != ERR_OK ? conn_fail(tls, e, (struct span){0})
                    : send_certificates(tls, is_13, buf_span(&b));
    buf_free(&b);
    if (!conn_is_server(tls))
        tls->info.client_certificate_sent = e == ERR_OK && num > 0;
    return e;
}

/* With faults the hook may change what is signed.  If the key cannot make the signature, bytes of
 * the same length take its place. */
static enum err sign_seen(struct tls *tls, const struct privkey *key, uint16_t scheme,
                          uint8_t message, struct span content, struct buf *out)
{
    const struct scheme *s = scheme_find(scheme);
    enum err e = ERR_TLS_SCHEME;
    struct buf seen;

    buf_init(&seen, 1 << 24);
    buf_put(&seen, content);
    (void)fault_see(tls, FAULT_CONTENT, message, &seen);
    if (s != NULL) {
        struct sigalg alg = scheme_sigalg(s);

        e = privkey_sign(key, out, &alg, buf_span(&seen), &tls->config.rng);
    }
    for (unsigned i = 0; e != ERR_OK && i < privkey_bits(key) / 8; i++)
        buf_u8(out, 0x5a);
    buf_free(&seen);
    return out->err;
}

enum err auth_sign(struct tls *tls, const struct privkey *key, uint16_t scheme, uint8_t message,
                   struct span content, struct buf *out)
{
    if (tls->config.faults != NULL)
        return sign_seen(tls, key, scheme, message, content, out);
    struct sigalg alg = scheme_sigalg(scheme_find(scheme));
    return privkey_sign(key, out, &alg, content, &tls->config.rng);
}

/* Signs the content of RFC 9846 4.5.2; a client of TLS 1.2 signs all messages so far (RFC 5246
 * 7.4.8). */
static enum err sign(struct tls *tls, bool is_13, uint16_t id, struct buf *out)
{
    uint8_t content[AUTH_CONTENT_MAX];
    struct span what = is_13 ? auth_content13(tls, conn_is_server(tls), content)
                             : buf_span(&tls->transcript.messages);

    return auth_sign(tls, ours(tls)->key, id, HS_CERTIFICATE_VERIFY, what, out);
}

enum err auth_send_verify(struct tls *tls, bool is_13, uint16_t scheme)
{
    const struct tls_replay *replay = tls->config.replay;
    struct buf signature, b;

    if (replay != NULL && replay->certificate_verify.n > 0)
        return outbound_message(tls, replay->certificate_verify);
    buf_init(&signature, SIGNATURE_MAX);
    buf_init(&b, MSG_HEADER + 2 + 2 + SIGNATURE_MAX); /* scheme, length */
    enum err e = sign(tls, is_13, scheme, &signature);
    if (e == ERR_OK) {
        certificate_verify_put(&b, &(struct certificate_verify){scheme, buf_span(&signature)});
        e = b.err;
    }
    e = e != ERR_OK ? conn_fail(tls, e, (struct span){0}) : outbound_message(tls, buf_span(&b));
    buf_free(&signature);
    buf_free(&b);
    return e;
}
