#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# contrib/nats: a queue with three workers.  One is killed while it has requests, some of them
# judged, whose results may be published or not; the sender is ended and run again.  Each request
# gets one result.
. "$top_srcdir/tests/scale/kit.sh"
need node nats-server pgrep

mkdir "$work/store"
cat >"$work/nats.conf" <<END
host: 127.0.0.1
port: -1
ports_file_dir: "$work"
jetstream { store_dir: "$work/store" }
END
nats-server -c "$work/nats.conf" >"$work/nats.log" 2>&1 &
is_started $!
has_ports()
{
    ls "$work"/*.ports >"$work/ports"
}
await 10 has_ports
NATS_URL=$(sed 's/.*\(nats:\/\/[0-9.:]*\).*/\1/' "$work"/*.ports)
export NATS_URL ACK_WAIT=2
queue="$contrib/nats/queue.js"

# These leave requests without a result.
for option in --shard=1/2 --shar --resume; do
    status=0
    node "$queue" work "$option" 1/2 2>"$work/unfit" || status=$?
    [ $status = 2 ] && grep -q "^queue.js: $option: not in a queue" "$work/unfit" ||
        fail "$option: exit code $status, $(cat "$work/unfit")"
done

# worker NAME PROGRAM: one that uses PROGRAM instead of tlsbox.
worker()
{
    # shellcheck disable=SC2086  # options
    TLSBOX=$2 node "$queue" work $settings 2>>"$work/$1.log" &
    is_started $!
    eval "$1=$!"
}

# Answers the first 50 requests, and then nothing.
cat >"$work/stalls" <<END
#!/bin/sh
head -n 50 | "$TLSBOX" "\$@"
touch $work/stalled
exec sleep 60
END
# Answers later than ACK_WAIT, when others have done the same work.
cat >"$work/late" <<END
#!/bin/sh
"$TLSBOX" "\$@" | { sleep 5; touch $work/answered; cat; }
END
chmod +x "$work/stalls" "$work/late"

status()
{
    node "$queue" status >"$work/status"
}

# The sender dies after 1000 requests, and is run again for all of them.
make_requests 3000
# Blank lines are no requests, and have no results.
sed -i '2000s/$/\n\n \t/' "$work/requests.ndjson"
mkfifo "$work/fifo"
{
    head -n 1000 "$work/requests.ndjson"
    exec sleep 60
} >"$work/fifo" &
is_started $!
node "$queue" send first <"$work/fifo" 2>"$work/send.log" &
sender=$!
is_started $sender
has_requests()
{
    status && [ "$(sed -n 's/^TLSBOX_REQUESTS //p' "$work/status")" = "$1" ]
}
await 20 has_requests 1000
end_tree $sender
node "$queue" send first <"$work/requests.ndjson" 2>>"$work/send.log"
has_requests 3001 || fail "the queue has other requests: $(cat "$work/status")"
echo "ok 1 - a sender dies and is run again"

# A message of a blank line has no result, and one of several lines has one.
# shellcheck disable=SC2016  # of JavaScript
node -e 'require(process.argv[1]).connect(process.env.NATS_URL).then(async nats => {
    for (const text of [" \t", "{\"id\": \"lines\",\n\n\"host\": 1}\n"])
        await nats.request("tlsbox.requests", text)
    nats.close() })' "$contrib/nats/nats.js"
has_requests 3003 || fail "the queue has other requests: $(cat "$work/status")"
printf '{"id": "lines",  "host": 1}\n' |
    "$TLSBOX" verify --batch --roots "$top_srcdir/demo/root.pem" >>"$work/expected.ndjson" ||
    [ $? = 3 ]

worker first "$work/stalls"
worker second "$work/late"
await 20 [ -e "$work/stalled" ]
end_tree "$first"
worker third "$TLSBOX"
node "$queue" collect 3002 >"$work/results.ndjson" 2>"$work/collect.log" &
collect=$!
await 60 [ -e "$work/answered" ]
await 60 has_requests 0
wait $collect || fail "collect: exit code $?"
without_lines "$work/expected.ndjson" >"$work/expected"
without_lines "$work/results.ndjson" | cmp - "$work/expected" || fail "the results are others"
sleep 1
status
grep -qx 'TLSBOX_RESULTS 3002' "$work/status" || fail "results came twice: $(cat "$work/status")"
echo "ok 2 - a worker dies, another one is late: nothing is lost and nothing comes twice"
