/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of what each mechanism of revocation answered, and of what timestamps are worth. */
#include "config.h"

#include "lib/view/verdict/answers.h"

#include <inttypes.h>

#include "lib/base/hex.h"
#include "lib/path/revoke.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/columns.h"
#include "lib/x509/certurl.h"

/* The texts of a table begin under the names of the chain above it. */
enum { INDENT = 2, ID_BYTES = 4, TEXT_CAP = 1 << 12, MS = 1000 };

/* What the table of revocation is about.  Above the answers it has a row about the staple of the
 * leaf, if one is required or was asked for. */
struct status_table {
    const struct report *report;
    const struct view_input *in;
    const struct style *style;
    const char *staple; /* NULL: no such row */
    bool is_required;
};

enum status_column { STATUS_CERT, STATUS_BY, STATUS_ANSWER, STATUS_MADE, STATUS_NEXT, STATUS_FROM };

static const struct rev_answer *answer_at(const struct status_table *t, size_t row)
{
    size_t before = t->staple != NULL ? 1 : 0;

    return row < before ? NULL : &t->report->answers[row - before];
}

/* Each certificate has its number once. */
static void put_number(struct buf *out, const struct status_table *t, size_t row)
{
    const struct rev_answer *a = answer_at(t, row),
                            *before = row > 0 ? answer_at(t, row - 1) : NULL;
    int cert = a == NULL ? 0 : a->cert;

    if (row == 0 || (before == NULL ? 0 : before->cert) != cert)
        buf_printf(out, "%d", cert);
}

static const char *mechanism_of(const struct status_table *t, const struct rev_answer *a)
{
    static const char *const names[REV_MECHANISM_COUNT] = {"OCSP", "CRL", "CRLite",
                                                           N_("short-lived")};

    if (a != NULL)
        return names[a->mechanism];
    return t->is_required ? "must-staple" : N_("staple");
}

static const char *const statuses[REV_STATUS_COUNT] = {
    [REV_STATUS_GOOD] = N_("good"),
    [REV_STATUS_REVOKED] = N_("revoked"),
    [REV_STATUS_UNKNOWN] = N_("unknown"),
    [REV_STATUS_STALE] = N_("stale"),
    [REV_STATUS_UNUSABLE] = N_("unusable"),
    [REV_STATUS_UNREACHABLE] = N_("unreachable"),
    [REV_STATUS_NOT_ASKED] = N_("not asked"),
    [REV_STATUS_NOT_COVERED] = N_("not covered"),
    [REV_STATUS_NOT_ENROLLED] = N_("not enrolled"),
    [REV_STATUS_NOT_NEEDED] = N_("not needed"),
};

static const char *const sources[EVIDENCE_SOURCE_COUNT] = {
    [EVIDENCE_CERT] = N_("certificate"), [EVIDENCE_FILE] = N_("file"),
    [EVIDENCE_STAPLE] = N_("handshake"), [EVIDENCE_OCSP] = N_("OCSP response"),
    [EVIDENCE_FETCHED] = N_("fetched"),  [EVIDENCE_CACHE] = N_("cache"),
};

/* A hold may have been lifted since: it is not called a revocation (RFC 5280 5.3.1). */
static const char *answer_word(const struct rev_answer *answer)
{
    return answer->status == REV_STATUS_REVOKED && answer->reason == CRL_HOLD
               ? N_("on hold")
               : statuses[answer->status];
}

/* How long ago, or how far ahead, something is; nothing if there is no time. */
static void put_age(struct buf *out, int64_t time, const struct status_table *t, const char *past,
                    const char *future)
{
    int64_t now = t->in->judge->time;

    if (time != INT64_MIN)
        label_with_span(out, time > now ? future : past, time > now ? time - now : now - time,
                        t->style->lang);
}

/* The source, and the file or URL. */
static void put_from(struct buf *out, const struct status_table *t, const struct rev_answer *a)
{
    enum lang lang = t->style->lang;

    if (a == NULL) {
        buf_str(out, lang_text(lang, t->is_required ? N_("certificate") : N_("handshake")));
        return;
    }
    buf_str(out, lang_text(lang, sources[a->source]));
    if (a->origin == NULL)
        return;
    buf_str(out, lang_text(lang, N_(": ")));
    safe_put(out, span_str(a->origin));
}

