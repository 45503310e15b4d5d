/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/verdict/hint.h"

#include "lib/base/cal.h"
#include "lib/view/cert/elements.h"
#include "lib/view/cert/label.h"
#include "lib/view/cert/lists.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { DAY = 24 * 60 * 60, YEAR_2000 = 946684800 };

/* Where the missing issuer can be had, if its subject says so (RFC 5280 4.2.2.1). */
static void put_fetch(struct phrase *ph)
{
    struct span url = {0};

    if (ph->c != NULL)
        url = label_first_url(ph->c, OID_AD_CA_ISSUERS);
    if (url.n == 0)
        return;
    buf_str(ph->out, "; it can be had at ");
    safe_cut(ph->out, url, 200);
}

static bool is_input(const struct link *l)
{
    return l->source == SOURCE_INPUT;
}

static bool has_helper(const struct judge_input *j, enum source source)
{
    for (size_t i = 0; i < j->num_helpers; i++) {
        if (j->helpers[i].source == source)
            return true;
    }
    return false;
}

/* Who sent the chain. */
static const char *peer(const struct phrase *ph)
{
    return ph->in->judge->purpose == PURPOSE_CLIENT ? "client" : "server";
}

/* Whose certificate the first one is. */
static const char *owner(const struct phrase *ph)
{
    static const char *const names[] = {"server", "client", "sender", "signer", "end"};

    return names[ph->in->judge->purpose];
}

/* A chain is as long as whoever holds it made it: a file, or a peer that sent it. */
static void put_missing(struct phrase *ph)
{
    bool file = phrase_is_file(ph), more = has_helper(ph->in->judge, SOURCE_INPUT);

    if (file)
        buf_str(ph->out, more ? "the file holds other certificates, but not the intermediate "
                              : "the file holds one certificate alone: append the intermediate ");
    else
        buf_printf(ph->out, more ? "the %s sent other certificates, but not the intermediate "
                                 : "the %s did not send the intermediate ",
                   peer(ph));
    phrase_put(ph, "{issuer}");
    if (more || !file)
        buf_str(ph->out, ": append it");
    if (has_helper(ph->in->judge, SOURCE_INTERMEDIATES))
        buf_str(ph->out, "; what --intermediates gave does not hold it");
}

static void hint_unknown_issuer(struct phrase *ph)
{
    if (ph->c == NULL)
        return;
    if (ph->f->cert > 0)
        phrase_put(
            ph, "if {issuer} is an intermediate, append it; if it is a root, it is not in {store}, "
                "and {add-root} makes it trusted");
    else
        put_missing(ph);
    put_fetch(ph);
}

/* The everyday case: a CA was made anew under its old name. */
static void hint_other_key(struct phrase *ph)
{
    if (ph->f->rival != NULL && ph->f->rival->source == SOURCE_ANCHOR) {
        phrase_put(ph, "{issuer} was made anew, or there are two of that name: give the "
                       "certificate of the one that signed with {add-root}, or have {cert} issued "
                       "anew by the one that is trusted");
        return;
    }
    phrase_put(ph, "{issuer} was made anew, or there are two of that name: put the certificate of "
                   "the one that signed in the place of the other");
    put_fetch(ph);
}

static void hint_self_signed(struct phrase *ph)
{
    phrase_put(ph, "nobody vouches for {name} but itself: get a certificate from a CA, or, if it "
                   "is to be trusted as it is, give it with {add-root} (it is not in {store})");
}

static void hint_bad_signature(struct phrase *ph)
{
    if (ph->f->err == ERR_ALG_KEY_MISMATCH)
        phrase_put(ph, "{up} has another kind of key than the one that signed: there must be "
                       "another CA certificate of that name");
    else if (ph->f->err == ERR_SIG_MISMATCH || ph->f->err == ERR_OK)
        phrase_put(ph, "either the file is damaged, or {up} has been given a new key: get the "
                       "certificate of {up} that belongs to it");
    else
        phrase_put(ph, "compare the file with the original; if it is the same, have it reissued");
    if (ph->c != NULL)
        put_fetch(ph);
}

