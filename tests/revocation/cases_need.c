/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a status is needed, and where it came from: staples (RFC 6066 8, RFC 7633), outages,
 * short-lived certificates (BR 1.6.1). */
#include "config.h"

#include "tests/revocation/revcase.h"

static void staple(struct revcase *c)
{
    c->source = EVIDENCE_STAPLE;
    c->target = &c->k->leaf;
    c->asked_staple = true;
}

void case_staple_good(struct revcase *c)
{
    staple(c);
}

void case_staple_revoked(struct revcase *c)
{
    staple(c);
    c->single->status = MINT_REVOKED;
}

void case_staple_expired(struct revcase *c)
{
    staple(c);
    c->single->this_update = FC_NOW - FC_DAY;
    c->single->next_update = FC_NOW - 301;
}

void case_staple_forged(struct revcase *c)
{
    staple(c);
    c->ocsp.key = FKEY_P256_D;
}

/* The handshake brought it for the leaf, and it is about the intermediate. */
void case_staple_about_other(struct revcase *c)
{
    staple(c);
    c->ocsp = fc_ocsp_of(c->a, &c->k->root, &c->k->ca);
}

/* It came for the intermediate: it does not count for the leaf. */
void case_staple_for_other(struct revcase *c)
{
    staple(c);
    c->target = &c->k->ca;
}

static void must_staple(struct revcase *c)
{
    fc_add(&c->k->leaf.exts, FC_OID_TLS_FEATURE, false, fc_tls_feature(c->a, 5));
}

/* A certificate that demands a staple, good by CRL. */
static void must_staple_and_crl(struct revcase *c)
{
    must_staple(c);
    c->k->no_ca_crl = false;
}

void case_must_staple_good(struct revcase *c)
{
    must_staple(c);
    staple(c);
}

void case_must_staple_by_file(struct revcase *c)
{
    must_staple(c);
}

void case_must_staple_missing(struct revcase *c)
{
    must_staple_and_crl(c);
    c->no_response = c->asked_staple = true;
}

void case_must_staple_unseen(struct revcase *c)
{
    must_staple_and_crl(c);
    c->no_response = true;
}

/* What was fetched is good, and no staple. */
void case_must_staple_fetched(struct revcase *c)
{
    must_staple_and_crl(c);
    c->source = EVIDENCE_FETCHED;
    c->target = &c->k->leaf;
    c->asked_staple = true;
}

void case_must_staple_expired(struct revcase *c)
{
    must_staple_and_crl(c);
    case_staple_expired(c);
}

void case_must_staple_unknown(struct revcase *c)
{
    must_staple_and_crl(c);
    staple(c);
    c->single->status = MINT_UNKNOWN;
}

void case_must_staple_forged(struct revcase *c)
{
    must_staple_and_crl(c);
    case_staple_forged(c);
}

void case_must_staple_try_later(struct revcase *c)
{
    must_staple_and_crl(c);
    staple(c);
    c->ocsp.spec.result = 3;
}

void case_must_staple_revoked(struct revcase *c)
{
    must_staple_and_crl(c);
    case_staple_revoked(c);
}

/* RFC 6961 2.2: status_request_v2 is demanded with number 17. */
void case_must_staple_v2(struct revcase *c)
{
    fc_add(&c->k->leaf.exts, FC_OID_TLS_FEATURE, false, fc_tls_feature(c->a, 17));
    c->k->no_ca_crl = false;
    c->no_response = c->asked_staple = true;
}

/* Another feature demands no staple. */
void case_other_feature(struct revcase *c)
{
    fc_add(&c->k->leaf.exts, FC_OID_TLS_FEATURE, false, fc_tls_feature(c->a, 23));
    c->no_response = c->asked_staple = true;
    c->k->no_ca_crl = false;
}

/* A revocation elsewhere counts in spite of a good staple. */
void case_staple_good_crl_revokes(struct revcase *c)
{
    staple(c);
    c->k->no_ca_crl = false;
    fc_revoke(c->a, &c->k->ca_crl, c->k->leaf.serial, 1);
}

void case_outage(struct revcase *c)
{
    c->has_outage = c->no_response = true;
    c->target = &c->k->leaf;
}

