/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verifier: judges certificate chains according to settings.  This is the only way from
 * certificates to a verdict; verify, handshake, serve and decode all use it.
 *
 * Threads may share a verifier if each has its own arena: a lock protects the inputs while they are
 * opened, and everything else belongs to the call or may be shared.  Opening the inputs may print a
 * line about a broken file, and output has no lock: call verifier_open before starting threads.
 */
#ifndef TB_APP_VERIFY_VERIFIER_H
#define TB_APP_VERIFY_VERIFIER_H

#include <pthread.h>
#include <stdatomic.h>

#include "app/verify/trust_inputs.h"
#include "lib/crypto/privkey.h"

struct verifier {
    /* Constant after the first chain. */
    const struct verify_settings *settings;
    const struct result_settings *result;
    const struct privkey *key; /* must be the private key of the leaf; NULL: not checked */
    bool is_guest;             /* many strangers send chains: each has a tighter budget */
    bool keeps_leaf_key;       /* the caller needs the leaf's key, to verify a signature */
    struct known *known;       /* what chains share, see verifier_remember; NULL: nothing */

    pthread_mutex_t lock; /* protects the members below */
    atomic_bool is_open;  /* set at the end: who sees it needs no lock */
    struct trust_inputs inputs;
};

void verifier_init(struct verifier *verifier, const struct verify_settings *settings,
                   const struct result_settings *result, struct output *out, struct arena *arena);
/* verifier_prepare opens all files that the settings name, and is called before the first byte of a
 * peer or of a capture is read.  If there are many, it reads them, one after the other.
 * verifier_open also reads them, at the first call; the first chain does so too. */
void verifier_prepare(struct verifier *verifier);
struct trust_inputs *verifier_open(struct verifier *verifier);
/* verifier_remember lets chains share what they have in common (lib/path/known.h).  Without memory
 * for it everything is computed for each chain again. */
void verifier_remember(struct verifier *verifier);
void verifier_close(struct verifier *verifier); /* accepts a zero struct */

/* The certificates of one chain, in an arena: the one to be judged, and helpers in any order. */
struct chain_certs {
    struct link *v;
    size_t num;
    struct fail broken;           /* the first helper that does not decode, or OK … */
    size_t broken_at, num_broken; /* … its number from 1; how many there are */
    const struct link *extra;     /* issuers that were fetched (SOURCE_FETCHED) */
    size_t num_extra;
    struct evidence evidence; /* staples, SCTs, what was fetched, and what could not be */
};

/* What may differ from one chain to the next: the time to judge for, the deadline of the work, and
 * the settings. */
struct verify_terms {
    const struct tile_source *tiles; /* instead of the directories of the settings, or NULL */
    const struct dane_input *dane;   /* looked up in the DNS; NULL: those of the settings, if any */
    bool is_smtp;                    /* the chain came from a mail server: RFC 7672 */
    int64_t now;                     /* seconds since 1970; `at` in the settings has precedence */
    uint64_t end_us;                 /* deadline on the clock of net_now_us; 0: none */
    const struct verify_settings
        *settings; /* instead of the verifier's, but for the files that they
                                             * name; NULL: the verifier's */
};

/* A deadline on a clock. */
struct alarm_clock {
    int id; /* of clock_gettime */
    uint64_t end_us;
};

/* Members point at each other: do not copy or move it. */
struct verdict {
    enum reason reason;  /* the report's, or why there is no report */
    bool is_judged;      /* there is a report */
    struct span message; /* why there is no report; it points into the verifier */
    struct report report;
    struct judge_input judge;
    struct evidence evidence; /* that came with the chain: `judge` points to it */
    struct view_input view;   /* for the views; the caller sets view.input */
    struct pubkey *leaf_key;  /* with keeps_leaf_key: the caller frees it; NULL: unusable */
    struct alarm_clock clock;
    struct dane_input dane; /* what judge.dane points to */
};

/* verifier_judge judges one chain for a host (HOST_NONE: for no name).  A negative verdict is no
 * error.  Errors: MEMORY, LIMIT; there is no report then. */
enum err verifier_judge(struct verifier *verifier, const struct chain_certs *certs,
                        const struct reference_id *host, const struct verify_terms *terms,
                        struct arena *arena, struct verdict *out) MUST_CHECK;

#endif
