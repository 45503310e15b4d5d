/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Policies: flags, then for each certificate, leaf first, four values, each behind a length of
 * one octet: certificatePolicies, policyMappings, policyConstraints, inhibitAnyPolicy.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/path/policy.h"
#include "lib/x509/certext.h"

const char fuzz_name[] = "policy";

enum { CERTS = 8 };

/* Extensions that do not decode never get to policy_check. */
static void set(struct cert *c, enum ext_id id, struct span val)
{
    if (val.n == 0)
        return;
    c->ext[id] = (struct cert_ext){.present = true, .val = val};
    certext_decode(c, id);
    if (c->ext[id].err != ERR_OK) {
        c->ext[id] = (struct cert_ext){0};
        c->limits = (struct policy_limits){-1, -1, -1};
    }
}

static bool allowed(const struct cert *const *path, size_t num, const struct policy_input *in)
{
    struct budget budget = budget_default();
    struct policy_result r = {0};
    struct arena arena;

    arena_init(&arena, FUZZ_CAP);
    enum err e = policy_check(&r, path, num, in, &arena, &budget);
    REQUIRE(e == ERR_OK || e == ERR_LIMIT);
    REQUIRE(e != ERR_OK || r.ok || (r.cert >= 0 && (size_t)r.cert < num));
    arena_free(&arena);
    return e == ERR_OK && r.ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum ext_id ids[] = {EXT_CP, EXT_PM, EXT_PC, EXT_IAP};
    struct span rest = span_of(data, size), any = SPAN_LIT("\x2a\x03\x04\x01");
    const struct cert *path[CERTS];
    struct cert certs[CERTS];
    size_t num = 0;

    uint8_t flags = size > 0 ? data[0] : 0;
    rest = span_tail(rest, 1);
    memset(certs, 0, sizeof certs);
    while (num < CERTS && (rest.n > 0 || num == 0)) {
        struct cert *c = &certs[num];

        c->path_len = -1;
        c->limits = (struct policy_limits){-1, -1, -1};
        c->subject = c->issuer = SPAN_LIT("\x30\x00");
        if ((flags >> num & 1) == 0)
            c->issuer = SPAN_LIT("\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02" "CA");
        for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
            set(c, ids[i], fuzz_chunk(&rest));
        path[num++] = c;
    }

    /* What is allowed under a condition is allowed without it. */
    struct policy_input free = {0}, strict = {.require_explicit = true}, in = strict;
    bool ok_free = allowed(path, num, &free), ok = allowed(path, num, &strict);

    REQUIRE(!ok || ok_free);
    in.inhibit_any = true;
    REQUIRE(!allowed(path, num, &in) || ok);
    in = strict;
    in.inhibit_mapping = true;
    allowed(path, num, &in);
    in = strict;
    in.policies = &any;
    in.num_policies = 1;
    REQUIRE(!allowed(path, num, &in) || ok);
    return 0;
}