static int validity_at(const struct cert *c, int64_t t)
{
    return t > c->not_after ? 1 : t < c->not_before ? -1 : 0;
}

/* The clock or --at is to blame rather than the certificate: true where something was said. */
static bool put_clock(struct phrase *ph)
{
    static const char *const said[] = {"not yet valid", "valid", "expired"};
    int64_t now = ph->in->now, at = ph->in->judge->time;
    int64_t off = now > at ? now - at : at - now;
    int now_valid = validity_at(ph->c, now);

    if (!ph->c->has_not_before || !ph->c->has_not_after)
        return false;
    if (off > DAY && now_valid != validity_at(ph->c, at)) {
        buf_str(ph->out, "this was judged for --at ");
        text_time(ph->out, at);
        buf_printf(ph->out, "; at the present time the certificate is %s", said[now_valid + 1]);
        return true;
    }
    if (off <= DAY && now < YEAR_2000) {
        buf_str(ph->out, "clock: this machine believes it is ");
        text_time(ph->out, now);
        buf_str(ph->out, ": set it");
        return true;
    }
    return false;
}

static void hint_not_yet_valid(struct phrase *ph)
{
    if (ph->c == NULL || put_clock(ph))
        return;
    phrase_put(ph, "clock: the certificate becomes valid in {gap}");
    if (ph->f->a - ph->f->b > 2 * DAY)
        buf_str(ph->out, ": use the present one until then");
    else
        buf_str(ph->out, ": wait, or correct the clock if it is slow");
    buf_str(ph->out, " (it shows ");
    text_time(ph->out, ph->in->now);
    buf_u8(ph->out, ')');
}

static void hint_expired(struct phrase *ph)
{
    if (ph->c == NULL || put_clock(ph))
        return;
    bool anchor = ph->p->anchored && (size_t)ph->f->cert + 1 == ph->p->num;
    if (ph->f->cert == 0) {
        buf_str(ph->out, "renew it; if that was done, ");
        if (phrase_is_file(ph))
            buf_str(ph->out, "the file still holds the old one");
        else
            buf_printf(ph->out, "have the %s load the new one", peer(ph));
    } else if (anchor) {
        phrase_put(ph, "update the trust store ({store}), or use a chain to another root");
    } else {
        phrase_put(ph, "replace the CA certificate {name} with the CA's current one");
        put_fetch(ph);
    }
    if (ph->f->b - ph->f->a < DAY) {
        buf_str(ph->out, "; clock: it shows ");
        text_time(ph->out, ph->in->now);
    }
}

/* It is not too late. */
static void hint_expires(struct phrase *ph)
{
    bool anchor = ph->p->anchored && (size_t)ph->f->cert + 1 == ph->p->num;

    if (ph->f->cert == 0)
        phrase_put(ph, "renew it before then");
    else if (anchor)
        phrase_put(ph, "see that clients get the root that follows {name} before then");
    else
        phrase_put(ph, "replace the CA certificate {name} before then with the one that "
                       "follows it");
}

/* Which certificate of the input the key belongs to, if any: helpers stand behind the first. */
static void hint_key(struct phrase *ph)
{
    const struct judge_input *j = ph->in->judge;
    size_t i = ph->f->a > 0 ? (size_t)ph->f->a - 1 : j->num_helpers;

    if (ph->f->a > 0) {
        buf_str(ph->out, "the key is that of ");
        phrase_ordinal(ph->out, ph->f->a + 1);
        buf_str(ph->out, " certificate of the file");
    }
    if (i < j->num_helpers && j->helpers[i].cert->is_ca && !j->leaf.cert->is_ca)
        buf_str(ph->out, ", a CA's: ");
    else if (ph->f->a > 0) {
        buf_str(ph->out, ": put that one first");
        return;
    }
    phrase_put(ph, "use the key that the request for this certificate was made with, or have a "
                   "certificate issued for this key");
}

static struct span host_name(const struct reference_id *h)
{
    return span_of(h->name, h->name_n);
}

