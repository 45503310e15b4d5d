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
static bool is_hashed(const struct event *e)
{
    if (e->kind != EVENT_MESSAGE || e->type == HS_HELLO_REQUEST || e->type == HS_KEY_UPDATE)
        return false;
    return e->type != HS_NEW_SESSION_TICKET || e->version != TLS_1_3;
}

static bool is_message(const struct event_log_entry *e, uint8_t type)
{
    return e->event.kind == EVENT_MESSAGE && e->event.type == type;
}

/* A ServerHello, or the HelloRetryRequest that looks like one (RFC 9846 4.2.3). */
static bool hello_of(const struct event_log_entry *e, struct server_hello *out)
{
    struct fail fail = {0};

    return is_message(e, HS_SERVER_HELLO) &&
           server_hello_parse(out, span_tail(e->event.bytes, MSG_HEADER), &fail) == ERR_OK;
}

/* The hash of the last suite chosen, and whether there was a HelloRetryRequest. */
static enum digest find_hash(const struct event_log *j, bool *retried)
{
    enum digest d = DIGEST_NONE;
    struct server_hello hello;

    *retried = false;
    for (size_t i = 0; i < j->num; i++) {
        if (!hello_of(&j->v[i], &hello))
            continue;
        const struct suite *suite = suite_find(hello.suite);
        d = suite == NULL ? DIGEST_NONE : suite->hash;
        *retried = *retried || hello.is_retry;
    }
    return d;
}

/* After a retry the first ClientHello counts as its hash alone (RFC 9846 4.1). */
static void add_message(struct hasher *h, enum digest d, struct span message, bool as_hash)
{
    uint8_t head[MSG_HEADER] = {HS_MESSAGE_HASH, 0, 0, (uint8_t)digest_size(d)};
    uint8_t digest[DIGEST_MAX_SIZE];

    if (!as_hash) {
        hasher_update(h, message);
        return;
    }
    digest_of(d, digest, message);
    hasher_update(h, span_of(head, sizeof head));
    hasher_update(h, span_of(digest, digest_size(d)));
}

/* The transcript up to entry `end` (RFC 9846 4.1, RFC 5246 7.4.9: HelloRequest is no part). */
static size_t hash_messages(const struct event_log *j, size_t end, enum digest d, bool retried,
                            uint8_t out[DIGEST_MAX_SIZE])
{
    struct hasher h;
    size_t num = 0;

    hasher_init(&h, d);
    for (size_t i = 0; i < end; i++) {
        const struct event *e = &j->v[i].event;
        if (!is_hashed(e))
            continue;
        add_message(&h, d, e->bytes, retried && num == 0);
        num++;
    }
    hasher_peek(&h, out);
    return num;
}

static const struct event_log_step *find_step(const struct event_log *j, bool sent)
{
    for (size_t i = 0; i < j->num_steps; i++) {
        enum step_id id = j->steps[i].id;
        if (sent ? id == STEP_CLIENT_FINISHED12 || id == STEP_CLIENT_FINISHED13
                 : id == STEP_SERVER_FINISHED12 || id == STEP_SERVER_FINISHED13)
            return &j->steps[i];
    }
    return NULL;
}

/* RFC 9846 4.5.3: HMAC under the finished key; RFC 5246 7.4.9: the PRF under the master secret. */
static void compute(struct finished_check *out, const struct step *s, enum digest d)
{
    struct span hash = span_of(out->hash, out->hash_n), key = s->in[0].value;
    struct span label = span_str(step_row(s->id)->label), seed[2] = {hash};

    if (s->id == STEP_CLIENT_FINISHED13 || s->id == STEP_SERVER_FINISHED13) {
        mac_of(d, out->wanted, key, hash);
        out->wanted_n = digest_size(d);
    } else {
        kdf_prf12(d, out->wanted, VERIFY_DATA_SIZE, key, label, seed);
        out->wanted_n = VERIFY_DATA_SIZE;
    }
    out->fits = span_eq(out->found, span_of(out->wanted, out->wanted_n));
}

bool finished_next(const struct event_log *j, size_t *i, struct finished_check *out)
{
    bool retried = false;
    enum digest d = find_hash(j, &retried);

    while (d != DIGEST_NONE && *i < j->num) {
        size_t at = (*i)++;
        const struct event *e = &j->v[at].event;
        if (e->version == TLS_1_3 && e->epoch == EPOCH_APPLICATION)
            continue; /* that of a client certificate after the handshake (RFC 9846 4.5) */
        const struct event_log_step *kept = find_step(j, e->sent);
        if (!is_message(&j->v[at], HS_FINISHED) || kept == NULL || kept->num_in == 0)
            continue;
        struct step s = event_log_step_get(j, kept);
        *out = (struct finished_check){.sent = e->sent, .hash_n = digest_size(d)};
        out->found = span_tail(e->bytes, MSG_HEADER);
        out->num_messages = hash_messages(j, at, d, retried, out->hash);
        compute(out, &s, d);
        return true;
    }
    return false;
}

static void put_row(struct buf *out, const struct style *style, const char *label,
                    struct span bytes)
{
    buf_printf(out, "    %s\n      ", label);
    text_digits(out, style, 6, 6, bytes);
}

void hs_finished(struct buf *out, const struct event_log *j, const struct style *style)
{
    struct finished_check c;

    for (size_t i = 0; finished_next(j, &i, &c);) {
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

void hs_finished_json(struct json_writer *w, const char *key, const struct event_log *j)
{
    struct finished_check c;

    jw_list(w, key);
    for (size_t i = 0; finished_next(j, &i, &c);) {
        jw_open(w, NULL);
        jw_str(w, "side", c.sent ? "client" : "server");
        jw_hex(w, "transcript_hash", span_of(c.hash, c.hash_n));
        jw_hex(w, "computed", span_of(c.wanted, c.wanted_n));
        jw_hex(w, "found", c.found);
        jw_bool(w, "ok", c.fits);
        jw_close(w);
    }
    jw_list_end(w);
}
