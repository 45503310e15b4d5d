/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All messages but the hellos. */
#include "config.h"

#include "lib/tls/passive/passive_inside.h"

#include "lib/base/wipe.h"

enum { UNPACKED_MAX = 16 };

static bool is_13(const struct passive *passive)
{
    return passive->info.version == TLS_1_3;
}

/* --- the server's answers ----------------------------------------------------------------- */

/* The handlers only keep what views and later messages need.  They parse the form and check no
 * rules. */
static enum err take_encrypted_extensions(struct passive *passive, struct passive_side *side,
                                          const struct msg *msg, struct fail *fail)
{
    struct span exts, data, name;

    (void)side;
    TRY(encrypted_extensions_parse(&exts, msg->body, fail));
    passive->info.answers = ANSWERS_READ;
    if (passive->info.early_data == EARLY_OFFERED)
        passive->info.early_data =
            ext_get(exts, TLSX_EARLY_DATA, &data) ? EARLY_ACCEPTED : EARLY_REJECTED;
    if (ext_get(exts, TLSX_RECORD_SIZE_LIMIT, &data))
        TRY(ext_u16_parse(&passive->info.peer_record_limit, data, fail));
    if (!ext_get(exts, TLSX_ALPN, &data))
        return ERR_OK;
    TRY(ext_alpn_one_parse(&name, data, fail));
    return buf_keep(&passive->alpn, &passive->info.alpn, name);
}

/* The OCSP response and the SCTs in the leaf's entry (RFC 9846 4.5.1.1). */
static enum err take_staples(struct passive *passive, struct span exts, struct fail *fail)
{
    struct span data, value;

    if (ext_get(exts, TLSX_STATUS_REQUEST, &data)) {
        TRY(ext_ocsp_parse(&value, data, fail));
        TRY(buf_keep(&passive->ocsp, &passive->info.ocsp, value));
    }
    if (!ext_get(exts, TLSX_SCT, &data))
        return ERR_OK;
    TRY(ext_sct_parse(&value, data, fail));
    return buf_keep(&passive->scts, &passive->info.scts, value);
}

/* Hands a chain to the listener, who may judge it. */
static void tell_chain(struct passive *passive, struct span list, bool of_client)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct cert_entry leaf = {0};

    if (passive->config.chain == NULL || !cert_entry_next(&r, is_13(passive), &leaf))
        return;
    struct tls_chain chain = {.list = list, .is_13 = is_13(passive), .leaf = leaf.cert};
    if (!of_client) {
        chain.ocsp = passive->info.ocsp;
        chain.scts = passive->info.scts;
    }
    passive->config.chain(passive->config.ctx, &chain, of_client);
}

/* Hands over the server's chain once its staples are complete. */
static void settle_chain(struct passive *passive)
{
    if (passive->due.chain)
        tell_chain(passive, passive->info.chain, false);
    passive->due.chain = false;
}

/* The client's chain is handed over at once.  The server's waits for its staples, which TLS 1.2
 * sends in a message of their own. */
static enum err take_certificate(struct passive *passive, struct passive_side *side,
                                 const struct msg *msg, struct fail *fail)
{
    struct certificate_msg c;
    struct cert_entry leaf;

    TRY(certificate_parse(&c, is_13(passive), msg->body, fail));
    struct rd r = rd_init(c.list, fail);
    bool any = cert_entry_next(&r, is_13(passive), &leaf);
    if (side->from_client) {
        passive->info.client_certificate_sent = any;
        tell_chain(passive, c.list, true);
        return ERR_OK;
    }
    if (passive->done)
        return ERR_OK;
    TRY(buf_keep(&passive->chain, &passive->info.chain, c.list));
    if (any && is_13(passive))
        TRY(take_staples(passive, leaf.exts, fail));
    passive->due.chain = true;
    /* RFC 6066 8: in TLS 1.2 the status may follow. */
    if (is_13(passive) || !passive->due.status)
        settle_chain(passive);
    return ERR_OK;
}

/* The sizes of a compressed certificate are those of the side that sent it. */
static void keep_sizes(struct passive *passive, bool of_client,
                       const struct compressed_certificate *packed)
{
    struct tls_compression *sizes =
        of_client ? &passive->info.client_compression : &passive->info.compression;

    if (!passive->done)
        *sizes = (struct tls_compression){packed->algorithm, packed->data.n, packed->length};
}

/* All that a side sends compressed may be as long as one message: a few bytes each would otherwise
 * cost as much time and memory as the longest one. */
