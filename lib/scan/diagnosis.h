/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagnosis: what a server wants that refused a handshake, found out by further attempts that each
 * change one thing: the interface between app/scan/diagnose.h, which makes them, and the views.
 */
#ifndef TB_LIB_SCAN_DIAGNOSIS_H
#define TB_LIB_SCAN_DIAGNOSIS_H

#include "lib/base/err.h"

/* TRIAL(ID, axis, text) in trials.def */
enum diagnosis_trial {
#define TRIAL(ID, axis, text) TRIAL_##ID,
#include "lib/scan/trials.def"
#undef TRIAL
    TRIAL_COUNT
};

/* What a change is about. */
enum diagnosis_axis {
    AXIS_NONE,
    AXIS_VERSION,
    AXIS_SUITE,
    AXIS_GROUP,
    AXIS_SCHEME,
    AXIS_FOREIGN, /* what we have not */
    AXIS_OLD,
    AXIS_NAME,
    AXIS_ALPN,
    AXIS_SHAPE, /* length, records, number of extensions */
    AXIS_ALONE, /* one version alone */
    AXIS_GREASE,
    AXIS_ODD, /* what the first hello had beyond the usual */
    AXIS_IDENTITY,
    AXIS_COUNT
};

/* WANT(ID, sentence, hint) in wants.def */
enum diagnosis_want_id {
#define WANT(ID, sentence, hint) WANT_##ID,
#include "lib/scan/wants.def"
#undef WANT
    WANT_COUNT
};

enum {
    DIAGNOSIS_ATTEMPTS = 15,
    DIAGNOSIS_LISTED = 3, /* values in a want, and values left out of an attempt */
    DIAGNOSIS_WANTS = 4,
};

/* What {list} stands for: numbers of a registry, or a text from outside. */
enum diagnosis_list_of { LIST_OF_VERSIONS, LIST_OF_SUITES, LIST_OF_GROUPS, LIST_OF_SCHEMES };
struct diagnosis_list {
    enum diagnosis_list_of of;
    uint16_t v[DIAGNOSIS_LISTED];
    size_t num;
    struct span text; /* in place of numbers; or empty */
};

struct diagnosis_want {
    enum diagnosis_want_id id;
    struct diagnosis_list list;
};

struct diagnosis_attempt {
    enum diagnosis_trial change;
    struct diagnosis_list without; /* left out of what the change adds */
    bool worked;                   /* the server accepted what the change is about … */
    bool wants_certificate; /* … and then refused the client for lack of another certificate */
    bool heard;             /* a byte of TLS came */
    uint16_t version, suite, group, scheme; /* that the server chose; 0: none */
    struct span alpn;
    struct span failure; /* in English; empty if the handshake is complete */
};

enum diagnosis_result {
    DIAGNOSIS_FOUND,    /* `wants` is what the server wants, all of it at once */
    DIAGNOSIS_UNSTEADY, /* the same handshake had different results */
    DIAGNOSIS_UNCLEAR,  /* something helps, and it is not clear what of it */
    DIAGNOSIS_UNKNOWN,  /* nothing helped */
    DIAGNOSIS_CUT_OFF,  /* the server does not accept connections any more */
};

/* All spans are the arena's that the caller gave. */
struct diagnosis {
    enum diagnosis_result result;
    struct diagnosis_attempt attempts[DIAGNOSIS_ATTEMPTS];
    size_t num;
    struct diagnosis_want wants[DIAGNOSIS_WANTS];
    size_t num_wants;
    bool is_confirmed;    /* FOUND: without the change it failed once more, and with it it worked */
    bool was_heard;       /* in the handshake that failed, a byte of TLS came */
    const char *not_made; /* why no attempt was made, in a sentence; or NULL */
};

#endif
