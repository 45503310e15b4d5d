/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of the DNS names in subjectAltName. */
#include "config.h"

#include "lib/lint/lint_check.h"
#include "lib/path/host.h"

typedef bool dns_check(struct span dns);

static bool any_dns(const struct cert *cert, dns_check *is_bad)
{
    struct alt_names it = alt_names_of(cert, EXT_SAN);
    struct gname name;

    while (alt_name_next(&it, &name)) {
        if (name.kind == GN_DNS && is_bad(name.val))
            return true;
    }
    return false;
}

/* label_next takes the next label off *rest; false at the end. */
static bool label_next(struct span *rest, struct span *label)
{
    size_t n;

    if (rest->p == NULL)
        return false;
    n = span_find(*rest, '.');
    *label = span_head(*rest, n);
    *rest = n < rest->n ? span_tail(*rest, n + 1) : (struct span){0};
    return true;
}

static bool any_label(struct span dns, dns_check *is_bad)
{
    struct span label;

    while (label_next(&dns, &label)) {
        if (is_bad(label))
            return true;
    }
    return false;
}

#define DNS_CHECK(check, is_bad)                                        \
    bool check(const struct cert *cert, const struct lint_terms *terms) \
    {                                                                   \
        (void)terms;                                                    \
        return any_dns(cert, is_bad);                                   \
    }

static bool is_long(struct span dns)
{
    return dns.n > 253;
}
DNS_CHECK(dns_long, is_long)

static bool has_null(struct span dns)
{
    return span_find(dns, '\0') < dns.n;
}
DNS_CHECK(dns_null, has_null)

static bool has_leading_dot(struct span dns)
{
    return dns.n > 0 && dns.p[0] == '.';
}
DNS_CHECK(dns_leading_dot, has_leading_dot)

static bool is_asterisk(struct span dns)
{
    return span_eq(dns, span_str("*"));
}
DNS_CHECK(dns_bare_wildcard, is_asterisk)

static bool is_foreign(struct span label)
{
    for (size_t i = 0; i < label.n; i++) {
        uint8_t c = span_lower(label.p[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '*'))
            return true;
    }
    return false;
}

static bool has_foreign(struct span dns)
{
    return any_label(dns, is_foreign);
}
DNS_CHECK(dns_bad_character, has_foreign)

static bool is_nothing(struct span label)
{
    return label.n == 0;
}

static bool has_empty_label(struct span dns)
{
    return dns.n > 0 && any_label(dns, is_nothing);
}
DNS_CHECK(dns_empty_label, has_empty_label)

static bool is_long_label(struct span label)
{
    return label.n > 63;
}

static bool has_long_label(struct span dns)
{
    return any_label(dns, is_long_label);
}
DNS_CHECK(dns_label_long, has_long_label)

static bool is_hyphened(struct span label)
{
    return label.n > 0 && (label.p[0] == '-' || label.p[label.n - 1] == '-');
}

static bool has_hyphened(struct span dns)
{
    return any_label(dns, is_hyphened);
}
DNS_CHECK(dns_hyphen, has_hyphened)

static bool has_underscore(struct span dns)
{
    return span_find(dns, '_') < dns.n;
}
DNS_CHECK(dns_underscore, has_underscore)

/* RFC 5890 2.3.1: R-LDH labels are reserved, but for A-labels. */
static bool is_reserved(struct span label)
{
    return label.n >= 4 && label.p[2] == '-' && label.p[3] == '-' &&
           !span_ieq(span_head(label, 2), span_str("xn"));
}

static bool has_reserved(struct span dns)
{
    return any_label(dns, is_reserved);
}
DNS_CHECK(dns_reserved_label, has_reserved)

static bool has_asterisk(struct span label)
{
    return span_find(label, '*') < label.n;
}

static bool has_odd_wildcard(struct span dns)
{
    struct span label;

    return label_next(&dns, &label) && has_asterisk(label) && label.n > 1;
}
DNS_CHECK(dns_wildcard_form, has_odd_wildcard)

static bool has_inner_wildcard(struct span dns)
{
    struct span label;

    return label_next(&dns, &label) && any_label(dns, has_asterisk);
}
DNS_CHECK(dns_wildcard_place, has_inner_wildcard)

static bool is_public(struct span dns)
{
    return wildcard_suffix(dns) == SUFFIX_ICANN;
}
DNS_CHECK(dns_wildcard_public, is_public)

static bool is_arpa(struct span dns)
{
    return dns.n >= 5 && span_ieq(span_tail(dns, dns.n - 5), span_str(".arpa"));
}
DNS_CHECK(dns_arpa, is_arpa)

/* A list of names is compared with each other up to this number; beyond it nothing is said. */
enum { NAMES_MAX = 256 };

bool dns_twice(const struct cert *cert, const struct lint_terms *terms)
{
    struct alt_names it = alt_names_of(cert, EXT_SAN);
    struct gname name;
    struct span seen[NAMES_MAX];
    size_t num = 0;

    (void)terms;
    while (num < NAMES_MAX && alt_name_next(&it, &name)) {
        if (name.kind != GN_DNS)
            continue;
        for (size_t i = 0; i < num; i++) {
            if (span_ieq(seen[i], name.val))
                return true;
        }
        seen[num++] = name.val;
    }
    return false;
}
