/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hs_alert.def has two tables: which parts of our offer an alert can be about, and what to try
 * after an alert, an error or a reason.  Advice is printed only if its condition holds.
 */
#include "config.h"

#include "lib/view/handshake/hs_alert.h"

#include "lib/base/lookup.h"
#include "lib/tls/tls.h"
#include "lib/tls/wire/names.h"
#include "lib/view/handshake/layout.h"
#include "lib/view/text/safe.h"

enum { LISTED = 4, NAME_SHOWN = 100 };

/* When advice is useful.  It must not suggest what the user has already done. */
enum advice_when {
    ALWAYS,
    OFFERED_13, /* TLS 1.3 was offered too, so only TLS 1.2 would be a change */
    OFFERED_12_ONLY,
    OFFERED_13_ONLY,
    OLD_SUITES_LEFT, /* the set "compatible" has more */
    SNI_SENT,
    SNI_LEFT_OUT, /* on purpose */
    SNI_NONE,     /* an address has none */
    ALPN_SENT,
    RESUMING,      /* a session was offered */
    NOT_STARTTLS,  /* no other protocol was spoken first */
    NOT_TLS_YET,   /* likewise, and what came instead is not SSL 2.0 */
    SPEAKS_SSL2,
    NOT_CONNECTED, /* there was no TCP connection */
    BARE_IPV6,     /* there was none, to an address whose last group may be meant as a port */
    SILENT,        /* there was one, for TLS from the first byte, and nothing came */
    IN_PROXY,      /* there was one, to a proxy that has not let us through */
    IN_STARTTLS,   /* there was one, to a server that has not switched to TLS */
    PROXY_OF_ENV,  /* the proxy is that of the environment, and did not let us through */
    FEWER_GROUPS,  /* than by default were offered, and by us */
    FEWER_SCHEMES,
    NO_IDENTITY,    /* no client certificate was given */
    UNFIT_IDENTITY, /* one was given, and the server does not accept it */
    HAS_IDENTITY,   /* one was given and shown */
};

/* What advice is for.  A reason that was decided from the whole conversation counts before its
 * last message. */
enum hint_of { OF_REASON, OF_ALERT, OF_ERR };

struct hint {
    enum hint_of of;
    unsigned id;
    enum advice_when when;
    char text[140];
};

static const struct hint hints[] = {
#define OFFERS(ID, offers)
#define REASON_HINT(ID, when, text) {OF_REASON, REASON_##ID, when, ROW_TEXT(text)},
#define ALERT_HINT(ID, when, text)  {OF_ALERT, ALERT_##ID, when, ROW_TEXT(text)},
#define ERR_HINT(ID, when, text)    {OF_ERR, ERR_##ID, when, ROW_TEXT(text)},
#include "lib/view/handshake/hs_alert.def"
#undef OFFERS
#undef REASON_HINT
#undef ALERT_HINT
#undef ERR_HINT
};

static const struct {
    unsigned alert, offers;
} offers_of[] = {
#define OFFERS(ID, offers) {ALERT_##ID, offers},
#define REASON_HINT(ID, when, text)
#define ALERT_HINT(ID, when, text)
#define ERR_HINT(ID, when, text)
#include "lib/view/handshake/hs_alert.def"
#undef OFFERS
#undef REASON_HINT
#undef ALERT_HINT
#undef ERR_HINT
};

/* The set "compatible" has suites that were not offered. */
static bool lacks_old_suites(const struct tls_config *config)
{
    struct numbers all = {0};
    struct span at = {0};

    if (names_suites(&all, SPAN_LIT("compatible"), &at) != ERR_OK)
        return false;
    for (size_t i = 0; i < all.num; i++) {
        const struct suite *s = suite_find(all.v[i]);
        size_t k = 0;

        if (s == NULL || suite_is_13(s)) /* not an old suite, even if its version is not offered */
            continue;
        while (k < config->suites.num && config->suites.v[k] != all.v[i])
            k++;
        if (k == config->suites.num && config->min_version == TLS_1_2)
            return true;
    }
    return false;
}

