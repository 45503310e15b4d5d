/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of one handshake, in the order in which they were sent.  The hash of the transcript
 * is taken at each point where a secret or a Finished value needs it (RFC 9846 7.1, 4.1; RFC 5246
 * 7.4.9; RFC 7627 3).
 */
#include "config.h"

#include "cmd/derive/derive.h"
#include "lib/tls/keys/transcript.h"
#include "lib/tls/wire/msg.h"

/* The state while the messages are read. */
struct walk {
    struct derive *d;
    struct transcript transcript;
    bool is_13;
    bool has_hello, retried, answered, ems;
    uint8_t last; /* the type of the message before */
    bool full;    /* TLS 1.2: with a ClientKeyExchange, so the client finishes first */
    unsigned num_finished;
    struct fail fail;
};

/* Finds the server's choice beforehand: the hash must be known from the first message on. */
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

/* Keeps the hash of the transcript up to here as a value. */
static void keep_hash(struct walk *walk, enum derive_id id)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    derive_set(walk->d, id, transcript_hash(&walk->transcript, hash));
}

/* The binders are the last field of the ClientHello.  The hash for them covers everything before
 * their list and its length (RFC 9846 4.3.11.2). */
static void keep_binder_hash(struct walk *walk, const struct msg *msg, struct span exts)
{
    struct hasher h = walk->transcript.hash;
    struct psk_offer offer;
    struct fail fail = {0};
    struct span data;
    uint8_t hash[DIGEST_MAX_SIZE];

    if (!ext_get(exts, TLSX_PRE_SHARED_KEY, &data) ||
        ext_psk_parse(&offer, data, &fail) != ERR_OK || offer.binders.n + 2 > msg->bytes.n)
        return;
    hasher_update(&h, span_head(msg->bytes, msg->bytes.n - offer.binders.n - 2));
    hasher_peek(&h, hash);
    derive_set(walk->d, DERIVE_BINDER_HASH, span_of(hash, digest_size(h.digest)));
}

/* A ClientHello gives the client random and, in TLS 1.3, the hashes for binder and early
 * secrets. */
static void on_client_hello(struct walk *walk, const struct msg *msg)
{
    struct client_hello hello;

    if (walk->answered || (walk->has_hello && !walk->retried))
        fail_set(&walk->fail, ERR_TLS_UNEXPECTED_MESSAGE, msg->bytes);
    if (client_hello_parse(&hello, msg->body, &walk->fail) != ERR_OK)
        return;
    walk->has_hello = true;
    derive_set(walk->d, DERIVE_CLIENT_RANDOM, hello.random);
    if (walk->is_13)
        keep_binder_hash(walk, msg, hello.exts);
    transcript_add(&walk->transcript, msg->bytes);
    /* Early data can follow only the first ClientHello (RFC 9846 4.3.10). */
    if (walk->is_13 && !walk->retried)
        keep_hash(walk, DERIVE_HELLO_HASH);
}

/*
 * A ServerHello gives the server random and the hash for the handshake secrets.  After a
 * HelloRetryRequest the transcript starts again with a hash of the first ClientHello (RFC 9846
 * 4.1).
 */
static void on_server_hello(struct walk *walk, const struct msg *msg)
{
    struct server_hello hello;
    struct key_share share;
    struct span data;

    if (server_hello_parse(&hello, msg->body, &walk->fail) != ERR_OK)
        return;
    if (walk->answered || (hello.is_retry && walk->retried))
        fail_set(&walk->fail, ERR_TLS_UNEXPECTED_MESSAGE, msg->bytes);
    if (hello.is_retry) { /* RFC 9846 4.1 */
        walk->retried = true;
        transcript_retry(&walk->transcript);
    }
    transcript_add(&walk->transcript, msg->bytes);
    if (hello.is_retry)
        return;
    walk->answered = true;
    derive_set(walk->d, DERIVE_SERVER_RANDOM, hello.random);
    if (walk->is_13)
        keep_hash(walk, DERIVE_HELLOS_HASH);
    if (walk->is_13 && ext_get(hello.exts, TLSX_KEY_SHARE, &data) &&
        ext_share_parse(&share, data, &walk->fail) == ERR_OK)
        walk->d->group = share.group;
    walk->ems = ext_get(hello.exts, TLSX_EXTENDED_MASTER_SECRET, &data);
    walk->d->psk_refused = !ext_get(hello.exts, TLSX_PRE_SHARED_KEY, &data);
}

/* With the extended master secret the session hash ends here (RFC 7627 3). */
static void on_client_key_exchange(struct walk *walk, const struct msg *msg)
{
    transcript_add(&walk->transcript, msg->bytes);
    walk->full = true;
    if (walk->ems)
        keep_hash(walk, DERIVE_SESSION_HASH);
}

/* The sender of the next Finished.  In TLS 1.3 the server is first; in TLS 1.2 it is first only if
 * a session is resumed. */
static enum derive_end next_finished(const struct walk *walk)
{
    bool client_first = !walk->is_13 && walk->full;

    return (walk->num_finished == 0) == client_first ? DERIVE_CLIENT : DERIVE_SERVER;
}

