/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mldsa_chain TIME: certificates of ML-DSA alone (RFC 9881), around TIME (seconds since 1970), for
 * the name localhost, in the current folder:
 *
 *   mldsa-root.pem      ML-DSA-87, signed by itself
 *   mldsa-server.pem    an ML-DSA-44 leaf and its issuer, ML-DSA-65; mldsa-server.key
 *   mldsa-client.pem    an ML-DSA-87 leaf and the same issuer; mldsa-client.key
 *
 * No tool of Debian 12 makes them.  Private keys are written as seeds.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/asn1/pem.h"
#include "lib/mint/issue.h"

enum { PEM_MAX = 1 << 16 };

struct chain {
    struct arena arena;
    struct issue how;
    struct span names; /* GeneralNames of the leaves */
    struct issue_authority root, sub;
    struct span sub_cert;
};

static void check(enum err err)
{
    if (err == ERR_OK)
        return;
    fprintf(stderr, "mldsa_chain: %s\n", err_text(err));
    exit(1);
}

static void write_pem(const char *file, const char *label, const struct span *ders, size_t num)
{
    FILE *f = fopen(file, "w");
    struct buf text;

    buf_init(&text, PEM_MAX);
    for (size_t i = 0; i < num; i++)
        pem_encode(&text, label, ders[i]);
    check(text.err);
    if (f == NULL || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0) {
        perror(file);
        exit(1);
    }
    buf_free(&text);
}

/* A fresh key, as OneAsymmetricKey (RFC 5958 2) with the form `seed` of RFC 9881 6. */
static struct privkey *new_key(struct chain *chain, enum oid kind, struct span *der)
{
    struct arena *a = &chain->arena;
    struct privkey *key;
    uint8_t seed[32];

    rng_fill(&chain->how.rng, seed, sizeof seed);
    *der = PIECE(a, DER_SEQUENCE, piece_int(a, 0),
                 PIECE(a, DER_SEQUENCE, piece_oid(a, oid_dotted(kind))),
                 piece_octets(a, piece_tlv(a, DER_CTX(0), span_of(seed, sizeof seed))));
    check(a->err);
    check(privkey_new(&key, *der));
    return key;
}

static void make_cas(struct chain *chain)
{
    struct span unused, root;
    struct mint_spec spec;

    chain->root = (struct issue_authority){issue_dn(&chain->how, "root"),
                                           new_key(chain, OID_ML_DSA_87, &unused)};
    chain->sub = (struct issue_authority){issue_dn(&chain->how, "intermediate"),
                                          new_key(chain, OID_ML_DSA_65, &unused)};
    check(issue_ca(&chain->how, &spec, &chain->root, NULL, ISSUE_NO_LIMIT));
    check(mint_cert(&chain->arena, &root, &spec));
    write_pem("mldsa-root.pem", "CERTIFICATE", &root, 1);
    check(issue_ca(&chain->how, &spec, &chain->sub, &chain->root, 0));
    check(mint_cert(&chain->arena, &chain->sub_cert, &spec));
}

static void make_leaf(struct chain *chain, enum oid kind, enum oid purpose, const char *cert_file,
                      const char *key_file)
{
    struct span der, certs[2] = {{0}, chain->sub_cert};
    struct privkey *key = new_key(chain, kind, &der);
    struct mint_spec spec;

    check(issue_leaf(&chain->how, &spec, chain->names, key, &chain->sub));
    mint_set(&spec.exts, oid_dotted(OID_EXT_EKU), false,
             extval_eku(&chain->arena, oid_dotted(purpose)));
    check(mint_cert(&chain->arena, &certs[0], &spec));
    write_pem(cert_file, "CERTIFICATE", certs, 2);
    write_pem(key_file, "PRIVATE KEY", &der, 1);
    privkey_free(key);
}

int main(int argc, char **argv)
{
    struct rng_system random = {0};
    struct chain chain = {0};

    if (argc != 2) {
        fputs("usage: mldsa_chain TIME\n", stderr);
        return 2;
    }
    arena_init(&chain.arena, 1 << 20);
    chain.how = (struct issue){&chain.arena, rng_system(&random), strtoll(argv[1], NULL, 10)};
    check(issue_name(&chain.how, &chain.names, "localhost"));
    make_cas(&chain);
    make_leaf(&chain, OID_ML_DSA_44, OID_EKU_SERVER, "mldsa-server.pem", "mldsa-server.key");
    make_leaf(&chain, OID_ML_DSA_87, OID_EKU_CLIENT, "mldsa-client.pem", "mldsa-client.key");
    privkey_free((struct privkey *)chain.root.key);
    privkey_free((struct privkey *)chain.sub.key);
    arena_free(&chain.arena);
    return random.failed ? 1 : 0;
}
