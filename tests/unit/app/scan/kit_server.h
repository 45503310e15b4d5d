/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kit_server: a server in memory that chooses from its configuration, as the questions of a scan
 * find it out.  It answers hellos with whole flights and never completes a handshake.
 */
#ifndef TB_TESTS_UNIT_APP_SCAN_KIT_SERVER_H
#define TB_TESTS_UNIT_APP_SCAN_KIT_SERVER_H

#include "app/scan/attempt.h"
#include "app/scan/host_scan.h"

enum { KIT_IDS = 64 };
struct kit_ids {
    uint16_t v[KIT_IDS];
    size_t num;
};

/* What it refuses, or does wrong. */
enum kit_quirk {
    KIT_NO_EMPTY_SHARE = 1 << 0,
    KIT_FEW_SUITES = 1 << 1, /* at most 128 */
    KIT_HANGS_UP = 1 << 2,   /* in place of alerts */
    KIT_LIES = 1 << 4,       /* chooses a suite that was not offered if it has none */
    KIT_NO_GREASE = 1 << 5,
    KIT_NO_LARGE = 1 << 6,
    KIT_NO_SPLIT = 1 << 7,
    KIT_NO_MEDIUM = 1 << 8,  /* 256 to 511 bytes */
    KIT_NO_VERSION = 1 << 9, /* an unknown one in supported_versions */
    KIT_NO_LEGACY = 1 << 10, /* a client_version above TLS 1.2 */
    KIT_NO_EXTENSION = 1 << 11,
    KIT_NO_WEB = 1 << 12, /* refuses h2 and http/1.1 */
    KIT_NEEDS_SNI = 1 << 13,
    KIT_CHACHA_FIRST = 1 << 14,   /* prefers ChaCha20 if the client does */
    KIT_INTERNAL = 1 << 15,       /* refuses with internal_error */
    KIT_SILENT = 1 << 16,         /* does not answer refused hellos at all */
    KIT_READS_VERSIONS = 1 << 18, /* knows supported_versions even without TLS 1.3 */
    KIT_TWO_KEYS = 1 << 17,       /* chooses a suite, and refuses without a scheme for its key */
    KIT_ONE_GROUP = 1 << 3,       /* always its first one, offered or not */
    KIT_ONE_SCHEME = 1 << 19,     /* the same of schemes */
    KIT_GARBLES = 1 << 20,        /* changes a byte of most answers */
};

struct kit_server {
    unsigned versions; /* bits of enum scan_version_row */
    struct kit_ids suites[SCAN_VERSIONS], groups13, groups12, schemes;
    bool by_server; /* whose order counts for suites and groups */
    bool has_ecdsa; /* its only certificate is ECDSA P-256: TLS 1.2 needs the curve */
    bool ems, etm, renegotiation, deflate, fallback;
    struct span dh_p;
    const char *alpn[4]; /* in its order */
    unsigned quirks;

    struct rng rng;  /* of KIT_GARBLES */
    unsigned hellos; /* that it was sent */
    bool has_broken; /* a hello broke the rules of TLS */
};

/* kit_server_signs: the key exchange of the suite is signed. */
bool kit_server_signs(uint16_t suite);

/* kit_server_answer reads a hello and fills in the outcome; *flight is the caller's to free. */
void kit_server_answer(struct kit_server *server, struct attempt_outcome *out,
                       struct server_flight *flight, struct span hello);

#endif
