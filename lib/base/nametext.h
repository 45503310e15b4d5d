/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nametext: the syntax of names written as text: DNS names, mailboxes and URIs.
 *
 * Everything here looks at ASCII bytes alone, allocates nothing, and gives out spans of its input.
 */
#ifndef TB_LIB_BASE_NAMETEXT_H
#define TB_LIB_BASE_NAMETEXT_H

#include "lib/base/err.h"

enum { DNS_LABEL_MAX = 63, DNS_NAME_MAX = 253 };

/*
 * nametext_dns holds s against the preferred name syntax of RFC 1034 3.5 as RFC 1123 2.1 has it:
 * labels of letters, digits and inner hyphens, no trailing dot.  OK, NAME_DNS, or, where nothing
 * else is wrong, NAME_DNS_HYPHEN (at an end of a label), NAME_DNS_UNDERSCORE (an underscore) or
 * NAME_DNS_NUMERIC (a last label of digits alone: the name could be taken for an IPv4 address).
 */
enum err nametext_dns(struct span text);

/* nametext_dns_comparable: labels of at least one letter, digit, hyphen or underscore, within the
 * lengths of the DNS: good enough to be compared label by label. */
bool nametext_dns_comparable(struct span text);

/* nametext_ip reads an IPv4 address (four decimal numbers without leading zeros, RFC 3986 3.2.2)
 * or an IPv6 address (RFC 4291 2.2, no zone) into out: its length, or 0 where s is none. */
size_t nametext_ip(uint8_t out[16], struct span text);

/* nametext_mailbox takes an RFC 5321 4.1.2 Mailbox apart; false where s is none.  The domain may
 * be an address literal, brackets included. */
bool nametext_mailbox(struct span text, struct span *local, struct span *domain);

/* nametext_domain: what may follow the "@": a DNS name (nametext_dns_comparable), or an address
 * literal (RFC 5321 4.1.3). */
bool nametext_domain(struct span text);

/* What stands as the host of a URI. */
enum uri_host {
    URI_HOST_NONE,     /* there is no authority ("urn:…", "mailto:…") */
    URI_HOST_NAMELESS, /* an authority whose host is empty or neither DNS name nor IP address */
    URI_HOST_DNS,
    URI_HOST_IP,
};

struct nametext_uri {
    struct span scheme;
    struct span before_host; /* from the start up to the host: "https://user@" */
    struct span host;        /* without the brackets of an IPv6 address, which go to both sides */
    struct span after_host;  /* from the port or path on */
    enum uri_host host_kind;
};

/* nametext_uri takes an absolute URI with its scheme apart (RFC 3986 3); false where s is none. */
bool nametext_uri(struct span text, struct nametext_uri *out);

#endif