static void put_status(struct buf *out, const void *ctx, size_t row, int column)
{
    const struct status_table *t = ctx;
    const struct rev_answer *a = answer_at(t, row);
    enum lang lang = t->style->lang;

    switch ((enum status_column)column) {
    case STATUS_CERT: put_number(out, t, row); break;
    case STATUS_BY: buf_str(out, lang_text(lang, mechanism_of(t, a))); break;
    case STATUS_ANSWER:
        buf_str(out, lang_text(lang, a == NULL ? t->staple : answer_word(a)));
        break;
    case STATUS_MADE:
        if (a != NULL)
            put_age(out, a->this_update, t, N_("{n} ago"), N_("in {n}"));
        break;
    case STATUS_NEXT:
        if (a != NULL)
            put_age(out, a->next_update, t, N_("ended {n} ago"), N_("{n} left"));
        break;
    case STATUS_FROM: put_from(out, t, a); break;
    }
}

static enum ink status_ink(const void *ctx, size_t row, int column)
{
    static const enum ink inks[REV_STATUS_COUNT] = {
        [REV_STATUS_GOOD] = INK_GOOD,        [REV_STATUS_REVOKED] = INK_BAD,
        [REV_STATUS_UNKNOWN] = INK_WARN,     [REV_STATUS_STALE] = INK_WARN,
        [REV_STATUS_UNUSABLE] = INK_WARN,    [REV_STATUS_UNREACHABLE] = INK_WARN,
        [REV_STATUS_NOT_ASKED] = INK_DIM,    [REV_STATUS_NOT_COVERED] = INK_DIM,
        [REV_STATUS_NOT_ENROLLED] = INK_DIM, [REV_STATUS_NOT_NEEDED] = INK_PLAIN,
    };
    const struct rev_answer *a = answer_at(ctx, row);

    return column == STATUS_ANSWER && a != NULL ? inks[a->status] : INK_PLAIN;
}

/* One line about what is not in a table. */
static void put_line(struct buf *out, const struct style *style, struct span text)
{
    text_prose(out, style, INK_DIM, INDENT, 0, text);
}

static void put_sentence(struct buf *out, const struct style *style, const char *english)
{
    put_line(out, style, span_str(lang_text(style->lang, english)));
}

/* Whether the path has an answer about the leaf of this kind. */
static bool leaf_has(const struct report *report, enum rev_mechanism mechanism,
                     enum rev_status status)
{
    for (size_t i = 0; i < report->num_answers; i++) {
        const struct rev_answer *a = &report->answers[i];
        if (a->cert == 0 && a->mechanism == mechanism && a->status == status)
            return true;
    }
    return false;
}

/* Revocation was not asked about, and nothing came: what could be asked. */
static void put_unchecked(struct buf *out, const struct report *report, const struct style *style)
{
    static const char *const sentences[2][2] = {
        {NULL, N_("revocation: not checked; this certificate names a CRL and no OCSP URL, which is "
                  "normal now: --fetch-crl checks it")},
        {N_("revocation: not checked; this certificate names an OCSP URL: --fetch-ocsp checks it"),
         N_("revocation: not checked; this certificate names an OCSP URL and a CRL: --fetch checks "
            "it")},
    };
    const char *english = sentences[leaf_has(report, REV_OCSP, REV_STATUS_NOT_ASKED)]
                                   [leaf_has(report, REV_CRL, REV_STATUS_NOT_ASKED)];

    if (leaf_has(report, REV_SHORT_LIVED, REV_STATUS_NOT_NEEDED))
        english = N_("revocation: not checked, and not needed: this certificate is short-lived");
    if (english != NULL)
        put_sentence(out, style, english);
}

/* Something has answered, or failed to. */
static bool has_evidence(const struct report *report)
{
    for (size_t i = 0; i < report->num_answers; i++) {
        enum rev_status status = report->answers[i].status;
        if (status != REV_STATUS_NOT_ASKED && status != REV_STATUS_NOT_NEEDED)
            return true;
    }
    return false;
}

/* Whether the leaf has a staple, in words; NULL: there is nothing to say about it. */
static const char *staple_of(const struct report *report, const struct view_input *in,
                             bool is_required)
{
    bool asked = in->judge->evidence != NULL && in->judge->evidence->asked_staple;

    for (size_t i = 0; asked && i < report->num_answers; i++) {
        if (report->answers[i].cert == 0 && report->answers[i].source == EVIDENCE_STAPLE)
            return is_required ? N_("received") : NULL;
    }
    if (asked)
        return N_("not sent");
    return is_required ? N_("not seen") : NULL;
}

