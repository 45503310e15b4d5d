/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bundle: the objects in a file of any form: PEM blocks, DER objects in a row, and the contents of
 * PKCS#7.
 *
 *     struct bundle b;
 *     struct item it;
 *     TRY(bundle_open(&b, file, arena));
 *     while (bundle_next(&b, &it))
 *         ...
 *
 * The structure of an object decides what it is, not its label.  A damaged object is an item with a
 * fail; the walk continues after it.  White space after DER is also an item, with a fail whose
 * reason is OK.  Spans point into the file or, if decoded, into the arena.
 *
 * A caller whose file is its own memory can set may_overwrite: large CRLs in PEM then are decoded
 * over their own text, and take no memory beside it.
 */
#ifndef TB_LIB_X509_BUNDLE_H
#define TB_LIB_X509_BUNDLE_H

#include "lib/asn1/pem.h"
#include "lib/base/arena.h"
#include "lib/x509/pkcs7.h"

enum item_kind {
    ITEM_UNKNOWN,
    ITEM_CERT,
    ITEM_CRL,
    ITEM_CSR,
    ITEM_PUBLIC_KEY,    /* SubjectPublicKeyInfo, or a bare RSAPublicKey */
    ITEM_PRIVATE_KEY,   /* PKCS#8 and the older forms */
    ITEM_ENCRYPTED_KEY, /* PKCS#8 and RFC 1421 headers */
    ITEM_PKCS7,         /* only if damaged or empty */
    ITEM_PKCS12,
    ITEM_OCSP,       /* OCSPResponse */
    ITEM_PARAMETERS, /* of DH, DSA or an elliptic curve, as found next to keys */
};

struct item {
    enum item_kind kind;
    size_t index;           /* from 0 */
    struct span der;        /* the object: one TLV if its frame is good, else all that is left */
    struct span aux;        /* TRUSTED CERTIFICATE: what follows the certificate */
    struct span where;      /* its bytes in the file: the PEM block, or the DER itself */
    bool is_pem, in_pkcs7;
    enum pem_label label;   /* of PEM */
    struct span label_text;
    struct span body;       /* of PEM: the base64 */
    struct span decoded;    /* of PEM: the bytes of the body, in the arena or in place of it */
    struct fail fail;       /* why it could not be read from the file, or OK */
};

struct bundle {
    struct arena *arena;
    struct span file, rest;
    struct span bare;    /* a text without PEM lines, decoded, in the arena */
    enum pem_form form;
    bool may_overwrite;
    size_t num_beside;   /* bytes of PEM that were decoded into the arena, up to some limit */
    struct pkcs7 inner;  /* the rest of the open PKCS#7 */
    struct item outer;   /* the item of that PKCS#7 */
    size_t num;
};

/*
 * bundle_open determines the form of the file.  It also accepts DER as base64 or hexadecimal text
 * without PEM lines.  The file must outlive the bundle.  Errors: EMPTY_INPUT, PEM_UTF16, PEM_NONE,
 * LIMIT if the arena is full, and those of foreign_file.
 */
enum err bundle_open(struct bundle *out, struct span file, struct arena *arena) MUST_CHECK;

/* bundle_next reads the next object; false at the end. */
bool bundle_next(struct bundle *bundle, struct item *out);

/* item_guess recognizes DER by the tags of its first elements, even if it is cut off.  UNKNOWN if
 * nothing fits. */
enum item_kind item_guess(struct span der);

/* A place in the input: an offset from 0 in the file and, for PEM, one in the decoded object. */
struct place {
    size_t file;
    bool has_inner;
    size_t inner;
};

/* item_place finds the place of bytes in the file or in the item's decoded bytes; for other bytes
 * it is the place of the item, and for those that were decoded over their text, too. */
struct place item_place(const struct bundle *bundle, const struct item *it, struct span at);

#endif