static void keep_finished_hash(struct walk *walk, enum derive_end end)
{
    keep_hash(walk,
              end == DERIVE_CLIENT ? DERIVE_CLIENT_FINISHED_HASH : DERIVE_SERVER_FINISHED_HASH);
}

/* A Finished covers everything before it, and is itself part of what comes later. */
static void on_finished(struct walk *walk, const struct msg *msg)
{
    enum derive_end end = next_finished(walk);

    keep_finished_hash(walk, end);
    walk->d->found[end] = msg->body;
    walk->num_finished++;
    transcript_add(&walk->transcript, msg->bytes);
    if (walk->is_13)
        keep_hash(walk, end == DERIVE_CLIENT ? DERIVE_CLIENT_HASH : DERIVE_SERVER_HASH);
}

/* In TLS 1.2 a ticket is part of the handshake; in TLS 1.3 the first one gives the nonce. */
static void on_ticket(struct walk *walk, const struct msg *msg)
{
    struct new_session_ticket t;

    if (!walk->is_13)
        transcript_add(&walk->transcript, msg->bytes);
    else if (!derive_has(walk->d, DERIVE_TICKET_NONCE) &&
             new_session_ticket13_parse(&t, msg->body, &walk->fail) == ERR_OK)
        derive_set(walk->d, DERIVE_TICKET_NONCE, t.nonce);
}

/* Adds a message to the transcript and takes the values from it. */
static void on_message(struct walk *walk, const struct msg *msg)
{
    bool first = msg->type == HS_CLIENT_HELLO || msg->type == HS_HELLO_REQUEST;

    if (!first && !(msg->type == HS_SERVER_HELLO ? walk->has_hello : walk->answered)) {
        fail_set(&walk->fail, ERR_TLS_UNEXPECTED_MESSAGE, msg->bytes);
        return;
    }
    switch (msg->type) {
    case HS_CLIENT_HELLO: on_client_hello(walk, msg); break;
    case HS_SERVER_HELLO: on_server_hello(walk, msg); break;
    case HS_CLIENT_KEY_EXCHANGE: on_client_key_exchange(walk, msg); break;
    case HS_FINISHED: on_finished(walk, msg); break;
    case HS_NEW_SESSION_TICKET: on_ticket(walk, msg); break;
    case HS_HELLO_REQUEST: /* RFC 5246 7.4.1.1 */
    case HS_KEY_UPDATE: break;
    default:
        if (walk->num_finished < 2) /* later messages are not part of the handshake */
            transcript_add(&walk->transcript, msg->bytes);
    }
}

/* The messages end where the next Finished would come, so its hash is complete. */
static bool may_finish(const struct walk *walk)
{
    if (!walk->answered || walk->num_finished == 2)
        return false;
    switch (walk->last) {
    case HS_CERTIFICATE_VERIFY: return true;
    case HS_ENCRYPTED_EXTENSIONS: return derive_has(walk->d, DERIVE_PSK);
    case HS_CLIENT_KEY_EXCHANGE: return !walk->is_13;
    case HS_FINISHED:
    case HS_NEW_SESSION_TICKET:
    case HS_END_OF_EARLY_DATA:
    case HS_CERTIFICATE:
    case HS_COMPRESSED_CERTIFICATE: return walk->num_finished == 1;
    default: return false;
    }
}

/* Reads all messages; a Finished that is missing at the end can still be computed. */
static void walk_all(struct walk *walk)
{
    struct span left = buf_span(&walk->d->bytes);
    struct msg m;

    for (; left.n > 0 && walk->fail.err == ERR_OK; left = span_tail(left, m.bytes.n)) {
        if (!msg_split(&m, left)) {
            fail_set(&walk->fail, ERR_TLS_TRUNCATED, left);
            break;
        }
        if (walk->num_finished == 2 && m.type == HS_FINISHED)
            fail_set(&walk->fail, ERR_TLS_UNEXPECTED_MESSAGE, m.bytes);
        else
            on_message(walk, &m);
        walk->last = m.type;
    }
    if (walk->fail.err == ERR_OK && may_finish(walk))
        keep_finished_hash(walk, next_finished(walk));
}

/* The transcript starts with the hash function of the suite, which the messages name only later:
 * find_suite looks ahead. */
int derive_read_messages(struct derive *derive)
{
    const struct suite *chosen = find_suite(buf_span(&derive->bytes));
    struct walk w = {.d = derive};

    if (derive->suite == NULL && chosen == NULL)
        return cmd_wrong(derive->run, "the messages name no known cipher suite: --suite is needed");
    if (derive->suite != NULL && chosen != NULL && derive->suite != chosen)
        return cmd_wrong(derive->run, "--suite is %s, but the server chose %s", derive->suite->name,
                         chosen->name);
    if (derive->suite == NULL)
        derive->suite = chosen;
    if (derive->suite->kx == SUITE_KX_NONE)
        return cmd_wrong(derive->run, "%s is not implemented", derive->suite->name);
    w.is_13 = suite_is_13(derive->suite);
    transcript_init(&w.transcript);
    transcript_drop(&w.transcript);
    transcript_start(&w.transcript, derive->suite->hash);
    walk_all(&w);
    transcript_free(&w.transcript);
    return w.fail.err == ERR_OK
               ? EXIT_OK
               : derive_failed(derive, derive->opts->messages, &derive->messages, w.fail);
}
