/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/passive/passive_inside.h"

#include "lib/base/wipe.h"

static bool is_13(const struct passive *w)
{
    return w->info.version == TLS_1_3;
}

/* --- the server's answers ----------------------------------------------------------------- */

static enum err take_encrypted_extensions(struct passive *w, struct passive_side *s,
                                          const struct msg *m, struct fail *fail)
{
    struct span exts, data, name;

    (void)s;
    TRY(encrypted_extensions_parse(&exts, m->body, fail));
    if (w->info.early_data == EARLY_OFFERED)
        w->info.early_data =
            ext_get(exts, TLSX_EARLY_DATA, &data) ? EARLY_ACCEPTED : EARLY_REJECTED;
    if (ext_get(exts, TLSX_RECORD_SIZE_LIMIT, &data))
        TRY(ext_u16_parse(&w->info.peer_record_limit, data, fail));
    if (!ext_get(exts, TLSX_ALPN, &data))
        return ERR_OK;
    TRY(ext_alpn_one_parse(&name, data, fail));
    return buf_keep(&w->alpn, &w->info.alpn, name);
}

/* The OCSP response and the SCTs in the leaf's entry (RFC 9846 4.5.1.1). */
static enum err take_staples(struct passive *w, struct span exts, struct fail *fail)
{
    struct span data, value;

    if (ext_get(exts, TLSX_STATUS_REQUEST, &data)) {
        TRY(ext_ocsp_parse(&value, data, fail));
        TRY(buf_keep(&w->ocsp, &w->info.ocsp, value));
    }
    if (!ext_get(exts, TLSX_SCT, &data))
        return ERR_OK;
    TRY(ext_sct_parse(&value, data, fail));
    return buf_keep(&w->scts, &w->info.scts, value);
}

/* Hands a chain to the listener, who may judge it. */
static void tell_chain(struct passive *w, struct span list, bool of_client)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct cert_entry leaf = {0};

    if (w->config.chain == NULL || !cert_entry_next(&r, is_13(w), &leaf))
        return;
    struct tls_chain chain = {.list = list, .is_13 = is_13(w), .leaf = leaf.cert};
    if (!of_client) {
        chain.ocsp = w->info.ocsp;
        chain.scts = w->info.scts;
    }
    w->config.chain(w->config.ctx, &chain, of_client);
}

/* Hands over the server's chain once its staples are complete. */
static void settle_chain(struct passive *w)
{
    if (w->due.chain)
        tell_chain(w, w->info.chain, false);
    w->due.chain = false;
}

static enum err take_certificate(struct passive *w, struct passive_side *s, const struct msg *m,
                                 struct fail *fail)
{
    struct certificate_msg c;
    struct cert_entry leaf;

    TRY(certificate_parse(&c, is_13(w), m->body, fail));
    struct rd r = rd_init(c.list, fail);
    bool any = cert_entry_next(&r, is_13(w), &leaf);
    if (s->from_client) {
        w->info.client_certificate_sent = any;
        tell_chain(w, c.list, true);
        return ERR_OK;
    }
    if (w->done)
        return ERR_OK;
    TRY(buf_keep(&w->chain, &w->info.chain, c.list));
    if (any && is_13(w))
        TRY(take_staples(w, leaf.exts, fail));
    w->due.chain = true;
    /* RFC 6066 8: in TLS 1.2 the status may follow. */
    if (is_13(w) || !w->due.status)
        settle_chain(w);
    return ERR_OK;
}

static enum err take_status(struct passive *w, struct passive_side *s, const struct msg *m,
                            struct fail *fail)
{
    struct span response;

    (void)s;
    TRY(certificate_status_parse(&response, m->body, fail));
    TRY(buf_keep(&w->ocsp, &w->info.ocsp, response));
    settle_chain(w);
    return ERR_OK;
}

static enum err take_server_key_exchange(struct passive *w, struct passive_side *s,
                                         const struct msg *m, struct fail *fail)
{
    struct server_key_exchange x = {0};

    (void)s;
    if (w->info.suite == NULL || w->info.version != TLS_1_2 ||
        (w->info.suite->kx != SUITE_KX_ECDHE && w->info.suite->kx != SUITE_KX_DHE))
        return ERR_OK; /* without the suite, its form is unknown */
    TRY(server_key_exchange_parse(&x, w->info.suite->kx, m->body, fail));
    w->info.group = x.group;
    w->info.dh_bits = server_key_exchange_bits(&x);
    w->info.scheme = x.scheme;
    return ERR_OK;
}

static enum err take_request13(struct passive *w, const struct msg *m, struct fail *fail)
{
    struct certificate_request13 r;
    struct span data, list;

