/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sent_chain: the part that each certificate has in the list that a server sends, and what is wrong
 * with the list (sent_rules.def).
 *
 * TLS 1.2 wants each certificate to certify the one before it (RFC 5246 7.4.2).  TLS 1.3 lets
 * clients accept any order and extra certificates, and asks servers for the old order (RFC 9846
 * 4.5.2): that is the list which works everywhere, and what is compared with here.
 */
#ifndef TB_LIB_CHAIN_SENT_CHAIN_H
#define TB_LIB_CHAIN_SENT_CHAIN_H

#include "lib/chain/chain_offer.h"

enum sent_role {
    SENT_LEAF,
    SENT_INTERMEDIATE, /* belongs to the right list */
    SENT_ALTERNATIVE,  /* belongs to another list that is good, too */
    SENT_ROOT,
    SENT_DUPLICATE,
    SENT_OTHER_KEY,  /* the issuer's name, and another key */
    SENT_DEAD_CROSS, /* a CA of the chain, certified by an issuer that leads nowhere */
    SENT_UNRELATED,
    SENT_ROLE_COUNT
};

/* sent_role_name is the stable name: "leaf", "intermediate", … */
const char *sent_role_name(enum sent_role role);

struct sent_cert {
    const struct link *link;
    size_t place; /* its place in the list, from 0; the certificates of one set have the same */
    enum sent_role role;
    size_t same_as;             /* SENT_DUPLICATE: the first one */
    const struct cert *partner; /* OTHER_KEY: the certificate that it did not sign */
    bool is_misplaced;
    bool is_outdated;
};

enum sent_rule {
#define SENT_RULE(id, severity, ref, text, hint) SENT_##id##_RULE,
#include "lib/chain/sent_rules.def"
#undef SENT_RULE
    SENT_RULE_COUNT
};

struct sent_problem {
    enum sent_rule rule;
    size_t number;            /* the place in the list, or a count; see sent_rules.def */
    size_t place;             /* {place} */
    const struct cert *cert;  /* {cert}; NULL: the issuer of other */
    const struct cert *other; /* {other} */
};

/* The columns of sent_rules.def. */
const char *sent_rule_id(enum sent_rule rule);
enum severity sent_rule_severity(enum sent_rule rule);
const char *sent_rule_ref(enum sent_rule rule);
const char *sent_rule_text(enum sent_rule rule);
const char *sent_rule_hint(enum sent_rule rule);
enum reason sent_rule_reason(enum sent_rule rule);
bool sent_rule_is_unknown(enum sent_rule rule); /* a certificate that nobody has given is missing */

/* What was sent, and what should have been. */
struct sent_chain {
    struct sent_cert *certs; /* in the order of the list */
    size_t num;
    size_t leaf; /* among them */
    size_t num_unreadable;
    int64_t time;

    const struct issuer_graph *graph;
    const struct chain_offer *offers;
    size_t num_offers;
    const struct chain_offer *wanted; /* the right list, or as much of it as is known */
    bool is_whole;                    /* it leads to an anchor */
    enum reason verdict;              /* on what is sent, alone */
    uint32_t stores;                  /* those that accept what is sent */

    struct sent_problem *problems;
    size_t num_problems, cap_problems;
};

/* sent_chain_judge fills in the roles and the problems; everything else is set.  Errors: MEMORY, or
 * LIMIT if the arena is full. */
enum err sent_chain_judge(struct sent_chain *sent, struct arena *arena) MUST_CHECK;

/* sent_chain_was_sent: the certificate is in the list. */
bool sent_chain_was_sent(const struct sent_chain *sent, const struct cert *cert);

/* sent_chain_is_wrong: one of the problems is an error. */
bool sent_chain_is_wrong(const struct sent_chain *sent);

#endif