/* People who look for OCSP find it in few certificates now. */
static void put_no_ocsp(struct buf *out, const struct report *report, const struct style *style)
{
    const struct path *p = &report->chosen;

    for (size_t i = 0; i + 1 < p->num; i++) {
        if (certurl_ocsp(p->links[i].cert).n > 0 || certurl_crl(p->links[i].cert).n == 0)
            continue;
        put_sentence(out, style,
                     N_("A certificate that names a CRL and no OCSP URL is normal now: public CAs "
                        "need not offer OCSP any more (CA/B BR 7.1.2.7.7)."));
        return;
    }
}

static void put_statuses(struct buf *out, const struct report *report, const struct view_input *in,
                         const struct style *style)
{
    static const char *const heads[] = {"",         N_("REVOCATION"), N_("ANSWER"),
                                        N_("MADE"), N_("NEXT"),       N_("SOURCE")};
    bool is_required = revoke_demands_staple(report->chosen.links[0].cert);
    struct status_table t = {.report = report,
                             .in = in,
                             .style = style,
                             .staple = staple_of(report, in, is_required),
                             .is_required = is_required};
    struct columns table = {.heads = heads,
                            .num = sizeof heads / sizeof heads[0],
                            .flexible = STATUS_FROM,
                            .rows = report->num_answers + (t.staple != NULL ? 1 : 0),
                            .ctx = &t,
                            .cell = put_status,
                            .ink = status_ink};

    if (table.rows > 0) {
        columns_put(out, &table, style, INDENT);
        put_no_ocsp(out, report, style);
    } else {
        put_sentence(out, style,
                     N_("revocation: nothing answered, and no certificate names a source"));
    }
}

enum sct_column { SCT_LOG, SCT_OPERATOR, SCT_STATE, SCT_TIME, SCT_ANSWER, SCT_LEAF, SCT_FROM };

struct sct_table {
    const struct report *report;
    const struct style *style;
};

/* The name in the list, but for the operator, who has a column; or the start of the ID. */
static void put_log(struct buf *out, const struct sct_answer *sct, enum lang lang)
{
    struct span name = sct->log, who = sct->operator_name;

    if (name.n > who.n + 1 && who.n > 0 && span_eq(span_head(name, who.n), who) &&
        name.p[who.n] == ' ')
        name = span_tail(name, who.n + 1);
    if (name.n > 0) {
        safe_put(out, name);
    } else if (sct->log_id.n > ID_BYTES) {
        buf_str(out, lang_text(lang, N_("log ")));
        hex_encode(out, span_head(sct->log_id, ID_BYTES), 0);
        buf_str(out, "...");
    }
}

/* The index, and what the tiles have at it. */
static void put_leaf(struct buf *out, const struct sct_answer *sct, enum lang lang)
{
    static const char *const words[INCLUSION_COUNT] = {
        [INCLUSION_PROVEN] = N_(", included"),
        [INCLUSION_WRONG] = N_(", not included"),
        [INCLUSION_UNKNOWN] = N_(", not known"),
    };

    if (sct->leaf_index < 0)
        return;
    buf_printf(out, "%" PRId64, sct->leaf_index);
    if (words[sct->inclusion] != NULL)
        buf_str(out, lang_text(lang, words[sct->inclusion]));
}

static void put_sct(struct buf *out, const void *ctx, size_t row, int column)
{
    static const char *const words[SCT_STATUS_COUNT] = {
        [SCT_STATUS_VALID] = N_("valid"),
        [SCT_STATUS_INVALID] = N_("invalid"),
        [SCT_STATUS_UNKNOWN_LOG] = N_("unknown log"),
        [SCT_STATUS_NO_LIST] = N_("not checked"),
        [SCT_STATUS_UNCHECKED] = N_("not checked"),
        [SCT_STATUS_MALFORMED] = N_("malformed"),
        [SCT_STATUS_FUTURE] = N_("future"),
        [SCT_STATUS_INTERVAL] = N_("wrong interval"),
    };
    const struct sct_table *t = ctx;
    const struct sct_answer *sct = &t->report->scts[row];
    enum lang lang = t->style->lang;

    switch ((enum sct_column)column) {
    case SCT_LOG: put_log(out, sct, lang); break;
    case SCT_OPERATOR: safe_put(out, sct->operator_name); break;
    case SCT_STATE: safe_put(out, sct->state); break;
    case SCT_TIME:
        if (sct->status != SCT_STATUS_MALFORMED)
            text_date(out, sct->timestamp_ms / MS);
        break;
    case SCT_ANSWER: buf_str(out, lang_text(lang, words[sct->status])); break;
    case SCT_LEAF: put_leaf(out, sct, lang); break;
    case SCT_FROM: buf_str(out, lang_text(lang, sources[sct->source])); break;
    }
}

