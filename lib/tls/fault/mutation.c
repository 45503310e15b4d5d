/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/fault/mutation.h"

#include "lib/tls/core/conn.h"
#include "lib/tls/core/shared13.h"
#include "lib/tls/fault/fault_record.h"
#include "lib/tls/wire/edit.h"

enum { BYTES_MAX = 1 << 24 };

/* The offset of a row; a negative one counts from the end. */
static size_t at(const struct mutation_context *context)
{
    return context->row->n < 0 ? context->m->n - (size_t)-context->row->n : (size_t)context->row->n;
}

/* --- messages ----------------------------------------------------------------------------- */

static void apply_set_byte(struct mutation_context *context)
{
    context->m->p[at(context)] = (uint8_t)context->row->v;
}

static void apply_flip(struct mutation_context *context)
{
    context->m->p[at(context)] ^= (uint8_t)context->row->v;
}

static void apply_cut(struct mutation_context *context)
{
    buf_truncate(context->m, context->m->n - (size_t)context->row->n);
    edit_fix(context->m);
}

static void apply_grow(struct mutation_context *context)
{
    for (long i = 0; i < context->row->n; i++)
        buf_u8(context->m, 0);
    edit_fix(context->m);
}

static void apply_body(struct mutation_context *context)
{
    buf_truncate(context->m, MSG_HEADER);
    buf_put(context->m, context->row->bytes);
    edit_fix(context->m);
}

static void apply_drop(struct mutation_context *context)
{
    context->act = FAULT_DROP;
}

static void apply_twice(struct mutation_context *context)
{
    context->act = FAULT_TWICE;
}

static void apply_hold(struct mutation_context *context)
{
    context->act = FAULT_HOLD;
}

static void apply_behind(struct mutation_context *context)
{
    buf_put(context->m, context->row->bytes);
}

void mutation_context_use_suite(struct mutation_context *context)
{
    size_t i = edit_suite(context->m);

    context->m->p[i] = (uint8_t)(context->row->v >> 8);
    context->m->p[i + 1] = (uint8_t)context->row->v;
}

static void apply_compress(struct mutation_context *context)
{
    context->m->p[edit_suite(context->m) + 2] = (uint8_t)context->row->v;
}

void mutation_context_set_id(struct mutation_context *context, struct span id)
{
    size_t n = context->m->p[EDIT_SESSION_ID];
    uint8_t length = (uint8_t)id.n;

    edit_splice(context->m, EDIT_SESSION_ID, 1 + n, id);
    edit_splice(context->m, EDIT_SESSION_ID, 0, span_of(&length, 1));
    edit_fix(context->m);
}

/* A session id of n bytes; valid ones have at most 32. */
static void apply_new_id(struct mutation_context *context)
{
    static const uint8_t id[64] = {0x55};

    mutation_context_set_id(context, span_of(id, (size_t)context->row->n));
}

/* These change the extension of type n: add one with the row's bytes, remove it, replace its
 * data. */
static void apply_ext_add(struct mutation_context *context)
{
    edit_ext_add(context->m, context->is_13, (uint16_t)context->row->n, context->row->bytes);
}

static void apply_ext_drop(struct mutation_context *context)
{
    edit_ext_drop(context->m, context->is_13, (uint16_t)context->row->n);
}

static void apply_ext_set(struct mutation_context *context)
{
    edit_ext_set(context->m, context->is_13, (uint16_t)context->row->n, context->row->bytes);
}

/* A key_share of the row's bytes and n more of value v. */
static void apply_share(struct mutation_context *context)
{
    struct buf data;

    buf_init(&data, BYTES_MAX);

    buf_put(&data, context->row->bytes);
    for (long i = 0; i < context->row->n; i++)
        buf_u8(&data, (uint8_t)context->row->v);
    edit_ext_set(context->m, true, TLSX_KEY_SHARE, buf_span(&data));
    buf_free(&data);
}

/* Only the length of the extensions changes: the list claims to be longer than it is. */
static void apply_ext_length(struct mutation_context *context)
{
    context->m->p[edit_exts(context->m, context->is_13) + 1] ^= (uint8_t)context->row->v;
}

/* A message whose header claims this length. */
static void apply_huge(struct mutation_context *context)
{
    context->m->p[1] = (uint8_t)(context->row->n >> 16);
    context->m->p[2] = (uint8_t)(context->row->n >> 8);
    context->m->p[3] = (uint8_t)context->row->n;
}

/* --- what is signed ----------------------------------------------------------------------- */

