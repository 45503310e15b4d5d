/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules for the leaf: its purpose and its names. */
#include "config.h"

#include "lib/base/nametext.h"
#include "lib/path/check.h"
#include "lib/path/purpose.h"
#include "lib/x509/certext.h"

/* The usages that fit.  A certificate of a key that only signs cannot be used if it allows nothing
 * but a key exchange. */
static uint32_t fitting_usages(enum purpose purpose, enum key_kind kind)
{
    return purpose_key_usage(purpose) &
           (keyinfo_only_signs(kind) ? KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION : UINT32_MAX);
}

/* RFC 5280 4.2.1.3: one of the usages that fit the purpose is enough; those that the caller asks
 * for are all needed. */
static enum err check_key_usage(const struct check *check, struct path *path)
{
    const struct cert *c = path->links[0].cert;
    uint32_t any_of = fitting_usages(check->in->purpose, c->key.kind);
    uint32_t all_of = check->in->key_usage;

    if (cert_ext_state(c, EXT_KU) != EXT_READ)
        return ERR_OK;
    struct finding f = {.at = c->ext[EXT_KU].val, .a = c->key_usage};
    if (any_of != 0 && (c->key_usage & any_of) == 0) {
        f.rule = RULE_KEY_USAGE;
        TRY(note(check, path, f));
    }
    if ((c->key_usage & all_of) != all_of) {
        f.rule = RULE_KEY_USAGE_ASKED;
        TRY(note(check, path, f));
    }
    return ERR_OK;
}

/* RFC 5280 4.2.1.12: the certificate allows the purpose, and what else the caller asks for.  For
 * servers the CA/B rules follow. */
static enum err check_eku(const struct check *check, struct path *path)
{
    const struct cert *c = path->links[0].cert;
    const struct cert_ext *x = &c->ext[EXT_EKU];
    uint32_t needed = purpose_eku(check->in->purpose) | check->in->eku;

    if (!eku_allows(c, needed) && x->is_read)
        TRY(note(check, path,
                 (struct finding){.rule = RULE_EKU, .at = x->val, .a = c->eku, .b = needed}));
    if (check->in->purpose != PURPOSE_SERVER)
        return ERR_OK;
    if (cert_ext_state(c, EXT_EKU) == EXT_ABSENT)
        TRY(note(check, path, (struct finding){.rule = RULE_EKU_ABSENT}));
    if ((c->eku & EKU_ANY) != 0)
        TRY(note(check, path, (struct finding){.rule = RULE_EKU_ANY, .at = x->val}));
    if (x->present && x->critical)
        TRY(note(check, path, (struct finding){.rule = RULE_EKU_CRITICAL, .at = x->val}));
    return ERR_OK;
}

/* Whether a commonName repeats a dNSName or an iPAddress of the SAN, character for character. */
static bool is_in_san(const struct cert *cert, const struct attribute *cn)
{
    struct buf cn_text, text;
    struct gnames names = gnames_open_value(cert->ext[EXT_SAN].val);
    struct gname n;
    uint8_t ip[16];
    bool found = false;

    buf_init(&cn_text, 1 << 20);
    attribute_text(&cn_text, cn);
    size_t ip_n = nametext_ip(ip, buf_span(&cn_text));
    while (!found && gnames_next(&names, &n)) {
        /* Only an address with the same bytes is printed and compared: a SAN may hold a hundred
         * thousand names. */
        if (n.kind == GN_IP && span_eq(n.val, span_of(ip, ip_n))) {
            buf_init(&text, 256);
            ip_print(&text, n.val);
            found = span_eq(buf_span(&text), buf_span(&cn_text));
            buf_free(&text);
        } else {
            found = n.kind == GN_DNS && span_eq(n.val, buf_span(&cn_text));
        }
    }
    buf_free(&cn_text);
    return found;
}

/* More commonNames than this are not searched for: honest certificates have one. */
enum { CNS_MAX = 4 };