/* Behind the first label and its dot. */
static struct span parent(struct span name)
{
    return span_tail(name, span_find(name, '.') + 1);
}

static bool ends_with(struct span name, struct span end)
{
    return name.n >= end.n && span_ieq(span_of(name.p + (name.n - end.n), end.n), end);
}

/* How a presented name misses the host by a hair; NULL where it is just another name. */
static const char *near_miss(struct span presented, struct span host)
{
    struct span www = SPAN_LIT("www.");

    if (span_starts(presented, SPAN_LIT("*."))) {
        struct span base = span_tail(presented, 2);
        /* dns_match: it would be every name of a top-level domain. */
        if (span_find(base, '.') == base.n && span_ieq(base, parent(host)))
            return "stands directly under a top-level domain, where no client lets it match";
        if (span_ieq(base, host))
            return "stands for the names below it and not for that name itself";
        if (ends_with(parent(host), base) && parent(host).n > base.n &&
            parent(host).p[parent(host).n - base.n - 1] == '.')
            return "stands for one label only, so it does not reach as deep";
        return NULL;
    }
    if (span_starts(presented, www) && span_ieq(span_tail(presented, www.n), host))
        return "is among the names, but not the name without www";
    if (span_starts(host, www) && span_ieq(presented, span_tail(host, www.n)))
        return "is among the names, but not the name with www";
    return NULL;
}

static bool put_near_miss(struct phrase *ph, const struct reference_id *h)
{
    struct gnames it = gnames_open_value(ph->c->ext[EXT_SAN].val);
    struct gname n;

    while (h->kind == HOST_DNS && gnames_next(&it, &n)) {
        const char *why = n.kind == GN_DNS ? near_miss(n.val, host_name(h)) : NULL;
        if (why != NULL) {
            phrase_quoted(ph->out, n.val);
            buf_printf(ph->out, " %s: ", why);
            return true;
        }
    }
    return false;
}

static bool cn_is(const struct cert *c, const struct reference_id *h)
{
    struct attribute a;
    struct buf text;

    if (!name_find(c->subject, OID_AT_CN, &a))
        return false;
    buf_init(&text, 1 << 20);
    attribute_text(&text, &a);
    bool same =
        span_ieq(buf_span(&text), host_name(h)) || span_ieq(buf_span(&text), span_str(h->text));
    buf_free(&text);
    return same;
}

static void hint_host(struct phrase *ph)
{
    const struct reference_id *h = phrase_host(ph);

    if (h == NULL || ph->c == NULL)
        return;
    if (cn_is(ph->c, h)) {
        phrase_put(ph, "{host} stands in the commonName, which has not counted since RFC 9525 "
                       "(RFC 6125 before it): have it reissued with it in subjectAltName");
        return;
    }
    bool near = put_near_miss(ph, h);
    if (h->kind == HOST_IP)
        phrase_put(ph, "connect by one of its names, or have it reissued with the address as an "
                       "iPAddress");
    else if (near)
        phrase_put(ph, "have it reissued with {host} in subjectAltName");
    else if (phrase_is_file(ph))
        phrase_put(ph, "ask for one of its names, have it reissued with {host} in subjectAltName, "
                       "or take the file with the certificate for that name");
    else if (ph->in->no_sni)
        phrase_put(ph, "leave out --no-sni: the server was not told which name is asked for");
    else
        phrase_put(ph, "ask for one of its names, have it reissued with {host} in subjectAltName, "
                       "or see whether the server sends the right certificate for that name (SNI)");
}

static bool is_for_ca(const struct cert *c)
{
    return c->is_ca || (c->version == 1 && cert_is_self_issued(c));
}

/* A CA's certificate in the place of the end's own: nothing that its CA could change helps. */
static bool put_ca(struct phrase *ph)
{
    if (ph->c == NULL || ph->f->cert != 0 || !is_for_ca(ph->c))
        return false;
    if (phrase_is_file(ph)) {
        buf_printf(ph->out, "give the file with the %s's own certificate in it: ", owner(ph));
        phrase_put(ph, "{name} is a CA, which --purpose any judges");
    } else {
        buf_printf(ph->out, "have the %s send its own certificate first: ", peer(ph));
        phrase_put(ph, "{name} is a CA");
    }
    return true;
}

