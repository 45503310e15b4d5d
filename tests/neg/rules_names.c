/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name constraints of every kind (RFC 5280 4.2.1.10). */
#include "config.h"

#include "tests/neg/rules.h"

static const struct span nothing;

/*
 * The intermediate's constraints and the leaf's names.  FC_HOST stays among the names so
 * that the host is not missing; so each permitted row of DNS names has example.com in it.
 */
static void constrain(struct set *s, struct span permitted, struct span excluded, struct span name)
{
    struct arena *a = s->a;

    fc_set(&s->ca.exts, FC_OID_NC, true, fc_nc(a, permitted, excluded));
    s->leaf.subject = fc_name(a, "C=US,O=Example");
    fc_set(&s->leaf.exts, FC_OID_SAN, false, FC_NAMES(a, fc_dns(a, FC_HOST), name));
}

#define PERMIT(id, permitted, name)                                                      \
    static void id(struct set *s)                                                        \
    {                                                                                    \
        struct arena *a = s->a;                                                          \
        constrain(s, permitted, nothing, name);                                          \
    }
#define EXCLUDE(id, excluded, name)                                                      \
    static void id(struct set *s)                                                        \
    {                                                                                    \
        struct arena *a = s->a;                                                          \
        constrain(s, nothing, excluded, name);                                           \
    }

/* A Name of one RDN with an organization and another attribute. */
static struct span two_in_one(struct arena *a, const char *organization, const char *type,
                              const char *value)
{
    struct span o =
        FD(a, DER_SEQUENCE, fd_oid(a, "2.5.4.10"), fd_str(a, DER_UTF8_STRING, organization));
    struct span x = FD(a, DER_SEQUENCE, fd_oid(a, type), fd_str(a, DER_UTF8_STRING, value));
    bool swap = span_cmp(x, o) < 0;

    return FD(a, DER_SEQUENCE, FD(a, DER_SET, swap ? x : o, swap ? o : x));
}

static void permit_foo(struct set *s, struct span subject)
{
    struct arena *a = s->a;

    constrain(s, fc_dir(a, two_in_one(a, "Foo", "2.5.4.11", "Permitted")), nothing, nothing);
    s->leaf.subject = subject;
}

/* RFC 5280 7.1: each attribute has a partner of its own. */
static void rdn_same_twice(struct set *s)
{
    permit_foo(s, two_in_one(s->a, "Foo", "2.5.4.10", "FOO"));
}

static void rdn_each_once(struct set *s)
{
    permit_foo(s, two_in_one(s->a, "FOO", "2.5.4.11", "permitted"));
}

/* RFC 4518 2.2: what nobody sees makes no other name. */
static struct span named(struct arena *a, const char *text)
{
    return fc_dir(a, FD(a, DER_SEQUENCE, fc_rdn(a, "2.5.4.10", DER_UTF8_STRING, span_str(text))));
}

EXCLUDE(dir_hyphen, named(a, "Evil Corp"), named(a, "Ev\xc2\xadil Corp"))
EXCLUDE(dir_zero_width, named(a, "Evil Corp"), named(a, "Evil\xe2\x80\x8b Corp"))
EXCLUDE(dir_tab, named(a, "Evil Corp"), named(a, "Evil\tCorp"))
EXCLUDE(dir_kelvin, named(a, "Kelvin"),
        named(a, "\xe2\x84\xaa"
                 "elvin"))
EXCLUDE(dir_two_words, named(a, "Evil Corp"), named(a, "EvilCorp"))

/* An RDN of twenty attributes, the first of them in this type. */
static struct span wide(struct arena *a, unsigned tag)
{
    struct span parts[20];
    char text[2] = "a";

    for (int i = 0; i < 20; i++, text[0]++)
        parts[i] = FD(a, DER_SEQUENCE, fd_oid(a, "2.5.4.10"),
                      fd_str(a, i == 19 ? tag : DER_UTF8_STRING, text));
    return fc_dir(a, FD(a, DER_SEQUENCE, fd_tlv(a, DER_SET, fd_join(a, parts, 20))));
}

