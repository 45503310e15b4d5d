/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/peer/peer.h"

static bool offers(const struct client_hello *h, uint16_t type)
{
    struct span data;

    return ext_get(h->exts, type, &data);
}

/* --- its first flight --------------------------------------------------------------------- */

static void put_extensions(struct peer *p, const struct client_hello *h, struct buf *b)
{
    struct span none = {0};

    if (p->c.renegotiation_info)
        ext_reneg_put(b, none);
    p->c.ems = p->c.ems && offers(h, TLSX_EXTENDED_MASTER_SECRET);
    if (p->c.ems)
        ext_put(b, TLSX_EXTENDED_MASTER_SECRET, none);
    p->c.etm = p->c.etm && p->suite->cbc_key > 0 && offers(h, TLSX_ENCRYPT_THEN_MAC);
    if (p->c.etm)
        ext_put(b, TLSX_ENCRYPT_THEN_MAC, none);
    p->sends_ticket = p->c.tickets > 0 && offers(h, TLSX_SESSION_TICKET);
    if (p->sends_ticket)
        ext_put(b, TLSX_SESSION_TICKET, none);
    if (p->c.staple.n > 0 && offers(h, TLSX_STATUS_REQUEST) && !p->resumed)
        ext_put(b, TLSX_STATUS_REQUEST, none);
    if (p->c.scts.n > 0 && offers(h, TLSX_SCT)) {
        struct buf_mark ext = ext_open(b, TLSX_SCT), list = buf_open16(b);

        buf_put(b, p->c.scts);
        buf_close(b, list);
        buf_close(b, ext);
    }
    if (p->c.alpn.n > 0 && offers(h, TLSX_ALPN))
        ext_alpn_put(b, p->c.alpn);
    if (p->suite->kx == SUITE_KX_ECDHE && offers(h, TLSX_EC_POINT_FORMATS))
        ext_list8_put(b, TLSX_EC_POINT_FORMATS, span_of("", 1));
}

static void send_hello(struct peer *p, const struct client_hello *h)
{
    struct buf exts = peer_new(), m = peer_new();
    uint8_t id[SESSION_ID_MAX];
    struct span session_id = {0};

    rng_fill(&p->c.rng, p->server_random, RANDOM_SIZE);
    if (p->resumed) {
        session_id = h->session_id;
    } else if (p->c.session_ids) {
        rng_fill(&p->c.rng, id, sizeof id);
        session_id = span_of(id, sizeof id);
        if (p->c.memory != NULL)
            memcpy(p->c.memory->session_id, id, sizeof id);
    }
    put_extensions(p, h, &exts);
    server_hello_put(&m, &(struct server_hello){
                             .version = TLS_1_2,
                             .random = span_of(p->server_random, RANDOM_SIZE),
                             .session_id = session_id,
                             .suite = p->c.suite,
                             .exts = buf_span(&exts),
                             .has_exts = exts.n > 0,
                         });
    peer_send(p, HS_SERVER_HELLO, &m);
    buf_free(&exts);
}

static void send_certificate(struct peer *p)
{
    struct cert_entry entries[8] = {0};
    struct buf m = peer_new();

    for (size_t i = 0; i < p->c.num_certs; i++)
        entries[i].cert = p->c.certs[i];
    certificate_put(&m, false, (struct span){0}, entries, p->c.num_certs);
    peer_send(p, HS_CERTIFICATE, &m);
}

