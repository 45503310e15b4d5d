/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CRL as text, one line or JSON. */
#include "config.h"

#include "lib/view/cert/label.h"
#include "lib/view/cert/show_ext.h"
#include "lib/view/cert/show_parts.h"
#include "lib/view/text/text.h"

/* Entries shown unless --entries says otherwise. */
enum { SHOWN = 20 };

static size_t count_entries(const struct crl *crl)
{
    struct crl_iter it = {0};
    struct crl_entry e;
    size_t n = 0;

    while (crl_next(&it, crl, &e))
        n++;
    return n;
}

/*
 * In an indirect CRL, the issuer that an entry names also applies to the entries after it (RFC 5280
 * 5.3.3).  Thousands of entries may share a long name, so JSON has the issuer only where it
 * changes.  `before` identifies the issuer of the previous entry.
 */
static void put_entry(struct tree_writer *tree, const struct crl *crl,
                      const struct crl_entry *entry, const uint8_t *before)
{
    bool other_issuer =
        tw_is_json(tree) ? entry->issuer.p != before : entry->issuer.p != crl->issuer.p;

    tw_open(tree, NULL);
    tw_hex(tree, "serial", label_serial(entry->serial));
    tw_time_read(tree, "date", entry->has_date, entry->date);
    if (entry->reason == CRL_UNREAD_REASON)
        tw_unread(tree, "reason");
    else if (entry->reason >= 0)
        tw_str(tree, "reason", crl_reason_name(entry->reason));
    if (entry->issuer_unread)
        tw_unread(tree, "issuer");
    else if (other_issuer)
        tw_name(tree, "issuer", entry->issuer);
    tw_close(tree);
}

/* JSON has all entries: whoever reads it can filter them. */
static void put_entries(struct tree_writer *tree, const struct crl *crl)
{
    size_t num = count_entries(crl), max = num;
    struct crl_iter it = {0};
    struct crl_entry e;

    if (!tw_is_json(tree))
        max = tree->style->entries == 0 ? SHOWN : tree->style->entries;
    tw_int(tree, "num_revoked", (int64_t)num);
    if (num == 0 && !tw_is_json(tree))
        return;
    tw_list(tree, "revoked");
    const uint8_t *before = crl->issuer.p;
    for (size_t i = 0; i < max && crl_next(&it, crl, &e); i++) {
        put_entry(tree, crl, &e, before);
        before = e.issuer.p;
    }
    if (num > max) {
        struct buf text;
        buf_init(&text, 128);
        buf_printf(&text, "and %zu more", num - max);
        tw_buf(tree, NULL, &text);
    }
    tw_list_end(tree);
}

/* All defects, also the one that does not prevent the use of the CRL. */
static void put_defects(struct tree_writer *tree, const struct crl *crl)
{
    struct fail all[CERT_DEFECTS];
    unsigned num = 0;

    for (; num < crl->num_defects && num < CERT_DEFECTS; num++)
        all[num] = crl->defects[num];
    if (crl->loose.err != ERR_OK && num < CERT_DEFECTS)
        all[num++] = crl->loose;
    tw_defects(tree, all, num, crl->der);
}

/* The fields in the order of the CRL (RFC 5280 5.1), then its digests and what is wrong with it. */
static void put_crl(struct tree_writer *tree, const struct crl *crl)
{
    tw_name(tree, "issuer", crl->issuer);
    tw_int(tree, "version", crl->version);
    tw_time_read(tree, "this_update", crl->has_this_update, crl->this_update);
    if (crl->next_unread)
        tw_unread(tree, "next_update");
    else if (crl->next_update != INT64_MIN)
        tw_time(tree, "next_update", crl->next_update);
    else
        tw_str(tree, "next_update", tw_is_json(tree) ? NULL : "not given");
    show_sigalg(tree, &crl->sigalg);
    show_exts(tree, crl->extensions);
    put_entries(tree, crl);
    show_digests(tree, crl->der);
    put_defects(tree, crl);
}

void crl_text(struct buf *out, const struct crl *crl, const struct style *style)
{
    struct tree_writer d = tw_text(out, style);

    tw_heading(&d, crl->base_number.n > 0 ? "Delta CRL" : "CRL");
    d.indent += 2;
    put_crl(&d, crl);
}

void crl_short(struct buf *out, const struct crl *crl)
{
    size_t num = count_entries(crl);

    buf_printf(out, "%sCRL of ", crl->base_number.n > 0 ? "delta " : "");
    label_name(out, crl->issuer);
    buf_str(out, ", ");
    label_date(out, crl->has_this_update, crl->this_update);
    if (crl->next_update != INT64_MIN || crl->next_unread) {
        buf_str(out, " to ");
        label_date(out, !crl->next_unread, crl->next_update);
    }
    buf_printf(out, ", %zu revoked\n", num);
}

enum err crl_json(struct buf *out, const char *input, const struct crl *crl)
{
    struct tree_writer d = show_open(out, input, "crl");

    put_crl(&d, crl);
    return show_close(&d);
}
