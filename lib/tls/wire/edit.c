/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/edit.h"

enum { RANDOM_END = MSG_HEADER + 2 + RANDOM_SIZE, EDIT_MAX = 1 << 20 };

/* Replaces the n bytes at `at` with others; nothing around them is adjusted. */
void edit_splice(struct buf *b, size_t at, size_t n, struct span in)
{
    struct buf changed;

    buf_init(&changed, EDIT_MAX);
    buf_put(&changed, span_head(buf_span(b), at));
    buf_put(&changed, in);
    buf_put(&changed, span_tail(buf_span(b), at + n));
    buf_truncate(b, 0);
    buf_put(b, buf_span(&changed));
    buf_free(&changed);
}

/* A number of `width` bytes, zeros beyond the end: messages that are already broken are edited
 * too. */
static size_t get(const struct buf *b, size_t at, size_t width)
{
    size_t v = 0;

    for (size_t i = 0; i < width; i++)
        v = v << 8 | (at + i < b->n ? b->p[at + i] : 0);
    return v;
}

static void put(struct buf *b, size_t at, size_t width, size_t v)
{
    for (size_t i = 0; i < width; i++)
        b->p[at + i] = (uint8_t)(v >> (8 * (width - 1 - i)));
}

void edit_fix(struct buf *m)
{
    put(m, 1, 3, m->n - MSG_HEADER);
}

size_t edit_suite(const struct buf *hello)
{
    return RANDOM_END + 1 + get(hello, RANDOM_END, 1);
}

size_t edit_compression(const struct buf *hello)
{
    size_t suites = edit_suite(hello);

    return suites + 2 + get(hello, suites, 2);
}

void edit_vector(struct buf *m, size_t at, size_t width, struct span in)
{
    edit_splice(m, at + width, get(m, at, width), in);
    put(m, at, width, in.n);
    edit_fix(m);
}

/* Where the certificate of the first entry ends and its extensions begin (RFC 9846 4.5.1). */
static size_t first_cert_end(const struct buf *m)
{
    size_t at = MSG_HEADER + 1 + get(m, MSG_HEADER, 1) + 3;

    return at + 3 + get(m, at, 3);
}

/* Where a message has its list of extensions (its length first), or 0. */
size_t edit_exts(const struct buf *m, bool is_13)
{
    size_t at = MSG_HEADER;

    switch (m->p[0]) {
    case HS_SERVER_HELLO: at = edit_suite(m) + 3; break;
    case HS_CLIENT_HELLO: at = edit_compression(m) + 1 + get(m, edit_compression(m), 1); break;
    case HS_ENCRYPTED_EXTENSIONS: break;
    case HS_CERTIFICATE_REQUEST: at += 1 + get(m, at, 1); break;
    case HS_NEW_SESSION_TICKET:
        at += 8;
        at += 1 + get(m, at, 1);
        at += 2 + get(m, at, 2);
        break;
    case HS_CERTIFICATE: at = first_cert_end(m); break;
    default: return 0;
    }
    bool is_hello = m->p[0] == HS_SERVER_HELLO || m->p[0] == HS_CLIENT_HELLO;
    return (is_13 || is_hello) && at + 2 <= m->n ? at : 0;
}

/* After a change in the list: its own length, those around it, and the message's. */
static void grown(struct buf *m, size_t exts, size_t old)
{
    size_t n = get(m, exts, 2) + m->n - old;

    put(m, exts, 2, n);
    if (m->p[0] == HS_CERTIFICATE) {
        size_t list = MSG_HEADER + 1 + get(m, MSG_HEADER, 1);

        put(m, list, 3, m->n - list - 3);
    }
    edit_fix(m);
}

void edit_ext_add(struct buf *m, bool is_13, uint16_t type, struct span data)
{
    struct buf ext;

    buf_init(&ext, EDIT_MAX);
    ext_put(&ext, type, data);
    edit_ext_raw(m, is_13, buf_span(&ext));
    buf_free(&ext);
}

void edit_ext_raw(struct buf *m, bool is_13, struct span bytes)
{
    size_t at = edit_exts(m, is_13), old = m->n;

    if (at == 0) { /* a ServerHello without extensions */
        static const uint8_t none[2];

        at = m->n;
        edit_splice(m, at, 0, span_of(none, sizeof none));
        old = m->n;
    }
    edit_splice(m, at + 2 + get(m, at, 2), 0, bytes);
    grown(m, at, old);
}

void edit_ext_drop(struct buf *m, bool is_13, uint16_t type)
{
    size_t list = edit_exts(m, is_13), old = m->n;

    if (list == 0)
        return;
    for (size_t at = list + 2, end = at + get(m, list, 2); at < end;) {
        size_t n = 4 + get(m, at + 2, 2);

        if (get(m, at, 2) == type) {
            edit_splice(m, at, n, (struct span){0});
            grown(m, list, old);
            return;
        }
        at += n;
    }
}

/* Replaces the data in place, because the order of some extensions counts. */
void edit_ext_set(struct buf *m, bool is_13, uint16_t type, struct span data)
{
    size_t list = edit_exts(m, is_13), old = m->n;

    for (size_t at = list + 2, end = at + get(m, list, 2); list > 0 && at < end;) {
        size_t n = get(m, at + 2, 2);

        if (get(m, at, 2) == type) {
            edit_splice(m, at + 4, n, data);
            put(m, at + 2, 2, data.n);
            grown(m, list, old);
            return;
        }
        at += 4 + n;
    }
    edit_ext_add(m, is_13, type, data);
}
