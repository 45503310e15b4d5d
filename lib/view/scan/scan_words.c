/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/scan_words.h"

#include <inttypes.h>

#include "lib/view/cert/label.h"
#include "lib/view/scan/scan_names.h"

/* The most numbers that a sentence names: lists have them all. */
enum { IDS_SHOWN = 6 };

static void put_id(struct buf *out, const struct scan_words *words, uint16_t id)
{
    const char *version = version_name(id);

    switch (words->topic) {
    case SCAN_ABOUT_VERSIONS: buf_str(out, version != NULL ? version : "?"); break;
    case SCAN_ABOUT_SUITES: buf_str(out, scan_suite_name(id).text); break;
    case SCAN_ABOUT_GROUPS: buf_str(out, scan_group_name(id).text); break;
    case SCAN_ABOUT_SCHEMES: buf_str(out, scan_scheme_name(id).text); break;
    case SCAN_ABOUT_FEATURES:
        buf_str(out, lang_text(words->lang, scan_feature_row(id)->title));
        break;
    }
}

static void put_ids(struct buf *out, const struct scan_words *words)
{
    const struct scan_ids *ids = words->ids;
    size_t shown = ids->num > IDS_SHOWN + 1 ? IDS_SHOWN : ids->num;

    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            buf_str(out, lang_text(words->lang, i + 1 == ids->num ? N_(" and ") : N_(", ")));
        put_id(out, words, ids->v[i]);
    }
    if (shown < ids->num)
        lang_count(out, words->lang, N_(" and {n} more"), ids->num - shown);
}

static void put_number(struct buf *out, const struct scan_words *words)
{
    buf_printf(out, "%" PRId64, words->number);
}

static void put_duration(struct buf *out, const struct scan_words *words)
{
    label_span(out, words->number, words->lang);
}

static void put_limit(struct buf *out, const struct scan_words *words)
{
    buf_printf(out, "%" PRIu32, words->limit);
}

static void put_name(struct buf *out, const struct scan_words *words)
{
    buf_put(out, words->name);
}

static void put_key(struct buf *out, const struct scan_words *words)
{
    const struct scan_facts *facts = words->facts;
    int at = words->chain;
    bool is_known =
        facts != NULL && at >= 0 && (size_t)at < facts->num_chains && facts->chains[at].key != NULL;

    buf_str(out, is_known ? facts->chains[at].key : lang_text(words->lang, N_("of unknown kind")));
}

static const struct {
    const char *word;
    void (*put)(struct buf *out, const struct scan_words *words);
} table[] = {
    {"ids", put_ids},   {"number", put_number}, {"duration", put_duration},
    {"name", put_name}, {"key", put_key},       {"limit", put_limit},
};

void scan_words_fill(struct buf *out, const struct scan_words *words, const char *sentence)
{
    struct span rest = span_str(lang_text(words->lang, sentence));

    while (rest.n > 0) {
        struct span plain = span_head(rest, span_find(rest, '{'));

        buf_put(out, plain);
        rest = span_tail(rest, plain.n + 1);
        struct span word = span_head(rest, span_find(rest, '}'));
        for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
            if (span_eq(span_str(table[i].word), word))
                table[i].put(out, words);
        }
        rest = span_tail(rest, word.n + 1);
    }
}
