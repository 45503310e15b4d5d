/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/alpn_offer.h"

#include "lib/base/lookup.h"

/* Those of IANA's registry that servers of the open net speak, and what came before HTTP/2.
 * acme-tls/1 is left out: it asks for another certificate (RFC 8737 3). */
static const char protocols[][16] = {
    ROW_TEXT("h2"),          ROW_TEXT("http/1.1"),    ROW_TEXT("http/1.0"), ROW_TEXT("spdy/3.1"),
    ROW_TEXT("spdy/3"),      ROW_TEXT("grpc-exp"),    ROW_TEXT("imap"),     ROW_TEXT("pop3"),
    ROW_TEXT("smtp"),        ROW_TEXT("managesieve"), ROW_TEXT("ftp"),      ROW_TEXT("xmpp-client"),
    ROW_TEXT("xmpp-server"), ROW_TEXT("dot"),         ROW_TEXT("doq"),      ROW_TEXT("mqtt"),
    ROW_TEXT("postgresql"),  ROW_TEXT("irc"),         ROW_TEXT("nntp"),     ROW_TEXT("ntske/1"),
    ROW_TEXT("sip/2"),       ROW_TEXT("stun.turn"),   ROW_TEXT("webrtc"),   ROW_TEXT("coap"),
    ROW_TEXT("tds/8.0"),     ROW_TEXT("h3"),
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

/* True for those that are offered as long as they are not known. */
static bool is_offered(struct span protocol)
{
    size_t i = 0;

    while (i < PROTOCOLS && !span_eq(span_str(protocols[i]), protocol))
        i++;
    return i < PROTOCOLS;
}

bool alpn_offer_note(struct host_scan *host, struct span protocol)
{
    struct scan_facts *facts = &host->facts;

    if (protocol.n == 0) {
        if (facts->num_alpn == 0)
            facts->alpn_answer = SCAN_NO;
        return false;
    }
    if (!is_offered(protocol) || is_known(facts, protocol))
        return false;
    if (facts->alpn == NULL)
        facts->alpn = arena_alloc(&host->arena, PROTOCOLS, sizeof *facts->alpn);
    facts->alpn_answer = SCAN_YES;
    if (facts->alpn == NULL ||
        arena_copy(&host->arena, &facts->alpn[facts->num_alpn], protocol) != ERR_OK)
        return false;
    facts->num_alpn++;
    return true;
}
