/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the text with certificates, features and what stayed unknown. */
#include "config.h"

#include "lib/view/cert/label.h"
#include "lib/view/cert/lists.h"
#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_rows.h"
#include "lib/view/text/safe.h"

enum { LINE_CAP = 1 << 16, CERT_CAP = 1 << 20, KEY_WIDTH = 11, NAME_CHARS = 60, NAMES = 4 };

/* The names of the leaf and of its issuer; nothing of a leaf that cannot be read. */
static const struct cert *read_leaf(struct arena *arena, const struct scan_chain *chain)
{
    struct cert *cert = ARENA_NEW(arena, struct cert);
    struct fail fail = {0};

    if (cert == NULL || chain->num == 0 || cert_parse(cert, chain->certs[0], &fail) != ERR_OK)
        return NULL;
    return cert;
}

/* "it is for www.example.com, example.com and 3 more" */
static void put_names(const struct scan_sheet *sheet, const struct cert *leaf)
{
    struct buf line;

    buf_init(&line, LINE_CAP);
    lists_names(&line, leaf, NAMES, sheet->style->lang);
    text_prose(sheet->out, sheet->style, INK_PLAIN, 4 + KEY_WIDTH, 0, buf_span(&line));
    buf_free(&line);
}

/* The issuer, the algorithm of the signature, and what the server sends with the certificate. */
static void put_issuer(const struct scan_sheet *sheet, struct buf *line, const struct cert *leaf,
                       const struct scan_chain *chain)
{
    buf_printf(line, "%s%s", scan_say(sheet, N_("; ")), scan_say(sheet, N_("issued by ")));
    label_name(line, leaf->issuer);
    buf_printf(line, "%s%s", scan_say(sheet, N_("; ")), scan_say(sheet, N_("signed with ")));
    label_sigalg(line, &leaf->sigalg);
    buf_str(line, scan_say(sheet, N_("; ")));
    lang_count(line, sheet->style->lang, N_("{n} certificate{s} sent"), chain->num);
}

/* "valid until 2026-12-21, 30 days left; issued by Example CA; signed with RSA-SHA256; 2
 * certificates sent; 2 timestamps; OCSP response stapled". */
static void put_state(const struct scan_sheet *sheet, const struct cert *leaf,
                      const struct scan_chain *chain)
{
    enum lang lang = sheet->style->lang;
    struct buf line;

    buf_init(&line, LINE_CAP);
    buf_str(&line, scan_say(sheet, N_("valid until ")));
    label_date(&line, leaf->has_not_after, leaf->not_after);
    buf_str(&line, scan_say(sheet, N_(", ")));
    label_left(&line, leaf, sheet->view->now, lang);
    put_issuer(sheet, &line, leaf, chain);
    if (chain->without_sni)
        buf_printf(&line, "%s%s", scan_say(sheet, N_("; ")),
                   scan_say(sheet, N_("sent to clients without a server name")));
    if (chain->num_scts > 0) {
        buf_str(&line, scan_say(sheet, N_("; ")));
        lang_count(&line, lang, N_("{n} timestamp{s}"), chain->num_scts);
    }
    if (chain->is_stapled)
        buf_printf(&line, "%s%s", scan_say(sheet, N_("; ")),
                   scan_say(sheet, N_("OCSP response stapled")));
    text_prose(sheet->out, sheet->style, INK_DIM, 4 + KEY_WIDTH, 0, buf_span(&line));
    buf_free(&line);
}

/* The refusal as `verify` states it. */
static void put_refusal(const struct scan_sheet *sheet, const struct scan_chain *chain)
{
    struct buf line;

    if (chain->reason == REASON_OK)
        return;
    buf_init(&line, LINE_CAP);
    if (chain->sentence.n > 0)
        safe_put(&line, chain->sentence);
    else
        buf_str(&line, scan_say(sheet, reason_meaning(chain->reason)));
    text_prose(sheet->out, sheet->style, INK_BAD, 4 + KEY_WIDTH, 0, buf_span(&line));
    buf_free(&line);
}

