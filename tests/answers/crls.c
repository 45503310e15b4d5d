/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain with up to four CRLs of a small world: scopes, signers, numbers, entries. */
#include "config.h"

#include "tests/answers/answers.h"

enum { TRIALS = 300 };

struct world {
    struct arena *a;
    struct dice d;
    struct fc_spec root, ca, leaf, signer, stranger;
};

static struct span name_of(struct world *w)
{
    struct arena *a = w->a;

    switch (dice_roll(&w->d, 7)) {
    case 0: return fc_uri(a, "http://a.example/1");
    case 1: return fc_uri(a, "http://a.example/2");
    case 2: return fc_dir(a, w->ca.subject);
    case 3: return fc_dir(a, w->signer.subject);
    case 4: return fc_dir(a, fc_name(a, FC_CA_NAME ",CN=1"));
    case 5: return fc_dns(a, "a.example");
    default: return FD_CAT(a, fc_uri(a, "http://a.example/1"), fc_dir(a, w->ca.subject));
    }
}

static struct span relative(struct world *w)
{
    return FD(w->a, DER_SEQUENCE, fd_oid(w->a, "2.5.4.3"),
              fd_str(w->a, DER_UTF8_STRING, dice_roll(&w->d, 2) == 0 ? "1" : "2"));
}

static uint32_t reasons(struct world *w)
{
    static const uint32_t masks[] = {1u << 1, 1u << 2, 0x1fe, 1, 0x1fc, 3};

    return dice_roll(&w->d, 3) != 0 ? 0 : DICE_PICK(&w->d, masks);
}

static struct span point(struct world *w)
{
    struct span issuer = {0};

    switch (dice_roll(&w->d, 6)) {
    case 0: issuer = fc_dir(w->a, w->signer.subject); break;
    case 1: issuer = fc_dir(w->a, w->ca.subject); break;
    case 2: issuer = FD_CAT(w->a, fc_dns(w->a, "x"), fc_dir(w->a, w->signer.subject)); break;
    default: break;
    }
    if (dice_roll(&w->d, 6) == 0)
        return FD(w->a, DER_SEQUENCE, FD(w->a, DER_CTXC(0), FD(w->a, DER_CTXC(1), relative(w))),
                  piece_optional(w->a, DER_CTXC(2), issuer));
    struct span names = issuer.n > 0 && dice_roll(&w->d, 2) == 0 ? (struct span){0} : name_of(w);
    return fc_dp(w->a, names, reasons(w), issuer);
}

static void set_points(struct world *w, struct fc_spec *s)
{
    struct span points[3];
    size_t n = dice_roll(&w->d, 4);

    if (n == 3)
        n = 1;
    for (size_t i = 0; i < n; i++)
        points[i] = point(w);
    if (n > 0)
        fc_set(&s->exts, FC_OID_CRLDP, false, fd_tlv(w->a, DER_SEQUENCE, fd_join(w->a, points, n)));
}

static void set_scope(struct world *w, struct fc_crl *c)
{
    struct extval_idp idp = {.only_user = dice_roll(&w->d, 5) == 0,
                             .only_ca = dice_roll(&w->d, 7) == 0,
                             .only_attribute = dice_roll(&w->d, 12) == 0,
                             .indirect = dice_roll(&w->d, 3) == 0,
                             .reasons = reasons(w)};

    switch (dice_roll(&w->d, 4)) {
    case 0: idp.names = name_of(w); break;
    case 1: idp.relative = relative(w); break;
    default: break;
    }
    fc_set(&c->exts, FC_OID_IDP, dice_roll(&w->d, 8) != 0, fc_idp(w->a, idp));
}

static void add_entries(struct world *w, struct fc_crl *c)
{
    static const int codes[] = {-1, 0, 1, 6, 8, 8, 10, 7, 11};

    for (unsigned n = dice_roll(&w->d, 4); n > 0; n--) {
        const struct fc_spec *s = dice_roll(&w->d, 3) == 0 ? &w->ca : &w->leaf;
        struct fc_entry *e = fc_revoke(w->a, c, s->serial, DICE_PICK(&w->d, codes));

        switch (dice_roll(&w->d, 8)) {
        case 0: e->date = FC_NOW + 1; break;
        case 1: e->date = FC_NOW; break;
        case 2: fc_set(&e->exts, FC_UNKNOWN_OID, true, fd_null(w->a)); break;
        case 3: fc_set(&e->exts, FC_OID_REASON, false, fd_null(w->a)); break;
        case 4:
        case 5:
            fc_set(&e->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(w->a, fc_dir(w->a, s->issuer)));
            break;
        default: break;
        }
    }
}

