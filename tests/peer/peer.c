/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/peer/peer.h"

#include "lib/x509/cert.h"

enum { BUFFER_MAX = 1 << 26, CIPHER_MAX = RECORD_CIPHER12_MAX };

struct buf peer_new(void)
{
    struct buf b;

    buf_init(&b, BUFFER_MAX);
    return b;
}

struct peer_config peer_config_default(uint16_t version)
{
    return (struct peer_config){
        .version = version,
        .suite =
            version == TLS_1_3 ? TLS_AES_128_GCM_SHA256 : TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        .group = GROUP_X25519,
        .scheme = SCHEME_ECDSA_SECP256R1_SHA256,
        .ems = true,
        .renegotiation_info = true,
        .resumes = true,
        .tickets = 1,
        .lifetime = 7200,
        .compat = true,
    };
}

/* SplitMix64: enough for a server that protects nothing. */
static void fill(void *ctx, size_t n, uint8_t *out)
{
    struct peer_random *r = ctx;

    for (size_t i = 0; i < n; i++) {
        uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        out[i] = (uint8_t)(z ^ z >> 31);
    }
}

struct rng peer_random(struct peer_random *r)
{
    return (struct rng){r, fill};
}

void peer_open(struct peer *p, const struct peer_config *c)
{
    *p = (struct peer){.c = *c};
    struct buf *const all[] = {&p->out,       &p->data,   &p->early, &p->client_flight, &p->in,
                               &p->handshake, &p->flight, &p->held,  &p->hello};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        *all[i] = peer_new();
    transcript_init(&p->transcript);
}

void peer_close(struct peer *p)
{
    struct buf *const all[] = {&p->out,       &p->data,   &p->early, &p->client_flight, &p->in,
                               &p->handshake, &p->flight, &p->held,  &p->hello};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_wipe(all[i]);
    transcript_free(&p->transcript);
    pubkey_free(p->client_key);
    protect_wipe(&p->read);
    protect_wipe(&p->write);
    kx_wipe(&p->kx);
    sched13_wipe(&p->sched);
    prf12_wipe(&p->prf);
}

void peer_trouble(struct peer *p, const char *what)
{
    if (p->trouble == NULL)
        p->trouble = what;
}

void peer_call(struct peer *p, enum peer_stage stage, uint8_t message, struct buf *bytes)
{
    if (p->c.hook != NULL)
        p->c.hook(p->c.ctx, p, stage, message, bytes);
}

/* --- out ---------------------------------------------------------------------------------- */

void peer_raw(struct peer *p, struct span bytes)
{
    if (!p->stop)
        buf_put(&p->out, bytes);
}

static void record(struct peer *p, uint8_t content_type, uint8_t message, struct span plain)
{
    struct protect none = {0};
    struct buf sealed = peer_new();

    if (protect_seal(p->clear ? &none : &p->write, &sealed, content_type, TLS_1_2, plain,
                     p->c.padding, &p->c.rng) != ERR_OK)
        peer_trouble(p, "a record could not be sealed");
    peer_call(p, PEER_RECORD, message, &sealed);
    p->clear = false;
    peer_raw(p, buf_span(&sealed));
    buf_free(&sealed);
}

void peer_plain(struct peer *p, uint8_t content_type, struct span plain)
{
    record(p, content_type, 0xff, plain);
}

void peer_flush(struct peer *p)
{
    struct span left = buf_span(&p->flight);
    size_t most = p->c.cut > 0 ? p->c.cut : RECORD_PLAIN_MAX;
    bool clear = p->clear;

    while (left.n > 0) {
        p->clear = clear;
        record(p, CONTENT_HANDSHAKE, p->flight_first, span_head(left, most));
        left = span_tail(left, most);
    }
    buf_truncate(&p->flight, 0);
}

static void emit(struct peer *p, uint8_t type, struct span bytes)
{
    if (p->flight.n == 0)
        p->flight_first = type;
    buf_put(&p->flight, bytes);
    if (!p->c.pack)
        peer_flush(p);
}