/* The parameters are written, shown to the hook, signed, and followed by their signature. */
static void send_key_exchange(struct peer *p)
{
    struct server_key_exchange m = {.curve_type = 3, .group = p->c.group};
    struct buf params = peer_new(), content = peer_new(), signature = peer_new();
    struct buf message = peer_new();
    enum suite_kx kx = p->suite->kx;
    enum err e = kx == SUITE_KX_DHE ? kx_generate_dh(&p->kx, p->c.dh_p, p->c.dh_g, &p->c.rng)
                                    : kx_generate(&p->kx, group_find(p->c.group)->kx, &p->c.rng);

    if (e != ERR_OK)
        peer_trouble(p, "no key pair");
    m.key = span_of(p->kx.public, p->kx.public_n);
    m.p = p->c.dh_p;
    m.g = p->c.dh_g;
    server_key_exchange_params(&params, kx, &m);
    peer_call(p, PEER_PARAMS, HS_SERVER_KEY_EXCHANGE, &params);
    buf_put(&content, span_of(p->client_random, RANDOM_SIZE));
    buf_put(&content, span_of(p->server_random, RANDOM_SIZE));
    buf_put(&content, buf_span(&params));
    peer_sign(p, HS_SERVER_KEY_EXCHANGE, &content, &signature);

    struct buf_mark mark = msg_open(&message, HS_SERVER_KEY_EXCHANGE);
    buf_put(&message, buf_span(&params));
    buf_u16(&message, p->c.scheme);
    struct buf_mark vector = buf_open16(&message);
    buf_put(&message, buf_span(&signature));
    buf_close(&message, vector);
    buf_close(&message, mark);
    peer_send(p, HS_SERVER_KEY_EXCHANGE, &message);
    buf_free(&params);
    buf_free(&content);
    buf_free(&signature);
}

static void send_request(struct peer *p)
{
    static const uint8_t types[] = {1, 64};
    static const uint8_t schemes[] = {4, 3, 8, 4, 4, 1, 8, 7};
    struct buf m = peer_new();

    certificate_request12_put(&m, &(struct certificate_request12){
                                      .types = span_of(types, sizeof types),
                                      .schemes = span_of(schemes, sizeof schemes),
                                  });
    peer_send(p, HS_CERTIFICATE_REQUEST, &m);
}

static void start_prf(struct peer *p)
{
    p->prf.suite = p->suite;
    memcpy(p->prf.client_random, p->client_random, RANDOM_SIZE);
    memcpy(p->prf.server_random, p->server_random, RANDOM_SIZE);
}

/* --- the end ------------------------------------------------------------------------------ */

static void send_ticket(struct peer *p)
{
    uint8_t ticket[SESSION_ID_MAX];
    struct buf m = peer_new();

    rng_fill(&p->c.rng, ticket, sizeof ticket);
    if (p->c.memory != NULL)
        memcpy(p->c.memory->ticket, ticket, sizeof ticket);
    new_session_ticket12_put(&m, &(struct new_session_ticket){
                                     .lifetime = p->c.lifetime,
                                     .ticket = span_of(ticket, sizeof ticket),
                                 });
    peer_send(p, HS_NEW_SESSION_TICKET, &m);
}

static void send_finished(struct peer *p)
{
    uint8_t hash[DIGEST_MAX_SIZE], data[VERIFY_DATA_SIZE];
    struct buf m = peer_new();

    if (p->sends_ticket)
        send_ticket(p);
    peer_ccs(p);
    peer_keys(&p->write, p, true, &p->server_keys);
    prf12_finished(&p->prf, SIDE_SERVER, data, transcript_hash(&p->transcript, hash));
    if (p->resumed)
        memcpy(p->first_finished, data, sizeof data);
    msg_put(&m, HS_FINISHED, span_of(data, sizeof data));
    peer_send(p, HS_FINISHED, &m);
    peer_flush(p);
}

static void done(struct peer *p)
{
    struct peer_memory *mem = p->c.memory;
    struct buf nothing = peer_new();

    p->finished = true;
    p->state = PEER_IS_OPEN;
    if (mem != NULL) {
        mem->version = TLS_1_2;
        mem->suite = p->c.suite;
        mem->ems = p->c.ems;
        mem->secret.n = MASTER_SIZE;
        memcpy(mem->secret.v, p->prf.master, MASTER_SIZE);
    }
    peer_call(p, PEER_MESSAGE, PEER_OPEN, &nothing);
    buf_free(&nothing);
}

/* --- the client's messages ---------------------------------------------------------------- */

static bool knows(struct peer *p, const struct client_hello *h)
{
    const struct peer_memory *mem = p->c.memory;
    struct span ticket;

    if (!p->c.resumes || mem == NULL || mem->version != TLS_1_2)
        return false;
    if (ext_get(h->exts, TLSX_SESSION_TICKET, &ticket) && ticket.n > 0)
        return span_eq(ticket, span_of(mem->ticket, sizeof mem->ticket));
    return span_eq(h->session_id, span_of(mem->session_id, sizeof mem->session_id));
}

