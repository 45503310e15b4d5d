/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An aspect of a handshake is a text, such as "TLS 1.3".  Addresses differ in it if two of those
 * that have one have different ones.  An address that was not reached has only one: that it was
 * not.
 */
#include "config.h"

#include "lib/view/handshake/hs_addresses.h"

#include "lib/crypto/digest.h"
#include "lib/tls/wire/msg.h"
#include "lib/view/cert/checks.h"
#include "lib/view/handshake/layout.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { INDENT = 2, GAP = 2, ASPECT_MAX = 64, NOTE_CAP = 1 << 16, SHOWN_DIGEST = 8 };

static bool is_network(enum reason reason)
{
    return reason_exit(reason) == EXIT_NETWORK;
}

static void put_reached(struct buf *out, const struct hs_view *view)
{
    buf_str(out, is_network(view->reason) ? reason_code(view->reason) : "reached");
}

static void put_name(struct buf *out, enum layout_as as, uint16_t number)
{
    const char *name = number == 0 ? NULL : layout_name(as, number);

    if (name != NULL)
        buf_str(out, name);
    else if (number != 0)
        buf_printf(out, "0x%04x", number);
}

static void put_version(struct buf *out, const struct hs_view *view)
{
    const struct tls_info *i = view->info;

    if (i != NULL)
        put_name(out, AS_VERSION, i->version != 0 ? i->version : i->server_version);
}

static void put_suite(struct buf *out, const struct hs_view *view)
{
    if (view->info != NULL && view->info->suite != NULL)
        buf_str(out, view->info->suite->name);
}

static void put_group(struct buf *out, const struct hs_view *view)
{
    if (view->info != NULL)
        put_name(out, AS_GROUP, view->info->group);
}

static void put_alpn(struct buf *out, const struct hs_view *view)
{
    if (view->info == NULL || view->info->answers != ANSWERS_READ)
        return;
    if (view->info->alpn.n == 0)
        buf_str(out, "-");
    else
        safe_cut(out, view->info->alpn, ASPECT_MAX / 2);
}

/* The beginning of the SHA-256 of the leaf. */
static void put_certificate(struct buf *out, const struct hs_view *view)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct cert_entry leaf;
    struct fail fail = {0};

    if (view->info == NULL || view->info->chain.n == 0)
        return;
    struct rd r = rd_init(view->info->chain, &fail);
    if (!cert_entry_next(&r, view->info->version == TLS_1_3, &leaf))
        return;
    digest_of(DIGEST_SHA256, digest, leaf.cert);
    for (size_t i = 0; i < SHOWN_DIGEST; i++)
        buf_printf(out, "%02x", digest[i]);
}

/* The network's failures are put_reached's. */
static void put_verdict(struct buf *out, const struct hs_view *view)
{
    if (!is_network(view->reason))
        buf_str(out, view->reason == REASON_OK ? "OK" : reason_code(view->reason));
}

enum aspect {
    ASPECT_REACHED,
    ASPECT_VERSION,
    ASPECT_SUITE,
    ASPECT_GROUP,
    ASPECT_ALPN,
    ASPECT_CERTIFICATE,
    ASPECT_VERDICT,
    ASPECTS
};

static const struct {
    const char *title, *difference;
    void (*put)(struct buf *out, const struct hs_view *view);
} aspects[ASPECTS] = {
    [ASPECT_REACHED] = {N_("Reached"), N_("not every address of the name is reached: "),
                        put_reached},
    [ASPECT_VERSION] = {N_("Version"), N_("the version depends on the address: "), put_version},
    [ASPECT_SUITE] = {N_("Suite"), N_("the cipher suite depends on the address: "), put_suite},
    [ASPECT_GROUP] = {N_("Group"), N_("the group of the key exchange depends on the address: "),
                      put_group},
    [ASPECT_ALPN] = {N_("ALPN"), N_("the application protocol depends on the address: "), put_alpn},
    [ASPECT_CERTIFICATE] = {N_("Certificate"), N_("the certificate depends on the address: "),
                            put_certificate},
    [ASPECT_VERDICT] = {N_("Verdict"), N_("the verdict depends on the address: "), put_verdict},
};

/* The columns of the table after the address. */
static const unsigned columns[] = {ASPECT_VERSION, ASPECT_SUITE, ASPECT_GROUP, ASPECT_CERTIFICATE,
                                   ASPECT_VERDICT};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* The text of an aspect, empty if the handshake has none. */
static struct span aspect(struct buf *room, const struct hs_view *view, unsigned which)
{
    buf_truncate(room, 0);
    aspects[which].put(room, view);
    return buf_span(room);
}

/* True if an address before i has the same text. */
static bool is_repeated(const struct hs_addresses *all, unsigned which, size_t i, struct span text)
{
    struct buf room;
    bool found = false;

    buf_init(&room, NOTE_CAP);
    for (size_t k = 0; k < i && !found; k++)
        found = span_eq(aspect(&room, &all->views[k], which), text);
    buf_free(&room);
    return found;
}

/* The addresses that have this text. */
static void put_those(struct buf *out, const struct hs_addresses *all, unsigned which,
                      struct span text)
{
    struct buf room;
    bool first = true;

    buf_init(&room, NOTE_CAP);
    for (size_t k = 0; k < all->num; k++) {
        if (!span_eq(aspect(&room, &all->views[k], which), text))
            continue;
        buf_printf(out, "%s%s", first ? "" : ", ", all->at[k]);
        first = false;
    }
    buf_free(&room);
}

/* Appends "…: TLS 1.3 at 192.0.2.1, 192.0.2.2; TLS 1.2 at 192.0.2.3"; nothing if all that have the
 * aspect have the same. */
