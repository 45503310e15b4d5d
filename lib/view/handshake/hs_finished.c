/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_finished.h"

#include "lib/crypto/hasher.h"
#include "lib/crypto/kdf.h"
#include "lib/tls/keys/key_schedule12.h"
#include "lib/view/cert/checks.h"
#include "lib/view/text/text.h"

/* Is the message part of the transcript?  HelloRequest never is (RFC 5246 7.4.1.1), nor in TLS 1.3
 * what may come after the handshake (RFC 9846 4.1). */
static bool is_hashed(const struct event *event)
{
    if (event->kind != EVENT_MESSAGE || event->type == HS_HELLO_REQUEST ||
        event->type == HS_KEY_UPDATE)
        return false;
    return event->type != HS_NEW_SESSION_TICKET || event->version != TLS_1_3;
}

static bool is_message(const struct event_log_entry *entry, uint8_t type)
{
    return entry->event.kind == EVENT_MESSAGE && entry->event.type == type;
}

/* A ServerHello, or the HelloRetryRequest that looks like one (RFC 9846 4.2.3). */
static bool hello_of(const struct event_log_entry *entry, struct server_hello *out)
{
    struct fail fail = {0};

    return is_message(entry, HS_SERVER_HELLO) &&
           server_hello_parse(out, span_tail(entry->event.bytes, MSG_HEADER), &fail) == ERR_OK;
}

/* The hash of the last suite chosen, and whether there was a HelloRetryRequest. */
static enum digest find_hash(const struct event_log *log, bool *retried)
{
    enum digest d = DIGEST_NONE;
    struct server_hello hello;

    *retried = false;
    for (size_t i = 0; i < log->num; i++) {
        if (!hello_of(&log->v[i], &hello))
            continue;
        const struct suite *suite = suite_find(hello.suite);
        d = suite == NULL ? DIGEST_NONE : suite->hash;
        *retried = *retried || hello.is_retry;
    }
    return d;
}

/* After a retry the first ClientHello counts as its hash alone (RFC 9846 4.1). */
static void add_message(struct hasher *hasher, enum digest hash, struct span message, bool as_hash)
{
    uint8_t head[MSG_HEADER] = {HS_MESSAGE_HASH, 0, 0, (uint8_t)digest_size(hash)};
    uint8_t digest[DIGEST_MAX_SIZE];

    if (!as_hash) {
        hasher_update(hasher, message);
        return;
    }
    digest_of(hash, digest, message);
    hasher_update(hasher, span_of(head, sizeof head));
    hasher_update(hasher, span_of(digest, digest_size(hash)));
}

/* The transcript up to entry `end` (RFC 9846 4.1, RFC 5246 7.4.9: HelloRequest is no part). */
static size_t hash_messages(const struct event_log *log, size_t end, enum digest digest,
                            bool retried, uint8_t out[DIGEST_MAX_SIZE])
{
    struct hasher h;
    size_t num = 0;

    hasher_init(&h, digest);
    for (size_t i = 0; i < end; i++) {
        const struct event *e = &log->v[i].event;
        if (!is_hashed(e))
            continue;
        add_message(&h, digest, e->bytes, retried && num == 0);
        num++;
    }
    hasher_peek(&h, out);
    return num;
}

/* The step that computed a side's Finished, which holds its key.  NULL if the event log did not
 * keep it. */
static const struct event_log_step *find_step(const struct event_log *log, bool sent)
{
    for (size_t i = 0; i < log->num_steps; i++) {
        enum step_id id = log->steps[i].id;
        if (sent ? id == STEP_CLIENT_FINISHED12 || id == STEP_CLIENT_FINISHED13
                 : id == STEP_SERVER_FINISHED12 || id == STEP_SERVER_FINISHED13)
            return &log->steps[i];
    }
    return NULL;
}

/* RFC 9846 4.5.3: HMAC under the finished key; RFC 5246 7.4.9: the PRF under the master secret. */
static void compute(struct finished_check *out, const struct step *step, enum digest digest)
{
    struct span hash = span_of(out->hash, out->hash_n), key = step->in[0].value;
    struct span label = span_str(step_row(step->id)->label), seed[2] = {hash};

    if (step->id == STEP_CLIENT_FINISHED13 || step->id == STEP_SERVER_FINISHED13) {
        mac_of(digest, out->wanted, key, hash);
        out->wanted_n = digest_size(digest);
    } else {
        kdf_prf12(digest, out->wanted, VERIFY_DATA_SIZE, key, label, seed);
        out->wanted_n = VERIFY_DATA_SIZE;
    }
    out->fits = span_eq(out->found, span_of(out->wanted, out->wanted_n));
}

/* The messages are hashed again for each Finished, since it covers those before it. */
bool finished_next(const struct event_log *log, size_t *i, struct finished_check *out)
{
    bool retried = false;
    enum digest d = find_hash(log, &retried);

    while (d != DIGEST_NONE && *i < log->num) {
        size_t at = (*i)++;
        const struct event *e = &log->v[at].event;
        if (e->version == TLS_1_3 && e->epoch == EPOCH_APPLICATION)
            continue; /* that of a client certificate after the handshake (RFC 9846 4.5) */
        const struct event_log_step *kept = find_step(log, e->sent);
        if (!is_message(&log->v[at], HS_FINISHED) || kept == NULL || kept->num_in == 0)
            continue;
        struct step s = event_log_step_get(log, kept);
        *out = (struct finished_check){.sent = e->sent, .hash_n = digest_size(d)};
        out->found = span_tail(e->bytes, MSG_HEADER);
        out->num_messages = hash_messages(log, at, d, retried, out->hash);
        compute(out, &s, d);
        return true;
    }
    return false;
}

/* The label on a line, and the bytes on the lines below it. */
static void put_row(struct buf *out, const struct style *style, const char *label,
                    struct span bytes)
{
    buf_printf(out, "    %s\n      ", label);
    text_digits(out, style, 6, 6, bytes);
}

void hs_finished(struct buf *out, const struct event_log *log, const struct style *style)
{
    struct finished_check c;

    for (size_t i = 0; finished_next(log, &i, &c);) {
        struct buf text;
        checks_mark(out, style, c.fits ? MARK_GOOD : MARK_BAD);
        buf_init(&text, 512);
        buf_printf(
            &text,
            "The %s's Finished, recomputed from the %zu message%s before it, %s the one that "
            "was %s.",
            c.sent ? "client" : "server", c.num_messages, buf_plural(c.num_messages),
            c.fits ? "matches" : "does not match", c.sent ? "sent" : "received");
        buf_u8(out, ' ');
        text_fold(out, style, 2, 2, buf_span(&text));
        buf_free(&text);
        put_row(out, style, "transcript_hash", span_of(c.hash, c.hash_n));
        put_row(out, style, "computed", span_of(c.wanted, c.wanted_n));
        put_row(out, style, c.sent ? "sent" : "received", c.found);
    }
}

void hs_finished_json(struct json_writer *json, const char *key, const struct event_log *log)
{
    struct finished_check c;

    jw_list(json, key);
    for (size_t i = 0; finished_next(log, &i, &c);) {
        jw_open(json, NULL);
        jw_str(json, "side", c.sent ? "client" : "server");
        jw_hex(json, "transcript_hash", span_of(c.hash, c.hash_n));
        jw_hex(json, "computed", span_of(c.wanted, c.wanted_n));
        jw_hex(json, "found", c.found);
        jw_bool(json, "ok", c.fits);
        jw_close(json);
    }
    jw_list_end(json);
}
