/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/requirement_text.h"

#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_words.h"

void requirement_line_key(struct buf *out, const struct requirement_line *line)
{
    bool is_feature = line->item == REQUIRE_FEATURE_YES || line->item == REQUIRE_FEATURE_NO;

    buf_str(out, is_feature ? scan_feature_row(line->feature)->key : requirement_key(line->item));
}

void requirement_line_text(struct buf *out, const struct requirement_line *line,
                           const struct scan_facts *facts, enum lang lang)
{
    struct scan_words words = {.facts = facts,
                               .lang = lang,
                               .topic = requirement_topic(line->item),
                               .ids = &line->ids,
                               .chain = line->chain,
                               .number = line->number,
                               .limit = line->limit,
                               .name = line->name};

    if (line->result == REQUIREMENT_BROKEN)
        scan_words_fill(out, &words, requirement_sentence(line->item));
    else if (line->result == REQUIREMENT_UNKNOWN)
        buf_str(out, lang_text(lang, N_("The scan could not find this out.")));
}

void requirement_fault_text(struct buf *out, const struct requirement_fault *fault)
{
    if (fault->line > 0)
        buf_printf(out, "line %zu: ", fault->line);
    buf_str(out, err_text(fault->err));
    if (fault->at.n > 0) {
        buf_str(out, ": ");
        buf_put(out, fault->at);
    }
    if (fault->meant != NULL)
        buf_printf(out, " (did you mean %s?)", fault->meant);
}
