/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/edit.h"

enum { RANDOM_END = MSG_HEADER + 2 + RANDOM_SIZE, EDIT_MAX = 1 << 20 };

/* Replaces the n bytes at `at` with others; nothing around them is adjusted. */
void edit_splice(struct buf *buf, size_t at, size_t n, struct span in)
{
    struct buf changed;

    buf_init(&changed, EDIT_MAX);
    buf_put(&changed, span_head(buf_span(buf), at));
    buf_put(&changed, in);
    buf_put(&changed, span_tail(buf_span(buf), at + n));
    buf_truncate(buf, 0);
    buf_put(buf, buf_span(&changed));
    buf_free(&changed);
}

/* A number of `width` bytes, zeros beyond the end: messages that are already broken are edited
 * too. */
static size_t get(const struct buf *msg, size_t at, size_t width)
{
    size_t v = 0;

    for (size_t i = 0; i < width; i++)
        v = v << 8 | (at + i < msg->n ? msg->p[at + i] : 0);
    return v;
}

/* Writes a number of `width` bytes. */
static void put(struct buf *msg, size_t at, size_t width, size_t v)
{
    for (size_t i = 0; i < width; i++)
        msg->p[at + i] = (uint8_t)(v >> (8 * (width - 1 - i)));
}

void edit_fix(struct buf *msg)
{
    put(msg, 1, 3, msg->n - MSG_HEADER);
}

/* The session id and its length come before the suites. */
size_t edit_suite(const struct buf *hello)
{
    return RANDOM_END + 1 + get(hello, RANDOM_END, 1);
}

size_t edit_compression(const struct buf *hello)
{
    size_t suites = edit_suite(hello);

    return suites + 2 + get(hello, suites, 2);
}

void edit_vector(struct buf *msg, size_t at, size_t width, struct span in)
{
    edit_splice(msg, at + width, get(msg, at, width), in);
    put(msg, at, width, in.n);
    edit_fix(msg);
}

/* Where the certificate of the first entry ends and its extensions begin (RFC 9846 4.5.1). */
static size_t first_cert_end(const struct buf *msg)
{
    size_t at = MSG_HEADER + 1 + get(msg, MSG_HEADER, 1) + 3;

    return at + 3 + get(msg, at, 3);
}

/* Where a message has its list of extensions (its length first), or 0. */
size_t edit_exts(const struct buf *msg, bool is_13)
{
    size_t at = MSG_HEADER;

    switch (msg->p[0]) {
    case HS_SERVER_HELLO: at = edit_suite(msg) + 3; break;
    case HS_CLIENT_HELLO:
        at = edit_compression(msg) + 1 + get(msg, edit_compression(msg), 1);
        break;
    case HS_ENCRYPTED_EXTENSIONS: break;
    case HS_CERTIFICATE_REQUEST: at += 1 + get(msg, at, 1); break;
    case HS_NEW_SESSION_TICKET:
        at += 8;
        at += 1 + get(msg, at, 1);
        at += 2 + get(msg, at, 2);
        break;
    case HS_CERTIFICATE: at = first_cert_end(msg); break;
    default: return 0;
    }
    bool is_hello = msg->p[0] == HS_SERVER_HELLO || msg->p[0] == HS_CLIENT_HELLO;
    return (is_13 || is_hello) && at + 2 <= msg->n ? at : 0;
}

/* After a change in the list: its own length, those around it, and the message's. */
static void grown(struct buf *msg, size_t exts, size_t old)
{
    size_t n = get(msg, exts, 2) + msg->n - old;

    put(msg, exts, 2, n);
    if (msg->p[0] == HS_CERTIFICATE) {
        size_t list = MSG_HEADER + 1 + get(msg, MSG_HEADER, 1);

        put(msg, list, 3, msg->n - list - 3);
    }
    edit_fix(msg);
}

void edit_ext_add(struct buf *msg, bool is_13, uint16_t type, struct span data)
{
    struct buf ext;

    buf_init(&ext, EDIT_MAX);
    ext_put(&ext, type, data);
    edit_ext_raw(msg, is_13, buf_span(&ext));
    buf_free(&ext);
}

void edit_ext_raw(struct buf *msg, bool is_13, struct span bytes)
{
    size_t at = edit_exts(msg, is_13), old = msg->n;

    if (at == 0) { /* a ServerHello without extensions */
        static const uint8_t none[2];

        at = msg->n;
        edit_splice(msg, at, 0, span_of(none, sizeof none));
        old = msg->n;
    }
    edit_splice(msg, at + 2 + get(msg, at, 2), 0, bytes);
    grown(msg, at, old);
}

/* Removes the first extension of this type, if there is one. */
void edit_ext_drop(struct buf *msg, bool is_13, uint16_t type)
{
    size_t list = edit_exts(msg, is_13), old = msg->n;

    if (list == 0)
        return;
    for (size_t at = list + 2, end = at + get(msg, list, 2); at < end;) {
        size_t n = 4 + get(msg, at + 2, 2);

        if (get(msg, at, 2) == type) {
            edit_splice(msg, at, n, (struct span){0});
            grown(msg, list, old);
            return;
        }
        at += n;
    }
}

/* Replaces the data in place, because the order of some extensions counts. */
void edit_ext_set(struct buf *msg, bool is_13, uint16_t type, struct span data)
{
    size_t list = edit_exts(msg, is_13), old = msg->n;

    for (size_t at = list + 2, end = at + get(msg, list, 2); list > 0 && at < end;) {
        size_t n = get(msg, at + 2, 2);

        if (get(msg, at, 2) == type) {
            edit_splice(msg, at + 4, n, data);
            put(msg, at + 2, 2, data.n);
            grown(msg, list, old);
            return;
        }
        at += 4 + n;
    }
    edit_ext_add(msg, is_13, type, data);
}
