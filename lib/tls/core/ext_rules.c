/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/ext_rules.h"

#include "lib/tls/wire/ext_table.h"

bool ext_rules_has(const struct tls *tls, uint16_t ext_type)
{
    struct span data;

    return ext_get(tls->hello_exts, ext_type, &data);
}

/* Places whose extensions answer the ClientHello: only those that it sent may be there. */
static const unsigned ANSWERS = IN_SH12 | IN_SH | IN_HRR | IN_EE | IN_CT;

enum err ext_rules_allow(struct tls *tls, struct span exts, enum ext_place place)
{
    struct fail fail = {0};
    struct rd r = rd_init(exts, &fail);
    struct ext x;

    tls->exts = exts;
    while (ext_next(&r, &x)) {
        const struct ext_row *row = ext_find(x.type);
        /* RFC 9846 4.3: only a cookie may be sent without a request. */
        bool is_answer = (place & ANSWERS) != 0 && !(place == IN_HRR && x.type == TLSX_COOKIE);
        if (is_answer && !ext_rules_has(tls, x.type))
            return conn_fail(tls, ERR_TLS_EXT_UNSOLICITED, x.data);
        /* Unknown extensions are ignored where they are not answers. */
        if ((row == NULL && is_answer) || (row != NULL && (row->places & (unsigned)place) == 0))
            return conn_fail(tls, ERR_TLS_EXT_FORBIDDEN, x.data);
    }
    return ERR_OK;
}
