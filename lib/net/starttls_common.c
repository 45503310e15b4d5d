/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refusing an answer, for all dialogues. */
#include "config.h"

#include "lib/net/starttls.h"

enum preamble_state starttls_refuse(struct preamble *preamble, struct span said)
{
    buf_str(&preamble->why, preamble->waiting);
    buf_str(&preamble->why, " is ");
    preamble_quote(preamble, said);
    return preamble_fail(preamble, ERR_NET_STARTTLS, "%s", "");
}

enum preamble_state starttls_silent(struct preamble *preamble)
{
    if (preamble->in.n == 0)
        return PREAMBLE_DONE;
    buf_printf(&preamble->why, "unexpected bytes after %s: ", preamble->waiting);
    preamble_quote(preamble, buf_span(&preamble->in));
    return preamble_fail(preamble, ERR_NET_STARTTLS_INJECTED, "%s", "");
}
