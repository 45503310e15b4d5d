/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/hint.h"

#include "lib/base/cal.h"
#include "lib/view/label.h"
#include "lib/view/lists.h"
#include "lib/view/safe.h"
#include "lib/view/text.h"

enum { DAY = 24 * 60 * 60, YEAR_2000 = 946684800 };

/* Where the missing issuer can be had, if its subject says so (RFC 5280 4.2.2.1). */
static void put_fetch(struct phrase *ph)
{
    struct span url = label_first_url(ph->c, OID_AD_CA_ISSUERS);

    if (url.n == 0)
        return;
    buf_str(ph->out, "; it can be had at ");
    safe_cut(ph->out, url, 200);
}

static void hint_unknown_issuer(struct phrase *ph)
{
    if (ph->c == NULL)
        return;
    if (ph->f->cert > 0) {
        phrase_put(
            ph, "if {issuer} is an intermediate, append it; if it is a root, it is not in {store}, "
                "and --add-root makes it trusted");
    } else if (ph->in->judge->num_helpers == 0) {
        phrase_put(ph, "the server did not send the intermediate {issuer}: append it");
    } else {
        phrase_put(ph, "the server sent other certificates, but not the intermediate {issuer}: "
                       "append it");
    }
    put_fetch(ph);
}

static void hint_self_signed(struct phrase *ph)
{
    phrase_put(ph, "nobody vouches for {name} but itself: get a certificate from a CA, or, if it "
                   "is to be trusted as it is, give it with --add-root (it is not in {store})");
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
        phrase_put(ph, "renew it; if that was done, have the server load the new one");
    } else if (anchor) {
        phrase_put(ph, "update the trust store ({store}), or send the chain to another root");
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
        phrase_put(ph, "replace the CA certificate {name} with the one that follows it before then");
}

/* Which certificate of the input the key belongs to, if any. */
static void hint_key(struct phrase *ph)
{
    if (ph->f->a > 0) {
        buf_str(ph->out, "the key is that of ");
        phrase_ordinal(ph->out, ph->f->a + 1);
        buf_str(ph->out, " certificate of the file: put that one first");
        return;
    }
    phrase_put(ph, "use the key that the request for this certificate was made with, or have a "
                   "certificate issued for this key");
}

static struct span host_name(const struct host *h)
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

static bool put_near_miss(struct phrase *ph, const struct host *h)
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

static bool cn_is(const struct cert *c, const struct host *h)
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
    const struct host *h = phrase_host(ph);

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
    else
        phrase_put(ph, "ask for one of its names, have it reissued with {host} in subjectAltName, "
                       "or see whether the server sends the right certificate for that name (SNI)");
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
    {RULE_SELF_SIGNED, hint_self_signed},
    {RULE_BAD_SIGNATURE, hint_bad_signature},
    {RULE_NOT_YET_VALID, hint_not_yet_valid},
    {RULE_EXPIRED, hint_expired},
    {RULE_EXPIRES_SOON, hint_expires},
    {RULE_EXPIRES_WITHIN, hint_expires},
    {RULE_KEY_MISMATCH, hint_key},
    {RULE_HOST_MISMATCH, hint_host},
    {RULE_NO_SAN, hint_host},
    {RULE_UNUSABLE_KEY, hint_weak_key},
    {RULE_KEY_UNSUPPORTED, hint_key_unsupported},
};

void hint_put(struct phrase *ph)
{
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (hints[i].rule == ph->f->rule)
            hints[i].put(ph);
    }
}
