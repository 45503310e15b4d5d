/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the name of a certificate that matches a reference identity (RFC 9525 6). */
#include "config.h"

#include "lib/path/host.h"
#include "lib/base/nametext.h"

bool dns_match(struct span presented, struct span reference, bool *wildcard)
{
    *wildcard = false;
    if (!span_starts(presented, SPAN_LIT("*.")))
        return reference.n > 0 && span_ieq(presented, reference);
    /* RFC 9525 6.3: the wildcard is the whole left-most label and matches exactly one label.  A
     * single label under it ("*.com") would match every name of a top-level domain. */
    struct span base = span_tail(presented, 2);
    size_t label = span_find(reference, '.');
    if (span_find(base, '.') == base.n || label == 0)
        return false;
    *wildcard = span_ieq(base, span_tail(reference, label + 1));
    return *wildcard;
}

static bool match_dns(struct span presented, const struct reference_id *id, bool *wildcard)
{
    return dns_match(presented, span_of(id->name, id->name_n), wildcard);
}

/* RFC 9525 6.4: octet by octet, so an IPv4 address never matches an IPv6 one. */
static bool match_ip(struct span presented, const struct reference_id *id, bool *wildcard)
{
    (void)wildcard;
    return span_eq(presented, span_of(id->name, id->name_n));
}

/* RFC 5280 7.5: the local part byte by byte, the host without regard to case. */
static bool match_email(struct span presented, const struct reference_id *id, bool *wildcard)
{
    struct span local, domain, name = span_of(id->name, id->name_n);

    (void)wildcard;
    return nametext_mailbox(presented, &local, &domain) && presented.n == name.n &&
           span_eq(span_head(name, local.n + 1), span_head(presented, local.n + 1)) &&
           span_ieq(domain, span_tail(name, local.n + 1));
}

/* RFC 5280 7.4: scheme and host without regard to case, the rest byte by byte. */
static bool match_uri(struct span presented, const struct reference_id *id, bool *wildcard)
{
    struct nametext_uri a, b;

    (void)wildcard;
    return nametext_uri(presented, &a) && nametext_uri(span_of(id->name, id->name_n), &b) &&
           span_ieq(a.scheme, b.scheme) && span_ieq(a.host, b.host) &&
           span_eq(span_tail(a.before_host, a.scheme.n), span_tail(b.before_host, b.scheme.n)) &&
           span_eq(a.after_host, b.after_host);
}

enum smtp_utf8 smtp_utf8_split(struct span other, struct span *local, struct span *domain)
{
    struct fail f = {0};
    struct der d = der_open(other, &f);
    bool ascii = true;
    size_t at;

    if (oid_find(der_oid(&d)) != OID_ON_SMTP_UTF8)
        return SMTP_UTF8_NONE;
    struct der value = der_enter(&d, DER_CTXC(0));
    struct span s = der_get(&value, DER_UTF8_STRING);
    der_end(&value);
    der_string_check(DER_UTF8_STRING, s, &f);
    for (at = s.n; at > 0 && s.p[at - 1] != '@'; at--)
        ;
    if (f.err != ERR_OK || at < 2)
        return SMTP_UTF8_BROKEN;
    *local = span_head(s, at - 1);
    *domain = span_tail(s, at);
    for (size_t i = 0; i < local->n; i++)
        ascii &= local->p[i] < 0x80;
    return ascii ? SMTP_UTF8_BROKEN : SMTP_UTF8_MAILBOX;
}

/* RFC 9598 5: the local part byte by byte, the domain in A-labels, in whatever form it is
 * written. */
static bool match_smtp_utf8(struct span local, struct span domain, const struct reference_id *id)
{
    struct span name = span_of(id->name, id->name_n);
    uint8_t dns[HOST_DNS_SIZE];
    size_t n = 0;

    return name.n > local.n && span_eq(local, span_head(name, local.n)) && name.p[local.n] == '@' &&
           host_dns(dns, &n, domain) == ERR_OK &&
           span_eq(span_of(dns, n), span_tail(name, local.n + 1));
}

/* By host_kind: the kind of name that can match, and the comparison. */
static const struct {
    enum gname_kind kind;
    bool (*match)(struct span presented, const struct reference_id *id, bool *wildcard);
} kinds[] = {
    [HOST_DNS] = {GN_DNS,   match_dns  },
    [HOST_IP] = {GN_IP,    match_ip   },
    [HOST_EMAIL] = {GN_EMAIL, match_email},
    [HOST_URI] = {GN_URI,   match_uri  },
};

/* Compares one SAN entry with the reference identity and keeps the best match so far. */
static void consider(struct host_match *match, const struct reference_id *id,
                     const struct gname *name)
{
    struct span local, domain;
    bool wildcard = false, good;

    if (name->kind == kinds[id->kind].kind) {
        match->num_names++;
        good = kinds[id->kind].match(name->val, id, &wildcard);
    } else if (name->kind == GN_OTHER && id->kind == HOST_EMAIL &&
               smtp_utf8_split(name->val, &local, &domain) == SMTP_UTF8_MAILBOX) {
        match->num_names++;
        good = match_smtp_utf8(local, domain, id);
    } else {
        return;
    }
    /* An exact name is a better match than a wildcard. */
    if (good && (!match->matched || (match->wildcard && !wildcard))) {
        match->matched = true;
        match->wildcard = wildcard;
        match->name = *name;
    }
}

void host_match(struct host_match *out, const struct reference_id *id, const struct cert *cert)
{
    const struct cert_ext *san = &cert->ext[EXT_SAN];
    struct gnames names = gnames_open_value(san->val);
    struct gname n;

    *out = (struct host_match){.has_san = san->present,
                               .has_unread = cert_ext_state(cert, EXT_SAN) == EXT_UNREADABLE};
    while (id->kind != HOST_NONE && gnames_next(&names, &n))
        consider(out, id, &n);
}
