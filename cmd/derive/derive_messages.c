/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of one handshake, as they were sent: the transcript's hash is taken wherever a
 * secret or a Finished value needs it (RFC 9846 7.1, 4.1; RFC 5246 7.4.9; RFC 7627 3).
 */
#include "config.h"

#include "cmd/derive/derive.h"
#include "lib/tls/keys/transcript.h"
#include "lib/tls/wire/msg.h"

struct walk {
    struct derive *d;
    struct transcript transcript;
    bool is_13;
    bool has_hello, retried, answered, ems;
    uint8_t last; /* the type of the message before */
    bool full;    /* TLS 1.2: a ClientKeyExchange was there, so the client finishes first */
    unsigned num_finished;
    struct fail fail;
};

/* find_suite looks for the server's choice: the hash has to be known from the first message on. */
static const struct suite *find_suite(struct span left)
{
    struct msg m;
    struct server_hello hello;
    struct fail fail = {0};

    while (msg_split(&m, left)) {
        if (m.type == HS_SERVER_HELLO)
            return server_hello_parse(&hello, m.body, &fail) == ERR_OK ? suite_find(hello.suite)
                                                                       : NULL;
        left = span_tail(left, m.bytes.n);
    }
    return NULL;
}

static void keep_hash(struct walk *w, enum derive_id id)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    derive_set(w->d, id, transcript_hash(&w->transcript, hash));
}

/* The binders stand at the very end: what the binder is over ends before their list and its length
 * (RFC 9846 4.3.11.2). */
static void keep_binder_hash(struct walk *w, const struct msg *m, struct span exts)
{
    struct hasher h = w->transcript.hash;
    struct psk_offer offer;
    struct fail fail = {0};
    struct span data;
    uint8_t hash[DIGEST_MAX_SIZE];

    if (!ext_get(exts, TLSX_PRE_SHARED_KEY, &data) ||
        ext_psk_parse(&offer, data, &fail) != ERR_OK || offer.binders.n + 2 > m->bytes.n)
        return;
    hasher_update(&h, span_head(m->bytes, m->bytes.n - offer.binders.n - 2));
    hasher_peek(&h, hash);
    derive_set(w->d, DERIVE_BINDER_HASH, span_of(hash, digest_size(h.digest)));
}

static void on_client_hello(struct walk *w, const struct msg *m)
{
    struct client_hello hello;

    if (w->answered || (w->has_hello && !w->retried))
        fail_set(&w->fail, ERR_TLS_UNEXPECTED_MESSAGE, m->bytes);
    if (client_hello_parse(&hello, m->body, &w->fail) != ERR_OK)
        return;
    w->has_hello = true;
    derive_set(w->d, DERIVE_CLIENT_RANDOM, hello.random);
    if (w->is_13)
        keep_binder_hash(w, m, hello.exts);
    transcript_add(&w->transcript, m->bytes);
    /* Early data goes with the first ClientHello alone (RFC 9846 4.3.10). */
    if (w->is_13 && !w->retried)
        keep_hash(w, DERIVE_HELLO_HASH);
}

static void on_server_hello(struct walk *w, const struct msg *m)
{
    struct server_hello hello;
    struct span data;

    if (server_hello_parse(&hello, m->body, &w->fail) != ERR_OK)
        return;
    if (w->answered || (hello.is_retry && w->retried))
        fail_set(&w->fail, ERR_TLS_UNEXPECTED_MESSAGE, m->bytes);
    if (hello.is_retry) { /* RFC 9846 4.1 */
        w->retried = true;
        transcript_retry(&w->transcript);
    }
    transcript_add(&w->transcript, m->bytes);
    if (hello.is_retry)
        return;
    w->answered = true;
    derive_set(w->d, DERIVE_SERVER_RANDOM, hello.random);
    if (w->is_13)
        keep_hash(w, DERIVE_HELLOS_HASH);
    w->ems = ext_get(hello.exts, TLSX_EXTENDED_MASTER_SECRET, &data);
    w->d->psk_refused = !ext_get(hello.exts, TLSX_PRE_SHARED_KEY, &data);
}

static void on_client_key_exchange(struct walk *w, const struct msg *m)
{
    transcript_add(&w->transcript, m->bytes);
    w->full = true;
    if (w->ems)
        keep_hash(w, DERIVE_SESSION_HASH);
}

/* Who sends the next Finished: in TLS 1.3 the server is first, in TLS 1.2 where it resumes. */
static enum derive_end next_finished(const struct walk *w)
{
    bool client_first = !w->is_13 && w->full;

    return (w->num_finished == 0) == client_first ? DERIVE_CLIENT : DERIVE_SERVER;
}

