/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hint_host: which of its names the user may have meant, and what to do if none fits. */
#include "config.h"

#include "lib/view/verdict/hint.h"

static struct span host_name(const struct reference_id *host)
{
    return span_of(host->name, host->name_n);
}

/* The name without its first label. */
static struct span parent(struct span name)
{
    return span_tail(name, span_find(name, '.') + 1);
}

static bool ends_with(struct span name, struct span end)
{
    return name.n >= end.n && span_ieq(span_of(name.p + (name.n - end.n), end.n), end);
}

/* Why a name in the certificate almost matches the host, as the rest of a sentence about that
 * name.  NULL if it is simply another name. */
static const char *near_miss(struct span presented, struct span host)
{
    struct span www = SPAN_LIT("www.");

    if (span_starts(presented, SPAN_LIT("*."))) {
        struct span base = span_tail(presented, 2);
        /* Such a wildcard would match every name of a top-level domain (dns_match). */
        if (span_find(base, '.') == base.n && span_ieq(base, parent(host)))
            return N_(" is directly under a top-level domain, so no client accepts it: ");
        if (span_ieq(base, host))
            return N_(" covers the names below that domain, but not the domain itself: ");
        if (ends_with(parent(host), base) && parent(host).n > base.n &&
            parent(host).p[parent(host).n - base.n - 1] == '.')
            return N_(" covers exactly one label, and {host} has more: ");
        return NULL;
    }
    if (span_starts(presented, www) && span_ieq(span_tail(presented, www.n), host))
        return N_(" is in the certificate, but {host} is not: ");
    if (span_starts(host, www) && span_ieq(presented, span_tail(host, www.n)))
        return N_(" is in the certificate, but {host} is not: ");
    return NULL;
}

/* Appends the first near miss among the certificate's names.  False if there is none. */
static bool put_near_miss(struct phrase *ph, const struct reference_id *host)
{
    struct gnames it = gnames_open_value(ph->c->ext[EXT_SAN].val);
    struct gname n;

    while (host->kind == HOST_DNS && gnames_next(&it, &n)) {
        const char *why = n.kind == GN_DNS ? near_miss(n.val, host_name(host)) : NULL;
        if (why != NULL) {
            phrase_quoted(ph->out, n.val);
            phrase_put(ph, why);
            return true;
        }
    }
    return false;
}

/* True if the subject's commonName is the host. */
bool hint_cn_is(const struct cert *cert, const struct reference_id *host)
{
    struct attribute a;
    struct buf text;

    if (!name_find(cert->subject, OID_AT_CN, &a))
        return false;
    buf_init(&text, 1 << 20);
    attribute_text(&text, &a);
    bool same = span_ieq(buf_span(&text), host_name(host)) ||
                span_ieq(buf_span(&text), span_str(host->text));
    buf_free(&text);
    return same;
}

void hint_host(struct phrase *ph)
{
    const struct reference_id *h = phrase_host(ph);

    if (h == NULL || ph->c == NULL)
        return;
    if (hint_cn_is(ph->c, h)) {
        phrase_put(ph, "{host} is only in the commonName, which clients ignore (RFC 9525): have "
                       "the certificate reissued with it in subjectAltName");
        return;
    }
    bool near = put_near_miss(ph, h);
    if (h->kind == HOST_IP)
        phrase_put(ph, "connect to one of its names, or have it reissued with the address as an "
                       "iPAddress");
    else if (near)
        phrase_put(ph, "have it reissued with {host} in subjectAltName");
    else if (phrase_is_file(ph))
        phrase_put(ph, "use one of its names, have it reissued with {host} in subjectAltName, or "
                       "choose the file with the certificate for that name");
    else if (ph->in->no_sni)
        phrase_put(ph, "leave out --no-sni: without SNI the server does not know which name is "
                       "wanted");
    else
        phrase_put(ph, "use one of its names, have it reissued with {host} in subjectAltName, or "
                       "check that the server sends the right certificate for that name (SNI)");
}