/* The row's bytes, and then n more of value v. */
static void apply_params(struct mutation_context *context)
{
    buf_truncate(context->m, 0);
    buf_put(context->m, context->row->bytes);
    for (long i = 0; i < context->row->n; i++)
        buf_u8(context->m, (uint8_t)context->row->v);
}

/* Names the scheme v in a signature; n is its offset.  The signature stays what it was. */
static void apply_scheme_said(struct mutation_context *context)
{
    context->m->p[context->row->n] = (uint8_t)(context->row->v >> 8);
    context->m->p[context->row->n + 1] = (uint8_t)context->row->v;
}

/* --- records ------------------------------------------------------------------------------ */

/* Adjusts the length in the record's header. */
static void fix_record(struct buf *record)
{
    record->p[3] = (uint8_t)((record->n - RECORD_HEADER) >> 8);
    record->p[4] = (uint8_t)(record->n - RECORD_HEADER);
}

/* Removes n bytes from the end of a record, with a correct length in its header. */
static void apply_record_cut(struct mutation_context *context)
{
    buf_truncate(context->m, context->m->n - (size_t)context->row->n);
    fix_record(context->m);
}

/* A replayed record: its sequence number has passed. */
static void apply_record_twice(struct mutation_context *context)
{
    fault_raw(context->tls, buf_span(context->m));
}

/* The stream ends within a record. */
static void apply_record_half(struct mutation_context *context)
{
    fault_raw(context->tls, span_head(buf_span(context->m), context->m->n / 2));
    fault_stop(context->tls);
}

/* The message is sent unencrypted although there are keys. */
static void apply_in_clear(struct mutation_context *context)
{
    context->act = FAULT_CLEAR;
}

/* A record of type v; ChangeCipherSpec is never protected. */
static void send_record(struct mutation_context *context)
{
    if (context->row->v == CONTENT_CHANGE_CIPHER_SPEC && context->row->n == 0)
        fault_record_clear(context->tls, (uint8_t)context->row->v, context->row->bytes);
    else
        fault_record(context->tls, (uint8_t)context->row->v, context->row->bytes);
}

/* Before the message: another record, or another handshake message in a record of its own. */
static void apply_before_record(struct mutation_context *context)
{
    send_record(context);
}

static void apply_before_message(struct mutation_context *context)
{
    fault_record(context->tls, CONTENT_HANDSHAKE, context->row->bytes);
}

/* The same after the message. */
static void apply_after_record(struct mutation_context *context)
{
    fault_raw(context->tls, buf_span(context->m));
    buf_truncate(context->m, 0);
    send_record(context);
}

static void apply_after_message(struct mutation_context *context)
{
    fault_raw(context->tls, buf_span(context->m));
    buf_truncate(context->m, 0);
    fault_record(context->tls, CONTENT_HANDSHAKE, context->row->bytes);
}

/* The first bytes of a message, something else, the rest. */
static void apply_fragment_then(struct mutation_context *context)
{
    fault_record(context->tls, CONTENT_HANDSHAKE, span_head(buf_span(context->m), 6));
    send_record(context);
    edit_splice(context->m, 0, 6, (struct span){0});
}

/* n records of type v. */
static void apply_flood(struct mutation_context *context)
{
    for (long i = 0; i < context->row->n; i++) {
        if (context->row->v == CONTENT_CHANGE_CIPHER_SPEC)
            fault_record_clear(context->tls, (uint8_t)context->row->v, context->row->bytes);
        else
            fault_record(context->tls, (uint8_t)context->row->v, context->row->bytes);
    }
}

/* A record with n bytes of plaintext.  With keys (TLS 1.3), the inner type is one of them. */
static void apply_oversize(struct mutation_context *context)
{
    bool has_keys = context->tls->write != NULL;
    struct buf plain;

    buf_init(&plain, BYTES_MAX);

    for (long i = has_keys ? 1 : 0; i < context->row->n; i++)
        buf_u8(&plain, 0);
    fault_record(context->tls, has_keys ? CONTENT_APPLICATION_DATA : (uint8_t)context->row->v,
                 buf_span(&plain));
    buf_free(&plain);
}

/* Bytes that need not be a record.  With apply_raw, nothing is sent after them. */
static void apply_raw(struct mutation_context *context)
{
    fault_raw(context->tls, context->row->bytes);
    fault_stop(context->tls);
}

static void apply_raw_before(struct mutation_context *context)
{
    fault_raw(context->tls, context->row->bytes);
}

static void send_alert(const struct mutation_context *context, uint8_t level, uint8_t alert)
{
    const uint8_t content[] = {level, alert};

    fault_record(context->tls, CONTENT_ALERT, span_of(content, sizeof content));
}

