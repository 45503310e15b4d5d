/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elements: the items of a list in an extension, each read by itself: one that is badly encoded
 * hides none of the others.
 */
#ifndef TB_LIB_VIEW_CERT_ELEMENTS_H
#define TB_LIB_VIEW_CERT_ELEMENTS_H

#include "lib/asn1/der.h"

struct elements {
    struct span rest;
    struct span lost;  /* what is no part of the list */
    struct fail own;   /* what is wrong with the present item */
    struct fail *fail; /* what was wrong first */
};

/* elements_of walks the content of a SEQUENCE OF; elements_open a value that is one. */
struct elements elements_of(struct span content, struct fail *fail);
struct elements elements_open(struct span val, struct fail *fail);

/* elements_next sets *one to read the next item, tag and all; its errors go to own, which is set
 * from the start where nobody can tell where the item ends.  False at the end.  The walk stays
 * where it is in memory: *one points into it. */
bool elements_next(struct elements *e, struct der *one);

static inline bool elements_ok(const struct elements *e)
{
    return e->own.err == ERR_OK;
}

#endif
