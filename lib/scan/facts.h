/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts: what a scan has found out about one server: the interface between those who ask
 * (app/scan), those who judge (lib/scan) and those who show (lib/view/scan).
 *
 * Nothing here says that something is absent unless the server showed that: SCAN_UNKNOWN is "not
 * found out".  All memory is the arena's, which belongs to the caller.
 */
#ifndef TB_LIB_SCAN_FACTS_H
#define TB_LIB_SCAN_FACTS_H

#include "lib/base/arena.h"
#include "lib/base/err.h"

enum scan_answer { SCAN_UNKNOWN, SCAN_NO, SCAN_YES };

/* Numbers of suites, groups or schemes; each once. */
struct scan_ids {
    uint16_t *v;
    size_t num, room;
};

/* Whose preference decides among several that both sides have. */
enum scan_order { SCAN_ORDER_UNKNOWN, SCAN_ORDER_SERVER, SCAN_ORDER_CLIENT };

/* scan_ids_add appends a number that is not there yet.  Errors: those of the arena. */
bool scan_ids_has(const struct scan_ids *ids, uint16_t id);
enum err scan_ids_add(struct scan_ids *ids, uint16_t id, struct arena *arena) MUST_CHECK;

struct scan_list {
    struct scan_ids ids; /* accepted, in the order in which the server chose them */
    enum scan_order order;
    bool complete; /* the server refused all others */
};

/* One protocol version; SSL 2.0 has its own suites, of three bytes, in suites2. */
struct scan_version {
    uint16_t version; /* versions.def */
    enum scan_answer accepted;
    struct scan_list suites, groups, schemes;
    unsigned dh_bits; /* of the shortest prime seen in DHE; 0: none was seen */
    bool dh_common;   /* this prime is a well-known one of at most 1024 bits (Logjam) */
    bool is_done;     /* nothing more is asked about its suites */
};
enum scan_version_row {
    SCAN_SSL_2,
    SCAN_SSL_3,
    SCAN_1_0,
    SCAN_1_1,
    SCAN_1_2,
    SCAN_1_3,
    SCAN_VERSIONS
};

extern const uint16_t scan_version_numbers[SCAN_VERSIONS]; /* versions.def */

enum scan_feature {
#define FEATURE(ID, key, kind, title, ref) FEATURE_##ID,
#include "lib/scan/features.def"
#undef FEATURE
    FEATURE_COUNT
};
enum scan_kind { SCAN_ABLE, SCAN_NUMBER, SCAN_WEAK, SCAN_TOLERANT };
struct scan_feature_value {
    enum scan_answer answer;
    uint32_t value;      /* NUMBER, if the answer is YES */
    const char *because; /* static text: why it is not known, or what was seen; or NULL */
};

/* A certificate chain that the server showed: one for each kind of key, and one without SNI if that
 * differs. */
struct scan_chain {
    struct span *certs; /* DER as sent, leaf first */
    size_t num;
    const char *key; /* "ECDSA P-256", "RSA 2048": as the verdict's JSON names keys */
    bool without_sni;
    bool is_judged;       /* else there was no verifier, and reason says nothing */
    enum reason reason;   /* OK, or why it was refused */
    struct span sentence; /* the refusal in a sentence, as `verify` says it */
    int64_t not_after;
    unsigned num_scts;        /* in the certificate, the handshake and the staple */
    unsigned num_scts_inside; /* of them, in the certificate */
    bool is_stapled;
};
enum { SCAN_CHAINS_MAX = 6, SCAN_AUTHORITIES_MAX = 8 };

/* What was learnt from the first hellos about how this server has to be asked. */
struct scan_manner {
    bool is_known;      /* the first hellos have been tried */
    bool needs_share;   /* it refuses an empty key_share */
    bool needs_few;     /* it refuses hellos with many more suites than browsers send */
    bool needs_no_alpn; /* it refuses the protocols of the web */
    uint8_t alert;      /* it refuses with this alert, and was asked twice; 0: none */
};

/* Why a scan is not whole. */
enum scan_trouble {
    SCAN_WHOLE,
    SCAN_UNREACHED, /* never connected: reason and message say why */
    SCAN_NOT_TLS,   /* another protocol, garbage, silence, or one alert for everything */
    SCAN_BROKEN,    /* hellos of TLS, and never a whole answer */
    SCAN_BLOCKED,   /* connections succeeded first, and then no more */
    SCAN_UNSTEADY,  /* the same hello had different answers */
    SCAN_TIME,      /* --timeout came first */
    SCAN_STOPPED,   /* by a signal */
};

struct scan_facts {
    struct arena *arena;
    struct span input; /* the target as given */
    struct span host;  /* the name or address, A-form */
    uint16_t port;
    struct span address; /* "192.0.2.1:443"; empty: never connected */
    bool is_quick;       /* one hello only (--quick) */
    enum scan_trouble trouble;
    enum reason reason;  /* of a target that was not reached, or speaks no TLS */
    struct span message; /* a sentence about the trouble; or empty */

    struct scan_manner manner;
    struct scan_version versions[SCAN_VERSIONS];
    struct scan_ids suites2; /* SSL 2.0: the lower 16 bits of its cipher kinds are kept … */
    uint8_t *kinds2;         /* … and the upper 8 in this array */
    struct scan_ids chosen;  /* of --quick: suite, group (0: none) */
    uint16_t chosen_version;
    struct span *alpn; /* protocols, in the server's order */
    size_t num_alpn;
    enum scan_answer alpn_answer; /* NO: it knows no ALPN */
    bool only_alpn_unoffered;     /* all that it chose unoffered was an application protocol */
    struct scan_chain chains[SCAN_CHAINS_MAX];
    size_t num_chains;
    struct scan_feature_value features[FEATURE_COUNT];
    /* CAs whose certificates it asks clients for: DER Names, the first few of them. */
    struct span authorities[SCAN_AUTHORITIES_MAX];
    size_t num_authorities, authorities_sent;
    struct span software; /* what the server says it is: "nginx/1.24.0"; or empty */

    unsigned connections;                    /* that were opened */
    uint64_t sent, received;                 /* bytes */
    uint64_t connect_us, hello_us, total_us; /* the first connection, its answer, everything */
    uint64_t waited_us;                      /* of total_us, only to keep to the rate */
};

/* scan_feature_is_moot: the server accepts nothing that the feature is for: no version up to
 * TLS 1.2, or no TLS 1.3, which scan_feature_is_of_13 tells. */
bool scan_feature_is_moot(const struct scan_facts *facts, enum scan_feature feature);
bool scan_feature_is_of_13(enum scan_feature feature);

#endif
