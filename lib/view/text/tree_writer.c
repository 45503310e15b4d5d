/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/tree_writer.h"

#include "lib/asn1/oid.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { LABEL_WIDTH = 20, VALUE_CAP = 1 << 22 };

struct tree_writer tw_text(struct buf *out, const struct style *style)
{
    return (struct tree_writer){.out = out, .style = style};
}

struct tree_writer tw_json(struct buf *out)
{
    return (struct tree_writer){.out = out, .j = {.out = out}};
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

/* The label of a key: "not_before" becomes "Not before". */
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

/* Indents the next line, with a bullet if a list item begins. */
static void put_indent(struct tree_writer *d)
{
    if (d->bullet && d->indent >= 2) {
        text_pad(d->out, d->indent - 2);
        buf_str(d->out, "- ");
    } else {
        text_pad(d->out, d->indent);
    }
    d->bullet = false;
}

/* Begins a line of text with its label; returns the column where the value starts. */
static int put_lead(struct tree_writer *d, const char *key)
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

void tw_heading(struct tree_writer *d, const char *text)
{
    put_indent(d);
    text_ink(d->out, d->style, INK_BOLD);
    buf_str(d->out, text);
    text_ink(d->out, d->style, INK_PLAIN);
    buf_u8(d->out, '\n');
}

void tw_open(struct tree_writer *d, const char *key)
{
    if (tw_is_json(d)) {
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

void tw_close(struct tree_writer *d)
{
    if (tw_is_json(d)) {
        jw_close(&d->j);
        return;
    }
    d->indent -= 2;
    d->bullet = false;
}

void tw_list(struct tree_writer *d, const char *key)
{
    if (tw_is_json(d)) {
        jw_list(&d->j, key);
        return;
    }
    put_indent(d);
    put_label(d->out, key);
    buf_u8(d->out, '\n');
    d->indent += 2;
}

void tw_list_end(struct tree_writer *d)
{
    if (tw_is_json(d))
        jw_list_end(&d->j);
    else
        d->indent -= 2;
}

/* In text, the items are collected in d->words and folded as one line by tw_words_end. */
void tw_words(struct tree_writer *d, const char *key)
{
    if (tw_is_json(d)) {
        jw_list(&d->j, key);
        return;
    }
    d->is_inline = true;
    buf_init(&d->words, VALUE_CAP);
    d->value = put_lead(d, key);
}

void tw_words_end(struct tree_writer *d)
{
    if (tw_is_json(d)) {
        jw_list_end(&d->j);
        return;
    }
    d->is_inline = false;
    if (d->words.n == 0)
        buf_str(&d->words, "none");
    text_fold(d->out, d->style, d->value, d->value, buf_span(&d->words));
    buf_free(&d->words);
}

/* Text from outside: escaped for terminals here, or by the JSON writer. */
void tw_put(struct tree_writer *d, const char *key, struct span text)
{
    struct buf safe;

    if (tw_is_json(d)) {
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

void tw_str(struct tree_writer *d, const char *key, const char *s)
{
    if (s != NULL)
        tw_put(d, key, span_str(s));
    else if (tw_is_json(d))
        jw_null(&d->j, key);
}

void tw_buf(struct tree_writer *d, const char *key, struct buf *text)
{
    tw_put(d, key, buf_span(text));
    if (text->err != ERR_OK && d->out->err == ERR_OK)
        d->out->err = text->err;
    buf_free(text);
}

void tw_hex(struct tree_writer *d, const char *key, struct span bytes)
{
    if (tw_is_json(d)) {
        jw_hex(&d->j, key, bytes);
        return;
    }
    int at = put_lead(d, key);
    text_hex(d->out, d->style, at, at, bytes);
}

void tw_int(struct tree_writer *d, const char *key, int64_t v)
{
    struct buf text;

    if (tw_is_json(d)) {
        jw_int(&d->j, key, v);
        return;
    }
    buf_init(&text, 64);
    buf_printf(&text, "%lld", (long long)v);
    tw_buf(d, key, &text);
}

void tw_bool(struct tree_writer *d, const char *key, bool v)
{
    if (tw_is_json(d))
        jw_bool(&d->j, key, v);
    else
        tw_str(d, key, v ? "yes" : "no");
}

void tw_time(struct tree_writer *d, const char *key, int64_t t)
{
    struct buf text;

    if (tw_is_json(d)) {
        jw_time(&d->j, key, t);
        return;
    }
    buf_init(&text, 64);
    text_time(&text, t);
    tw_buf(d, key, &text);
}

void tw_unread(struct tree_writer *d, const char *key)
{
    if (tw_is_json(d))
        jw_null(&d->j, key);
    else
        tw_str(d, key, "not readable");
}

void tw_hex_read(struct tree_writer *d, const char *key, bool is_read, struct span bytes)
{
    if (is_read)
        tw_hex(d, key, bytes);
    else
        tw_unread(d, key);
}

void tw_time_read(struct tree_writer *d, const char *key, bool is_read, int64_t t)
{
    if (is_read)
        tw_time(d, key, t);
    else
        tw_unread(d, key);
}

void tw_oid(struct tree_writer *d, const char *key, struct span content)
{
    struct buf text;

    buf_init(&text, VALUE_CAP);
    oid_label(&text, content);
    tw_buf(d, key, &text);
}

void tw_name(struct tree_writer *d, const char *key, struct span name)
{
    struct buf text;

    if (name_is_empty(name)) {
        tw_str(d, key, tw_is_json(d) ? "" : "(empty)");
        return;
    }
    if (tw_is_json(d) && !name_is_readable(name)) {
        jw_null(&d->j, key);
        return;
    }
    buf_init(&text, VALUE_CAP);
    name_print(&text, name);
    tw_buf(d, key, &text);
}

void tw_gname_json(struct json_writer *j, const char *key, const struct gname *n)
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

void tw_gname(struct tree_writer *d, const char *key, const struct gname *n)
{
    struct buf text;

    if (tw_is_json(d)) {
        tw_gname_json(&d->j, key, n);
        return;
    }
    if (n->kind == GN_UNREADABLE) {
        tw_unread(d, key);
        return;
    }
    buf_init(&text, VALUE_CAP);
    buf_printf(&text, "%s ", gname_label(n->kind));
    safe_gname(&text, n);
    /* Already safe: tw_put would not change it. */
    tw_buf(d, key, &text);
}

/* Offsets are given only for bytes inside the object: others belong to a copy. */
void tw_defects(struct tree_writer *d, const struct fail *defects, unsigned num, struct span der)
{
    if (tw_is_json(d))
        jw_list(&d->j, "defects");
    else if (num > 0)
        tw_list(d, "defects");
    for (unsigned i = 0; i < num && i < CERT_DEFECTS; i++) {
        bool inside = span_contains(der, defects[i].at);
        if (tw_is_json(d)) {
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
            tw_buf(d, NULL, &text);
        }
    }
    if (tw_is_json(d) || num > 0)
        tw_list_end(d);
}