void peer_send(struct peer *p, uint8_t type, struct buf *message)
{
    p->act = PEER_SEND;
    peer_call(p, PEER_MESSAGE, type, message);
    enum peer_act act = p->act;
    struct span bytes = buf_span(message);
    if (act != PEER_DROP) {
        transcript_add(&p->transcript, bytes);
        if (act == PEER_TWICE)
            transcript_add(&p->transcript, bytes);
    }
    if (act == PEER_HOLD)
        buf_put(&p->held, bytes);
    if (act == PEER_SEND || act == PEER_TWICE) {
        emit(p, type, bytes);
        if (act == PEER_TWICE)
            emit(p, type, bytes);
        if (p->held.n > 0)
            emit(p, type, buf_span(&p->held));
        buf_truncate(&p->held, 0);
    }
    buf_free(message);
}

void peer_ccs(struct peer *p)
{
    struct buf one = peer_new();

    peer_flush(p);
    buf_u8(&one, 1);
    p->act = PEER_SEND;
    peer_call(p, PEER_MESSAGE, PEER_CCS, &one);
    enum peer_act act = p->act;
    for (int i = 0; act != PEER_DROP && i < (act == PEER_TWICE ? 2 : 1); i++) {
        p->clear = true;
        record(p, CONTENT_CHANGE_CIPHER_SPEC, PEER_CCS, buf_span(&one));
    }
    buf_free(&one);
}

void peer_alert(struct peer *p, uint8_t level, uint8_t alert)
{
    const uint8_t body[] = {level, alert};

    peer_flush(p);
    record(p, CONTENT_ALERT, PEER_ALERT, span_of(body, sizeof body));
}

void peer_data(struct peer *p, struct span data)
{
    peer_flush(p);
    record(p, CONTENT_APPLICATION_DATA, PEER_DATA, data);
}

void peer_keys(struct protect *out, const struct peer *p, bool writes, const struct traffic_keys *k)
{
    protect_init(out, p->suite, p->c.version, writes, p->prf.suite != NULL && p->c.etm, k);
}

/* --- signatures --------------------------------------------------------------------------- */

void peer_sign(struct peer *p, uint8_t message, struct buf *content, struct buf *signature)
{
    const struct scheme *s = scheme_find(p->c.scheme);

    peer_call(p, PEER_CONTENT, message, content);
    if (s == NULL) {
        buf_str(signature, "no such scheme");
        return;
    }
    struct sigalg alg = scheme_sigalg(s);
    if (privkey_sign(p->c.key, signature, &alg, buf_span(content), &p->c.rng) == ERR_OK)
        return;
    /* What the key cannot make is as long as if it could. */
    buf_truncate(signature, 0);
    for (unsigned i = 0; i < privkey_bits(p->c.key) / 8; i++)
        buf_u8(signature, 0x5a);
}

void peer_client_certificate(struct peer *p, const struct msg *m)
{
    struct certificate_msg c;
    struct cert_entry e;
    struct cert cert;
    struct fail f = {0};

    if (certificate_parse(&c, p->c.version == TLS_1_3, m->body, &f) != ERR_OK) {
        peer_trouble(p, "the client's Certificate does not decode");
        return;
    }
    struct rd r = rd_init(c.list, &f);
    if (!cert_entry_next(&r, c.is_13, &e))
        return;
    if (cert_parse(&cert, e.cert, &f) != ERR_OK || pubkey_new(&p->client_key, &cert.key) != ERR_OK)
        peer_trouble(p, "the client's certificate does not decode");
}

void peer_client_verify(struct peer *p, const struct msg *m, struct span content)
{
    struct certificate_verify v;
    struct fail f = {0};

    if (p->client_key == NULL || certificate_verify_parse(&v, m->body, &f) != ERR_OK ||
        scheme_find(v.scheme) == NULL) {
        peer_trouble(p, "a CertificateVerify that cannot be");
        return;
    }
    struct sigalg alg = scheme_sigalg(scheme_find(v.scheme));
    if (pubkey_verify(p->client_key, &alg, content, v.signature) == ERR_OK)
        p->verified_client = true;
    else
        peer_trouble(p, "the client's signature does not verify");
}

/* --- in ----------------------------------------------------------------------------------- */

