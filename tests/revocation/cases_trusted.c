/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signers that were entitled once, or that the trust store distrusts (RFC 6960 4.2.2.2, RFC 5280
 * 6.3.3 (f)). */
#include "config.h"

#include "tests/revocation/revcase.h"

void case_responder_expired(struct revcase *c)
{
    c->responder.not_after = FC_NOW - 1;
    revcase_delegate(c);
}

/* It was valid when it signed the response. */
void case_responder_expired_revoked(struct revcase *c)
{
    case_responder_expired(c);
    c->single->status = MINT_REVOKED;
}

void case_responder_expired_in_last_second(struct revcase *c)
{
    case_responder_expired_revoked(c);
    c->ocsp.spec.produced_at = c->responder.not_after;
}

void case_responder_expired_before(struct revcase *c)
{
    case_responder_expired_revoked(c);
    c->ocsp.spec.produced_at = FC_NOW;
}

void case_responder_expired_not_yet_valid(struct revcase *c)
{
    c->responder.not_before = FC_NOW - 60;
    case_responder_expired_revoked(c);
}

void case_responder_expired_hold(struct revcase *c)
{
    case_responder_expired_revoked(c);
    c->single->reason = 6;
}

void case_responder_expired_not_issued(struct revcase *c)
{
    c->responder.corrupt = true;
    case_responder_expired_revoked(c);
}

void case_responder_expired_distrusted(struct revcase *c)
{
    case_responder_expired_revoked(c);
    case_responder_distrusted(c);
}

/* The certificate is in the store, as one that must not be trusted. */
static void distrust(struct revcase *c, struct span serial, uint32_t purposes)
{
    c->k->trial.block =
        (struct anchor_block){.source = "store", .purposes = purposes, .serial = serial};
}

void case_responder_distrusted(struct revcase *c)
{
    if (c->ocsp.spec.num_certs == 0)
        revcase_delegate(c);
    distrust(c, c->responder.serial, EKU_SERVER);
}

void case_responder_distrusted_says_revoked(struct revcase *c)
{
    case_responder_distrusted(c);
    c->single->status = MINT_REVOKED;
}

void case_responder_distrusted_for_email(struct revcase *c)
{
    revcase_delegate(c);
    distrust(c, c->responder.serial, EKU_EMAIL);
}

void case_indirect_distrusted(struct revcase *c)
{
    case_indirect_good(c);
    distrust(c, c->k->helpers[0].serial, EKU_SERVER);
}

void case_indirect_distrusted_for_email(struct revcase *c)
{
    case_indirect_good(c);
    distrust(c, c->k->helpers[0].serial, EKU_EMAIL);
}
