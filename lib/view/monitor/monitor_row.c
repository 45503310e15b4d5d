/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/monitor/monitor_row.h"

#include "lib/base/lookup.h"

enum plugin_state plugin_state_of(int exit, unsigned warnings)
{
    switch (exit) {
    case EXIT_OK: return warnings > 0 ? PLUGIN_WARNING : PLUGIN_OK;
    case EXIT_VERDICT:
    case EXIT_NETWORK:
    case EXIT_HANDSHAKE: return PLUGIN_CRITICAL;
    default: return PLUGIN_UNKNOWN;
    }
}

enum plugin_state plugin_worse(enum plugin_state a, enum plugin_state b)
{
    static const uint8_t rank[] = {
        [PLUGIN_OK] = 0, [PLUGIN_WARNING] = 1, [PLUGIN_UNKNOWN] = 2, [PLUGIN_CRITICAL] = 3};

    return rank[a] >= rank[b] ? a : b;
}

const char *plugin_state_name(enum plugin_state state)
{
    static const char names[][10] = {ROW_TEXT("OK"), ROW_TEXT("WARNING"), ROW_TEXT("CRITICAL"),
                                     ROW_TEXT("UNKNOWN")};

    return names[state];
}

enum plugin_state monitor_worst(const struct monitor_row *rows, size_t num)
{
    enum plugin_state state = PLUGIN_OK;

    for (size_t i = 0; i < num; i++)
        state = plugin_worse(state, plugin_state_of(rows[i].exit, rows[i].warnings));
    return state;
}

void monitor_row_report(struct monitor_row *row, const struct report *report)
{
    const struct path *path = &report->chosen;
    const struct cert *first = path->anchored ? path_first_to_end(path) : NULL;

    for (size_t i = 0; i < path->num_findings; i++)
        row->warnings += path->findings[i].severity == SEVERITY_WARNING;
    row->has_end = first != NULL && first->has_not_before;
    if (row->has_end) {
        row->not_before = first->not_before;
        row->not_after = first->not_after;
    }
}