EXCLUDE(dir_wide, wide(a, DER_UTF8_STRING), wide(a, DER_PRINTABLE_STRING))

/* DNS */
#define EXAMPLE_COM fc_dns(a, "example.com")
PERMIT(dns_outside, EXAMPLE_COM, fc_dns(a, "www.example.net"))
PERMIT(dns_inside, EXAMPLE_COM, fc_dns(a, "a.b.example.com"))
PERMIT(dns_itself, EXAMPLE_COM, fc_dns(a, "EXAMPLE.com"))
PERMIT(dns_not_a_label, EXAMPLE_COM, fc_dns(a, "badexample.com"))
PERMIT(dns_wildcard, EXAMPLE_COM, fc_dns(a, "*.example.com"))
PERMIT(dns_wildcard_outside, fc_dns(a, "a.example.com"), fc_dns(a, "*.example.com"))
PERMIT(dns_everything, fc_dns(a, ""), fc_dns(a, "www.example.net"))
EXCLUDE(dns_nothing, fc_dns(a, ""), fc_dns(a, "www.example.net"))
EXCLUDE(dns_excluded, fc_dns(a, "bad.example"), fc_dns(a, "very.bad.example"))
EXCLUDE(dns_excluded_case, fc_dns(a, "BAD.example"), fc_dns(a, "bad.EXAMPLE"))
EXCLUDE(dns_excluded_not_a_label, fc_dns(a, "bad.example"), fc_dns(a, "notbad.example"))
EXCLUDE(dns_excluded_by_wildcard, fc_dns(a, "a.bad.example"), fc_dns(a, "*.bad.example"))
EXCLUDE(dns_excluded_beside_wildcard, fc_dns(a, "a.bad.example"), fc_dns(a, "*.good.example"))

/* Excluded beats permitted. */
static void both(struct set *s)
{
    constrain(s, fc_dns(s->a, "example.com"), fc_dns(s->a, "bad.example.com"),
              fc_dns(s->a, "www.bad.example.com"));
}

static void both_good(struct set *s)
{
    constrain(s, fc_dns(s->a, "example.com"), fc_dns(s->a, "bad.example.com"),
              fc_dns(s->a, "www.good.example.com"));
}

/* IP */
#define NET_192 fc_ip(a, "c0000200ffffff00")
PERMIT(ip_outside, NET_192, fc_ip(a, "c0000301"))
PERMIT(ip_inside, NET_192, fc_ip(a, "c00002ff"))
PERMIT(ip_v6_under_v4, NET_192, fc_ip(a, "20010db8000000000000000000000001"))
PERMIT(ip_v6_inside, fc_ip(a, "20010db8000000000000000000000000ffffffff000000000000000000000000"),
       fc_ip(a, "20010db8000000000000000000000001"))
PERMIT(ip_v6_outside, fc_ip(a, "20010db8000000000000000000000000ffffffff000000000000000000000000"),
       fc_ip(a, "20010db9000000000000000000000001"))
EXCLUDE(ip_excluded, NET_192, fc_ip(a, "c0000207"))
EXCLUDE(ip_not_excluded, NET_192, fc_ip(a, "c0000307"))
EXCLUDE(ip_excluded_all, fc_ip(a, "0000000000000000"), fc_ip(a, "c0000307"))

