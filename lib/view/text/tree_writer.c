/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/tree_writer.h"

#include "lib/asn1/oid.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { LABEL_WIDTH = 20, VALUE_CAP = 1 << 22 };

struct doc doc_text(struct buf *out, const struct style *style)
{
    return (struct doc){.out = out, .style = style};
}

struct doc doc_json(struct buf *out)
{
    return (struct doc){.out = out, .j = {.out = out}};
}

/* Keys whose label is not the key itself with blanks and a capital. */
static const char *special_label(const char *key)
{
    static const struct {
        const char *key, *label;
    } labels[] = {
        {"sha1", "SHA-1"},
        {"sha256", "SHA-256"},
        {"ca", "CA"},
        {"oid", "OID"},
        {"uri", "URI"},
        {"pin_sha256", "Pin (SHA-256)"},
        {"key_id", "Key id"},
        {"crl_issuer", "CRL issuer"},
        {"cps", "CPS"},
        {"key_sha1", "Key id (SHA-1)"},
        {"num_revoked", "Entries"},
    };

    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (strcmp(key, labels[i].key) == 0)
            return labels[i].label;
    }
    return NULL;
}

static void put_label(struct buf *out, const char *key)
{
    const char *special = special_label(key);

    if (special != NULL) {
        buf_str(out, special);
        return;
    }
    for (const char *s = key; *s != 0; s++) {
        uint8_t c = (uint8_t)*s;
        bool small = c >= 'a' && c <= 'z';
        buf_u8(out, c == '_' ? ' ' : s == key && small ? (uint8_t)(c - ('a' - 'A')) : c);
    }
}

/* The indent of the next line, with a bullet where an item begins. */
static void put_indent(struct doc *d)
{
    if (d->bullet && d->indent >= 2) {
        text_pad(d->out, d->indent - 2);
        buf_str(d->out, "- ");
    } else {
        text_pad(d->out, d->indent);
    }
    d->bullet = false;
}

/* Begins a line of text with its label; the column where the value starts comes back. */
static int put_lead(struct doc *d, const char *key)
{
    size_t start;

    put_indent(d);
    if (key == NULL)
        return d->indent;
    start = d->out->n;
    text_ink(d->out, d->style, INK_DIM);
    put_label(d->out, key);
    int width = (int)(d->out->n - start) - (d->style->color ? 4 : 0);
    text_ink(d->out, d->style, INK_PLAIN);
    int value = d->indent + width < LABEL_WIDTH ? LABEL_WIDTH : d->indent + width + 1;
    text_pad(d->out, value - d->indent - width);
    return value;
}

void doc_heading(struct doc *d, const char *text)
{
    put_indent(d);
    text_ink(d->out, d->style, INK_BOLD);
    buf_str(d->out, text);
    text_ink(d->out, d->style, INK_PLAIN);
    buf_u8(d->out, '\n');
}

void doc_open(struct doc *d, const char *key)
{
    if (doc_is_json(d)) {
        jw_open(&d->j, key);
        return;
    }
    if (key != NULL) {
        put_indent(d);
        put_label(d->out, key);
        buf_u8(d->out, '\n');
    } else {
        d->bullet = true;
    }
    d->indent += 2;
}

void doc_close(struct doc *d)
{
    if (doc_is_json(d)) {
        jw_close(&d->j);
        return;
    }
    d->indent -= 2;
    d->bullet = false;
}

void doc_list(struct doc *d, const char *key)
{
    if (doc_is_json(d)) {
        jw_list(&d->j, key);
        return;
    }
    put_indent(d);
    put_label(d->out, key);
    buf_u8(d->out, '\n');
    d->indent += 2;
}

void doc_list_end(struct doc *d)
{
    if (doc_is_json(d))
        jw_list_end(&d->j);
    else
        d->indent -= 2;
}

void doc_words(struct doc *d, const char *key)
{
    if (doc_is_json(d)) {
        jw_list(&d->j, key);
        return;
    }
    d->is_inline = true;
    buf_init(&d->words, VALUE_CAP);
    d->value = put_lead(d, key);
}

void doc_words_end(struct doc *d)
{
    if (doc_is_json(d)) {
        jw_list_end(&d->j);
        return;
    }
    d->is_inline = false;
    if (d->words.n == 0)
        buf_str(&d->words, "none");
    text_fold(d->out, d->style, d->value, d->value, buf_span(&d->words));
    buf_free(&d->words);
}

void doc_put(struct doc *d, const char *key, struct span text)
{
    struct buf safe;

    if (doc_is_json(d)) {
        jw_text(&d->j, key, text);
        return;
    }
    if (d->is_inline) {
        buf_str(&d->words, d->words.n > 0 ? ", " : "");
        safe_put(&d->words, text);
        return;
    }
    buf_init(&safe, VALUE_CAP);
    safe_put(&safe, text);
    int at = put_lead(d, key);
    text_fold(d->out, d->style, at, at, buf_span(&safe));
    buf_free(&safe);
}

