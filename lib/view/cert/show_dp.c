/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution points of CRLs (RFC 5280 4.2.1.13, 5.2.5). */
#include "config.h"

#include "lib/view/cert/lists.h"
#include "lib/view/cert/show_ext.h"
#include "lib/view/cert/show_parts.h"

/* A DistributionPointName: name is the content of its [0]. */
static void put_dp_name(struct tree_writer *tree, struct span name)
{
    struct fail fail = {0};
    struct der point = der_open(name, &fail);
    struct span part;

    if (der_opt(&point, DER_CTXC(0), &part)) {
        show_gnames(tree, "names", part);
    } else {
        struct buf text;
        buf_init(&text, 256);
        lists_dp_name(&text, name);
        tw_buf(tree, "name", &text);
    }
}

/* Bits are shown even if they are encoded with trailing zero bits, which DER forbids. */
static void put_reasons(struct tree_writer *tree, const char *key, struct span content,
                        struct fail *fail)
{
    struct fail own = {0};
    uint32_t reasons = der_named_bits(content, &own);
    struct buf text;

    if (own.err != ERR_OK)
        fail_set(fail, own.err, own.at);
    if (own.err != ERR_OK && own.err != ERR_DER_NAMED_BITS) {
        tw_unread(tree, key);
        return;
    }
    buf_init(&text, 1024);
    lists_reasons(&text, reasons);
    tw_buf(tree, key, &text);
}

void show_crldp(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct elements list = elements_open(val, fail);
    struct der one;
    struct span part;

    tw_list(tree, "points");
    while (show_next(tree, &list, &one)) {
        struct span at = one.rest;
        bool has_name = der_opt(&one, DER_CTXC(0), &part);
        if (has_name)
            put_dp_name(tree, part);
        if (der_opt(&one, DER_CTX(1), &part))
            put_reasons(tree, "reasons", part, &list.own);
        bool has_issuer = der_opt(&one, DER_CTXC(2), &part);
        if (has_issuer)
            show_gnames(tree, "crl_issuer", part);
        /* RFC 5280 4.2.1.13: a point has a name or an issuer. */
        if (!has_name && !has_issuer)
            fail_set(&list.own, ERR_EXT_ENCODING, at);
        show_rest(tree, &list, &one);
    }
    tw_list_end(tree);
}

static void put_flag(struct tree_writer *tree, const char *key, struct span content,
                     struct fail *fail)
{
    bool set = der_boolean_content(content, fail);

    if (fail->err == ERR_OK)
        tw_bool(tree, key, set);
    else
        tw_unread(tree, key);
}

void show_idp(struct tree_writer *tree, struct span val, struct fail *fail)
{
    static const struct {
        unsigned tag;
        const char *key;
    } flags[] = {{1, "only_user"}, {2, "only_ca"}, {4, "indirect"}, {5, "only_attribute"}};
    struct der all = der_open(val, fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct span part;

    if (der_opt(&seq, DER_CTXC(0), &part))
        put_dp_name(tree, part);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        /* onlySomeReasons [3] is between the flags. */
        if (flags[i].tag == 4 && der_opt(&seq, DER_CTX(3), &part))
            put_reasons(tree, "only_reasons", part, fail);
        if (der_opt(&seq, DER_CTX(flags[i].tag), &part))
            put_flag(tree, flags[i].key, part, fail);
    }
}
