/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cbom_rows: the rows of a CBOM: a component is written when it is named first. */
#ifndef TB_LIB_VIEW_SCAN_CBOM_ROWS_H
#define TB_LIB_VIEW_SCAN_CBOM_ROWS_H

#include "lib/view/scan/scan_cbom.h"
#include "lib/view/text/json_writer.h"

enum { CBOM_REFS_MAX = 256, CBOM_REF_SIZE = 96 };

/* What something depends on: references, each once.  More than CBOM_REFS_MAX are left out. */
struct cbom_refs {
    char v[CBOM_REFS_MAX][CBOM_REF_SIZE];
    size_t num;
};
void cbom_refs_add(struct cbom_refs *refs, const char *ref);

/* cbom_is_new is true when a reference is named for the first time; cbom_is_known if it was. */
bool cbom_is_known(const struct scan_cbom *cbom, const char *ref);
bool cbom_is_new(struct scan_cbom *cbom, const char *ref);

/* cbom_row begins a row of a part. */
struct json_writer cbom_row(struct scan_cbom *cbom, enum scan_cbom_part part);

/* cbom_depends appends a row of dependencies. */
void cbom_depends(struct scan_cbom *cbom, const char *ref, const struct cbom_refs *on);

/* cbom_asset begins a component up to the properties of its kind of asset; cbom_asset_end ends it.
 * oid may be NULL. */
struct json_writer cbom_asset(struct scan_cbom *cbom, const char *ref, const char *name,
                              const char *type);
void cbom_asset_end(struct json_writer *json, const char *oid);

/* What an algorithm is.  Strings may be NULL, and levels CBOM_NO_LEVEL: left out. */
enum { CBOM_NO_LEVEL = -1 };
struct cbom_algorithm {
    const char *name, *primitive, *parameter, *mode, *curve, *oid;
    const char *functions[3];
    int classical; /* bits of security */
    int quantum;   /* the category of NIST, 0: none */
};

/* Each appends the reference of an algorithm to refs, and its component when it is new. */
void cbom_algorithm(struct scan_cbom *cbom, struct cbom_refs *refs,
                    const struct cbom_algorithm *algorithm);
void cbom_group(struct scan_cbom *cbom, struct cbom_refs *refs, uint16_t id);
void cbom_scheme(struct scan_cbom *cbom, struct cbom_refs *refs, uint16_t id);
void cbom_signature(struct scan_cbom *cbom, struct cbom_refs *refs, const char *name,
                    const char *oid);
void cbom_suite(struct scan_cbom *cbom, struct cbom_refs *refs, const char *name);

/* cbom_signature_category is the category of NIST of a signature algorithm by its name, 0: none. */
int cbom_signature_category(const char *name);

/* cbom_chain appends the references of the certificates of a chain, leaf first. */
void cbom_chain(struct scan_cbom *cbom, struct cbom_refs *refs, const struct scan_chain *chain);

#endif
