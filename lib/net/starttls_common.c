/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every way to TLS needs to refuse an answer. */
#include "config.h"

#include "lib/net/starttls.h"

enum preamble_state starttls_refuse(struct preamble *t, struct span said)
{
    buf_str(&t->why, t->waiting);
    buf_str(&t->why, " is ");
    preamble_quote(&t->why, said);
    return preamble_fail(t, ERR_NET_STARTTLS, "%s", "");
}

enum preamble_state starttls_silent(struct preamble *t)
{
    if (t->in.n == 0)
        return PREAMBLE_DONE;
    buf_printf(&t->why, "unexpected bytes after %s: ", t->waiting);
    preamble_quote(&t->why, buf_span(&t->in));
    return preamble_fail(t, ERR_NET_STARTTLS_INJECTED, "%s", "");
}
