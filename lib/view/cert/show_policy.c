/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate policies with their qualifiers (RFC 5280 4.2.1.4), and mappings (4.2.1.5). */
#include "config.h"

#include "lib/view/cert/show_ext.h"

#include "lib/view/cert/show_parts.h"

/* A string of any type; "not readable" if the next element is broken. */
static void put_text(struct tree_writer *tree, const char *key, struct der *from)
{
    struct tlv t = der_any(from);
    struct attribute a = {.tag = t.tag, .value = t.val};
    struct buf text;

    if (from->fail->err != ERR_OK) {
        tw_unread(tree, key);
        return;
    }
    buf_init(&text, 1 << 22);
    attribute_text(&text, &a);
    tw_buf(tree, key, &text);
}

/* A UserNotice: the organisation of its noticeRef, and its explicitText (RFC 5280 4.2.1.4). */
static void put_notice(struct tree_writer *tree, struct der *qualifier)
{
    struct der notice = der_enter(qualifier, DER_SEQUENCE);
    struct der ref;

    if (der_enter_opt(&notice, DER_SEQUENCE, &ref))
        put_text(tree, "notice_organization", &ref);
    if (der_more(&notice))
        put_text(tree, "notice", &notice);
}

/* A CPS pointer, a user notice, or an unknown qualifier as bytes. */
static void put_qualifiers(struct tree_writer *tree, struct span content, struct fail *fail)
{
    struct elements list = elements_of(content, fail);
    struct der one;

    tw_list(tree, "qualifiers");
    while (show_next(tree, &list, &one)) {
        struct span type = der_oid(&one);
        if (oid_find(type) == OID_QT_CPS) {
            struct span uri = der_get(&one, DER_IA5_STRING);
            if (elements_ok(&list))
                tw_put(tree, "cps", uri);
        } else if (oid_find(type) == OID_QT_UNOTICE) {
            put_notice(tree, &one);
        } else {
            struct tlv value = der_any(&one);
            tw_hex(tree, "bytes", value.raw);
        }
        show_rest(tree, &list, &one);
    }
    tw_list_end(tree);
}

void show_policies(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct elements list = elements_open(val, fail);
    struct der one;

    tw_list(tree, "policies");
    while (show_next(tree, &list, &one)) {
        struct span id = der_oid(&one), qualifiers;
        show_oid(tree, "policy", id, elements_ok(&list));
        if (der_opt(&one, DER_SEQUENCE, &qualifiers))
            put_qualifiers(tree, qualifiers, fail);
        show_rest(tree, &list, &one);
    }
    tw_list_end(tree);
}

void show_mappings(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct elements list = elements_open(val, fail);
    struct der one;

    tw_list(tree, "mappings");
    while (show_next(tree, &list, &one)) {
        struct span issuer = der_oid(&one);
        show_oid(tree, "issuer", issuer, elements_ok(&list));
        struct span subject = der_oid(&one);
        show_oid(tree, "subject", subject, elements_ok(&list));
        show_rest(tree, &list, &one);
    }
    tw_list_end(tree);
}