/* E-mail: a mailbox, a host, or with a leading dot all hosts below. */
PERMIT(email_box_other, fc_email(a, "user@example.com"), fc_email(a, "other@example.com"))
PERMIT(email_box, fc_email(a, "user@example.com"), fc_email(a, "user@EXAMPLE.com"))
PERMIT(email_box_case, fc_email(a, "user@example.com"), fc_email(a, "User@example.com"))
PERMIT(email_host_below, fc_email(a, "example.com"), fc_email(a, "user@mail.example.com"))
PERMIT(email_host, fc_email(a, "example.com"), fc_email(a, "anyone@example.com"))
PERMIT(email_dot_itself, fc_email(a, ".example.com"), fc_email(a, "user@example.com"))
PERMIT(email_dot_below, fc_email(a, ".example.com"), fc_email(a, "user@mail.example.com"))
EXCLUDE(email_excluded, fc_email(a, "bad.example"), fc_email(a, "user@bad.example"))
EXCLUDE(email_not_excluded, fc_email(a, "bad.example"), fc_email(a, "user@good.example"))

/* URIs: the host's name. */
PERMIT(uri_outside, fc_uri(a, ".example.com"), fc_uri(a, "https://www.example.net/x.example.com"))
PERMIT(uri_inside, fc_uri(a, ".example.com"), fc_uri(a, "https://www.example.com:8443/x"))
PERMIT(uri_user, fc_uri(a, ".example.com"), fc_uri(a, "https://www.example.com@evil.example/"))
PERMIT(uri_exact, fc_uri(a, "www.example.com"), fc_uri(a, "https://www.example.com/"))
PERMIT(uri_exact_below, fc_uri(a, "www.example.com"), fc_uri(a, "https://a.www.example.com/"))
EXCLUDE(uri_excluded, fc_uri(a, "bad.example"), fc_uri(a, "http://bad.example/"))
EXCLUDE(uri_not_excluded, fc_uri(a, "bad.example"), fc_uri(a, "http://good.example/"))
PERMIT(uri_ip, fc_uri(a, ".example.com"), fc_uri(a, "https://192.0.2.1/"))

/* Directory names: in the SAN and as the subject. */
#define US fc_dir(a, fc_name(a, "C=US"))
PERMIT(dir_outside, US, fc_dir(a, fc_name(a, "C=DE,O=Example")))
PERMIT(dir_inside, US, fc_dir(a, fc_name(a, "C=us,O=Example")))
EXCLUDE(dir_excluded, fc_dir(a, fc_name(a, "C=DE")), fc_dir(a, fc_name(a, "C=DE,O=Example")))
EXCLUDE(dir_not_excluded, fc_dir(a, fc_name(a, "C=DE,O=Other")),
        fc_dir(a, fc_name(a, "C=DE,O=Example")))

static void subject(struct set *s, const char *name, const char *permitted, const char *excluded)
{
    struct arena *a = s->a;
    struct span p = nothing, x = nothing;

    if (permitted != NULL)
        p = fc_dir(a, fc_name(a, permitted));
    if (excluded != NULL)
        x = fc_dir(a, fc_name(a, excluded));
    fc_set(&s->ca.exts, FC_OID_NC, true, fc_nc(a, p, x));
    s->leaf.subject = fc_name(a, name);
}

static void subject_outside(struct set *s)
{
    subject(s, "C=DE,O=Example", "C=US", NULL);
}

static void subject_inside(struct set *s)
{
    subject(s, "C=US,O=Example", "C=US", NULL);
}

static void subject_excluded(struct set *s)
{
    subject(s, "C=DE,O=Example", NULL, "C=DE");
}

static void subject_not_excluded(struct set *s)
{
    subject(s, "C=US,O=Example", NULL, "C=DE");
}

/* An emailAddress in the subject, where no rfc822Name stands beside it. */
static void subject_email(struct set *s)
{
    constrain(s, fc_email(s->a, "example.com"), nothing, nothing);
    s->leaf.subject = fc_name(s->a, "C=US,emailAddress=user@example.net");
}

static void subject_email_right(struct set *s)
{
    constrain(s, fc_email(s->a, "example.com"), nothing, nothing);
    s->leaf.subject = fc_name(s->a, "C=US,emailAddress=user@example.com");
}

