/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict on a chain as text: the verdict line, the headline with its advice, the path. */
#include "config.h"

#include "lib/path/dane.h"
#include "lib/view/cert/checks.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/text.h"
#include "lib/view/verdict/answers.h"
#include "lib/view/verdict/phrase.h"
#include "lib/view/verdict/tree.h"

/* The columns at which text about the path, and text about one of its certificates, starts. */
enum { INDENT = 2, DEEP = 7, DATE_WIDTH = 12, PROSE_CAP = 1 << 20 };

void verdict_line(struct buf *out, const char *input, enum reason reason, const struct style *style)
{
    bool ok = reason == REASON_OK;

    safe_put(out, span_str(label_input(input)));
    buf_str(out, ": ");
    text_ink(out, style, ok ? INK_GOOD : INK_BAD);
    if (ok)
        buf_str(out, "OK");
    else
        buf_printf(out, "FAIL (%s)", reason_code(reason));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

void verdict_none(struct buf *out, const char *input, const char *why, const struct style *style)
{
    safe_put(out, span_str(label_input(input)));
    buf_str(out, ": ");
    text_ink(out, style, INK_BOLD);
    buf_str(out, lang_text(style->lang, N_("not verified")));
    text_ink(out, style, INK_PLAIN);
    buf_printf(out, " (%s)\n", why);
}

void report_quiet(struct buf *out, const struct report *report, const struct view_input *in,
                  const struct style *style)
{
    verdict_line(out, in->input, report->reason, style);
}

/* A reference stays on one line, so that people can search for it. */
static void put_ref(struct buf *out, const char *ref)
{
    if (ref[0] == 0)
        return;
    buf_str(out, " [");
    for (; *ref != 0; ref++)
        buf_u8(out, *ref == ' ' ? TEXT_GLUE : (uint8_t)*ref);
    buf_u8(out, ']');
}

/* The message with its reference, and the advice.  The cursor is at column `at`. */
static void put_finding(struct buf *out, const struct finding *finding, const struct path *path,
                        const struct view_input *in, const struct style *style, int at)
{
    const char *ref = finding_ref(finding), *label = lang_text(style->lang, N_("fix: "));
    struct view_input said = *in;
    struct buf text;

    said.lang = style->lang;
    buf_init(&text, PROSE_CAP);
    finding_message(&text, finding, path, &said);
    put_ref(&text, ref);
    text_fold(out, style, at, at, buf_span(&text));
    buf_truncate(&text, 0);
    finding_hint(&text, finding, path, &said);
    if (text.n > 0) {
        int after = at + text_width(span_str(label));

        text_pad(out, at);
        text_ink(out, style, INK_BOLD);
        buf_str(out, label);
        text_ink(out, style, INK_PLAIN);
        text_fold(out, style, after, after, buf_span(&text));
    }
    buf_free(&text);
}

static void put_marked(struct buf *out, const struct finding *finding, const struct path *path,
                       const struct view_input *in, const struct style *style, int indent)
{
    text_pad(out, indent);
    checks_mark(out, style, checks_severity(finding->severity));
    buf_u8(out, ' ');
    put_finding(out, finding, path, in, style, indent + 2);
}

/* The TLSA record that is fulfilled. */
static void put_record(struct buf *text, const struct tlsa *record, enum lang lang)
{
    buf_str(text, lang_text(lang, N_(" It fulfils the TLSA record ")));
    tlsa_print(text, record);
    buf_printf(text, " (%s)", tlsa_usage_name((enum tlsa_usage)record->usage));
    /* RFC 7671 5.1 */
    if (record->usage == TLSA_DANE_EE)
        buf_str(text, lang_text(lang, N_(": names, dates, issuers and revocation do not count")));
    buf_str(text, lang_text(lang, N_(".")));
}

/* The sentence for a good verdict: for which purpose and hosts the chain is trusted, and until
 * when. */
static void put_good(struct buf *out, const struct report *report, const struct view_input *in,
                     const struct style *style)
{
    static const char *const as[] = {N_("Trusted as a TLS server"), N_("Trusted as a TLS client"),
                                     N_("Trusted for e-mail"), N_("Trusted for signing code"),
                                     N_("Trusted for any purpose")};
    const struct path *p = &report->chosen;
    const struct cert *first_to_end = p->by_key ? NULL : path_first_to_end(p);
    struct buf text;

    buf_init(&text, PROSE_CAP);
    buf_str(&text, lang_text(style->lang, as[in->judge->purpose]));
    for (size_t i = 0; i < in->judge->num_hosts; i++) {
        buf_str(&text, i == 0 ? lang_text(style->lang, N_(" for ")) : ", ");
        phrase_quoted(&text, span_str(in->judge->hosts[i].text));
    }
    if (report->host.matched && report->host.wildcard) {
        buf_str(&text, lang_text(style->lang, N_(" (matched by ")));
        safe_put(&text, report->host.name.val);
        buf_str(&text, lang_text(style->lang, N_(")")));
    }
    if (first_to_end != NULL) {
        buf_str(&text, lang_text(style->lang, N_(" until ")));
        text_date(&text, first_to_end->not_after);
        buf_str(&text, lang_text(style->lang, N_(" (")));
        label_left(&text, first_to_end, in->judge->time, style->lang);
        buf_str(&text, lang_text(style->lang, N_(")")));
    }
    buf_str(&text, lang_text(style->lang, N_(".")));
    if (report->dane != NULL)
        put_record(&text, report->dane, style->lang);
    text_pad(out, INDENT);
    text_fold(out, style, INDENT, INDENT, buf_span(&text));
    buf_free(&text);
}

/* The widths of the table's columns.  Names get the space that the other columns leave. */
struct chain_columns {
    int name, key, sig;
    bool from; /* there is space for the start of the validity too */
};

/* The width of what put writes about cert. */
static int cell_width(void (*put)(struct buf *, const struct cert *), const struct cert *cert)
{
    struct buf text;

    buf_init(&text, PROSE_CAP);
    put(&text, cert);
    int width = text_width(buf_span(&text));
    buf_free(&text);
    return width;
}

static void put_key(struct buf *out, const struct cert *cert)
{
    keyinfo_print(out, &cert->key);
}

static void put_sig(struct buf *out, const struct cert *cert)
{
    label_sigalg(out, &cert->sigalg);
}

static bool is_anchor(const struct path *path, size_t i)
{
    return path->anchored && i + 1 == path->num;
}

/* Each column is as wide as its widest cell.  If the sum exceeds the terminal, the start of the
 * validity is left out first, then names are cut. */
static struct chain_columns table_of(const struct path *path, const struct style *style)
{
    struct chain_columns t = {.name = 11, .key = 3, .sig = 11};

    for (size_t i = 0; i < path->num; i++) {
        const struct cert *c = path->links[i].cert;
        int name = cell_width(label_cert, c), key = cell_width(put_key, c);
        int sig = is_anchor(path, i) ? 12 : cell_width(put_sig, c);
        t.name = name > t.name ? name : t.name;
        t.key = key > t.key ? key : t.key;
        t.sig = sig > t.sig ? sig : t.sig;
    }
    int fixed = DEEP - 2 + t.key + t.sig + 10 + 10 + 8;
    t.from = fixed + t.name + 12 <= text_columns(style);
    int room = text_columns(style) - fixed - (t.from ? 12 : 0);
    if (t.name > room)
        t.name = room < 16 ? 16 : room;
    return t;
}

/* The names of the columns.  FROM is there only if the lines have space for it. */
static void put_header(struct buf *out, const struct chain_columns *columns,
                       const struct style *style)
{
    text_ink(out, style, INK_DIM);
    text_pad(out, DEEP - 2);
    text_cell(out, span_str(lang_text(style->lang, N_("CERTIFICATE"))), columns->name + 2);
    text_cell(out, span_str(lang_text(style->lang, N_("KEY"))), columns->key + 2);
    text_cell(out, span_str(lang_text(style->lang, N_("SIGNED WITH"))), columns->sig + 2);
    if (columns->from)
        text_cell(out, span_str(lang_text(style->lang, N_("FROM"))), DATE_WIDTH);
    text_cell(out, span_str(lang_text(style->lang, N_("UNTIL"))), DATE_WIDTH);
    buf_str(out, lang_text(style->lang, N_("LEFT")));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* A cell of at most `width` columns.  Empties the text. */
static void put_cell(struct buf *out, struct buf *text, int width)
{
    text_cut(text, width);
    text_cell(out, buf_span(text), width + 2);
    buf_truncate(text, 0);
}

/* The column LEFT: how long the certificate is still valid at that time, or why it is not. */
static void put_left(struct buf *out, const struct cert *cert, int64_t time,
                     const struct style *style)
{
    bool valid = time >= cert->not_before && time <= cert->not_after;
    bool known = cert->has_not_before && cert->has_not_after;

    text_ink(out, style, valid ? INK_PLAIN : INK_BAD);
    if (valid)
        label_span(out, cert->not_after - time, style->lang);
    else if (cert->has_not_after && time > cert->not_after)
        buf_str(out, lang_text(style->lang, N_("expired")));
    else
        buf_str(out,
                lang_text(style->lang, known || (cert->has_not_before && time < cert->not_before)
                                           ? N_("not yet")
                                           : N_("unknown")));
    if (!valid)
        text_ink(out, style, INK_PLAIN);
}

/* One line of the table: a certificate of the path. */
static void put_row(struct buf *out, const struct path *path, size_t i,
                    const struct chain_columns *columns, const struct view_input *in,
                    const struct style *style)
{
    const struct cert *c = path->links[i].cert;
    struct buf cell;

    buf_init(&cell, PROSE_CAP);
    buf_printf(out, "%3zu  ", i);
    label_cert(&cell, c);
    text_ink(out, style, INK_BOLD);
    put_cell(out, &cell, columns->name);
    text_ink(out, style, INK_PLAIN);
    put_key(&cell, c);
    put_cell(out, &cell, columns->key);
    if (is_anchor(path, i))
        buf_str(&cell, lang_text(style->lang, N_("trust anchor")));
    else
        put_sig(&cell, c);
    put_cell(out, &cell, columns->sig);
    if (columns->from) {
        label_date(out, c->has_not_before, c->not_before);
        buf_str(out, "  ");
    }
    label_date(out, c->has_not_after, c->not_after);
    buf_str(out, "  ");
    put_left(out, c, in->judge->time, style);
    buf_u8(out, '\n');
    buf_free(&cell);
}

/* The line below a certificate.  A certificate on which nothing was checked has none. */
static void put_checks(struct buf *out, const struct path *path, size_t i,
                       const struct view_input *in, const struct style *style)
{
    size_t start = out->n;

    text_pad(out, DEEP);
    size_t empty = out->n;
    checks_put(out, path, i, in, style);
    if (out->n == empty)
        buf_truncate(out, start);
    else
        buf_u8(out, '\n');
}

/* The table, with the findings below the certificate that they are about.  The headline was shown
 * before it. */
static void put_chain(struct buf *out, const struct report *report, const struct view_input *in,
                      const struct style *style)
{
    const struct path *p = &report->chosen;
    const struct finding *headline = path_headline(p);
    struct chain_columns t = table_of(p, style);

    put_header(out, &t, style);
    for (size_t i = 0; i < p->num; i++) {
        put_row(out, p, i, &t, in, style);
        put_checks(out, p, i, in, style);
        for (size_t k = 0; k < p->num_findings; k++) {
            const struct finding *f = &p->findings[k];
            if (f->cert == (int)i && f != headline && f->severity != SEVERITY_NONE)
                put_marked(out, f, p, in, style, DEEP);
        }
    }
    for (size_t k = 0; k < p->num_findings; k++) {
        const struct finding *f = &p->findings[k];
        if (f->cert < 0 && f != headline && f->severity != SEVERITY_NONE)
            put_marked(out, f, p, in, style, INDENT);
    }
}

/* Where the trust anchors came from. */
static void put_store(struct buf *out, const struct report *report, const struct view_input *in,
                      const struct style *style)
{
    const struct path *p = &report->chosen;
    /* If the first certificate is the anchor itself, its link holds the place of the input
     * instead. */
    const char *origin = p->anchored && p->num > 1 ? p->links[p->num - 1].origin : NULL;
    struct buf text;

    if (origin == NULL)
        origin = in->store;
    if (p->by_key || origin == NULL || origin[0] == 0)
        return;
    buf_init(&text, PROSE_CAP);
    buf_str(&text, lang_text(style->lang, N_("trust anchors: ")));
    safe_put(&text, span_str(origin));
    text_pad(out, INDENT);
    text_ink(out, style, INK_DIM);
    text_fold(out, style, INDENT, INDENT + 2, buf_span(&text));
    if (style->color)
        buf_truncate(out, out->n - 1);
    text_ink(out, style, INK_PLAIN);
    if (style->color)
        buf_u8(out, '\n');
    buf_free(&text);
}

/* The headline, or a sentence for a good verdict; then the table, the store, and with explain the
 * tree. */
void report_details(struct buf *out, const struct report *report, const struct view_input *in,
                    const struct style *style, bool explain)
{
    const struct path *p = &report->chosen;
    const struct finding *headline = path_headline(p);

    if (headline != NULL) {
        text_pad(out, INDENT);
        put_finding(out, headline, p, in, style, INDENT);
    } else if (report->reason == REASON_OK && p->num > 0 && in->unproved) {
        text_pad(out, INDENT);
        text_fold(out, style, INDENT, INDENT,
                  span_str(lang_text(style->lang,
                                     N_("The chain is valid. That does not prove who sent it: the "
                                        "sender has not shown that it holds the private key."))));
    } else if (report->reason == REASON_OK && p->num > 0) {
        put_good(out, report, in, style);
    }
    if (p->num > 0) {
        buf_u8(out, '\n');
        put_chain(out, report, in, style);
        buf_u8(out, '\n');
        answers_text(out, report, in, style);
    }
    put_store(out, report, in, style);
    if (explain) {
        buf_u8(out, '\n');
        tree_put(out, report, in, style);
    }
}

void report_text(struct buf *out, const struct report *report, const struct view_input *in,
                 const struct style *style, bool explain)
{
    report_quiet(out, report, in, style);
    report_details(out, report, in, style, explain);
}
