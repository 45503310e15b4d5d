/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hs_addresses: the same handshake with each address of a name: a table, and what differs between
 * them.  A difference is a finding of severity "info": it changes no verdict and no exit code.
 */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_ADDRESSES_H
#define TB_LIB_VIEW_HANDSHAKE_HS_ADDRESSES_H

#include "lib/view/handshake/hs.h"

/* The handshakes with the addresses of one name. */
struct hs_addresses {
    const struct hs_view *views;
    const char *const *at; /* the address of each, without a port */
    size_t num;
    bool cut;         /* the name has more addresses */
    const char *text; /* what is not known about them, in English; or NULL */
};

/* hs_addresses_text draws the table, and a paragraph for each difference. */
void hs_addresses_text(struct buf *out, const struct hs_addresses *all, const struct style *style);

/* hs_addresses_quiet is a verdict line for each address. */
void hs_addresses_quiet(struct buf *out, const struct hs_addresses *all, const struct style *style);

/* As JSON: an element of `findings` for each difference, and the keys `addresses` and
 * `addresses_complete`. */
void hs_addresses_findings(struct json_writer *json, const struct hs_addresses *all);
void hs_addresses_json(struct json_writer *json, const struct hs_addresses *all);

#endif
