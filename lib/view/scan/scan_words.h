/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_words: the values of the {words} in sentences about a scan. */
#ifndef TB_LIB_VIEW_SCAN_SCAN_WORDS_H
#define TB_LIB_VIEW_SCAN_SCAN_WORDS_H

#include "lib/scan/scan_judge.h"
#include "lib/view/text/lang.h"

struct scan_words {
    const struct scan_facts *facts; /* or NULL */
    enum lang lang;
    enum scan_topic topic;
    const struct scan_ids *ids; /* {ids} */
    int chain;                  /* {key}: of this chain */
    int64_t number;             /* {number}, and {duration} in seconds */
    uint32_t limit;             /* {limit} */
    struct span name;           /* {name} */
};

/* scan_words_fill appends the sentence, translated and with its values.  Values from the server are
 * appended as they came. */
void scan_words_fill(struct buf *out, const struct scan_words *words, const char *sentence);

#endif