void peer12_hello(struct peer *p, const struct client_hello *h)
{
    struct buf m = peer_new();

    p->resumed = knows(p, h);
    p->state = PEER_WAIT_FLIGHT;
    transcript_start(&p->transcript, p->suite->hash);
    transcript_add(&p->transcript, buf_span(&p->hello));
    send_hello(p, h);
    start_prf(p);
    if (p->resumed) {
        memcpy(p->prf.master, p->c.memory->secret.v, MASTER_SIZE);
        prf12_keys(&p->prf, &p->client_keys, &p->server_keys);
        send_finished(p);
        buf_free(&m);
        return;
    }
    send_certificate(p);
    if (p->c.staple.n > 0 && offers(h, TLSX_STATUS_REQUEST)) {
        struct buf status = peer_new();

        certificate_status_put(&status, p->c.staple);
        peer_send(p, HS_CERTIFICATE_STATUS, &status);
    }
    if (p->suite->kx != SUITE_KX_RSA)
        send_key_exchange(p);
    if (p->c.asks_certificate)
        send_request(p);
    msg_put(&m, HS_SERVER_HELLO_DONE, (struct span){0});
    peer_send(p, HS_SERVER_HELLO_DONE, &m);
    peer_flush(p);
}

/* What the client has agreed to: RFC 5246 7.4.7, 8.1. */
static void take_key_exchange(struct peer *p, const struct msg *m)
{
    uint8_t z[KX_SHARED_MAX], hash[DIGEST_MAX_SIZE];
    struct span key, premaster;
    struct fail f = {0};
    size_t n = 0;

    if (client_key_exchange_parse(&key, p->suite->kx, m->body, &f) != ERR_OK) {
        peer_trouble(p, "ClientKeyExchange does not decode");
        return;
    }
    enum err e = ERR_OK;
    if (p->suite->kx == SUITE_KX_RSA) {
        n = PREMASTER_RSA_SIZE;
        e = privkey_decrypt(p->c.key, z, n, key, &p->c.rng);
        if (z[0] != 3 || z[1] != 3)
            peer_trouble(p, "the premaster secret has another version");
    } else {
        e = kx_agree(&p->kx, z, &n, key);
    }
    if (e != ERR_OK)
        peer_trouble(p, "no shared secret");
    premaster = span_of(z, n);
    while (p->suite->kx == SUITE_KX_DHE && premaster.n > 0 && premaster.p[0] == 0)
        premaster = span_tail(premaster, 1);
    if (p->c.ems)
        prf12_master_extended(&p->prf, premaster, transcript_hash(&p->transcript, hash));
    else
        prf12_master(&p->prf, premaster);
    prf12_keys(&p->prf, &p->client_keys, &p->server_keys);
}

static void take_finished(struct peer *p, const struct msg *m)
{
    uint8_t hash[DIGEST_MAX_SIZE], data[VERIFY_DATA_SIZE];

    prf12_finished(&p->prf, SIDE_CLIENT, data, transcript_hash(&p->transcript, hash));
    if (!p->client_ccs || !span_eq(m->body, span_of(data, sizeof data)))
        peer_trouble(p, "the client's Finished is wrong");
    if (!p->resumed)
        memcpy(p->first_finished, data, sizeof data);
    transcript_add(&p->transcript, m->bytes);
    if (!p->resumed)
        send_finished(p);
    done(p);
}

void peer12_message(struct peer *p, const struct msg *m)
{
    if (m->type == HS_FINISHED) {
        take_finished(p, m);
        return;
    }
    if (m->type == HS_CERTIFICATE_VERIFY)
        peer_client_verify(p, m, buf_span(&p->transcript.messages));
    transcript_add(&p->transcript, m->bytes);
    if (m->type == HS_CERTIFICATE)
        peer_client_certificate(p, m);
    else if (m->type == HS_CLIENT_KEY_EXCHANGE)
        take_key_exchange(p, m);
    else if (m->type != HS_CERTIFICATE_VERIFY)
        peer_trouble(p, "a message of the client that cannot stand there");
}

void peer12_client_ccs(struct peer *p)
{
    if (p->state != PEER_WAIT_FLIGHT || p->client_ccs)
        peer_trouble(p, "ChangeCipherSpec where none can be");
    p->client_ccs = true;
    peer_keys(&p->read, p, false, &p->client_keys);
}
