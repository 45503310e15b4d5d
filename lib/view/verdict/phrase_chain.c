/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phrase_chain: words for certificates and their fields. */
#include "config.h"

#include "lib/base/cal.h"
#include "lib/base/hex.h"
#include "lib/path/dated.h"
#include "lib/view/cert/label.h"
#include "lib/view/cert/lists.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"
#include "lib/view/verdict/phrase_words.h"
#include "lib/x509/certext.h"
#include "lib/x509/extlist.h"

enum { DAY = 24 * 60 * 60 };

/* Chinese has no article. */
static void put_article(struct phrase *ph)
{
    buf_str(ph->out, ph->in->lang == LANG_EN ? "the " : "");
}

/* The certificate `step` places further up the path. */
static void put_neighbour(struct phrase *ph, int step)
{
    int i = ph->f->cert + step;

    if (i >= 0 && (size_t)i < ph->p->num)
        phrase_cert(ph->out, ph->p->links[i].cert);
    else
        phrase_say(ph, N_("another certificate"));
}

/* The certificate with its role; without one, the finding is about the whole chain. */
static void word_cert(struct phrase *ph)
{
    if (ph->c == NULL) {
        phrase_say(ph, N_("the chain"));
        return;
    }
    put_article(ph);
    phrase_say(ph, label_role(ph->p, (size_t)ph->f->cert));
    buf_u8(ph->out, ' ');
    phrase_cert(ph->out, ph->c);
}

static void word_origin(struct phrase *ph)
{
    safe_put(ph->out, span_str(ph->f->rival->origin));
}

static void word_name(struct phrase *ph)
{
    if (ph->c == NULL)
        phrase_say(ph, N_("the chain"));
    else
        phrase_cert(ph->out, ph->c);
}

static void word_issuer(struct phrase *ph)
{
    if (ph->c == NULL) {
        phrase_say(ph, N_("the issuer"));
        return;
    }
    buf_u8(ph->out, '"');
    label_name(ph->out, ph->c->issuer);
    buf_u8(ph->out, '"');
}

static void word_was_not_sent(struct phrase *ph)
{
    phrase_say(ph, phrase_is_file(ph) ? N_("was not given") : N_("was not sent"));
}

/* The certificate above, or the issuer's name if the path ends here. */
static void word_up(struct phrase *ph)
{
    if (ph->f->cert >= 0 && (size_t)ph->f->cert + 1 < ph->p->num)
        put_neighbour(ph, 1);
    else
        word_issuer(ph);
}

static void word_below(struct phrase *ph)
{
    put_neighbour(ph, -1);
}

static void word_a(struct phrase *ph)
{
    buf_printf(ph->out, "%lld", (long long)ph->f->a);
}

static void word_b(struct phrase *ph)
{
    buf_printf(ph->out, "%lld", (long long)ph->f->b);
}

static void word_a_time(struct phrase *ph)
{
    text_time(ph->out, ph->f->a);
}

static void word_b_time(struct phrase *ph)
{
    text_time(ph->out, ph->f->b);
}

static void word_b_date(struct phrase *ph)
{
    text_date(ph->out, ph->f->b);
}

/* A lifetime of `a` seconds in days; a part of a day counts as one (CA/B BR 6.3.2). */
static void word_lifetime(struct phrase *ph)
{
    lang_count(ph->out, ph->in->lang, N_("{n} days"), (size_t)((ph->f->a + DAY - 1) / DAY));
}

static void put_limit(struct phrase *ph, int64_t issued)
{
    struct lifetime_limit limit;

    if (dated_limit(&limit, issued))
        lang_count(ph->out, ph->in->lang,
                   limit.unit == LIFETIME_DAYS ? N_("{n} days") : N_("{n} months"),
                   (size_t)limit.number);
}

/* The longest lifetime of certificates that are issued at b. */
static void word_limit(struct phrase *ph)
{
    put_limit(ph, ph->f->b);
}

