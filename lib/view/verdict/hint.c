/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One function for each rule whose advice depends on the values of the finding, or on the options
 * that were given.
 */
#include "config.h"

#include "lib/view/verdict/hint.h"

#include "lib/path/dane.h"
#include "lib/view/cert/elements.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { DAY = 24 * 60 * 60, YEAR_2000 = 946684800 };

/* Appends where the missing issuer can be downloaded, if the certificate says so (RFC 5280
 * 4.2.2.1). */
static void put_fetch(struct phrase *ph)
{
    struct span url = {0};

    if (ph->c != NULL)
        url = label_first_url(ph->c, OID_AD_CA_ISSUERS);
    if (url.n == 0)
        return;
    phrase_put(ph, "; download: ");
    safe_cut(ph->out, url, 200);
}

static bool is_input(const struct link *link)
{
    return link->source == SOURCE_INPUT;
}

/* Did certificates come from this source, apart from the leaf? */
static bool has_helper(const struct judge_input *judge, enum source source)
{
    for (size_t i = 0; i < judge->num_helpers; i++) {
        if (judge->helpers[i].source == source)
            return true;
    }
    return false;
}

/* The intermediate is missing either from a file or from what a peer sent.  The advice differs. */
static void put_missing(struct phrase *ph)
{
    bool more = has_helper(ph->in->judge, SOURCE_INPUT);

    if (phrase_is_file(ph))
        phrase_put(ph, more ? N_("the file holds other certificates, but not the intermediate "
                                 "{issuer}: append it")
                            : N_("the file holds only one certificate: append the intermediate "
                                 "{issuer}"));
    else
        phrase_put(ph, more ? N_("the {peer} sent other certificates, but not the intermediate "
                                 "{issuer}: append it to the {peer}'s chain file")
                            : N_("the {peer} did not send the intermediate {issuer}: append it to "
                                 "the {peer}'s chain file"));
    if (has_helper(ph->in->judge, SOURCE_INTERMEDIATES))
        phrase_put(ph, "; the files given with --intermediates do not contain it");
}

/* Above the leaf, the missing issuer may be an intermediate or a root: the advice covers both. */
static void hint_unknown_issuer(struct phrase *ph)
{
    if (ph->c == NULL)
        return;
    if (ph->f->cert > 0)
        phrase_put(
            ph, "if {issuer} is an intermediate, append it to the chain; if it is a root that you "
                "trust, add it with {add-root} (it is not in {store})");
    else
        put_missing(ph);
    put_fetch(ph);
}

/* The common case: a CA was set up again under its old name. */
static void hint_other_key(struct phrase *ph)
{
    if (ph->f->rival != NULL && ph->f->rival->source == SOURCE_ANCHOR) {
        phrase_put(ph, "{issuer} has changed its key, or two CAs have that name: use {add-root} to "
                       "add the CA certificate whose key signed, or have {cert} reissued by the CA "
                       "that is trusted");
        return;
    }
    phrase_put(ph, "{issuer} has changed its key, or two CAs have that name: replace the CA "
                   "certificate with the one whose key signed");
    put_fetch(ph);
}

static void hint_self_signed(struct phrase *ph)
{
    phrase_put(ph, "no CA vouches for {name}: get a certificate from a CA, or, if you trust this "
                   "one, add it with {add-root} (it is not in {store})");
}

/* Three causes: the key has another type; another key signed, or there is damage; the encoding is
 * one that only the issuer can fix. */
static void hint_bad_signature(struct phrase *ph)
{
    if (ph->f->err == ERR_ALG_KEY_MISMATCH)
        phrase_put(ph, "{up} has another type of key than the one that signed: find the other CA "
                       "certificate of that name");
    else if (ph->f->err == ERR_SIG_MISMATCH || ph->f->err == ERR_OK)
        phrase_put(ph, "either the certificate is damaged, or {up} has changed its key: get the "
                       "certificate of {up} whose key signed");
    else
        phrase_put(ph, "compare the certificate with the original; if they are the same, have it "
                       "reissued");
    if (ph->c != NULL)
        put_fetch(ph);
}

/* -1 before the validity period of cert, 0 within it, 1 after it. */
static int validity_at(const struct cert *cert, int64_t time)
{
    return time > cert->not_after ? 1 : time < cert->not_before ? -1 : 0;
}