static enum err unpack(struct passive *passive, struct passive_side *side,
                       const struct compressed_certificate *packed, struct buf *whole)
{
    const struct cert_codec *codec = cert_codec_find(packed->algorithm);
    size_t left = passive->config.message_max - side->unpacked;

    if (codec == NULL)
        return ERR_TLS_COMPRESSED_ALGORITHM;
    if (packed->length <= left)
        side->unpacked += packed->length;
    return compressed_certificate_unpack(whole, packed, codec, left);
}

/* Decompressed, the message is read as a Certificate.  The transcript has it as it was sent (RFC
 * 8879 4). */
static enum err take_unpacked(struct passive *passive, struct passive_side *side,
                              const struct compressed_certificate *packed, struct buf *whole,
                              struct fail *fail)
{
    struct msg certificate;
    enum err e = unpack(passive, side, packed, whole);

    if (e != ERR_OK) {
        fail_set(fail, e, packed->data);
        return e;
    }
    certificate =
        (struct msg){HS_CERTIFICATE, span_tail(buf_span(whole), MSG_HEADER), buf_span(whole)};
    keep_sizes(passive, side->from_client, packed);
    passive_tell(passive, side,
                 (struct event){.kind = EVENT_UNPACKED,
                                .epoch = side->epoch,
                                .bytes = certificate.bytes,
                                .type = HS_CERTIFICATE});
    e = take_certificate(passive, side, &certificate, fail);
    fail->at = packed->data; /* the buffer does not last */
    return e;
}

static enum err take_compressed(struct passive *passive, struct passive_side *side,
                                const struct msg *msg, struct fail *fail)
{
    struct compressed_certificate packed;
    struct buf whole;

    /* The ends send one each, and a client one for each later request.  What is more, and may be
     * 256 KiB of a few bytes each, stays as it is. */
    if (!is_13(passive) || passive->unpacked++ >= UNPACKED_MAX)
        return ERR_OK;
    TRY(compressed_certificate_parse(&packed, msg->body, fail));
    buf_init(&whole, MSG_HEADER + passive->config.message_max);
    enum err e = take_unpacked(passive, side, &packed, &whole, fail);
    buf_wipe(&whole);
    return e;
}

/* TLS 1.2 staples in a message of its own (RFC 6066 8); the chain is complete with it. */
static enum err take_status(struct passive *passive, struct passive_side *side,
                            const struct msg *msg, struct fail *fail)
{
    struct span response;

    (void)side;
    TRY(certificate_status_parse(&response, msg->body, fail));
    TRY(buf_keep(&passive->ocsp, &passive->info.ocsp, response));
    settle_chain(passive);
    return ERR_OK;
}

/* Group, prime size and signature scheme of a TLS 1.2 key exchange. */
static enum err take_server_key_exchange(struct passive *passive, struct passive_side *side,
                                         const struct msg *msg, struct fail *fail)
{
    struct server_key_exchange x = {0};

    (void)side;
    if (passive->info.suite == NULL || passive->info.version != TLS_1_2 ||
        (passive->info.suite->kx != SUITE_KX_ECDHE && passive->info.suite->kx != SUITE_KX_DHE))
        return ERR_OK; /* without the suite, its form is unknown */
    TRY(server_key_exchange_parse(&x, passive->info.suite->kx, msg->body, fail));
    passive->info.group = x.group;
    passive->info.dh_bits = server_key_exchange_bits(&x);
    passive->info.scheme = x.scheme;
    return ERR_OK;
}

/* In TLS 1.3, schemes and authorities are extensions. */
static enum err take_request13(struct passive *passive, const struct msg *msg, struct fail *fail)
{
    struct certificate_request13 r;
    struct span data, list;

    TRY(certificate_request13_parse(&r, msg->body, fail));
    if (ext_get(r.exts, TLSX_SIGNATURE_ALGORITHMS, &data)) {
        TRY(ext_list16_parse(&list, data, fail));
        TRY(buf_keep(&passive->request_schemes, &passive->info.request_schemes, list));
    }
    if (!ext_get(r.exts, TLSX_CERTIFICATE_AUTHORITIES, &data))
        return ERR_OK;
    TRY(ext_cas_parse(&list, data, fail));
    return buf_keep(&passive->request_authorities, &passive->info.request_authorities, list);
}

