/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advice about revocation: what to give, what to fetch, and what is wrong with a source. */
#include "config.h"

#include "lib/view/verdict/hint.h"

#include "lib/base/lookup.h"
#include "lib/x509/certurl.h"

enum { DAY = 24 * 60 * 60 };

/* True if the certificate names a source of this kind that nobody asked. */
static bool is_unasked(const struct phrase *ph, enum rev_mechanism mechanism)
{
    for (size_t i = 0; i < ph->p->num_answers; i++) {
        const struct rev_answer *a = &ph->p->answers[i];
        if (a->cert == ph->f->cert && a->mechanism == mechanism &&
            a->status == REV_STATUS_NOT_ASKED)
            return true;
    }
    return false;
}

/* What tlsbox could fetch by itself. */
static void put_fetch_status(struct phrase *ph)
{
    bool by_ocsp = is_unasked(ph, REV_OCSP), by_crl = is_unasked(ph, REV_CRL);

    if (!ph->in->can_fetch || (!by_ocsp && !by_crl))
        return;
    phrase_put(ph, by_ocsp && by_crl ? N_(", or use --fetch")
                   : by_ocsp         ? N_(", or use --fetch-ocsp")
                                     : N_(", or use --fetch-crl"));
}

/* With --revocation soft a missing answer is no error, so only the hard mode gets that advice. */
static void put_soft(struct phrase *ph)
{
    if (ph->in->judge->revocation == REVOCATION_HARD)
        phrase_put(ph, ", or use --revocation soft");
}

/* A certificate that names a CRL and no responder has none to ask. */
void hint_no_status(struct phrase *ph)
{
    bool by_ocsp = ph->c == NULL || ph->in->judge->num_ocsp > 0 || certurl_ocsp(ph->c).n > 0 ||
                   certurl_crl(ph->c).n == 0;

    if (phrase_lacks_sources(ph)) {
        phrase_put(ph, "ask the CA where it publishes revocations, or give the CRL with {crl}");
        put_soft(ph);
        return;
    }
    phrase_put(ph, "give the CRL of {CRL issuer} with {crl}{crldp}");
    if (by_ocsp)
        phrase_put(ph, ", or an OCSP response with {ocsp}");
    put_fetch_status(ph);
    put_soft(ph);
}

/* An outage passes; what tlsbox refuses to fetch stays refused. */
void hint_outage(struct phrase *ph)
{
    if (err_is_own_refusal(ph->f->err)) {
        phrase_put(ph, "tlsbox refused to connect, so that no certificate can make it probe your "
                       "network; --fetch-private allows it");
    } else {
        phrase_put(ph, ph->f->a == REV_OCSP
                           ? N_("try again later, or give an OCSP response with {ocsp}")
                           : N_("try again later, or give the CRL with {crl}"));
    }
    put_soft(ph);
    if (ph->in->judge->revocation == REVOCATION_SOFT)
        phrase_put(ph, "; --revocation hard would refuse the certificate until there is an answer");
}

/* Why a CRL cannot be used, and the advice for it. */
static const struct {
    enum err err;
    const char *hint;
} bad_crls[] = {
    {ERR_CRL_SIGN_USAGE, N_("have the certificate of {CRL issuer} reissued with cRLSign in a "
                            "keyUsage that can be read")},
    {ERR_CRL_SIGN_UNREAD, N_("have the certificate of {CRL issuer} reissued with cRLSign in a "
                             "keyUsage that can be read")},
    {ERR_CRL_SIGNER_ABSENT, N_("give the certificate of {CRL issuer} with --intermediates")},
    {ERR_CRL_SIGNER_PATH, N_("run 'tlsbox verify --purpose any' on the certificate of {CRL issuer} "
                             "to see what is wrong with it")},
    {ERR_CRL_WEAK, N_("have {CRL issuer} sign its CRLs with SHA-256 or better{allow-weak}")},
    {ERR_SIG_MISMATCH, N_("fetch the CRL of {CRL issuer} again{crldp}, or use --intermediates to "
                          "give the certificate whose key signed it")},
    {ERR_ALG_KEY_MISMATCH, N_("use --intermediates to give the certificate of {CRL issuer} whose "
                              "key signed it")},
};

void hint_bad_crl(struct phrase *ph)
{
    size_t i = LOOKUP(bad_crls, err, ph->f->err);

    phrase_put(ph, i < LOOKUP_COUNT(bad_crls)
                       ? bad_crls[i].hint
                       : "fetch the CRL of {CRL issuer} again{crldp}; if it is the same, have it "
                         "issued by software that follows RFC 5280");
}

/* For STALE_CRL, a is nextUpdate and b is thisUpdate.  If --at was given, the newest CRL is not the
 * right one. */
void hint_stale_crl(struct phrase *ph)
{
    int64_t now = ph->in->now, at = ph->in->judge->time;
    int64_t off = now > at ? now - at : at - now;

    if (off > DAY)
        phrase_put(ph, ph->f->b <= now && now <= ph->f->a
                           ? N_("this was checked for --at {judged at}; now the CRL is current")
                           : N_("this was checked for --at {judged at}: give the CRL for that "
                                "time"));
    else if (ph->f->b > at)
        phrase_put(ph, "wait, or correct this machine's clock if it is slow (now {now})");
    else
        phrase_put(ph, "fetch the latest CRL{crldp}");
}
