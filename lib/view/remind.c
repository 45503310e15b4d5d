/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/remind.h"

bool remind(struct finding *out, const struct path *p, size_t i, const struct view_input *in)
{
    const struct cert *c = p->links[i].cert;
    int64_t left = c->not_after - in->judge->time, lifetime = c->not_after - c->not_before;
    bool by_time = in->warn_seconds > 0 && left <= in->warn_seconds;
    /* A calendar's seconds are below 2^39: nothing overflows. */
    bool by_share = in->warn_percent > 0 && left * 100 < lifetime * in->warn_percent;

    if (left < 0 || (!by_time && !by_share))
        return false;
    *out = (struct finding){.rule = RULE_EXPIRES_SOON,
                            .severity = SEVERITY_WARNING,
                            .cert = (int)i,
                            .a = c->not_after,
                            .b = in->judge->time};
    return true;
}
