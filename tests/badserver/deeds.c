/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/badserver/bad.h"

/* An offset of a row: from the end where it is negative. */
static size_t at(const struct scene *s)
{
    return s->row->n < 0 ? s->m->n - (size_t)-s->row->n : (size_t)s->row->n;
}

static bool is_13(const struct scene *s)
{
    return s->peer->c.version == TLS_1_3;
}

/* --- messages ----------------------------------------------------------------------------- */

static void act_set_byte(struct scene *s)
{
    s->m->p[at(s)] = (uint8_t)s->row->v;
}

static void act_flip(struct scene *s)
{
    s->m->p[at(s)] ^= (uint8_t)s->row->v;
}

static void act_cut(struct scene *s)
{
    buf_truncate(s->m, s->m->n - (size_t)s->row->n);
    edit_fix(s->m);
}

static void act_grow(struct scene *s)
{
    for (long i = 0; i < s->row->n; i++)
        buf_u8(s->m, 0);
    edit_fix(s->m);
}

static void act_body(struct scene *s)
{
    buf_truncate(s->m, MSG_HEADER);
    buf_put(s->m, s->row->bytes);
    edit_fix(s->m);
}

static void act_drop(struct scene *s)
{
    s->peer->act = PEER_DROP;
}

/* The Finished that follows comes in the clear: it is the order that is looked at. */
static void act_drop_ccs(struct scene *s)
{
    s->peer->act = PEER_DROP;
    const uint8_t finished[] = {HS_FINISHED, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    peer_plain(s->peer, CONTENT_HANDSHAKE, span_of(finished, sizeof finished));
}

static void act_twice(struct scene *s)
{
    s->peer->act = PEER_TWICE;
}

static void act_hold(struct scene *s)
{
    s->peer->act = PEER_HOLD;
}

static void act_behind(struct scene *s)
{
    buf_put(s->m, s->row->bytes);
}

static void act_use_suite(struct scene *s)
{
    size_t i = edit_suite(s->m);

    s->m->p[i] = (uint8_t)(s->row->v >> 8);
    s->m->p[i + 1] = (uint8_t)s->row->v;
}

static void act_compress(struct scene *s)
{
    s->m->p[edit_suite(s->m) + 2] = (uint8_t)s->row->v;
}

static void set_id(struct scene *s, struct span id)
{
    size_t n = s->m->p[EDIT_SESSION_ID];
    uint8_t length = (uint8_t)id.n;

    edit_splice(s->m, EDIT_SESSION_ID, 1 + n, id);
    edit_splice(s->m, EDIT_SESSION_ID, 0, span_of(&length, 1));
    edit_fix(s->m);
}

/* What the client sent stands in its hello at the same place. */
static void act_echo_id(struct scene *s)
{
    struct span hello = buf_span(&s->peer->hello);

    set_id(s, span_head(span_tail(hello, EDIT_SESSION_ID + 1), hello.p[EDIT_SESSION_ID]));
}

static void act_new_id(struct scene *s)
{
    static const uint8_t id[64] = {0x55};

    set_id(s, span_of(id, (size_t)s->row->n));
}

static void act_sentinel(struct scene *s)
{
    const uint8_t *mark = s->row->n == 0 ? downgrade_12 : downgrade_11;

    memcpy(s->m->p + EDIT_RANDOM + RANDOM_SIZE - 8, mark, 8);
    memcpy(s->peer->server_random + RANDOM_SIZE - 8, mark, 8);
}

static void act_retry_now(struct scene *s)
{
    memcpy(s->m->p + EDIT_RANDOM, hello_retry_random, RANDOM_SIZE);
}

static void act_ext_add(struct scene *s)
{
    edit_ext_add(s->m, is_13(s), (uint16_t)s->row->n, s->row->bytes);
}

static void act_ext_drop(struct scene *s)
{
    edit_ext_drop(s->m, is_13(s), (uint16_t)s->row->n);
}

static void act_ext_set(struct scene *s)
{
    edit_ext_set(s->m, is_13(s), (uint16_t)s->row->n, s->row->bytes);
}

/* A key_share of the row's bytes and n more of value v. */
static void act_share(struct scene *s)
{
    struct buf data = peer_new();

    buf_put(&data, s->row->bytes);
    for (long i = 0; i < s->row->n; i++)
        buf_u8(&data, (uint8_t)s->row->v);
    edit_ext_set(s->m, true, TLSX_KEY_SHARE, buf_span(&data));
    buf_free(&data);
}

/* More list than there is: the length of the extensions alone. */
static void act_ext_length(struct scene *s)
{
    s->m->p[edit_exts(s->m, is_13(s)) + 1] ^= (uint8_t)s->row->v;
}

static void act_garbage_leaf(struct scene *s)
{
    s->m->p[MSG_HEADER + (is_13(s) ? 1 : 0) + 3 + 3] = 0xff;
}

/* A message that says it is this long. */
static void act_huge(struct scene *s)
{
    s->m->p[1] = (uint8_t)(s->row->n >> 16);
    s->m->p[2] = (uint8_t)(s->row->n >> 8);
    s->m->p[3] = (uint8_t)s->row->n;
}

/* --- what is signed ----------------------------------------------------------------------- */

/* The row's bytes, and then n more of value v. */
static void act_params(struct scene *s)
{
    buf_truncate(s->m, 0);
    buf_put(s->m, s->row->bytes);
    for (long i = 0; i < s->row->n; i++)
        buf_u8(s->m, (uint8_t)s->row->v);
}

static void act_scheme_said(struct scene *s)
{
    s->m->p[s->row->n] = (uint8_t)(s->row->v >> 8);
    s->m->p[s->row->n + 1] = (uint8_t)s->row->v;
}

static void act_context_of_client(struct scene *s)
{
    memcpy(s->m->p + 64 + sizeof "TLS 1.3, " - 1, "client", 6);
}

static void put_number(struct buf *b, struct span v, uint8_t change)
{
    struct buf_mark mark = buf_open16(b);

    buf_put(b, v);
    if (v.n > 0)
        b->p[b->n - 1] ^= change;
    buf_close(b, mark);
}

/* p, g and Y: which of them is replaced by what (n: p, g or Y; v: the length of p that is kept, or
 * what its last byte is changed by). */
static void act_dh(struct scene *s)
{
    const struct peer_config *c = &s->peer->c;
    struct span p = c->dh_p, g = c->dh_g, y = span_of(s->peer->kx.public, s->peer->kx.public_n);
    uint8_t change[3] = {0};

    if (s->row->n == 'L') /* a prime's length */
        p = span_head(p, (size_t)s->row->v);
    else if (s->row->n == 'H') /* one that is too long, and a few bytes longer than any */
        p = s->row->bytes;
    else if (s->row->n == 'P')
        change[0] = (uint8_t)s->row->v;
    else if (s->row->n == 'g')
        g = s->row->bytes;
    else if (s->row->n == 'G') { /* p but for its last byte */
        g = p;
        change[1] = (uint8_t)s->row->v;
    } else if (s->row->n == 'y')
        y = s->row->bytes;
    else if (s->row->n == 'Y') {
        y = p;
        change[2] = (uint8_t)s->row->v;
    }
    struct buf made = peer_new();
    put_number(&made, p, change[0]);
    put_number(&made, g, change[1]);
    put_number(&made, y, change[2]);
    buf_truncate(s->m, 0);
    buf_put(s->m, buf_span(&made));
    buf_free(&made);
}

/* --- records ------------------------------------------------------------------------------ */

static void fix_record(struct buf *r)
{
    r->p[3] = (uint8_t)((r->n - RECORD_HEADER) >> 8);
    r->p[4] = (uint8_t)(r->n - RECORD_HEADER);
}

static void act_record_cut(struct scene *s)
{
    buf_truncate(s->m, s->m->n - (size_t)s->row->n);
    fix_record(s->m);
}

static void act_record_twice(struct scene *s)
{
    peer_raw(s->peer, buf_span(s->m));
}

static void act_record_half(struct scene *s)
{
    peer_raw(s->peer, span_head(buf_span(s->m), s->m->n / 2));
    s->peer->stop = true;
}

static void act_in_clear(struct scene *s)
{
    s->peer->clear = true;
}

/* A record of type v; ChangeCipherSpec is never protected. */
static void send_record(struct scene *s)
{
    bool is_ccs = s->row->v == CONTENT_CHANGE_CIPHER_SPEC;

    s->peer->clear = is_ccs && s->row->n == 0;
    peer_plain(s->peer, (uint8_t)s->row->v, s->row->bytes);
}

static void act_before_record(struct scene *s)
{
    send_record(s);
}

static void act_before_message(struct scene *s)
{
    peer_plain(s->peer, CONTENT_HANDSHAKE, s->row->bytes);
}

static void act_after_record(struct scene *s)
{
    peer_raw(s->peer, buf_span(s->m));
    buf_truncate(s->m, 0);
    send_record(s);
}

static void act_after_message(struct scene *s)
{
    peer_raw(s->peer, buf_span(s->m));
    buf_truncate(s->m, 0);
    peer_plain(s->peer, CONTENT_HANDSHAKE, s->row->bytes);
}

/* The first bytes of a message, something else, the rest. */
static void act_fragment_then(struct scene *s)
{
    peer_plain(s->peer, CONTENT_HANDSHAKE, span_head(buf_span(s->m), 6));
    send_record(s);
    edit_splice(s->m, 0, 6, (struct span){0});
}

static void act_flood(struct scene *s)
{
    for (long i = 0; i < s->row->n; i++) {
        s->peer->clear = s->row->v == CONTENT_CHANGE_CIPHER_SPEC;
        peer_plain(s->peer, (uint8_t)s->row->v, s->row->bytes);
    }
}

/* A record that holds n bytes, sealed by hand where there are keys (TLS 1.3, RFC 8446 5.2). */
static void act_oversize(struct scene *s)
{
    struct protect *w = &s->peer->write;
    size_t n = (size_t)s->row->n, tag = w->suite == NULL ? 0 : aead_tag_size(w->suite->aead);
    struct buf r = peer_new();
    uint8_t nonce[AEAD_NONCE_SIZE];

    buf_u8(&r, w->suite == NULL ? (uint8_t)s->row->v : CONTENT_APPLICATION_DATA);
    buf_u16(&r, TLS_1_2);
    buf_u16(&r, (uint16_t)(n + tag));
    uint8_t *plain = buf_room(&r, n + tag);
    memset(plain, 0, n + tag);
    plain[n - 1] = CONTENT_APPLICATION_DATA;
    if (w->suite != NULL) {
        memcpy(nonce, w->iv, sizeof nonce);
        for (unsigned i = 0; i < 8; i++)
            nonce[4 + i] ^= (uint8_t)(w->seq >> (56 - 8 * i));
        aead_seal(&w->aead, plain, nonce, span_of(r.p, RECORD_HEADER), span_of(plain, n));
        w->seq++;
    }
    peer_raw(s->peer, buf_span(&r));
    buf_free(&r);
}

static void act_raw(struct scene *s)
{
    peer_raw(s->peer, s->row->bytes);
    s->peer->stop = true;
}

static void act_raw_before(struct scene *s)
{
    peer_raw(s->peer, s->row->bytes);
}

static void act_say_alert(struct scene *s)
{
    peer_alert(s->peer, (uint8_t)s->row->n, (uint8_t)s->row->v);
    s->peer->stop = true;
}

static void act_alert_flood(struct scene *s)
{
    for (long i = 0; i < s->row->n; i++)
        peer_alert(s->peer, 1, (uint8_t)s->row->v);
}

static void act_stop(struct scene *s)
{
    s->peer->stop = true;
}

static void act_key_updates(struct scene *s)
{
    for (long i = 0; i < s->row->n; i++)
        peer_key_update(s->peer, (uint8_t)s->row->v);
}

/* Two KeyUpdates in one record: nothing may follow the first under the old key. */
static void act_updates_in_one(struct scene *s)
{
    static const uint8_t two[] = {HS_KEY_UPDATE, 0, 0, 1, 0, HS_KEY_UPDATE, 0, 0, 1, 0};

    peer_plain(s->peer, CONTENT_HANDSHAKE, span_of(two, sizeof two));
}

/* KeyUpdate, and then data under the old key. */
static void act_update_without_key(struct scene *s)
{
    static const uint8_t one[] = {HS_KEY_UPDATE, 0, 0, 1, 0};

    peer_plain(s->peer, CONTENT_HANDSHAKE, span_of(one, sizeof one));
    peer_data(s->peer, SPAN_LIT("data"));
}

static void act_tickets(struct scene *s)
{
    for (long i = 0; i < s->row->n; i++)
        peer_ticket(s->peer);
}

/* --- the table ---------------------------------------------------------------------------- */

#define MESSAGE_DEED(id)     const struct deed id = {PEER_MESSAGE, act_##id, NULL}
#define RECORD_DEED(id, how) const struct deed id = {PEER_RECORD, act_##how, NULL}

const struct deed honest = {PEER_MESSAGE, NULL, NULL};
MESSAGE_DEED(set_byte);
MESSAGE_DEED(flip);
MESSAGE_DEED(cut);
MESSAGE_DEED(grow);
MESSAGE_DEED(body);
MESSAGE_DEED(drop);
MESSAGE_DEED(drop_ccs);
MESSAGE_DEED(twice);
MESSAGE_DEED(hold);
MESSAGE_DEED(behind);
MESSAGE_DEED(use_suite);
MESSAGE_DEED(compress);
MESSAGE_DEED(echo_id);
MESSAGE_DEED(new_id);
MESSAGE_DEED(sentinel);
MESSAGE_DEED(retry_now);
MESSAGE_DEED(ext_add);
MESSAGE_DEED(ext_drop);
MESSAGE_DEED(ext_set);
MESSAGE_DEED(garbage_leaf);
MESSAGE_DEED(share);
MESSAGE_DEED(ext_length);
MESSAGE_DEED(updates_in_one);
MESSAGE_DEED(update_without_key);
MESSAGE_DEED(huge);
MESSAGE_DEED(scheme_said);
MESSAGE_DEED(in_clear);
MESSAGE_DEED(before_record);
MESSAGE_DEED(before_message);
MESSAGE_DEED(fragment_then);
MESSAGE_DEED(flood);
MESSAGE_DEED(oversize);
MESSAGE_DEED(raw);
MESSAGE_DEED(raw_before);
MESSAGE_DEED(say_alert);
MESSAGE_DEED(alert_flood);
MESSAGE_DEED(stop);
MESSAGE_DEED(key_updates);
MESSAGE_DEED(tickets);
RECORD_DEED(record_byte, set_byte);
RECORD_DEED(record_flip, flip);
RECORD_DEED(record_cut, record_cut);
RECORD_DEED(record_twice, record_twice);
RECORD_DEED(record_half, record_half);
RECORD_DEED(after_record, after_record);
RECORD_DEED(after_message, after_message);
const struct deed params = {PEER_PARAMS, act_params, NULL};
const struct deed params_flip = {PEER_PARAMS, act_flip, NULL};
const struct deed dh = {PEER_PARAMS, act_dh, NULL};
const struct deed unsign = {PEER_CONTENT, act_flip, NULL};
const struct deed context_of_client = {PEER_CONTENT, act_context_of_client, NULL};