void doc_str(struct doc *d, const char *key, const char *s)
{
    if (s != NULL)
        doc_put(d, key, span_str(s));
    else if (doc_is_json(d))
        jw_null(&d->j, key);
}

void doc_buf(struct doc *d, const char *key, struct buf *text)
{
    doc_put(d, key, buf_span(text));
    if (text->err != ERR_OK && d->out->err == ERR_OK)
        d->out->err = text->err;
    buf_free(text);
}

void doc_hex(struct doc *d, const char *key, struct span bytes)
{
    if (doc_is_json(d)) {
        jw_hex(&d->j, key, bytes);
        return;
    }
    int at = put_lead(d, key);
    text_hex(d->out, d->style, at, at, bytes);
}

void doc_int(struct doc *d, const char *key, int64_t v)
{
    struct buf text;

    if (doc_is_json(d)) {
        jw_int(&d->j, key, v);
        return;
    }
    buf_init(&text, 64);
    buf_printf(&text, "%lld", (long long)v);
    doc_buf(d, key, &text);
}

void doc_bool(struct doc *d, const char *key, bool v)
{
    if (doc_is_json(d))
        jw_bool(&d->j, key, v);
    else
        doc_str(d, key, v ? "yes" : "no");
}

void doc_time(struct doc *d, const char *key, int64_t t)
{
    struct buf text;

    if (doc_is_json(d)) {
        jw_time(&d->j, key, t);
        return;
    }
    buf_init(&text, 64);
    text_time(&text, t);
    doc_buf(d, key, &text);
}

void doc_unread(struct doc *d, const char *key)
{
    if (doc_is_json(d))
        jw_null(&d->j, key);
    else
        doc_str(d, key, "not readable");
}

void doc_hex_read(struct doc *d, const char *key, bool is_read, struct span bytes)
{
    if (is_read)
        doc_hex(d, key, bytes);
    else
        doc_unread(d, key);
}

void doc_time_read(struct doc *d, const char *key, bool is_read, int64_t t)
{
    if (is_read)
        doc_time(d, key, t);
    else
        doc_unread(d, key);
}

void doc_oid(struct doc *d, const char *key, struct span content)
{
    struct buf text;

    buf_init(&text, VALUE_CAP);
    oid_label(&text, content);
    doc_buf(d, key, &text);
}

void doc_name(struct doc *d, const char *key, struct span name)
{
    struct buf text;

    if (name_is_empty(name)) {
        doc_str(d, key, doc_is_json(d) ? "" : "(empty)");
        return;
    }
    if (doc_is_json(d) && !name_is_readable(name)) {
        jw_null(&d->j, key);
        return;
    }
    buf_init(&text, VALUE_CAP);
    name_print(&text, name);
    doc_buf(d, key, &text);
}

void doc_gname_json(struct jw *j, const char *key, const struct gname *n)
{
    struct buf text;

    if (n->kind == GN_UNREADABLE) {
        jw_null(j, key);
        return;
    }
    buf_init(&text, VALUE_CAP);
    jw_open(j, key);
    jw_str(j, "type", gname_label(n->kind));
    safe_gname(&text, n);
    jw_buf(j, "value", &text);
    jw_close(j);
}

void doc_gname(struct doc *d, const char *key, const struct gname *n)
{
    struct buf text;

    if (doc_is_json(d)) {
        doc_gname_json(&d->j, key, n);
        return;
    }
    if (n->kind == GN_UNREADABLE) {
        doc_unread(d, key);
        return;
    }
    buf_init(&text, VALUE_CAP);
    buf_printf(&text, "%s ", gname_label(n->kind));
    safe_gname(&text, n);
    /* Already safe: doc_put would not change it. */
    doc_buf(d, key, &text);
}

void doc_defects(struct doc *d, const struct fail *defects, unsigned num, struct span der)
{
    if (doc_is_json(d))
        jw_list(&d->j, "defects");
    else if (num > 0)
        doc_list(d, "defects");
    for (unsigned i = 0; i < num && i < CERT_DEFECTS; i++) {
        bool inside = span_contains(der, defects[i].at);
        if (doc_is_json(d)) {
            jw_open(&d->j, NULL);
            jw_str(&d->j, "error", err_id(defects[i].err));
            jw_str(&d->j, "message", err_text(defects[i].err));
            jw_str(&d->j, "ref", err_ref(defects[i].err));
            if (inside)
                jw_int(&d->j, "offset", defects[i].at.p - der.p);
            else
                jw_null(&d->j, "offset");
            jw_close(&d->j);
        } else {
            struct buf text;
            buf_init(&text, 1024);
            buf_printf(&text, "%s", err_text(defects[i].err));
            if (inside)
                buf_printf(&text, " (at byte %zu)", (size_t)(defects[i].at.p - der.p));
            buf_printf(&text, " [%s]", err_ref(defects[i].err));
            doc_buf(d, NULL, &text);
        }
    }
    if (doc_is_json(d) || num > 0)
        doc_list_end(d);
}
