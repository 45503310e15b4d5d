/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/speed/speed_scale.h"

/* A bare row is alike from this part of the other's rate on. */
#define ALIKE 0.75

/* In each part of the textbook's table AES comes first. */
static void put_ratios(struct speed_line *lines, size_t num)
{
    const struct speed_line *aes = NULL;

    for (size_t i = 0; i < num; i++) {
        struct speed_line *line = &lines[i];

        if (!line->is_book)
            continue;
        if (aes == NULL || strcmp(line->name, aes->name) == 0)
            aes = line;
        else if (speed_is_measured(aes) && speed_is_measured(line) && line->rate > 0)
            line->ratio = aes->rate / line->rate;
    }
}

/* The row that does the same with the processor's instructions. */
static bool is_alike(const struct speed_line *bare, const struct speed_line *other)
{
    return other->group == bare->group && !other->is_bare && speed_is_measured(other) &&
           strcmp(other->name, bare->name) == 0 && bare->rate > other->rate * ALIKE;
}

void speed_compare(struct speed_line *lines, size_t num)
{
    put_ratios(lines, num);
    for (size_t i = 0; i < num; i++) {
        for (size_t k = 0; k < num && lines[i].is_bare && speed_is_measured(&lines[i]); k++) {
            if (is_alike(&lines[i], &lines[k]))
                lines[i].state = SPEED_ALIKE;
        }
    }
}
