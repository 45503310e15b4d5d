/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several answers about one certificate, from responders and CRLs: which one counts (RFC 6960 2.2,
 * 4.2.2.1; RFC 5280 5.3.1). */
#include "config.h"

#include "tests/revocation/revcase.h"

/* A further response with this status, this many seconds newer than the first one. */
static struct mint_single *another(struct revcase *c, enum mint_status status, int64_t newer)
{
    struct mint_single *s = &revcase_more(c, c->ocsp)->spec.singles[0];

    s->status = status;
    s->this_update += newer;
    return s;
}

void case_responses_contradict(struct revcase *c)
{
    another(c, MINT_REVOKED, 0);
}

void case_responses_revoked_older(struct revcase *c)
{
    another(c, MINT_REVOKED, -FC_DAY);
}

void case_responses_good_and_forged(struct revcase *c)
{
    struct fc_ocsp *forged = revcase_more(c, c->ocsp);

    forged->spec.singles[0].status = MINT_REVOKED;
    forged->key = FKEY_P256_D;
}

void case_responses_hold_released(struct revcase *c)
{
    another(c, MINT_REVOKED, -1)->reason = 6;
}

void case_responses_hold_equally_new(struct revcase *c)
{
    another(c, MINT_REVOKED, 0)->reason = 6;
}

void case_responses_hold_newer(struct revcase *c)
{
    another(c, MINT_REVOKED, 1)->reason = 6;
}

/* Held, released and held again. */
void case_responses_hold_twice(struct revcase *c)
{
    case_responses_hold_released(c);
    case_responses_hold_newer(c);
}

/* The newer answer does not count, so it lifts nothing. */
void case_responses_hold_and_stale(struct revcase *c)
{
    c->single->next_update = FC_NOW - 301;
    another(c, MINT_REVOKED, -1)->reason = 6;
    c->more[0].spec.singles[0].next_update = FC_NOW + FC_DAY;
}

/* That the responder does not know the certificate does not lift a hold. */
void case_responses_hold_and_unknown(struct revcase *c)
{
    c->single->status = MINT_UNKNOWN;
    another(c, MINT_REVOKED, -FC_DAY)->reason = 6;
}

void case_responses_revoked_from_tomorrow_withdrawn(struct revcase *c)
{
    another(c, MINT_REVOKED, -1)->revoked_at = FC_NOW + FC_DAY;
}

void case_responses_unknown_and_good(struct revcase *c)
{
    another(c, MINT_UNKNOWN, 0);
}

void case_responses_unknown_newer(struct revcase *c)
{
    another(c, MINT_UNKNOWN, 1);
}

void case_responses_unknown_older(struct revcase *c)
{
    another(c, MINT_UNKNOWN, -1);
}

/* A CRL is another source, which may know more than a responder. */
void case_unknown_and_good_crl(struct revcase *c)
{
    c->no_response = false;
    c->single->status = MINT_UNKNOWN;
}

/* The leaf is on hold in the CRL, which is a day old, and good by a response of this hour. */
void case_hold_of_crl_released(struct revcase *c)
{
    c->no_response = false;
    fc_revoke(c->a, &c->k->ca_crl, c->k->leaf.serial, 6);
}

void case_hold_of_crl_newer(struct revcase *c)
{
    case_hold_of_crl_released(c);
    c->k->ca_crl.this_update = FC_NOW - 60;
}

void case_revoked_by_older_crl(struct revcase *c)
{
    c->no_response = false;
    fc_revoke(c->a, &c->k->ca_crl, c->k->leaf.serial, 1);
}

/* A response of two days ago has it on hold, and the newer CRL does not. */
void case_hold_released_by_crl(struct revcase *c)
{
    c->no_response = false;
    c->single->status = MINT_REVOKED;
    c->single->reason = 6;
    c->single->this_update = FC_NOW - 2 * FC_DAY;
}

void case_hold_after_crl(struct revcase *c)
{
    case_hold_released_by_crl(c);
    c->single->this_update = FC_NOW - 3600;
}

/* A newer delta CRL takes it off the list (removeFromCRL), and a response of an hour ago still has
 * the hold. */
void case_hold_removed_by_delta(struct revcase *c)
{
    struct fc_crl *delta = revkit_crl(c->k, c->k->ca_crl);

    fc_set(&delta->exts, FC_OID_CRL_NUMBER, false, fd_int(c->a, 8));
    fc_set(&delta->exts, FC_OID_DELTA, true, fd_int(c->a, 7));
    fc_revoke(c->a, delta, c->k->leaf.serial, 8);
    delta->this_update = FC_NOW - 60;
    fc_revoke(c->a, &c->k->ca_crl, c->k->leaf.serial, 6);
    case_hold_after_crl(c);
}

/* The complete CRL has it on hold, and a response that is newer says good; but the delta CRL, which
 * is newer still, does not take it off the list. */
void case_hold_confirmed_by_delta(struct revcase *c)
{
    struct fc_crl *delta = revkit_crl(c->k, c->k->ca_crl);

    fc_set(&delta->exts, FC_OID_CRL_NUMBER, false, fd_int(c->a, 8));
    fc_set(&delta->exts, FC_OID_DELTA, true, fd_int(c->a, 7));
    delta->this_update = FC_NOW - 60;
    case_hold_of_crl_released(c);
}

/* A CRL for some reasons is newer than the hold, and the one for the others is older. */
void case_hold_between_partial_crls(struct revcase *c)
{
    struct fc_crl *others = revkit_crl(c->k, c->k->ca_crl);
    uint32_t some = 1 << 1;

    fc_set(&c->k->ca_crl.exts, FC_OID_IDP, true,
           fc_idp(c->a, (struct fc_idp){.reasons = CRL_ALL_REASONS & ~some}));
    fc_set(&others->exts, FC_OID_IDP, true, fc_idp(c->a, (struct fc_idp){.reasons = some}));
    others->this_update = FC_NOW - 60;
    case_hold_after_crl(c);
}

/* The other way round: in whatever order they are asked. */
void case_hold_between_points(struct revcase *c)
{
    struct span first = revkit_uri(c->k, "http://crl.example.com/1"),
                second = revkit_uri(c->k, "http://crl.example.com/2"), none = {0};
    struct fc_crl *others = revkit_crl(c->k, c->k->ca_crl);
    uint32_t some = 1 << 1;

    fc_set(&c->k->leaf.exts, FC_OID_CRLDP, false,
           FC_CRLDP(c->a, fc_dp(c->a, first, CRL_ALL_REASONS & ~some, none),
                    fc_dp(c->a, second, some, none)));
    fc_set(&c->k->ca_crl.exts, FC_OID_IDP, true, fc_idp(c->a, (struct fc_idp){.names = first}));
    fc_set(&others->exts, FC_OID_IDP, true, fc_idp(c->a, (struct fc_idp){.names = second}));
    others->this_update = FC_NOW - 60;
    case_hold_after_crl(c);
}

/* A CA's new key is on hold, and has signed a newer CRL that does not say so. */
void case_hold_and_crl_by_itself(struct revcase *c)
{
    struct revkit *k = c->k;
    struct fc_ocsp *held;

    k->ca.subject = k->ca.issuer = k->leaf.issuer = k->root.subject;
    k->ca_crl = fc_crl_of(c->a, &k->ca);
    k->ca_crl.this_update = FC_NOW - 60;
    k->no_root_crl = true;
    held = revcase_more(c, fc_ocsp_of(c->a, &k->root, &k->ca));
    held->spec.singles[0].status = MINT_REVOKED;
    held->spec.singles[0].reason = 6;
}
