/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tape: what passes between our client and the server for tests, as the client tells it: the
 * records of both sides in their order, the lines of the key log, and what was in the records.
 * A passive decoder that is fed the records must report the same.
 */
#ifndef TB_TESTS_UNIT_TLS_TAPE_H
#define TB_TESTS_UNIT_TLS_TAPE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/keys/secret_index.h"
#include "lib/tls/passive/passive.h"
#include "tests/peer/talk.h"

enum { TAPE_RECORDS = 4096 };

/* What was reported of one side, or of both. */
struct told_by {
    struct buf content[2]; /* messages, data and alerts of a side, each with its kind in front */
    unsigned ccs[2], failed, unread, steps, key_blocks;
    unsigned finished_steps;
    enum err err; /* the first failure */
};

struct tape {
    struct talk talk; /* the first member: its hooks' context is the tape's address */
    struct buf bytes;
    struct {
        bool from_client;
        size_t at, n;
    } records[TAPE_RECORDS];
    size_t num;
    struct buf lines;
    struct told_by client;
};

static inline void told_init(struct told_by *t)
{
    *t = (struct told_by){0};
    buf_init(&t->content[0], 1 << 24);
    buf_init(&t->content[1], 1 << 24);
}

static inline void told_free(struct told_by *t)
{
    buf_free(&t->content[0]);
    buf_free(&t->content[1]);
}

static inline void told_add(struct told_by *t, const struct event *e)
{
    struct buf *out = &t->content[e->sent ? 1 : 0];

    switch (e->kind) {
    case EVENT_MESSAGE:
    case EVENT_UNPACKED:
    case EVENT_ALERT:
    case EVENT_DATA:
        buf_u8(out, (uint8_t)e->kind);
        buf_u8(out, (uint8_t)e->epoch);
        buf_u24(out, (uint32_t)e->bytes.n);
        buf_put(out, e->bytes);
        break;
    case EVENT_CCS: t->ccs[e->sent ? 1 : 0]++; break;
    case EVENT_RECORD: t->unread += e->unread; break;
    case EVENT_STEP:
        t->steps++;
        t->key_blocks += e->step->id == STEP_KEY_BLOCK;
        t->finished_steps +=
            e->step->id == STEP_SERVER_FINISHED12 || e->step->id == STEP_CLIENT_FINISHED12 ||
            e->step->id == STEP_SERVER_FINISHED13 || e->step->id == STEP_CLIENT_FINISHED13;
        break;
    case EVENT_FAILED:
        t->failed++;
        t->err = t->err == ERR_OK ? e->err : t->err;
        break;
    default: break;
    }
}

static inline void tape_event(void *ctx, const struct event *e)
{
    struct tape *t = ctx;

    if (e->kind == EVENT_DATA && !e->sent)
        buf_put(&t->talk.data, e->bytes);
    told_add(&t->client, e);
    if (e->kind == EVENT_STEP && t->talk.tls != NULL)
        keylog_put(&t->lines, e->step, tls_info(t->talk.tls)->client_random);
    if (e->kind != EVENT_RECORD)
        return;
    assert_true(t->num < TAPE_RECORDS);
    t->records[t->num].from_client = e->sent;
    t->records[t->num].at = t->bytes.n;
    t->records[t->num++].n = e->bytes.n;
    buf_put(&t->bytes, e->bytes);
}

static inline struct talk *tape_open(struct tape *t, uint16_t version)
{
    *t = (struct tape){0};
    talk_open(&t->talk, version);
    t->talk.client.event = tape_event;
    buf_init(&t->bytes, 1 << 26);
    buf_init(&t->lines, 1 << 20);
    told_init(&t->client);
    return &t->talk;
}

/* tape_rewind begins a new one, with the talk as it is. */
static inline void tape_rewind(struct tape *t)
{
    buf_truncate(&t->bytes, 0);
    buf_truncate(&t->lines, 0);
    t->num = 0;
    told_free(&t->client);
    told_init(&t->client);
}

