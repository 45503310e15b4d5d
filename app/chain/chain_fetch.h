/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain_fetch: issuers that certificates name by a URL (authorityInfoAccess, RFC 5280 4.2.2.1). */
#ifndef TB_APP_CHAIN_CHAIN_FETCH_H
#define TB_APP_CHAIN_CHAIN_FETCH_H

#include "app/chain/chain_study.h"
#include "app/fetch/fetch.h"

/* The most rounds, each of which fetches the issuers that the last one left missing, and the most
 * fetches of all rounds. */
enum { CHAIN_FETCH_ROUNDS = 6, CHAIN_FETCHES_MAX = 16 };

/* chain_fetch_run runs the study, and again with what it lacks, until a good list is known or
 * nothing more can be fetched.  A fetch that fails is reported on standard error.  Errors: those of
 * chain_study_run, and of the loop. */
enum err chain_fetch_run(struct chain_study *study, const struct fetch_settings *settings,
                         struct output *out) MUST_CHECK;

#endif
