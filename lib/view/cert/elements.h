/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elements: reads the items of a list in an extension one by one, so that a badly encoded item
 * hides none of the others.
 */
#ifndef TB_LIB_VIEW_CERT_ELEMENTS_H
#define TB_LIB_VIEW_CERT_ELEMENTS_H

#include "lib/asn1/der.h"

struct elements {
    struct span rest;  /* what is left of the list */
    struct span lost;  /* bytes after the list, or a value that is not a list */
    struct fail own;   /* the error of the current item */
    struct fail *fail; /* the first error of all */
};

/* elements_of iterates over the content of a SEQUENCE OF, elements_open over an encoded SEQUENCE
 * OF. */
struct elements elements_of(struct span content, struct fail *fail);
struct elements elements_open(struct span val, struct fail *fail);

/* elements_next sets *one to read the next item, including its tag.  Errors of the item go to
 * e->own.  It is already set on return if the item's own length is unreadable.  Returns false at
 * the end.  *one points into *e, so *e must not be moved. */
bool elements_next(struct elements *elements, struct der *one);

static inline bool elements_ok(const struct elements *elements)
{
    return elements->own.err == ERR_OK;
}

#endif
