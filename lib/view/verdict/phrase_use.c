/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phrase_use: words for names, purposes, options and CRLs. */
#include "config.h"

#include "lib/base/cal.h"
#include "lib/path/revoke.h"
#include "lib/view/cert/label.h"
#include "lib/view/cert/lists.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"
#include "lib/view/verdict/phrase_words.h"
#include "lib/x509/certurl.h"

static void word_wanted(struct phrase *ph)
{
    static const char *const wanted[] = {"serverAuth", "clientAuth", "emailProtection",
                                         "codeSigning", N_("the requested usage")};

    phrase_say(ph, wanted[ph->in->judge->purpose]);
}

static void word_purpose(struct phrase *ph)
{
    static const char *const uses[] = {N_("TLS server"), N_("TLS client"), N_("e-mail sender"),
                                       N_("code signer"), N_("holder of any kind")};

    phrase_say(ph, uses[ph->in->judge->purpose]);
}

/* The host that was asked for, as the user wrote it. */
static void word_host(struct phrase *ph)
{
    const struct reference_id *h = phrase_host(ph);

    if (h == NULL)
        phrase_say(ph, N_("the host"));
    else
        phrase_quoted(ph->out, span_str(h->text));
}

static void word_store(struct phrase *ph)
{
    const char *s = ph->in->store;

    if (s == NULL || s[0] == 0)
        phrase_say(ph, N_("the trust store"));
    else
        safe_put(ph->out, span_str(s));
}

/* An option that was given already was not enough, or had the wrong value. */
static void put_option(struct phrase *ph, const char *name, bool given)
{
    phrase_say(ph, given ? N_("another ") : "");
    buf_str(ph->out, name);
}

static void word_add_root(struct phrase *ph)
{
    if (ph->in->only_stores)
        phrase_say(ph, N_("--add-root of `tlsbox verify`"));
    else
        put_option(ph, "--add-root", ph->in->adds_roots);
}

static void word_crl_option(struct phrase *ph)
{
    put_option(ph, "--crl", ph->in->judge->num_crls > 0);
}

static void word_ocsp_option(struct phrase *ph)
{
    put_option(ph, "--ocsp", ph->in->judge->num_ocsp > 0);
}

/* Nothing if --allow-weak was given and did not help. */
static void word_allow_weak(struct phrase *ph)
{
    if (!ph->in->judge->allow_weak)
        phrase_say(ph, N_("; for old certificates, --allow-weak accepts it"));
}

/* The purpose is advised only if it was the default: a peer's purpose is fixed by its role. */
static void word_see_purpose(struct phrase *ph)
{
    if (phrase_is_file(ph) && ph->in->judge->purpose == PURPOSE_SERVER)
        phrase_say(ph, N_(", or see --purpose"));
}

/* Nothing if the path has an error beside that of the finding. */
static void word_alone(struct phrase *ph)
{
    size_t errors = 0;

    for (size_t i = 0; i < ph->p->num_findings; i++)
        errors += ph->p->findings[i].severity == SEVERITY_ERROR;
    if (errors <= 1)
        phrase_say(ph, N_(": no other error was found"));
}

static void word_names(struct phrase *ph)
{
    if (ph->c != NULL)
        lists_names(ph->out, ph->c, 8, ph->in->lang);
}

/* The commonName that the finding is about. */
static void word_cn(struct phrase *ph)
{
    struct name_iter it = name_iter_open(ph->c != NULL ? ph->c->subject : (struct span){0});
    struct attribute a;
    struct buf text;

    /* There may be several.  We want the one that the finding is about. */
    while (name_next(&it, &a)) {
        if (a.value.p != ph->f->at.p)
            continue;
        buf_init(&text, 1 << 20);
        attribute_text(&text, &a);
        phrase_quoted(ph->out, buf_span(&text));
        buf_free(&text);
    }
}

static void word_crldp(struct phrase *ph)
{
    struct span url = ph->c == NULL ? (struct span){0} : certurl_crl(ph->c);

    if (url.n == 0)
        return;
    phrase_say(ph, N_(" (from "));
    safe_cut(ph->out, url, 200);
    phrase_say(ph, N_(")"));
}

