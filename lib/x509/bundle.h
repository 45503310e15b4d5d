/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bundle: the objects in a file of any form: PEM blocks, DER objects one after the other, and
 * what stands inside PKCS#7.
 *
 *     struct bundle b;
 *     struct item it;
 *     TRY(bundle_open(&b, file, arena));
 *     while (bundle_next(&b, &it))
 *         ...
 *
 * What an object is, its structure says and not its label.  A damaged object is an item with a
 * fail; the walk continues after it.  So is white space behind DER, with a fail whose reason is OK.
 * Spans point into the file or, decoded, into the arena.
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
    ITEM_PKCS7,         /* only where it is damaged or holds nothing */
    ITEM_PKCS12,
    ITEM_PARAMETERS, /* of DH, DSA or an elliptic curve: they stand beside keys */
};

struct item {
    enum item_kind kind;
    size_t index;           /* from 0 */
    struct span der;        /* the object: one TLV where it has a good frame, else all there is */
    struct span aux;        /* TRUSTED CERTIFICATE: what follows the certificate */
    struct span where;      /* its bytes in the file: the PEM block, or the DER itself */
    bool is_pem, in_pkcs7;
    enum pem_label label;   /* of PEM */
    struct span label_text;
    struct span body;       /* of PEM: the base64 */
    struct span decoded;    /* of PEM: the bytes of the body, in the arena */
    struct fail fail;       /* why it could not be taken out of the file, or OK */
};

struct bundle {
    struct arena *arena;
    struct span file, rest;
    struct span bare;    /* what a text without armour decodes to, in the arena */
    enum pem_form form;
    struct pkcs7 inner;  /* what is left of the PKCS#7 that is being walked */
    struct item outer;   /* and its own item */
    size_t num;
};

/* bundle_open looks what the file is; DER as base64 or hexadecimal text without armour is taken,
 * too.  Errors: EMPTY_INPUT, PEM_UTF16, PEM_NONE, and those of foreign_file. */
enum err bundle_open(struct bundle *out, struct span file, struct arena *arena) MUST_CHECK;

bool bundle_next(struct bundle *bundle, struct item *out);

/* item_guess says what DER is from the tags of its first elements, also where it is cut off:
 * UNKNOWN where nothing is like it. */
enum item_kind item_guess(struct span der);

/* Where bytes stand: counted from 0 in the file and, of PEM, in the decoded object also. */
struct place {
    size_t file;
    bool has_inner;
    size_t inner;
};

/* item_place finds bytes that lie in the file or in the item's decoded bytes; for others it is
 * the place of the item. */
struct place item_place(const struct bundle *bundle, const struct item *it, struct span at);

#endif
