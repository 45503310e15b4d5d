/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain_fetch: issuers that certificates name by a URL (authorityInfoAccess, RFC 5280 4.2.2.1). */
#ifndef TB_APP_CHAIN_CHAIN_FETCH_H
#define TB_APP_CHAIN_CHAIN_FETCH_H

#include "app/chain/chain_study.h"
#include "app/fetch/fetch.h"

/* chain_fetch_run runs the study, and if no good list is known, again with the issuers that are
 * fetched for a verdict (app/fetch/gather.h has the bounds, and what is reported).  Errors: those
 * of chain_study_run, and of the loop. */
enum err chain_fetch_run(struct chain_study *study,
                         const struct fetch_settings *settings) MUST_CHECK;

#endif