/* True, with advice appended, if the time of judgement is the problem rather than the certificate:
 * --at was given, or the clock of this machine is wrong. */
static bool put_clock(struct phrase *ph)
{
    static const char *const said[] = {
        N_("this was checked for --at {judged at}; now the certificate is not yet valid"),
        N_("this was checked for --at {judged at}; now the certificate is valid"),
        N_("this was checked for --at {judged at}; now the certificate is expired")};
    int64_t now = ph->in->now, at = ph->in->judge->time;
    int64_t off = now > at ? now - at : at - now;
    int now_valid = validity_at(ph->c, now);

    if (!ph->c->has_not_before || !ph->c->has_not_after)
        return false;
    if (off > DAY && now_valid != validity_at(ph->c, at)) {
        phrase_put(ph, said[now_valid + 1]);
        return true;
    }
    if (off <= DAY && now < YEAR_2000) {
        phrase_put(ph, "the clock of this machine shows {now}: set it");
        return true;
    }
    return false;
}

/* Validity that starts more than two days from now (f->a is notBefore, f->b the time of the check)
 * is hardly the clock's fault. */
static void hint_not_yet_valid(struct phrase *ph)
{
    if (ph->c == NULL || put_clock(ph))
        return;
    phrase_put(ph, ph->f->a - ph->f->b > 2 * DAY
                       ? N_("keep using the current one, or check this machine's clock (now {now})")
                       : N_("wait, or correct this machine's clock if it is slow (now {now})"));
}

/* The advice depends on which certificate expired: the end entity's, a CA's, or the anchor. */
static void hint_expired(struct phrase *ph)
{
    if (ph->c == NULL || put_clock(ph))
        return;
    bool anchor = ph->p->anchored && (size_t)ph->f->cert + 1 == ph->p->num;
    if (ph->f->cert == 0) {
        phrase_put(ph, phrase_is_file(ph)
                           ? N_("renew it; if already renewed, the file still holds the old one")
                           : N_("renew it; if already renewed, reload the {peer}"));
    } else if (anchor) {
        phrase_put(ph, "update the trust store ({store}), or use a chain to another root");
    } else {
        phrase_put(ph, "replace the CA certificate {name} with the CA's current one");
        put_fetch(ph);
    }
    if (ph->f->b - ph->f->a < DAY)
        phrase_put(ph, "; check this machine's clock, which shows {now}");
}

/* A warning: the certificate is still valid. */
static void hint_expires(struct phrase *ph)
{
    bool anchor = ph->p->anchored && (size_t)ph->f->cert + 1 == ph->p->num;

    if (ph->f->cert == 0)
        phrase_put(ph, "renew it before then");
    else if (anchor)
        phrase_put(ph, "give clients the successor of the root {name} before then");
    else
        phrase_put(ph, "replace the CA certificate {name} with its successor before then");
}

/* The finding's `a` is the index of the certificate that the key belongs to, or 0.  Index 1 is the
 * first helper. */
static void hint_key(struct phrase *ph)
{
    static const char use[] = N_("use the key that the request for this certificate was made with, "
                                 "or have a certificate issued for this key");
    const struct judge_input *j = ph->in->judge;
    size_t i = ph->f->a > 0 ? (size_t)ph->f->a - 1 : j->num_helpers;
    bool of_ca = i < j->num_helpers && j->helpers[i].cert->is_ca && !j->leaf.cert->is_ca;

    ph->position = ph->f->a + 1;
    if (ph->f->a > 0 && !of_ca) {
        phrase_put(ph, "the key belongs to certificate {position} of the file: put that one first");
        return;
    }
    if (of_ca)
        phrase_put(ph, "the key belongs to certificate {position} of the file, a CA certificate: ");
    phrase_put(ph, use);
}

static bool is_for_ca(const struct cert *cert)
{
    return cert->is_ca || (cert->version == 1 && cert_is_self_issued(cert));
}

/* The first certificate is a CA's instead of the end entity's own.  Then nothing that the CA could
 * change helps, and the advice is about the order. */
static bool put_ca(struct phrase *ph)
{
    if (ph->c == NULL || ph->f->cert != 0 || !is_for_ca(ph->c))
        return false;
    phrase_put(ph, phrase_is_file(ph)
                       ? N_("give the file that holds the {owner}'s own certificate: {name} is a "
                            "CA certificate, which only --purpose any accepts")
                       : N_("have the {peer} send its own certificate first: {name} is a CA "
                            "certificate"));
    return true;
}

