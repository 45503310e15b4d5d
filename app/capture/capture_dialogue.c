/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/capture/capture_dialogue.h"

/* What takes the place of a line is longer than the shortest one. */
enum { SHOWN_MAX = 8 * CAPTURE_TURN_BYTES };

void capture_dialogue_init(struct capture_dialogue *dialogue)
{
    *dialogue = (struct capture_dialogue){0};
    buf_init(&dialogue->bytes, CAPTURE_TURN_BYTES);
}

void capture_dialogue_end(struct capture_dialogue *dialogue)
{
    buf_free(&dialogue->bytes);
    dialogue->num = 0;
    dialogue->over = true;
}

/* The turn to which bytes of this side belong now; NULL if there is no room for another one. */
static struct capture_turn *turn_of(struct capture_dialogue *dialogue, bool from_client,
                                    uint64_t us)
{
    size_t num = dialogue->num;

    if (num > 0 && dialogue->turns[num - 1].from_client == from_client)
        return &dialogue->turns[num - 1];
    if (num == CAPTURE_TURNS)
        return NULL;
    dialogue->turns[num] =
        (struct capture_turn){.from_client = from_client, .at = dialogue->bytes.n, .us = us};
    dialogue->num++;
    return &dialogue->turns[num];
}

/* What does not fit is left out: then the dialogue is none of ours, which are short. */
void capture_dialogue_feed(struct capture_dialogue *dialogue, bool from_client, struct span bytes,
                           uint64_t us)
{
    if (dialogue->over || bytes.n == 0)
        return;
    struct capture_turn *turn = turn_of(dialogue, from_client, us);
    if (turn == NULL || bytes.n > CAPTURE_TURN_BYTES - dialogue->bytes.n) {
        capture_dialogue_end(dialogue);
        return;
    }
    buf_put(&dialogue->bytes, bytes);
    turn->n += bytes.n;
    if (dialogue->bytes.err != ERR_OK)
        capture_dialogue_end(dialogue);
}

static struct span bytes_of(const struct capture_dialogue *dialogue, size_t i)
{
    const struct capture_turn *t = &dialogue->turns[i];

    return span_head(span_tail(buf_span(&dialogue->bytes), t->at), t->n);
}

/* What the side said first. */
static struct span first_of(const struct capture_dialogue *dialogue, bool from_client)
{
    for (size_t i = 0; i < dialogue->num; i++) {
        if (dialogue->turns[i].from_client == from_client)
            return bytes_of(dialogue, i);
    }
    return (struct span){0};
}

/* Adds a message.  The rest of a line has nothing in front by which credentials are known. */
static void add(struct event_log *log, const struct dialogue_message *message, bool continues,
                uint64_t us)
{
    struct buf shown;

    buf_init(&shown, SHOWN_MAX);
    if (continues)
        buf_str(&shown, DIALOGUE_OMITTED);
    else
        dialogue_redact(&shown, message);
    if (shown.err == ERR_OK)
        event_log_add(log, us,
                      &(struct event){.kind = EVENT_DIALOGUE,
                                      .sent = message->sent,
                                      .bytes = buf_span(&shown),
                                      .type = (uint8_t)message->dialogue});
    buf_free(&shown);
}

/* Does a client's turn begin in the middle of a line, or of a tag? */
static bool continues(const struct capture_dialogue *dialogue, size_t i, enum dialogue which)
{
    size_t before = i;

    if (!dialogue->turns[i].from_client || dialogue_is_binary(which))
        return false;
    while (before > 0 && !dialogue->turns[before - 1].from_client)
        before--;
    if (before == 0)
        return false;
    struct span bytes = bytes_of(dialogue, before - 1);
    return bytes.p[bytes.n - 1] != '\n' && bytes.p[bytes.n - 1] != '>';
}

void capture_dialogue_flush(struct capture_dialogue *dialogue, struct event_log *log,
                            const uint64_t skipped[2])
{
    enum dialogue which = dialogue_guess(first_of(dialogue, true), first_of(dialogue, false));
    uint64_t left[2] = {skipped[0], skipped[1]};

    for (size_t i = 0; i < dialogue->num && which != DIALOGUE_NONE; i++) {
        const struct capture_turn *t = &dialogue->turns[i];
        uint64_t *rest = &left[t->from_client ? 1 : 0];
        struct span bytes = bytes_of(dialogue, i);
        bytes = *rest < bytes.n ? span_head(bytes, (size_t)*rest) : bytes;
        *rest -= *rest == UINT64_MAX ? 0 : bytes.n;
        if (bytes.n > 0)
            add(log, &(struct dialogue_message){which, t->from_client, bytes},
                continues(dialogue, i, which), t->us);
    }
    capture_dialogue_end(dialogue);
}
