/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust_check: what is wrong with a store, as text and JSON. */
#ifndef TB_LIB_VIEW_TRUST_TRUST_CHECK_H
#define TB_LIB_VIEW_TRUST_TRUST_CHECK_H

#include "lib/view/trust/trust_view.h"

enum store_rule {
#define STORE_RULE(id, reason, severity, text, fix) STORE_RULE_##id,
#include "lib/view/trust/store_rules.def"
#undef STORE_RULE
    STORE_RULE_COUNT
};

enum severity store_rule_severity(enum store_rule rule);
const char *store_rule_id(enum store_rule rule); /* "LINK_GAP" */

/* A broken rule, for one anchor or file: its name and more about it, already made harmless for
 * terminals. */
struct store_finding {
    enum store_rule rule;
    struct span item;
};

struct store_report {
    const struct trust_shelf *shelf;
    struct store_finding *findings;
    size_t num, cap;
};

/* store_report_reason is that of the worst finding that is an error; OK if there is none. */
enum reason store_report_reason(const struct store_report *report);

void trust_check_text(struct buf *out, const struct store_report *report,
                      const struct style *style);
enum err trust_check_json(struct buf *out, const struct store_report *report) MUST_CHECK;

#endif