static enum ink sct_ink(const void *ctx, size_t row, int column)
{
    static const enum ink inks[SCT_STATUS_COUNT] = {
        [SCT_STATUS_VALID] = INK_GOOD,       [SCT_STATUS_INVALID] = INK_BAD,
        [SCT_STATUS_UNKNOWN_LOG] = INK_WARN, [SCT_STATUS_NO_LIST] = INK_DIM,
        [SCT_STATUS_UNCHECKED] = INK_WARN,   [SCT_STATUS_MALFORMED] = INK_BAD,
        [SCT_STATUS_FUTURE] = INK_WARN,      [SCT_STATUS_INTERVAL] = INK_WARN,
    };
    const struct sct_table *t = ctx;

    return column == SCT_ANSWER ? inks[t->report->scts[row].status] : INK_PLAIN;
}

/* When the log list was made: what it does not know says little if it is old. */
static void put_list_age(struct buf *out, const struct log_list *list, int64_t time,
                         const struct style *style)
{
    int64_t days = log_list_age(list, time);
    struct buf text;

    buf_init(&text, TEXT_CAP);
    buf_str(&text, lang_text(style->lang, N_("log list of ")));
    text_date(&text, list->timestamp);
    if (days >= 0)
        lang_count(&text, style->lang, N_(", {n} day{s} old"), (size_t)days);
    if (log_list_is_stale(list, time))
        lang_count(&text, style->lang, N_(": stale after {n} day{s}"), LOG_LIST_DAYS);
    put_line(out, style, buf_span(&text));
    buf_free(&text);
}

/* Without a list nothing is known of the logs, but how many there are. */
static void put_unverified(struct buf *out, const struct report *report, const struct style *style)
{
    size_t logs = 0;
    struct buf text;

    for (size_t i = 0; i < report->num_scts; i++) {
        size_t k = 0;
        while (k < i && !span_eq(report->scts[k].log_id, report->scts[i].log_id))
            k++;
        logs += k == i && report->scts[i].log_id.n > 0 ? 1 : 0;
    }
    buf_init(&text, TEXT_CAP);
    lang_count(&text, style->lang, N_("certificate transparency: {n} timestamp{s}"),
               report->num_scts);
    lang_count(&text, style->lang, N_(" from {n} log{s}"), logs);
    buf_str(&text, lang_text(style->lang, N_("; --ct-logs FILE verifies them")));
    put_line(out, style, buf_span(&text));
    buf_free(&text);
}

static void put_scts(struct buf *out, const struct report *report, const struct view_input *in,
                     const struct style *style)
{
    static const char *const heads[] = {N_("TIMESTAMP OF"), N_("OPERATOR"), N_("STATE"), N_("MADE"),
                                        N_("ANSWER"),       N_("LEAF"),     N_("SOURCE")};
    struct sct_table t = {report, style};
    struct columns table = {.heads = heads,
                            .num = sizeof heads / sizeof heads[0],
                            .flexible = SCT_LOG,
                            .rows = report->num_scts,
                            .ctx = &t,
                            .cell = put_sct,
                            .ink = sct_ink};

    if (report->num_scts > 0)
        columns_put(out, &table, style, INDENT + 3);
    else
        put_sentence(
            out, style,
            N_("certificate transparency: no timestamps in the certificate or the handshake"));
    put_list_age(out, in->judge->ct_logs, in->judge->time, style);
}

void answers_text(struct buf *out, const struct report *report, const struct view_input *in,
                  const struct style *style)
{
    bool has_path = report->chosen.anchored && report->chosen.num > 1;
    size_t start = out->n;

    if (has_path && !path_has_error(&report->chosen) && in->judge->revocation == REVOCATION_OFF &&
        !has_evidence(report) && in->can_fetch)
        put_unchecked(out, report, style);
    else if (has_path &&
             (has_evidence(report) || (in->judge->revocation != REVOCATION_OFF &&
                                       (report->num_answers > 0 || report->reason == REASON_OK))))
        put_statuses(out, report, in, style);
    if (in->judge->ct_logs != NULL && out->n > start)
        buf_u8(out, '\n');
    if (in->judge->ct_logs != NULL)
        put_scts(out, report, in, style);
    else if (report->num_scts > 0 && in->can_fetch)
        put_unverified(out, report, style);
    if (out->n > start)
        buf_u8(out, '\n');
}