/* The issuer of the CRL.  If a CRL was found, `other` is its issuer.  If none was found, the
 * certificate's distribution points may name an issuer (RFC 5280 4.2.1.13). */
static struct span crl_issuer(const struct phrase *ph)
{
    struct span found = ph->f->other;

    if (found.n == 0)
        found = lists_crl_issuer(ph->c);
    return found.n > 0 ? found : ph->c->issuer;
}

static void word_crl_issuer(struct phrase *ph)
{
    if (ph->c == NULL) {
        phrase_say(ph, N_("the issuer"));
        return;
    }
    buf_u8(ph->out, '"');
    label_name(ph->out, crl_issuer(ph));
    buf_u8(ph->out, '"');
}

/* For REVOKED, a is the date and b the reason. */
static void word_revoked(struct phrase *ph)
{
    const char *reason = ph->f->b < 0 ? NULL : crl_reason_name((int)ph->f->b);

    if (ph->f->a > CAL_FIRST) {
        phrase_say(ph, N_(" on "));
        text_time(ph->out, ph->f->a);
    }
    if (reason != NULL) {
        phrase_say(ph, N_(" ("));
        buf_str(ph->out, reason);
        phrase_say(ph, N_(")"));
    }
}

/* Nothing was given, and there is nothing that could be fetched. */
bool phrase_lacks_sources(const struct phrase *ph)
{
    const struct judge_input *in = ph->in->judge;
    const struct evidence *more = in->evidence;

    return ph->c != NULL && in->crlite == NULL && in->num_ocsp == 0 && in->num_crls == 0 &&
           (more == NULL || (more->num_ocsp == 0 && more->num_crls == 0)) &&
           certurl_ocsp(ph->c).n == 0 && !ph->c->ext[EXT_CRLDP].present;
}

/* Why nothing tells whether the certificate is revoked: nobody gave a source that could. */
static void word_uncovered(struct phrase *ph)
{
    const struct judge_input *in = ph->in->judge;
    bool responses = in->num_ocsp > 0 || (in->evidence != NULL && in->evidence->num_ocsp > 0);
    bool crls = in->num_crls > 0 || (in->evidence != NULL && in->evidence->num_crls > 0);

    if (phrase_lacks_sources(ph))
        phrase_say(ph, N_("it names neither a CRL nor an OCSP responder, and none was given"));
    else if (in->crlite != NULL)
        phrase_say(ph, N_("none of the CRLs, OCSP responses and CRLite filters covers it"));
    else if (!responses)
        phrase_say(ph, crls ? N_("none of the given CRLs covers it")
                            : N_("no CRL and no OCSP response was given"));
    else
        phrase_say(ph, crls ? N_("none of the CRLs and OCSP responses covers it")
                            : N_("none of the OCSP responses covers it"));
}

/* An OCSP response; `other` is the file or URL that it came from. */
static void word_response(struct phrase *ph)
{
    if (ph->f->other.n == 0) {
        phrase_say(ph, N_("the stapled OCSP response"));
        return;
    }
    phrase_say(ph, N_("the OCSP response from "));
    safe_cut(ph->out, ph->f->other, 200);
}

/* For REVOCATION_OUTAGE, a is the mechanism, `other` the URL and `at` the text about the error. */
static void word_source(struct phrase *ph)
{
    phrase_say(ph, ph->f->a == REV_OCSP ? N_("OCSP responder") : N_("CRL"));
}

static void word_url(struct phrase *ph)
{
    safe_cut(ph->out, ph->f->other, 200);
}

static void word_outage(struct phrase *ph)
{
    phrase_say(ph,
               err_is_own_refusal(ph->f->err) ? N_("was not fetched: ") : N_("could not be had: "));
    if (ph->f->at.n > 0)
        safe_cut(ph->out, ph->f->at, 400);
    else
        phrase_say(ph, err_text(ph->f->err));
}

/* For CRLITE_SILENT, a is the status. */
static void word_crlite_gap(struct phrase *ph)
{
    phrase_say(ph, ph->f->a == REV_STATUS_NOT_ENROLLED
                       ? N_("its issuer is not in them")
                       : N_("they do not cover the logs and times of its embedded SCTs"));
}

