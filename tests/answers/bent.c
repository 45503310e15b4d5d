/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of every kind with one element bent (tests/differ/bend.h), as they are read. */
#include "config.h"

#include <stdlib.h>

#include "lib/asn1/der.h"
#include "lib/crypto/privkey.h"
#include "lib/x509/bundle.h"
#include "lib/x509/csr.h"
#include "tests/answers/answers.h"
#include "tests/differ/bend.h"

enum { BENT = 500 };

/* A certificate with all there is, so that each element of it can be bent. */
static struct span policies(struct arena *a)
{
    struct span cps = fd_str(a, DER_IA5_STRING, "http://cps.example/");
    struct span text = fd_str(a, DER_UTF8_STRING, "text");
    struct span notice =
        FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, text, FD(a, DER_SEQUENCE, fd_int(a, 1))), text);

    return FD(
        a, DER_SEQUENCE,
        FD(a, DER_SEQUENCE, fd_oid(a, "1.2.3.1"),
           FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.2.1"), cps),
              FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.2.2"), notice),
              FD(a, DER_SEQUENCE, fd_oid(a, "1.2.3.4"), fd_null(a)))),
        FD(a, DER_SEQUENCE, fd_oid(a, "2.5.29.32.0"),
           FD(a, DER_SEQUENCE,
              FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.2.2"), FD(a, DER_SEQUENCE, text)))));
}

static struct span all_names(struct arena *a)
{
    return FD_CAT(
        a, fc_dns(a, FC_HOST), fc_email(a, "a@example.com"), fc_uri(a, "https://example.com/"),
        fc_ip(a, "7f000001"), fc_dir(a, fc_name(a, "C=US,O=Example Trust")), fc_rid(a, "1.2.3.4"),
        FD_CAT(a,
               fc_other(a, "1.3.6.1.5.5.7.8.9", fd_str(a, DER_UTF8_STRING, "\xc3\xa9@example.com")),
               fd_tlv(a, DER_CTXC(5),
                      FD_CAT(a, FD(a, DER_CTXC(0), fd_str(a, DER_UTF8_STRING, "x")),
                             FD(a, DER_CTXC(1), fd_str(a, DER_PRINTABLE_STRING, "y"))))));
}

static void add_all(struct arena *a, struct fc_spec *s)
{
    struct span names = all_names(a), none = {0};
    struct span dir = fc_dir(a, s->issuer),
                rdn = FD(a, DER_SEQUENCE, fd_oid(a, "2.5.4.3"), fd_str(a, DER_UTF8_STRING, "x"));
    struct span relative = FD(a, DER_SEQUENCE, FD(a, DER_CTXC(0), FD(a, DER_CTXC(1), rdn)),
                              fd_tlv(a, DER_CTXC(2), dir));

    fc_set(&s->exts, FC_OID_SAN, false, fd_tlv(a, DER_SEQUENCE, names));
    fc_set(&s->exts, FC_OID_IAN, false, fd_tlv(a, DER_SEQUENCE, names));
    fc_set(&s->exts, FC_OID_CP, false, policies(a));
    fc_set(&s->exts, FC_OID_CRLDP, false,
           FD(a, DER_SEQUENCE, fc_dp(a, fc_uri(a, "http://crl.example/"), 1u << 3, dir), relative));
    fc_set(&s->exts, FC_OID_FRESHEST, false,
           FD(a, DER_SEQUENCE, fc_dp(a, fc_uri(a, "http://crl.example/"), 0, none)));
    fc_set(&s->exts, FC_OID_AIA, false, fc_aia(a, "http://o.example/", "http://c.example/"));
    fc_set(&s->exts, FC_OID_TLS_FEATURE, false, fc_tls_feature(a, 5));
    fc_set(&s->exts, FC_OID_AKI, false,
           fc_aki(a, fkey_id(a, s->issuer_key), dir, SPAN_LIT("\x05")));
}

static void add_limits(struct arena *a, struct fc_spec *s)
{
    struct span dns = fc_dns(a, "example.com"), net = fc_ip(a, "0a000000ff000000");
    struct span limits =
        FD_CAT(a, fd_tlv(a, DER_CTX(0), SPAN_LIT("\0")), fd_tlv(a, DER_CTX(1), SPAN_LIT("\1")));

    fc_set(
        &s->exts, FC_OID_NC, true,
        FD(a, DER_SEQUENCE,
           FD(a, DER_CTXC(0), FD(a, DER_SEQUENCE, dns), FD(a, DER_SEQUENCE, fc_dir(a, s->issuer)),
              FD(a, DER_SEQUENCE, fc_email(a, "example.com"))),
           FD(a, DER_CTXC(1), FD(a, DER_SEQUENCE, net),
              FD(a, DER_SEQUENCE, fc_uri(a, ".example.net"), limits))));
    fc_set(&s->exts, FC_OID_PM, false, fc_pm(a, "1.2.3.1 1.2.3.2 1.2.3.1 1.2.3.3"));
    fc_set(&s->exts, FC_OID_PC, true, fc_pc(a, 2, 1));
    fc_set(&s->exts, FC_OID_IAP, true, fc_iap(a, 1));
    fc_set(&s->exts, FC_OID_BC, true, fc_bc(a, true, 3));
}

static struct fc_spec rich_leaf(struct arena *a)
{
    struct fc_spec s = fc_leaf(a);

    add_all(a, &s);
    s.issuer_uid = SPAN_LIT("\1");
    s.subject_uid = SPAN_LIT("\2\3");
    return s;
}

static struct fc_spec rich_ca(struct arena *a)
{
    struct fc_spec s = fc_intermediate(a);

    add_limits(a, &s);
    fc_set(&s.exts, FC_OID_CP, false, policies(a));
    return s;
}

static struct span a_leaf(struct arena *a, unsigned turn)
{
    struct fc_spec s = rich_leaf(a);

    (void)turn;
    return fc_cert(a, &s);
}

static struct span a_ca(struct arena *a, unsigned turn)
{
    struct fc_spec s = rich_ca(a);

    (void)turn;
    return fc_cert(a, &s);
}

static void read_cert(struct listing *l, struct arena *a, struct span der)
{
    struct fail f = {0};
    struct cert c;

    (void)a;
    if (cert_parse(&c, der, &f) == ERR_OK)
        say_cert(l, &c);
    else
        say_fail(l, &f, der);
}

static struct span a_crl(struct arena *a, unsigned turn)
{
    struct fc_spec ca = fc_intermediate(a);
    struct fc_crl c = fc_crl_of(a, &ca);
    struct fc_entry *e = fc_revoke(a, &c, SPAN_LIT("\x05"), 1);

    (void)turn;
    fc_set(&e->exts, FC_OID_INVALIDITY, false, fd_str(a, DER_GENERALIZED_TIME, "20260101000000Z"));
    fc_set(&e->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(a, fc_dir(a, ca.subject)));
    fc_revoke(a, &c, SPAN_LIT("\x06"), -1);
    fc_set(&c.exts, FC_OID_IDP, true,
           fc_idp(a, (struct fc_idp){.names = all_names(a),
                                     .only_user = true,
                                     .indirect = true,
                                     .reasons = 1u << 2}));
    fc_set(&c.exts, FC_OID_DELTA, true, fd_int(a, 3));
    fc_set(&c.exts, FC_OID_FRESHEST, false,
           FD(a, DER_SEQUENCE, fc_dp(a, fc_uri(a, "http://crl.example/"), 2, (struct span){0})));
    return fc_crl(a, &c);
}

static void read_crl(struct listing *l, struct arena *a, struct span der)
{
    struct fail f = {0};
    struct crl c;

    (void)a;
    if (crl_parse(&c, der, &f) == ERR_OK)
        say_crl(l, &c);
    else
        say_fail(l, &f, der);
}

static struct span a_csr(struct arena *a, unsigned turn)
{
    struct fc_csr r = fc_csr_default(a);

    (void)turn;
    fc_set(&r.exts, FC_OID_SAN, false, fd_tlv(a, DER_SEQUENCE, all_names(a)));
    return fc_csr(a, &r);
}

static void read_csr(struct listing *l, struct arena *a, struct span der)
{
    struct fail f = {0};
    struct csr c;

    (void)a;
    if (csr_parse(&c, der, &f) != ERR_OK) {
        say_fail(l, &f, der);
        return;
    }
    const struct span parts[] = {c.info, c.subject, c.spki, c.attributes, c.alg, c.extensions};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        say_place(l, parts[i], der);
    say_key(l, &c.key, der);
    say_sigalg(l, &c.sigalg);
    say(l, " defects %u %s", c.num_defects, err_id(csr_verify(&c)));
    for (unsigned i = 0; i < c.num_defects && i < CERT_DEFECTS; i++)
        say_fail(l, &c.defects[i], der);
    say(l, "\n");
}

static struct span a_bundle(struct arena *a, unsigned turn)
{
    struct fc_spec root = fc_root(a);

    (void)turn;
    return FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.7.2"),
              FD(a, DER_CTXC(0),
                 FD(a, DER_SEQUENCE, fd_int(a, 1), fd_tlv(a, DER_SET, (struct span){0}),
                    FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.7.1")),
                    FD(a, DER_CTXC(0), fc_cert(a, &root)), FD(a, DER_CTXC(1), a_crl(a, 0)),
                    fd_tlv(a, DER_SET, (struct span){0}))));
}