static inline void tape_close(struct tape *t)
{
    talk_close(&t->talk);
    buf_free(&t->bytes);
    buf_free(&t->lines);
    told_free(&t->client);
}

static inline struct span tape_record(const struct tape *t, size_t i)
{
    return span_head(span_tail(buf_span(&t->bytes), t->records[i].at), t->records[i].n);
}

/* An observer of a connection. */
struct tap {
    struct passive *w;
    struct told_by told;
    struct secret_index secrets;
    const struct privkey *key;
    struct peer_random random;
    unsigned chains[2]; /* of the server, of the client */
    size_t ocsp_n;      /* bytes stapled to the server's */
};

static inline void tap_event(void *ctx, const struct event *e)
{
    told_add(&((struct tap *)ctx)->told, e);
}

static inline bool tap_secret(void *ctx, struct span label, const uint8_t random[RANDOM_SIZE],
                              struct secret *out)
{
    return secret_index_find(&((struct tap *)ctx)->secrets, label, random, out);
}

static inline void tap_remember(void *ctx, struct span id, const struct secret *master)
{
    assert_int_equal(secret_index_remember(&((struct tap *)ctx)->secrets, id, master), ERR_OK);
}

static inline bool tap_recall(void *ctx, struct span id, struct secret *out)
{
    return secret_index_recall(&((struct tap *)ctx)->secrets, id, out);
}

static inline const struct privkey *tap_key(void *ctx, struct span leaf)
{
    struct tap *o = ctx;

    assert_true(leaf.n > 0);
    return o->key;
}

static inline void tap_chain(void *ctx, const struct tls_chain *chain, bool of_client)
{
    assert_true(chain->leaf.n > 0);
    if (!of_client)
        ((struct tap *)ctx)->ocsp_n = chain->ocsp.n;
    ((struct tap *)ctx)->chains[of_client ? 1 : 0]++;
}

static inline void tap_open(struct tap *o, struct span lines)
{
    *o = (struct tap){.random = {.state = 3}};
    told_init(&o->told);
    secret_index_init(&o->secrets, (const uint8_t[SIPHASH_KEY]){0});
    assert_int_equal(secret_index_add(&o->secrets, lines), ERR_OK);
}

/* tap_begin: the next connection, with the secrets there are. */
static inline void tap_begin(struct tap *o)
{
    const struct passive_config config = {
        .ctx = o,
        .secret = tap_secret,
        .remember = tap_remember,
        .recall = tap_recall,
        .key = tap_key,
        .rng = peer_random(&o->random),
        .event = tap_event,
        .chain = tap_chain,
    };

    passive_free(o->w);
    told_free(&o->told);
    told_init(&o->told);
    assert_int_equal(passive_new(&o->w, &config), ERR_OK);
}

static inline void tap_close(struct tap *o)
{
    passive_free(o->w);
    told_free(&o->told);
    secret_index_free(&o->secrets);
}

/* A piece of just its size, so that a sanitizer sees the end. */
static inline void tap_feed(struct tap *o, bool from_client, struct span bytes)
{
    struct buf exact;

    buf_init(&exact, bytes.n);
    buf_put(&exact, bytes);
    passive_feed(o->w, from_client, buf_span(&exact));
    buf_free(&exact);
}

static inline void tap_eof(struct tap *o)
{
    passive_eof(o->w, true);
    passive_eof(o->w, false);
}

/* All of the tape, in pieces of `chunk` bytes; 0: records as they are. */
static inline void tap_see(struct tap *o, const struct tape *t, size_t chunk)
{
    for (size_t i = 0; i < t->num; i++) {
        struct span left = tape_record(t, i);
        while (left.n > 0) {
            struct span part = span_head(left, chunk == 0 ? left.n : chunk);
            tap_feed(o, t->records[i].from_client, part);
            left = span_tail(left, part.n);
        }
    }
    tap_eof(o);
}

/* The decoder reports what the client saw: the same messages, data and alerts of both sides,
 * under the same protection. */