/* CA/B BR 7.1.4.3: the commonName repeats one of the names character for character. */
static enum err check_cn(const struct check *check, struct path *path)
{
    const struct cert *c = path->links[0].cert;
    struct name_iter it = name_iter_open(c->subject);
    struct attribute a;
    unsigned num = 0;

    /* The name may be one of those that cannot be read. */
    if (cert_ext_state(c, EXT_SAN) == EXT_UNREADABLE)
        return ERR_OK;
    while (name_next(&it, &a)) {
        if (a.type == OID_AT_CN && (++num > CNS_MAX || !is_in_san(c, &a)))
            return note(check, path, (struct finding){.rule = RULE_CN_NOT_IN_SAN, .at = a.value});
    }
    return ERR_OK;
}

/* One of the wanted names (RFC 9525 6): a SAN entry must match it, and not by a wildcard directly
 * under a public suffix. */
static enum err check_host(const struct check *check, struct path *path,
                           const struct reference_id *id)
{
    const struct cert *c = path->links[0].cert;
    struct host_match m;

    host_match(&m, id, c);
    check->report->host = m;
    if (!m.matched && m.has_unread)
        return note(check, path,
                    (struct finding){.rule = RULE_HOST_UNREADABLE, .at = c->ext[EXT_SAN].val});
    if (!m.has_san)
        return note(check, path, (struct finding){.rule = RULE_NO_SAN});
    if (!m.matched)
        return note(check, path,
                    (struct finding){.rule = RULE_HOST_MISMATCH, .at = c->ext[EXT_SAN].val});
    if (!m.wildcard)
        return ERR_OK;
    enum suffix suffix = wildcard_suffix(m.name.val);
    if (suffix == SUFFIX_NONE)
        return ERR_OK;
    return note(check, path,
                (struct finding){.rule = suffix == SUFFIX_ICANN ? RULE_WILDCARD_ICANN
                                                                : RULE_WILDCARD_PRIVATE,
                                 .at = m.name.val,
                                 .name = m.name});
}

/* CA/B BR 3.2.2.6: no wildcard under a public suffix, not even in an entry that matches none of the
 * wanted names. */
static enum err check_wildcards(const struct check *check, struct path *path)
{
    const struct cert *c = path->links[0].cert;
    const struct host_match *m = &check->report->host;
    struct gnames names = gnames_open_value(c->ext[EXT_SAN].val);
    struct gname n;

    while (gnames_next(&names, &n)) {
        bool judged = m->matched && n.val.p == m->name.val.p;
        if (n.kind != GN_DNS || judged || !span_starts(n.val, SPAN_LIT("*.")))
            continue;
        if (!budget_take(&check->budget->comparisons, 1))
            return note(check, path, (struct finding){.rule = RULE_BUDGET, .cert = -1});
        if (wildcard_suffix(n.val) != SUFFIX_NONE)
            return note(check, path,
                        (struct finding){.rule = RULE_WILDCARD_IN_SAN, .at = n.val, .name = n});
    }
    return ERR_OK;
}

enum err check_leaf(const struct check *check, struct path *path)
{
    const struct cert *c = path->links[0].cert;

    TRY(check_key_usage(check, path));
    TRY(check_eku(check, path));
    if (check->in->purpose == PURPOSE_SERVER) {
        if (c->is_ca)
            TRY(note(check, path,
                     (struct finding){.rule = check->own_anchor != NULL ? RULE_ANCHOR_AS_LEAF
                                                                        : RULE_LEAF_IS_CA,
                                      .at = c->ext[EXT_BC].val}));
        TRY(check_cn(check, path));
    }
    for (size_t i = 0; i < check->in->num_hosts; i++)
        TRY(check_host(check, path, &check->in->hosts[i]));
    return check->in->purpose == PURPOSE_SERVER ? check_wildcards(check, path) : ERR_OK;
}
