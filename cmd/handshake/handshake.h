/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handshake: what `tlsbox handshake` is made of:
 *
 *   handshake.c        options, and one run over all operands
 *   handshake_conn.c   the one or two connections of an operand, and how they are shown
 *   handshake_addresses.c   the same with each address of a name
 *   handshake_diagnosis.c   what the server wants, after it has refused
 *   handshake_dane.c   the TLSA records of an operand, before it is connected to
 *   handshake_without.c   operands that were not connected to
 *   handshake_files.c  the files that are read and written beside the output
 */
#ifndef TB_CMD_HANDSHAKE_HANDSHAKE_H
#define TB_CMD_HANDSHAKE_HANDSHAKE_H

#include "app/connect/conn_capture.h"
#include "app/connect/endpoint.h"
#include "app/connect/exchange.h"
#include "app/scan/diagnose.h"
#include "app/side_file.h"
#include "app/verify/dane_lookup.h"
#include "cmd/options/connect_options.h"
#include "cmd/options/fetch_options.h"
#include "cmd/options/monitor_options.h"
#include "cmd/options/passphrase_options.h"
#include "cmd/options/view_options.h"

struct handshake {
    struct verify_settings judging;
    struct gather_settings fetching;
    struct result_settings result;
    struct connect_options connecting;
    struct view_options view;
    struct monitor_opts monitoring;
    struct passphrase_opts passphrase;
    const char *cert, *key;
    bool insecure, resume, false_start, key_update;
    bool all_addresses, diagnose;
    const char *early_data, *get, *send;
    const char *save_chain, *keylog, *pcap;
};

/* One run over all operands. */
struct handshake_job {
    struct run *run;
    const struct handshake *opts;
    struct connect_setup how;
    struct verifier verifier;
    struct endpoint_plan plan;
    struct credentials identity;
    struct passphrase passphrase; /* of its key */
    struct outfile_log keylog;
    struct endpoint_listener keylog_listener;
    struct file early, send;
    struct {
        struct side_file chain, capture, page;
    } files;              /* what is written at the end */
    struct buf chain;     /* PEM of all operands */
    struct buf page;      /* the lessons of all operands */
    struct spool packets; /* the capture of all operands … */
    struct buf secrets;   /* … and its key log */
    struct dane_lookup dane_lookup;
    struct dane_found dane; /* of the current operand */
    struct monitor monitor;
    struct buf why;      /* what is wrong with a file, before anybody is connected to */
    bool data_on_stdout; /* so the rest goes to standard error */
    struct style style;
    struct span *again; /* the options for doing it once more */
    size_t num_again;
    struct span *judging; /* those by which decode judges likewise */
    size_t num_judging;
};

/* A connection, and its part of the capture.  It must not move: its listeners point into it. */
struct handshake_conn {
    struct endpoint endpoint;
    struct conn_capture capture;
};

/* What JSON has beside the handshake itself; each NULL where it was not asked for. */
struct hs_addresses;
struct handshake_extra {
    const struct hs_addresses *addresses;
    const struct diagnosis *diagnosis;
    bool wants_diagnosis;
};

/* Where it goes to. */
struct handshake_to {
    const struct endpoint_plan *plan;
    const struct server *server;
    const char *operand;
};

/* handshake_conn_init makes one that has not begun; the exchange is borrowed.  handshake_conn_view
 * is what there is to show of one that is over, and handshake_conn_finish shows it and keeps what
 * it has to write: its exit code. */
void handshake_conn_init(struct handshake_conn *connection, struct handshake_job *job,
                         const struct handshake_to *to, struct exchange *exchange);
void handshake_conn_free(struct handshake_conn *connection);
struct hs_view handshake_conn_view(const struct handshake_job *job,
                                   const struct handshake_conn *conn,
                                   const struct exchange *exchange);
int handshake_conn_finish(struct handshake_job *job, struct handshake_conn *conn,
                          struct hs_view *view, struct handshake_extra *extra);

/* handshake_diagnosis_make finds out what the server of a handshake that is over wants: NULL if it
 * succeeded, or there is no memory.  The result is the run's. */
const struct diagnosis *handshake_diagnosis_make(struct handshake_job *job,
                                                 const struct handshake_conn *conn);

/* handshake_addresses_operand performs a handshake with each address of a server's name, at the
 * same time; the exit code. */
int handshake_addresses_operand(struct handshake_job *job, const struct server *server,
                                const char *operand);

/* handshake_conn_operand connects to one server, twice if that was asked for; the exit code. */
int handshake_conn_operand(struct handshake_job *job, const struct server *server,
                           const char *operand);

/* handshake_operand does all for one operand; the exit code. */
int handshake_operand(struct handshake_job *job, const struct server *server, const char *operand);

/* handshake_without says job->why, for which an operand was not connected to; the exit code. */
int handshake_without(struct handshake_job *job, const struct server *server, const char *operand,
                      enum err err);
/* handshake_without_files does so for all operands, with one line. */
int handshake_without_files(struct handshake_job *job, const struct server *servers, enum err err);

/* handshake_files_open reads and opens whatever can be known to fail, before anybody is connected
 * to; job->why has the message.  handshake_files_write writes what the connections have left; the
 * exit code. */
enum err handshake_files_open(struct handshake_job *job) MUST_CHECK;
int handshake_files_write(struct handshake_job *job);
void handshake_files_close(struct handshake_job *job);

#endif