/* Did the connection reach this stage?  Marks are set by the caller when a stage is complete. */
static bool has_mark(const struct hs_view *view, const char *name)
{
    for (size_t i = 0; view->events != NULL && i < view->events->num_marks; i++) {
        if (strcmp(view->events->marks[i].name, name) == 0)
            return true;
    }
    return false;
}

static bool speaks_ssl2(const struct hs_view *view)
{
    const char *other = view->failure == NULL ? NULL : view->failure->looks_like;

    return other != NULL && strcmp(other, version_name(TLS_SSL_2)) == 0;
}

static bool is_connected(const struct hs_view *view)
{
    return has_mark(view, "connected");
}

/* The proxy failed, and the server was not reached. */
static bool is_before_proxy(const struct hs_view *view)
{
    return view->by_proxy && !has_mark(view, "proxy");
}

/* STARTTLS was begun and is not complete. */
static bool is_in_starttls(const struct hs_view *view)
{
    return view->in_starttls && is_connected(view) && !is_before_proxy(view) &&
           !has_mark(view, "starttls");
}

/* An address such as "2001:db8::1:443", without brackets. */
static bool is_bare_ipv6(const struct hs_view *view)
{
    struct span input = span_str(view->input != NULL ? view->input : "");
    size_t num = 0, last = 0;

    for (size_t i = 0; i < input.n; i++) {
        if (input.p[i] == '[' || input.p[i] == '/')
            return false;
        num += input.p[i] == ':';
        last = input.p[i] == ':' ? i + 1 : last;
    }
    for (size_t i = last; i < input.n; i++) {
        if (input.p[i] < '0' || input.p[i] > '9')
            return false;
    }
    return num > 1 && input.n - last > 1;
}

/* Conditions that do not depend on what was offered. */
static bool holds_of_net(const struct hs_view *view, enum advice_when when)
{
    switch (when) {
    case ALWAYS: return true;
    case NOT_STARTTLS: return !view->in_starttls && !is_before_proxy(view);
    case NOT_TLS_YET: return holds_of_net(view, NOT_STARTTLS) && !speaks_ssl2(view);
    case SPEAKS_SSL2: return speaks_ssl2(view);
    case NOT_CONNECTED: return !is_connected(view);
    case BARE_IPV6: return !is_connected(view) && is_bare_ipv6(view);
    case SILENT:
        return is_connected(view) && !view->heard && !view->in_starttls && !is_before_proxy(view);
    case IN_PROXY: return is_connected(view) && is_before_proxy(view);
    case IN_STARTTLS: return is_in_starttls(view);
    case PROXY_OF_ENV: return view->proxy_of_env && is_before_proxy(view);
    default: return false;
    }
}

/* In a capture the offer is that of another client. */
static bool is_watched(const struct hs_view *view)
{
    return view->events != NULL && view->events->side == EVENT_LOG_WATCHER;
}

/* What is offered of a list: the versions may have no place for some of it.  In a capture it is
 * what the client sent. */
static struct numbers offered_groups(const struct hs_view *view, const struct numbers *list)
{
    struct numbers out = {0};

    for (size_t i = 0; i < list->num; i++) {
        const struct group *g = group_find(list->v[i]);

        if (is_watched(view) || g == NULL || group_allows(g, view->config->max_version))
            out.v[out.num++] = list->v[i];
    }
    return out;
}

static struct numbers offered_schemes(const struct hs_view *view, const struct numbers *list)
{
    struct numbers out = {0};

    for (size_t i = 0; i < list->num; i++) {
        const struct scheme *s = scheme_find(list->v[i]);

        if (is_watched(view) || s == NULL || view->config->max_version == TLS_1_3 ||
            scheme_allows(s, TLS_1_2))
            out.v[out.num++] = list->v[i];
    }
    return out;
}

/* Did the user leave out some of the default list? */
static bool lacks_groups(const struct hs_view *view)
{
    struct tls_config base = tls_config_default();

    return !is_watched(view) &&
           offered_groups(view, &view->config->groups).num < offered_groups(view, &base.groups).num;
}

static bool lacks_schemes(const struct hs_view *view)
{
    struct tls_config base = tls_config_default();

    return !is_watched(view) && offered_schemes(view, &view->config->schemes).num <
                                    offered_schemes(view, &base.schemes).num;
}