static void hint_key_usage(struct phrase *ph)
{
    (void)put_ca(ph);
}

/* A CA certificate in the place of the leaf gets the advice about the order, unless its commonName
 * is the host. */
static void hint_no_san(struct phrase *ph)
{
    const struct reference_id *h = phrase_host(ph);

    if (h == NULL || ph->c == NULL || hint_cn_is(ph->c, h) || !put_ca(ph))
        hint_host(ph);
}

/* A public CA's certificate for servers in the place of a client's: until 2026 most of them had
 * clientAuth too. */
static void hint_eku(struct phrase *ph)
{
    if (ph->in->judge->purpose == PURPOSE_CLIENT && ph->c != NULL && (ph->c->eku & EKU_SERVER) != 0)
        phrase_put(ph, "get a certificate with clientAuth from a CA of your own that the server "
                       "trusts: public CAs end clientAuth ({client end})");
}

/* The number of certificates whose policies are processed: all but the anchor (RFC 5280 6.1). */
static size_t below_anchor(const struct path *path)
{
    return path->anchored && path->num > 1 ? path->num - 1 : path->num;
}

/* True if a certificate of the path contains anyPolicy (RFC 5280 4.2.1.4). */
static bool has_any_policy(const struct path *path)
{
    bool found = false;

    for (size_t i = 0; i < below_anchor(path); i++) {
        struct fail f = {0};
        struct elements list = elements_open(path->links[i].cert->ext[EXT_CP].val, &f);
        struct der one;
        while (!found && elements_next(&list, &one)) {
            struct der info = der_enter(&one, DER_SEQUENCE);
            found = oid_find(der_oid(&info)) == OID_CP_ANY;
        }
    }
    return found;
}

/* True if a certificate of the path contains policyMappings (RFC 5280 4.2.1.5). */
static bool has_mapping(const struct path *path)
{
    bool found = false;

    for (size_t i = 0; i < below_anchor(path); i++)
        found |= path->links[i].cert->ext[EXT_PM].present;
    return found;
}

/* Names the options that were given and that the path violates. */
static void hint_policy(struct phrase *ph)
{
    const struct policy_input *asked = &ph->in->judge->policy;

    if (asked->num_policies > 0)
        phrase_put(ph, "use a chain that was issued under a policy given with --policy");
    else
        phrase_put(ph, "use a chain in which every certificate has the policy");
    if (asked->inhibit_any && has_any_policy(ph->p))
        phrase_put(ph, ", or drop --inhibit-any-policy");
    if (asked->inhibit_mapping && has_mapping(ph->p))
        phrase_put(ph, ", or drop --inhibit-policy-mapping");
    if (asked->require_explicit)
        phrase_put(ph, ", or drop --require-explicit-policy");
    else
        phrase_put(ph, ": a CA of this chain requires it (policyConstraints)");
}

static void hint_weak_key(struct phrase *ph)
{
    /* P-521 and large RSA are usable: this is about what cannot be fixed by --allow-weak. */
    if (ph->f->err == ERR_KEY_EXPLICIT_CURVE)
        phrase_put(ph, "generate a new key on a named curve (P-256), and have the certificate "
                       "reissued for it");
}

/* The key may be fine for other programs, so we do not advise to replace it. */
static void hint_key_unsupported(struct phrase *ph)
{
    if (ph->f->err == ERR_KEY_COMPRESSED)
        phrase_put(ph, "have the certificate reissued for the same key as an uncompressed point, "
                       "which every client can read");
    else
        phrase_put(ph, "check the certificate with a program that supports {key}{alone}");
}

/* A key that is strong, but that the rules of public CAs do not allow. */
static void hint_key_size_cabf(struct phrase *ph)
{
    if (ph->c != NULL && keyinfo_mldsa(ph->c->key.kind) != NULL)
        phrase_put(ph, "keep it if the CA is your own; for a public name use P-256 or RSA, since "
                       "the rules of public CAs do not allow {key} keys");
}

/* A record of usage 2 that is no certificate itself needs one that is sent.  If one was, the
 * verdict is about its path instead. */
