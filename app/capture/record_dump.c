/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/capture/record_dump.h"

struct record_reader {
    struct capture_conn *conn;
    bool from_client; /* the record before; at the beginning the client speaks */
    bool sealed[2];   /* a ChangeCipherSpec of TLS 1.2 was there, */
    bool finished[2]; /* and the Finished after it */
    bool hello_done;  /* ServerHelloDone */
    size_t left;      /* bytes of a message that has begun */
};

enum { NOBODY = -1, THE_SERVER = 0, THE_CLIENT = 1 };

/* Whose message it is; what both may send is the client's once the server has said that it is
 * done. */
static int whose_message(const struct record_reader *r, uint8_t type)
{
    switch (type) {
    case HS_CLIENT_HELLO:
    case HS_CLIENT_KEY_EXCHANGE: return THE_CLIENT;
    case HS_HELLO_REQUEST:
    case HS_SERVER_HELLO:
    case HS_NEW_SESSION_TICKET:
    case HS_ENCRYPTED_EXTENSIONS:
    case HS_SERVER_KEY_EXCHANGE:
    case HS_CERTIFICATE_REQUEST:
    case HS_SERVER_HELLO_DONE:
    case HS_CERTIFICATE_STATUS: return THE_SERVER;
    case HS_CERTIFICATE:
    case HS_CERTIFICATE_VERIFY: return r->hello_done ? THE_CLIENT : THE_SERVER;
    default: return NOBODY;
    }
}

static bool is_12(const struct record_reader *r)
{
    uint16_t version = passive_info(r->conn->passive)->version;

    return version != 0 && version < TLS_1_3;
}

/* Which side sent the record: true for the client.  In TLS 1.2 the sides alternate: after a
 * Finished, which is encrypted, comes the other side's ChangeCipherSpec, or a ticket before it.  An
 * alert answers the record before. */
static bool whose(const struct record_reader *r, const struct record *record)
{
    int who = NOBODY, last = r->from_client ? 1 : 0;

    if (passive_opens(r->conn->passive, true, record))
        return true;
    if (passive_opens(r->conn->passive, false, record))
        return false;
    if (record->type == CONTENT_HANDSHAKE && !r->sealed[last] && record->fragment.n > 0 &&
        r->left == 0)
        who = whose_message(r, record->fragment.p[0]);
    if (who != NOBODY)
        return who == THE_CLIENT;
    bool is_answer =
        (record->type == CONTENT_ALERT && !r->sealed[0] && !r->sealed[1]) ||
        (record->type == CONTENT_CHANGE_CIPHER_SPEC && is_12(r) && r->sealed[last]) ||
        (record->type == CONTENT_HANDSHAKE && r->finished[last] && !r->sealed[1 - last]);
    return is_answer ? !r->from_client : r->from_client;
}

/* Where the messages in the clear end and begin. */
static void follow(struct record_reader *r, struct span fragment)
{
    struct span left = span_tail(fragment, r->left);
    struct msg m;

    r->left -= fragment.n < r->left ? fragment.n : r->left;
    for (; msg_split(&m, left); left = span_tail(left, m.bytes.n))
        r->hello_done = r->hello_done || m.type == HS_SERVER_HELLO_DONE;
    if (left.n > 0)
        r->left = msg_need(left) - left.n;
}

/* Decides who sent the record, updates the state for the next one, and feeds the decoder. */
static void take(struct record_reader *r, const struct record *record)
{
    r->from_client = whose(r, record);
    bool *sealed = &r->sealed[r->from_client ? 1 : 0];

    if (record->type == CONTENT_CHANGE_CIPHER_SPEC && is_12(r))
        *sealed = true;
    if (record->type == CONTENT_HANDSHAKE && *sealed)
        r->finished[r->from_client ? 1 : 0] = true;
    else if (record->type == CONTENT_HANDSHAKE)
        follow(r, record->fragment);
    capture_conn_feed(r->conn, r->from_client, record->bytes);
}

/* A file that does not begin with a complete record is no dump of records. */
enum err record_dump_read(struct capture_reader *reader, struct span bytes)
{
    struct record_reader r = {.from_client = true};
    struct fail fail = {0};
    struct record record;
    bool complete = false;

    if (record_split(&record, &complete, bytes, RECORD_CIPHER12_MAX, &fail) != ERR_OK || !complete)
        return ERR_CAPTURE_NEITHER;
    reader->num_seen = 1;
    reader->has_flow = true;
    r.conn = capture_conn_new(reader, 1);
    if (r.conn == NULL)
        return ERR_MEMORY;
    while (complete) {
        take(&r, &record);
        bytes = span_tail(bytes, record.bytes.n);
        /* The decoder reports what is no record. */
        if (record_split(&record, &complete, bytes, RECORD_CIPHER12_MAX, &fail) != ERR_OK)
            capture_conn_feed(r.conn, r.from_client, bytes);
    }
    bool is_cut = fail.err == ERR_OK && bytes.n > 0;
    capture_conn_end(r.conn, CAPTURE_END);
    return is_cut ? ERR_CAPTURE_TRUNCATED : ERR_OK;
}