static struct fc_crl make_crl(struct world *w)
{
    const struct fc_spec *by[] = {&w->ca, &w->ca, &w->ca, &w->root, &w->signer, &w->stranger};
    struct fc_crl c = fc_crl_of(w->a, DICE_PICK(&w->d, by));

    fc_set(&c.exts, FC_OID_CRL_NUMBER, false, fd_int(w->a, 5 + (int)dice_roll(&w->d, 4)));
    c.this_update += (int)dice_roll(&w->d, 3);
    if (dice_roll(&w->d, 2) == 0)
        set_scope(w, &c);
    if (dice_roll(&w->d, 4) == 0)
        fc_set(&c.exts, FC_OID_DELTA, true, fd_int(w->a, 4 + (int)dice_roll(&w->d, 4)));
    if (dice_roll(&w->d, 6) == 0)
        fc_set(&c.exts, FC_OID_FRESHEST, false, FD(w->a, DER_SEQUENCE, point(w)));
    add_entries(w, &c);
    switch (dice_roll(&w->d, 16)) {
    case 0: c.next_update = FC_NOW - 1; break;
    case 1: c.next_update = FC_NOW; break;
    case 2: c.this_update = FC_NOW; break;
    case 3: c.this_update = FC_NOW + 1; break;
    case 4: c.corrupt = true; break;
    case 5: c.version = 1; break;
    case 6: fc_drop(&c.exts, FC_OID_CRL_NUMBER); break;
    case 7: fc_add(&c.exts, FC_UNKNOWN_OID, dice_roll(&w->d, 2) == 0, fd_null(w->a)); break;
    case 8: c.next_update = INT64_MIN; break;
    case 9: c.sig = FSIG_ECDSA_SHA1; break;
    case 10: fc_drop(&c.exts, FC_OID_AKI); break;
    default: break;
    }
    return c;
}

static void make_world(struct world *w)
{
    static const char *const names[] = {FC_CA_NAME, "O=Example Trust,CN=Example CRLs"};

    w->root = fc_root(w->a);
    w->ca = fc_intermediate(w->a);
    w->leaf = fc_leaf(w->a);
    w->signer = fc_leaf_under(w->a, dice_roll(&w->d, 3) != 0 ? &w->root : &w->ca);
    w->signer.subject = fc_name(w->a, DICE_PICK(&w->d, names));
    w->signer.serial = SPAN_LIT("\x77");
    fc_rekey(w->a, &w->signer, FKEY_P256_D);
    fc_drop(&w->signer.exts, FC_OID_EKU);
    fc_drop(&w->signer.exts, FC_OID_SAN);
    if (dice_roll(&w->d, 8) != 0)
        fc_set(&w->signer.exts, FC_OID_KU, true, fc_ku(w->a, KU_CRL_SIGN));
    if (dice_roll(&w->d, 8) == 0)
        w->signer.not_after = FC_NOW - 1;
    w->stranger = w->ca;
    w->stranger.key = FKEY_P256_G;
    set_points(w, &w->leaf);
    if (dice_roll(&w->d, 4) == 0)
        set_points(w, &w->ca);
}

static void judge(struct listing *l, struct world *w, unsigned number)
{
    static struct trial t;

    trial_open(&t);
    t.in.revocation = dice_roll(&w->d, 4) == 0 ? REVOCATION_SOFT : REVOCATION_HARD;
    t.in.profile = dice_roll(&w->d, PROFILE_COUNT);
    make_world(w);
    trial_anchor(&t, fc_cert(&t.arena, &w->root));
    trial_helper(&t, fc_cert(&t.arena, &w->ca));
    trial_helper(&t, fc_cert(&t.arena, &w->signer));
    /* In half of them the CA's own revocation is known. */
    struct fc_crl above = fc_crl_of(w->a, &w->root);
    if (number % 2 == 0)
        trial_crl(&t, fc_crl(&t.arena, &above));
    for (unsigned n = 1 + dice_roll(&w->d, 4); n > 0; n--) {
        struct fc_crl c = make_crl(w);
        struct span der = fc_crl(&t.arena, &c);

        if (trial_crl(&t, der))
            say_crl(l, t.crls[t.in.num_crls - 1]);
        else
            say_fail(l, &t.fail, der);
    }
    trial_judge(&t, fc_cert(&t.arena, &w->leaf));
    say_report(l, &t.report);
    trial_close(&t);
}

void answer_crls(struct listing *l, unsigned number)
{
    for (unsigned i = 0; i < TRIALS; i++) {
        struct arena a;
        struct world w = {.a = &a, .d = {number * 1000000 + i}};

        arena_init(&a, 16 << 20);
        say(l, "CRLs %u:\n", i);
        judge(l, &w, i);
        arena_free(&a);
    }
}
