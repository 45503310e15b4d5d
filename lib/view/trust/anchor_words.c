/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/trust/anchor_words.h"

#include "lib/asn1/der.h"
#include "lib/path/purpose.h"
#include "lib/view/cert/elements.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"
#include "lib/view/text/tree_writer.h"

enum { NOTE_MAX = 1 << 20 };

bool anchor_is_for(const struct link *link, enum purpose purpose)
{
    return (link->unfit & purpose_trust(purpose)) == 0;
}

void anchor_purposes(struct buf *out, const struct link *link)
{
    const char *sep = "";
    bool is_all = true;

    for (enum purpose p = PURPOSE_SERVER; p <= PURPOSE_ANY; p++)
        is_all = is_all && anchor_is_for(link, p);
    if (is_all) {
        buf_str(out, "all");
        return;
    }
    for (enum purpose p = PURPOSE_SERVER; p <= PURPOSE_ANY; p++) {
        if (!anchor_is_for(link, p))
            continue;
        buf_printf(out, "%s%s", sep, purpose_names[p]);
        sep = ",";
    }
    if (*sep == '\0')
        buf_str(out, "none");
}

static const struct anchor_terms no_terms = {.server_distrust_after = INT64_MAX,
                                             .email_distrust_after = INT64_MAX,
                                             .issued_after = INT64_MIN,
                                             .sct_not_after = INT64_MAX,
                                             .sct_all_after = INT64_MIN,
                                             .path_len = -1};

const struct anchor_terms *anchor_terms_of(const struct link *link)
{
    return link->terms == NULL ? &no_terms : link->terms;
}

/* Each store's terms are a list of choices; `also` leads from one store's first to the next's. */
const struct anchor_terms *anchor_terms_next(const struct anchor_terms *terms, bool *is_choice)
{
    *is_choice = terms->otherwise != NULL;
    return terms->otherwise != NULL ? terms->otherwise : terms->also;
}

void anchor_dates(struct anchor_date out[ANCHOR_DATES], const struct anchor_terms *t)
{
    const struct anchor_date dates[ANCHOR_DATES] = {
        {"distrust_after", N_("not for certificates of servers issued after "),
         t->server_distrust_after != INT64_MAX, t->server_distrust_after},
        {"email_distrust_after", N_("not for certificates for e-mail issued after "),
         t->email_distrust_after != INT64_MAX, t->email_distrust_after},
        {"issued_after", N_("only for certificates issued after "), t->issued_after != INT64_MIN,
         t->issued_after},
        {"sct_not_after", N_("only for certificates with an SCT that is not later than "),
         t->sct_not_after != INT64_MAX, t->sct_not_after},
        {"sct_all_after", N_("only for certificates all of whose SCTs are later than "),
         t->sct_all_after != INT64_MIN, t->sct_all_after},
    };

    memcpy(out, dates, sizeof dates);
}

/* The two lists of NameConstraints (RFC 5280 4.2.1.10): contents of GeneralSubtrees. */
static bool split(struct span constraints, struct span out[2])
{
    struct fail fail = {0};
    struct der all = der_open(constraints, &fail);
    struct der d = der_enter(&all, DER_SEQUENCE);

    out[0] = out[1] = (struct span){0};
    der_opt(&d, DER_CTXC(0), &out[0]);
    der_opt(&d, DER_CTXC(1), &out[1]);
    return fail.err == ERR_OK;
}

static const char *const kinds[2] = {"permitted", "excluded"};

/* The next base of a list of subtrees. */
static bool next_base(struct elements *list, struct gname *base)
{
    struct der one;

    if (!elements_next(list, &one))
        return false;
    struct der subtree = der_enter(&one, DER_SEQUENCE);
    *base = gname_next(&subtree);
    return true;
}

/* Appends the bases of one list: "permitted: DNS a, DNS b". */
static void put_bases(struct buf *out, const char *kind, struct span list_content)
{
    struct fail fail = {0};
    struct elements list = elements_of(list_content, &fail);
    struct gname base;

    buf_printf(out, "%s: ", kind);
    for (size_t i = 0; next_base(&list, &base); i++) {
        buf_printf(out, "%s%s ", i == 0 ? "" : ", ", gname_label(base.kind));
        safe_gname(out, &base);
    }
}

void anchor_subtrees(struct buf *out, struct span constraints)
{
    struct span lists[2];
    const char *sep = "";

    if (constraints.n > 0 && !split(constraints, lists))
        buf_str(out, "not readable");
    for (size_t i = 0; constraints.n > 0 && i < 2; i++) {
        if (lists[i].n == 0)
            continue;
        buf_str(out, sep);
        put_bases(out, kinds[i], lists[i]);
        sep = "; ";
    }
}

void anchor_subtrees_json(struct json_writer *json, const char *source, struct span constraints)
{
    struct span lists[2];
    bool is_read = split(constraints, lists);

    jw_open(json, NULL);
    jw_str(json, "source", source);
    for (size_t i = 0; i < 2; i++) {
        struct fail fail = {0};
        struct elements list = elements_of(lists[i], &fail);
        struct gname base;

        if (!is_read) {
            jw_null(json, kinds[i]);
            continue;
        }
        jw_list(json, kinds[i]);
        while (next_base(&list, &base))
            tw_gname_json(json, NULL, &base);
        jw_list_end(json);
    }
    jw_close(json);
}

/* Appends a line that begins with a sentence and ends with the words, which are freed. */
static void put_note(struct buf *out, const char *lead, struct buf *words, int indent,
                     const struct style *style)
{
    struct buf line;

    buf_init(&line, NOTE_MAX);
    buf_str(&line, lang_text(style->lang, lead));
    buf_put(&line, buf_span(words));
    text_prose(out, style, INK_WARN, indent, 2, buf_span(&line));
    buf_free(&line);
    buf_free(words);
}

/* The notes of one set of terms. */
static void put_terms(struct buf *out, const struct anchor_terms *terms, int indent,
                      const struct style *style)
{
    struct anchor_date dates[ANCHOR_DATES];
    struct buf words;

    anchor_dates(dates, terms);
    for (size_t i = 0; i < ANCHOR_DATES; i++) {
        if (!dates[i].is_set)
            continue;
        buf_init(&words, NOTE_MAX);
        text_date(&words, dates[i].time);
        put_note(out, dates[i].sentence, &words, indent, style);
    }
    if (terms->constraints.n > 0) {
        buf_init(&words, NOTE_MAX);
        anchor_subtrees(&words, terms->constraints);
        put_note(out, N_("only for these names, by the store: "), &words, indent, style);
    }
    if (terms->path_len >= 0) {
        buf_init(&words, NOTE_MAX);
        buf_printf(&words, "%lld", (long long)terms->path_len);
        put_note(out, N_("the most intermediates below it, by the store: "), &words, indent, style);
    }
}

void anchor_notes(struct buf *out, const struct link *link, int indent, const struct style *style)
{
    const struct cert_ext *own = &link->cert->ext[EXT_NC];
    const struct anchor_terms *t = anchor_terms_of(link);
    bool is_choice = false;
    struct buf words;

    for (; t != NULL; t = anchor_terms_next(t, &is_choice)) {
        if (is_choice) {
            buf_init(&words, NOTE_MAX);
            put_note(out, N_("or:"), &words, indent, style);
        }
        put_terms(out, t, indent, style);
    }
    if (own->present) {
        buf_init(&words, NOTE_MAX);
        anchor_subtrees(&words, own->val);
        put_note(out, N_("only for these names, by the certificate: "), &words, indent, style);
    }
}
