/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pem: finds the objects in a file: PEM blocks with text around them, CRLF, leading white space
 * (RFC 7468), or bare DER.  Spans point into the text. */
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

/*
 * pem_next finds the next block in *text and moves *text past it; false if there is none.  It is
 * false with *fail set for a BEGIN without END (PEM_END), an END with another label (PEM_LABEL),
 * and a BEGIN after other text on its line (PEM_BEGIN, PEM_ESCAPED), unless that text makes it a
 * comment.  The walk can continue after such a block.
 */
bool pem_next(struct span *text, struct pem_block *out, struct fail *fail);

/* pem_decode appends the bytes of a block's body.  Errors: BASE64, PEM_HEADERS, PEM_ESCAPED,
 * LIMIT. */
enum err pem_decode(struct buf *out, struct span body, struct fail *fail) MUST_CHECK;

/* pem_decode_over does the same, and writes the bytes over the body, which is the caller's. */
enum err pem_decode_over(struct span *out, struct span body, struct fail *fail) MUST_CHECK;

/* pem_decode_head decodes at least the first n bytes, or all if there are fewer, and does not look
 * at the rest: for an index that needs only the beginning. */
enum err pem_decode_head(struct buf *out, struct span body, size_t n) MUST_CHECK;

/* pem_bare appends the DER in a text that is only base64 or hexadecimal, without BEGIN and END
 * lines.  False, with nothing appended, if it is neither, or no SEQUENCE of 128 bytes or more. */
bool pem_bare(struct buf *out, struct span text);

/* pem_encode appends a block with lines of 64 characters. */
void pem_encode(struct buf *out, const char *label, struct span der);

/* pem_form recognizes the form of a file; OTHER if it is neither PEM, nor DER, nor UTF-16, nor
 * empty. */
enum pem_form { FORM_EMPTY, FORM_PEM, FORM_DER, FORM_UTF16, FORM_OTHER };
enum pem_form pem_form(struct span file);

#endif
