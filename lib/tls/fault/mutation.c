/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/fault/mutation.h"

#include "lib/tls/core/conn.h"
#include "lib/tls/wire/edit.h"

enum { BYTES_MAX = 1 << 24 };

/* An offset of a row: from the end where it is negative. */
static size_t at(const struct deed_scene *s)
{
    return s->row->n < 0 ? s->m->n - (size_t)-s->row->n : (size_t)s->row->n;
}

/* --- messages ----------------------------------------------------------------------------- */

static void act_set_byte(struct deed_scene *s)
{
    s->m->p[at(s)] = (uint8_t)s->row->v;
}

static void act_flip(struct deed_scene *s)
{
    s->m->p[at(s)] ^= (uint8_t)s->row->v;
}

static void act_cut(struct deed_scene *s)
{
    buf_truncate(s->m, s->m->n - (size_t)s->row->n);
    edit_fix(s->m);
}

static void act_grow(struct deed_scene *s)
{
    for (long i = 0; i < s->row->n; i++)
        buf_u8(s->m, 0);
    edit_fix(s->m);
}

static void act_body(struct deed_scene *s)
{
    buf_truncate(s->m, MSG_HEADER);
    buf_put(s->m, s->row->bytes);
    edit_fix(s->m);
}

static void act_drop(struct deed_scene *s)
{
    s->act = FAULT_DROP;
}

static void act_twice(struct deed_scene *s)
{
    s->act = FAULT_TWICE;
}

static void act_hold(struct deed_scene *s)
{
    s->act = FAULT_HOLD;
}

static void act_behind(struct deed_scene *s)
{
    buf_put(s->m, s->row->bytes);
}

void deed_scene_use_suite(struct deed_scene *s)
{
    size_t i = edit_suite(s->m);

    s->m->p[i] = (uint8_t)(s->row->v >> 8);
    s->m->p[i + 1] = (uint8_t)s->row->v;
}

static void act_compress(struct deed_scene *s)
{
    s->m->p[edit_suite(s->m) + 2] = (uint8_t)s->row->v;
}

void deed_scene_set_id(struct deed_scene *s, struct span id)
{
    size_t n = s->m->p[EDIT_SESSION_ID];
    uint8_t length = (uint8_t)id.n;

    edit_splice(s->m, EDIT_SESSION_ID, 1 + n, id);
    edit_splice(s->m, EDIT_SESSION_ID, 0, span_of(&length, 1));
    edit_fix(s->m);
}

static void act_new_id(struct deed_scene *s)
{
    static const uint8_t id[64] = {0x55};

    deed_scene_set_id(s, span_of(id, (size_t)s->row->n));
}

static void act_ext_add(struct deed_scene *s)
{
    edit_ext_add(s->m, s->is_13, (uint16_t)s->row->n, s->row->bytes);
}

static void act_ext_drop(struct deed_scene *s)
{
    edit_ext_drop(s->m, s->is_13, (uint16_t)s->row->n);
}

static void act_ext_set(struct deed_scene *s)
{
    edit_ext_set(s->m, s->is_13, (uint16_t)s->row->n, s->row->bytes);
}

/* A key_share of the row's bytes and n more of value v. */
static void act_share(struct deed_scene *s)
{
    struct buf data;

    buf_init(&data, BYTES_MAX);

    buf_put(&data, s->row->bytes);
    for (long i = 0; i < s->row->n; i++)
        buf_u8(&data, (uint8_t)s->row->v);
    edit_ext_set(s->m, true, TLSX_KEY_SHARE, buf_span(&data));
    buf_free(&data);
}

/* More list than there is: the length of the extensions alone. */
static void act_ext_length(struct deed_scene *s)
{
    s->m->p[edit_exts(s->m, s->is_13) + 1] ^= (uint8_t)s->row->v;
}