static void hint_dane(struct phrase *ph)
{
    const struct dane_input *dane = ph->in->judge->dane;

    for (size_t i = 0; dane != NULL && i < dane->num; i++) {
        const struct tlsa *r = &dane->records[i];
        if (r->usage != TLSA_DANE_TA || (r->selector == TLSA_CERT && r->matching == TLSA_FULL))
            continue;
        phrase_put(ph, "a record of usage 2 needs the CA certificate that it names in what the "
                       "server sends, even if that is a root (RFC 7671 5.2.2): append it to the "
                       "server's chain file, or correct the record");
        return;
    }
}

static const struct {
    enum rule rule;
    void (*put)(struct phrase *ph);
} hints[] = {
    {RULE_UNKNOWN_ISSUER, hint_unknown_issuer},
    {RULE_OTHER_KEY, hint_other_key},
    {RULE_SELF_SIGNED, hint_self_signed},
    {RULE_BAD_SIGNATURE, hint_bad_signature},
    {RULE_NOT_YET_VALID, hint_not_yet_valid},
    {RULE_EXPIRED, hint_expired},
    {RULE_EXPIRES_SOON, hint_expires},
    {RULE_EXPIRES_WITHIN, hint_expires},
    {RULE_KEY_MISMATCH, hint_key},
    {RULE_HOST_MISMATCH, hint_host},
    {RULE_NO_SAN, hint_no_san},
    {RULE_KEY_USAGE, hint_key_usage},
    {RULE_EKU, hint_eku},
    {RULE_UNUSABLE_KEY, hint_weak_key},
    {RULE_KEY_UNSUPPORTED, hint_key_unsupported},
    {RULE_KEY_SIZE_CABF, hint_key_size_cabf},
    {RULE_REVOCATION_UNKNOWN, hint_no_status},
    {RULE_REVOCATION_OUTAGE, hint_outage},
    {RULE_BAD_CRL, hint_bad_crl},
    {RULE_STALE_CRL, hint_stale_crl},
    {RULE_POLICY, hint_policy},
    {RULE_DANE_MISMATCH, hint_dane},
};

/* True if the certificate is for all hosts asked for. */
static bool is_for(const struct cert *cert, const struct judge_input *judge)
{
    struct host_match m = {.matched = true};

    for (size_t i = 0; i < judge->num_hosts && m.matched; i++)
        host_match(&m, &judge->hosts[i], cert);
    return m.matched;
}

/*
 * The end entity's own certificate comes first in a chain (RFC 5246 7.4.2, RFC 9846 4.5.1).  If the
 * first one is a CA's or for other names, and a later one is right, returns the later one.  NULL if
 * the order is right.
 */
static const struct link *own_behind(const struct judge_input *judge)
{
    const struct cert *first = judge->leaf.cert;

    if (first == NULL || judge->purpose == PURPOSE_ANY ||
        (is_for(first, judge) && (judge->num_hosts > 0 || !is_for_ca(first))))
        return NULL;
    for (size_t i = 0; i < judge->num_helpers; i++) {
        const struct cert *c = judge->helpers[i].cert;
        if (is_input(&judge->helpers[i]) && !is_for_ca(c) && is_for(c, judge))
            return &judge->helpers[i];
    }
    return NULL;
}

/* A chain in the wrong order: no other advice about its first certificate helps.  The advice is
 * given once, at the headline. */
static bool put_order(struct phrase *ph)
{
    const struct judge_input *j = ph->in->judge;
    const struct link *own = ph->f->cert == 0 ? own_behind(j) : NULL;

    if (own == NULL)
        return false;
    if (ph->f != path_headline(ph->p))
        return true;
    ph->other = own->cert;
    ph->position = own - j->helpers + 2;
    phrase_put(ph, j->leaf.origin != NULL
                       ? N_("put {other}, certificate {position} of the file, first: the {owner}'s "
                            "own certificate comes before those of the CAs")
                       : N_("have the peer send {other}, certificate {position} that it sent, "
                            "first: the {owner}'s own certificate comes before those of the CAs"));
    return true;
}

bool hint_put(struct phrase *ph)
{
    size_t start = ph->out->n;

    if (put_order(ph))
        return true;
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (hints[i].rule == ph->f->rule)
            hints[i].put(ph);
    }
    return ph->out->n > start;
}
