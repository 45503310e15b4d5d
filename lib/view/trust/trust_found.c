/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An anchor in full, with the stores that have it. */
#include "config.h"

#include "lib/base/hex.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"
#include "lib/view/trust/anchor_words.h"

enum { INDENT = 2, LABEL_WIDTH = 14, VALUE_MAX = 1 << 20 };

/* What the anchor has to do with what was searched for. */
static const char *match_sentence(enum anchor_match match)
{
    static const char *const sentences[MATCH_COUNT] = {
        [MATCH_CERTIFICATE] = N_("is in the file itself"),
        [MATCH_KEY] = N_("another certificate for a key in the file"),
        [MATCH_ISSUER] = N_("the issuer of a certificate in the file, by name and key identifier"),
        [MATCH_ISSUER_NAME] =
            N_("has the name of an issuer, but another key: it did not issue the certificate"),
    };

    return sentences[match];
}

/* Appends a line "label  value"; the value is freed. */
static void put_line(struct buf *out, const char *label, struct buf *value,
                     const struct style *style)
{
    text_pad(out, INDENT);
    text_cell(out, span_str(lang_text(style->lang, label)), LABEL_WIDTH);
    text_fold(out, style, INDENT + LABEL_WIDTH, INDENT + LABEL_WIDTH, buf_span(value));
    buf_free(value);
}

static void put_digest(struct buf *out, const char *label, enum digest digest, struct span bytes,
                       const struct style *style)
{
    uint8_t print[DIGEST_MAX_SIZE];

    digest_of(digest, print, bytes);
    text_pad(out, INDENT);
    text_cell(out, span_str(label), LABEL_WIDTH);
    text_digits(out, style, INDENT + LABEL_WIDTH, INDENT + LABEL_WIDTH,
                span_of(print, digest_size(digest)));
}

/* The stores, each with the purposes that it has for the anchor. */
static void put_stores(struct buf *out, const struct trust_anchor *anchors, size_t num,
                       const struct style *style)
{
    for (size_t i = 0; i < num; i++) {
        struct buf value;

        buf_init(&value, VALUE_MAX);
        safe_put(&value, span_str(anchors[i].store));
        buf_str(&value, lang_text(style->lang, N_(", trusted for: ")));
        anchor_purposes(&value, anchors[i].link);
        put_line(out, N_("In"), &value, style);
        anchor_notes(out, anchors[i].link, INDENT + LABEL_WIDTH, style);
    }
}

void trust_found(struct buf *out, const struct trust_anchor *anchors, size_t num, int64_t now,
                 const struct style *style)
{
    const struct cert *c = anchors[0].link->cert;
    struct buf value;

    text_ink(out, style, INK_BOLD);
    label_cert(out, c);
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
    if (match_sentence(anchors[0].match) != NULL)
        text_prose(out, style, anchors[0].match == MATCH_ISSUER_NAME ? INK_WARN : INK_GOOD, INDENT,
                   INDENT, span_str(lang_text(style->lang, match_sentence(anchors[0].match))));
    put_stores(out, anchors, num, style);
    buf_init(&value, VALUE_MAX);
    safe_name(&value, c->subject);
    put_line(out, N_("Subject"), &value, style);
    buf_init(&value, VALUE_MAX);
    label_date(&value, c->has_not_after, c->not_after);
    buf_str(&value, ", ");
    label_left(&value, c, now, style->lang);
    put_line(out, N_("Expires"), &value, style);
    buf_init(&value, VALUE_MAX);
    keyinfo_print(&value, &c->key);
    put_line(out, N_("Key"), &value, style);
    put_digest(out, "SHA-256", DIGEST_SHA256, c->der, style);
    put_digest(out, "SHA-1", DIGEST_SHA1, c->der, style);
    put_digest(out, "Key SHA-256", DIGEST_SHA256, c->spki, style);
}
