/* SPDX-License-Identifier: GPL-3.0-or-later */
/* anchor_filter: which anchors of a store are wanted, and in which order. */
#ifndef TB_APP_TRUST_ANCHOR_FILTER_H
#define TB_APP_TRUST_ANCHOR_FILTER_H

#include "lib/view/trust/trust_view.h"

struct anchor_filter {
    int purpose;         /* enum purpose, or ANCHOR_ANY_USE */
    struct lead expires; /* only those that end within this time; 0 and 0: all */
    const char *key;     /* NULL, or the beginning of a key's kind: "rsa", "rsa2048", "p-256" */
    const char *name;    /* NULL, or a part of a subject, whatever its case */
};
enum { ANCHOR_ANY_USE = -1 };

/* anchor_filter_apply leaves the anchors that are wanted, by name, or by their end if that is what
 * the filter is about.  *shelf: its array is changed. */
void anchor_filter_apply(struct trust_shelf *shelf, const struct anchor_filter *filter,
                         int64_t now);

/* anchor_ends_within: the certificate has ended or ends within the lead.  An end that cannot be
 * read has come. */
bool anchor_ends_within(const struct cert *cert, const struct lead *lead, int64_t now);

/* anchor_name_has: the subject has this text in it, whatever its case.  anchor_subject_has
 * is the same for a Name, anchor_text_has for a text. */
bool anchor_text_has(struct span text, const char *part);
bool anchor_subject_has(struct span subject, const char *text);
bool anchor_name_has(const struct cert *cert, const char *text);

/* anchor_key_is_known: the text is the beginning of a kind of key that there is.
 * anchor_key_kinds names the usual ones. */
bool anchor_key_is_known(const char *kind);
extern const char anchor_key_kinds[];

/* anchor_filter_sort sorts by name, or by the end of the validity. */
void anchor_filter_sort(struct trust_anchor *anchors, size_t num, bool by_end);

#endif
