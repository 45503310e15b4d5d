/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In text, a label starts each line and the value follows in a fixed column.  In JSON the same
 * calls go to the json_writer with the key unchanged.
 */
#include "config.h"

#include "lib/view/text/tree_writer.h"

#include "lib/asn1/oid.h"
#include "lib/base/lookup.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

/* The column at which values start, and the most bytes of a value. */
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

    size_t i = LOOKUP_NAME(labels, key, span_str(key));

    return i < LOOKUP_COUNT(labels) ? labels[i].label : NULL;
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
static void put_indent(struct tree_writer *tree)
{
    if (tree->bullet && tree->indent >= 2) {
        text_pad(tree->out, tree->indent - 2);
        buf_str(tree->out, "- ");
    } else {
        text_pad(tree->out, tree->indent);
    }
    tree->bullet = false;
}

/* Begins a line of text with its label; returns the column where the value starts. */
static int put_lead(struct tree_writer *tree, const char *key)
{
    size_t start;

    put_indent(tree);
    if (key == NULL)
        return tree->indent;
    start = tree->out->n;
    text_ink(tree->out, tree->style, INK_DIM);
    put_label(tree->out, key);
    int width = (int)(tree->out->n - start) - (tree->style->color ? 4 : 0);
    text_ink(tree->out, tree->style, INK_PLAIN);
    int value = tree->indent + width < LABEL_WIDTH ? LABEL_WIDTH : tree->indent + width + 1;
    text_pad(tree->out, value - tree->indent - width);
    return value;
}

void tw_heading(struct tree_writer *tree, const char *text)
{
    put_indent(tree);
    text_ink(tree->out, tree->style, INK_BOLD);
    buf_str(tree->out, text);
    text_ink(tree->out, tree->style, INK_PLAIN);
    buf_u8(tree->out, '\n');
}

void tw_open(struct tree_writer *tree, const char *key)
{
    if (tw_is_json(tree)) {
        jw_open(&tree->j, key);
        return;
    }
    if (key != NULL) {
        put_indent(tree);
        put_label(tree->out, key);
        buf_u8(tree->out, '\n');
    } else {
        tree->bullet = true;
    }
    tree->indent += 2;
}

void tw_close(struct tree_writer *tree)
{
    if (tw_is_json(tree)) {
        jw_close(&tree->j);
        return;
    }
    tree->indent -= 2;
    tree->bullet = false;
}

void tw_list(struct tree_writer *tree, const char *key)
{
    if (tw_is_json(tree)) {
        jw_list(&tree->j, key);
        return;
    }
    put_indent(tree);
    put_label(tree->out, key);
    buf_u8(tree->out, '\n');
    tree->indent += 2;
}

void tw_list_end(struct tree_writer *tree)
{
    if (tw_is_json(tree))
        jw_list_end(&tree->j);
    else
        tree->indent -= 2;
}

/* In text, the items are collected in tree->words, and tw_words_end folds them as one line. */
void tw_words(struct tree_writer *tree, const char *key)
{
    if (tw_is_json(tree)) {
        jw_list(&tree->j, key);
        return;
    }
    tree->is_inline = true;
    buf_init(&tree->words, VALUE_CAP);
    tree->value = put_lead(tree, key);
}

void tw_words_end(struct tree_writer *tree)
{
    if (tw_is_json(tree)) {
        jw_list_end(&tree->j);
        return;
    }
    tree->is_inline = false;
    if (tree->words.n == 0)
        buf_str(&tree->words, "none");
    text_fold(tree->out, tree->style, tree->value, tree->value, buf_span(&tree->words));
    buf_free(&tree->words);
}

/* Text from outside: escaped for terminals here, or by the JSON writer. */
void tw_put(struct tree_writer *tree, const char *key, struct span text)
{
    struct buf safe;

    if (tw_is_json(tree)) {
        jw_text(&tree->j, key, text);
        return;
    }
    if (tree->is_inline) {
        buf_str(&tree->words, tree->words.n > 0 ? ", " : "");
        safe_put(&tree->words, text);
        return;
    }
    buf_init(&safe, VALUE_CAP);
    safe_put(&safe, text);
    int at = put_lead(tree, key);
    text_fold(tree->out, tree->style, at, at, buf_span(&safe));
    buf_free(&safe);
}

void tw_str(struct tree_writer *tree, const char *key, const char *text)
{
    if (text != NULL)
        tw_put(tree, key, span_str(text));
    else if (tw_is_json(tree))
        jw_null(&tree->j, key);
}

/* An error of text becomes an error of the output. */
void tw_buf(struct tree_writer *tree, const char *key, struct buf *text)
{
    tw_put(tree, key, buf_span(text));
    if (text->err != ERR_OK && tree->out->err == ERR_OK)
        tree->out->err = text->err;
    buf_free(text);
}

