/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limbo FILE.json: path validation cases against judge_chain.
 *
 * The profile follows from the case's namespace alone; there are no exceptions by id.  The README
 * beside the vectors describes the schema.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/base/cal.h"
#include "tests/factory/same_verdict.h"
#include "tests/harness/harness.h"

/* The first prefix that fits decides; what fits none is webpki. */
static const struct {
    const char *prefix;
    enum profile profile;
} profiles[] = {
    {"rfc5280::", PROFILE_RFC5280},
    {"pathlen::", PROFILE_RFC5280},
    {"webpki::cn::", PROFILE_CABF},
    {"webpki::aki::", PROFILE_CABF},
    {"webpki::eku::", PROFILE_CABF},
    {"webpki::forbidden-", PROFILE_CABF},
    {"webpki::san::public-suffix-", PROFILE_CABF},
};

static enum profile profile_of(const char *id)
{
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        if (strncmp(id, profiles[i].prefix, strlen(profiles[i].prefix)) == 0)
            return profiles[i].profile;
    }
    return PROFILE_WEBPKI;
}

struct flag {
    const char *name;
    uint32_t flag;
};

static const struct flag key_usages[] = {
    {"digitalSignature", KU_DIGITAL_SIGNATURE}, {"contentCommitment", KU_NON_REPUDIATION},
    {"keyEncipherment", KU_KEY_ENCIPHERMENT},   {"dataEncipherment", KU_DATA_ENCIPHERMENT},
    {"keyAgreement", KU_KEY_AGREEMENT},         {"keyCertSign", KU_KEY_CERT_SIGN},
    {"cRLSign", KU_CRL_SIGN},                   {"encipherOnly", KU_ENCIPHER_ONLY},
    {"decipherOnly", KU_DECIPHER_ONLY},         {NULL, 0},
};

static const struct flag extended_key_usages[] = {
    {"anyExtendedKeyUsage", EKU_ANY},    {"serverAuth", EKU_SERVER},
    {"clientAuth", EKU_CLIENT},          {"codeSigning", EKU_CODE},
    {"emailProtection", EKU_EMAIL},      {"timeStamping", EKU_TIME_STAMPING},
    {"OCSPSigning", EKU_OCSP},           {NULL, 0},
};

/* False where the case names a usage that the table does not have. */
static bool flags_of(uint32_t *out, const json_t *names, const struct flag *table)
{
    size_t i;
    json_t *name;

    *out = 0;
    json_array_foreach(names, i, name) {
        const struct flag *f = table;
        while (f->name != NULL && strcmp(f->name, json_string_value(name)) != 0)
            f++;
        if (f->name == NULL)
            return false;
        *out |= f->flag;
    }
    return true;
}

/* "2026-11-21T00:00:00+00:00", or the present. */
static bool time_of(int64_t *out, const json_t *test)
{
    const char *text = json_text(test, "validation_time");

    if (text != NULL)
        return cal_parse(out, span_str(text)) == ERR_OK;
    *out = time(NULL);
    return true;
}

enum { HOSTS_MAX = 16 };

static enum err add_host(struct reference_id hosts[HOSTS_MAX], size_t *num, const json_t *name)
{
    if (json_is_null(name) || name == NULL)
        return ERR_OK;
    return *num == HOSTS_MAX ? ERR_LIMIT : host_parse(&hosts[(*num)++], json_text(name, "value"));
}

struct test {
    struct arena arena;
    struct links leaf, anchors, helpers;
    struct crls crls;
    struct reference_id hosts[HOSTS_MAX];
    struct judge_input in;
    const char *refused; /* the leaf does not decode or the name is none: why; else NULL */
};

