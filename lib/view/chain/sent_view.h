/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sent_view: what is sent and what should be, as text, JSON and pictures. */
#ifndef TB_LIB_VIEW_CHAIN_SENT_VIEW_H
#define TB_LIB_VIEW_CHAIN_SENT_VIEW_H

#include "lib/chain/sent_chain.h"
#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* What --fix came to. */
struct sent_fixed {
    const char *path, *form; /* the file, and its form as in --to */
    size_t num;              /* certificates in it */
    bool has_key;            /* the private key is in it, too */
    enum reason refused;     /* OK: it was written */
    struct span why;         /* refused: a sentence */
};

/* All is borrowed. */
struct sent_view {
    const char *input;
    const char *const *files; /* what was read as one list */
    size_t num_files;
    enum reason reason; /* of the whole */
    const struct sent_chain *sent;
    const struct report *report; /* on what is sent, alone */
    const struct view_input *in; /* of that report */
    bool has_best;               /* sent->wanted leads to an anchor and is good */
    enum offer_why why;
    const char *const *stores;
    size_t num_stores;
    const char *key;                /* --key, or NULL */
    bool has_fetched;               /* issuers were fetched if they could be */
    const struct sent_fixed *fixed; /* NULL: nothing was to be written */
};

void sent_text(struct buf *out, const struct sent_view *view, const struct style *style);
void sent_quiet(struct buf *out, const struct sent_view *view, const struct style *style);
enum err sent_json(struct buf *out, const struct sent_view *view) MUST_CHECK;

/* graph_text draws all paths as a tree of boxes, graph_svg the certificates as a graph from the
 * leaf on the left to the anchors on the right. */
void graph_text(struct buf *out, const struct sent_view *view, const struct style *style);
void graph_svg(struct buf *out, const struct sent_view *view, enum lang lang);

/* For these files: sent_problem_put appends what is wrong, with its values; sent_advice_put what to
 * do about it; sent_stores_put the names of a set of stores.  sent_place is the number of a
 * certificate in the list, from 1; 0: it is not sent. */
void sent_problem_put(struct buf *out, const struct sent_problem *problem, enum lang lang);
void sent_advice_put(struct buf *out, const struct sent_view *view,
                     const struct sent_problem *problem, enum lang lang);
void sent_stores_put(struct buf *out, const struct sent_view *view, uint32_t stores);
size_t sent_place(const struct sent_chain *sent, const struct cert *cert);

/* sent_hints appends how servers are configured with the file that was written. */
void sent_hints(struct buf *out, const struct sent_view *view, const struct style *style);

#endif