void read_bundle(struct listing *l, struct arena *a, struct span file)
{
    struct bundle b;
    struct item it;

    say(l, "%s", err_id(bundle_open(&b, file, a)));
    while (bundle_next(&b, &it)) {
        struct place at = item_place(&b, &it, it.fail.at);
        say(l, " item %d %d%d %d", (int)it.kind, it.is_pem, it.in_pkcs7, (int)it.label);
        say_place(l, it.where, file);
        say(l, " %zu+%zu aux %zu", it.der.n, it.body.n, it.aux.n);
        say(l, " %s %zu %d %zu", err_id(it.fail.err), at.file, at.has_inner, at.inner);
    }
    say(l, "\n");
}

static struct span text_of(struct arena *a, const char *label, struct span der)
{
    struct buf b;

    buf_init(&b, 1 << 20);
    pem_encode(&b, label, der);
    struct span out = fd_copy(a, buf_span(&b));
    buf_free(&b);
    return out;
}

static void read_as_text(struct listing *l, struct arena *a, struct span der)
{
    read_bundle(l, a, text_of(a, "CERTIFICATE", der));
}

/* Keys: each kind in turn. */
static struct span a_private(struct arena *a, unsigned turn)
{
    enum fkey key = (enum fkey)(turn % FKEY_DSA_A);