static void put_difference(struct buf *out, const struct hs_addresses *all, unsigned which,
                           enum lang lang)
{
    struct buf room, text;
    unsigned kinds = 0;

    buf_init(&room, NOTE_CAP);
    buf_init(&text, NOTE_CAP);
    for (size_t i = 0; i < all->num; i++) {
        struct span value = aspect(&room, &all->views[i], which);

        if (value.n == 0 || is_repeated(all, which, i, value))
            continue;
        buf_printf(&text, "%s%.*s%s", kinds++ > 0 ? lang_text(lang, N_("; ")) : "", (int)value.n,
                   (const char *)value.p, lang_text(lang, N_(" at ")));
        put_those(&text, all, which, value);
    }
    if (kinds > 1) {
        buf_str(out, lang_text(lang, aspects[which].difference));
        buf_put(out, buf_span(&text));
    }
    buf_free(&text);
    buf_free(&room);
}

/* The width of each column; [COLUMNS] is that of the addresses. */
static void measure(const struct hs_addresses *all, enum lang lang, int widths[COLUMNS + 1])
{
    struct buf room;

    buf_init(&room, NOTE_CAP);
    for (size_t c = 0; c <= COLUMNS; c++) {
        const char *title = c == COLUMNS ? N_("Address") : aspects[columns[c]].title;

        widths[c] = text_width(span_str(lang_text(lang, title)));
        for (size_t i = 0; i < all->num; i++) {
            int width = c == COLUMNS ? text_width(span_str(all->at[i]))
                                     : text_width(aspect(&room, &all->views[i], columns[c]));

            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    buf_free(&room);
}

static void put_row(struct buf *out, const struct hs_addresses *all, size_t i,
                    const int widths[COLUMNS + 1], const struct style *style)
{
    const struct hs_view *view = &all->views[i];
    struct buf room;

    buf_init(&room, NOTE_CAP);
    text_pad(out, INDENT);
    text_cell(out, span_str(all->at[i]), widths[COLUMNS] + GAP);
    for (size_t c = 0; c + 1 < COLUMNS; c++)
        text_cell(out, aspect(&room, view, columns[c]), widths[c] + GAP);
    text_ink(out, style, view->reason == REASON_OK ? INK_GOOD : INK_BAD);
    buf_str(out, view->reason == REASON_OK ? "OK" : reason_code(view->reason));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
    buf_free(&room);
}

static void put_table(struct buf *out, const struct hs_addresses *all, const struct style *style)
{
    int widths[COLUMNS + 1];

    measure(all, style->lang, widths);
    text_pad(out, INDENT);
    text_ink(out, style, INK_BOLD);
    text_cell(out, span_str(lang_text(style->lang, N_("Address"))), widths[COLUMNS] + GAP);
    for (size_t c = 0; c + 1 < COLUMNS; c++)
        text_cell(out, span_str(lang_text(style->lang, aspects[columns[c]].title)),
                  widths[c] + GAP);
    buf_str(out, lang_text(style->lang, aspects[ASPECT_VERDICT].title));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
    for (size_t i = 0; i < all->num; i++)
        put_row(out, all, i, widths, style);
}

/* A paragraph with a mark. */
static void put_note(struct buf *out, struct span text, enum mark mark, const struct style *style)
{
    text_pad(out, INDENT);
    checks_mark(out, style, mark);
    buf_u8(out, ' ');
    text_fold(out, style, INDENT + 2, INDENT + 2, text);
}

void hs_addresses_text(struct buf *out, const struct hs_addresses *all, const struct style *style)
{
    bool differs = false;
    struct buf text;

    put_table(out, all, style);
    buf_u8(out, '\n');
    buf_init(&text, NOTE_CAP);
    for (unsigned which = 0; which < ASPECTS; which++) {
        buf_truncate(&text, 0);
        put_difference(&text, all, which, style->lang);
        if (text.n > 0)
            put_note(out, buf_span(&text), MARK_WARN, style);
        differs = differs || text.n > 0;
    }
    buf_free(&text);
    if (!differs && all->num > 1)
        put_note(out, span_str(lang_text(style->lang, N_("all addresses answer alike"))), MARK_GOOD,
                 style);
    if (all->num == 1)
        put_note(out, span_str(lang_text(style->lang, N_("only one address was found"))), MARK_GOOD,
                 style);
    if (all->cut)
        put_note(out, span_str(lang_text(style->lang, N_("the name has more addresses"))),
                 MARK_WARN, style);
}

void hs_addresses_quiet(struct buf *out, const struct hs_addresses *all, const struct style *style)
{
    for (size_t i = 0; i < all->num; i++)
        verdict_line(out, all->at[i], all->views[i].reason, style);
}

void hs_addresses_findings(struct json_writer *json, const struct hs_addresses *all)
{
    struct buf text;

    buf_init(&text, NOTE_CAP);
    for (unsigned which = 0; which < ASPECTS; which++) {
        buf_truncate(&text, 0);
        put_difference(&text, all, which, LANG_EN);
        if (text.n == 0)
            continue;
        buf_u8(&text, '\0');
        envelope_note(json, REASON_DIFFERENT, (const char *)text.p, "", NULL);
    }
    buf_free(&text);
}

void hs_addresses_json(struct json_writer *json, const struct hs_addresses *all)
{
    jw_list(json, "addresses");
    for (size_t i = 0; i < all->num; i++)
        jw_str(json, NULL, all->at[i]);
    jw_list_end(json);
    jw_bool(json, "addresses_complete", !all->cut && all->text == NULL);
}