/* For OCSP_STALE, a is nextUpdate and b is thisUpdate. */
static void word_response_age(struct phrase *ph)
{
    bool is_early = ph->f->b > ph->in->judge->time;

    if (!is_early && ph->f->a == INT64_MIN) {
        phrase_say(ph, N_(": it has no nextUpdate and is older than a day"));
        return;
    }
    phrase_say(ph, is_early ? N_(": it is valid from ") : N_(": it ended on "));
    text_time(ph->out, is_early ? ph->f->b : ph->f->a);
}

/* For MUST_STAPLE, a says what is known of the staple. */
static void word_staple(struct phrase *ph)
{
    static const char *const states[] = {
        [STAPLE_UNSEEN] = N_("cannot be seen in a file"),
        [STAPLE_MISSING] = N_("the server did not send"),
        [STAPLE_NOT_GOOD] = N_("the server sent, but it proves nothing"),
        [STAPLE_NOT_JUDGED] = N_("was not judged"),
    };

    if (ph->f->a == STAPLE_UNSEEN && !phrase_is_file(ph))
        phrase_say(ph, N_("was not asked for"));
    else
        phrase_say(ph, states[ph->f->a]);
}

/* Who sent the chain. */
static void word_peer(struct phrase *ph)
{
    phrase_say(ph, ph->in->judge->purpose == PURPOSE_CLIENT ? N_("client") : N_("server"));
}

static void word_client(struct phrase *ph)
{
    buf_str(ph->out, ct_client_name((enum ct_client)ph->in->judge->ct_client));
}

/* The name of a log, as the list has it. */
static void word_log(struct phrase *ph)
{
    phrase_quoted(ph->out, ph->f->at);
}

static void word_client_end(struct phrase *ph)
{
    label_client_end(ph->out, ph->in->lang);
}

/* Whose certificate the first one is. */
static void word_owner(struct phrase *ph)
{
    static const char *const names[] = {N_("server"), N_("client"), N_("sender"), N_("signer"),
                                        N_("end")};

    phrase_say(ph, names[ph->in->judge->purpose]);
}

static void word_now(struct phrase *ph)
{
    text_time(ph->out, ph->in->now);
}

/* The file of the store that distrusts something. */
static void word_from(struct phrase *ph)
{
    if (ph->f->store != NULL)
        safe_put(ph->out, span_str(ph->f->store));
}

static void word_judged_at(struct phrase *ph)
{
    text_time(ph->out, ph->in->judge->time);
}

static void word_other(struct phrase *ph)
{
    phrase_cert(ph->out, ph->other);
}

static void word_position(struct phrase *ph)
{
    buf_printf(ph->out, "%lld", (long long)ph->position);
}

const struct phrase_word phrase_use_words[] = {
    {"wanted", word_wanted, false},
    {"purpose", word_purpose, false},
    {"host", word_host, false},
    {"names", word_names, false},
    {"cn", word_cn, false},
    {"crldp", word_crldp, true},
    {"CRL issuer", word_crl_issuer, false},
    {"store", word_store, false},
    {"add-root", word_add_root, false},
    {"crl", word_crl_option, false},
    {"ocsp", word_ocsp_option, false},
    {"allow-weak", word_allow_weak, true},
    {"see purpose", word_see_purpose, true},
    {"alone", word_alone, true},
    {"revoked", word_revoked, false},
    {"staple", word_staple, false},
    {"uncovered", word_uncovered, false},
    {"response", word_response, false},
    {"response age", word_response_age, false},
    {"source", word_source, false},
    {"url", word_url, false},
    {"outage", word_outage, false},
    {"crlite gap", word_crlite_gap, false},
    {"peer", word_peer, false},
    {"owner", word_owner, false},
    {"client end", word_client_end, false},
    {"client", word_client, false},
    {"log", word_log, false},
    {"now", word_now, false},
    {"judged at", word_judged_at, false},
    {"from", word_from, false},
    {"other", word_other, false},
    {"position", word_position, false},
    {NULL, NULL, false},
};
