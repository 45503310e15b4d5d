/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chains that are made to cost: an octet for a construction, then two numbers of two octets, how
 * many and how long.  What judging them costs is compared with the size of the chain (fuzz/cost.c).
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/x509/cert.h"
#include "tests/factory/trial.h"

const char fuzz_name[] = "costly";

enum { COUNT_MAX = 600, LENGTH_MAX = 60000, BYTES_MAX = 200 << 10, CAS = 36 };

static const struct span nothing;

struct recipe {
    struct trial *t;
    struct arena *a;
    struct fc_spec ca, leaf; /* as they are made last: the leaf under the CA */
    struct span issuer;      /* the CA's name as the leaf has it, where it is written otherwise */
    struct span crl;
    size_t count, length;
};

/* Text of the recipe's length, "A…Ax" and a number in it; beyond ASCII where asked for. */
static struct span text(const struct recipe *r, const char *unit, unsigned number)
{
    size_t each = strlen(unit), times = r->length / each + 1;
    uint8_t *p = fd_alloc(r->a, times * each + 8);

    for (size_t i = 0; i < times; i++)
        memcpy(p + i * each, unit, each);
    int n = snprintf((char *)p + times * each, 8, "%u", number % 1000000);
    return span_of(p, times * each + (size_t)n);
}

static struct span long_name(const struct recipe *r, const char *unit, unsigned number)
{
    return fd_tlv(r->a, DER_SEQUENCE,
                  fc_rdn(r->a, "2.5.4.10", DER_UTF8_STRING, text(r, unit, number)));
}

/* Text with a number in it, for the factory's functions that take a string. */
static const char *numbered(const struct recipe *r, const char *before, unsigned number,
                            const char *after)
{
    char *p = fd_alloc(r->a, 64);

    snprintf(p, 64, "%s%u%s", before, number % 1000000, after);
    return p;
}

static void helper(struct recipe *r, const struct fc_spec *s)
{
    if (r->t->in.num_helpers < TRIAL_CERTS)
        trial_helper(r->t, fc_cert(r->a, s));
}

static struct fc_spec under(struct recipe *r, const struct fc_spec *issuer, struct span subject)
{
    struct fc_spec s = fc_ca_under(r->a, "", FKEY_P256_B, issuer);

    s.subject = subject;
    return s;
}

/* CAs one below the other, of one key. */
static void tower(struct recipe *r, const char *unit)
{
    for (unsigned i = 0; i < CAS; i++) {
        struct fc_spec next = under(r, &r->ca, long_name(r, unit, i));

        helper(r, &next);
        r->ca = next;
    }
}

/* Many CAs of the name that the last one's issuer has, all of whose signatures could be. */
static void siblings(struct recipe *r)
{
    for (unsigned i = 0; i < r->count; i++) {
        struct fc_spec twin = under(r, &r->ca, r->ca.subject);

        twin.issuer = long_name(r, "gone", i);
        twin.not_after -= i;
        helper(r, &twin);
    }
}

static void visited(struct recipe *r)
{
    tower(r, "\xc3\x84");
    siblings(r);
}

static void big_constraint(struct recipe *r)
{
    struct span base = fc_other(r->a, "1.2.3.4", fd_octets(r->a, text(r, "x", 0)));

    tower(r, "CA");
    fc_set(&r->ca.exts, FC_OID_NC, true, fc_nc(r->a, FD(r->a, DER_SEQUENCE, base), nothing));
    helper(r, &r->ca);
    siblings(r);
}

static void names_and_constraints(struct recipe *r)
{
    struct span names = fc_dns(r->a, FC_HOST), trees = nothing;

    for (unsigned i = 0; i < r->count; i++) {
        names = FD_CAT(r->a, names, fc_dns(r->a, numbered(r, "n", i, ".example.com")));
        trees = FD_CAT(r->a, trees,
                       FD(r->a, DER_SEQUENCE, fc_dns(r->a, numbered(r, "t", i, ".example.org"))));
    }
    fc_set(&r->ca.exts, FC_OID_NC, true, fc_nc(r->a, nothing, trees));
    fc_set(&r->leaf.exts, FC_OID_SAN, false, fd_tlv(r->a, DER_SEQUENCE, names));
}

