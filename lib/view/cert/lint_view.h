/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lint_view: the lints that a certificate breaks, as a table and as JSON. */
#ifndef TB_LIB_VIEW_CERT_LINT_VIEW_H
#define TB_LIB_VIEW_CERT_LINT_VIEW_H

#include "lib/view/view.h"

/* lint_has_errors: a rule is broken whose level in this certificate is ERROR. */
bool lint_has_errors(const struct cert *cert);

/* lint_show appends the broken rules, the worst first, those for public CAs apart if it is not
 * known whether they hold, and a line that counts all. */
void lint_show(struct buf *out, const struct cert *cert, const struct style *style);

/* lint_json appends one line (tlsbox-json(5), "lints"). */
enum err lint_json(struct buf *out, const char *input, const struct cert *cert) MUST_CHECK;

#endif
