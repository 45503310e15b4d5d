/* SPDX-License-Identifier: GPL-3.0-or-later */
/* endpoint_progress: records the steps of connecting in the event log, and shows the current one as
 * a line on the terminal. */
#ifndef TB_APP_CONNECT_ENDPOINT_PROGRESS_H
#define TB_APP_CONNECT_ENDPOINT_PROGRESS_H

#include "app/connect/endpoint.h"

/* endpoint_progress_step records that the network has completed a step. */
void endpoint_progress_step(struct endpoint *v, enum net_step step);

/* endpoint_progress_show prints the line; endpoint_progress_clear erases it. */
void endpoint_progress_show(struct endpoint *v);
void endpoint_progress_clear(struct endpoint *v);

#endif
