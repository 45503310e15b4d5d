/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/hex.h"
#include "lib/view/cert/label.h"
#include "lib/view/chain/sent_view.h"
#include "lib/view/text/safe.h"
#include "lib/view/verdict/phrase.h"

enum { NAME_CAP = 1 << 16 };

/* The issuer of a certificate by all that the certificate says about it: name, key identifier, and
 * where its certificate is published. */
static void put_issuer(struct buf *out, const struct cert *cert, enum lang lang)
{
    struct span url = label_first_url(cert, OID_AD_CA_ISSUERS);

    buf_u8(out, '"');
    label_name(out, cert->issuer);
    buf_u8(out, '"');
    if (cert->aki.key_id.n > 0) {
        buf_str(out, lang_text(lang, N_(", key identifier ")));
        hex_encode(out, cert->aki.key_id, ':');
    }
    if (url.n > 0) {
        buf_str(out, lang_text(lang, N_(", published at ")));
        safe_put(out, url);
    }
}

static void put_word(struct buf *out, const struct sent_problem *problem, struct span word,
                     enum lang lang)
{
    if (span_eq(word, SPAN_LIT("number")))
        buf_printf(out, "%zu", problem->number);
    else if (span_eq(word, SPAN_LIT("place")))
        buf_printf(out, "%zu", problem->place);
    else if (span_eq(word, SPAN_LIT("cert")) && problem->cert != NULL)
        phrase_cert(out, problem->cert);
    else if (span_eq(word, SPAN_LIT("cert")))
        put_issuer(out, problem->other, lang);
    else
        phrase_cert(out, problem->other);
}

static void put_sentence(struct buf *out, const struct sent_problem *problem, const char *sentence,
                         enum lang lang)
{
    struct span rest = span_str(lang_text(lang, sentence));

    while (rest.n > 0) {
        struct span plain = span_head(rest, span_find(rest, '{'));

        buf_put(out, plain);
        rest = span_tail(rest, plain.n + 1);
        struct span word = span_head(rest, span_find(rest, '}'));
        if (plain.n + 1 + word.n > 0 && word.n > 0)
            put_word(out, problem, word, lang);
        rest = span_tail(rest, word.n + 1);
    }
}

void sent_problem_put(struct buf *out, const struct sent_problem *problem, enum lang lang)
{
    put_sentence(out, problem, sent_rule_text(problem->rule), lang);
}

/* Fetching helps if the certificate says where its issuer is, and was not tried. */
void sent_advice_put(struct buf *out, const struct sent_view *view,
                     const struct sent_problem *problem, enum lang lang)
{
    put_sentence(out, problem, sent_rule_hint(problem->rule), lang);
    if (sent_rule_is_unknown(problem->rule) && !view->has_fetched &&
        label_first_url(problem->other, OID_AD_CA_ISSUERS).n > 0)
        buf_str(out, lang_text(lang, N_("; --aia fetches it")));
}

void sent_stores_put(struct buf *out, const struct sent_view *view, uint32_t stores)
{
    const char *between = "";

    for (size_t i = 0; i < view->num_stores; i++) {
        if ((stores & UINT32_C(1) << i) == 0)
            continue;
        buf_str(out, between);
        safe_put(out, span_str(view->stores[i]));
        between = ", ";
    }
}

size_t sent_place(const struct sent_chain *sent, const struct cert *cert)
{
    for (size_t i = 0; i < sent->num; i++) {
        if (span_eq(sent->certs[i].link->cert->der, cert->der))
            return i + 1;
    }
    return 0;
}