    TRY(certificate_request13_parse(&r, m->body, fail));
    if (ext_get(r.exts, TLSX_SIGNATURE_ALGORITHMS, &data)) {
        TRY(ext_list16_parse(&list, data, fail));
        TRY(buf_keep(&w->request_schemes, &w->info.request_schemes, list));
    }
    if (!ext_get(r.exts, TLSX_CERTIFICATE_AUTHORITIES, &data))
        return ERR_OK;
    TRY(ext_cas_parse(&list, data, fail));
    return buf_keep(&w->request_authorities, &w->info.request_authorities, list);
}

static enum err take_request(struct passive *w, struct passive_side *s, const struct msg *m,
                             struct fail *fail)
{
    struct certificate_request12 r;

    (void)s;
    w->info.client_certificate_asked = true;
    if (is_13(w))
        return take_request13(w, m, fail);
    if (w->info.version != TLS_1_2)
        return ERR_OK;
    TRY(certificate_request12_parse(&r, m->body, fail));
    TRY(buf_keep(&w->request_types, &w->info.request_types, r.types));
    TRY(buf_keep(&w->request_schemes, &w->info.request_schemes, r.schemes));
    return buf_keep(&w->request_authorities, &w->info.request_authorities, r.authorities);
}

static enum err take_hello_done(struct passive *w, struct passive_side *s, const struct msg *m,
                                struct fail *fail)
{
    (void)s;
    (void)m;
    (void)fail;
    w->hello_done = true;
    if (w->turn != TURN_FREE && !w->done)
        w->turn = TURN_CLIENT;
    return ERR_OK;
}

static enum err take_ticket(struct passive *w, struct passive_side *s, const struct msg *m,
                            struct fail *fail)
{
    struct new_session_ticket t;
    struct span kept;

    (void)s;
    w->info.tickets++;
    if (is_13(w))
        return new_session_ticket13_parse(&t, m->body, fail);
    TRY(new_session_ticket12_parse(&t, m->body, fail));
    return buf_keep(&w->ticket, &kept, t.ticket);
}

/* --- the client's ------------------------------------------------------------------------- */

static enum err take_client_key_exchange(struct passive *w, struct passive_side *s,
                                         const struct msg *m, struct fail *fail)
{
    struct span encrypted;

    (void)s;
    if (w->info.suite == NULL || w->info.suite->kx != SUITE_KX_RSA || w->info.version != TLS_1_2)
        return ERR_OK;
    TRY(client_key_exchange_parse(&encrypted, SUITE_KX_RSA, m->body, fail));
    passive_keys_premaster(w, encrypted);
    return ERR_OK;
}

static enum err take_verify(struct passive *w, struct passive_side *s, const struct msg *m,
                            struct fail *fail)
{
    struct certificate_verify v;

    if (w->info.version < TLS_1_2)
        return ERR_OK;
    TRY(certificate_verify_parse(&v, m->body, fail));
    if (s->from_client)
        w->info.client_scheme = v.scheme;
    else
        w->info.scheme = v.scheme;
    return ERR_OK;
}

static enum err take_early_end(struct passive *w, struct passive_side *s, const struct msg *m,
                               struct fail *fail)
{
    (void)m;
    (void)fail;
    passive_keys_early_end(w, s);
    return ERR_OK;
}

/* --- both sides' -------------------------------------------------------------------------- */

static enum err take_key_update(struct passive *w, struct passive_side *s, const struct msg *m,
                                struct fail *fail)
{
    uint8_t request;

    TRY(key_update_parse(&request, m->body, fail));
    passive_keys_update(w, s);
    if (!s->from_client)
        w->info.key_updates++;
    return ERR_OK;
}

/* What the Finished of a side must be; returns its length, or 0 if it cannot be computed. */
static size_t compute_finished(struct passive *w, const struct passive_side *s,
                               uint8_t out[SECRET_MAX])
{
    const struct secret *base =
        s->from_client ? &w->sched.client_handshake : &w->sched.server_handshake;
    enum step_side side = s->from_client ? SIDE_CLIENT : SIDE_SERVER;
    uint8_t digest[DIGEST_MAX_SIZE];
    struct span hash = transcript_hash(&w->transcript, digest);

    if (!w->whole || hash.n == 0)
        return 0;
    if (is_13(w)) {
        if (base->n == 0)
            return 0;
        sched13_finished(&w->sched, side, out, hash);
        return hash.n;
    }
    if (!w->has_master)
        return 0;
    prf12_finished(&w->prf, side, out, hash);
    return VERIFY_DATA_SIZE;
}

/* Compares as the ends do (RFC 9846 4.5.3, RFC 5246 7.4.9). */
static void check_finished(struct passive *w, struct passive_side *s, struct span body)
{
    uint8_t must[SECRET_MAX];
    size_t n = compute_finished(w, s, must);

    if (n == 0)
        return;
    w->finished.checked++;
    if (body.n == n && equal_ct(body.p, must, n)) {
        if (!is_13(w) && w->info.tls_unique_n == 0) {
            memcpy(w->info.tls_unique, must, n);
            w->info.tls_unique_n = n;
        }
    } else {
        w->finished.wrong++;
        passive_fail(w, s, ERR_TLS_FINISHED, body, PASSIVE_NO_BLOCK);
    }
    wipe(must, sizeof must);
}