/* An alert of level n and description v, after which nothing is sent. */
static void apply_say_alert(struct mutation_context *context)
{
    send_alert(context, (uint8_t)context->row->n, (uint8_t)context->row->v);
    fault_stop(context->tls);
}

/* n warnings of description v. */
static void apply_alert_flood(struct mutation_context *context)
{
    for (long i = 0; i < context->row->n; i++)
        send_alert(context, 1, (uint8_t)context->row->v);
}

/* Nothing is sent after this record. */
static void apply_record_last(struct mutation_context *context)
{
    fault_raw(context->tls, buf_span(context->m));
    buf_truncate(context->m, 0);
    fault_stop(context->tls);
}

/* Nothing more is sent, and the connection stays open. */
static void apply_stop(struct mutation_context *context)
{
    fault_stop(context->tls);
}

static void update(const struct mutation_context *context, bool request)
{
    fault_check(context->tls, shared13_renew(context->tls, request));
}

/* n KeyUpdates in a row; v is 1 if they ask for an answer. */
static void apply_key_updates(struct mutation_context *context)
{
    for (long i = 0; i < context->row->n; i++)
        update(context, context->row->v == 1);
}

/* Two KeyUpdates in one record: nothing may follow the first under the old key. */
static void apply_updates_in_one(struct mutation_context *context)
{
    static const uint8_t two[] = {HS_KEY_UPDATE, 0, 0, 1, 0, HS_KEY_UPDATE, 0, 0, 1, 0};

    fault_record(context->tls, CONTENT_HANDSHAKE, span_of(two, sizeof two));
}

/* KeyUpdate, and then data under the old key. */
static void apply_update_without_key(struct mutation_context *context)
{
    static const uint8_t one[] = {HS_KEY_UPDATE, 0, 0, 1, 0};

    fault_record(context->tls, CONTENT_HANDSHAKE, span_of(one, sizeof one));
    fault_record(context->tls, CONTENT_APPLICATION_DATA, SPAN_LIT("data"));
}

/* --- the table ---------------------------------------------------------------------------- */

#define MESSAGE_MUTATION(id) const struct mutation mutation_##id = {FAULT_MESSAGE, apply_##id, NULL}
#define RECORD_MUTATION(id, how) \
    const struct mutation mutation_##id = {FAULT_RECORD, apply_##how, NULL}

const struct mutation mutation_honest = {FAULT_MESSAGE, NULL, NULL};
MESSAGE_MUTATION(set_byte);
MESSAGE_MUTATION(flip);
MESSAGE_MUTATION(cut);
MESSAGE_MUTATION(grow);
MESSAGE_MUTATION(body);
MESSAGE_MUTATION(drop);
MESSAGE_MUTATION(twice);
MESSAGE_MUTATION(hold);
MESSAGE_MUTATION(behind);
const struct mutation mutation_use_suite = {FAULT_MESSAGE, mutation_context_use_suite, NULL};
MESSAGE_MUTATION(compress);
MESSAGE_MUTATION(new_id);
MESSAGE_MUTATION(ext_add);
MESSAGE_MUTATION(ext_drop);
MESSAGE_MUTATION(ext_set);
MESSAGE_MUTATION(share);
MESSAGE_MUTATION(ext_length);
MESSAGE_MUTATION(updates_in_one);
MESSAGE_MUTATION(update_without_key);
MESSAGE_MUTATION(huge);
MESSAGE_MUTATION(scheme_said);
MESSAGE_MUTATION(in_clear);
MESSAGE_MUTATION(before_record);
MESSAGE_MUTATION(before_message);
MESSAGE_MUTATION(fragment_then);
MESSAGE_MUTATION(flood);
MESSAGE_MUTATION(oversize);
MESSAGE_MUTATION(raw);
MESSAGE_MUTATION(raw_before);
MESSAGE_MUTATION(say_alert);
MESSAGE_MUTATION(alert_flood);
MESSAGE_MUTATION(stop);
MESSAGE_MUTATION(key_updates);
RECORD_MUTATION(record_byte, set_byte);
RECORD_MUTATION(record_flip, flip);
RECORD_MUTATION(record_cut, record_cut);
RECORD_MUTATION(record_twice, record_twice);
RECORD_MUTATION(record_half, record_half);
RECORD_MUTATION(record_last, record_last);
RECORD_MUTATION(after_record, after_record);
RECORD_MUTATION(after_message, after_message);
const struct mutation mutation_params = {FAULT_PARAMS, apply_params, NULL};
const struct mutation mutation_params_flip = {FAULT_PARAMS, apply_flip, NULL};
const struct mutation mutation_unsign = {FAULT_CONTENT, apply_flip, NULL};
