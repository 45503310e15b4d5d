/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/alpn_offer.h"

/* Those of IANA's registry that servers of the open net speak, and what came before HTTP/2.
 * acme-tls/1 is left out: it asks for another certificate (RFC 8737 3). */
static const char *const protocols[] = {
    "h2",        "http/1.1", "http/1.0",    "spdy/3.1", "spdy/3",      "grpc-exp",    "imap",
    "pop3",      "smtp",     "managesieve", "ftp",      "xmpp-client", "xmpp-server", "dot",
    "doq",       "mqtt",     "postgresql",  "irc",      "nntp",        "ntske/1",     "sip/2",
    "stun.turn", "webrtc",   "coap",        "tds/8.0",  "h3",
};
enum { PROTOCOLS = sizeof protocols / sizeof protocols[0] };

static bool is_known(const struct scan_facts *facts, struct span protocol)
{
    for (size_t i = 0; i < facts->num_alpn; i++) {
        if (span_eq(facts->alpn[i], protocol))
            return true;
    }
    return false;
}

void alpn_offer_put(struct buf *out, const struct scan_facts *facts)
{
    for (size_t i = 0; i < PROTOCOLS; i++) {
        struct span protocol = span_str(protocols[i]);

        if (is_known(facts, protocol))
            continue;
        struct buf_mark mark = buf_open8(out);
        buf_put(out, protocol);
        buf_close(out, mark);
    }
}

void alpn_offer_note(struct host_scan *host, struct span protocol)
{
    struct scan_facts *facts = &host->facts;

    if (protocol.n == 0) {
        if (facts->num_alpn == 0)
            facts->alpn_answer = SCAN_NO;
        return;
    }
    if (facts->alpn == NULL)
        facts->alpn = arena_alloc(&host->arena, PROTOCOLS, sizeof *facts->alpn);
    facts->alpn_answer = SCAN_YES;
    if (facts->alpn != NULL && facts->num_alpn < PROTOCOLS && !is_known(facts, protocol) &&
        arena_copy(&host->arena, &facts->alpn[facts->num_alpn], protocol) == ERR_OK)
        facts->num_alpn++;
}
