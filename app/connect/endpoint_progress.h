/* SPDX-License-Identifier: GPL-3.0-or-later */
/* endpoint_progress: records the steps of connecting in the event log, and shows the current one as
 * a line on the terminal. */
#ifndef TB_APP_CONNECT_ENDPOINT_PROGRESS_H
#define TB_APP_CONNECT_ENDPOINT_PROGRESS_H

#include "app/connect/endpoint.h"

/* The hooks of the network: endpoint_progress_step records that it has completed a step,
 * endpoint_progress_dialogue a message of the dialogue before TLS.  `endpoint` is the endpoint. */
void endpoint_progress_step(void *endpoint, enum net_step step);
void endpoint_progress_dialogue(void *endpoint, const struct dialogue_message *message);

/* endpoint_progress_show prints the line; endpoint_progress_clear erases it. */
void endpoint_progress_show(struct endpoint *v);
void endpoint_progress_clear(struct endpoint *v);

#endif
