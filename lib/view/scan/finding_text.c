/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/finding_text.h"

#include "lib/view/scan/scan_words.h"

void finding_text(struct buf *out, const struct scan_finding *finding,
                  const struct scan_facts *facts, enum lang lang)
{
    struct scan_words words = {.facts = facts,
                               .lang = lang,
                               .topic = finding->topic,
                               .ids = &finding->ids,
                               .chain = finding->chain,
                               .number = finding->number,
                               .name = finding->name};

    scan_words_fill(out, &words, scan_rule_text(finding->rule));
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