static void keep_finished_hash(struct walk *w, enum derive_end end)
{
    keep_hash(w, end == DERIVE_CLIENT ? DERIVE_CLIENT_FINISHED_HASH : DERIVE_SERVER_FINISHED_HASH);
}

static void on_finished(struct walk *w, const struct msg *m)
{
    enum derive_end end = next_finished(w);

    keep_finished_hash(w, end);
    w->d->found[end] = m->body;
    w->num_finished++;
    transcript_add(&w->transcript, m->bytes);
    if (w->is_13)
        keep_hash(w, end == DERIVE_CLIENT ? DERIVE_CLIENT_HASH : DERIVE_SERVER_HASH);
}

static void on_ticket(struct walk *w, const struct msg *m)
{
    struct new_session_ticket t;

    if (!w->is_13)
        transcript_add(&w->transcript, m->bytes);
    else if (!derive_has(w->d, DERIVE_TICKET_NONCE) &&
             new_session_ticket13_parse(&t, m->body, &w->fail) == ERR_OK)
        derive_set(w->d, DERIVE_TICKET_NONCE, t.nonce);
}

static void on_message(struct walk *w, const struct msg *m)
{
    bool first = m->type == HS_CLIENT_HELLO || m->type == HS_HELLO_REQUEST;

    if (!first && !(m->type == HS_SERVER_HELLO ? w->has_hello : w->answered)) {
        fail_set(&w->fail, ERR_TLS_UNEXPECTED_MESSAGE, m->bytes);
        return;
    }
    switch (m->type) {
    case HS_CLIENT_HELLO: on_client_hello(w, m); break;
    case HS_SERVER_HELLO: on_server_hello(w, m); break;
    case HS_CLIENT_KEY_EXCHANGE: on_client_key_exchange(w, m); break;
    case HS_FINISHED: on_finished(w, m); break;
    case HS_NEW_SESSION_TICKET: on_ticket(w, m); break;
    case HS_HELLO_REQUEST: /* RFC 5246 7.4.1.1 */
    case HS_KEY_UPDATE: break;
    default:
        if (w->num_finished < 2) /* what comes after the handshake is no part of it */
            transcript_add(&w->transcript, m->bytes);
    }
}

/* may_finish: a file that ends here has all messages that the next Finished is over. */
static bool may_finish(const struct walk *w)
{
    if (!w->answered || w->num_finished == 2)
        return false;
    switch (w->last) {
    case HS_CERTIFICATE_VERIFY: return true;
    case HS_ENCRYPTED_EXTENSIONS: return derive_has(w->d, DERIVE_PSK);
    case HS_CLIENT_KEY_EXCHANGE: return !w->is_13;
    case HS_FINISHED:
    case HS_NEW_SESSION_TICKET:
    case HS_END_OF_EARLY_DATA:
    case HS_CERTIFICATE: return w->num_finished == 1;
    default: return false;
    }
}

static void walk_all(struct walk *w)
{
    struct span left = buf_span(&w->d->bytes);
    struct msg m;

    for (; left.n > 0 && w->fail.err == ERR_OK; left = span_tail(left, m.bytes.n)) {
        if (!msg_split(&m, left)) {
            fail_set(&w->fail, ERR_TLS_TRUNCATED, left);
            break;
        }
        if (w->num_finished == 2 && m.type == HS_FINISHED)
            fail_set(&w->fail, ERR_TLS_UNEXPECTED_MESSAGE, m.bytes);
        else
            on_message(w, &m);
        w->last = m.type;
    }
    if (w->fail.err == ERR_OK && may_finish(w))
        keep_finished_hash(w, next_finished(w));
}

int derive_read_messages(struct derive *d)
{
    const struct suite *chosen = find_suite(buf_span(&d->bytes));
    struct walk w = {.d = d};

    if (d->suite == NULL && chosen == NULL)
        return cmd_wrong(d->run, "the messages name no known cipher suite: --suite is needed");
    if (d->suite != NULL && chosen != NULL && d->suite != chosen)
        return cmd_wrong(d->run, "--suite is %s, but the server chose %s", d->suite->name,
                         chosen->name);
    if (d->suite == NULL)
        d->suite = chosen;
    if (d->suite->kx == SUITE_KX_NONE)
        return cmd_wrong(d->run, "%s is not implemented", d->suite->name);
    w.is_13 = suite_is_13(d->suite);
    transcript_init(&w.transcript);
    transcript_drop(&w.transcript);
    transcript_start(&w.transcript, d->suite->hash);
    walk_all(&w);
    transcript_free(&w.transcript);
    return w.fail.err == ERR_OK ? EXIT_OK
                                : derive_failed(d, d->opts->messages, &d->messages, w.fail);
}