static void hint_key_usage(struct phrase *ph)
{
    (void)put_ca(ph);
}

static void hint_no_san(struct phrase *ph)
{
    const struct reference_id *h = phrase_host(ph);

    if (h == NULL || ph->c == NULL || cn_is(ph->c, h) || !put_ca(ph))
        hint_host(ph);
}

static void hint_no_crl(struct phrase *ph)
{
    phrase_put(ph, "give the CRL of {CRL issuer} with {crl}{crldp}");
    if (ph->in->judge->revocation == REVOCATION_HARD)
        buf_str(ph->out, ", or use --revocation soft");
}

/* Why a CRL cannot be used, and the advice for it. */
static const struct {
    enum err err;
    const char *hint;
} bad_crls[] = {
    {ERR_CRL_SIGN_USAGE, "have the certificate of {CRL issuer} reissued with cRLSign in a "
                         "keyUsage that can be read"},
    {ERR_CRL_SIGN_UNREAD, "have the certificate of {CRL issuer} reissued with cRLSign in a "
                          "keyUsage that can be read"},
    {ERR_CRL_SIGNER_ABSENT, "give the certificate of {CRL issuer} with --intermediates"},
    {ERR_CRL_SIGNER_PATH, "judge the certificate of {CRL issuer} by itself, with --purpose any, to "
                          "see what it lacks"},
    {ERR_CRL_WEAK, "have {CRL issuer} sign its CRLs with SHA-256 or better{allow-weak}"},
    {ERR_SIG_MISMATCH, "fetch the CRL of {CRL issuer} anew{crldp}, or give the certificate of the "
                       "one who signed it with --intermediates"},
    {ERR_ALG_KEY_MISMATCH, "give the certificate of the one of the name {CRL issuer} who signed it "
                           "with --intermediates"},
};

static void hint_bad_crl(struct phrase *ph)
{
    for (size_t i = 0; i < sizeof bad_crls / sizeof bad_crls[0]; i++) {
        if (bad_crls[i].err == ph->f->err) {
            phrase_put(ph, bad_crls[i].hint);
            return;
        }
    }
    phrase_put(ph, "fetch the CRL of {CRL issuer} anew{crldp}; if it is the same, have it issued "
                   "by software that follows RFC 5280");
}

/* STALE_CRL: a is nextUpdate, b thisUpdate.  The newest one is not for every time. */
static void hint_stale_crl(struct phrase *ph)
{
    int64_t now = ph->in->now, at = ph->in->judge->time;
    int64_t off = now > at ? now - at : at - now;

    if (off > DAY) {
        buf_str(ph->out, "this was judged for --at ");
        text_time(ph->out, at);
        buf_str(ph->out, ph->f->b <= now && now <= ph->f->a
                             ? "; at the present time the CRL is current"
                             : ": give the CRL that is for that time");
    } else if (ph->f->b > at) {
        buf_str(ph->out, "clock: wait, or correct the clock if it is slow (it shows ");
        text_time(ph->out, now);
        buf_u8(ph->out, ')');
    } else {
        phrase_put(ph, "fetch the newest CRL{crldp}");
    }
}

/* The certificates that policies are processed of: the anchor is none of them (RFC 5280 6.1). */
static size_t below_anchor(const struct path *p)
{
    return p->anchored && p->num > 1 ? p->num - 1 : p->num;
}

static bool has_any_policy(const struct path *p)
{
    bool found = false;

    for (size_t i = 0; i < below_anchor(p); i++) {
        struct fail f = {0};
        struct elements list = elements_open(p->links[i].cert->ext[EXT_CP].val, &f);
        struct der one;
        while (!found && elements_next(&list, &one)) {
            struct der info = der_enter(&one, DER_SEQUENCE);
            found = oid_find(der_oid(&info)) == OID_CP_ANY;
        }
    }
    return found;
}

