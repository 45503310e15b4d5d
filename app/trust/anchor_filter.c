/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/trust/anchor_filter.h"

#include <ctype.h>
#include <stdlib.h>

#include "lib/view/cert/label.h"
#include "lib/view/text/safe.h"
#include "lib/view/trust/anchor_words.h"

enum { TEXT_MAX = 1 << 20 };

/* Whether ASCII text contains a part, whatever the case of its letters. */
static bool has_text(struct span text, struct span part)
{
    for (size_t i = 0; i + part.n <= text.n; i++) {
        if (span_ieq(span_head(span_tail(text, i), part.n), part))
            return true;
    }
    return part.n == 0;
}

bool anchor_text_has(struct span text, const char *part)
{
    return has_text(text, span_str(part));
}

bool anchor_subject_has(struct span subject, const char *text)
{
    struct buf name;

    buf_init(&name, TEXT_MAX);
    safe_name(&name, subject);
    bool has = has_text(buf_span(&name), span_str(text));
    buf_free(&name);
    return has;
}

bool anchor_name_has(const struct cert *cert, const char *text)
{
    return anchor_subject_has(cert->subject, text);
}

/* Appends the letters and digits of a text in lower case: "RSA 2048" becomes "rsa2048". */
static void put_plain(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (isalnum(text.p[i]))
            buf_u8(out, span_lower(text.p[i]));
    }
}

const char anchor_key_kinds[] = "rsa, rsa-2048 and other sizes, dsa, p-256, p-384, p-521, ed25519, "
                                "ed448, ml-dsa-44, ml-dsa-65, ml-dsa-87, the name of a curve";

static bool begins(const char *name, struct span plain)
{
    struct buf own;

    buf_init(&own, TEXT_MAX);
    put_plain(&own, span_str(name));
    bool has = span_starts(buf_span(&own), plain);
    buf_free(&own);
    return has;
}

/* A size of an RSA or DSA key: "rsa2048". */
static bool is_sized(struct span plain)
{
    bool is_kind = span_starts(plain, SPAN_LIT("rsa")) || span_starts(plain, SPAN_LIT("dsa"));

    for (size_t i = strlen("rsa"); i < plain.n; i++)
        is_kind = is_kind && isdigit(plain.p[i]);
    return is_kind;
}

/* A dotted identifier, as others than the named ones are shown. */
static bool is_dotted(const char *text)
{
    return strspn(text, "0123456789.") == strlen(text);
}

bool anchor_key_is_known(const char *kind)
{
    static const char *const names[] = {"rsa",       "dsa",       "p-224",    "p-256",
                                        "p-384",     "p-521",     "ed25519",  "ed448",
                                        "ml-dsa-44", "ml-dsa-65", "ml-dsa-87"};
    struct buf plain;
    bool is_known = is_dotted(kind);

    buf_init(&plain, TEXT_MAX);
    put_plain(&plain, span_str(kind));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        is_known = is_known || begins(names[i], buf_span(&plain));
    for (enum oid id = OID_UNKNOWN + 1; id < OID_COUNT; id++)
        is_known = is_known || begins(oid_name(id), buf_span(&plain));
    is_known = plain.n > 0 && (is_known || is_sized(buf_span(&plain)));
    buf_free(&plain);
    return is_known;
}

static bool has_key(const struct cert *cert, const char *kind)
{
    struct buf key, own, wanted;

    buf_init(&key, TEXT_MAX);
    buf_init(&own, TEXT_MAX);
    buf_init(&wanted, TEXT_MAX);
    keyinfo_print(&key, &cert->key);
    put_plain(&own, buf_span(&key));
    put_plain(&wanted, span_str(kind));
    bool has = span_starts(buf_span(&own), buf_span(&wanted));
    buf_free(&key);
    buf_free(&own);
    buf_free(&wanted);
    return has;
}

bool anchor_ends_within(const struct cert *cert, const struct lead *lead, int64_t now)
{
    int64_t ahead = lead->seconds;

    if (!cert->has_not_after)
        return true;
    if (lead->percent > 0)
        ahead =
            cert->has_not_before ? (cert->not_after - cert->not_before) / 100 * lead->percent : 0;
    return cert->not_after - ahead < now;
}

static bool is_wanted(const struct trust_anchor *anchor, const struct anchor_filter *filter,
                      int64_t now)
{
    const struct cert *c = anchor->link->cert;
    bool by_end = filter->expires.seconds > 0 || filter->expires.percent > 0;

    return (filter->purpose == ANCHOR_ANY_USE ||
            anchor_is_for(anchor->link, (enum purpose)filter->purpose)) &&
           (!by_end || anchor_ends_within(c, &filter->expires, now)) &&
           (filter->key == NULL || has_key(c, filter->key)) &&
           (filter->name == NULL || anchor_name_has(c, filter->name));
}

/* What a sort compares: made once for each anchor. */
struct sort_row {
    struct trust_anchor anchor;
    struct buf label;
};

static int by_label(const void *a, const void *b)
{
    const struct sort_row *x = a, *y = b;
    struct span p = buf_span(&x->label), q = buf_span(&y->label);

    for (size_t i = 0; i < p.n && i < q.n; i++) {
        int c = span_lower(p.p[i]) - span_lower(q.p[i]);
        if (c != 0)
            return c;
    }
    if (p.n != q.n)
        return p.n < q.n ? -1 : 1;
    return memcmp(x->anchor.link->cert->fingerprint, y->anchor.link->cert->fingerprint,
                  CERT_FINGERPRINT);
}

static int by_not_after(const void *a, const void *b)
{
    const struct sort_row *x = a, *y = b;
    int64_t p = x->anchor.link->cert->not_after, q = y->anchor.link->cert->not_after;

    return p != q ? (p > q) - (p < q) : by_label(a, b);
}

void anchor_filter_sort(struct trust_anchor *anchors, size_t num, bool by_end)
{
    struct arena arena;

    arena_init(&arena, (size_t)1 << 30);
    struct sort_row *rows = arena_alloc(&arena, num + 1, sizeof *rows);
    for (size_t i = 0; rows != NULL && i < num; i++) {
        rows[i].anchor = anchors[i];
        buf_init(&rows[i].label, TEXT_MAX);
        label_cert(&rows[i].label, anchors[i].link->cert);
    }
    if (rows != NULL)
        qsort(rows, num, sizeof *rows, by_end ? by_not_after : by_label);
    for (size_t i = 0; rows != NULL && i < num; i++) {
        anchors[i] = rows[i].anchor;
        buf_free(&rows[i].label);
    }
    arena_free(&arena);
}

static void keep_wanted(struct trust_anchor *anchors, size_t *num,
                        const struct anchor_filter *filter, int64_t now)
{
    size_t kept = 0;

    for (size_t i = 0; i < *num; i++) {
        if (is_wanted(&anchors[i], filter, now))
            anchors[kept++] = anchors[i];
    }
    *num = kept;
    anchor_filter_sort(anchors, kept, filter->expires.seconds > 0 || filter->expires.percent > 0);
}

void anchor_filter_apply(struct trust_shelf *shelf, const struct anchor_filter *filter, int64_t now)
{
    keep_wanted(shelf->anchors, &shelf->num, filter, now);
    keep_wanted(shelf->distrusted, &shelf->num_distrusted, filter, now);
}
