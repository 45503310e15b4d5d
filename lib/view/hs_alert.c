/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/hs_alert.h"

#include "lib/view/layout.h"
#include "lib/view/safe.h"

enum { LISTED = 4, NAME_SHOWN = 100 };

struct hint {
    bool is_alert;
    unsigned id; /* alert or error */
    unsigned offers;
    const char *text;
};

static const struct hint hints[] = {
#define ALERT_HINT(ID, offers, text) {true, ALERT_##ID, offers, text},
#define ERR_HINT(ID, text)           {false, ERR_##ID, 0, text},
#include "lib/view/hs_alert.def"
#undef ALERT_HINT
#undef ERR_HINT
};

static const struct hint *find(const struct tls_failure *f)
{
    bool is_alert = f->err == ERR_TLS_ALERT_RECEIVED;
    unsigned id = is_alert ? f->alert : (unsigned)f->err;

    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (hints[i].is_alert == is_alert && hints[i].id == id)
            return &hints[i];
    }
    return NULL;
}

const char *hs_alert_try(const struct tls_failure *f)
{
    const struct hint *h = find(f);

    return h == NULL ? NULL : h->text;
}

unsigned hs_alert_offers(const struct tls_failure *f)
{
    const struct hint *h = find(f);

    return h == NULL ? 0 : h->offers;
}

static void put_versions(struct buf *out, const struct tls_config *c)
{
    const char *first = version_name(c->min_version), *last = version_name(c->max_version);

    if (first == NULL || last == NULL)
        return;
    buf_str(out, first);
    if (c->min_version != c->max_version)
        buf_printf(out, " and %s", last + (span_starts(span_str(last), SPAN_LIT("TLS ")) ? 4 : 0));
}

/* The first of a list, and how many there are beyond them. */
static void put_list(struct buf *out, const char *what, const struct numbers *list,
                     enum layout_as as)
{
    if (list->num == 0)
        return;
    buf_printf(out, "%s%s ", out->n > 0 ? "; " : "", what);
    for (size_t i = 0; i < list->num && i < LISTED; i++) {
        const char *name = layout_name(as, list->v[i]);
        buf_str(out, i > 0 ? ", " : "");
        if (name != NULL)
            buf_str(out, name);
        else
            buf_printf(out, "0x%04x", list->v[i]);
    }
    if (list->num > LISTED)
        buf_printf(out, " and %zu more", list->num - LISTED);
}

static void put_alpn(struct buf *out, struct span list)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    bool first = true;

    buf_str(out, out->n > 0 ? "; ALPN " : "ALPN ");
    if (list.n == 0)
        buf_str(out, "nothing");
    while (rd_more(&r)) {
        struct span name = rd_vec8(&r, 0, UINT8_MAX);
        buf_str(out, first ? "" : ", ");
        safe_cut(out, name, NAME_SHOWN);
        first = false;
    }
}

void hs_alert_offer(struct buf *out, const struct tls_config *config, unsigned offers)
{
    struct buf text;

    if (config == NULL || offers == 0)
        return;
    buf_init(&text, 1 << 14);
    if ((offers & OFFER_VERSIONS) != 0)
        put_versions(&text, config);
    if ((offers & OFFER_SUITES) != 0)
        put_list(&text, "the suites", &config->suites, AS_SUITE);
    if ((offers & OFFER_GROUPS) != 0)
        put_list(&text, "the groups", &config->groups, AS_GROUP);
    if ((offers & OFFER_SCHEMES) != 0)
        put_list(&text, "the signatures", &config->schemes, AS_SCHEME);
    if ((offers & OFFER_NAME) != 0) {
        buf_str(&text, text.n > 0 ? "; the name " : "the name ");
        if (config->server_name.n == 0)
            buf_str(&text, "of no host (no SNI)");
        else
            safe_cut(&text, config->server_name, NAME_SHOWN);
    }
    if ((offers & OFFER_ALPN) != 0)
        put_alpn(&text, config->alpn);
    buf_put(out, buf_span(&text));
    buf_free(&text);
}

void hs_alert_hint(struct buf *out, const struct hs_view *v)
{
    const struct tls_failure *f = v->failure;

    if (f == NULL || f->err != ERR_TLS_ALERT_RECEIVED)
        return;
    const struct alert_row *row = alert_find(f->alert);
    bool by_server = v->journal == NULL || v->journal->side != JOURNAL_SERVER;
    const char *hint = hs_alert_try(f);
    buf_printf(out, "the %s answered %s (%u)", by_server ? "server" : "client",
               row == NULL ? "an unknown alert" : row->name, f->alert);
    if (row != NULL)
        buf_printf(out, ": %s", row->meaning);
    if (!by_server)
        return; /* the hints are for those who meet a server that answers so */
    if (v->config != NULL && hs_alert_offers(f) != 0) {
        buf_str(out, "; it was offered ");
        hs_alert_offer(out, v->config, hs_alert_offers(f));
    }
    if (hint != NULL)
        buf_printf(out, "; try %s", hint);
}