void tw_hex(struct tree_writer *tree, const char *key, struct span bytes)
{
    if (tw_is_json(tree)) {
        jw_hex(&tree->j, key, bytes);
        return;
    }
    int at = put_lead(tree, key);
    text_hex(tree->out, tree->style, at, at, bytes);
}

void tw_int(struct tree_writer *tree, const char *key, int64_t value)
{
    struct buf text;

    if (tw_is_json(tree)) {
        jw_int(&tree->j, key, value);
        return;
    }
    buf_init(&text, 64);
    buf_printf(&text, "%lld", (long long)value);
    tw_buf(tree, key, &text);
}

void tw_bool(struct tree_writer *tree, const char *key, bool value)
{
    if (tw_is_json(tree))
        jw_bool(&tree->j, key, value);
    else
        tw_str(tree, key, value ? "yes" : "no");
}

void tw_time(struct tree_writer *tree, const char *key, int64_t time)
{
    struct buf text;

    if (tw_is_json(tree)) {
        jw_time(&tree->j, key, time);
        return;
    }
    buf_init(&text, 64);
    text_time(&text, time);
    tw_buf(tree, key, &text);
}

/* The form is the same everywhere, so that readers learn it once: null in JSON. */
void tw_unread(struct tree_writer *tree, const char *key)
{
    if (tw_is_json(tree))
        jw_null(&tree->j, key);
    else
        tw_str(tree, key, "not readable");
}

void tw_hex_read(struct tree_writer *tree, const char *key, bool is_read, struct span bytes)
{
    if (is_read)
        tw_hex(tree, key, bytes);
    else
        tw_unread(tree, key);
}

void tw_time_read(struct tree_writer *tree, const char *key, bool is_read, int64_t time)
{
    if (is_read)
        tw_time(tree, key, time);
    else
        tw_unread(tree, key);
}

void tw_oid(struct tree_writer *tree, const char *key, struct span content)
{
    struct buf text;

    buf_init(&text, VALUE_CAP);
    oid_label(&text, content);
    tw_buf(tree, key, &text);
}

/* In JSON, a name that is only partly readable is null: a consumer must not take it for the whole
 * name. */
void tw_name(struct tree_writer *tree, const char *key, struct span name)
{
    struct buf text;

    if (name_is_empty(name)) {
        tw_str(tree, key, tw_is_json(tree) ? "" : "(empty)");
        return;
    }
    if (tw_is_json(tree) && !name_is_readable(name)) {
        jw_null(&tree->j, key);
        return;
    }
    buf_init(&text, VALUE_CAP);
    name_print(&text, name);
    tw_buf(tree, key, &text);
}

/* A name in JSON has its type beside it, since "1.2.3.4" may be an address or text. */
void tw_gname_json(struct json_writer *json, const char *key, const struct gname *name)
{
    struct buf text;

    if (name->kind == GN_UNREADABLE) {
        jw_null(json, key);
        return;
    }
    buf_init(&text, VALUE_CAP);
    jw_open(json, key);
    jw_str(json, "type", gname_label(name->kind));
    safe_gname(&text, name);
    jw_buf(json, "value", &text);
    jw_close(json);
}

void tw_gname(struct tree_writer *tree, const char *key, const struct gname *name)
{
    struct buf text;

    if (tw_is_json(tree)) {
        tw_gname_json(&tree->j, key, name);
        return;
    }
    if (name->kind == GN_UNREADABLE) {
        tw_unread(tree, key);
        return;
    }
    buf_init(&text, VALUE_CAP);
    buf_printf(&text, "%s ", gname_label(name->kind));
    safe_gname(&text, name);
    /* Already safe: tw_put would not change it. */
    tw_buf(tree, key, &text);
}

/* Offsets are given only for bytes inside the object: others belong to a copy. */
void tw_defects(struct tree_writer *tree, const struct fail *defects, unsigned num, struct span der)
{
    if (tw_is_json(tree))
        jw_list(&tree->j, "defects");
    else if (num > 0)
        tw_list(tree, "defects");
    for (unsigned i = 0; i < num && i < CERT_DEFECTS; i++) {
        bool inside = span_contains(der, defects[i].at);
        if (tw_is_json(tree)) {
            jw_open(&tree->j, NULL);
            jw_str(&tree->j, "error", err_id(defects[i].err));
            jw_str(&tree->j, "message", err_text(defects[i].err));
            jw_str(&tree->j, "ref", err_ref(defects[i].err));
            if (inside)
                jw_int(&tree->j, "offset", defects[i].at.p - der.p);
            else
                jw_null(&tree->j, "offset");
            jw_close(&tree->j);
        } else {
            struct buf text;
            buf_init(&text, 1024);
            buf_printf(&text, "%s", err_text(defects[i].err));
            if (inside)
                buf_printf(&text, " (at byte %zu)", (size_t)(defects[i].at.p - der.p));
            buf_printf(&text, " [%s]", err_ref(defects[i].err));
            tw_buf(tree, NULL, &text);
        }
    }
    if (tw_is_json(tree) || num > 0)
        tw_list_end(tree);
}
