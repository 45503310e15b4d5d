/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/ct/checkpoint.h"

#include "lib/base/b64.h"
#include "lib/base/cal.h"
#include "lib/base/rd.h"
#include "lib/crypto/hasher.h"

/* SIGNATURES: lines that are looked at.  NOTE_TREE_HEAD: the type of the signature in a note.
 * TREE_HASH_TYPE: that of a tree head (RFC 6962 3.2). */
enum { SIGNATURES = 16, NOTE_TREE_HEAD = 5, TREE_HASH_TYPE = 1, KEY_ID = 4, SIGNATURE_TEXT = 4096 };

/* The base64 of a root, with its padding. */
enum { ROOT_TEXT = (TREE_HASH + 2) / 3 * 4 };

/* An em dash and a blank begin the line of a signature. */
#define SIGNATURE_LEAD "\xe2\x80\x94 "

/* Takes a line off the text, without its line feed; false if there is no complete one. */
static bool next_line(struct span *text, struct span *line)
{
    size_t n = span_find(*text, '\n');

    if (n == text->n)
        return false;
    *line = span_head(*text, n);
    *text = span_tail(*text, n + 1);
    return true;
}

/* A decimal number without leading zeros; a log has at most 2^40 entries, as their indices show. */
static bool read_size(uint64_t *out, struct span text)
{
    *out = 0;
    if (text.n == 0 || text.n > 13 || (text.p[0] == '0' && text.n > 1))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(text.p[i] - '0');
    }
    return *out <= (uint64_t)SCT_INDEX_MAX + 1;
}

/* The three lines of the body, and the empty line after it: no other line may be there. */
static bool read_body(struct checkpoint *out, struct span *note)
{
    struct fail fail = {0};
    struct span size, root, empty;
    struct buf hash;

    if (!next_line(note, &out->origin) || !next_line(note, &size) || !next_line(note, &root) ||
        !next_line(note, &empty) || empty.n != 0 || out->origin.n == 0 ||
        !read_size(&out->size, size))
        return false;
    buf_init(&hash, 2 * TREE_HASH);
    bool is_good =
        root.n == ROOT_TEXT && b64_decode(&hash, root, &fail) == ERR_OK && hash.n == TREE_HASH;
    if (is_good)
        memcpy(out->root, hash.p, TREE_HASH);
    buf_free(&hash);
    return is_good;
}

/* The key ID of a log under a name: the first bytes of a digest (static-ct-api). */
static void key_id(uint8_t out[KEY_ID], struct span name, const struct ct_log *log)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct hasher h;

    hasher_init(&h, DIGEST_SHA256);
    hasher_update(&h, name);
    hasher_update(&h, span_of((const uint8_t[]){'\n', NOTE_TREE_HEAD}, 2));
    hasher_update(&h, log->id);
    hasher_peek(&h, digest);
    memcpy(out, digest, KEY_ID);
}

/* Whether a log's URL, without its scheme and trailing slashes, is this origin. */
static bool is_origin(struct span origin, struct span url)
{
    for (size_t i = 0; i + 3 <= url.n; i++) {
        if (memcmp(url.p + i, "://", 3) == 0) {
            url = span_tail(url, i + 3);
            break;
        }
    }
    while (url.n > 0 && url.p[url.n - 1] == '/')
        url.n--;
    return span_eq(origin, url);
}

/* RFC 6962 3.5: what the signature of a tree head covers. */
static enum err verify(struct checkpoint *out, struct span signature, const struct ct_log *log)
{
    struct fail fail = {0};
    struct rd r = rd_init(signature, &fail);
    struct buf msg;

    uint64_t ms = rd_u64(&r);
    unsigned hash = rd_u8(&r), kind = rd_u8(&r);
    struct span value = rd_vec16(&r, 0, UINT16_MAX);
    if (rd_end(&r) != ERR_OK || ms / 1000 > (uint64_t)CAL_LAST)
        return ERR_CHECKPOINT_FORM;
    buf_init(&msg, 64);
    buf_u8(&msg, 0);
    buf_u8(&msg, TREE_HASH_TYPE);
    buf_u64(&msg, ms);
    buf_u64(&msg, out->size);
    buf_put(&msg, span_of(out->root, TREE_HASH));
    enum err e = msg.err != ERR_OK
                     ? msg.err
                     : log_signature_verify(&log->key, hash, kind, buf_span(&msg), value);
    buf_free(&msg);
    out->timestamp_ms = (int64_t)ms;
    return e;
}

/* One signature line; CHECKPOINT_LOG if it is by another key. */
static enum err try_signature(struct checkpoint *out, struct span line, const struct ct_log *log)
{
    struct span lead = SPAN_LIT(SIGNATURE_LEAD), name;
    struct fail fail = {0};
    uint8_t own[KEY_ID];
    struct buf bytes;

    if (!span_starts(line, lead))
        return ERR_CHECKPOINT_FORM;
    line = span_tail(line, lead.n);
    name = span_head(line, span_find(line, ' '));
    if (!span_eq(name, out->origin))
        return ERR_CHECKPOINT_LOG;
    buf_init(&bytes, SIGNATURE_TEXT);
    enum err e = b64_decode(&bytes, span_tail(line, name.n + 1), &fail);
    key_id(own, name, log);
    if (e != ERR_OK)
        e = ERR_CHECKPOINT_FORM;
    else if (!span_starts(buf_span(&bytes), span_of(own, KEY_ID)))
        e = ERR_CHECKPOINT_LOG;
    else
        e = verify(out, span_tail(buf_span(&bytes), KEY_ID), log);
    buf_free(&bytes);
    return e;
}

enum err checkpoint_read(struct checkpoint *out, struct span note, const struct ct_log *log)
{
    struct span line;

    *out = (struct checkpoint){0};
    if (note.n > CHECKPOINT_MAX || !read_body(out, &note))
        return ERR_CHECKPOINT_FORM;
    if (log->url.n > 0 && !is_origin(out->origin, log->url))
        return ERR_CHECKPOINT_LOG;
    for (int i = 0; i < SIGNATURES && next_line(&note, &line); i++) {
        enum err e = try_signature(out, line, log);
        if (e != ERR_CHECKPOINT_LOG)
            return e;
    }
    return ERR_CHECKPOINT_LOG;
}
