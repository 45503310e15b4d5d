/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution points of CRLs (RFC 5280 4.2.1.13, 5.2.5). */
#include "config.h"

#include "lib/view/lists.h"
#include "lib/view/show_ext.h"

/* DistributionPointName: content of its [0]. */
static void put_dp_name(struct doc *d, struct span name, struct fail *fail)
{
    struct der point = der_open(name, fail);
    struct span part;

    if (name.n == 0)
        return;
    if (der_opt(&point, DER_CTXC(0), &part)) {
        show_gnames(d, "names", part);
    } else {
        struct buf text;
        buf_init(&text, 256);
        lists_dp_name(&text, name);
        doc_buf(d, "name", &text);
    }
}

static void put_reasons(struct doc *d, const char *key, uint32_t reasons)
{
    struct buf text;

    buf_init(&text, 1024);
    lists_reasons(&text, reasons);
    doc_buf(d, key, &text);
}

void show_crldp(struct doc *d, struct span val, struct fail *fail)
{
    struct span it = val;
    struct crl_dp dp;

    doc_list(d, "points");
    while (crl_dp_next(&it, &dp)) {
        doc_open(d, NULL);
        put_dp_name(d, dp.name, fail);
        if (dp.some_reasons)
            put_reasons(d, "reasons", dp.reasons);
        if (dp.issuer.n > 0)
            show_gnames(d, "crl_issuer", dp.issuer);
        doc_close(d);
    }
    doc_list_end(d);
}

void show_idp(struct doc *d, struct span val, struct fail *fail)
{
    static const struct {
        unsigned tag;
        const char *key;
    } flags[] = {{1, "only_user"}, {2, "only_ca"}, {4, "indirect"}, {5, "only_attribute"}};
    struct der all = der_open(val, fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct span part;

    if (der_opt(&seq, DER_CTXC(0), &part))
        put_dp_name(d, part, fail);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        /* onlySomeReasons [3] stands between the flags. */
        if (flags[i].tag == 4 && der_opt(&seq, DER_CTX(3), &part))
            put_reasons(d, "only_reasons", der_named_bits(part, fail));
        if (der_opt(&seq, DER_CTX(flags[i].tag), &part))
            doc_bool(d, flags[i].key, der_boolean_content(part, fail));
    }
}