/* A message that says it is this long. */
static void act_huge(struct deed_scene *s)
{
    s->m->p[1] = (uint8_t)(s->row->n >> 16);
    s->m->p[2] = (uint8_t)(s->row->n >> 8);
    s->m->p[3] = (uint8_t)s->row->n;
}

/* --- what is signed ----------------------------------------------------------------------- */

/* The row's bytes, and then n more of value v. */
static void act_params(struct deed_scene *s)
{
    buf_truncate(s->m, 0);
    buf_put(s->m, s->row->bytes);
    for (long i = 0; i < s->row->n; i++)
        buf_u8(s->m, (uint8_t)s->row->v);
}

static void act_scheme_said(struct deed_scene *s)
{
    s->m->p[s->row->n] = (uint8_t)(s->row->v >> 8);
    s->m->p[s->row->n + 1] = (uint8_t)s->row->v;
}

/* --- records ------------------------------------------------------------------------------ */

static void fix_record(struct buf *r)
{
    r->p[3] = (uint8_t)((r->n - RECORD_HEADER) >> 8);
    r->p[4] = (uint8_t)(r->n - RECORD_HEADER);
}

static void act_record_cut(struct deed_scene *s)
{
    buf_truncate(s->m, s->m->n - (size_t)s->row->n);
    fix_record(s->m);
}

static void act_record_twice(struct deed_scene *s)
{
    fault_raw(s->tls, buf_span(s->m));
}

static void act_record_half(struct deed_scene *s)
{
    fault_raw(s->tls, span_head(buf_span(s->m), s->m->n / 2));
    fault_stop(s->tls);
}

static void act_in_clear(struct deed_scene *s)
{
    s->act = FAULT_CLEAR;
}

/* A record of type v; ChangeCipherSpec is never protected. */
static void send_record(struct deed_scene *s)
{
    if (s->row->v == CONTENT_CHANGE_CIPHER_SPEC && s->row->n == 0)
        fault_clear(s->tls, (uint8_t)s->row->v, s->row->bytes);
    else
        fault_record(s->tls, (uint8_t)s->row->v, s->row->bytes);
}

static void act_before_record(struct deed_scene *s)
{
    send_record(s);
}

static void act_before_message(struct deed_scene *s)
{
    fault_record(s->tls, CONTENT_HANDSHAKE, s->row->bytes);
}

static void act_after_record(struct deed_scene *s)
{
    fault_raw(s->tls, buf_span(s->m));
    buf_truncate(s->m, 0);
    send_record(s);
}

static void act_after_message(struct deed_scene *s)
{
    fault_raw(s->tls, buf_span(s->m));
    buf_truncate(s->m, 0);
    fault_record(s->tls, CONTENT_HANDSHAKE, s->row->bytes);
}

/* The first bytes of a message, something else, the rest. */
static void act_fragment_then(struct deed_scene *s)
{
    fault_record(s->tls, CONTENT_HANDSHAKE, span_head(buf_span(s->m), 6));
    send_record(s);
    edit_splice(s->m, 0, 6, (struct span){0});
}

static void act_flood(struct deed_scene *s)
{
    for (long i = 0; i < s->row->n; i++) {
        if (s->row->v == CONTENT_CHANGE_CIPHER_SPEC)
            fault_clear(s->tls, (uint8_t)s->row->v, s->row->bytes);
        else
            fault_record(s->tls, (uint8_t)s->row->v, s->row->bytes);
    }
}

/* A record that holds n bytes, its type among them where there are keys (TLS 1.3). */
static void act_oversize(struct deed_scene *s)
{
    bool has_keys = s->tls->write.suite != NULL;
    struct buf plain;

    buf_init(&plain, BYTES_MAX);

    for (long i = has_keys ? 1 : 0; i < s->row->n; i++)
        buf_u8(&plain, 0);
    fault_record(s->tls, has_keys ? CONTENT_APPLICATION_DATA : (uint8_t)s->row->v,
                 buf_span(&plain));
    buf_free(&plain);
}

