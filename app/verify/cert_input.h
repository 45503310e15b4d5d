/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * input: an operand (file, FIFO, "-") as parsed certificates and CRLs.
 *
 * The first certificate is the one to be judged; where that is broken, so is the operand.  The
 * others are helpers: a broken one is a note and no error.  PKCS#7 holds a set: there the first
 * one is the certificate that issued no other.
 */
#ifndef TB_APP_VERIFY_CERT_INPUT_H
#define TB_APP_VERIFY_CERT_INPUT_H

#include "lib/base/file.h"
#include "lib/path/report.h"
#include "lib/pkcs12/pkcs12.h"
#include "lib/x509/bundle.h"
#include "lib/x509/crl.h"

enum { CERT_INPUT_MAX = 64 * 1024 * 1024 };

/* How many broken objects of a file are reported one by one; the first of each kind always is. */
enum { CERT_INPUT_BROKEN = 8 };

/* What an operand is for decides which failures matter. */
enum cert_input_want {
    CERT_INPUT_CHAIN, /* a certificate to judge, and helpers */
    CERT_INPUT_CERTS, /* any certificates: at least one of them is good */
    CERT_INPUT_CRLS,  /* at least one CRL; none is broken */
    CERT_INPUT_ANY,   /* something to show: every item is the caller's to look at */
};

struct cert_input_item {
    struct item item;
    const struct cert *cert; /* where it is one and its frame decodes */
    const struct crl *crl;
    struct fail fail; /* of the file's form or of the parser */
    size_t opened;    /* PKCS#12 that was read: its place in `opened`, from 1 */
};

/* Everything lives in the arena but the file, which cert_input_close frees; path is the caller's.
 * Private keys are wiped then, in both places. */
struct cert_input {
    const char *path;
    struct file file;
    struct bundle bundle;
    struct cert_input_item *items;
    size_t num_items, cap_items;
    size_t num_broken;     /* those that do not decode, the ones that are not kept too */
    size_t num_dropped;    /* broken ones beyond CERT_INPUT_BROKEN, which are in no list */
    uint32_t broken_kinds; /* 1 << enum item_kind */
    struct link *certs;    /* the one to be judged first (SOURCE_LEAF), then the helpers */
    size_t num_certs;
    const struct crl **crls;
    size_t num_crls;
    struct pkcs12 *opened; /* what cert_unlock opened */
    size_t num_opened, cap_opened;
    uint64_t paid;       /* the iterations that opening took, of PBE_ITERATIONS_MAX */
    struct fail fail;    /* why the operand cannot be used, or OK */
    size_t culprit;      /* the item that fail concerns: items[culprit], or num_items */
    struct known *known; /* what other chains brought, or NULL */
};

/* cert_input_read reads and parses: the error is in->fail.err, too.  Call cert_input_close in any
 * case. */
enum err cert_input_read(struct cert_input *in, const char *path, enum cert_input_want want,
                         struct arena *arena) MUST_CHECK;
/* cert_input_read_opened reads what is open already, and takes it over; path: what it is called.
 * known: what other chains brought, or NULL. */
enum err cert_input_read_opened(struct cert_input *in, const char *path, struct opened_file *opened,
                                enum cert_input_want want, struct known *known,
                                struct arena *arena) MUST_CHECK;
void cert_input_close(struct cert_input *in); /* also fit for a zero struct */

/* For objects that are no part of a file: cert_input_add parses one object and adds it to a struct
 * that is at first zero but for `known`; cert_input_end does what cert_input_read does after the
 * last object. */
enum err cert_input_add(struct cert_input *in, struct item item, struct arena *arena) MUST_CHECK;
enum err cert_input_end(struct cert_input *in, enum cert_input_want want,
                        struct arena *arena) MUST_CHECK;

/* cert_input_broken is the first failure of an object that is left out, or OK: remarks are none. */
struct fail cert_input_broken(const struct cert_input *in);

/* cert_input_error appends "FILE: byte N: text (ref)" for what cert_input_read failed with, one
 * line without its line feed. */
void cert_input_error(struct buf *out, const struct cert_input *in);

/* cert_input_note appends the same for the next broken item that did not make cert_input_read
 * fail; *i starts as 0.  False where there is none left. */
bool cert_input_note(struct buf *out, const struct cert_input *in, size_t *i);

/* cert_input_dropped appends "FILE: objects that do not decode, beyond these: N"; false if there
 * are none. */
bool cert_input_dropped(struct buf *out, const struct cert_input *in);

#endif
