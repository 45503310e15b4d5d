/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/starttls.h"

static const struct {
    const char *name;
    uint16_t port;
} protocols[STARTTLS_COUNT] = {
    {"none", 0},
#define PROTOCOL(ID, name, port, ref, title) {name, port},
#include "lib/net/starttls.def"
#undef PROTOCOL
};

const char *starttls_name(enum starttls protocol)
{
    return protocols[protocol].name;
}

uint16_t starttls_port(enum starttls protocol)
{
    return protocols[protocol].port;
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

enum preamble_state starttls_talk(struct preamble *preamble)
{
    switch (preamble->protocol) {
    case STARTTLS_XMPP:
    case STARTTLS_XMPP_SERVER: return starttls_xmpp(preamble);
    case STARTTLS_LDAP: return starttls_ldap(preamble);
    case STARTTLS_POSTGRES: return starttls_postgres(preamble);
    case STARTTLS_MYSQL: return starttls_mysql(preamble);
    default: return starttls_lines(preamble);
    }
}