static void take_hello(struct peer *p, const struct msg *m)
{
    struct client_hello h;
    struct fail f = {0};

    if (m->type != HS_CLIENT_HELLO || client_hello_parse(&h, m->body, &f) != ERR_OK) {
        peer_trouble(p, "no ClientHello");
        return;
    }
    buf_truncate(&p->hello, 0);
    buf_put(&p->hello, m->bytes);
    memcpy(p->client_random, h.random.p, RANDOM_SIZE);
    p->suite = suite_find(p->c.suite);
    peer_call(p, PEER_MESSAGE, PEER_START, &p->hello);
    if (p->c.version == TLS_1_3)
        peer13_hello(p, &h);
    else
        peer12_hello(p, &h);
}

static void take_message(struct peer *p, const struct msg *m)
{
    buf_u8(&p->client_flight, m->type);
    if (p->state == PEER_WAIT_HELLO)
        take_hello(p, m);
    else if (p->c.version == TLS_1_3)
        peer13_message(p, m);
    else
        peer12_message(p, m);
}

static void take_handshake(struct peer *p, struct span plain)
{
    struct msg m;

    buf_put(&p->handshake, plain);
    while (msg_split(&m, buf_span(&p->handshake))) {
        struct buf whole = peer_new();

        buf_put(&whole, m.bytes);
        memmove(p->handshake.p, p->handshake.p + m.bytes.n, p->handshake.n - m.bytes.n);
        buf_truncate(&p->handshake, p->handshake.n - m.bytes.n);
        if (msg_split(&m, buf_span(&whole)))
            take_message(p, &m);
        buf_free(&whole);
    }
}

static void take_plain(struct peer *p, uint8_t type, struct span plain)
{
    switch (type) {
    case CONTENT_HANDSHAKE: take_handshake(p, plain); return;
    case CONTENT_ALERT:
        if (plain.n != 2) {
            peer_trouble(p, "the client's alert is none");
            return;
        }
        if (plain.p[1] == ALERT_CLOSE_NOTIFY) {
            p->closed = true;
            return;
        }
        p->alerted = true;
        p->alert_level = plain.p[0];
        p->alert = plain.p[1];
        return;
    case CONTENT_APPLICATION_DATA: buf_put(p->reads_early ? &p->early : &p->data, plain); return;
    default: peer_trouble(p, "a record of no known type");
    }
}

/* In TLS 1.3 an alert may come before the client has keys; early data that is not taken does not
 * decrypt and is passed over (RFC 8446 4.2.10). */
static void take_record(struct peer *p, const struct record *r)
{
    struct protect none = {0}, before = p->read;
    struct buf plain = peer_new();
    uint8_t type;
    size_t padding;

    if (r->type == CONTENT_CHANGE_CIPHER_SPEC) {
        if (p->c.version != TLS_1_3)
            peer12_client_ccs(p);
        buf_free(&plain);
        return;
    }
    bool in_clear = p->c.version == TLS_1_3 && r->type != CONTENT_APPLICATION_DATA;
    enum err e = protect_open(in_clear ? &none : &p->read, &plain, &type, &padding, r);
    if (e != ERR_OK && p->skips_early)
        p->read = before;
    else if (e != ERR_OK)
        peer_trouble(p, "a record of the client does not authenticate");
    else if (p->skips_early && p->read.suite == NULL && type == CONTENT_APPLICATION_DATA)
        ; /* after a HelloRetryRequest: early data that is not even looked at */
    else
        take_plain(p, type, buf_span(&plain));
    buf_free(&plain);
}

void peer_feed(struct peer *p, struct span in)
{
    struct record r;
    struct fail f = {0};
    bool complete = true;
    size_t used = 0;

    buf_put(&p->in, in);
    while (record_split(&r, &complete, span_tail(buf_span(&p->in), used), CIPHER_MAX, &f) ==
               ERR_OK &&
           complete) {
        used += r.bytes.n;
        take_record(p, &r);
    }
    if (f.err != ERR_OK)
        peer_trouble(p, "the client sent what is no record");
    memmove(p->in.p, p->in.p + used, p->in.n - used);
    buf_truncate(&p->in, p->in.n - used);
    peer_flush(p);
}
