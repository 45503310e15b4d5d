# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of contrib/ share: requests, the results that they must give, and a directory to
# work in, which goes away with all that was started.
set -eu
: "${TLSBOX:?}" "${top_srcdir:?}"
contrib=$top_srcdir/contrib
work=$(mktemp -d)
started=

# need PROGRAM...: the test is skipped where one is missing.
need()
{
    for program in "$@"; do
        command -v "$program" >/dev/null || {
            echo "SKIPPED: no $program (Debian: ./bootstrap deps ci)"
            exit 77
        }
    done
}

# end_tree PID: kills a process and all that it has started, as if its host had died.
end_tree()
{
    for child in $(pgrep -P "$1"); do
        end_tree "$child"
    done
    kill -9 "$1" 2>/dev/null || :
}

# is_started PID: ends it, with all that it has started, when the test ends.
is_started()
{
    started="$started $1"
}

finish()
{
    code=$?
    trap - EXIT
    for pid in $started; do
        end_tree "$pid"
    done
    [ $code -eq 0 ] || tail -n 20 "$work"/*.log 2>/dev/null || :
    rm -rf "$work"
    exit $code
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# await SECONDS COMMAND...: until COMMAND succeeds.
await()
{
    tries=$(($1 * 20))
    shift
    while ! "$@" 2>/dev/null; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || {
            echo "FAILED: waited too long for: $*"
            exit 1
        }
        sleep 0.05
    done
}

fail()
{
    echo "FAILED: $*"
    exit 1
}

# has_lines FILE NUMBER: the file has at least that number of lines.
has_lines()
{
    [ -f "$1" ] && [ "$(wc -l <"$1")" -ge "$2" ]
}

# What judges the chains of the demo; a command in a file, since it is given to several programs.
settings="--roots $top_srcdir/demo/root.pem --at 2026-06-01"

# make_requests NUMBER: requests.ndjson, chains good and bad and a line that is no request, and
# expected.ndjson, what one run answers.
make_requests()
{
    for name in good alone expired; do
        awk '
            /-----BEGIN/ { printf "%s\"", n++ ? "," : ""; inside = 1; next }
            /-----END/ { printf "\""; inside = 0 }
            inside { printf "%s", $0 }' "$top_srcdir/demo/$name.pem" >"$work/$name.list"
    done
    awk -v number="$1" -v good="$(cat "$work/good.list")" -v alone="$(cat "$work/alone.list")" \
        -v expired="$(cat "$work/expired.list")" '
        BEGIN {
            for (i = 1; i <= number; i++) {
                if (i == 100)
                    print "this is no request"
                chain = i % 7 == 0 ? alone : i % 5 == 0 ? expired : good
                printf "{\"id\":\"r%06d\",\"chain\":[%s],\"host\":\"%s\"}\n", i, chain,
                    i % 11 == 0 ? "other.example" : "shop.example"
            }
        }' >"$work/requests.ndjson"
    # shellcheck disable=SC2086  # options
    "$TLSBOX" verify --batch --stats $settings <"$work/requests.ndjson" \
        >"$work/expected.ndjson" 2>"$work/expected.log" || [ $? = 3 ]
}

# Results that come in another order, or from a line with another number.
without_lines()
{
    sed 's/"line":[0-9]*,/"line":null,/' "$@" | LC_ALL=C sort
}