static void act_raw(struct deed_scene *s)
{
    fault_raw(s->tls, s->row->bytes);
    fault_stop(s->tls);
}

static void act_raw_before(struct deed_scene *s)
{
    fault_raw(s->tls, s->row->bytes);
}

static void send_alert(const struct deed_scene *s, uint8_t level, uint8_t alert)
{
    const uint8_t content[] = {level, alert};

    fault_record(s->tls, CONTENT_ALERT, span_of(content, sizeof content));
}

static void act_say_alert(struct deed_scene *s)
{
    send_alert(s, (uint8_t)s->row->n, (uint8_t)s->row->v);
    fault_stop(s->tls);
}

static void act_alert_flood(struct deed_scene *s)
{
    for (long i = 0; i < s->row->n; i++)
        send_alert(s, 1, (uint8_t)s->row->v);
}

/* This record is the last one. */
static void act_record_last(struct deed_scene *s)
{
    fault_raw(s->tls, buf_span(s->m));
    buf_truncate(s->m, 0);
    fault_stop(s->tls);
}

static void act_stop(struct deed_scene *s)
{
    fault_stop(s->tls);
}

static void update(const struct deed_scene *s, bool request)
{
    fault_check(s->tls, tls_key_update(s->tls, request));
}

static void act_key_updates(struct deed_scene *s)
{
    for (long i = 0; i < s->row->n; i++)
        update(s, s->row->v == 1);
}

/* Two KeyUpdates in one record: nothing may follow the first under the old key. */
static void act_updates_in_one(struct deed_scene *s)
{
    static const uint8_t two[] = {HS_KEY_UPDATE, 0, 0, 1, 0, HS_KEY_UPDATE, 0, 0, 1, 0};

    fault_record(s->tls, CONTENT_HANDSHAKE, span_of(two, sizeof two));
}

/* KeyUpdate, and then data under the old key. */
static void act_update_without_key(struct deed_scene *s)
{
    static const uint8_t one[] = {HS_KEY_UPDATE, 0, 0, 1, 0};

    fault_record(s->tls, CONTENT_HANDSHAKE, span_of(one, sizeof one));
    fault_record(s->tls, CONTENT_APPLICATION_DATA, SPAN_LIT("data"));
}

/* --- the table ---------------------------------------------------------------------------- */

#define MESSAGE_DEED(id)     const struct deed deed_##id = {FAULT_MESSAGE, act_##id, NULL}
#define RECORD_DEED(id, how) const struct deed deed_##id = {FAULT_RECORD, act_##how, NULL}

const struct deed deed_honest = {FAULT_MESSAGE, NULL, NULL};
MESSAGE_DEED(set_byte);
MESSAGE_DEED(flip);
MESSAGE_DEED(cut);
MESSAGE_DEED(grow);
MESSAGE_DEED(body);
MESSAGE_DEED(drop);
MESSAGE_DEED(twice);
MESSAGE_DEED(hold);
MESSAGE_DEED(behind);
const struct deed deed_use_suite = {FAULT_MESSAGE, deed_scene_use_suite, NULL};
MESSAGE_DEED(compress);
MESSAGE_DEED(new_id);
MESSAGE_DEED(ext_add);
MESSAGE_DEED(ext_drop);
MESSAGE_DEED(ext_set);
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
RECORD_DEED(record_byte, set_byte);
RECORD_DEED(record_flip, flip);
RECORD_DEED(record_cut, record_cut);
RECORD_DEED(record_twice, record_twice);
RECORD_DEED(record_half, record_half);
RECORD_DEED(record_last, record_last);
RECORD_DEED(after_record, after_record);
RECORD_DEED(after_message, after_message);
const struct deed deed_params = {FAULT_PARAMS, act_params, NULL};
const struct deed deed_params_flip = {FAULT_PARAMS, act_flip, NULL};
const struct deed deed_unsign = {FAULT_CONTENT, act_flip, NULL};
