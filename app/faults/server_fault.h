/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server_fault: the common part of all faults of `serve --bad`, those of certificates
 * (chain_fault.h) and those of the protocol (wire_fault.h).  `--bad list` and `--check` read only
 * this part.
 */
#ifndef TB_APP_FAULTS_SERVER_FAULT_H
#define TB_APP_FAULTS_SERVER_FAULT_H

#include "lib/base/err.h"

enum server_fault_kind { SERVER_FAULT_CERTIFICATE, SERVER_FAULT_PROTOCOL };

/* What a good client does when it meets the fault. */
enum server_fault_must {
    SERVER_FAULT_REFUSE, /* ends the connection or reports an error */
    SERVER_FAULT_ACCEPT, /* continues: this only looks wrong */
    SERVER_FAULT_EITHER, /* both are correct, if it does so at once */
};

struct server_fault {
    char name[32]; /* lower-case words with hyphens; a label of a host name */
    enum server_fault_kind kind;
    enum server_fault_must must;
    enum reason reason; /* what our own client reports: OK if it continues */
    char words[96];     /* the fault, in a sentence without a full stop */
};

/* These words never change: scripts read them. */
const char *server_fault_must_name(enum server_fault_must must); /* "refuse" */
const char *server_fault_kind_name(enum server_fault_kind kind); /* "protocol" */

#endif