static void put_chain(const struct scan_sheet *sheet, const struct scan_chain *chain)
{
    enum scan_sign sign = chain->reason == REASON_OK ? SIGN_GOOD : SIGN_BAD;
    struct arena arena;
    struct buf text;

    arena_init(&arena, CERT_CAP);
    buf_init(&text, LINE_CAP);
    const struct cert *leaf = read_leaf(&arena, chain);
    text_cell(&text, span_str(chain->key == NULL ? "" : chain->key), KEY_WIDTH);
    if (leaf != NULL)
        label_cert(&text, leaf);
    else
        buf_str(&text, scan_say(sheet, N_("not readable")));
    scan_row_put(
        sheet, &(struct scan_row){.sign = sign, .indent = 2, .text = buf_span(&text), .note = ""});
    if (leaf != NULL) {
        put_names(sheet, leaf);
        put_state(sheet, leaf, chain);
    }
    put_refusal(sheet, chain);
    buf_free(&text);
    arena_free(&arena);
}

void scan_put_certificates(const struct scan_sheet *sheet)
{
    const struct scan_facts *facts = sheet->view->facts;

    scan_title(sheet, N_("Certificates"));
    if (facts->num_chains == 0)
        scan_row_put(sheet,
                     &(struct scan_row){.sign = SIGN_UNKNOWN,
                                        .indent = 2,
                                        .text = span_str(scan_say(sheet, N_("none was seen"))),
                                        .note = ""});
    for (size_t i = 0; i < facts->num_chains; i++)
        put_chain(sheet, &facts->chains[i]);
}

/* What is notable about a feature has a row of its own. */
struct feature_kind {
    enum scan_kind kind;
    const char *title;
    enum scan_answer notable;
    enum scan_sign sign, other; /* of a row, and of all others together */
    const char *others;
};
static const struct feature_kind kinds[] = {
    {SCAN_ABLE, N_("Features"), SCAN_YES, SIGN_GOOD, SIGN_NONE, N_("no: ")},
    {SCAN_TOLERANT, N_("Tolerance"), SCAN_NO, SIGN_WARN, SIGN_GOOD, N_("yes: ")},
    {SCAN_WEAK, N_("Weaknesses"), SCAN_YES, SIGN_BAD, SIGN_GOOD, N_("no: ")},
};

static bool is_of(const struct feature_kind *kind, size_t feature)
{
    enum scan_kind own = scan_feature_row((enum scan_feature)feature)->kind;

    return own == kind->kind || (own == SCAN_NUMBER && kind->kind == SCAN_ABLE);
}

/* The title of a feature, or in place of its number what that means. */
static void put_feature(const struct scan_sheet *sheet, const struct feature_kind *kind,
                        size_t feature)
{
    const struct scan_feature_value *value = &sheet->view->facts->features[feature];
    const struct scan_feature_row *row = scan_feature_row((enum scan_feature)feature);
    struct buf line;

    buf_init(&line, LINE_CAP);
    buf_str(&line, scan_say(sheet, row->title));
    if (row->kind == SCAN_NUMBER)
        buf_printf(&line, "%s%u", scan_say(sheet, N_(": ")), (unsigned)value->value);
    if (row->kind == SCAN_TOLERANT)
        buf_printf(&line, "%s%s", scan_say(sheet, N_(": ")), scan_say(sheet, N_("no")));
    scan_row_put(sheet,
                 &(struct scan_row){.sign = row->kind == SCAN_NUMBER ? SIGN_NONE : kind->sign,
                                    .indent = 2,
                                    .text = buf_span(&line),
                                    .note = ""});
    buf_free(&line);
}

/* A number that there is not is no feature that is missing. */
static bool is_other(const struct feature_kind *kind, size_t feature, enum scan_answer answer)
{
    return scan_feature_row((enum scan_feature)feature)->kind == kind->kind &&
           answer != SCAN_UNKNOWN && answer != kind->notable;
}

/* All others in one paragraph. */
static void put_others(const struct scan_sheet *sheet, const struct feature_kind *kind)
{
    const struct scan_feature_value *values = sheet->view->facts->features;
    bool first = true;
    struct buf line;

    buf_init(&line, LINE_CAP);
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        if (!is_other(kind, i, values[i].answer))
            continue;
        buf_str(&line, scan_say(sheet, first ? kind->others : N_(", ")));
        buf_str(&line, scan_say(sheet, scan_feature_row((enum scan_feature)i)->title));
        first = false;
    }
    if (!first)
        scan_row_put(sheet,
                     &(struct scan_row){
                         .sign = kind->other, .indent = 2, .text = buf_span(&line), .note = ""});
    buf_free(&line);
}

