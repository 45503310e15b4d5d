/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/lists.h"

#include "lib/view/cert/elements.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/safe.h"

const char *lists_key_usage_name(unsigned i)
{
    /* RFC 5280 4.2.1.3, by bit. */
    static const char *const names[] = {
        "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
        "keyCertSign",      "cRLSign",        "encipherOnly",    "decipherOnly",
    };

    return i < sizeof names / sizeof names[0] ? names[i] : NULL;
}

static void comma(struct buf *out, bool *first)
{
    if (!*first)
        buf_str(out, ", ");
    *first = false;
}

void lists_key_usage(struct buf *out, uint32_t ku)
{
    bool first = true;

    for (unsigned i = 0; lists_key_usage_name(i) != NULL; i++) {
        if ((ku >> i & 1) != 0) {
            comma(out, &first);
            buf_str(out, lists_key_usage_name(i));
        }
    }
    if (first)
        buf_str(out, "nothing");
}

void lists_reasons(struct buf *out, uint32_t reasons)
{
    /* RFC 5280 4.2.1.13, by bit; bit 0 is unused. */
    static const char *const names[] = {
        "unused",       "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",   "cessationOfOperation", "certificateHold", "privilegeWithdrawn",
        "aACompromise",
    };
    bool first = true;

    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((reasons >> i & 1) != 0) {
            comma(out, &first);
            buf_str(out, names[i]);
        }
    }
}

void lists_eku(struct buf *out, struct span val, size_t max)
{
    struct fail fail = {0};
    struct elements list = elements_open(val, &fail);
    struct der one;
    bool first = true;
    size_t num = 0;

    while (elements_next(&list, &one)) {
        struct span id = der_oid(&one);
        if (num++ >= max)
            continue;
        comma(out, &first);
        if (elements_ok(&list))
            oid_label(out, id);
        else
            buf_str(out, "(not readable)");
    }
    if (first)
        buf_str(out, "nothing");
    if (num > max)
        buf_printf(out, " and %zu more", num - max);
}

void lists_names(struct buf *out, const struct cert *cert, size_t max, enum lang lang)
{
    struct gnames it = gnames_open_value(cert->ext[EXT_SAN].val);
    struct gname n;
    size_t num = 0, unread = 0;
    bool first = true;

    while (gnames_next(&it, &n)) {
        unread += n.kind == GN_UNREADABLE;
        if (n.kind == GN_UNREADABLE || num++ >= max)
            continue;
        if (first)
            buf_str(out, lang_text(lang, N_("it is for ")));
        comma(out, &first);
        if (n.kind != GN_DNS && n.kind != GN_IP && n.kind != GN_EMAIL && n.kind != GN_URI)
            buf_printf(out, "%s ", gname_label(n.kind));
        safe_gname_cut(out, &n, 100);
    }
    if (num == 0)
        buf_str(out, lang_text(lang, unread > 0 ? N_("none is readable") : N_("it has no names")));
    if (num > max)
        lang_count(out, lang, N_(" and {n} more"), num - max);
    if (num > 0 && unread > 0)
        lang_count(out, lang, N_(", and {n} name{s} that cannot be read"), unread);
}

/* The first GeneralName of a fullName.  False if the name is a nameRelativeToCRLIssuer. */
static bool first_full_name(struct span name, struct gname *out)
{
    struct fail fail = {0};
    struct der d = der_open(name, &fail);
    struct der full = der_enter(&d, DER_CTXC(0));

    *out = gname_next(&full);
    return fail.err == ERR_OK;
}

void lists_dp_name(struct buf *out, struct span name)
{
    struct fail fail = {0};
    struct der d = der_open(name, &fail);
    struct span part;
    struct gname n;

    if (name.n == 0)
        buf_str(out, "(no name)");
    else if (der_opt(&d, DER_CTXC(1), &part))
        buf_str(out, "(relative to the CRL's issuer)");
    else if (first_full_name(name, &n))
        safe_gname(out, &n);
    else
        buf_str(out, "(not readable)");
}

struct span lists_crl_issuer(const struct cert *cert)
{
    struct span it = cert->ext[EXT_CRLDP].val, first = {0};
    struct crl_dp dp;
    struct gname n;

    if (!cert->ext[EXT_CRLDP].present || cert->ext[EXT_CRLDP].err != ERR_OK)
        return first;
    while (crl_dp_next(&it, &dp)) {
        struct gnames names = gnames_open(dp.issuer);
        if (dp.issuer.n == 0)
            return (struct span){0};
        while (first.n == 0 && gnames_next(&names, &n))
            first = n.kind == GN_DIRECTORY ? n.val : first;
    }
    return first;
}
