/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bad: what `serve --bad` can do wrong, one row each, whatever its kind: a fault of the
 * certificates (chain_fault.h) or of the protocol.  `--bad list` and `--check` read nothing else
 * of a row.
 */
#ifndef TB_APP_FAULTS_SERVER_FAULT_H
#define TB_APP_FAULTS_SERVER_FAULT_H

#include "lib/base/err.h"

enum bad_kind { BAD_CERTIFICATE, BAD_PROTOCOL };

/* What a good client does when it meets the fault. */
enum bad_must {
    BAD_REFUSE, /* ends the handshake, or says so */
    BAD_ACCEPT, /* goes on: this looks wrong and is not */
    BAD_EITHER, /* both can be defended, if it does so at once */
};

struct bad {
    const char *name; /* lower-case words with hyphens; a label of a host name */
    enum bad_kind kind;
    enum bad_must must;
    enum reason reason; /* what our own client says: OK where it goes on */
    const char *words;  /* the fault, in a sentence without a full stop */
};

#endif