/* Kinds that no constraint can be applied to: refused where such a name is there. */
PERMIT(x400_both, fc_x400(a), fc_x400(a))
PERMIT(x400_constraint_alone, fc_x400(a), fc_dns(a, "a.example.com"))
EXCLUDE(rid_both, fc_rid(a, "1.2.3"), fc_rid(a, "1.2.4"))
EXCLUDE(rid_constraint_alone, fc_rid(a, "1.2.3"), fc_dns(a, "a.example.com"))
EXCLUDE(edi_both, fc_edi(a, "x"), fc_edi(a, "y"))
EXCLUDE(other_both, fc_other(a, "1.2.3", fd_str(a, DER_UTF8_STRING, "x")),
        fc_other(a, "1.2.3", fd_str(a, DER_UTF8_STRING, "y")))
EXCLUDE(other_other_type, fc_other(a, "1.2.3", fd_str(a, DER_UTF8_STRING, "x")),
        fc_other(a, "1.2.4", fd_str(a, DER_UTF8_STRING, "y")))

/* A name that is not of its form cannot be compared. */
EXCLUDE(email_bad, fc_email(a, "bad.example"), fc_email(a, "no-at-sign"))
EXCLUDE(uri_bad, fc_uri(a, "bad.example"), fc_uri(a, "mailto:user@bad.example"))

/* CVE-2022-3602: an A-label longer than any label may be, in what is compared. */
#define A32 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG_LABEL "xn--" A32 A32 A32
EXCLUDE(email_long_label, fc_email(a, "bad.example"), fc_email(a, "user@" LONG_LABEL ".example"))

/* Where constraints stand and which certificates they reach. */
static void by_root(struct set *s, const char *permitted)
{
    fc_set(&s->root.exts, FC_OID_NC, true, fc_nc(s->a, fc_dns(s->a, permitted), nothing));
}

static void root_outside(struct set *s)
{
    by_root(s, "example.net");
}

static void root_inside(struct set *s)
{
    by_root(s, "example.com");
}

/* The constraint meets an intermediate's own name; one that is self-issued is exempt. */
static void ca_subject_outside(struct set *s)
{
    fc_set(&s->root.exts, FC_OID_NC, true,
           fc_nc(s->a, nothing, fc_dir(s->a, fc_name(s->a, "C=US,O=Example Trust"))));
}

static void self_issued_ca(struct set *s)
{
    struct fc_spec again;

    ca_subject_outside(s);
    /* root > root with another key, self-issued > leaf */
    again = s->root;
    fc_drop(&again.exts, FC_OID_NC);
    fc_rekey(s->a, &again, FKEY_P256_D);
    fc_reissue(s->a, &again, &s->root);
    s->ca = again;
    fc_reissue(s->a, &s->leaf, &s->ca);
}

/* CVE-2015-1793 and others: a second CA's constraints count as well. */
static void narrower_below(struct set *s)
{
    root_inside(s);
    constrain(s, fc_dns(s->a, "www.example.com"), nothing, fc_dns(s->a, "mail.example.com"));
}

static void narrower_below_right(struct set *s)
{
    root_inside(s);
    constrain(s, fc_dns(s->a, "www.example.com"), nothing, fc_dns(s->a, "a.www.example.com"));
}

static void wider_below(struct set *s)
{
    root_outside(s);
    fc_set(&s->ca.exts, FC_OID_NC, true, fc_nc(s->a, fc_dns(s->a, "example.com"), nothing));
}

#define IN(text, bad, good)                                                              \
    {text, RULE_NC_NOT_PERMITTED, REASON_NAME_CONSTRAINT, EVERY, 0, bad, good, false}
#define EX(text, bad, good)                                                              \
    {text, RULE_NC_EXCLUDED, REASON_NAME_CONSTRAINT, EVERY, 0, bad, good, false}
#define UNSUPPORTED(text, bad, good)                                                     \
    {text, RULE_NC_UNSUPPORTED, REASON_NAME_CONSTRAINT, EVERY, 0, bad, good, false}