static inline void tape_same(const struct tape *t, const struct tap *o)
{
    for (int side = 0; side < 2; side++) {
        struct span want = buf_span(&t->client.content[side]);
        struct span got = buf_span(&o->told.content[side]);
        if (!span_eq(want, got)) {
            size_t at = 0;
            while (at < want.n && at < got.n && want.p[at] == got.p[at])
                at++;
            fail_msg("side %d: %zu bytes of content, %zu expected; they differ at %zu", side, got.n,
                     want.n, at);
        }
        assert_int_equal(o->told.ccs[side], t->client.ccs[side]);
    }
    assert_int_equal(o->told.err, ERR_OK);
    assert_int_equal(o->told.unread, 0);
    assert_int_equal(passive_sight(o->w), PASSIVE_ALL);
    assert_int_equal(passive_block(o->w), PASSIVE_NO_BLOCK);
    assert_int_equal(passive_failure(o->w)->err, ERR_OK);
    assert_int_equal(passive_finished(o->w).checked, 2);
    assert_int_equal(passive_finished(o->w).wrong, 0);
    assert_int_equal(o->told.finished_steps, 2);
    assert_int_equal(o->told.key_blocks, t->client.key_blocks);
}

/* And it has learned what the client knows. */
static inline void tape_same_info(const struct tape *t, const struct tap *o)
{
    const struct tls_info *want = tls_info(t->talk.tls), *got = passive_info(o->w);

    assert_int_equal(got->version, want->version);
    assert_ptr_equal(got->suite, want->suite);
    assert_int_equal(got->group, want->group);
    assert_int_equal(got->dh_bits, want->dh_bits);
    assert_int_equal(got->scheme, want->resumed ? 0 : want->scheme);
    assert_int_equal(got->client_scheme, want->client_scheme);
    assert_int_equal(got->resumed, want->resumed);
    assert_int_equal(got->retried, want->retried);
    assert_int_equal(got->ems, want->ems);
    assert_int_equal(got->etm, want->etm);
    assert_int_equal(got->early_data, want->early_data);
    assert_int_equal(got->client_certificate_asked, want->client_certificate_asked);
    assert_int_equal(got->client_certificate_sent, want->client_certificate_sent);
    assert_memory_equal(&got->compression, &want->compression, sizeof got->compression);
    assert_memory_equal(&got->client_compression, &want->client_compression,
                        sizeof got->client_compression);
    assert_true(span_eq(got->alpn, want->alpn));
    assert_true(span_eq(got->client_random, want->client_random));
    assert_true(span_eq(got->server_random, want->server_random));
    if (!want->resumed) {
        assert_true(span_eq(got->chain, want->chain));
        assert_true(span_eq(got->ocsp, want->ocsp));
        assert_true(span_eq(got->scts, want->scts));
    }
    assert_int_equal(got->tls_unique_n, want->tls_unique_n);
    assert_memory_equal(got->tls_unique, want->tls_unique, want->tls_unique_n);
    assert_true(span_eq(passive_server_name(o->w), t->talk.client.server_name));
}

/* Both sides say something and go. */
static inline void tape_chat(struct talk *t)
{
    size_t taken;

    if (!talk_is_well(t))
        fail_msg("%s, %s", err_id(t->err), t->peer.trouble == NULL ? "" : t->peer.trouble);
    assert_int_equal(tls_write(t->tls, SPAN_LIT("GET / HTTP/1.1\r\n\r\n"), &taken), ERR_OK);
    talk_move(t);
    peer_data(&t->peer, SPAN_LIT("HTTP/1.1 200 OK\r\n\r\nhello"));
    talk_move(t);
    assert_int_equal(tls_close(t->tls), ERR_OK);
    talk_move(t);
}

/* tape_chatted is a whole connection of that version on the tape, with data. */
static inline struct talk *tape_chatted(struct tape *tape, uint16_t version)
{
    struct talk *t = tape_open(tape, version);

    talk_run(t);
    tape_chat(t);
    return t;
}

#endif