static void smtp_utf8(struct recipe *r)
{
    struct span names = fc_dns(r->a, FC_HOST);
    struct span tree = FD(r->a, DER_SEQUENCE, fc_email(r->a, "example.org"));

    for (unsigned i = 0; i < r->count; i++) {
        const char *box = numbered(r, "\xc3\xbc", i, "@\xc3\xbc.example.com");

        names = FD_CAT(r->a, names,
                       fc_other(r->a, "1.3.6.1.5.5.7.8.9", fd_str(r->a, DER_UTF8_STRING, box)));
    }
    for (unsigned i = 0; i < CAS; i++) {
        r->ca = under(r, &r->ca, fc_name(r->a, numbered(r, "CN=CA ", i, "")));
        fc_set(&r->ca.exts, FC_OID_NC, true, fc_nc(r->a, nothing, tree));
        if (i + 1 < CAS)
            helper(r, &r->ca);
    }
    fc_set(&r->leaf.exts, FC_OID_SAN, false, fd_tlv(r->a, DER_SEQUENCE, names));
}

/* RDNs of many attributes; the issuer's name has other bytes than the subject's. */
static void wide_rdns(struct recipe *r)
{
    struct span set = nothing, other = nothing;

    for (unsigned i = 0; i < r->count; i++) {
        uint8_t value[2] = {(uint8_t)('A' + i / 26 % 26), (uint8_t)('A' + i % 26)};
        struct span type = fd_oid(r->a, "2.5.4.11"), s = span_of(value, 2);

        set = FD_CAT(r->a, set, FD(r->a, DER_SEQUENCE, type, fd_tlv(r->a, DER_UTF8_STRING, s)));
        value[1] |= 0x20;
        other =
            FD_CAT(r->a, other,
                   FD(r->a, DER_SEQUENCE, type, fd_tlv(r->a, DER_UTF8_STRING, span_of(value, 2))));
    }
    r->ca.subject = FD(r->a, DER_SEQUENCE, fd_tlv(r->a, DER_SET, set));
    r->issuer = FD(r->a, DER_SEQUENCE, fd_tlv(r->a, DER_SET, other));
    siblings(r);
}

static void policies(struct recipe *r)
{
    struct span set = nothing, maps = nothing;

    for (unsigned i = 0; i < r->count; i++) {
        struct span from = fd_oid(r->a, numbered(r, "1.2.3.", i, ""));
        struct span to = fd_oid(r->a, numbered(r, "1.2.3.", i * 7 % 600, ""));

        set = FD_CAT(r->a, set, FD(r->a, DER_SEQUENCE, from));
        maps = FD_CAT(r->a, maps, FD(r->a, DER_SEQUENCE, from, to));
    }
    for (unsigned i = 0; i < 10; i++) {
        r->ca = under(r, &r->ca, fc_name(r->a, numbered(r, "CN=CA ", i, "")));
        fc_set(&r->ca.exts, FC_OID_CP, false, fd_tlv(r->a, DER_SEQUENCE, set));
        fc_set(&r->ca.exts, FC_OID_PM, true, fd_tlv(r->a, DER_SEQUENCE, maps));
        if (i + 1 < 10)
            helper(r, &r->ca);
    }
    fc_set(&r->leaf.exts, FC_OID_CP, false, fd_tlv(r->a, DER_SEQUENCE, set));
    fc_set(&r->leaf.exts, FC_OID_PC, true, fc_pc(r->a, 0, -1));
}

/* Certificates that issue each other in a ring, and all that share a key. */
static void crossed(struct recipe *r)
{
    struct fc_spec root = r->ca;

    for (unsigned i = 0; i < r->count / 16 + 2; i++) {
        for (unsigned n = 0; n < 16; n++) {
            struct fc_spec from = root, s;

            from.subject = fc_name(r->a, numbered(r, "CN=Ring ", n, ""));
            from.key = FKEY_P256_B;
            s = under(r, &from, fc_name(r->a, numbered(r, "CN=Ring ", (n + i + 1) % 16, "")));
            helper(r, &s);
            r->ca = s;
        }
    }
}

