/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing one name with one subtree (RFC 5280 4.2.1.10), by the kind of name.  Hosts are compared
 * from the right, at label boundaries and without regard to case. */
#include "config.h"

#include "lib/path/ncmatch.h"

#include "lib/base/nametext.h"

static bool is_dotted(struct span base)
{
    return base.n > 0 && base.p[0] == '.';
}

/* A host or a domain; an empty base is every host. */
static bool is_host_base(struct span base)
{
    return base.n == 0 || nametext_dns_comparable(is_dotted(base) ? span_tail(base, 1) : base);
}

/* A constraint on dNSName has no leading dot in the RFC, but some CAs write one. */
static enum err dns_base(struct span base)
{
    if (!is_host_base(base))
        return ERR_NC_DNS;
    return is_dotted(base) ? ERR_NC_LEADING_DOT : ERR_OK;
}

/* "A particular mailbox, all addresses at a particular host, or all mailboxes in a domain" (RFC
 * 5280 4.2.1.10): an empty base is none of these. */
static enum err email_base(struct span base)
{
    struct span local, domain;
    bool mailbox = span_find(base, '@') < base.n;

    if (base.n == 0)
        return ERR_NC_EMAIL_EMPTY;
    return (mailbox ? nametext_mailbox(base, &local, &domain) : is_host_base(base)) ? ERR_OK
                                                                                    : ERR_NC_EMAIL;
}

/* RFC 5280 4.2.1.10: "The constraint MUST be specified as a fully qualified domain name": neither
 * an address nor an empty base is one. */
static enum err uri_base(struct span base)
{
    uint8_t ip[16];

    if (base.n == 0)
        return ERR_NC_URI_EMPTY;
    return is_host_base(base) && nametext_ip(ip, base) == 0 ? ERR_OK : ERR_NC_URI;
}

/* RFC 5280 4.2.1.10: address and mask of 4 or 16 bytes each. */
static enum err ip_base(struct span base)
{
    if (base.n != 8 && base.n != 32)
        return ERR_NC_IP;
    bool ended = false;
    for (size_t bit = base.n * 4; bit < base.n * 8; bit++) {
        bool one = (base.p[bit / 8] & (0x80u >> (bit % 8))) != 0;
        /* RFC 4632 3.1: a mask is a run of ones, then zeros. */
        if (one && ended)
            return ERR_NC_IP_MASK;
        ended |= !one;
    }
    return ERR_OK;
}

enum err ncmatch_base(const struct gname *base)
{
    switch (base->kind) {
    case GN_DNS: return dns_base(base->val);
    case GN_EMAIL: return email_base(base->val);
    case GN_URI: return uri_base(base->val);
    case GN_IP: return ip_base(base->val);
    default: return ERR_OK;
    }
}

/* The host is the base, or is below it: it has more labels in front. */
static bool is_within(struct span host, struct span base)
{
    if (base.n == 0)
        return true;
    if (host.n <= base.n)
        return span_ieq(host, base);
    /* The tail must begin at a label: "notexample.com" is not within "example.com".  That is looked
     * at first: most bases are no tail of the host, and the lengths alone show it. */
    size_t front = host.n - base.n;
    return host.p[front - 1] == '.' && span_ieq(span_tail(host, front), base);
}

/* The host is below the base, and not the base itself. */
static bool is_below(struct span host, struct span base)
{
    return host.n > base.n && is_within(host, base);
}

/* A DNS name is in the subtree if it is the base or is below it (RFC 5280 4.2.1.10). */
static bool match_dns(const struct nc_name *name, const struct nc_name *base, enum nc_list list)
{
    /* A dotted base may mean only the names below it; every expansion of a wildcard is below. */
    if (list == NC_PERMITTED)
        return base->dotted && !name->star ? is_below(name->host, base->host)
                                           : is_within(name->host, base->host);
    if (is_within(name->host, base->host))
        return true;
    /* One expansion of the wildcard may be the base itself: "*.a.b" and "x.a.b". */
    return name->star &&
           span_ieq(name->host, span_tail(base->host, span_find(base->host, '.') + 1));
}

/* The next character of a local part, without the quotes and backslashes of a quoted one: they are
 * not part of the mailbox's name (RFC 5321 4.1.2). -1 at the end. */
static int local_next(struct span *rest, bool quoted)
{
    while (quoted && rest->n > 0 && rest->p[0] == '"')
        *rest = span_tail(*rest, 1);
    if (quoted && rest->n > 1 && rest->p[0] == '\\')
        *rest = span_tail(*rest, 1);
    if (rest->n == 0)
        return -1;
    int c = rest->p[0];
    *rest = span_tail(*rest, 1);
    return c;
}

/* Compares two local parts by their characters: quoted or not, the same characters are the same
 * mailbox. */
static bool local_eq(struct span a, struct span b)
{
    bool a_quoted = a.n > 0 && a.p[0] == '"', b_quoted = b.n > 0 && b.p[0] == '"';
    int c;

    do {
        c = local_next(&a, a_quoted);
        if (c != local_next(&b, b_quoted))
            return false;
    } while (c >= 0);
    return true;
}

/* The host forms: "example.com" is that host alone, ".example.com" every host below it. */
static bool match_host(struct span host, const struct nc_name *base)
{
    return base->dotted ? is_below(host, base->host)
                        : base->host.n == 0 || span_ieq(host, base->host);
}

/* Only a base with a local part names a mailbox; the others are hosts or domains. */
static bool match_email(const struct nc_name *name, const struct nc_name *base)
{
    if (base->local.n == 0)
        return match_host(name->host, base);
    return !name->beyond_ascii && span_ieq(name->host, base->host) &&
           local_eq(name->local, base->local);
}

/* The base is an address and a mask.  Addresses of the other family are never in it. */
static bool match_ip(struct span name, struct span base)
{
    if (base.n != 2 * name.n)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        if (((name.p[i] ^ base.p[i]) & base.p[name.n + i]) != 0)
            return false;
    }
    return true;
}

/* RFC 5280 4.2.1.10: the base's RDNs are the first ones of the name. ids[n] stands for the first n
 * RDNs of a name, so one comparison is enough. */
static bool match_directory(const struct nc_name *name, const struct nc_name *base)
{
    return base->depth <= name->depth && name_id_eq(&name->ids[base->depth], base->ids);
}

bool ncmatch(const struct nc_name *name, const struct nc_name *base, enum nc_list list)
{
    switch (base->name.kind) {
    case GN_DNS: return match_dns(name, base, list);
    case GN_EMAIL: return match_email(name, base);
    case GN_URI: return match_host(name->host, base);
    case GN_IP: return match_ip(name->host, base->host);
    case GN_DIRECTORY: return match_directory(name, base);
    case GN_OTHER: return span_eq(name->host, base->host);
    default: return true;
    }
}

uint64_t ncmatch_price(const struct nc_name *name, const struct nc_name *base)
{
    enum { USUAL = 256 };
    size_t host = name->host.n < base->host.n ? name->host.n : base->host.n;
    size_t local = name->local.n < base->local.n ? name->local.n : base->local.n;

    return 1 + (host + local) / USUAL;
}
