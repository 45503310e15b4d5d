/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_names: the names and the standing of what a server accepts, the same in all views. */
#ifndef TB_LIB_VIEW_SCAN_SCAN_NAMES_H
#define TB_LIB_VIEW_SCAN_SCAN_NAMES_H

#include "lib/scan/facts.h"
#include "lib/tls/wire/tables.h"

enum { SCAN_NAME_SIZE = 64 };

/* One of the numbers in a list of facts. */
struct scan_name {
    char text[SCAN_NAME_SIZE]; /* IANA's, or the number: "0xcafe" */
    enum status status;        /* WEAK if the number is not known */
    bool is_known;
    const char *ref; /* where it is defined, or "" */
};

struct scan_name scan_suite_name(uint16_t id);
struct scan_name scan_group_name(uint16_t id);
struct scan_name scan_scheme_name(uint16_t id);
struct scan_name scan_kind2_name(uint8_t kind, uint16_t rest); /* of SSL 2.0 */

/* scan_trouble_word is "whole", "unreached", …: of JSON. */
const char *scan_trouble_word(enum scan_trouble trouble);

#endif
