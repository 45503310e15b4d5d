/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain_fault_inside: what the builders of chain_faults.def work on. */
#ifndef TB_APP_FAULTS_CHAIN_FAULT_INSIDE_H
#define TB_APP_FAULTS_CHAIN_FAULT_INSIDE_H

#include "app/faults/chain_fault.h"
#include "lib/x509/cert.h"

/* An identifier below 2.999 is for examples only (X.660 A.8): nobody understands it. */
#define CHAIN_FAULT_NOBODYS_OID "2.999.1"

/* Keys of this row's own: the leaf's first; more of them for CAs. */
enum { CHAIN_FAULT_KEYS = 4, CHAIN_FAULT_CERTS = 32, CHAIN_FAULT_ABOVE = 16 };

struct chain_fault_work {
    struct issue how; /* its arena, the source, the time now */
    const struct test_pki *base;
    const char *host;
    struct span name; /* the GeneralName of host */

    struct issue_authority root; /* of the test PKI */
    struct issue_authority ca;   /* signs the leaf */
    struct mint_spec ca_spec, leaf_spec;
    struct span ca_cert, leaf_cert;
    struct span above[CHAIN_FAULT_ABOVE]; /* CAs above that one, to be sent behind it */
    size_t num_above;

    struct privkey *keys[CHAIN_FAULT_KEYS];
    size_t num_keys;
    struct span certs[CHAIN_FAULT_CERTS]; /* what is sent */
    size_t num_certs;
    struct span crls[CHAIN_FAULT_CRLS];
    size_t num_crls;
};

/* chain_fault_key makes one more key, freed with the chain (the leaf's) or when it is made. */
enum err chain_fault_key(struct chain_fault_work *work, const struct privkey **out,
                         enum key_kind kind, unsigned bits) MUST_CHECK;

/* chain_fault_authority is a CA with a fresh name and a key of P-256. */
enum err chain_fault_authority(struct chain_fault_work *work, struct issue_authority *out,
                               const char *what) MUST_CHECK;

/* chain_fault_send puts one more certificate behind those that are sent; chain_fault_raise one
 * above the CA.  LIMIT where there is no room. */
enum err chain_fault_send(struct chain_fault_work *work, struct span cert) MUST_CHECK;
enum err chain_fault_raise(struct chain_fault_work *work, struct span cert) MUST_CHECK;

/* The builders: `none` changes nothing; as the first of a row it has the intermediate of the test
 * PKI used.  `fresh` is a CA with nothing wrong. */

#define CHAIN_FAULT(name, must, reason, words, ca, leaf, chain) \
    enum err chain_fault_##ca(struct chain_fault_work *work);   \
    enum err chain_fault_##leaf(struct chain_fault_work *work); \
    enum err chain_fault_##chain(struct chain_fault_work *work);
#include "app/faults/chain_faults.def"
#undef CHAIN_FAULT

enum err chain_fault_rsa(struct chain_fault_work *work);
enum err
chain_fault_crls(struct chain_fault_work *work); /* of the CA and the root: nobody is revoked */

#endif
