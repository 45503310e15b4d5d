/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/finding_text.h"

#include <inttypes.h>

#include "lib/view/cert/label.h"
#include "lib/view/scan/scan_names.h"

/* The most numbers that a sentence names: lists have them all. */
enum { IDS_SHOWN = 6 };

struct finding_words {
    const struct scan_finding *finding;
    const struct scan_facts *facts;
    enum lang lang;
};

/* The features of the table, by their titles. */
static const char *const titles[] = {
#define FEATURE(ID, key, kind, title, ref) title,
#include "lib/scan/features.def"
#undef FEATURE
};

static void put_id(struct buf *out, const struct finding_words *words, uint16_t id)
{
    const char *version = version_name(id);

    switch (words->finding->topic) {
    case SCAN_ABOUT_VERSIONS: buf_str(out, version != NULL ? version : "?"); break;
    case SCAN_ABOUT_SUITES: buf_str(out, scan_suite_name(id).text); break;
    case SCAN_ABOUT_GROUPS: buf_str(out, scan_group_name(id).text); break;
    case SCAN_ABOUT_SCHEMES: buf_str(out, scan_scheme_name(id).text); break;
    case SCAN_ABOUT_FEATURES: buf_str(out, lang_text(words->lang, titles[id])); break;
    }
}

static void put_ids(struct buf *out, const struct finding_words *words)
{
    const struct scan_ids *ids = &words->finding->ids;
    size_t shown = ids->num > IDS_SHOWN + 1 ? IDS_SHOWN : ids->num;

    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            buf_str(out, lang_text(words->lang, i + 1 == ids->num ? N_(" and ") : N_(", ")));
        put_id(out, words, ids->v[i]);
    }
    if (shown < ids->num)
        lang_count(out, words->lang, N_(" and {n} more"), ids->num - shown);
}

static void put_number(struct buf *out, const struct finding_words *words)
{
    buf_printf(out, "%" PRId64, words->finding->number);
}

static void put_duration(struct buf *out, const struct finding_words *words)
{
    label_span(out, words->finding->number, words->lang);
}

static void put_name(struct buf *out, const struct finding_words *words)
{
    buf_put(out, words->finding->name);
}

static void put_key(struct buf *out, const struct finding_words *words)
{
    const struct scan_facts *facts = words->facts;
    int at = words->finding->chain;
    bool is_known =
        facts != NULL && at >= 0 && (size_t)at < facts->num_chains && facts->chains[at].key != NULL;

    buf_str(out, is_known ? facts->chains[at].key : lang_text(words->lang, N_("of unknown kind")));
}

static const struct {
    const char *word;
    void (*put)(struct buf *out, const struct finding_words *words);
} table[] = {
    {"ids", put_ids},   {"number", put_number}, {"duration", put_duration},
    {"name", put_name}, {"key", put_key},
};

void finding_text(struct buf *out, const struct scan_finding *finding,
                  const struct scan_facts *facts, enum lang lang)
{
    struct finding_words words = {.finding = finding, .facts = facts, .lang = lang};
    struct span rest = span_str(lang_text(lang, scan_rule_text(finding->rule)));

    while (rest.n > 0) {
        struct span plain = span_head(rest, span_find(rest, '{'));

        buf_put(out, plain);
        rest = span_tail(rest, plain.n + 1);
        struct span word = span_head(rest, span_find(rest, '}'));
        for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
            if (span_eq(span_str(table[i].word), word))
                table[i].put(out, &words);
        }
        rest = span_tail(rest, word.n + 1);
    }
}

void finding_why(struct buf *out, const struct scan_finding *finding, enum lang lang)
{
    buf_str(out, lang_text(lang, scan_rule_why(finding->rule)));
}

void finding_fix(struct buf *out, const struct scan_finding *finding, enum lang lang)
{
    buf_str(out, lang_text(lang, scan_rule_fix(finding->rule)));
}

const char *finding_severity(const struct scan_finding *finding)
{
    return scan_rule_level(finding->rule) == SCAN_INFO ? "info" : "warning";
}