/* What a CertificateRequest asks for.  Its form depends on the version. */
static enum err take_request(struct passive *passive, struct passive_side *side,
                             const struct msg *msg, struct fail *fail)
{
    struct certificate_request12 r;

    (void)side;
    passive->info.client_certificate_asked = true;
    if (is_13(passive))
        return take_request13(passive, msg, fail);
    if (passive->info.version != TLS_1_2)
        return ERR_OK;
    TRY(certificate_request12_parse(&r, msg->body, fail));
    TRY(buf_keep(&passive->request_types, &passive->info.request_types, r.types));
    TRY(buf_keep(&passive->request_schemes, &passive->info.request_schemes, r.schemes));
    return buf_keep(&passive->request_authorities, &passive->info.request_authorities,
                    r.authorities);
}

/* Only a full handshake has ServerHelloDone; after it the client continues. */
static enum err take_hello_done(struct passive *passive, struct passive_side *side,
                                const struct msg *msg, struct fail *fail)
{
    (void)side;
    (void)msg;
    (void)fail;
    passive->hello_done = true;
    if (passive->turn != TURN_FREE && !passive->done)
        passive->turn = TURN_CLIENT;
    return ERR_OK;
}

/* In TLS 1.2 the ticket identifies the session when it is resumed. */
static enum err take_ticket(struct passive *passive, struct passive_side *side,
                            const struct msg *msg, struct fail *fail)
{
    struct new_session_ticket t;
    struct span kept;

    (void)side;
    passive->info.tickets++;
    if (is_13(passive))
        return new_session_ticket13_parse(&t, msg->body, fail);
    TRY(new_session_ticket12_parse(&t, msg->body, fail));
    return buf_keep(&passive->ticket, &kept, t.ticket);
}

/* --- the client's ------------------------------------------------------------------------- */

/* With RSA key exchange, the message has the encrypted premaster secret: the server's RSA key, if
 * there is one, decrypts it (RFC 5246 7.4.7.1). */
static enum err take_client_key_exchange(struct passive *passive, struct passive_side *side,
                                         const struct msg *msg, struct fail *fail)
{
    struct span encrypted;

    (void)side;
    if (passive->info.suite == NULL || passive->info.suite->kx != SUITE_KX_RSA ||
        passive->info.version != TLS_1_2)
        return ERR_OK;
    TRY(client_key_exchange_parse(&encrypted, SUITE_KX_RSA, msg->body, fail));
    passive_keys_premaster(passive, encrypted);
    return ERR_OK;
}

/* The scheme that each side signs with. */
static enum err take_verify(struct passive *passive, struct passive_side *side,
                            const struct msg *msg, struct fail *fail)
{
    struct certificate_verify v;

    if (passive->info.version < TLS_1_2)
        return ERR_OK;
    TRY(certificate_verify_parse(&v, msg->body, fail));
    if (side->from_client)
        passive->info.client_scheme = v.scheme;
    else
        passive->info.scheme = v.scheme;
    return ERR_OK;
}

/* After EndOfEarlyData the client uses its handshake keys (RFC 9846 4.6). */
static enum err take_early_end(struct passive *passive, struct passive_side *side,
                               const struct msg *msg, struct fail *fail)
{
    (void)msg;
    (void)fail;
    passive_keys_early_end(passive, side);
    return ERR_OK;
}

/* --- both sides' -------------------------------------------------------------------------- */

/* The sender's next record has new keys (RFC 9846 4.7.3). */
static enum err take_key_update(struct passive *passive, struct passive_side *side,
                                const struct msg *msg, struct fail *fail)
{
    uint8_t request;

    TRY(key_update_parse(&request, msg->body, fail));
    passive_keys_update(passive, side);
    if (!side->from_client)
        passive->info.key_updates++;
    return ERR_OK;
}

/* What the Finished of a side must be; returns its length, or 0 if it cannot be computed. */
static size_t compute_finished(struct passive *passive, const struct passive_side *sender,
                               uint8_t out[SECRET_MAX])
{
    const struct secret *base =
        sender->from_client ? &passive->sched.client_handshake : &passive->sched.server_handshake;
    enum step_side side = sender->from_client ? SIDE_CLIENT : SIDE_SERVER;
    uint8_t digest[DIGEST_MAX_SIZE];
    struct span hash = transcript_hash(&passive->transcript, digest);

    if (!passive->whole || hash.n == 0)
        return 0;
    if (is_13(passive)) {
        if (base->n == 0)
            return 0;
        sched13_finished(&passive->sched, side, out, hash);
        return base->n; /* after a HelloRetryRequest with another suite hash.n may differ */
    }
    if (!passive->has_master)
        return 0;
    prf12_finished(&passive->prf, side, out, hash);
    return VERIFY_DATA_SIZE;
}