static bool has_mapping(const struct path *p)
{
    bool found = false;

    for (size_t i = 0; i < below_anchor(p); i++)
        found |= p->links[i].cert->ext[EXT_PM].present;
    return found;
}

static void hint_policy(struct phrase *ph)
{
    const struct policy_input *asked = &ph->in->judge->policy;

    if (asked->num_policies > 0)
        phrase_put(ph, "use a chain that is issued under a policy asked for with --policy");
    else
        phrase_put(ph, "use a chain of which each certificate holds the policy");
    if (asked->inhibit_any && has_any_policy(ph->p))
        buf_str(ph->out, ", or drop --inhibit-any-policy");
    if (asked->inhibit_mapping && has_mapping(ph->p))
        buf_str(ph->out, ", or drop --inhibit-policy-mapping");
    if (asked->require_explicit)
        buf_str(ph->out, ", or drop --require-explicit-policy");
    else
        buf_str(ph->out, ": a CA of this one demands it (policyConstraints)");
}

static void hint_weak_key(struct phrase *ph)
{
    /* P-521 and large RSA are usable: this is about what cannot be mended by --allow-weak. */
    if (ph->f->err == ERR_KEY_EXPLICIT_CURVE)
        phrase_put(ph, "make a new key on a curve given by its name (P-256), and have the "
                       "certificate reissued for it");
}

/* A key that others can use is not to be changed. */
static void hint_key_unsupported(struct phrase *ph)
{
    if (ph->f->err == ERR_KEY_COMPRESSED)
        phrase_put(ph, "have the certificate reissued for the same key with both coordinates "
                       "written out, which every client can read");
    else
        phrase_put(ph, "check the certificate with a program that knows {key}: nothing more is "
                       "known to be wrong");
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
    {RULE_UNUSABLE_KEY, hint_weak_key},
    {RULE_KEY_UNSUPPORTED, hint_key_unsupported},
    {RULE_REVOCATION_UNKNOWN, hint_no_crl},
    {RULE_BAD_CRL, hint_bad_crl},
    {RULE_STALE_CRL, hint_stale_crl},
    {RULE_POLICY, hint_policy},
};

static bool is_for(const struct cert *c, const struct judge_input *j)
{
    struct host_match m = {.matched = true};

    for (size_t i = 0; i < j->num_hosts && m.matched; i++)
        host_match(&m, &j->hosts[i], c);
    return m.matched;
}

/*
 * RFC 5246 7.4.2, RFC 9846 4.5.1: the end's own certificate comes first.  The helper that is it,
 * where the first one is a CA's or for other names; NULL where the order is right.
 */
static const struct link *own_behind(const struct judge_input *j)
{
    const struct cert *first = j->leaf.cert;

    if (first == NULL || j->purpose == PURPOSE_ANY ||
        (is_for(first, j) && (j->num_hosts > 0 || !is_for_ca(first))))
        return NULL;
    for (size_t i = 0; i < j->num_helpers; i++) {
        const struct cert *c = j->helpers[i].cert;
        if (is_input(&j->helpers[i]) && !is_for_ca(c) && is_for(c, j))
            return &j->helpers[i];
    }
    return NULL;
}

/* A chain in the wrong order: nothing else that could be said of its first certificate helps. */
static bool put_order(struct phrase *ph)
{
    const struct judge_input *j = ph->in->judge;
    const struct link *own = ph->f->cert == 0 ? own_behind(j) : NULL;

    if (own == NULL)
        return false;
    if (ph->f != path_headline(ph->p))
        return true;
    buf_str(ph->out, j->leaf.origin != NULL ? "put " : "have the peer send ");
    phrase_cert(ph->out, own->cert);
    buf_str(ph->out, ", ");
    phrase_ordinal(ph->out, own - j->helpers + 2);
    buf_str(ph->out, " certificate ");
    buf_str(ph->out, j->leaf.origin != NULL ? "of the file" : "that it sent");
    buf_printf(ph->out, ", first: the %s's own certificate stands before those of the CAs",
               owner(ph));
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
