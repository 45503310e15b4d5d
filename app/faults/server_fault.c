/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/faults/server_fault.h"

const char *server_fault_must_name(enum server_fault_must must)
{
    static const char *const words[] = {[SERVER_FAULT_REFUSE] = "refuse",
                                        [SERVER_FAULT_ACCEPT] = "accept",
                                        [SERVER_FAULT_EITHER] = "either"};

    return words[must];
}

const char *server_fault_kind_name(enum server_fault_kind kind)
{
    return kind == SERVER_FAULT_CERTIFICATE ? "certificate" : "protocol";
}
