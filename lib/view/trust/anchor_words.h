/* SPDX-License-Identifier: GPL-3.0-or-later */
/* anchor_words: what a store says about an anchor, in words. */
#ifndef TB_LIB_VIEW_TRUST_ANCHOR_WORDS_H
#define TB_LIB_VIEW_TRUST_ANCHOR_WORDS_H

#include "lib/view/trust/trust_view.h"

/* anchor_purposes appends the purposes for which the anchor is trusted, as --purpose names them and
 * separated by commas: "all", "server,email", or "none". */
void anchor_purposes(struct buf *out, const struct link *link);

/* anchor_is_for: the anchor is trusted for this purpose. */
bool anchor_is_for(const struct link *link, enum purpose purpose);

/* A date that limits what a store trusts an anchor for. */
struct anchor_date {
    const char *key;      /* of JSON */
    const char *sentence; /* ends before the date */
    bool is_set;
    int64_t time;
};
enum { ANCHOR_DATES = 5 };
void anchor_dates(struct anchor_date out[ANCHOR_DATES], const struct anchor_terms *terms);

/* anchor_terms_of is the first set of an anchor's terms, or one that says nothing.
 * anchor_terms_next is the one after it, NULL after the last; *is_choice: one of the two is enough,
 * not both. */
const struct anchor_terms *anchor_terms_of(const struct link *link);
const struct anchor_terms *anchor_terms_next(const struct anchor_terms *terms, bool *is_choice);

/* anchor_notes appends lines, indented, of what the store says of an anchor, and which names it may
 * issue for; nothing if there is nothing to say. */
void anchor_notes(struct buf *out, const struct link *link, int indent, const struct style *style);

/* anchor_subtrees appends the names of nameConstraints in one line: "permitted DNS example.org;
 * excluded DNS a.example.org".  Nothing if there are none. */
void anchor_subtrees(struct buf *out, struct span constraints);

/* anchor_subtrees_json appends the same as an object of two arrays. */
void anchor_subtrees_json(struct json_writer *json, const char *source, struct span constraints);

#endif