/* The one for a certificate that is issued next: not before today. */
static void word_limit_now(struct phrase *ph)
{
    int64_t asked = ph->in->judge->time;

    put_limit(ph, ph->in->now > asked ? ph->in->now : asked);
}

/* The time between the finding's a and b. */
static void word_gap(struct phrase *ph)
{
    label_span(ph->out, ph->f->b - ph->f->a, ph->in->lang);
}

static void word_err(struct phrase *ph)
{
    phrase_say(ph, ph->f->err != ERR_OK ? err_text(ph->f->err) : rule_text(ph->f->rule));
}

/* The offset of the finding within the certificate. */
static void word_at(struct phrase *ph)
{
    if (ph->c != NULL && span_contains(ph->c->der, ph->f->at))
        lang_count(ph->out, ph->in->lang, N_(" (at byte {n})"),
                   (size_t)(ph->f->at.p - ph->c->der.p));
}

/* The extension that contains the defect, if its OID could be read. */
static void word_in_extension(struct phrase *ph)
{
    struct span list = ph->c != NULL ? ph->c->extensions : (struct span){0};
    struct fail walk = {0};
    struct extension x;

    while (extension_next(&list, &x, &walk)) {
        if (x.oid_content.p == NULL || !span_contains(x.raw, ph->f->at))
            continue;
        phrase_say(ph, N_(" in the extension "));
        oid_label(ph->out, x.oid_content);
        return;
    }
}

/* A command that shows the defect. */
static void word_look(struct phrase *ph)
{
    if (ph->c == NULL || ph->f->cert != 0 || !span_contains(ph->c->der, ph->f->at) ||
        ph->in->is_request)
        return;
    phrase_say(ph, N_("; to see it: tlsbox show --asn1 "));
    safe_put(ph->out, span_str(ph->in->input));
}

/* Findings about a budget hold what is used up in `a`. */
static const struct {
    const char *what, *less;
} budgets[] = {
    [SPENT_NONE] = {N_("a path is longer than 40 certificates"),
                    N_("leave out intermediates that do not belong to this chain")},
    [SPENT_SIGNATURES] = {N_("there are too many signatures to verify"),
                          N_("leave out certificates that have an issuer's name but not its key")},
    [SPENT_CANDIDATES] = {N_("the certificates can be combined in too many ways"),
                          N_("leave out intermediates that do not belong to this chain")},
    [SPENT_NAMES] = {N_("there are too many names to check against too many name constraints"),
                     N_("use certificates with fewer names, or a CA with fewer constraints")},
    [SPENT_COMPARISONS] = {N_("the certificates and CRLs hold too many entries to compare"),
                           N_("leave out certificates and CRLs that do not belong to this chain")},
};

static bool has_budget(const struct phrase *ph)
{
    return ph->f->a >= 0 && (size_t)ph->f->a < sizeof budgets / sizeof budgets[0];
}

static void word_work(struct phrase *ph)
{
    phrase_say(ph, budgets[has_budget(ph) ? ph->f->a : SPENT_NONE].what);
}

static void word_less_work(struct phrase *ph)
{
    phrase_say(ph, budgets[has_budget(ph) ? ph->f->a : SPENT_NONE].less);
}

/* A finding about an extension holds the extension's OID in `other`. */
static void word_ext(struct phrase *ph)
{
    if (ph->f->other.n > 0)
        oid_label(ph->out, ph->f->other);
    else
        buf_str(ph->out, "(unknown)");
}

/* The rule covers both errors; the certificate shows which one it is, if we know the extension. */
static void word_criticality(struct phrase *ph)
{
    enum oid oid = oid_find(ph->f->other);
    enum ext_id id;
    bool known = ph->c != NULL && certext_of_oid(oid, &id);

    phrase_say(ph, !known ? N_("is critical and must not be, or is not critical and must be")
                   : ph->c->ext[id].critical ? N_("is critical and must not be")
                                             : N_("is not critical and must be"));
}