static bool has_any(const struct scan_sheet *sheet, const struct feature_kind *kind)
{
    bool has = false;

    for (size_t i = 0; i < FEATURE_COUNT; i++)
        has = has || (is_of(kind, i) && sheet->view->facts->features[i].answer != SCAN_UNKNOWN);
    return has;
}

static void put_kind(const struct scan_sheet *sheet, const struct feature_kind *kind)
{
    if (!has_any(sheet, kind))
        return;
    scan_title(sheet, kind->title);
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        if (is_of(kind, i) && sheet->view->facts->features[i].answer == kind->notable)
            put_feature(sheet, kind, i);
    }
    put_others(sheet, kind);
}

/* What the server says about what is above TLS. */
static void put_application(const struct scan_sheet *sheet)
{
    const struct scan_facts *facts = sheet->view->facts;
    struct buf line;

    if (facts->num_alpn == 0 && facts->software.n == 0)
        return;
    scan_title(sheet, N_("Application"));
    buf_init(&line, LINE_CAP);
    text_cell(&line, SPAN_LIT("ALPN"), KEY_WIDTH);
    for (size_t i = 0; i < facts->num_alpn; i++) {
        buf_str(&line, i > 0 ? ", " : "");
        safe_cut(&line, facts->alpn[i], NAME_CHARS);
    }
    if (facts->num_alpn > 0)
        text_prose(sheet->out, sheet->style, INK_PLAIN, 4, KEY_WIDTH, buf_span(&line));
    buf_truncate(&line, 0);
    text_cell(&line, span_str(scan_say(sheet, N_("Software"))), KEY_WIDTH);
    safe_cut(&line, facts->software, NAME_CHARS);
    if (facts->software.n > 0)
        text_prose(sheet->out, sheet->style, INK_PLAIN, 4, KEY_WIDTH, buf_span(&line));
    buf_free(&line);
}

void scan_put_features(const struct scan_sheet *sheet)
{
    put_application(sheet);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        put_kind(sheet, &kinds[i]);
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Its answer is not known, and the server has a use for it. */
static bool is_unknown(const struct scan_facts *facts, size_t i)
{
    return facts->features[i].answer == SCAN_UNKNOWN &&
           !scan_feature_is_moot(facts, (enum scan_feature)i);
}

/* All features that are not known for one reason, in one paragraph. */
static void put_because(const struct scan_sheet *sheet, size_t first)
{
    const struct scan_feature_value *values = sheet->view->facts->features;
    const char *because = values[first].because;
    struct buf line;

    buf_init(&line, LINE_CAP);
    for (size_t i = first; i < FEATURE_COUNT; i++) {
        if (!is_unknown(sheet->view->facts, i) || !is_same(values[i].because, because))
            continue;
        buf_str(&line, i > first ? scan_say(sheet, N_(", ")) : "");
        buf_str(&line, scan_say(sheet, scan_feature_row((enum scan_feature)i)->title));
    }
    if (because != NULL)
        buf_printf(&line, "%s%s", scan_say(sheet, N_(": ")), scan_say(sheet, because));
    scan_row_put(
        sheet,
        &(struct scan_row){.sign = SIGN_UNKNOWN, .indent = 2, .text = buf_span(&line), .note = ""});
    buf_free(&line);
}

void scan_put_unknown(const struct scan_sheet *sheet)
{
    const struct scan_feature_value *values = sheet->view->facts->features;
    bool first = true;

    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        size_t before = 0;
        while (before < i && (!is_unknown(sheet->view->facts, before) ||
                              !is_same(values[before].because, values[i].because)))
            before++;
        if (!is_unknown(sheet->view->facts, i) || before < i)
            continue;
        if (first)
            scan_title(sheet, N_("Not found out"));
        first = false;
        put_because(sheet, i);
    }
}