static enum err take_finished(struct passive *w, struct passive_side *s, const struct msg *m,
                              struct fail *fail)
{
    (void)fail;
    if (w->done)
        return ERR_OK; /* after the handshake (RFC 9846 4.7.2) */
    check_finished(w, s, m->body);
    transcript_add(&w->transcript, m->bytes);
    s->finished = true;
    if (is_13(w))
        passive_keys_traffic(w, s);
    if (passive_other(w, s)->finished) {
        if (!is_13(w))
            passive_keys_remember(w);
        passive_done(w);
    } else if (w->turn != TURN_FREE) {
        w->turn = s->from_client ? TURN_SERVER : TURN_CLIENT;
    }
    return ERR_OK;
}

/* Which side sends a message, and whether it is added to the transcript before its handler runs. */
enum whose { OF_SERVER = 1, OF_CLIENT = 2, OF_BOTH = 3 };

static const struct {
    uint8_t type;
    enum whose whose;
    bool hashed; /* before the handler; the others do it themselves */
    enum err (*take)(struct passive *w, struct passive_side *s, const struct msg *m,
                     struct fail *fail);
} rows[] = {
    {HS_ENCRYPTED_EXTENSIONS, OF_SERVER, true, take_encrypted_extensions},
    {HS_CERTIFICATE, OF_BOTH, true, take_certificate},
    {HS_CERTIFICATE_STATUS, OF_SERVER, true, take_status},
    {HS_SERVER_KEY_EXCHANGE, OF_SERVER, true, take_server_key_exchange},
    {HS_CERTIFICATE_REQUEST, OF_SERVER, true, take_request},
    {HS_SERVER_HELLO_DONE, OF_SERVER, true, take_hello_done},
    {HS_CLIENT_KEY_EXCHANGE, OF_CLIENT, true, take_client_key_exchange},
    {HS_CERTIFICATE_VERIFY, OF_BOTH, true, take_verify},
    {HS_END_OF_EARLY_DATA, OF_CLIENT, true, take_early_end},
    {HS_FINISHED, OF_BOTH, false, take_finished},
    {HS_NEW_SESSION_TICKET, OF_SERVER, true, take_ticket},
    {HS_KEY_UPDATE, OF_BOTH, false, take_key_update},
};

/* RFC 5246 7.4.1.1: HelloRequest is never hashed; RFC 9846 4.1: nor is a ticket. */
static bool is_hashed(const struct passive *w, const struct msg *m, bool by_table)
{
    if (m->type == HS_HELLO_REQUEST || (m->type == HS_NEW_SESSION_TICKET && is_13(w)))
        return false;
    return by_table;
}

/* The hellos of the first handshake; those of a renegotiation (RFC 5246 7.4.1.2) only have
 * events. */
static bool take_hello(struct passive *w, struct passive_side *s, const struct msg *m)
{
    if (m->type != HS_CLIENT_HELLO && m->type != HS_SERVER_HELLO)
        return false;
    if (s->from_client != (m->type == HS_CLIENT_HELLO))
        return true;
    if (s->from_client && !w->hellos.server)
        passive_hello_client(w, s, m);
    if (!s->from_client && !w->hellos.server)
        passive_hello_server(w, s, m);
    return true;
}

/* A renegotiation has a suite of its own, which is not followed (RFC 5246 7.4.1.1): messages whose
 * form depends on it are shown but not checked.  CertificateRequest and the client's answer have
 * the same form. */
static bool is_of_another(const struct passive *w, uint8_t type)
{
    return w->done && !is_13(w) && type != HS_CERTIFICATE_REQUEST && type != HS_CERTIFICATE &&
           type != HS_CERTIFICATE_VERIFY;
}

/* A malformed message is reported, and reading continues: its length was right. */
void passive_flight_message(struct passive *w, struct passive_side *s, const struct msg *m)
{
    struct fail fail = {0};
    size_t i = 0, num = sizeof rows / sizeof *rows;

    if (!s->from_client && m->type != HS_CERTIFICATE_STATUS)
        settle_chain(w);
    if (take_hello(w, s, m) || is_of_another(w, m->type))
        return;
    while (i < num && rows[i].type != m->type)
        i++;
    if (is_hashed(w, m, i == num || rows[i].hashed))
        transcript_add(&w->transcript, m->bytes);
    if (i == num || (rows[i].whose & (s->from_client ? OF_CLIENT : OF_SERVER)) == 0)
        return;
    enum err e = rows[i].take(w, s, m, &fail);
    if (e != ERR_OK)
        passive_fail(w, s, e, fail.at, PASSIVE_NO_BLOCK);
}