static void word_key(struct phrase *ph)
{
    if (ph->c != NULL)
        keyinfo_print(ph->out, &ph->c->key);
}

static void word_sig(struct phrase *ph)
{
    if (ph->c != NULL && ph->c->sigalg.oid_content.n == 0)
        phrase_say(ph, N_("an algorithm that cannot be read"));
    else if (ph->c != NULL)
        label_sigalg(ph->out, &ph->c->sigalg);
}

static void word_serial(struct phrase *ph)
{
    struct span serial = ph->c != NULL ? ph->c->serial : (struct span){0};

    hex_encode(ph->out, span_head(serial, PHRASE_SERIAL), ':');
    if (serial.n > PHRASE_SERIAL)
        buf_str(ph->out, ":...");
}

static void word_version(struct phrase *ph)
{
    buf_printf(ph->out, "%u", ph->c == NULL ? 0 : ph->c->version);
}

static void put_gname(struct phrase *ph, const struct gname *name)
{
    buf_str(ph->out, gname_label(name->kind));
    phrase_say(ph, N_(" name "));
    buf_u8(ph->out, '"');
    safe_gname_cut(ph->out, name, PHRASE_CHARS);
    buf_u8(ph->out, '"');
}

static void word_gname(struct phrase *ph)
{
    put_article(ph);
    put_gname(ph, &ph->f->name);
}

/* The subtree has the same kind as the name that it rejects. */
static void word_subtree(struct phrase *ph)
{
    struct gname base = {ph->f->name.kind, ph->f->other};

    if (ph->f->other.n == 0) {
        phrase_say(ph, N_("a subtree"));
        return;
    }
    buf_u8(ph->out, '"');
    safe_gname_cut(ph->out, &base, PHRASE_CHARS);
    buf_u8(ph->out, '"');
}

/* Without basicConstraints, the certificate cannot say that it is a CA; with it, it may still not
 * (RFC 5280 4.2.1.9). */
static void word_does_not_say(struct phrase *ph)
{
    bool there = ph->c != NULL && ph->c->ext[EXT_BC].present;

    phrase_say(ph, there ? N_("does not say") : N_("is missing, so it does not say"));
}

static void word_ku(struct phrase *ph)
{
    if (ph->c != NULL && ph->c->ext[EXT_KU].present)
        lists_key_usage(ph->out, ph->c->key_usage);
    else
        phrase_say(ph, N_("absent"));
}

static void word_eku(struct phrase *ph)
{
    if (ph->c != NULL)
        lists_eku(ph->out, ph->c->ext[EXT_EKU].val, PHRASE_USAGES);
}

const struct phrase_word phrase_chain_words[] = {
    {"cert", word_cert, false},
    {"name", word_name, false},
    {"issuer", word_issuer, false},
    {"was not sent", word_was_not_sent, false},
    {"origin", word_origin, false},
    {"up", word_up, false},
    {"below", word_below, false},
    {"a", word_a, false},
    {"b", word_b, false},
    {"a.time", word_a_time, false},
    {"b.time", word_b_time, false},
    {"b.date", word_b_date, false},
    {"lifetime", word_lifetime, false},
    {"limit", word_limit, false},
    {"limit now", word_limit_now, false},
    {"gap", word_gap, false},
    {"err", word_err, false},
    {"at", word_at, true},
    {"in extension", word_in_extension, true},
    {"look", word_look, true},
    {"ext", word_ext, false},
    {"work", word_work, false},
    {"less work", word_less_work, false},
    {"criticality", word_criticality, false},
    {"key", word_key, false},
    {"sig", word_sig, false},
    {"serial", word_serial, false},
    {"version", word_version, false},
    {"gname", word_gname, false},
    {"subtree", word_subtree, false},
    {"does not say", word_does_not_say, false},
    {"ku", word_ku, false},
    {"eku", word_eku, false},
    {NULL, NULL, false},
};
