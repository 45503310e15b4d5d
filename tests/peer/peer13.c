/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/peer/peer.h"

#include "lib/base/wipe.h"

static struct span hash_now(const struct peer *p, uint8_t out[DIGEST_MAX_SIZE])
{
    return transcript_hash(&p->transcript, out);
}

/* New keys for one direction, from a traffic secret. */
static void set_keys(struct peer *p, bool writes, const struct secret *s, enum step_id what)
{
    struct traffic_keys k;

    if (writes)
        peer_flush(p);
    sched13_keys(&p->sched, &k, p->suite, s, what);
    peer_keys(writes ? &p->write : &p->read, p, writes, &k);
}

/* --- HelloRetryRequest and ServerHello ---------------------------------------------------- */

static void send_hello(struct peer *p, const struct client_hello *h, bool is_retry,
                       struct span exts)
{
    struct buf m = peer_new();

    server_hello_put(
        &m, &(struct server_hello){
                .version = TLS_1_2,
                .random = span_of(is_retry ? hello_retry_random : p->server_random, RANDOM_SIZE),
                .session_id = h->session_id,
                .suite = p->c.suite,
                .exts = exts,
                .has_exts = true,
            });
    peer_send(p, is_retry ? HS_HELLO_RETRY_REQUEST : HS_SERVER_HELLO, &m);
    peer_flush(p);
}

static bool find_share(const struct client_hello *h, uint16_t group, struct key_share *out)
{
    struct fail f = {0};
    struct span data, list;

    if (!ext_get(h->exts, TLSX_KEY_SHARE, &data) || ext_shares_parse(&list, data, &f) != ERR_OK)
        return false;
    struct rd r = rd_init(list, &f);
    while (ext_share_next(&r, out)) {
        if (out->group == group)
            return true;
    }
    return false;
}

