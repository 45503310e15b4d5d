/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flog: logs of Certificate Transparency made to order: timestamps, and certificates with them.
 */
#ifndef TB_TESTS_FACTORY_FLOG_H
#define TB_TESTS_FACTORY_FLOG_H

#include "lib/ct/tiles.h"
#include "tests/factory/factory.h"

#define FLOG_OID_SCTS "1.3.6.1.4.1.11129.2.4.2"

/* A timestamp to make.  Members that are 0 stand for what is right. */
struct flog_spec {
    enum fkey log;
    int64_t ms;
    struct span extensions;
    unsigned version, hash, kind;
    struct span log_id;
    bool corrupt;     /* a bit of the signature is flipped */
    bool wrong_type;  /* it signs an entry of the other type */
    struct span tail; /* bytes after the signature */
    enum fkey issuer; /* signed for a precertificate of this issuer: has_issuer */
    bool has_issuer;
};

/* flog_id is the LogID of a key; flog_index the extensions with this leaf index. */
struct span flog_id(struct arena *a, enum fkey log);
struct span flog_index(struct arena *a, int64_t index);

/* flog_entry is the entry of a certificate: with `issuer`, that of its precertificate, whose
 * TBSCertificate is that of `spec` made without timestamps. */
struct sct_entry flog_entry(struct arena *a, const struct fc_spec *spec);

/* flog_sct makes a SerializedSCT for an entry. */
struct span flog_sct(struct arena *a, const struct flog_spec *spec, const struct sct_entry *entry);

/* flog_list joins SerializedSCTs to a SignedCertificateTimestampList. */
struct span flog_list(struct arena *a, const struct span *scts, size_t num);

/* flog_embed puts timestamps for the precertificate of `leaf` into it, as its last extension. */
void flog_embed(struct arena *a, struct fc_spec *leaf, const struct flog_spec *specs, size_t num);

/* flog_leaf is the hash of the MerkleTreeLeaf of a timestamp; flog_checkpoint makes a signed tree
 * head of this size and root. */
void flog_leaf(uint8_t out[TREE_HASH], const struct flog_spec *spec, const struct sct_entry *entry);
struct span flog_checkpoint(struct arena *a, enum fkey log, const char *origin, uint64_t size,
                            const uint8_t root[TREE_HASH]);

/* flog_merkle is the Merkle Tree Hash of n leaves, given as their hashes (RFC 6962 2.1). */
void flog_merkle(uint8_t out[TREE_HASH], const uint8_t (*leaves)[TREE_HASH], uint64_t n);

/* flog_log is a usable log of RFC 6962 with this key, for certificates of any time. */
struct ct_log flog_log(struct arena *a, enum fkey key, const char *operator_name);

#endif