void case_outage_and_good_crl(struct revcase *c)
{
    case_outage(c);
    c->k->no_ca_crl = false;
}

void case_outage_and_revoked(struct revcase *c)
{
    case_outage_and_good_crl(c);
    fc_revoke(c->a, &c->k->ca_crl, c->k->leaf.serial, 1);
}

void case_no_source(struct revcase *c)
{
    c->no_response = true;
}

/* Without an OCSP URL CRLs are enough: no finding says otherwise. */
void case_no_url_and_good_crl(struct revcase *c)
{
    fc_drop(&c->k->leaf.exts, FC_OID_AIA);
    c->no_response = true;
    c->k->no_ca_crl = false;
}

/* A leaf of this many seconds, issued at this time; it still is valid, and nobody speaks about
 * it. */
static void live(struct revcase *c, int64_t from, int64_t seconds)
{
    c->k->leaf.not_before = from;
    c->k->leaf.not_after = from + seconds - 1; /* RFC 5280 4.1.2.5: both ends belong to it */
    c->no_response = true;
}

/* The time of the verdict, between the two dates of BR 1.6.1. */
#define MARCH_15_2026 INT64_C(1773532800)
#define MARCH_15_2024 INT64_C(1710460800)

static void live_at(struct revcase *c, int64_t from, int64_t seconds)
{
    live(c, from, seconds);
    c->k->trial.in.time = from + 60;
    c->k->root_crl.this_update = from;
    c->k->root_crl.next_update = from + FC_DAY;
    c->k->trial.in.profile = PROFILE_RFC5280;
}

void case_short_lived_7_days(struct revcase *c)
{
    live(c, FC_NOW - FC_DAY, 7 * FC_DAY);
}

void case_short_lived_one_second_over(struct revcase *c)
{
    live(c, FC_NOW - FC_DAY, 7 * FC_DAY + 1);
}

void case_short_lived_7_days_from_its_day(struct revcase *c)
{
    live_at(c, MARCH_15_2026, 7 * FC_DAY);
}

void case_short_lived_10_days_from_its_day(struct revcase *c)
{
    live_at(c, MARCH_15_2026, 7 * FC_DAY + 1);
}

void case_short_lived_10_days(struct revcase *c)
{
    live_at(c, MARCH_15_2026 - 1, 10 * FC_DAY);
}

void case_short_lived_10_days_one_second_over(struct revcase *c)
{
    live_at(c, MARCH_15_2026 - 1, 10 * FC_DAY + 1);
}

void case_short_lived_first_second(struct revcase *c)
{
    live_at(c, MARCH_15_2024, 10 * FC_DAY);
}

void case_short_lived_before_its_time(struct revcase *c)
{
    live_at(c, MARCH_15_2024 - 1, FC_DAY);
}

void case_short_lived_revoked(struct revcase *c)
{
    case_short_lived_7_days(c);
    c->no_response = false;
    c->single->status = MINT_REVOKED;
}

/* The responder of one that needs no status is of no use: nothing follows. */
void case_short_lived_bad_response(struct revcase *c)
{
    case_short_lived_7_days(c);
    c->no_response = false;
    c->ocsp.spec.corrupt = true;
}

/* Its own CA does not know it. */
void case_short_lived_unknown(struct revcase *c)
{
    case_short_lived_7_days(c);
    c->no_response = false;
    c->single->status = MINT_UNKNOWN;
}

/* … but has known it since. */
void case_short_lived_unknown_before(struct revcase *c)
{
    struct mint_single *newer = &revcase_more(c, c->ocsp)->spec.singles[0];

    case_short_lived_unknown(c);
    newer->this_update++;
}

/* A CA is no subscriber, however short it lives. */
void case_short_lived_ca(struct revcase *c)
{
    c->k->ca.not_before = FC_NOW - FC_DAY;
    c->k->ca.not_after = FC_NOW + FC_DAY;
    c->k->no_root_crl = true;
}

void case_short_lived_must_staple(struct revcase *c)
{
    case_short_lived_7_days(c);
    must_staple(c);
    c->asked_staple = true;
}
