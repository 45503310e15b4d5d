/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/starttls.h"

/*
 * RFC 6120 5.4: we open a stream, the server's features list STARTTLS, and <starttls/> is answered
 * by <proceed/> or <failure/>.  Only the tags of the XML are read; what RFC 6120 11.1 forbids
 * (comments, DTDs) is refused.
 */
enum { STEP_STREAM, STEP_FEATURES, STEP_PROCEED };

struct tag {
    struct span text;   /* from < to > */
    struct span name;   /* without a prefix and a slash */
    bool closes, empty; /* </a>, <a/> */
};

/* The offset of the ">" of the tag at the front; text.n if it has not come.  A ">" in quotes does
 * not count (XML 1.0 3.1 forbids only "<" there). */
static size_t tag_end(struct span text)
{
    uint8_t quote = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (quote != 0)
            quote = text.p[i] == quote ? 0 : quote;
        else if (text.p[i] == '"' || text.p[i] == '\'')
            quote = text.p[i];
        else if (text.p[i] == '>')
            return i;
    }
    return text.n;
}

static bool ends_name(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '/' || c == '>' || c == '?';
}

/* Splits a tag: its name without prefix and slash, and what kind of tag it is. */
static struct tag tag_of(struct span text)
{
    struct tag tag = {.text = text};
    size_t from = 1, n = 0;

    tag.closes = text.n > 2 && text.p[1] == '/';
    tag.empty = text.n > 2 && text.p[text.n - 2] == '/' && !tag.closes;
    from += tag.closes;
    tag.name = span_tail(text, from);
    while (n < tag.name.n && !ends_name(tag.name.p[n]))
        n++;
    tag.name = span_head(tag.name, n);
    size_t prefix = span_find(tag.name, ':');
    if (prefix < tag.name.n)
        tag.name = span_tail(tag.name, prefix + 1);
    return tag;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_named(const struct tag *tag, const char *name)
{
    return span_eq(tag->name, span_str(name));
}

static void open_stream(struct preamble *preamble)
{
    buf_printf(&preamble->out,
               "<?xml version='1.0'?><stream:stream to='%s' xmlns='jabber:%s' "
               "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>",
               preamble->host, preamble->protocol == STARTTLS_XMPP ? "client" : "server");
    preamble->waiting = "the stream header";
}

/* A tag in <features>, or its end: STARTTLS must be in the list. */
static enum preamble_state on_features(struct preamble *preamble, const struct tag *tag)
{
    if (is_named(tag, "starttls"))
        preamble->seen = true;
    if (!is_named(tag, "features") || !(tag->closes || tag->empty))
        return PREAMBLE_MORE;
    if (!preamble->seen)
        return preamble_fail(preamble, ERR_NET_STARTTLS, "the server does not offer STARTTLS");
    return PREAMBLE_DONE;
}

/* One tag, by the step of the dialogue.  `blocked`: inside of <features>. */
static enum preamble_state on_tag(struct preamble *preamble, const struct tag *tag)
{
    if (tag->text.n > 1 && tag->text.p[1] == '?' && preamble->step == STEP_STREAM)
        return PREAMBLE_MORE;
    if (is_named(tag, "error") || is_named(tag, "failure"))
        return starttls_refuse(preamble, buf_span(&preamble->in));
    switch (preamble->step) {
    case STEP_STREAM:
        if (!is_named(tag, "stream") || tag->closes)
            return starttls_refuse(preamble, tag->text);
        preamble->step = STEP_FEATURES;
        preamble->waiting = "the list of stream features";
        return PREAMBLE_MORE;
    case STEP_FEATURES:
        if (!preamble->blocked && (!is_named(tag, "features") || tag->closes))
            return starttls_refuse(preamble, tag->text);
        preamble->blocked = true;
        return on_features(preamble, tag);
    default:
        /* Accepts both <proceed/> and <proceed></proceed>. */
        if (!is_named(tag, "proceed") || (tag->closes && !preamble->seen))
            return starttls_refuse(preamble, tag->text);
        preamble->seen = true;
        return tag->empty || tag->closes ? PREAMBLE_DONE : PREAMBLE_MORE;
    }
}

static void ask(struct preamble *preamble)
{
    buf_str(&preamble->out, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    preamble->waiting = "the answer to <starttls/>";
    preamble->step = STEP_PROCEED;
    preamble->seen = false;
}

enum preamble_state starttls_xmpp(struct preamble *preamble)
{
    if (!preamble->begun) {
        preamble->begun = true;
        open_stream(preamble);
    }
    for (;;) {
        struct span in = buf_span(&preamble->in);
        size_t space = 0;
        /* Text between the tags of features is skipped; elsewhere only white space is allowed. */
        while (space < in.n &&
               (preamble->blocked && preamble->step == STEP_FEATURES ? in.p[space] != '<'
                                                                     : is_space(in.p[space])))
            space++;
        preamble_take(preamble, space);
        in = buf_span(&preamble->in);
        if (in.n > 0 && in.p[0] != '<')
            return starttls_refuse(preamble, in);
        size_t end = tag_end(in);
        if (end == in.n)
            return PREAMBLE_MORE;
        struct tag tag = tag_of(span_head(in, end + 1));
        enum preamble_state state = on_tag(preamble, &tag);
        if (state == PREAMBLE_FAILED)
            return state;
        preamble_take(preamble, end + 1);
        if (state == PREAMBLE_MORE)
            continue;
        bool done = preamble->step == STEP_PROCEED;
        if (starttls_silent(preamble) == PREAMBLE_FAILED)
            return PREAMBLE_FAILED;
        if (done)
            return PREAMBLE_DONE;
        ask(preamble);
    }
}