/* Compares as the ends do (RFC 9846 4.5.3, RFC 5246 7.4.9). */
static void check_finished(struct passive *passive, struct passive_side *side, struct span body)
{
    uint8_t must[SECRET_MAX];
    size_t n = compute_finished(passive, side, must);

    if (n == 0)
        return;
    passive->finished.checked++;
    if (body.n == n && equal_ct(body.p, must, n)) {
        if (!is_13(passive) && passive->info.tls_unique_n == 0) {
            memcpy(passive->info.tls_unique, must, n);
            passive->info.tls_unique_n = n;
        }
    } else {
        passive->finished.wrong++;
        passive_fail(passive, side, ERR_TLS_FINISHED, body, PASSIVE_NO_BLOCK);
    }
    wipe(must, sizeof must);
}

/* After both Finished, application data may come from either side. */
static enum err take_finished(struct passive *passive, struct passive_side *side,
                              const struct msg *msg, struct fail *fail)
{
    (void)fail;
    if (passive->done)
        return ERR_OK; /* after the handshake (RFC 9846 4.7.2) */
    check_finished(passive, side, msg->body);
    transcript_add(&passive->transcript, msg->bytes);
    side->finished = true;
    if (is_13(passive))
        passive_keys_traffic(passive, side);
    if (passive_other(passive, side)->finished) {
        if (!is_13(passive))
            passive_keys_remember(passive);
        passive_done(passive);
    } else if (passive->turn != TURN_FREE) {
        passive->turn = side->from_client ? TURN_SERVER : TURN_CLIENT;
    }
    return ERR_OK;
}

/* Which side sends a message, and whether it is added to the transcript before its handler runs. */
enum whose { OF_SERVER = 1, OF_CLIENT = 2, OF_BOTH = 3 };

static const struct {
    uint8_t type;
    enum whose whose;
    bool hashed; /* before the handler; the others do it themselves */
    enum err (*take)(struct passive *passive, struct passive_side *side, const struct msg *msg,
                     struct fail *fail);
} rows[] = {
    {HS_ENCRYPTED_EXTENSIONS, OF_SERVER, true, take_encrypted_extensions},
    {HS_CERTIFICATE, OF_BOTH, true, take_certificate},
    {HS_COMPRESSED_CERTIFICATE, OF_BOTH, true, take_compressed},
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
static bool is_hashed(const struct passive *passive, const struct msg *msg, bool by_table)
{
    if (msg->type == HS_HELLO_REQUEST || (msg->type == HS_NEW_SESSION_TICKET && is_13(passive)))
        return false;
    return by_table;
}

/* The hellos of the first handshake; those of a renegotiation (RFC 5246 7.4.1.2) only have
 * events. */
static bool take_hello(struct passive *passive, struct passive_side *side, const struct msg *msg)
{
    if (msg->type != HS_CLIENT_HELLO && msg->type != HS_SERVER_HELLO)
        return false;
    if (side->from_client != (msg->type == HS_CLIENT_HELLO))
        return true;
    if (side->from_client && !passive->hellos.server)
        passive_hello_client(passive, side, msg);
    if (!side->from_client && !passive->hellos.server)
        passive_hello_server(passive, side, msg);
    return true;
}

/* A renegotiation has a suite of its own, which is not followed (RFC 5246 7.4.1.1): messages whose
 * form depends on it are shown but not checked.  CertificateRequest and the client's answer have
 * the same form. */
static bool is_of_another(const struct passive *passive, uint8_t type)
{
    return passive->done && !is_13(passive) && type != HS_CERTIFICATE_REQUEST &&
           type != HS_CERTIFICATE && type != HS_CERTIFICATE_VERIFY;
}

/* A malformed message is reported, and reading continues: its length was right. */
void passive_flight_message(struct passive *passive, struct passive_side *side,
                            const struct msg *msg)
{
    struct fail fail = {0};
    size_t i = 0, num = sizeof rows / sizeof *rows;

    if (!side->from_client && msg->type != HS_CERTIFICATE_STATUS)
        settle_chain(passive);
    if (take_hello(passive, side, msg) || is_of_another(passive, msg->type))
        return;
    while (i < num && rows[i].type != msg->type)
        i++;
    if (is_hashed(passive, msg, i == num || rows[i].hashed))
        transcript_add(&passive->transcript, msg->bytes);
    if (i == num || (rows[i].whose & (side->from_client ? OF_CLIENT : OF_SERVER)) == 0)
        return;
    enum err e = rows[i].take(passive, side, msg, &fail);
    if (e != ERR_OK)
        passive_fail(passive, side, e, fail.at, PASSIVE_NO_BLOCK);
}