/* True if the advice applies to this connection: what it suggests was not done already. */
static bool holds(const struct hs_view *view, enum advice_when when)
{
    const struct tls_config *c = view->config;
    bool unfit = view->info != NULL && view->info->unfit != UNFIT_NONE;
    bool sent = view->info != NULL && view->info->client_certificate_sent;

    if (holds_of_net(view, when))
        return true;
    /* Nothing was offered with TLS yet. */
    if (c == NULL || is_before_proxy(view) || is_in_starttls(view))
        return false;
    switch (when) {
    case OFFERED_13: return c->max_version == TLS_1_3 && c->min_version == TLS_1_2;
    case OFFERED_12_ONLY: return c->max_version == TLS_1_2;
    case OFFERED_13_ONLY: return c->min_version == TLS_1_3;
    case OLD_SUITES_LEFT: return lacks_old_suites(c);
    case FEWER_GROUPS: return lacks_groups(view);
    case FEWER_SCHEMES: return lacks_schemes(view);
    case SNI_SENT: return c->server_name.n > 0;
    case SNI_LEFT_OUT: return c->server_name.n == 0 && view->no_sni;
    case SNI_NONE: return c->server_name.n == 0 && !view->no_sni;
    case ALPN_SENT: return c->alpn.n > 0;
    case RESUMING: return c->session != NULL;
    case NO_IDENTITY: return c->identity == NULL && !sent;
    case UNFIT_IDENTITY: return c->identity != NULL && unfit;
    case HAS_IDENTITY: return (c->identity != NULL && !unfit) || sent;
    default: return false;
    }
}

static bool has_hint(enum hint_of of, unsigned id)
{
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (hints[i].of == of && hints[i].id == id)
            return true;
    }
    return false;
}

/* The advice is found by the reason of the failure, else by the alert or the error.  Several pieces
 * of advice are joined by "or". */
void hs_alert_try(struct buf *out, const struct hs_view *view)
{
    const struct tls_failure *f = view->failure;
    enum hint_of of = OF_REASON;
    unsigned id = view->failed;
    bool has_option = false;
    struct buf text;

    if (!has_hint(of, id)) {
        if (f == NULL || f->err == ERR_OK)
            return;
        of = f->err == ERR_TLS_ALERT_RECEIVED ? OF_ALERT : OF_ERR;
        id = of == OF_ALERT ? f->alert : (unsigned)f->err;
    }
    buf_init(&text, 1 << 14);
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (hints[i].of != of || hints[i].id != id || !holds(view, hints[i].when))
            continue;
        buf_str(&text, text.n > 0 ? lang_text(view->lang, N_(", or ")) : "");
        buf_str(&text, lang_text(view->lang, hints[i].text));
        has_option = has_option || strstr(hints[i].text, "--") != NULL;
    }
    /* A reader of a capture is not the client, and decode has other options. */
    if (has_option && is_watched(view))
        buf_str(out, lang_text(view->lang, N_("with 'tlsbox handshake': ")));
    buf_put(out, buf_span(&text));
    buf_free(&text);
}

/* The second version is written without its "TLS": "TLS 1.2 and 1.3". */
static void put_versions(struct buf *out, const struct tls_config *config, enum lang lang)
{
    const char *first = version_name(config->min_version),
               *last = version_name(config->max_version);

    if (first == NULL || last == NULL)
        return;
    buf_str(out, first);
    if (config->min_version != config->max_version)
        buf_printf(out, "%s%s", lang_text(lang, N_(" and ")),
                   last + (span_starts(span_str(last), SPAN_LIT("TLS ")) ? 4 : 0));
}

/* The first few of a list, and how many more there are. */
static void put_list(struct buf *out, const char *what, const struct numbers *list,
                     enum layout_as as, enum lang lang)
{
    if (list->num == 0)
        return;
    buf_printf(out, "%s%s", out->n > 0 ? "; " : "", lang_text(lang, what));
    for (size_t i = 0; i < list->num && i < LISTED; i++) {
        const char *name = layout_name(as, list->v[i]);
        buf_str(out, i > 0 ? ", " : "");
        if (name != NULL)
            buf_str(out, name);
        else
            buf_printf(out, "0x%04x", list->v[i]);
    }
    if (list->num > LISTED)
        lang_count(out, lang, N_(" and {n} more"), list->num - LISTED);
}

