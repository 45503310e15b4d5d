/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/check.h"

enum err note(const struct check *check, struct path *path, struct finding finding)
{
    if (finding.rule == RULE_BUDGET && check->budget->late)
        finding.rule = RULE_TIME_UP;
    finding.severity = rule_severity(finding.rule, check->in->profile);
    if (finding.rule == RULE_BUDGET && finding.a == SPENT_NONE)
        finding.a = budget_spent(check->budget);
    /* --allow-weak: weakness is still reported but no longer an error. */
    if (check->in->allow_weak &&
        (finding.rule == RULE_WEAK_KEY || finding.rule == RULE_WEAK_SIGNATURE ||
         finding.rule == RULE_WEAK_MGF))
        finding.severity = SEVERITY_WARNING;
    return finding.severity == SEVERITY_NONE ? ERR_OK : report_add(check->report, path, finding);
}

/* Self-issued certificates and the leaf do not count (RFC 5280 4.2.1.9). */
int64_t check_intermediates(const struct path *path, size_t top)
{
    int64_t n = 0;

    for (size_t i = 1; i < top; i++)
        n += !cert_is_self_issued(path->links[i].cert);
    return n;
}
