/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_diff: compares two stores, certificate by certificate. */
#ifndef TB_APP_TRUST_STORE_DIFF_H
#define TB_APP_TRUST_STORE_DIFF_H

#include "lib/view/trust/trust_diff.h"

/*
 * store_diff compares the anchors of two stores; it sorts them by name.  A certificate that both
 * have is changed if they name other purposes, dates or constraints for it.  purpose: only what
 * they say about this purpose counts; ANCHOR_ANY_USE: everything.  The result points
 * into the shelves.  Errors: MEMORY, LIMIT.
 */
enum err store_diff(struct trust_diff *out, const struct trust_shelf *left,
                    const struct trust_shelf *right, int purpose, struct arena *arena) MUST_CHECK;

#endif
