/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pem: finding the objects in a file, whatever it is: PEM with text around, several blocks, CRLF,
 * leading white space (RFC 7468), or bare DER.
 */
#ifndef TB_LIB_ASN1_PEM_H
#define TB_LIB_ASN1_PEM_H

#include "lib/base/buf.h"

enum pem_label {
    PEM_OTHER,
#define PEM(id, label) PEM_##id,
#include "lib/asn1/pem.def"
#undef PEM
    PEM_COUNT
};

struct pem_block {
    enum pem_label label;
    struct span label_text;
    struct span body; /* between the BEGIN and END lines: base64, white space, perhaps headers */
    struct span whole; /* from the dashes of BEGIN to those of END */
};

/* pem_next finds the next block in *text and moves *text behind it; false where there is none.
 * A BEGIN without END, or with another label, sets *fail (PEM_END, PEM_LABEL) and gives false; so
 * does one behind text on its line (PEM_BEGIN, PEM_ESCAPED), unless that is a comment. */
bool pem_next(struct span *text, struct pem_block *out, struct fail *fail);

/* pem_decode appends the bytes of a block's body. Errors: BASE64, PEM_HEADERS, LIMIT. */
enum err pem_decode(struct buf *out, struct span body, struct fail *fail) MUST_CHECK;

/* pem_decode_head decodes at least the first n bytes, or all where there are fewer; it does not
 * look at the rest: for an index that needs only what stands in front. */
enum err pem_decode_head(struct buf *out, struct span body, size_t n) MUST_CHECK;

/* pem_bare appends the DER that stands in a text as base64 or hexadecimal alone, without BEGIN and
 * END lines; false where it is neither, or no SEQUENCE of some length. */
bool pem_bare(struct buf *out, struct span text);

/* pem_encode appends a block with lines of 64 characters. */
void pem_encode(struct buf *out, const char *label, struct span der);

/* pem_form tells from its first bytes what a file is. */
enum pem_form { FORM_EMPTY, FORM_PEM, FORM_DER, FORM_UTF16, FORM_OTHER };
enum pem_form pem_form(struct span file);

#endif
