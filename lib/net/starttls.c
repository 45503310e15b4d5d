/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/starttls.h"

static const struct {
    const char *name;
    uint16_t port;
} protocols[STARTTLS_COUNT] = {
    {"none", 0},
#define PROTOCOL(ID, name, port, ref) {name, port},
#include "lib/net/starttls.def"
#undef PROTOCOL
};

const char *starttls_name(enum starttls p)
{
    return protocols[p].name;
}

uint16_t starttls_port(enum starttls p)
{
    return protocols[p].port;
}

bool starttls_find(enum starttls *out, struct span name)
{
    for (int i = STARTTLS_NONE + 1; i < STARTTLS_COUNT; i++) {
        if (span_ieq(name, span_str(protocols[i].name))) {
            *out = (enum starttls)i;
            return true;
        }
    }
    return false;
}

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
    buf_printf(&t->why, "unasked bytes behind %s: ", t->waiting);
    preamble_quote(&t->why, buf_span(&t->in));
    return preamble_fail(t, ERR_NET_STARTTLS_INJECTED, "%s", "");
}

enum preamble_state starttls_talk(struct preamble *t)
{
    switch (t->protocol) {
    case STARTTLS_XMPP:
    case STARTTLS_XMPP_SERVER: return starttls_xmpp(t);
    case STARTTLS_LDAP: return starttls_ldap(t);
    case STARTTLS_POSTGRES: return starttls_postgres(t);
    case STARTTLS_MYSQL: return starttls_mysql(t);
    default: return starttls_lines(t);
    }
}
