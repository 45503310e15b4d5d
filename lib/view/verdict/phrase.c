/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/verdict/phrase.h"

#include "lib/path/dane.h"
#include "lib/view/text/safe.h"
#include "lib/view/verdict/phrase_words.h"

struct phrase phrase_open(struct buf *out, const struct finding *finding, const struct path *path,
                          const struct view_input *in)
{
    bool one = finding->cert >= 0 && (size_t)finding->cert < path->num;

    return (struct phrase){.out = out,
                           .f = finding,
                           .p = path,
                           .in = in,
                           .c = one ? path->links[finding->cert].cert : NULL};
}

/* The other certificate of the same name, by the best description there is. */
static void word_rival(struct phrase *ph)
{
    const struct link *l = ph->f->rival;

    if (l == NULL)
        return;
    if (l->source == SOURCE_ANCHOR)
        phrase_put(ph,
                   l->origin != NULL ? N_("the trust anchor in {origin}") : N_("the trust anchor"));
    else if (l->origin != NULL)
        phrase_put(ph, N_("the certificate in {origin}"));
    else
        phrase_say(ph, l->source == SOURCE_INPUT ? N_("the certificate that was sent")
                                                 : N_("the certificate"));
}

static void word_and_rival(struct phrase *ph)
{
    if (ph->f->rival != NULL)
        phrase_put(ph, N_("; {rival} has that name but another key"));
}

/* For STALE_CRL, a is nextUpdate and b is thisUpdate. */
static void word_stale(struct phrase *ph)
{
    if (ph->f->b > ph->in->judge->time)
        phrase_put(ph, N_(": it is valid from {b.time}"));
    else if (ph->f->a == INT64_MIN)
        phrase_say(ph, N_(": it has no nextUpdate"));
    else
        phrase_put(ph, N_(": it should have been replaced by {a.time}"));
}

/* What a client says with this log list.  With one that is too old it requires nothing, and with a
 * current one it would probably say the same. */
static void word_client_would_refuse(struct phrase *ph)
{
    phrase_put(ph, ph->f->severity == SEVERITY_WARNING
                       ? N_("with a current log list {client} may refuse")
                       : N_("{client} would refuse"));
}

/* Why the answers of the DNS are no use; the words are those of the validator. */
static void word_dane_why(struct phrase *ph)
{
    const struct dane_input *dane = ph->in->judge->dane;

    if (dane == NULL || dane->text.n == 0)
        return;
    buf_str(ph->out, ": ");
    safe_put(ph->out, dane->text);
}

/* Words that are templates themselves. */
static const struct phrase_word template_words[] = {
    {"dane why", word_dane_why, true},
    {"rival", word_rival, false},
    {"and rival", word_and_rival, true},
    {"stale", word_stale, false},
    {"client would refuse", word_client_would_refuse, false},
    {NULL, NULL, false},
};

/* The row of the word, or NULL. */
static const struct phrase_word *find_word(const struct phrase_word *words, struct span name)
{
    while (words->word != NULL && !span_eq(name, span_str(words->word)))
        words++;
    return words->word == NULL ? NULL : words;
}

/* A word without a value becomes "(unknown)", unless the sentence is complete without it. */
static void put_word(struct phrase *ph, struct span name)
{
    const struct phrase_word *word = find_word(phrase_chain_words, name);
    size_t start = ph->out->n;

    if (word == NULL)
        word = find_word(phrase_use_words, name);
    if (word == NULL)
        word = find_word(template_words, name);
    if (word == NULL)
        return;
    word->put(ph);
    if (ph->out->n == start && !word->may_vanish)
        buf_str(ph->out, "(unknown)");
}

void phrase_put(struct phrase *ph, const char *text)
{
    struct span s;

    text = lang_text(ph->in->lang, text);
    s = span_str(text);
    while (s.n > 0) {
        struct span plain = span_head(s, span_find(s, '{'));
        buf_put(ph->out, plain);
        s = span_tail(s, plain.n + 1);
        if (plain.p + plain.n == (const uint8_t *)text + strlen(text))
            return;
        struct span word = span_head(s, span_find(s, '}'));
        put_word(ph, word);
        s = span_tail(s, word.n + 1);
    }
}

void phrase_sentence(struct phrase *ph, const char *text)
{
    size_t start = ph->out->n;

    phrase_put(ph, text);
    if (ph->out->n == start)
        return;
    uint8_t *first = &ph->out->p[start];
    if (*first >= 'a' && *first <= 'z' && ph->in->lang == LANG_EN)
        *first = (uint8_t)(*first - 'a' + 'A');
    if (ph->out->p[ph->out->n - 1] != '.')
        phrase_say(ph, N_("."));
}