static const struct row rows[] = {
    IN("DNS name outside", dns_outside, dns_inside),
    IN("DNS name that ends alike", dns_not_a_label, dns_itself),
    IN("wildcard wider than permitted", dns_wildcard_outside, dns_wildcard),
    EX("every DNS name excluded", dns_nothing, dns_everything),
    EX("DNS name excluded", dns_excluded, dns_excluded_not_a_label),
    EX("DNS name excluded in another case", dns_excluded_case, NULL),
    EX("wildcard over an excluded name", dns_excluded_by_wildcard, dns_excluded_beside_wildcard),
    EX("excluded beats permitted", both, both_good),
    IN("IPv4 address outside", ip_outside, ip_inside),
    IN("IPv6 address under an IPv4 net", ip_v6_under_v4, NULL),
    IN("IPv6 address outside", ip_v6_outside, ip_v6_inside),
    EX("IPv4 address excluded", ip_excluded, ip_not_excluded),
    EX("every IPv4 address excluded", ip_excluded_all, NULL),
    IN("another mailbox", email_box_other, email_box),
    IN("mailbox in another case", email_box_case, NULL),
    IN("mailbox on a host below", email_host_below, email_host),
    IN("mailbox on the host itself", email_dot_itself, email_dot_below),
    EX("mail host excluded", email_excluded, email_not_excluded),
    IN("URI outside", uri_outside, uri_inside),
    IN("URI with the host as a user", uri_user, NULL),
    IN("URI below an exact host", uri_exact_below, uri_exact),
    EX("URI excluded", uri_excluded, uri_not_excluded),
    {"URI with an IP address", RULE_NC_MALFORMED_NAME, REASON_NAME_CONSTRAINT, EVERY, 0, uri_ip,
     NULL, false},
    IN("directory name outside", dir_outside, dir_inside),
    EX("directory name excluded", dir_excluded, dir_not_excluded),
    IN("RDN of one attribute twice", rdn_same_twice, rdn_each_once),
    EX("excluded name with a soft hyphen", dir_hyphen, dir_two_words),
    EX("excluded name with U+200B", dir_zero_width, NULL),
    EX("excluded name with a tab", dir_tab, NULL),
    EX("excluded name with U+212A", dir_kelvin, NULL),
    EX("excluded name of twenty attributes", dir_wide, NULL),
    IN("subject outside", subject_outside, subject_inside),
    EX("subject excluded", subject_excluded, subject_not_excluded),
    IN("e-mail address of the subject outside", subject_email, subject_email_right),
    UNSUPPORTED("X.400 address under a constraint", x400_both, x400_constraint_alone),
    UNSUPPORTED("registeredID under a constraint", rid_both, rid_constraint_alone),
    UNSUPPORTED("ediPartyName under a constraint", edi_both, NULL),
    UNSUPPORTED("otherName under a constraint", other_both, other_other_type),
    {"mailbox without @ under a constraint", RULE_NC_MALFORMED_NAME, REASON_NAME_CONSTRAINT,
     EVERY, 0, email_bad, NULL, true},
    {"mailbox with a long A-label under a constraint", RULE_NC_MALFORMED_NAME,
     REASON_NAME_CONSTRAINT, EVERY, 0, email_long_label, NULL, true},
    {"URI without a host under a constraint", RULE_NC_MALFORMED_NAME, REASON_NAME_CONSTRAINT,
     EVERY, 0, uri_bad, NULL, false},
    IN("constraints of the anchor", root_outside, root_inside),
    {"an intermediate's own name excluded", RULE_NC_EXCLUDED, REASON_NAME_CONSTRAINT, EVERY, 1,
     ca_subject_outside, self_issued_ca, false},
    IN("the narrower of two", narrower_below, narrower_below_right),
    IN("a wider one below takes nothing back", wider_below, NULL),
};

const struct theme rules_names = THEME(rows);
