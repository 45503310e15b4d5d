/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the certificate is for: usages, host names, wildcards (RFC 9525). */
#include "config.h"

#include "lib/x509/cert.h"
#include "tests/neg/rules.h"

#define EXT(name, who, oid, critical, value)        \
    static void name(struct set *s)                 \
    {                                               \
        struct arena *a = s->a;                     \
        fc_set(&s->who.exts, oid, critical, value); \
    }
#define DROP(name, who, oid)        \
    static void name(struct set *s) \
    {                               \
        fc_drop(&s->who.exts, oid); \
    }

/* extKeyUsage (RFC 5280 4.2.1.12). */
EXT(leaf_client, leaf, FC_OID_EKU, false, fc_eku(a, FC_EKU_CLIENT))
EXT(leaf_server_client, leaf, FC_OID_EKU, false, fc_eku(a, FC_EKU_SERVER " " FC_EKU_CLIENT))
EXT(ca_any_and_server, ca, FC_OID_EKU, false, fc_eku(a, FC_EKU_SERVER " " FC_EKU_ANY))
EXT(ca_server, ca, FC_OID_EKU, false, fc_eku(a, FC_EKU_SERVER))
EXT(leaf_any, leaf, FC_OID_EKU, false, fc_eku(a, FC_EKU_ANY))
EXT(leaf_any_and_server, leaf, FC_OID_EKU, false, fc_eku(a, FC_EKU_SERVER " " FC_EKU_ANY))
EXT(leaf_unknown_eku, leaf, FC_OID_EKU, false, fc_eku(a, "1.2.3.4"))
DROP(leaf_no_eku, leaf, FC_OID_EKU)
EXT(ca_client, ca, FC_OID_EKU, false, fc_eku(a, FC_EKU_CLIENT))
DROP(ca_no_eku, ca, FC_OID_EKU)
EXT(ca_ocsp, ca, FC_OID_EKU, false, fc_eku(a, "1.3.6.1.5.5.7.3.9"))

static void purpose(struct set *s, enum purpose p, const char *leaf, const char *ca)
{
    s->t->in.purpose = p;
    s->host = NULL;
    fc_set(&s->leaf.exts, FC_OID_EKU, false, fc_eku(s->a, leaf));
    fc_set(&s->ca.exts, FC_OID_EKU, false, fc_eku(s->a, ca));
}

