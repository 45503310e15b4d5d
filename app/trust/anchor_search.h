/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * anchor_search: anchors by a part of their name, by a fingerprint, or by the certificates of a
 * file: those themselves, their keys and their issuers.
 */
#ifndef TB_APP_TRUST_ANCHOR_SEARCH_H
#define TB_APP_TRUST_ANCHOR_SEARCH_H

#include "app/verify/cert_input.h"
#include "lib/view/trust/trust_view.h"

/* A fingerprint has at least this many digits: fewer are a name. */
enum { ANCHOR_PRINT_LEAST = 8 };

struct anchor_search {
    const char *word;
    bool is_file;
    struct buf digits; /* the word as hexadecimal digits without colons; empty if it is a name */
    struct cert_input input;
};

/* anchor_search_open reads the file, if the word names one.  Its error is in search->input.  Call
 * anchor_search_close in any case. */
enum err anchor_search_open(struct anchor_search *search, const char *word,
                            struct arena *arena) MUST_CHECK;
void anchor_search_close(struct anchor_search *search);

/* anchor_print_is_short: the word looks like a fingerprint, and has too few digits to be one. */
bool anchor_print_is_short(const char *word);

/* anchor_search_apply leaves the anchors of a store that match, each with how it does. */
void anchor_search_apply(const struct anchor_search *search, struct trust_shelf *shelf);

#endif