/* Sets a case up; false with *why where the harness cannot. */
static bool load(struct test *t, const json_t *test, const char **why)
{
    struct judge_input *in = &t->in;
    const json_t *depth = json_object_get(test, "max_chain_depth");
    size_t i;
    json_t *x;
    enum err e;

    json_array_foreach(json_object_get(test, "trusted_certs"), i, x)
        links_add_pem(&t->anchors, &t->arena, json_string_value(x), SOURCE_ANCHOR, &e);
    json_array_foreach(json_object_get(test, "untrusted_intermediates"), i, x)
        links_add_pem(&t->helpers, &t->arena, json_string_value(x), SOURCE_INTERMEDIATES, &e);
    json_array_foreach(json_object_get(test, "crls"), i, x)
        crls_add_pem(&t->crls, &t->arena, json_string_value(x), &e);
    if (!links_add_pem(&t->leaf, &t->arena, json_text(test, "peer_certificate"), SOURCE_LEAF, &e))
        t->refused = err_text(e);
    *in = (struct judge_input){
        .helpers = t->helpers.list,
        .num_helpers = t->helpers.num,
        .anchors = links_anchors(&t->anchors),
        .crls = t->crls.list,
        .num_crls = t->crls.num,
        .revocation = json_array_size(json_object_get(test, "crls")) > 0 ? REVOCATION_HARD
                                                                         : REVOCATION_OFF,
        .profile = profile_of(json_text(test, "id")),
        .purpose = strcmp(json_text(test, "validation_kind"), "CLIENT") == 0 ? PURPOSE_CLIENT
                                                                             : PURPOSE_SERVER,
        .hosts = t->hosts,
        .max_depth = json_is_integer(depth) ? (int)json_integer_value(depth) : -1,
        .budget = budget_default(),
    };
    if (t->refused == NULL)
        in->leaf = t->leaf.list[0];
    e = add_host(t->hosts, &in->num_hosts, json_object_get(test, "expected_peer_name"));
    json_array_foreach(json_object_get(test, "expected_peer_names"), i, x)
        e = e == ERR_OK ? add_host(t->hosts, &in->num_hosts, x) : e;
    if (e != ERR_OK)
        t->refused = err_text(e);
    *why = "a usage that the harness does not know";
    if (!time_of(&in->time, test) ||
        !flags_of(&in->key_usage, json_object_get(test, "key_usage"), key_usages) ||
        !flags_of(&in->eku, json_object_get(test, "extended_key_usage"), extended_key_usages))
        return false;
    *why = "asks for signature algorithms";
    return json_array_size(json_object_get(test, "signature_algorithms")) == 0;
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(struct tally *tally, const json_t *test, double *slowest)
{
    const char *id = json_text(test, "id"), *why;
    bool expected = strcmp(json_text(test, "expected_result"), "SUCCESS") == 0;
    struct test t = {0};
    struct report r;

    arena_init(&t.arena, 64 << 20);
    double start = seconds();
    if (!load(&t, test, &why)) {
        tally_skip(tally, id, why);
    } else if (t.refused != NULL) {
        tally_add(tally, id, expected, false, t.refused);
    } else {
        enum err e = judge_chain(&r, &t.in, &t.arena);
        tally_add(tally, id, expected, e == ERR_OK && r.reason == REASON_OK,
                  e == ERR_OK ? report_why(&r) : err_text(e));
        if (getenv("LIMBO_VERBOSE") != NULL)
            printf("# %s: %s\n", id, e == ERR_OK ? report_why(&r) : err_text(e));
    }
    double took = seconds() - start;
    *slowest = took > *slowest ? took : *slowest;
    if (t.refused == NULL)
        same_verdict(&t.in);
    arena_free(&t.arena);
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    json_error_t error;
    double slowest = 0;
    size_t i;
    json_t *test;

    if (argc != 2) {
        fprintf(stderr, "usage: limbo FILE.json\n");
        return 2;
    }
    json_t *all = json_load_file(argv[1], 0, &error);
    if (all == NULL) {
        fprintf(stderr, "limbo: %s: %s\n", argv[1], error.text);
        return 3;
    }
    json_array_foreach(json_object_get(all, "testcases"), i, test)
        run(&tally, test, &slowest);
    json_decref(all);
    printf("slowest case: %.3f s\n", slowest);
    return tally_end(&tally);
}