    return fkey_private(a, key);
}

static void read_private(struct listing *l, struct arena *a, struct span der)
{
    struct privkey *k = NULL;

    for (int as_text = 0; as_text < 2; as_text++) {
        enum err e = privkey_new(&k, as_text ? text_of(a, "PRIVATE KEY", der) : der);
        say(l, " %s", err_id(e));
        if (e == ERR_OK) {
            say(l, " %d %u ", (int)privkey_kind(k), privkey_bits(k));
            say_bytes(l, privkey_spki(k));
        }
        privkey_free(k);
        k = NULL;
    }
    say(l, "\n");
}

static struct span a_public(struct arena *a, unsigned turn)
{
    return fkey_spki(a, (enum fkey)(turn % FKEY_COUNT));
}

static void read_public(struct listing *l, struct arena *a, struct span der)
{
    struct pubkey *key = NULL;
    struct keyinfo info;
    struct fail f = {0};

    (void)a;
    if (keyinfo_parse(&info, der, &f) != ERR_OK) {
        say_fail(l, &f, der);
        return;
    }
    say_key(l, &info, der);
    if (info.err == ERR_OK)
        say(l, " %s", err_id(pubkey_new(&key, &info)));
    pubkey_free(key);
    say(l, "\n");
}

static struct span an_algorithm(struct arena *a, unsigned turn)
{
    struct span sha = FD(a, DER_SEQUENCE, fd_oid(a, "2.16.840.1.101.3.4.2.1"), fd_null(a));

