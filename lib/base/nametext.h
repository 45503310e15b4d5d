/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nametext: the syntax of names written as text: DNS names, mailboxes and URIs.
 *
 * These functions look only at ASCII bytes, allocate nothing, and return spans of their input.
 */
#ifndef TB_LIB_BASE_NAMETEXT_H
#define TB_LIB_BASE_NAMETEXT_H

#include "lib/base/err.h"

enum { DNS_LABEL_MAX = 63, DNS_NAME_MAX = 253 };

/*
 * nametext_dns checks a name against the preferred syntax of RFC 1034 3.5 with the change of RFC
 * 1123 2.1: labels of letters, digits and inner hyphens, no trailing dot.  It returns OK, NAME_DNS
 * or, if nothing else is wrong, NAME_DNS_HYPHEN (at an end of a label), NAME_DNS_UNDERSCORE (an
 * underscore) or NAME_DNS_NUMERIC (a last label of digits: the name could be read as an IPv4
 * address).
 */
enum err nametext_dns(struct span text);

/* nametext_dns_comparable: labels of at least one letter, digit, hyphen or underscore, within the
 * length limits of the DNS: enough for a comparison label by label. */
bool nametext_dns_comparable(struct span text);

/*
 * nametext_ip reads an IPv4 address (four decimal numbers without leading zeros, RFC 3986 3.2.2) or
 * an IPv6 address (RFC 4291 2.2, no zone) into out.  Returns its length, 4 or 16, or 0 if the text
 * is none.
 */
size_t nametext_ip(uint8_t out[16], struct span text);

/* nametext_mailbox splits a Mailbox (RFC 5321 4.1.2); false if the text is none.  The domain may be
 * an address literal, with its brackets. */
bool nametext_mailbox(struct span text, struct span *local, struct span *domain);

/* nametext_domain: the text may follow the "@": a DNS name (nametext_dns_comparable) or an address
 * literal (RFC 5321 4.1.3). */
bool nametext_domain(struct span text);

/* The kind of host in a URI. */
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

/* nametext_uri splits an absolute URI (RFC 3986 3); false if the text is none. */
bool nametext_uri(struct span text, struct nametext_uri *out);

#endif
