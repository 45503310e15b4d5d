/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain_fault_inside: the work area of the functions in chain_faults.def. */
#ifndef TB_APP_FAULTS_CHAIN_FAULT_INSIDE_H
#define TB_APP_FAULTS_CHAIN_FAULT_INSIDE_H

#include "app/faults/chain_fault.h"
#include "lib/x509/cert.h"

/* OIDs below 2.999 are only for examples (X.660 A.8), so no client knows this one. */
#define CHAIN_FAULT_NOBODYS_OID "2.999.1"

/* Limits.  The keys are those of the row itself: first the leaf's, then those of CAs. */
enum { CHAIN_FAULT_KEYS = 4, CHAIN_FAULT_CERTS = 32, CHAIN_FAULT_ABOVE = 16 };

struct chain_fault_work {
    struct issue how; /* arena, random source, current time */
    const struct test_pki *base;
    const char *host;
    struct span name; /* the GeneralName of host */

    struct issue_authority root; /* of the test PKI */
    struct issue_authority ca;   /* signs the leaf */
    struct mint_spec ca_spec, leaf_spec;
    struct span ca_cert, leaf_cert;
    struct span above[CHAIN_FAULT_ABOVE]; /* CAs above that one, sent after it */
    size_t num_above;

    struct privkey *keys[CHAIN_FAULT_KEYS];
    size_t num_keys;
    struct span certs[CHAIN_FAULT_CERTS]; /* the chain to be sent */
    size_t num_certs;
    struct span crls[CHAIN_FAULT_CRLS];
    size_t num_crls;
};

/* chain_fault_key makes one more key.  The first one goes to the chain; the others are freed when
 * the chain is made. */
enum err chain_fault_key(struct chain_fault_work *work, const struct privkey **out,
                         enum key_kind kind, unsigned bits) MUST_CHECK;

/* chain_fault_authority makes a fresh name and a P-256 key for a CA. */
enum err chain_fault_authority(struct chain_fault_work *work, struct issue_authority *out,
                               const char *what) MUST_CHECK;

/* chain_fault_send appends a certificate to those that are sent; chain_fault_raise adds one above
 * the CA.  LIMIT if there is no room. */
enum err chain_fault_send(struct chain_fault_work *work, struct span cert) MUST_CHECK;
enum err chain_fault_raise(struct chain_fault_work *work, struct span cert) MUST_CHECK;

/* The functions of the rows.  `none` changes nothing; for the CA it means the intermediate of the
 * test PKI.  `fresh` makes a new CA without a fault. */

#define CHAIN_FAULT(name, must, reason, words, ca, leaf, chain) \
    enum err chain_fault_##ca(struct chain_fault_work *work);   \
    enum err chain_fault_##leaf(struct chain_fault_work *work); \
    enum err chain_fault_##chain(struct chain_fault_work *work);
#include "app/faults/chain_faults.def"
#undef CHAIN_FAULT

enum err chain_fault_rsa(struct chain_fault_work *work);
enum err
chain_fault_crls(struct chain_fault_work *work); /* of CA and root: nothing is revoked */

#endif
