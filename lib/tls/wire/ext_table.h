/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ext_table: the registry of extensions: which messages may carry each (RFC 9846 4.3), and in what
 * form.  A new extension is a row of extensions.def; one that is negotiated needs its parser and
 * writer in ext.h, and its form in ext_table.c if no other extension has it.
 */
#ifndef TB_LIB_TLS_WIRE_EXT_TABLE_H
#define TB_LIB_TLS_WIRE_EXT_TABLE_H

#include "lib/tls/wire/ext.h"

enum { EXT_FORMS_MAX = 3 };

enum { EXT_FORM_ANY }; /* the form of data that may be anything */

struct ext_form {
    unsigned places; /* bits of enum ext_place */
    uint8_t form;    /* EXT_FORM_ANY, or one of ext_table.c */
};

struct ext_row {
    uint16_t type;
    unsigned places; /* of all forms */
    char name[40], ref[32];
    struct ext_form forms[EXT_FORMS_MAX];
};

/* ext_find is the row of an extension, or NULL. */
const struct ext_row *ext_find(uint16_t type);

/* ext_form_check holds the data of an extension in that message to its form.  An extension that is
 * unknown, or may not be there, has none. */
enum err ext_form_check(uint16_t type, enum ext_place place, struct span data,
                        struct fail *fail) MUST_CHECK;

#endif