/* The protocol names of the offer, each cut to NAME_SHOWN characters. */
static void put_alpn(struct buf *out, struct span list, enum lang lang)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    bool first = true;

    buf_str(out, out->n > 0 ? "; ALPN " : "ALPN ");
    if (list.n == 0)
        buf_str(out, lang_text(lang, N_("nothing")));
    while (rd_more(&r)) {
        struct span name = rd_vec8(&r, 0, UINT8_MAX);
        buf_str(out, first ? "" : ", ");
        safe_cut(out, name, NAME_SHOWN);
        first = false;
    }
}

/* The parts of our offer that the failure may be about; 0: none. */
static unsigned offers(const struct hs_view *view)
{
    const struct tls_failure *f = view->failure;

    for (size_t i = 0; i < sizeof offers_of / sizeof offers_of[0] && f != NULL; i++) {
        if (f->err == ERR_TLS_ALERT_RECEIVED && offers_of[i].alert == f->alert)
            return offers_of[i].offers;
    }
    return f != NULL && f->err == ERR_TLS_VERSION_NOT_OURS ? OFFER_VERSIONS : 0;
}

/* Names only those parts of our offer that the failure can be about. */
void hs_alert_offer(struct buf *out, const struct hs_view *view)
{
    const struct tls_config *config = view->config;
    unsigned what = offers(view);
    struct buf text;

    /* If our certificate is the problem, the rest of the offer was accepted. */
    if (config == NULL || what == 0 || view->failed == REASON_CLIENT_CERTIFICATE)
        return;
    struct numbers groups = offered_groups(view, &config->groups);
    struct numbers schemes = offered_schemes(view, &config->schemes);
    buf_init(&text, 1 << 14);
    if ((what & OFFER_VERSIONS) != 0)
        put_versions(&text, config, view->lang);
    if ((what & OFFER_SUITES) != 0)
        put_list(&text, N_("the suites "), &config->suites, AS_SUITE, view->lang);
    if ((what & OFFER_GROUPS) != 0)
        put_list(&text, N_("the groups "), &groups, AS_GROUP, view->lang);
    if ((what & OFFER_SCHEMES) != 0)
        put_list(&text, N_("the signatures "), &schemes, AS_SCHEME, view->lang);
    if ((what & OFFER_NAME) != 0) {
        buf_str(&text, text.n > 0 ? "; " : "");
        buf_str(&text, lang_text(view->lang, config->server_name.n == 0 ? N_("no name (SNI)")
                                                                        : N_("the name ")));
        safe_cut(&text, config->server_name, NAME_SHOWN);
    }
    if ((what & OFFER_ALPN) != 0)
        put_alpn(&text, config->alpn, view->lang);
    buf_put(out, buf_span(&text));
    buf_free(&text);
}

static bool by_server(const struct hs_view *view)
{
    return view->events == NULL || view->events->side != EVENT_LOG_SERVER;
}

void hs_alert_cause(struct buf *out, const struct hs_view *view)
{
    const struct tls_failure *f = view->failure;

    if (f == NULL || f->err != ERR_TLS_ALERT_RECEIVED)
        return;
    const struct alert_row *row = alert_find(f->alert);
    buf_str(out, lang_text(view->lang, by_server(view) ? N_("the server answered ")
                                                       : N_("the client answered ")));
    buf_printf(out, "%s (%u)",
               row == NULL ? lang_text(view->lang, N_("an unknown alert")) : row->name, f->alert);
    if (row != NULL)
        buf_printf(out, ": %s", lang_text(view->lang, row->meaning));
}

void hs_alert_advice(struct buf *out, const struct hs_view *view)
{
    struct buf text;

    if (!by_server(view)) /* the advice is for clients */
        return;
    buf_init(&text, 1 << 14);
    hs_alert_offer(&text, view);
    if (text.n > 0)
        buf_printf(out, "; it was offered %.*s", (int)text.n, (const char *)text.p);
    buf_truncate(&text, 0);
    hs_alert_try(&text, view);
    if (text.n > 0)
        buf_printf(out, "; try %.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}