/* A distribution point and a CRL's scope of many names each. */
static void scopes(struct recipe *r)
{
    struct span ours = nothing, theirs = nothing;
    struct fc_crl crl = fc_crl_of(r->a, &r->ca);

    for (unsigned i = 0; i < r->count; i++) {
        ours = FD_CAT(r->a, ours, fc_dir(r->a, long_name(r, "\xc3\x84", i)));
        theirs = FD_CAT(r->a, theirs, fc_dir(r->a, long_name(r, "\xc3\x96", i)));
    }
    fc_set(&r->leaf.exts, FC_OID_CRLDP, false, FC_CRLDP(r->a, fc_dp(r->a, ours, 0, nothing)));
    fc_set(&crl.exts, FC_OID_IDP, true, fc_idp(r->a, (struct extval_idp){.names = theirs}));
    r->crl = fc_crl(r->a, &crl);
}

/* Entries of the leaf's number, each under an issuer of its own. */
static void entries(struct recipe *r)
{
    struct fc_crl crl = fc_crl_of(r->a, &r->ca);
    struct span all = nothing;

    for (unsigned i = 0; i < r->count; i++) {
        struct span name = fc_dir(r->a, long_name(r, "\xc3\x84", i));
        struct span ext =
            FD(r->a, DER_SEQUENCE, fd_oid(r->a, FC_OID_CERT_ISSUER), fd_bool(r->a, true),
               fd_octets(r->a, fd_tlv(r->a, DER_SEQUENCE, name)));

        all = FD_CAT(r->a, all,
                     FD(r->a, DER_SEQUENCE, fd_tlv(r->a, DER_INTEGER, r->leaf.serial),
                        fd_time(r->a, FC_NOW - FC_DAY), FD(r->a, DER_SEQUENCE, ext)));
    }
    crl.entries_raw = fd_tlv(r->a, DER_SEQUENCE, all);
    fc_set(&crl.exts, FC_OID_IDP, true, fc_idp(r->a, (struct extval_idp){.indirect = true}));
    fc_set(&r->leaf.exts, FC_OID_CRLDP, false,
           FC_CRLDP(r->a, fc_dp(r->a, nothing, 0, fc_dir(r->a, r->ca.subject))));
    r->crl = fc_crl(r->a, &crl);
}

static void (*const recipes[])(struct recipe *r) = {
    visited, big_constraint, names_and_constraints, smtp_utf8, wide_rdns, policies, crossed,
    scopes,  entries,
};

enum { RECIPES = sizeof recipes / sizeof recipes[0] };

static void cook(struct recipe *r, unsigned which)
{
    struct fc_spec root = fc_root(r->a);

    r->ca = fc_ca_under(r->a, FC_CA_NAME, FKEY_P256_B, &root);
    r->leaf = fc_leaf_under(r->a, &r->ca);
    trial_anchor(r->t, fc_cert(r->a, &root));
    recipes[which](r);
    helper(r, &r->ca);
    fc_reissue(r->a, &r->leaf, &r->ca);
    if (r->issuer.n > 0)
        r->leaf.issuer = r->issuer;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct trial t;
    struct recipe r = {.t = &t, .a = &t.arena};

    if (size != 5)
        return 0;
    r.count = (size_t)(data[1] << 8 | data[2]) % COUNT_MAX;
    r.length = (size_t)(data[3] << 8 | data[4]) % LENGTH_MAX;
    /* Without a counter it is only to be run, in little time. */
    if (fuzz_measure == NULL)
        r.count %= 8;
    if (r.count * r.length > BYTES_MAX)
        r.length = BYTES_MAX / (r.count + 1);
    /* Making it is not what is measured. */
    if (fuzz_measure != NULL)
        fuzz_measure(1 << 30);
    trial_open(&t);
    t.judges_once = true;
    cook(&r, data[0] % RECIPES);
    if (r.crl.n > 0) {
        trial_crl(&t, r.crl);
        t.in.revocation = REVOCATION_HARD;
    }
    struct span leaf = fc_cert(r.a, &r.leaf);
    size_t bytes = leaf.n + r.crl.n;

    for (size_t i = 0; i < t.in.num_helpers; i++)
        bytes += t.helpers[i].cert->der.n;
    if (fuzz_measure != NULL)
        fuzz_measure(bytes);
    REQUIRE(trial_judge(&t, leaf) != REASON_INTERNAL);
    trial_close(&t);
    return 0;
}