    if (turn % 2 == 0)
        return fkey_alg(a, (enum fsig)(FSIG_AUTO + 1 + turn / 2 % (FSIG_COUNT - 1)));
    return FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.10"),
              FD(a, DER_SEQUENCE, FD(a, DER_CTXC(0), sha),
                 FD(a, DER_CTXC(1), FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.8"), sha)),
                 FD(a, DER_CTXC(2), fd_int(a, 32)), FD(a, DER_CTXC(3), fd_int(a, 1))));
}

static void read_algorithm(struct listing *l, struct arena *a, struct span der)
{
    struct fail f = {0};
    struct der d = der_open(der, &f);
    struct span content = der_get(&d, DER_SEQUENCE);
    struct sigalg alg = {0};

    (void)a;
    if (f.err == ERR_OK && sigalg_parse(&alg, content, &f) == ERR_OK)
        say_sigalg(l, &alg);
    say_fail(l, &f, der);
    say(l, "\n");
}

/* Chains of which one certificate is bent and signed again. */
static void judge_chain_of(struct listing *l, struct arena *a, struct dice *d, bool of_leaf)
{
    static struct trial t;
    struct fc_spec root = fc_root(a), ca = rich_ca(a), leaf = rich_leaf(a);
    struct span der[2] = {fc_cert(a, &ca), fc_cert(a, &leaf)};

    leaf.issuer_uid = leaf.subject_uid = (struct span){0};
    der[1] = fc_cert(a, &leaf);
    der[of_leaf] = bend(a, d, der[of_leaf], of_leaf ? &leaf : &ca);
    trial_open(&t);
    t.in.profile = dice_roll(d, PROFILE_COUNT);
    t.in.keep_rejected = true;
    trial_anchor(&t, fc_cert(&t.arena, &root));
    trial_helper(&t, der[0]);
    trial_host(&t, FC_HOST);
    if (trial_judge(&t, der[1]) == REASON_UNDECODABLE)
        say_fail(l, &t.fail, der[1]);
    else
        say_report(l, &t.report);
    trial_close(&t);
}

static const struct {
    struct span (*make)(struct arena *a, unsigned turn);
    void (*read)(struct listing *l, struct arena *a, struct span der);
} kinds[] = {
    {a_leaf, read_cert},       {a_ca, read_cert},       {a_crl, read_crl},
    {a_csr, read_csr},         {a_bundle, read_bundle}, {a_ca, read_as_text},
    {a_private, read_private}, {a_public, read_public}, {an_algorithm, read_algorithm},
};

struct span make_object(struct arena *a, unsigned kind, unsigned turn)
{
    return kinds[kind % (sizeof kinds / sizeof kinds[0])].make(a, turn);
}

void answer_bent(struct listing *l, unsigned number)
{
    enum { KINDS = sizeof kinds / sizeof kinds[0] };

    for (unsigned i = 0; i < BENT; i++) {
        struct dice d = {number * 1000000 + i};
        struct arena a;

        arena_init(&a, 16 << 20);
        say(l, "%u:", i);
        if (number < KINDS)
            kinds[number].read(l, &a, bend_alone(&a, &d, kinds[number].make(&a, i)));
        else
            judge_chain_of(l, &a, &d, number > KINDS);
        arena_free(&a);
    }
}