static void send_retry(struct peer *p, const struct client_hello *h)
{
    struct buf exts = peer_new();
    struct key_share share;

    p->retried = true;
    transcript_start(&p->transcript, p->suite->hash);
    transcript_add(&p->transcript, buf_span(&p->hello));
    transcript_retry(&p->transcript);
    ext_u16_put(&exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    if (!find_share(h, p->c.group, &share))
        ext_u16_put(&exts, TLSX_KEY_SHARE, p->c.group);
    if (p->c.cookie.n > 0)
        ext_cookie_put(&exts, p->c.cookie);
    send_hello(p, h, true, buf_span(&exts));
    if (p->c.compat)
        peer_ccs(p);
    buf_free(&exts);
}

/* The PSK of the only ticket that is remembered, with its binder held against it (RFC 8446
 * 4.2.11.2). */
static bool take_psk(struct peer *p, const struct client_hello *h)
{
    const struct peer_memory *mem = p->c.memory;
    struct psk_offer offer;
    struct psk_identity id;
    struct fail f = {0};
    struct span data, binder, whole = buf_span(&p->hello);
    uint8_t hash[DIGEST_MAX_SIZE], want[SECRET_MAX];

    if (!p->c.resumes || mem == NULL || mem->version != TLS_1_3 ||
        !ext_get(h->exts, TLSX_PRE_SHARED_KEY, &data) || ext_psk_parse(&offer, data, &f) != ERR_OK)
        return false;
    struct rd ids = rd_init(offer.identities, &f), binders = rd_init(offer.binders, &f);
    if (!ext_psk_identity_next(&ids, &id) || !ext_psk_binder_next(&binders, &binder) ||
        !span_eq(id.identity, span_of(mem->ticket, sizeof mem->ticket)))
        return false;
    /* The spans point into the message as it came; what is hashed is our copy of it. */
    whole = span_head(whole, whole.n - offer.binders.n - 2);
    struct hasher running = p->transcript.hash;
    if (!p->retried)
        hasher_init(&running, p->suite->hash);
    hasher_update(&running, whole);
    hasher_peek(&running, hash);
    sched13_early(&p->sched, p->suite->hash, span_of(mem->secret.v, mem->secret.n));
    sched13_binder(&p->sched, want, false, span_of(hash, digest_size(p->suite->hash)));
    if (!span_eq(binder, span_of(want, digest_size(p->suite->hash)))) {
        peer_trouble(p, "the binder does not fit");
        return false;
    }
    return true;
}

static void send_server_hello(struct peer *p, const struct client_hello *h,
                              const struct key_share *theirs)
{
    uint8_t z[KX_SHARED_MAX], hash[DIGEST_MAX_SIZE];
    struct buf exts = peer_new();
    size_t n = 0;

    rng_fill(&p->c.rng, p->server_random, RANDOM_SIZE);
    if (kx_generate(&p->kx, group_find(p->c.group)->kx, &p->c.rng) != ERR_OK ||
        kx_agree(&p->kx, z, &n, theirs->key) != ERR_OK)
        peer_trouble(p, "no shared secret");
    ext_u16_put(&exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    ext_share_put(&exts, &(struct key_share){p->c.group, span_of(p->kx.public, p->kx.public_n)});
    if (p->resumed)
        ext_u16_put(&exts, TLSX_PRE_SHARED_KEY, 0);
    send_hello(p, h, false, buf_span(&exts));
    buf_free(&exts);
    sched13_handshake(&p->sched, span_of(z, n), hash_now(p, hash));
    wipe(z, sizeof z);
    if (p->c.compat && !p->retried)
        peer_ccs(p);
    set_keys(p, true, &p->sched.server_handshake, STEP_SERVER_HANDSHAKE_KEY);
}

/* --- the rest of its flight --------------------------------------------------------------- */

static void send_extensions(struct peer *p, const struct client_hello *h)
{
    struct buf exts = peer_new(), m = peer_new();
    struct span data;

    if (p->c.alpn.n > 0 && ext_get(h->exts, TLSX_ALPN, &data))
        ext_alpn_put(&exts, p->c.alpn);
    if (p->reads_early)
        ext_put(&exts, TLSX_EARLY_DATA, (struct span){0});
    encrypted_extensions_put(&m, buf_span(&exts));
    peer_send(p, HS_ENCRYPTED_EXTENSIONS, &m);
    buf_free(&exts);
}

static void send_request(struct peer *p)
{
    static const uint16_t schemes[] = {
        SCHEME_ECDSA_SECP256R1_SHA256,
        SCHEME_RSA_PSS_RSAE_SHA256,
        SCHEME_ED25519,
    };
    struct buf exts = peer_new(), m = peer_new();

    ext_list16_put(&exts, TLSX_SIGNATURE_ALGORITHMS, schemes, 3);
    certificate_request13_put(&m, &(struct certificate_request13){.exts = buf_span(&exts)});
    peer_send(p, HS_CERTIFICATE_REQUEST, &m);
    buf_free(&exts);
}

static void send_certificate(struct peer *p, const struct client_hello *h)
{
    struct cert_entry entries[8] = {0};
    struct buf exts = peer_new(), m = peer_new();
    struct span data;

    if (p->c.staple.n > 0 && ext_get(h->exts, TLSX_STATUS_REQUEST, &data))
        ext_ocsp_put(&exts, p->c.staple);
    if (p->c.scts.n > 0 && ext_get(h->exts, TLSX_SCT, &data)) {
        struct buf_mark ext = ext_open(&exts, TLSX_SCT), list = buf_open16(&exts);

        buf_put(&exts, p->c.scts);
        buf_close(&exts, list);
        buf_close(&exts, ext);
    }
    for (size_t i = 0; i < p->c.num_certs; i++)
        entries[i].cert = p->c.certs[i];
    entries[0].exts = buf_span(&exts);
    certificate_put(&m, true, (struct span){0}, entries, p->c.num_certs);
    peer_send(p, HS_CERTIFICATE, &m);
    buf_free(&exts);
}

/* What CertificateVerify signs (RFC 8446 4.4.3), written here a second time: what both sides have
 * from one function cannot be tested against each other. */
static void put_content(const struct peer *p, struct buf *b, const char *context)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    for (int i = 0; i < 64; i++)
        buf_u8(b, 0x20);
    buf_str(b, context);
    buf_u8(b, 0);
    buf_put(b, hash_now(p, hash));
}

static void send_verify(struct peer *p)
{
    struct buf content = peer_new(), signature = peer_new(), m = peer_new();

    put_content(p, &content, "TLS 1.3, server CertificateVerify");
    peer_sign(p, HS_CERTIFICATE_VERIFY, &content, &signature);
    certificate_verify_put(&m, &(struct certificate_verify){p->c.scheme, buf_span(&signature)});
    peer_send(p, HS_CERTIFICATE_VERIFY, &m);
    buf_free(&content);
    buf_free(&signature);
}

static void send_finished(struct peer *p)
{
    uint8_t hash[DIGEST_MAX_SIZE], data[SECRET_MAX];
    struct buf m = peer_new();

    sched13_finished(&p->sched, SIDE_SERVER, data, hash_now(p, hash));
    msg_put(&m, HS_FINISHED, span_of(data, digest_size(p->suite->hash)));
    peer_send(p, HS_FINISHED, &m);
    sched13_master(&p->sched, hash_now(p, hash));
    set_keys(p, true, &p->sched.server_traffic, STEP_SERVER_KEY);
}

/* Which keys the client's next records are under. */
static void await_flight(struct peer *p)
{
    p->state = PEER_WAIT_FLIGHT;
    if (p->reads_early)
        set_keys(p, false, &p->sched.client_early, STEP_CLIENT_EARLY_KEY);
    else
        set_keys(p, false, &p->sched.client_handshake, STEP_CLIENT_HANDSHAKE_KEY);
}

static void answer(struct peer *p, const struct client_hello *h, const struct key_share *theirs)
{
    uint8_t hash[DIGEST_MAX_SIZE];
    struct span data;

    p->resumed = take_psk(p, h);
    if (!p->resumed)
        sched13_early(&p->sched, p->suite->hash, (struct span){0});
    if (!p->retried)
        transcript_start(&p->transcript, p->suite->hash);
    transcript_add(&p->transcript, buf_span(&p->hello));
    if (ext_get(h->exts, TLSX_EARLY_DATA, &data)) {
        p->early_offered = true;
        p->reads_early = p->resumed && p->c.takes_early;
        p->skips_early = !p->reads_early;
    }
    if (p->resumed)
        sched13_early_traffic(&p->sched, hash_now(p, hash));
    send_server_hello(p, h, theirs);
    send_extensions(p, h);
    if (!p->resumed) {
        if (p->c.asks_certificate)
            send_request(p);
        send_certificate(p, h);
        send_verify(p);
    }
    send_finished(p);
    await_flight(p);
}

void peer13_hello(struct peer *p, const struct client_hello *h)
{
    struct key_share theirs;
    struct span data;

    if (p->c.retries && !p->retried) {
        p->skips_early = ext_get(h->exts, TLSX_EARLY_DATA, &data);
        send_retry(p, h);
        return;
    }
    if (!find_share(h, p->c.group, &theirs)) {
        peer_trouble(p, "no key_share of the group");
        return;
    }
    answer(p, h, &theirs);
}

/* --- the client's messages ---------------------------------------------------------------- */

void peer_ticket(struct peer *p)
{
    uint8_t ticket[SESSION_ID_MAX], nonce[1] = {(uint8_t)p->tickets_sent++};
    struct buf exts = peer_new(), m = peer_new();
    struct peer_memory *mem = p->c.memory;

    rng_fill(&p->c.rng, ticket, sizeof ticket);
    if (mem != NULL) {
        mem->version = TLS_1_3;
        mem->suite = p->c.suite;
        memcpy(mem->ticket, ticket, sizeof ticket);
        sched13_psk(&p->sched, &mem->secret, span_of(nonce, sizeof nonce));
    }
    if (p->c.max_early > 0)
        ext_u32_put(&exts, TLSX_EARLY_DATA, p->c.max_early);
    new_session_ticket13_put(&m, &(struct new_session_ticket){
                                     .lifetime = p->c.lifetime,
                                     .age_add = 0x12345678,
                                     .nonce = span_of(nonce, sizeof nonce),
                                     .ticket = span_of(ticket, sizeof ticket),
                                     .exts = buf_span(&exts),
                                 });
    peer_send(p, HS_NEW_SESSION_TICKET, &m);
    peer_flush(p);
    buf_free(&exts);
}

void peer_key_update(struct peer *p, uint8_t request)
{
    struct buf m = peer_new();

    key_update_put(&m, request);
    peer_send(p, HS_KEY_UPDATE, &m);
    peer_flush(p);
    sched13_update(&p->sched, SIDE_SERVER);
    set_keys(p, true, &p->sched.server_traffic, STEP_SERVER_KEY);
}

static void take_finished(struct peer *p, const struct msg *m)
{
    uint8_t hash[DIGEST_MAX_SIZE], data[SECRET_MAX];
    struct buf nothing = peer_new();

    sched13_finished(&p->sched, SIDE_CLIENT, data, hash_now(p, hash));
    if (!span_eq(m->body, span_of(data, digest_size(p->suite->hash))))
        peer_trouble(p, "the client's Finished is wrong");
    transcript_add(&p->transcript, m->bytes);
    sched13_resumption(&p->sched, hash_now(p, hash));
    set_keys(p, false, &p->sched.client_traffic, STEP_CLIENT_KEY);
    p->skips_early = false;
    p->finished = true;
    p->state = PEER_IS_OPEN;
    for (unsigned i = 0; i < p->c.tickets; i++)
        peer_ticket(p);
    peer_call(p, PEER_MESSAGE, PEER_OPEN, &nothing);
    buf_free(&nothing);
}

static void take_key_update(struct peer *p, const struct msg *m)
{
    struct fail f = {0};
    uint8_t request = 0;

    if (key_update_parse(&request, m->body, &f) != ERR_OK)
        peer_trouble(p, "the client's KeyUpdate does not decode");
    sched13_update(&p->sched, SIDE_CLIENT);
    set_keys(p, false, &p->sched.client_traffic, STEP_CLIENT_KEY);
    if (request == 1)
        peer_key_update(p, 0);
}

void peer13_message(struct peer *p, const struct msg *m)
{
    struct buf content = peer_new();

    if (p->state == PEER_IS_OPEN && m->type == HS_KEY_UPDATE) {
        take_key_update(p, m);
    } else if (p->state == PEER_WAIT_FLIGHT && m->type == HS_END_OF_EARLY_DATA && p->reads_early) {
        transcript_add(&p->transcript, m->bytes);
        p->reads_early = false;
        set_keys(p, false, &p->sched.client_handshake, STEP_CLIENT_HANDSHAKE_KEY);
    } else if (p->state == PEER_WAIT_FLIGHT && m->type == HS_CERTIFICATE) {
        peer_client_certificate(p, m);
        transcript_add(&p->transcript, m->bytes);
    } else if (p->state == PEER_WAIT_FLIGHT && m->type == HS_CERTIFICATE_VERIFY) {
        put_content(p, &content, "TLS 1.3, client CertificateVerify");
        peer_client_verify(p, m, buf_span(&content));
        transcript_add(&p->transcript, m->bytes);
    } else if (p->state == PEER_WAIT_FLIGHT && m->type == HS_FINISHED) {
        take_finished(p, m);
    } else {
        peer_trouble(p, "a message of the client that cannot stand there");
    }
    buf_free(&content);
}
