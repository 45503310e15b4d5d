/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust_trial: which stores trust a chain, as a table and as JSON. */
#ifndef TB_LIB_VIEW_TRUST_TRUST_TRIAL_H
#define TB_LIB_VIEW_TRUST_TRUST_TRIAL_H

#include "lib/view/view.h"

/* A chain judged with the anchors of one store. */
struct trust_trial {
    const char *store;           /* its name */
    enum reason reason;          /* the verdict, or why there is none */
    const struct report *report; /* NULL: the chain was not judged … */
    const char *message;         /* … for this reason */
    const struct view_input *in;
};

/* trust_trial_since is the time since which the store does not trust the chain: a date of the store
 * or the end of a certificate.  False if it never did, or there is no such time. */
bool trust_trial_since(const struct trust_trial *trial, int64_t *since);

/* trust_trial_text appends the line of a store, with its name in `width` columns, and what is wrong
 * below it. */
void trust_trial_text(struct buf *out, const struct trust_trial *trial, int width,
                      const struct style *style);
enum err trust_trial_json(struct buf *out, const struct trust_trial *trial) MUST_CHECK;

#endif
