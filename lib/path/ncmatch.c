/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/ncmatch.h"

#include "lib/x509/name.h"
#include "lib/x509/nametext.h"

static bool is_dotted(struct span s)
{
    return s.n > 0 && s.p[0] == '.';
}

/* Host and domain forms of rfc822Name and URI, and dNSName: nothing stands for everything. */
static bool is_host_base(struct span s)
{
    return s.n == 0 || nametext_dns_comparable(is_dotted(s) ? span_tail(s, 1) : s);
}

static enum err dns_base(struct span s)
{
    if (!is_host_base(s))
        return ERR_NC_DNS;
    return is_dotted(s) ? ERR_NC_LEADING_DOT : ERR_OK;
}

static enum err email_base(struct span s)
{
    struct span local, domain;
    bool mailbox = span_find(s, '@') < s.n;

    return (mailbox ? nametext_mailbox(s, &local, &domain) : is_host_base(s)) ? ERR_OK
                                                                              : ERR_NC_EMAIL;
}

static enum err uri_base(struct span s)
{
    return is_host_base(s) ? ERR_OK : ERR_NC_URI;
}

static enum err ip_base(struct span s)
{
    if (s.n != 8 && s.n != 32)
        return ERR_NC_IP;
    bool ended = false;
    for (size_t bit = s.n * 4; bit < s.n * 8; bit++) {
        bool one = (s.p[bit / 8] & (0x80u >> (bit % 8))) != 0;
        /* RFC 4632 3.1: ones, then zeros. */
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

/* "*.example.com" without its wildcard; others as they are. */
static struct span without_star(struct span s, bool *star)
{
    *star = span_starts(s, SPAN_LIT("*."));
    return *star ? span_tail(s, 2) : s;
}

static enum err uri_name(struct span s)
{
    struct nametext_uri u;

    /* RFC 5280 4.2.1.10: a URI without a host name, or with an IP address, is rejected where URIs
     * are constrained. */
    return nametext_uri(s, &u) && u.host_kind == URI_HOST_DNS ? ERR_OK : ERR_NAME_URI;
}

enum err ncmatch_name(const struct gname *name)
{
    struct span local, domain;
    bool star;

    switch (name->kind) {
    case GN_DNS:
        return nametext_dns_comparable(without_star(name->val, &star)) ? ERR_OK : ERR_NAME_DNS;
    case GN_EMAIL: return nametext_mailbox(name->val, &local, &domain) ? ERR_OK : ERR_NAME_EMAIL;
    case GN_URI: return uri_name(name->val);
    case GN_IP: return name->val.n == 4 || name->val.n == 16 ? ERR_OK : ERR_NAME_IP;
    default: return ERR_OK;
    }
}

/* host is base, or has labels in front of it. */
static bool is_within(struct span host, struct span base)
{
    if (base.n == 0)
        return true;
    if (host.n <= base.n)
        return span_ieq(host, base);
    struct span tail = span_tail(host, host.n - base.n);
    return span_ieq(tail, base) && host.p[host.n - base.n - 1] == '.';
}

/* host has labels in front of base. */
static bool is_below(struct span host, struct span base)
{
    return host.n > base.n && is_within(host, base);
}

static bool match_dns(struct span name, struct span base, enum nc_list list)
{
    bool star, dotted = is_dotted(base);
    struct span host = without_star(name, &star);

    if (dotted)
        base = span_tail(base, 1);
    if (list == NC_PERMITTED) {
        /* A dotted base may mean "below" alone, and all that a wildcard stands for is below. */
        return dotted && !star ? is_below(host, base) : is_within(host, base);
    }
    /* An expansion of the wildcard may be the base itself: "*.a.b" and "x.a.b". */
    return is_within(host, base) ||
           (star && span_ieq(host, span_tail(base, span_find(base, '.') + 1)));
}

/* One character of a local part, quotes and backslashes of a quoted one taken away (RFC 5321
 * 4.1.2: they are no part of the mailbox's name); -1 at the end. */
static int local_next(struct span *s, bool quoted)
{
    while (quoted && s->n > 0 && s->p[0] == '"')
        *s = span_tail(*s, 1);
    if (quoted && s->n > 1 && s->p[0] == '\\')
        *s = span_tail(*s, 1);
    if (s->n == 0)
        return -1;
    int c = s->p[0];
    *s = span_tail(*s, 1);
    return c;
}

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
static bool match_host(struct span host, struct span base)
{
    return is_dotted(base) ? is_below(host, span_tail(base, 1))
                           : base.n == 0 || span_ieq(host, base);
}

static bool match_email(struct span name, struct span base)
{
    struct span local, domain, base_local, base_domain;

    if (!nametext_mailbox(name, &local, &domain))
        return false;
    if (!nametext_mailbox(base, &base_local, &base_domain))
        return match_host(domain, base);
    return span_ieq(domain, base_domain) && local_eq(local, base_local);
}

static bool match_uri(struct span name, struct span base)
{
    struct nametext_uri u;

    return nametext_uri(name, &u) && match_host(u.host, base);
}

/* Addresses of the other family lie outside. */
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

bool ncmatch(const struct gname *name, const struct gname *base, enum nc_list list)
{
    switch (name->kind) {
    case GN_DNS: return match_dns(name->val, base->val, list);
    case GN_EMAIL: return match_email(name->val, base->val);
    case GN_URI: return match_uri(name->val, base->val);
    case GN_IP: return match_ip(name->val, base->val);
    default: return name_is_within(name->val, base->val);
    }
}