#define PURPOSE(name, p, leaf, ca)         \
    static void name(struct set *s)        \
    {                                      \
        purpose(s, PURPOSE_##p, leaf, ca); \
    }
#define BOTH FC_EKU_SERVER " " FC_EKU_CLIENT
PURPOSE(client_server, CLIENT, FC_EKU_SERVER, BOTH)
PURPOSE(client_client, CLIENT, FC_EKU_CLIENT, BOTH)
PURPOSE(client_ca_server, CLIENT, FC_EKU_CLIENT, FC_EKU_SERVER)
PURPOSE(email_server, EMAIL, FC_EKU_SERVER, FC_EKU_EMAIL)
PURPOSE(email_email, EMAIL, FC_EKU_EMAIL, FC_EKU_EMAIL)
PURPOSE(code_server, CODE, FC_EKU_SERVER, FC_EKU_CODE)
PURPOSE(code_code, CODE, FC_EKU_CODE, FC_EKU_CODE)
PURPOSE(any_anything, ANY, "1.2.3.4", "1.2.3.5")

/* A CA high above whose usage forbids what the one below allows. */
static void nested_eku(struct set *s)
{
    s->more[0] = fc_ca_under(s->a, "C=US,O=Example Trust,CN=Deeper", FKEY_P256_D, &s->ca);
    s->num_more = 1;
    fc_reissue(s->a, &s->leaf, &s->more[0]);
    ca_client(s);
}

static void nested_eku_right(struct set *s)
{
    nested_eku(s);
    fc_set(&s->ca.exts, FC_OID_EKU, false, fc_eku(s->a, BOTH));
}

/* keyUsage (4.2.1.3). */
EXT(leaf_crl_sign, leaf, FC_OID_KU, true, fc_ku(a, KU_CRL_SIGN))
EXT(leaf_non_repudiation, leaf, FC_OID_KU, true, fc_ku(a, KU_NON_REPUDIATION))
EXT(leaf_key_agreement, leaf, FC_OID_KU, true, fc_ku(a, KU_KEY_AGREEMENT))
DROP(leaf_no_ku, leaf, FC_OID_KU)

static void asked_usage(struct set *s)
{
    s->t->in.key_usage = KU_KEY_ENCIPHERMENT;
}

static void asked_usage_there(struct set *s)
{
    asked_usage(s);
    fc_set(&s->leaf.exts, FC_OID_KU, true, fc_ku(s->a, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT));
}

static void asked_eku(struct set *s)
{
    s->t->in.eku = EKU_CLIENT;
}

static void asked_eku_there(struct set *s)
{
    asked_eku(s);
    leaf_server_client(s);
}

/* A CA that is judged as a server. */
static void leaf_is_ca(struct set *s)
{
    fc_set(&s->leaf.exts, FC_OID_BC, true, fc_bc(s->a, true, -1));
    fc_set(&s->leaf.exts, FC_OID_KU, true, fc_ku(s->a, KU_DIGITAL_SIGNATURE | KU_KEY_CERT_SIGN));
}

static void leaf_is_ca_any(struct set *s)
{
    leaf_is_ca(s);
    s->t->in.purpose = PURPOSE_ANY;
}

/* Names (RFC 9525 6).  The commonName is taken away, since it would be in no SAN. */
static void ask(struct set *s, const char *host, struct span san)
{
    s->host = host;
    s->leaf.subject = fc_name(s->a, "O=Example");
    fc_set(&s->leaf.exts, FC_OID_SAN, false, FD(s->a, DER_SEQUENCE, san));
}

#define ASK(name, host, entry)      \
    static void name(struct set *s) \
    {                               \
        struct arena *a = s->a;     \
        ask(s, host, entry);        \
    }
ASK(host_other, "www.example.net", fc_dns(a, FC_HOST))
ASK(host_parent, "example.com", fc_dns(a, FC_HOST))
ASK(host_child, "a.www.example.com", fc_dns(a, FC_HOST))
ASK(host_suffix, "evilwww.example.com", fc_dns(a, FC_HOST))
ASK(host_case, "WWW.Example.COM", fc_dns(a, "www.eXample.com"))
ASK(host_dot, "www.example.com.", fc_dns(a, FC_HOST))
ASK(wildcard_two, "a.b.example.com", fc_dns(a, "*.example.com"))
ASK(wildcard_one, "a.example.com", fc_dns(a, "*.example.com"))
ASK(wildcard_none, "example.com", fc_dns(a, "*.example.com"))
ASK(wildcard_inside, "b.c.example.com", fc_dns(a, "b.*.example.com"))
ASK(wildcard_partial, "foo.example.com", fc_dns(a, "f*.example.com"))
ASK(wildcard_twice, "a.b.example.com", fc_dns(a, "*.*.example.com"))
ASK(wildcard_alone, "localhost", fc_dns(a, "*"))
ASK(wildcard_a_label, "xn--bcher-kva.example.com", fc_dns(a, "xn--*.example.com"))
ASK(idn_u_label,
    "b\xc3\xbc"
    "cher.example.com",
    fc_dns(a, "xn--bcher-kva.example.com"))
ASK(idn_other,
    "b\xc3\xbc"
    "cher.example.com",
    fc_dns(a, "bucher.example.com"))
ASK(ip_as_dns, "192.0.2.1", fc_dns(a, "192.0.2.1"))
ASK(ip_wildcard, "192.0.2.1", fc_dns(a, "*.0.2.1"))
ASK(ip_right, "192.0.2.1", fc_ip(a, "c0000201"))
ASK(ip_other, "192.0.2.2", fc_ip(a, "c0000201"))
ASK(ip6_right, "2001:db8::1", fc_ip(a, "20010db8000000000000000000000001"))
ASK(ip6_mapped, "::ffff:192.0.2.1", fc_ip(a, "c0000201"))
ASK(dns_in_uri, FC_HOST, fc_uri(a, "https://" FC_HOST "/"))
ASK(dns_in_email, FC_HOST, fc_email(a, FC_HOST))
ASK(suffix_com, "example.com", fc_dns(a, "*.com"))
ASK(suffix_co_uk, "example.co.uk", fc_dns(a, "*.co.uk"))
ASK(suffix_below, "a.example.co.uk", fc_dns(a, "*.example.co.uk"))
ASK(suffix_private, "x.cloudfront.net", fc_dns(a, "*.cloudfront.net"))
ASK(suffix_beside, FC_HOST, FD_CAT(a, fc_dns(a, FC_HOST), fc_dns(a, "*.co.uk")))
ASK(suffix_beside_below, FC_HOST, FD_CAT(a, fc_dns(a, FC_HOST), fc_dns(a, "*.example.co.uk")))
ASK(suffix_private_below, "x.y.cloudfront.net", fc_dns(a, "*.y.cloudfront.net"))

/* The name asked for may be the one that cannot be read: an A-label in another encoding. */
static void san_unreadable(struct set *s)
{
    struct span bad = SPAN_LIT("\x82\x03\xc3\xa4.");

    fc_set(&s->leaf.exts, FC_OID_SAN, false, FC_NAMES(s->a, fc_dns(s->a, "a.example.com"), bad));
    s->leaf.subject = fc_name(s->a, "C=US,O=Example");
}

static void no_san(struct set *s)
{
    fc_drop(&s->leaf.exts, FC_OID_SAN);
}

static void no_san_no_cn(struct set *s)
{
    no_san(s);
    s->leaf.subject = fc_name(s->a, "O=Example");
}

static void second_host_missing(struct set *s)
{
    trial_host(s->t, "www.example.net");
}

static void second_host_there(struct set *s)
{
    second_host_missing(s);
    fc_set(&s->leaf.exts, FC_OID_SAN, false,
           FC_NAMES(s->a, fc_dns(s->a, FC_HOST), fc_dns(s->a, "www.example.net")));
}

static void email_host(struct set *s, const char *host, const char *san)
{
    email_email(s);
    ask(s, host, fc_email(s->a, san));
}

static void email_host_case(struct set *s)
{
    email_host(s, "User@example.com", "user@example.com");
}

static void email_host_right(struct set *s)
{
    email_host(s, "user@EXAMPLE.com", "user@example.com");
}

static void cn_other(struct set *s)
{
    s->leaf.subject = fc_name(s->a, "CN=Example Web");
}

/* Whoever looks at the first alone, or at the last alone, sees nothing. */
static void cn_first_other(struct set *s)
{
    s->leaf.subject = fc_name(s->a, "CN=Example Web,CN=" FC_HOST);
}

static void cn_last_other(struct set *s)
{
    s->leaf.subject = fc_name(s->a, "CN=" FC_HOST ",CN=Example Web");
}

static void cn_case(struct set *s)
{
    s->leaf.subject = fc_name(s->a, "CN=WWW.example.com");
}

#define LEAF(rule, reason, levels, text, bad, good)                     \
    {                                                                   \
        text, RULE_##rule, REASON_##reason, levels, 0, bad, good, false \
    }
#define CA(rule, reason, levels, text, bad, good)                       \
    {                                                                   \
        text, RULE_##rule, REASON_##reason, levels, 1, bad, good, false \
    }
#define HOST(text, bad, good) LEAF(HOST_MISMATCH, HOST_MISMATCH, EVERY, text, bad, good)

/* As HOST, where the name in the certificate is also not of its form. */
#define HOST_FORM(text, bad, good)                                                \
    {                                                                             \
        text, RULE_HOST_MISMATCH, REASON_HOST_MISMATCH, EVERY, 0, bad, good, true \
    }

static const struct row rows[] = {
    LEAF(EKU, EXTENDED_KEY_USAGE, EVERY, "client certificate as server", leaf_client,
         leaf_server_client),
    LEAF(EKU, EXTENDED_KEY_USAGE, EVERY, "unknown usage alone", leaf_unknown_eku, NULL),
    LEAF(EKU, EXTENDED_KEY_USAGE, EVERY, "server certificate as client", client_server,
         client_client),
    LEAF(EKU, EXTENDED_KEY_USAGE, EVERY, "server certificate for e-mail", email_server,
         email_email),
    LEAF(EKU, EXTENDED_KEY_USAGE, EVERY, "server certificate for code", code_server, code_code),
    LEAF(EKU, EXTENDED_KEY_USAGE, EVERY, "usage asked for by the caller", asked_eku,
         asked_eku_there),
    LEAF(EKU, EXTENDED_KEY_USAGE, "NNN", "any usage will do", any_anything, NULL),
    LEAF(EKU_ABSENT, EXTENDED_KEY_USAGE, "WNE", "no extKeyUsage", leaf_no_eku, ca_no_eku),
    LEAF(EKU_ANY, EXTENDED_KEY_USAGE, "WNE", "anyExtendedKeyUsage", leaf_any, NULL),
    LEAF(EKU_ANY, EXTENDED_KEY_USAGE, "WNE", "anyExtendedKeyUsage beside serverAuth",
         leaf_any_and_server, NULL),
    CA(EKU_ANY, EXTENDED_KEY_USAGE, "WNE", "anyExtendedKeyUsage in an intermediate",
       ca_any_and_server, ca_server),
    CA(EKU_CHAIN, EXTENDED_KEY_USAGE, EVERY, "intermediate for clients", ca_client, ca_no_eku),
    CA(EKU_CHAIN, EXTENDED_KEY_USAGE, EVERY, "intermediate for OCSP", ca_ocsp, NULL),
    CA(EKU_CHAIN, EXTENDED_KEY_USAGE, EVERY, "intermediate for servers, client asked for",
       client_ca_server, client_client),
    {"usage taken away high above", RULE_EKU_CHAIN, REASON_EXTENDED_KEY_USAGE, EVERY, 2, nested_eku,
     nested_eku_right, false},
    LEAF(KEY_USAGE, KEY_USAGE, "EWE", "key for CRLs as server", leaf_crl_sign, leaf_key_agreement),
    LEAF(KEY_USAGE, KEY_USAGE, "EWE", "key for non-repudiation as server", leaf_non_repudiation,
         leaf_no_ku),
    LEAF(KEY_USAGE_ASKED, KEY_USAGE, EVERY, "key usage asked for by the caller", asked_usage,
         asked_usage_there),
    LEAF(LEAF_IS_CA, KEY_USAGE, "ENE", "a CA as server", leaf_is_ca, leaf_is_ca_any),
    HOST("another domain", host_other, NULL),
    HOST("the parent domain", host_parent, host_case),
    HOST("a child domain", host_child, host_dot),
    HOST("a name that ends alike", host_suffix, NULL),
    HOST("wildcard over two labels", wildcard_two, wildcard_one),
    HOST("wildcard over no label", wildcard_none, NULL),
    HOST_FORM("wildcard inside", wildcard_inside, NULL),
    HOST_FORM("wildcard in part of a label", wildcard_partial, NULL),
    HOST_FORM("two wildcards", wildcard_twice, NULL),
    HOST_FORM("wildcard alone", wildcard_alone, NULL),
    HOST_FORM("wildcard inside an A-label", wildcard_a_label, idn_u_label),
    HOST("U-label and another name", idn_other, idn_u_label),
    HOST_FORM("IP address as a DNS name", ip_as_dns, ip_right),
    HOST_FORM("IP address under a wildcard", ip_wildcard, ip6_right),
    HOST("another IP address", ip_other, ip_right),
    HOST("IPv4 address mapped into IPv6", ip6_mapped, ip6_right),
    HOST("DNS name in a URI", dns_in_uri, NULL),
    HOST_FORM("DNS name in an e-mail address", dns_in_email, NULL),
    HOST("one of two hosts", second_host_missing, second_host_there),
    HOST("local part in another case", email_host_case, email_host_right),
    HOST_FORM("wildcard under com", suffix_com, wildcard_one),
    LEAF(WILDCARD_ICANN, HOST_MISMATCH, "EWE", "wildcard under co.uk", suffix_co_uk, suffix_below),
    LEAF(WILDCARD_IN_SAN, MALFORMED, "WNE", "wildcard under co.uk beside the name asked for",
         suffix_beside, suffix_beside_below),
    LEAF(WILDCARD_PRIVATE, HOST_MISMATCH, "WWE", "wildcard under a private suffix", suffix_private,
         suffix_private_below),
    {"no readable name is the one asked for", RULE_HOST_UNREADABLE, REASON_MALFORMED, EVERY, 0,
     san_unreadable, NULL, true},
    {"no subjectAltName", RULE_NO_SAN, REASON_HOST_MISMATCH, EVERY, 0, no_san, NULL, true},
    LEAF(NO_SAN, HOST_MISMATCH, EVERY, "no name at all", no_san_no_cn, NULL),
    LEAF(CN_NOT_IN_SAN, MALFORMED, "WNE", "commonName that is no SAN", cn_other, NULL),
    LEAF(CN_NOT_IN_SAN, MALFORMED, "WNE", "first commonName that is no SAN", cn_first_other, NULL),
    LEAF(CN_NOT_IN_SAN, MALFORMED, "WNE", "last commonName that is no SAN", cn_last_other, NULL),
    LEAF(CN_NOT_IN_SAN, MALFORMED, "WNE", "commonName in another case", cn_case, NULL),
};

const struct theme rules_purpose = THEME(rows);
