/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visitsay: what is said of a visit that failed. */
#include "config.h"

#include "cmd/visit.h"

enum { MESSAGE_MAX = 1 << 14 };

void visit_say(struct visit *v)
{
    struct buf text;

    if (v->message.n == 0)
        return;
    buf_init(&text, MESSAGE_MAX);
    struct hs_view view = visit_view(v);

    connecting_say(&text, v->server->label, v->address, buf_span(&v->message));
    hs_alert_advice(&text, &view);
    buf_printf(&text, " [%s]", reason_code(v->reason));
    out_say(&v->plan->run->out, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}
